"""What was missing: the inputs that a user has to supply before a rule can tell."""

import polars as pl

from gaitbelt.engine.bind import Compiled, Tables
from gaitbelt.engine.derive import bring
from gaitbelt.engine.plan import GROUP_PREFIX, roots
from gaitbelt.engine.rulebook import ANY_PAYER, Rule
from gaitbelt.language.fact import GROUPS, SERVICE_LINE
from gaitbelt.language.words import CODE_PREFIX, POLICY_PREFIX

NAMES = pl.List(pl.String())
UNKNOWN = 3


def missing_inputs(
    rule: Rule, outcomes: pl.DataFrame, tables: Tables, table: str, ready: Compiled
) -> pl.Series:
    """Return which inputs were missing where a rule could not tell, else an empty list."""
    empty = pl.Series([[]], dtype=NAMES)
    is_unknown = outcomes["code"] == UNKNOWN
    if not is_unknown.any():
        return empty.new_from_index(0, outcomes.height)
    unknown = outcomes.filter(is_unknown)
    names = _inputs(rule, ready)
    if table == SERVICE_LINE:
        named = _null_inputs(tables, unknown["row"], names, rule, ready)
    else:
        named = _null_inputs_for_groups(tables, table, unknown["row"], names, rule, ready)
    found = unknown.select("row").with_columns(named.alias("missing"))
    joined = outcomes.join(found, on="row", how="left", maintain_order="left")
    return joined["missing"].fill_null([])


def _inputs(rule: Rule, ready: Compiled) -> list[str]:
    plan = ready.plan
    inputs = plan.inputs(roots(plan.expressions[rule.card.code]))
    scope = ("date_of_service",) if ANY_PAYER in rule.card.payers else ("payer", "date_of_service")
    return [
        name
        for name in dict.fromkeys((*scope, *inputs))
        if not name.startswith(GROUP_PREFIX) and name not in ("line_id", "era", "is_placed")
    ]


def _null_inputs(
    tables: Tables, rows: pl.Series, names: list[str], rule: Rule, ready: Compiled
) -> pl.Series:
    """Return, for each line, the inputs that are null on it or in its groups."""
    own = _named(_null_flags(tables, names, ready, rows), names, ready)
    widest = _widest_group(rule, ready)
    if widest is None:
        return own
    groups = tables[SERVICE_LINE][GROUP_PREFIX + widest].gather(rows)
    return _first_named(own, _null_inputs_of_groups(tables, widest, groups, names, ready))


def _null_inputs_for_groups(
    tables: Tables, table: str, rows: pl.Series, names: list[str], rule: Rule, ready: Compiled
) -> pl.Series:
    """Return, for each group, the inputs null on its lines or in a wider group it reads."""
    own = _null_inputs_of_groups(tables, table, rows, names, ready)
    widest = _widest_group(rule, ready)
    if widest is None or len(GROUPS[widest]) >= len(GROUPS[table]):
        return own
    first = tables[table]["first"].gather(rows)
    groups = tables[SERVICE_LINE][GROUP_PREFIX + widest].gather(first)
    return _first_named(own, _null_inputs_of_groups(tables, widest, groups, names, ready))


def _widest_group(rule: Rule, ready: Compiled) -> str | None:
    """Return the grain with the most lines in a group that the rule reaches, or none."""
    plan = ready.plan
    reached = plan.reached(roots(plan.expressions[rule.card.code]))
    grouped = {plan.home(name) for name in reached if plan.home(name) in GROUPS}
    grouped |= {
        name.removeprefix(GROUP_PREFIX) for name in reached if name.startswith(GROUP_PREFIX)
    }
    return min(grouped, key=lambda grain: (len(GROUPS[grain]), grain), default=None)


def _first_named(own: pl.Series, around: pl.Series) -> pl.Series:
    return (
        pl.DataFrame({"own": own, "around": around})
        .select(pl.when(pl.col("own").list.len() > 0).then("own").otherwise("around"))
        .to_series()
    )


def _null_inputs_of_groups(
    tables: Tables, grain: str, groups: pl.Series, names: list[str], ready: Compiled
) -> pl.Series:
    """Return, for each group, the inputs that are null on any of its lines."""
    number = GROUP_PREFIX + grain
    line = tables[SERVICE_LINE]
    members = line.filter(pl.col(number).is_in(groups.unique().implode()))
    has_discipline = "line_discipline" in GROUPS[grain]
    asked = list(dict.fromkeys([*names, *(["line_discipline"] if has_discipline else [])]))
    flags = _null_flags(tables, asked, ready, members["line_id"])
    flags = flags.with_columns(no_person=~_has_person_of(members))
    by_group = flags.with_columns(members[number]).group_by(number).agg(pl.all().any())
    around = (
        groups.alias(number).to_frame().join(by_group, on=number, how="left", maintain_order="left")
    )
    return _named(around.drop(number), [*asked, "no_person"], ready)


def _has_person_of(members: pl.DataFrame) -> pl.Series:
    named = pl.any_horizontal(
        pl.col(n).is_not_null() for n in ("patient_id", "claim_id", "visit_id")
    )
    return members.select(named).to_series()


def _null_flags(tables: Tables, names: list[str], ready: Compiled, rows: pl.Series) -> pl.DataFrame:
    bring(tables, SERVICE_LINE, names, ready.plan)
    return tables[SERVICE_LINE].select(pl.col(name).gather(rows).is_null() for name in names)


def _named(flags: pl.DataFrame, names: list[str], ready: Compiled) -> pl.Series:
    """Return the names of the flags that are up, as lists.

    What the law says follows from date and payer, so it is not named where those are.
    """
    words = []
    for name in dict.fromkeys(names):
        is_null = pl.col(name)
        if name.startswith((POLICY_PREFIX, CODE_PREFIX)) or name in ready.plan.facts:
            causes = [each for each in ("date_of_service", "payer") if each in names]
            is_null = is_null & ~pl.any_horizontal(pl.lit(value=False), *causes)
        words.append(pl.when(is_null).then(pl.lit(_word(name, ready))))
    listed = flags.select(pl.concat_list(words).list.drop_nulls().list.unique(maintain_order=True))
    return listed.to_series()


def _word(name: str, ready: Compiled) -> str:
    """Return what a user calls a column that is missing."""
    fact = ready.plan.facts.get(name)
    if fact is not None and fact.stands_for:
        name = fact.stands_for
    plain = {"no_person": "patient_id", "line_discipline": "discipline"}.get(name, name)
    named = plain.replace(POLICY_PREFIX, "published value of ")
    return named.replace(CODE_PREFIX, "code facts: ")
