"""A page for each published value: its timeline, who reads it, who takes it over."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from gaitbelt.engine.plan import Plan
from gaitbelt.engine.rulebook import Card, Rulebook
from gaitbelt.library.policy import PayerProfile, PolicyRow, PolicySeries
from gaitbelt.tables.vocabulary import CONFIDENCE
from scripts.cards import ROOT
from scripts.markdown import DOCS, NOTE, cell, filled, note, page, section, table

VALUES = DOCS / "values"
PAYERS = DOCS / "policy"
POLICY = ROOT / "src" / "gaitbelt" / "policy"

Readers = Mapping[str, list[Card]]
"""Cards by the name of the value that they read, as the engine names it."""


def pages(
    rulebook: Rulebook, profiles: Mapping[str, PayerProfile], every: Sequence[PolicySeries]
) -> dict[Path, str]:
    """Return the pages of every value and every payer, and those that list them."""
    readers = readers_of(rulebook)
    found = {
        VALUES / f"{series.payer}.{series.name}.md": value_page(series, readers, profiles, every)
        for series in every
    }
    for payer, profile in profiles.items():
        found[PAYERS / f"{payer}.md"] = payer_page(profile, profiles, every)
    found[VALUES / "index.md"] = values_index(every)
    found[PAYERS / "index.md"] = payers_index(profiles.values())
    return found


def readers_of(rulebook: Rulebook) -> Readers:
    """Return which rules read a value: ``medicare.kx_threshold``, or a name of any payer."""
    found: dict[str, list[Card]] = defaultdict(list)
    for rule in rulebook.rules:
        for name in Plan((rule,)).policies:
            found[name].append(rule.card)
    return found


def value_page(
    series: PolicySeries,
    readers: Readers,
    profiles: Mapping[str, PayerProfile],
    every: Sequence[PolicySeries],
) -> str:
    """Return a value's page: what it is, its timeline, its rules and its payers."""
    name = f"{series.payer}.{series.name}"
    payer = f"[{profiles[series.payer].title}](../policy/{series.payer}.md)"
    source = "source not re-read" if series.checked_on is None else (
        f"source last read {series.checked_on}"
    )  # fmt: skip
    about = f"{cell(series.description)}\n\nPublished by {payer}; unit: {series.unit}; {source}.\n"
    cards = {
        card.code: card for key in (series.name, f".{series.name}", name)
        for card in readers.get(key, ())
    }  # fmt: skip
    rules = "\n".join(
        f"- [{code}](../rules/{code.lower()}.md): {card.title}"
        for code, card in sorted(cards.items())
    )
    heirs = "\n".join(
        f"- [{profiles[each].title}](../policy/{each}.md)"
        for each in heirs_of(series, profiles, every)
    )
    return page(
        note(POLICY / series.payer / f"{series.name}.yaml"),
        f"# {series.payer}: {series.name.replace('_', ' ')}\n",
        about,
        section("Timeline", timeline(series.rows)),
        section("Rules that read it", rules or "None: questions and prices rest on it."),
        section("Payers that take it over", heirs),
    )


def heirs_of(
    series: PolicySeries, profiles: Mapping[str, PayerProfile], every: Sequence[PolicySeries]
) -> list[str]:
    """Return the payers without a value of their own whose chain comes to this one first."""
    held = {(each.payer, each.name) for each in every}
    found = []
    for payer in sorted(profiles):
        at: str | None = payer
        while at is not None and (at, series.name) not in held:
            at = profiles[at].based_on if at in profiles else None
        if at == series.payer and payer != series.payer:
            found.append(payer)
    return found


def timeline(rows: Iterable[PolicyRow]) -> str:
    """Return a value's rows by date: what held from when, known since when, from where."""
    return filled(
        [
            {
                "effective from": row.effective_from or "not known",
                "effective through": row.effective_through,
                "codes": " ".join(row.codes),
                "value": _value(row),
                "published": row.published or "not known",
                "cite": row.cite,
                "known from": CONFIDENCE[row.confidence],
                "note": row.note,
            }
            for row in rows
        ]
    )


def _value(row: PolicyRow) -> str:
    if isinstance(row.value, bool):
        return "yes" if row.value else "no"
    if isinstance(row.value, tuple):
        return ", ".join(each.replace("_", " ") for each in row.value)
    return str(row.value).replace("_", " ")


def payer_page(
    profile: PayerProfile, profiles: Mapping[str, PayerProfile], every: Sequence[PolicySeries]
) -> str:
    """Return a payer's page: its profile, its own values and those it takes over."""
    own = [series for series in every if series.payer == profile.payer]
    taken = [series for series in every if profile.payer in heirs_of(series, profiles, every)]
    base = profile.based_on
    named = profiles[base].title if base and base in profiles else base
    inherits = f"What is not published here is taken from [{named}]({base}.md).\n" if base else ""
    about = f"{CONFIDENCE[profile.confidence]}; {cell(profile.cite)}."
    return page(
        note(POLICY / profile.payer),
        f"# {profile.title}\n",
        f"{cell(profile.description)}\n",
        f"Known from: {about}\n",
        inherits,
        section("Its own values", _listed(own) or "None is held."),
        section("Values it takes over", _listed(taken)),
    )


def _listed(every: Sequence[PolicySeries]) -> str:
    return table(
        ("value", "what", "latest", "from", "known from"),
        (
            (
                f"[{each.name.replace('_', ' ')}](../values/{each.payer}.{each.name}.md)",
                each.description,
                _short(_value(each.rows[-1])),
                each.rows[-1].effective_from or "not known",
                CONFIDENCE[each.rows[-1].confidence],
            )
            for each in every
        ),
    )


def _short(text: str) -> str:
    most = 60
    return text if len(text) <= most else text[:most].rsplit(" ", 1)[0] + " …"


def values_index(every: Sequence[PolicySeries]) -> str:
    """Return the page that lists every published value by payer."""
    by_payer: dict[str, list[PolicySeries]] = defaultdict(list)
    for series in every:
        by_payer[series.payer].append(series)
    return page(
        NOTE.format(source="src/gaitbelt/policy"),
        "# Published values\n",
        "Each has dates of service, the day it was published and its source.\n",
        *(section(payer, _listed(own)) for payer, own in sorted(by_payer.items())),
    )


def payers_index(profiles: Iterable[PayerProfile]) -> str:
    """Return the page that lists every payer's profile."""
    rows = [
        (f"[{each.title}]({each.payer}.md)", each.payer, each.based_on or "", each.description)
        for each in profiles
    ]
    listed = table(("payer", "name", "takes over from", "what it is"), rows)
    return page(
        NOTE.format(source="src/gaitbelt/policy"), "# What payers published\n", listed + "\n"
    )
