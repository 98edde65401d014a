"""The reason given for a unit names the minutes at which the code's own rule begins."""

from datetime import date

import pytest

from gaitbelt.services.units import count_units

ON = date(2026, 3, 2)


def reasons(minutes: dict[str, int], payer: str) -> dict[str, str]:
    """Return why each code has its units."""
    return {line.hcpcs_code: line.reason for line in count_units(minutes, on=ON, payer=payer).lines}


@pytest.mark.parametrize(
    ("minutes", "payer", "code", "words"),
    [
        # CPT: a unit is reached when the midpoint is passed, 8 of 15 minutes.
        ({"97110": 10}, "commercial", "97110", "needs 8 of its 15 minutes."),
        # The first 15 minutes are 97129; each further 15 have their midpoint at 23, 38, …
        ({"97129": 20, "97130": 10}, "commercial", "97129", "reached at 8."),
        ({"97129": 20, "97130": 10}, "commercial", "97130", "reached at 23."),
        # Monitoring in a month: full minutes, 98979 for 10 to 19, then 20, then 40.
        ({"98979": 15}, "medicare", "98979", "starts at 10 full minutes and ends at 19."),
        ({"98980": 20, "98981": 20}, "medicare", "98980", "starts at 20 full minutes."),
        ({"98980": 20, "98981": 20}, "medicare", "98981", "starts at 40 full minutes."),
        # E-visits in bands of minutes.
        ({"98970": 7}, "medicare", "98970", "covers 5 to 10 minutes."),
    ],
)
def test_the_reason_names_the_minutes_of_the_codes_rule(
    minutes: dict[str, int], payer: str, code: str, words: str
) -> None:
    assert reasons(minutes, payer)[code].endswith(words)


@pytest.mark.parametrize("code", ["97012", "97161", "98977", "97602"])
def test_an_untimed_code_cites_the_manual_on_untimed_codes(code: str) -> None:
    (cite,) = {step.cite for step in count_units({code: 20}, on=ON).trace}
    assert "§ 20.2" in cite
