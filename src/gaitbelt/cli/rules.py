"""``gaitbelt rules``: every rule, or one rule's card in full."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from gaitbelt.cli import show
from gaitbelt.cli.options import Format, Rules
from gaitbelt.cli.own_rules import law_with
from gaitbelt.language.errors import ImpossibleInput
from gaitbelt.tables.vocabulary import CONFIDENCE

if TYPE_CHECKING:
    from gaitbelt.engine.rulebook import Card, Rulebook


def rules(
    rule_code: Annotated[
        str | None, typer.Argument(metavar="[CODE]", help="One rule, such as UNT001.")
    ] = None,
    family: Annotated[
        str | None, typer.Option("--family", help="Only these: units, or UNT.")
    ] = None,
    rules_dirs: Rules = None,
    output_format: Format = "text",
) -> None:
    """List the rules, or show one rule's card."""
    rulebook = law_with(rules_dirs).rulebook
    if rule_code is not None:
        _one(_card(rulebook, rule_code.strip().upper()), is_json=output_format == "json")
        return
    cards = [rule.card for rule in rulebook.rules if _is_of(rule.card, family)]
    if family and not cards:
        known = dict.fromkeys(rule.card.family for rule in rulebook.rules)
        raise ImpossibleInput(f"No rule is of family {family}. The families: {', '.join(known)}.")
    if output_format == "json":
        show.say_json({"rulebook_digest": rulebook.digest, "rules": [as_dict(c) for c in cards]})
        return
    off = {each.code: f"off until {each.until}" for each in rulebook.switched_off}
    show.table(
        ("code", "severity", "about", "status", "finding"),
        (
            (card.code, card.severity, card.grain, off.get(card.code, card.status), card.title)
            for card in cards
        ),
    )


def as_dict(card: "Card") -> dict[str, Any]:  # Any: a card's fields are of many types
    """Return a card as JSON holds it."""
    from gaitbelt.services.codes import to_json

    told: dict[str, Any] = to_json(card)  # Any: as above
    return told


def _card(rulebook: "Rulebook", rule_code: str) -> "Card":
    rule = rulebook.rule(rule_code)
    if rule is None:
        known = ", ".join(each.card.code for each in rulebook.rules)
        raise ImpossibleInput(f"No rule {rule_code}. The rules: {known}.")
    return rule.card


def _is_of(card: "Card", family: str | None) -> bool:
    return family is None or family.lower() in (card.family.lower(), card.code[:3].lower())


def _one(card: "Card", *, is_json: bool) -> None:
    if is_json:
        show.say_json(as_dict(card))
        return
    through = f" through {card.effective_through}" if card.effective_through else ""
    show.say(
        f"{card.code} · {card.title}",
        f"{card.name}; {card.status}; severity {card.severity}; about one {card.grain}",
        f"Payers: {', '.join(card.payers)}; dates of service from {card.effective_from}{through}",
        f"Last re-read on {card.checked_on}; {CONFIDENCE[card.confidence]}",
        f"Says: {card.message}",
    )
    for heading, text in card.sections.items():
        show.section(heading, text.splitlines())
    show.section(
        "Authority",
        (" · ".join(filter(None, (each.cite, each.title, each.url))) for each in card.authorities),
    )
