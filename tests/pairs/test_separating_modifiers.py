"""Which modifiers are a sign to NCCI that two services of a pair were separate."""

import pytest

from tests.limits.claims import is_found, line

SEPARATING = (
    *("E1", "E2", "E3", "E4", "LT", "RT", "LC", "LD", "RC", "LM", "RI"),
    *("FA", "F1", "F2", "F3", "F4", "F5", "F6", "F7", "F8", "F9"),
    *("TA", "T1", "T2", "T3", "T4", "T5", "T6", "T7", "T8", "T9"),
    *("24", "25", "57", "58", "78", "79"),
    *("27", "59", "91", "XE", "XS", "XP", "XU"),
)
"""CMS, NCCI Policy Manual, Ch. 1, § E: anatomic, global surgery and other modifiers (from memory)."""

OTHERS = ("KX", "CQ", "CO", "GO", "76", "77", "22", "50", "95", "F0", "T0", "E5")
"""Modifiers of therapy or of the same kind that the manual does not name there."""


def is_pair_found(modifier: str) -> bool:
    """Return whether group treatment beside exercise is found, with a modifier on exercise."""
    group = line("97150", payer="medicare")
    exercise = line("97110", payer="medicare", modifiers=["GP", modifier])
    return is_found("PTP001", group, exercise)


@pytest.mark.parametrize("modifier", SEPARATING)
def test_a_modifier_that_ncci_names_separates_a_pair(modifier: str) -> None:
    assert not is_pair_found(modifier)


@pytest.mark.parametrize("modifier", OTHERS)
def test_another_modifier_does_not(modifier: str) -> None:
    assert is_pair_found(modifier)
