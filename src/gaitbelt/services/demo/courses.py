"""Courses of care: the claims of one patient, discipline and condition, in their order."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from gaitbelt.services.demo.claims import Claim


@dataclass(frozen=True, slots=True)
class Course:
    """The claims from evaluation to discharge, or to the end of the year.

    ``is_only``: whether the patient has no other course in the year.
    """

    claims: tuple[Claim, ...]
    is_only: bool

    @property
    def patient_id(self) -> str:
        """The patient's id."""
        return self.claims[0].patient_id

    @property
    def payer(self) -> str:
        """The payer's profile."""
        return self.claims[0].payer

    @property
    def discipline(self) -> str:
        """PT, OT or SLP."""
        return self.claims[0].discipline

    @property
    def first_day(self) -> date:
        """The day of the evaluation."""
        return self.claims[0].on

    @property
    def last_day(self) -> date:
        """The day of the last visit."""
        return self.claims[-1].on

    @property
    def name(self) -> tuple[str, str, date]:
        """What tells the course from all others."""
        return self.patient_id, self.discipline, self.first_day


def courses_of(claims: Sequence[Claim]) -> list[list[str]]:
    """Return the claim ids of each course, in the order of their days.

    A patient's second course in a discipline has another diagnosis, so it is told apart.
    """
    found: dict[tuple[str, str, str], list[Claim]] = {}
    for claim in claims:
        line = claim.lines[0]
        key = (line.patient_id, line.discipline, line.diagnosis_codes[0])
        found.setdefault(key, []).append(claim)
    return [
        [claim.claim_id for claim in sorted(each, key=lambda claim: (claim.on, claim.claim_id))]
        for each in found.values()
    ]


def as_courses(
    ids: Sequence[Sequence[str]], claims: dict[str, Claim], *, only: int | None = None
) -> list[Course]:
    """Return the courses of some claim ids, with the claims as they are now.

    ``only``: the place of the one course wanted.
    """
    owners = [claims[each[0]].patient_id for each in ids]
    return [
        Course(tuple(claims[claim_id] for claim_id in each), owners.count(owner) == 1)
        for at, (each, owner) in enumerate(zip(ids, owners, strict=True))
        if only is None or at == only
    ]
