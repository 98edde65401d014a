"""Visits as clinics have them, for laws that hold of every visit."""

from datetime import date, timedelta
from decimal import Decimal

import polars as pl
from hypothesis import strategies as st

from gaitbelt.tables.record import RECORD
from gaitbelt.tables.service_line import ORIGIN, SERVICE_LINE

CODES = (
    "97110", "97112", "97140", "97530", "97535", "97116", "97124", "97150", "97161", "97162",
    "97164", "97165", "97168", "97035", "97014", "G0283", "97010", "97129", "97130", "92507",
    "97750", "97001", "98977", "98985", "98980", "98981", "97760", "99213", "97546",
)  # fmt: skip
MODIFIERS = ("GP", "GO", "GN", "CQ", "CO", "59", "XS", "KX", "GA")
FIRST_DAY = date(2019, 6, 1)


def _maybe(values: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
    """Return the values, and now and then none."""
    return st.one_of(values, values, values, st.none())


@st.composite
def line(draw: st.DrawFn, patient: str, day: date, number: int) -> dict[str, object]:
    """Return one line of a patient's day, with a column missing here and there."""
    discipline = draw(st.sampled_from(("PT", "PT", "OT", "SLP")))
    minutes = draw(_maybe(st.integers(0, 75)))
    alone = draw(st.integers(0, minutes if isinstance(minutes, int) else 20))
    therapy = {"PT": "GP", "OT": "GO", "SLP": "GN"}[discipline]
    usual = st.just([therapy])
    odd = st.lists(st.sampled_from(MODIFIERS), max_size=4, unique=True)
    return {
        "claim_id": f"{patient}-{day.isoformat()}",
        "line_number": number,
        "patient_id": patient,
        "date_of_service": day,
        "payer": draw(_maybe(st.sampled_from(("medicare", "medicare", "commercial", "tricare")))),
        "discipline": draw(_maybe(st.just(discipline))),
        "setting": draw(_maybe(st.sampled_from(("practitioner", "outpatient")))),
        "hcpcs_code": draw(st.sampled_from(CODES)),
        "modifiers": draw(_maybe(st.one_of(usual, usual, odd))),
        "unit_count": draw(_maybe(st.integers(0, 9))),
        "minutes": minutes,
        "assistant_minutes": draw(st.sampled_from((0, 0, alone, None))),
        "charge_amount": Decimal(draw(st.integers(0, 30_000))).scaleb(-2),
        "allowed_amount": draw(_maybe(st.integers(0, 90_000).map(lambda n: Decimal(n).scaleb(-2)))),
        "rendering_provider_npi": draw(_maybe(st.sampled_from(("1234567893", "1245319599")))),
        "billing_provider_npi": "1679576722",
        "diagnosis_codes": draw(_maybe(st.sampled_from((["M54.50"], ["M25.561", "R26.89"])))),
        "is_subject": draw(st.sampled_from((True, True, True, False))),
    }


@st.composite
def patients(draw: st.DrawFn, names: tuple[str, ...] = ("p1", "p2", "p3")) -> pl.DataFrame:
    """Return the lines of a few patients over a few days of several years."""
    rows: list[dict[str, object]] = []
    for name in names:
        days = draw(st.lists(st.integers(0, 2_700), min_size=1, max_size=3, unique=True))
        for offset in days:
            day = FIRST_DAY + timedelta(days=offset)
            count = draw(st.integers(1, 4))
            rows.extend(draw(line(name, day, number)) for number in range(1, count + 1))
    return pl.DataFrame(
        rows, schema={**SERVICE_LINE, "diagnosis_codes": RECORD["diagnosis_codes"], **ORIGIN}
    )
