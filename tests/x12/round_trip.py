"""Tables compared but for where their rows stand."""

import polars as pl

from gaitbelt.tables.x12_origin import X12_ORIGIN

Tables = dict[str, pl.DataFrame]


def differences(before: Tables, after: Tables) -> list[str]:
    """Return the columns in which two sets of tables differ, rows taken in their order.

    Numbers of rows count by their order only; a list that could not be read is as an empty
    one.
    """
    found = []
    for name, rows in before.items():
        old, new = _plain(rows), _plain(after[name])
        if old.height != new.height:
            found.append(f"{name}: {old.height} rows became {new.height}")
            continue
        found += [
            f"{name}.{column}" for column in old.columns if not old[column].equals(new[column])
        ]
    return found


def _plain(rows: pl.DataFrame) -> pl.DataFrame:
    rows = rows.drop(name for name in X12_ORIGIN if name in rows.columns)
    keys = [name for name in rows.columns if name.endswith("_row")]
    lists = [name for name, dtype in rows.schema.items() if dtype.base_type() == pl.List]
    return rows.with_columns(
        pl.col(keys).rank("dense"), *(pl.col(name).fill_null([]) for name in lists)
    )
