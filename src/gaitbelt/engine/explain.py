"""Explaining: how a finding came about, step by step."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from gaitbelt.engine.plan import Plan
from gaitbelt.engine.rulebook import Rulebook
from gaitbelt.language.errors import GaitbeltError
from gaitbelt.policy import Policy
from gaitbelt.tables.finding import BREACH, CANNOT_TELL


@dataclass(frozen=True, slots=True)
class Explanation:
    """A finding's derivation: each step is a sentence; ``citations`` are its sources."""

    finding_id: str
    rule_code: str
    title: str
    steps: tuple[str, ...]
    citations: tuple[str, ...]

    def __str__(self) -> str:
        """Return the derivation as numbered lines."""
        numbered = [f"{n}. {step}" for n, step in enumerate(self.steps, 1)]
        sources = [f"Source: {cite}" for cite in self.citations]
        return "\n".join([f"{self.rule_code} · {self.title}", *numbered, *sources])


def explain(finding: Mapping[str, object], rulebook: Rulebook, policy: Policy) -> Explanation:
    """Return how a finding was derived, from its own evidence.

    ``finding`` is one row of a findings table. Raises GaitbeltError where its rule is
    not in the rulebook.
    """
    code = str(finding["rule_code"])
    rule = rulebook.rule(code)
    if rule is None:
        raise GaitbeltError(
            f"Finding {finding['finding_id']} is of rule {code}, which this rulebook does not "
            "hold. Explain it with the rules that judged it."
        )
    card = rule.card
    evidence = json.loads(str(finding["evidence"]))
    plan = Plan((rule,))
    steps = [_about(finding)]
    if lines := evidence.pop("lines", None):
        steps.extend(f"Line: {line}." for line in lines)
    for name, value in evidence.items():
        fact = plan.facts.get(name)
        meaning = fact.meaning.rstrip(".") if fact else name.replace("_", " ").replace(":", ": ")
        steps.append(f"{meaning}: {_in_words(value)}.")
    steps.extend(_values_used(finding, policy))
    steps.append(_conclusion(finding, card.title))
    if finding["outcome"] == BREACH:
        steps.append(card.fix)
    digest = str(finding["rulebook_digest"])
    if digest != rulebook.digest:
        steps.append(
            f"Judged by rulebook {digest[:12]}; this one is {rulebook.digest[:12]}, so a new "
            "check may say otherwise."
        )
    cites = finding["citations"]
    return Explanation(
        str(finding["finding_id"]),
        code,
        card.title,
        tuple(steps),
        tuple(str(each) for each in cites) if isinstance(cites, list) else (),
    )


def _about(finding: Mapping[str, object]) -> str:
    named = {
        "claim_id": "claim",
        "line_number": "line",
        "date_of_service": "date of service",
        "discipline": "discipline",
        "hcpcs_code": "code",
        "payer": "payer",
    }
    known = [f"{word} {finding[name]}" for name, word in named.items() if finding.get(name)]
    return f"Judged by {finding['grain']}: {', '.join(known)}."


def _in_words(value: object) -> str:
    if value is None:
        return "not known"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return " ".join(str(each) for each in value) or "none"
    return str(value) or "none"


def _values_used(finding: Mapping[str, object], policy: Policy) -> list[str]:
    rows = finding.get("policy_rows")
    used = []
    for name in rows if isinstance(rows, list) else []:
        path, _, start = str(name).partition("@")
        payer, _, value_name = path.partition(".")
        match = [
            row
            for row in policy.values.iter_rows(named=True)
            if row["payer"] == payer
            and row["name"] == value_name
            and str(row["effective_from"]) == start
        ]
        for row in match[-1:]:
            since = "" if start == "0001-01-01" else f" from {start}"
            used.append(
                f"Published value {path}{since}: {row['value']} ({row['cite']}; "
                f"confidence {row['confidence']})."
            )
    return used


def _conclusion(finding: Mapping[str, object], title: str) -> str:
    if finding["outcome"] == CANNOT_TELL:
        return str(finding["message"])
    if finding["outcome"] == BREACH:
        return f"{title}: {finding['message']}"
    return f"Clear: {title.lower()} does not hold."
