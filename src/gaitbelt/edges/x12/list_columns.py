"""Columns of lists: the parts of a composite, or the values of several segments of a row."""

from dataclasses import replace

import numpy as np
import polars as pl

from gaitbelt.edges.x12.cells import Standing, repeated, repetition_sign
from gaitbelt.edges.x12.cells import standing as stood_in
from gaitbelt.edges.x12.columns import Values
from gaitbelt.edges.x12.guide.model import Column, Source
from gaitbelt.edges.x12.rows import Cell, Rows
from gaitbelt.edges.x12.text import Places, Spans
from gaitbelt.edges.x12.values import counts, lists, parted, strings
from gaitbelt.edges.x12.views import listed, texts

_NONE = np.zeros(0, dtype=np.int64)
_INNER = {"pointers": pl.Int64(), "codes": pl.String()}

Made = Values | pl.Series


def list_column(rows: Rows, column: Column) -> Made:
    """Return a list for each row of all values of a column's sources, empty where none has one."""
    each = [_listed(rows, source) for source in column.sources]
    begins = np.concatenate([spans.begins for spans, _ in each])
    ends = np.concatenate([spans.ends for spans, _ in each])
    owners = np.concatenate([row for _, row in each])
    kept = np.flatnonzero((ends > begins) & (owners >= 0))
    if len(each) > 1 or np.any(np.diff(owners[kept]) < 0):
        kept = kept[np.argsort(owners[kept], kind="stable")]
    spans, owners, page = Spans(begins[kept], ends[kept]), owners[kept], rows.page
    values = page.texts(spans, is_upper=column.kind == "codes")
    if column.kind == "repeats":
        plain = values.series() if isinstance(values, Values) else values
        return lists(*repeated(plain, owners, repetition_sign(page.text)), len(rows))
    if isinstance(values, Values):
        return listed(values, owners, len(rows))
    return lists(values, owners, len(rows))


def _listed(rows: Rows, source: Source) -> tuple[Spans, Places]:
    """Return the values that a source adds to each row's list, and their rows in order."""
    places, owners = _list_places(rows, source)
    stood = stood_in(rows.page.text, places)
    if stood is None:
        return Spans(_NONE, _NONE), _NONE
    last = max(min(source.last, stood.most), source.position)
    cells: list[Spans | None] = []
    for position in range(source.position, last + 1):
        if source.through:
            steps = range(source.component, source.through + 1)
            cells += [stood.component(position, component) for component in steps]
            continue
        cells.append(rows.cell(replace(source, position=position, is_moving=False), stood))
    there = [each for each in cells if each is not None]
    if not there:
        return Spans(_NONE, _NONE), _NONE
    begins = np.stack([each.begins for each in there], axis=1).ravel()
    ends = np.stack([each.ends for each in there], axis=1).ravel()
    return Spans(begins, ends), np.repeat(owners, len(there))


def _list_places(rows: Rows, source: Source) -> tuple[Places, Places]:
    table, finder = rows.table, rows.finder
    if table.segment == source.segment and not source.loop:
        return rows.places, np.arange(len(rows))
    places, owners = [], []
    for loop in (source.loop,) if source.loop else table.loops:
        found = finder.within(loop, source.segment, source.qualifiers)
        owner = rows.common(loop)
        own = np.full(len(finder.loops.starts(owner)) + 1, -1)
        mine = rows.owner(owner)
        own[mine] = np.arange(len(mine))
        own[-1] = -1
        places.append(found)
        owners.append(own[finder.loops.inside(owner, found)])
    at, row = np.concatenate(places), np.concatenate(owners)
    return at[row >= 0], row[row >= 0]


def composite_column(rows: Rows, column: Column) -> tuple[Made, Cell | None, Places]:
    """Return a list of the components of one composite, where it stands, and rows unread."""
    source, page, count = column.sources[0], rows.page, len(rows)
    stood = rows.standing(source)
    parts = stood.parts(source.position) if stood else None
    if stood is None or parts is None:
        empty = pl.Series([[]], dtype=pl.List(_INNER[column.kind])).new_from_index(0, count)
        return empty, None if stood is None else (_nothing(stood), stood), _NONE
    every = parts.several(source.component, source.through)
    whole = Spans(every[0].begins, np.maximum(parts.part(source.through).ends, every[0].begins))
    quick = _quick(rows, column, stood, every)
    if quick is not None:
        return quick, (whole, stood), _NONE
    mark = page.text.separators.component.decode("latin-1")
    full = stood.everywhere(whole)
    sent = strings(page.text, full, np.full(count, fill_value=True))
    values = parted(sent, mark, _INNER[column.kind])
    return values, (whole, stood), np.flatnonzero(values.is_null().to_numpy())


def _quick(rows: Rows, column: Column, stood: Standing, every: list[Spans]) -> Values | None:
    """Return the lists where the text is plain and all numbers can be read, else None."""
    if not rows.page.is_ascii:
        return None
    begins = np.stack([each.begins for each in every], axis=1).ravel()
    ends = np.stack([each.ends for each in every], axis=1).ravel()
    kept = np.flatnonzero(ends > begins)
    spans, owners = Spans(begins[kept], ends[kept]), kept // len(every)
    if stood.rows is not None:
        owners = stood.rows[owners]
    if column.kind != "pointers":
        values = texts(rows.page.text, spans, is_upper=True)
        return listed(values, owners, len(rows))
    typed = counts(rows.page.text, spans)
    return None if len(typed.bad) else listed(typed.column, owners, len(rows))


def _nothing(stood: Standing) -> Spans:
    none = np.zeros(len(stood.places), dtype=np.int64)
    return Spans(none, none)
