"""What a payer's adjustment reasons, group codes and remarks mean in therapy, and what to do.

Our own few words; the lists' texts are not shipped. Read with the standard library only.
"""

import functools
from dataclasses import dataclass

from gaitbelt.library.shipped import shipped_rows

NOBODY, DEPENDS = "nobody", "depends"
_GROUPS_THAT_DECIDE = ("CO", "PR", "PI")


@dataclass(frozen=True, slots=True)
class AdjustmentReason:
    """One claim adjustment reason code (CARC).

    ``is_error``: whether it shows something to correct, None where that depends on the
    remark code or the case. ``billable_to``: nobody, patient, patient or next payer, other
    payer or depends. ``confidence`` is that of ``meaning``, ``action_confidence`` that of
    cause, ``billable_to`` and action.
    """

    adjustment_reason_code: str
    meaning: str
    therapy_cause: str
    billable_to: str
    is_error: bool | None
    action: str
    remark_codes: tuple[str, ...]
    confidence: str
    action_confidence: str
    cite: str


@dataclass(frozen=True, slots=True)
class RemarkCode:
    """One remittance advice remark code (RARC), and the reasons it comes with."""

    remark_code: str
    meaning: str
    adjustment_reason_codes: tuple[str, ...]
    confidence: str
    cite: str


@dataclass(frozen=True, slots=True)
class AdjustmentGroup:
    """One group code of an adjustment: who bears it."""

    adjustment_group_code: str
    meaning: str
    billable_to: str
    confidence: str
    cite: str


def adjustment_reason(code: str) -> AdjustmentReason | None:
    """Return what an adjustment reason means in therapy, or None where it is not held.

    Leading zeros and case do not matter: ``59``, ``b7``.
    """
    return _reasons().get(_normal(code))


def adjustment_reasons() -> tuple[AdjustmentReason, ...]:
    """Return every adjustment reason held, in the order of the table."""
    return tuple(_reasons().values())


def remark_code(code: str) -> RemarkCode | None:
    """Return what a remark code means, or None where it is not held."""
    return _remarks().get(code.strip().upper())


def remark_codes() -> tuple[RemarkCode, ...]:
    """Return every remark code held, in order."""
    return tuple(_remarks().values())


def adjustment_group(code: str) -> AdjustmentGroup | None:
    """Return what a group code means, or None where there is none such."""
    return _groups().get(code.strip().upper())


def billable_to(group_code: str, reason_code: str) -> str:
    """Return who may be billed for an adjustment: the group decides before the reason.

    Under CO and PI nobody may be; under PR the patient, or the payer that comes next. Under
    OA, and where the group is not known, what the reason says; ``depends`` where neither
    is held.
    """
    group = adjustment_group(group_code)
    if group is not None and group.adjustment_group_code in _GROUPS_THAT_DECIDE:
        return group.billable_to
    reason = adjustment_reason(reason_code)
    return DEPENDS if reason is None else reason.billable_to


def _normal(code: str) -> str:
    bare = code.strip().upper()
    return (bare.lstrip("0") or bare) if bare.isdigit() else bare


@functools.cache
def _reasons() -> dict[str, AdjustmentReason]:
    is_error = {"yes": True, "no": False}
    return {
        row["adjustment_reason_code"]: AdjustmentReason(
            row["adjustment_reason_code"],
            row["meaning"],
            row["therapy_cause"],
            row["billable_to"],
            is_error.get(row["is_error"]),
            row["action"],
            tuple(row["remark_codes"].split()),
            row["confidence"],
            row["action_confidence"],
            row["cite"],
        )
        for row in shipped_rows("remittance/adjustment_reasons")
    }


@functools.cache
def _remarks() -> dict[str, RemarkCode]:
    return {
        row["remark_code"]: RemarkCode(
            row["remark_code"],
            row["meaning"],
            tuple(row["adjustment_reason_codes"].split()),
            row["confidence"],
            row["cite"],
        )
        for row in shipped_rows("remittance/remark_codes")
    }


@functools.cache
def _groups() -> dict[str, AdjustmentGroup]:
    return {
        row["adjustment_group_code"]: AdjustmentGroup(**row)
        for row in shipped_rows("remittance/adjustment_groups")
    }
