"""Which segment of a 999 answers which group, transaction, segment and element."""

from dataclasses import dataclass

import numpy as np

from gaitbelt.edges.x12.chunks import Outline
from gaitbelt.edges.x12.envelope import Guide
from gaitbelt.edges.x12.located import Origins, origins, owner_of
from gaitbelt.edges.x12.loops import ENVELOPE_IDS
from gaitbelt.edges.x12.segments import Marks, Places, Segments

ACKNOWLEDGEMENT = Guide(
    kind="999",
    versions=("005010X231",),
    noun="acknowledgements",
    short="999 or TA1",
    problem_code="not-acknowledgements",
    save_as="Fetch the receiver's 999 (version 005010X231A1) and read that file.",
    fix_refused="Ask the receiver for version 005010X231A1 and read that",
    fix_not_x12="Name a 999 or TA1 file.",
    is_alone=True,
)


def _open_loops(seen: Segments) -> list[Places]:
    """Return the transaction's opening segments: ST and AK1."""
    starts = seen.where("ST")
    if not len(starts):
        return []
    places = seen.where("ST", "AK1")
    return [places[places >= starts[-1]]]


OUTLINE = Outline(cut_before=("AK2",), open_loops=_open_loops, qualified=("CTX",))
"""An acknowledgement: answers to transactions under an answer to a group."""


@dataclass(frozen=True, slots=True)
class AnswerPlaces:
    """Where answers begin in a chunk, and what each stands under.

    ``of_error`` and ``of_element`` are indices into ``answers`` and ``errors``;
    ``is_whole`` says which transactions end in the chunk.
    """

    origins: Origins
    transactions: Places
    answers: Places
    errors: Places
    of_error: Places
    elements: Places
    of_element: Places
    answer_bounds: Places
    error_bounds: Places
    is_whole: Marks


def answer_places(segments: Segments, *, is_last: bool) -> AnswerPlaces:
    """Return the places of a chunk's answers and of the errors that they tell."""
    is_answer_bound = segments.are(*ENVELOPE_IDS, "AK2", "AK9")
    is_error_bound = is_answer_bound | segments.are("IK3", "IK5")
    answer_bounds, error_bounds = np.flatnonzero(is_answer_bound), np.flatnonzero(is_error_bound)
    answers, errors, elements = segments.where("AK2"), segments.where("IK3"), segments.where("IK4")
    of_error = owner_of(errors, answers, answer_bounds)
    of_element = owner_of(elements, errors, error_bounds)
    starts = segments.where("ST")
    is_whole = np.ones(len(starts), dtype=bool)
    ends = segments.where("AK9", "SE")
    if len(starts) and not is_last:
        is_whole[-1] = bool(len(ends)) and bool(ends[-1] > starts[-1])
    return AnswerPlaces(
        origins=origins(segments),
        transactions=starts,
        answers=answers,
        errors=errors,
        of_error=of_error,
        elements=elements[of_element >= 0],
        of_element=of_element[of_element >= 0],
        answer_bounds=answer_bounds,
        error_bounds=error_bounds,
        is_whole=is_whole,
    )
