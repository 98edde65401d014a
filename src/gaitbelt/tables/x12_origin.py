"""Where a row of an X12 table stands: file, interchange, transaction, segment and byte."""

import polars as pl

X12_ORIGIN: dict[str, pl.DataType] = {
    "source_file": pl.String(),
    "interchange_control_number": pl.String(),
    "group_control_number": pl.String(),
    "transaction_control_number": pl.String(),
    "transaction_row": pl.Int64(),
    "source_row": pl.Int64(),
    "source_byte_offset": pl.Int64(),
}
"""The last columns of every X12 table.

The control numbers are ISA13, GS06 and ST02 as sent; they may repeat within a file.
``transaction_row`` is the segment number of the ST, from 1 in the file, and names one
transaction of the file; ``source_row`` and ``source_byte_offset`` are the row's own segment.
"""
