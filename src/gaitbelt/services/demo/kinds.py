"""Every kind of mistake of the demonstration."""

from gaitbelt.services.demo.code_mistakes import CODE_MISTAKES
from gaitbelt.services.demo.diagnosis_mistakes import DIAGNOSIS_MISTAKES
from gaitbelt.services.demo.evaluation_mistakes import EVALUATION_MISTAKES
from gaitbelt.services.demo.form_mistakes import FORM_MISTAKES, SENDING_MISTAKES
from gaitbelt.services.demo.mistake import AnyKind, CourseKind, Kind
from gaitbelt.services.demo.modifier_mistakes import MODIFIER_MISTAKES
from gaitbelt.services.demo.note_mistakes import NOTE_MISTAKES, REPORT_MISTAKES
from gaitbelt.services.demo.payment_mistakes import PAYMENT_MISTAKES
from gaitbelt.services.demo.permission_mistakes import (
    COURSE_PERMISSION_MISTAKES,
    PERMISSION_MISTAKES,
)
from gaitbelt.services.demo.person_mistakes import PERSON_MISTAKES
from gaitbelt.services.demo.plan_mistakes import PLAN_MISTAKES
from gaitbelt.services.demo.remote_mistakes import REMOTE_MISTAKES
from gaitbelt.services.demo.unit_mistakes import UNIT_MISTAKES

CLAIM_KINDS: tuple[Kind, ...] = (
    *UNIT_MISTAKES,
    *MODIFIER_MISTAKES,
    *CODE_MISTAKES,
    *EVALUATION_MISTAKES,
    *REMOTE_MISTAKES,
    *DIAGNOSIS_MISTAKES,
    *NOTE_MISTAKES,
    *PERSON_MISTAKES,
    *PERMISSION_MISTAKES,
    *PAYMENT_MISTAKES,
    *FORM_MISTAKES,
)
"""Mistakes on one claim."""

COURSE_KINDS: tuple[CourseKind, ...] = (
    *PLAN_MISTAKES,
    *REPORT_MISTAKES,
    *COURSE_PERMISSION_MISTAKES,
    *SENDING_MISTAKES,
)
"""Mistakes on a whole course of care."""

KINDS: tuple[AnyKind, ...] = (*CLAIM_KINDS, *COURSE_KINDS)
