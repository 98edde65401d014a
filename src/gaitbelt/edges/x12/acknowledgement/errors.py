"""The errors that a 999 tells: which segment and element, why, and of which claim."""

import numpy as np
import polars as pl

from gaitbelt.edges.x12.acknowledgement.places import AnswerPlaces
from gaitbelt.edges.x12.acknowledgement.words import ELEMENT_ERRORS, SEGMENT_ERRORS, said
from gaitbelt.edges.x12.claims import elements
from gaitbelt.edges.x12.located import gathered, owner_of
from gaitbelt.edges.x12.loops import first_of
from gaitbelt.edges.x12.segments import COMPONENT, Segments

_SITUATION = "SITUATIONAL TRIGGER"
_CLAIM = "CLM01"


def error_table(
    segments: Segments, places: AnswerPlaces, group_number: pl.Series
) -> tuple[pl.DataFrame, pl.Series]:
    """Return one row per error, and how many each answer has.

    An element's error is a row; a segment's error is one where it names no element.
    """
    is_parent = np.zeros(len(places.errors), dtype=bool)
    is_parent[places.of_element] = True
    alone = np.flatnonzero(~is_parent)
    place = np.concatenate([places.elements, places.errors[alone]])
    parent = np.concatenate([places.of_element, alone])
    order = np.argsort(place, kind="stable")
    place, parent = place[order], parent[order]
    element = np.where(order < len(places.elements), place, -1)
    answer = np.append(places.of_error, -1)[parent] if len(parent) else parent
    owner = np.searchsorted(places.transactions, place, "right") - 1
    numbers = elements(segments, places.answers, 2)["e2"]
    rows = pl.concat(
        [
            _segments_told(segments, places)[parent],
            _elements_told(segments, element),
        ],
        how="horizontal",
    ).with_columns(
        acknowledged_group_number=gathered(group_number, owner),
        acknowledged_transaction_number=gathered(numbers, answer),
        **places.origins.of(segments, place),
    )
    reason = pl.coalesce(
        said(pl.col("element_error_code"), ELEMENT_ERRORS),
        said(pl.col("segment_error_code"), SEGMENT_ERRORS),
    )
    counts = np.bincount(answer[answer >= 0], minlength=len(places.answers))
    return rows.with_columns(reason=reason), pl.Series(counts, dtype=pl.Int64)


def _segments_told(segments: Segments, places: AnswerPlaces) -> pl.DataFrame:
    parts = elements(segments, places.errors, 1, 2, 3, 4)
    return parts.select(
        segment_id=pl.col("e1").str.to_uppercase(),
        segment_position=pl.col("e2").cast(pl.Int64, strict=False),
        loop_id="e3",
        segment_error_code=pl.col("e4").str.to_uppercase(),
    ).with_columns(**_contexts(segments, places))


def _elements_told(
    segments: Segments, element: np.ndarray[tuple[int], np.dtype[np.int64]]
) -> pl.DataFrame:
    parts = elements(segments, element, 1, 2, 3, 4)
    at = parts["e1"].str.split_exact(COMPONENT, 2).struct.unnest()
    named = ("element_position", "component_position", "repetition_position")
    positions = at.select(
        pl.col(f"field_{index}").cast(pl.Int64, strict=False).alias(name)
        for index, name in enumerate(named)
    )
    told = parts.select(
        data_element_number="e2",
        element_error_code=pl.col("e3").str.to_uppercase(),
        reported_value="e4",
    )
    return pl.concat([positions, told], how="horizontal")


def _contexts(segments: Segments, places: AnswerPlaces) -> dict[str, pl.Series]:
    """Return of each segment told the claim that it stands in, and what required it."""
    found = segments.where("CTX")
    owners = owner_of(found, places.errors, places.error_bounds)
    found, owners = found[owners >= 0], owners[owners >= 0]
    parts = elements(segments, found, 1, 2, 3, 5)
    name = pl.col("e1").str.split_exact(COMPONENT, 1).struct
    known = parts.select(
        number=pl.when(name.field("field_0").str.to_uppercase() == _CLAIM).then(
            name.field("field_1").str.strip_chars()
        ),
        situation=pl.when(pl.col("e1").str.to_uppercase() == _SITUATION).then(
            pl.concat_str(
                "e2", "e3", pl.col("e5").str.replace_all(COMPONENT, "-", literal=True),
                separator=" ", ignore_nulls=True,
            )
        ),
    )  # fmt: skip

    def first(column: str) -> pl.Series:
        at = np.flatnonzero(known[column].is_not_null().to_numpy())
        return gathered(known[column], first_of(at, owners[at], len(places.errors)))

    return {"patient_control_number": first("number"), "context": first("situation")}
