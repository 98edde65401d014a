"""What certifies a plan where the record does not name the way."""

from datetime import date

from tests.limits.claims import Line, found, frame, line

FIRST = date(2024, 6, 3)


def certified(signed_on: date | None) -> Line:
    """Return a line of 2024 under a plan that is certified in a way not recorded."""
    return line(
        payer="medicare",
        date_of_service=FIRST,
        first_treatment_on=FIRST,
        certification_kind="initial",
        certification_way=None,
        certification_signed_on=signed_on,
    )


def test_a_day_of_signature_without_a_way_is_a_signature_and_no_order() -> None:
    assert found("POC016", frame(certified(date(2024, 6, 10)))) == []


def test_without_a_way_and_a_day_of_signature_nothing_is_known() -> None:
    assert found("POC016", frame(certified(None))) == ["cannot tell"]
