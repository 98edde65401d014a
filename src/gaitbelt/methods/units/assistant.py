"""Which units of a code an assistant furnished in whole or in part (CQ, CO).

Sources: 42 CFR § 410.59(a)(4) and § 410.60(a)(4); CMS Pub. 100-04, Ch. 5, § 20.1;
84 FR 62702-62707; the CY2022 PFS final rule as reported by AOTA and therapycomply.com.
``assistant_minutes`` are always the assistant's minutes apart from the therapist:
minutes given together are the therapist's.
"""

import numpy as np

from gaitbelt.methods.units.total_time import UNIT_MINUTES, Flags, Ints

WHOLE_MINUTES = "whole_minutes"
PERCENTAGE = "percentage"
ARITHMETICS = (WHOLE_MINUTES, PERCENTAGE)

MIDPOINT_MINUTES = 8
_TRIGGER_PERCENT = 11


def exceeds_tenth_by_whole_minutes(assistant_minutes: Ints, minutes: Ints) -> Flags:
    """Return whether the assistant gave a tenth, in whole minutes, plus one.

    The tenth is rounded half up: of 15 minutes 2, so that 3 are needed.
    """
    return np.asarray(assistant_minutes >= (minutes + 5) // 10 + 1, dtype=np.bool_)


def exceeds_tenth_by_percentage(assistant_minutes: Ints, minutes: Ints) -> Flags:
    """Return whether the assistant's share, in whole percent, is 11 or more.

    The share is rounded half up: 2 of 15 minutes are 13 percent.
    """
    of = np.maximum(minutes, 1)
    percent = (200 * assistant_minutes + of) // (2 * of)
    return np.asarray((minutes > 0) & (percent >= _TRIGGER_PERCENT), dtype=np.bool_)


def exceeds_tenth(assistant_minutes: Ints, minutes: Ints, is_percentage: Flags) -> Flags:
    """Return whether the assistant gave more than a tenth, by the named arithmetic.

    ``is_percentage`` chooses ``percentage`` over ``whole_minutes``, row by row.
    """
    by_percentage = exceeds_tenth_by_percentage(assistant_minutes, minutes)
    by_minutes = exceeds_tenth_by_whole_minutes(assistant_minutes, minutes)
    return (is_percentage & by_percentage) | (~is_percentage & by_minutes)


def arithmetics_disagree(assistant_minutes: Ints, minutes: Ints) -> Flags:
    """Return whether the two arithmetics of the 10 percent test differ."""
    by_minutes = exceeds_tenth_by_whole_minutes(assistant_minutes, minutes)
    differ: Flags = by_minutes != exceeds_tenth_by_percentage(assistant_minutes, minutes)
    return differ


def remaining_units(units: Ints, minutes: Ints, assistant_minutes: Ints) -> Ints:
    """Return the units left after everyone's whole 15-minute blocks: 0, 1 or 2."""
    therapist = (minutes - assistant_minutes) // UNIT_MINUTES
    return units - therapist - assistant_minutes // UNIT_MINUTES


def assistant_units(
    units: Ints,
    minutes: Ints,
    assistant_minutes: Ints,
    has_final_unit_rule: Flags,
    is_percentage: Flags,
) -> Ints:
    """Return how many of a 15-minute code's units carry CQ or CO.

    One row per code; int64 and bool arrays of one length. Whole 15-minute blocks belong
    to whoever furnished them. Of two units then left each made one, so one carries the
    modifier. A single one left is judged by the final-unit rule where it is in force
    (8 minutes by the therapist: none; else 8 by the assistant: modifier; else the
    10 percent test), before that by the 10 percent test alone. Units must be counted by
    a method of this package, so that they cover every whole block.
    """
    left = remaining_units(units, minutes, assistant_minutes)
    assistant_rest = assistant_minutes % UNIT_MINUTES
    therapist_rest = (minutes - assistant_minutes) % UNIT_MINUTES
    rest = assistant_rest + therapist_rest
    by_tenth = exceeds_tenth(assistant_rest, rest, is_percentage)
    by_final_unit = (therapist_rest < MIDPOINT_MINUTES) & (
        (assistant_rest >= MIDPOINT_MINUTES) | by_tenth
    )
    final = (has_final_unit_rule & by_final_unit) | (~has_final_unit_rule & by_tenth)
    marked: Flags = (left == 2) | ((left == 1) & final)  # noqa: PLR2004 (at most two are left)
    return assistant_minutes // UNIT_MINUTES + marked.astype(np.int64)


def tenth_decided(
    units: Ints,
    minutes: Ints,
    assistant_minutes: Ints,
    has_final_unit_rule: Flags,
) -> Flags:
    """Return where the 10 percent test decided, and its two arithmetics disagree."""
    assistant_rest = assistant_minutes % UNIT_MINUTES
    therapist_rest = (minutes - assistant_minutes) % UNIT_MINUTES
    by_midpoint = has_final_unit_rule & (
        (therapist_rest >= MIDPOINT_MINUTES) | (assistant_rest >= MIDPOINT_MINUTES)
    )
    is_one_left = remaining_units(units, minutes, assistant_minutes) == 1
    disagree = arithmetics_disagree(assistant_rest, assistant_rest + therapist_rest)
    open_rows: Flags = is_one_left & ~by_midpoint & disagree
    return open_rows


def assistant_share(
    units: Ints, minutes: Ints, assistant_minutes: Ints, is_percentage: Flags
) -> Ints:
    """Return the units that carry CQ or CO where a service is judged as a whole.

    All units or none, by the 10 percent test over the service's minutes: untimed codes,
    and codes whose time base is not 15 minutes.
    """
    return units * exceeds_tenth(assistant_minutes, minutes, is_percentage).astype(np.int64)
