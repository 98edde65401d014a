"""The journal: entries are only ever added, and a thing said twice is entered once."""

import polars as pl

from gaitbelt.tables.ledger import ENTRY

_REVERSED = "/reversed"


def settled(journal: pl.DataFrame, wanted: pl.DataFrame) -> pl.DataFrame:
    """Return the entries to add to a journal so that it says what the documents say.

    ``journal`` and ``wanted``: ``ENTRY``. What is wanted and in force there already is not
    added again; what is in force and wanted no longer (a claim found since, a sending
    replaced) is reversed by an entry. An entry is in force where it stands once more often
    than its reversals. Adding the answer and asking again gives nothing.
    """
    root = pl.col("entry_id").str.replace(r"(/reversed|/again)*$", "")
    held = journal.with_columns(root=root, sign=_sign())
    standing = held.group_by("root").agg(count=pl.col("sign").sum(), times=pl.len())
    in_force = standing.filter(pl.col("count") > 0).select("root")
    by_root = wanted.with_columns(root=pl.col("entry_id")).unique("root", keep="first",
                                                                  maintain_order=True)  # fmt: skip
    fresh = by_root.join(in_force, on="root", how="anti")
    times = standing.select("root", "times")
    fresh = _numbered(fresh, times, is_again=True)
    stale = (
        held.filter(pl.col("entry_id") == pl.col("root"))
        .unique("root", keep="first", maintain_order=True)
        .join(in_force, on="root", how="semi")
        .join(by_root.select("root"), on="root", how="anti")
        .with_columns(amount=-pl.col("amount"), is_reversal=pl.lit(value=True))
    )
    return pl.concat([fresh, _numbered(stale, times, is_again=False)])


def _sign() -> pl.Expr:
    is_undone = pl.col("entry_id").str.ends_with(_REVERSED)
    return pl.when(is_undone).then(-1).otherwise(1)


def _numbered(rows: pl.DataFrame, times: pl.DataFrame, *, is_again: bool) -> pl.DataFrame:
    """Return entries with an id of their own however often they come and go."""
    known = rows.join(times, on="root", how="left", maintain_order="left")
    before = pl.col("times").fill_null(0)
    rounds = before // 2 if is_again else (before - 1) // 2
    turned = pl.lit("/reversed/again").repeat_by(rounds).list.join("")
    ended = pl.lit("" if is_again else _REVERSED)
    return known.with_columns(entry_id=pl.col("root") + turned + ended).select(*ENTRY)
