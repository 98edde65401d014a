"""The federal holidays as the Office of Personnel Management lists them, year by year.

The lists are from memory, 5 U.S.C. § 6103 with Executive Order 11582 behind them: one on a
Saturday is kept on Friday, one on a Sunday on Monday.
"""

from datetime import date

import pytest

from gaitbelt.facts.filing import federal_holidays

LISTED = {
    2019: "01-01 01-21 02-18 05-27 07-04 09-02 10-14 11-11 11-28 12-25",
    2020: "01-01 01-20 02-17 05-25 07-03 09-07 10-12 11-11 11-26 12-25",
    2021: "01-01 01-18 02-15 05-31 06-18 07-05 09-06 10-11 11-11 11-25 12-24",
    2023: "01-02 01-16 02-20 05-29 06-19 07-04 09-04 10-09 11-10 11-23 12-25",
    2024: "01-01 01-15 02-19 05-27 06-19 07-04 09-02 10-14 11-11 11-28 12-25",
    2025: "01-01 01-20 02-17 05-26 06-19 07-04 09-01 10-13 11-11 11-27 12-25",
    2026: "01-01 01-19 02-16 05-25 06-19 07-03 09-07 10-12 11-11 11-26 12-25",
}


@pytest.mark.parametrize("year", LISTED)
def test_the_holidays_of_a_year_are_those_that_are_listed(year: int) -> None:
    listed = [date.fromisoformat(f"{year}-{day}") for day in LISTED[year].split()]
    assert federal_holidays(year) == listed


def test_a_new_year_on_a_saturday_is_kept_in_the_year_before() -> None:
    later = "01-17 02-21 05-30 06-20 07-04 09-05 10-10 11-11 11-24 12-26"
    listed = [date.fromisoformat(f"2022-{day}") for day in later.split()]
    assert federal_holidays(2022) == [date(2021, 12, 31), *listed]
