"""A carrier outside the corpus: what Montana's published for 2025, to the cent.

CMS carrier file PFMT25A (CY 2025), code numbers and amounts only: the fee in the office, the
fee in a facility, and the therapy-reduced fee (none for codes that are not reduced).
"""

from datetime import date
from decimal import Decimal

import pytest

from gaitbelt.services.pricing import price_day

PUBLISHED = """\
92597 71.13 71.13 56.58
92607 120.95 120.95 91.03
92608 47.54 47.54 -
92609 100.89 100.89 75.34
92610 83.43 68.87 -
92611 88.92 88.92 -
92612 193.40 64.01 -
92614 145.84 63.03 -
92616 224.41 96.00 -
92626 83.43 71.78 -
97012 14.23 14.23 11.31
97016 11.64 11.64 8.89
97018 6.14 6.14 4.20
97022 15.52 15.52 10.67
97024 7.11 7.11 4.68
97026 6.79 6.79 4.52
97028 8.08 8.08 5.49
97032 14.23 14.23 11.31
97033 18.75 18.75 13.74
97034 13.58 13.58 10.34
97035 13.90 13.90 10.51
97036 34.28 34.28 21.83
97110 28.78 28.78 21.83
97112 32.02 32.02 24.25
97113 36.54 36.54 26.19
97116 28.78 28.78 21.83
97124 29.75 29.75 20.69
97129 21.67 21.34 -
97130 20.69 20.69 -
97140 27.16 27.16 20.69
97150 17.46 17.46 13.58
97161 97.98 97.98 74.53
97162 97.98 97.98 74.53
97163 97.98 97.98 74.53
97164 67.59 67.59 49.64
97165 100.57 100.57 75.82
97168 69.52 69.52 50.76
97530 34.60 34.60 24.58
97533 60.48 60.48 38.16
97535 32.02 32.02 23.44
97537 31.69 31.69 23.77
97542 30.72 30.72 23.28
97550 52.06 44.62 -
97551 25.55 23.93 -
97552 21.99 10.34 -
97597 96.68 33.93 -
97598 43.31 23.25 -
97605 42.04 23.61 -
97606 50.13 25.55 -
97607 323.11 20.34 -
97608 336.99 23.56 -
97610 397.21 17.14 -
97750 33.31 33.31 24.09
97755 37.51 37.51 29.10
97760 45.92 45.92 31.21
97761 40.43 40.43 28.46
97763 50.13 50.13 32.99
98966 12.93 11.31 -
98970 11.31 11.31 -
98972 32.33 32.00 -
98975 19.72 19.72 -
98976 43.01 43.01 -
98977 43.01 43.01 -
98980 50.11 29.41 -
98981 39.11 28.76 -
"""


@pytest.mark.parametrize("row", PUBLISHED.splitlines(), ids=lambda row: row.split()[0])
def test_every_amount_is_reproduced(row: str) -> None:
    code, office, facility, reduced = row.split()
    day = {"on": date(2025, 7, 1), "locality": "03202-01"}
    line = price_day({code: 2}, **day).lines[0]  # type: ignore[arg-type]  # dates and text
    assert line.unit_fee_amount == Decimal(office)
    assert line.reduced_unit_count == int(reduced != "-")
    if reduced != "-":
        assert line.reduced_unit_fee_amount == Decimal(reduced)
    there = price_day({code: 1}, is_facility=True, **day)  # type: ignore[arg-type]  # as above
    assert there.total_allowed_amount == Decimal(facility)
