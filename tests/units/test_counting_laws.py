"""What holds of every count, whatever the visit."""

from datetime import date

import hypothesis.strategies as st
import numpy as np
import polars as pl
from hypothesis import given, settings

from gaitbelt.methods.units.total_time import allocate_total_time
from gaitbelt.services.coding import code_visits
from gaitbelt.services.units import UnitLine, alternatives_in_words, count_units

TIMED = ("97032", "97035", "97110", "97112", "97116", "97140", "97530", "97535")
ANY = (*TIMED, "97012", "97129", "97130", "97150", "97545", "97550", "97597", "98980", "98966")
DATES = (date(2019, 6, 3), date(2021, 6, 1), date(2024, 2, 1), date(2026, 3, 2))
PAYERS = ("medicare", "commercial", "tricare", "horizon_bcbsnj", "uhc_commercial", "a plan")

timed_visits = st.dictionaries(st.sampled_from(TIMED), st.integers(0, 70), min_size=1, max_size=6)


@st.composite
def shared_visits(
    draw: st.DrawFn, codes: tuple[str, ...] = TIMED
) -> tuple[dict[str, int], dict[str, int]]:
    minutes = draw(
        st.dictionaries(st.sampled_from(codes), st.integers(0, 70), min_size=1, max_size=6)
    )
    return minutes, {code: draw(st.integers(0, given)) for code, given in minutes.items()}


def by_code(lines: tuple[UnitLine, ...]) -> dict[str, int]:
    found: dict[str, int] = {}
    for line in lines:
        found[line.hcpcs_code] = found.get(line.hcpcs_code, 0) + line.unit_count
    return found


@given(timed_visits, st.sampled_from(TIMED), st.integers(0, 30))
def test_more_minutes_never_mean_fewer_units(minutes: dict[str, int], code: str, more: int) -> None:
    longer = minutes | {code: minutes.get(code, 0) + more}
    for method in ("medicare-total-time", "ama-midpoint"):
        before = count_units(minutes, on=DATES[-1], method=method)
        after = count_units(longer, on=DATES[-1], method=method)
        assert after.total_timed_units >= before.total_timed_units


@given(timed_visits, st.randoms(use_true_random=False))
def test_the_order_of_the_codes_does_not_matter(minutes: dict[str, int], random: object) -> None:
    shuffled = list(minutes.items())
    random.shuffle(shuffled)  # type: ignore[attr-defined]  # hypothesis hides its type
    straight = by_code(count_units(minutes, on=DATES[-1]).lines)
    assert by_code(count_units(dict(shuffled), on=DATES[-1]).lines) == straight


@given(timed_visits)
def test_the_units_are_those_of_the_table_and_never_above_a_codes_minutes(
    minutes: dict[str, int],
) -> None:
    count = count_units(minutes, on=DATES[-1])
    total = sum(minutes.values())
    assert count.total_timed_units == (0 if total < 8 else (total + 7) // 15)
    for code, units in by_code(count.lines).items():
        assert minutes[code] // 15 <= units <= -(-minutes[code] // 15)


@given(st.lists(timed_visits, min_size=1, max_size=12))
def test_many_visits_together_come_out_as_each_alone(visits: list[dict[str, int]]) -> None:
    ordered = [sorted(visit.items()) for visit in visits]
    group = np.repeat(np.arange(len(visits)), [len(visit) for visit in ordered])
    together = allocate_total_time(group, np.array([m for visit in ordered for _, m in visit]))
    alone = [
        allocate_total_time(np.zeros(len(visit), dtype=np.int64), np.array([m for _, m in visit]))
        for visit in ordered
    ]
    assert together.tolist() == np.concatenate(alone).tolist()


@given(shared_visits())
def test_other_assignments_have_the_same_total_and_all_differ(
    visit: tuple[dict[str, int], dict[str, int]],
) -> None:
    minutes, assistant = visit
    count = count_units(minutes, on=DATES[-1], discipline="PT", assistant=assistant)
    answers = [by_code(lines) for lines in (count.lines, *count.alternatives)]
    assert {sum(units.values()) for units in answers} == {count.total_timed_units}
    assert len({tuple(sorted(units.items())) for units in answers}) == len(answers)
    for units in answers:
        assert all(
            minutes[code] // 15 <= each <= -(-minutes[code] // 15) for code, each in units.items()
        )


@given(shared_visits(), st.sampled_from(DATES))
def test_the_assistants_lines_and_the_others_make_up_the_units(
    visit: tuple[dict[str, int], dict[str, int]], on: date
) -> None:
    minutes, assistant = visit
    count = count_units(minutes, on=on, discipline="PT", assistant=assistant)
    plain = count_units(minutes, on=on, discipline="PT")
    assert by_code(count.lines) == by_code(plain.lines)
    assert sum(line.minutes for line in count.lines) == sum(minutes.values())
    for line in count.lines:
        if "CQ" in line.modifiers:
            assert assistant[line.hcpcs_code] > 0
        elif line.unit_count and on >= date(2020, 1, 1):
            assert assistant[line.hcpcs_code] < minutes[line.hcpcs_code]


Visits = list[tuple[tuple[dict[str, int], dict[str, int]], date, str, str | None]]


def rows_of(visits: Visits, setting: str) -> list[dict[str, object]]:
    """Return visits as rows of a table, one row per code, one patient per visit."""
    return [
        {
            "patient_id": f"p{number}",
            "date_of_service": on,
            "payer": payer,
            "discipline": discipline,
            "setting": setting,
            "hcpcs_code": code,
            "minutes": given,
            "assistant_minutes": assistant[code],
        }
        for number, ((minutes, assistant), on, payer, discipline) in enumerate(visits)
        for code, given in sorted(minutes.items())
    ]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(
            shared_visits(ANY),
            st.sampled_from(DATES[2:]),
            st.sampled_from(PAYERS),
            st.sampled_from(("PT", "OT", "SLP", None)),
        ),
        min_size=1,
        max_size=8,
    ),
    st.sampled_from(("practitioner", "critical_access_hospital")),
    st.randoms(use_true_random=False),
)
def test_a_frame_of_visits_is_coded_as_each_visit_alone(
    visits: Visits, setting: str, random: object
) -> None:
    rows = rows_of(visits, setting)
    random.shuffle(rows)  # type: ignore[attr-defined]  # hypothesis hides its type
    schema = {"discipline": pl.String}
    coded = code_visits(pl.DataFrame(rows, schema_overrides=schema))
    assert coded.problems.filter(pl.col("level") == "row").is_empty()
    for number, ((minutes, assistant), on, payer, discipline) in enumerate(visits):
        count = count_units(
            minutes, payer=payer, on=on, discipline=discipline, assistant=assistant, setting=setting
        )
        mine = coded.lines.filter(pl.col("patient_id") == f"p{number}")
        found = mine.select(
            "hcpcs_code", "minutes", "assistant_minutes", "unit_count", "modifiers", "reason"
        ).rows()
        expected = [
            (
                line.hcpcs_code,
                line.minutes,
                line.assistant_minutes,
                line.unit_count,
                list(line.modifiers),
                line.reason,
            )
            for line in count.lines
        ]
        assert sorted(found) == sorted(expected)
        assert set(mine["alternatives"]) - {""} == {alternatives_in_words(count)} - {""}
        assert set(mine["counting_method"]) == {count.method}
