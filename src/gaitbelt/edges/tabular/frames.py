"""Service lines from a frame that a program hands in with the words of a file."""

from dataclasses import replace
from io import BytesIO

import polars as pl

from gaitbelt.edges.result import ReadResult
from gaitbelt.edges.tabular.columns import recognised
from gaitbelt.edges.tabular.service_lines import read_service_lines
from gaitbelt.tables.service_line import CONTRACT, ORIGIN

_NAMED = "the frame"


def read_frame(frame: pl.DataFrame) -> ReadResult | None:
    """Return a frame's lines as those of a file; None where its columns are the contract's.

    A frame as ``polars.read_csv`` gives it has dates and lists as text, and perhaps other
    names: it is read by the rules of a file, and what cannot be read is reported by row.
    ``source_row`` counts the rows from 1; ``source_file`` is null.
    """
    contract = {**CONTRACT, **ORIGIN}
    others = [name for name in frame.columns if name not in contract]
    is_text = any(
        dtype == pl.String and contract.get(name, pl.String()) != pl.String
        for name, dtype in frame.schema.items()
    )
    if not is_text and not recognised(others).sources:
        return None
    content = BytesIO()
    frame.write_parquet(content)
    found = read_service_lines(content.getvalue(), file_name=_NAMED)
    return replace(found, lines=found.lines.with_columns(source_file=pl.lit(None, pl.String)))
