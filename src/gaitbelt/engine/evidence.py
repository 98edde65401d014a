"""Evidence: which facts, values and inputs a rule's findings name."""

import hashlib
from collections.abc import Iterable, Iterator

from gaitbelt.engine.bind import Compiled
from gaitbelt.engine.message import fields
from gaitbelt.engine.plan import GROUP_PREFIX, roots
from gaitbelt.engine.rulebook import ANY_PAYER, Rule
from gaitbelt.language.fact import GROUPS, SERVICE_LINE
from gaitbelt.language.words import CODE_PREFIX, POLICY_PREFIX

UNKNOWN = 3
NO_PERSON = "no_person"
DISCIPLINE = "line_discipline"
PERSON = ("patient_id", "claim_id", "visit_id")
NOT_INPUTS = ("line_id", "era", "is_placed")
PLAIN_NAMES = {NO_PERSON: "patient_id", DISCIPLINE: "discipline"}

IDENTIFYING = (
    "claim_id", "line_number", "visit_id", "patient_id", "date_of_service", "discipline",
    "payer", "hcpcs_code", "outcome", "message", "evidence",
)  # fmt: skip
"""What a finding's name is a digest of, besides its rule."""


def evidence_names(rule: Rule, table: str, ready: Compiled) -> list[str]:
    """Return the facts and columns that show why, in the order they are derived."""
    kept: dict[tuple[str, str], list[str]] = ready.kept.setdefault("evidence", {})
    key = (rule.card.code, table)
    if key not in kept:
        kept[key] = _evidence_names(rule, table, ready)
    return kept[key]


def _evidence_names(rule: Rule, table: str, ready: Compiled) -> list[str]:
    plan = ready.plan
    wanted = [*roots(plan.expressions[rule.card.code]), *fields(rule.card.message)]
    reached = plan.reached(dict.fromkeys(wanted))
    if table == SERVICE_LINE:
        return [name for name in reached if not name.startswith(GROUP_PREFIX)]
    group = set(GROUPS[table])
    kept = []
    for name in reached:
        home = plan.home(name)
        is_of_group = home == table or (home in GROUPS and set(GROUPS[home]) <= group)
        is_law = name.startswith((POLICY_PREFIX, CODE_PREFIX)) and "hcpcs_code" in group
        if is_of_group or is_law or name.startswith(POLICY_PREFIX) or name in wanted:
            kept.append(name)
    return kept


def shown_names(names: Iterable[str]) -> dict[str, str]:
    """Return what each fact is called in the evidence: code facts without their prefix."""
    known = list(names)
    plain = {name: name.removeprefix(CODE_PREFIX) for name in known}
    return {name: name if plain[name] in known else plain[name] for name in known}


def policy_paths(rule: Rule, ready: Compiled) -> list[str]:
    """Return the paths of the published values that a rule's predicate reaches."""
    kept: dict[str, list[str]] = ready.kept.setdefault("policy paths", {})
    code = rule.card.code
    if code not in kept:
        reached = ready.plan.reached(roots(ready.plan.expressions[code]))
        kept[code] = [
            name.removeprefix(POLICY_PREFIX) for name in reached if name.startswith(POLICY_PREFIX)
        ]
    return kept[code]


def inputs_of(rule: Rule, ready: Compiled) -> list[str]:
    """Return the inputs whose absence can be why a rule cannot tell."""
    kept: dict[str, list[str]] = ready.kept.setdefault("inputs", {})
    code = rule.card.code
    if code not in kept:
        inputs = ready.plan.inputs(roots(ready.plan.expressions[code]))
        is_for_any = ANY_PAYER in rule.card.payers
        scope = ("date_of_service",) if is_for_any else ("payer", "date_of_service")
        kept[code] = [
            name
            for name in dict.fromkeys((*scope, *inputs))
            if not name.startswith(GROUP_PREFIX) and name not in NOT_INPUTS
        ]
    return kept[code]


def inputs_around(rule: Rule, grain: str, ready: Compiled) -> list[str]:
    """Return the inputs asked of all lines of a group, and what tells groups apart."""
    own = [DISCIPLINE] if DISCIPLINE in GROUPS[grain] else []
    return list(dict.fromkeys([*inputs_of(rule, ready), *own, NO_PERSON]))


def widest_group(rule: Rule, ready: Compiled) -> str | None:
    """Return the grain with the most lines in a group that the rule reaches, or none."""
    kept: dict[str, str | None] = ready.kept.setdefault("widest", {})
    code, plan = rule.card.code, ready.plan
    if code not in kept:
        reached = plan.reached(roots(plan.expressions[code]))
        grouped = {plan.home(name) for name in reached if plan.home(name) in GROUPS}
        grouped |= {
            name.removeprefix(GROUP_PREFIX) for name in reached if name.startswith(GROUP_PREFIX)
        }
        kept[code] = min(grouped, key=lambda grain: (len(GROUPS[grain]), grain), default=None)
    return kept[code]


def grain_around(rule: Rule, table: str, ready: Compiled) -> str | None:
    """Return the wider grain whose lines a rule's answer also rests on, or none."""
    widest = widest_group(rule, ready)
    if widest is not None and table in GROUPS and len(GROUPS[widest]) >= len(GROUPS[table]):
        return None
    return widest


def causes_of(name: str, names: Iterable[str], ready: Compiled) -> list[str]:
    """Return the inputs of which one that is missing says all: it is named alone.

    What the law says follows from date and payer.
    """
    if name.startswith((POLICY_PREFIX, CODE_PREFIX)) or name in ready.plan.facts:
        return [each for each in ("date_of_service", "payer") if each in names]
    return []


def input_word(name: str, ready: Compiled) -> str:
    """Return what a user calls an input that is missing."""
    fact = ready.plan.facts.get(name)
    if fact is not None and fact.stands_for:
        name = fact.stands_for
    word = PLAIN_NAMES.get(name, name).replace(POLICY_PREFIX, "published value of ")
    return word.replace(CODE_PREFIX, "code facts: ")


def not_judged(rule: Rule) -> str:
    """Return the end of the message of a rule that could not tell."""
    card = rule.card
    first, second, rest = card.title[0], card.title[1:2], card.title[2:]
    title = card.title if second.isupper() else f"{first.lower()}{second}{rest}"
    return f" missing, so {card.code} ({title}) was not judged."


def finding_ids(code: str, said: Iterable[str]) -> Iterator[str]:
    """Give a stable name for each finding: its rule and a digest of what it says.

    ``said`` are the identifying values as JSON. Findings alike in everything are numbered.
    """
    seen: dict[str, int] = {}
    for text in said:
        name = f"{code}-{hashlib.blake2b(text.encode(), digest_size=8).hexdigest()}"
        seen[name] = seen.get(name, 0) + 1
        yield name if seen[name] == 1 else f"{name}-{seen[name]}"
