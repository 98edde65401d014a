"""Interchanges, groups and transactions: what they are and whether their counts hold."""

from dataclasses import dataclass

import polars as pl

from gaitbelt.edges.x12.segments import ELEMENT, Marks, Places, Segments
from gaitbelt.edges.x12.segments import code as packed

PROFESSIONAL = "005010X222"
SAVE_AS = "Export professional claims (837P, version 005010X222A1) and read that file."

KINDS = {
    "269": "a benefit coordination answer (269)",
    "270": "an eligibility question (270)",
    "271": "an eligibility answer (271)",
    "275": "a claim attachment (275)",
    "276": "a claim status question (276)",
    "277": "a claim status answer (277)",
    "278": "a prior authorization request or answer (278)",
    "820": "a premium payment (820)",
    "824": "an application advice (824)",
    "834": "an enrollment file (834)",
    "835": "a remittance (835)",
    "997": "an acknowledgment (997)",
    "999": "an acknowledgment (999)",
    "TA1": "an interchange acknowledgment (TA1)",
}
GUIDES = {
    "005010X223": "an institutional claim file (837I)",
    "005010X224": "a dental claim file (837D)",
    "005010X298": "a post-adjudicated claim file (837, 005010X298)",
    "004010X098": "a professional claim file of the older version 4010 (837P)",
    "004010X096": "an institutional claim file of the older version 4010 (837I)",
    "004010X097": "a dental claim file of the older version 4010 (837D)",
}

ENVELOPE: dict[str, pl.DataType] = {
    "id": pl.String(),
    "first": pl.String(),
    "second": pl.String(),
    "third": pl.String(),
    "sixth": pl.String(),
    "eighth": pl.String(),
    "number": pl.Int64(),
    "offset": pl.Int64(),
}
"""One row per ISA, GS, ST, SE, GE, IEA and TA1 segment, with the elements that are used."""


@dataclass(frozen=True, slots=True)
class Transactions:
    """Where each transaction begins, and whether it holds professional claims."""

    starts: Places
    is_professional: Marks


def envelope(segments: Segments) -> pl.DataFrame:
    """Return the envelope segments of a chunk, carried ones left out, as ``ENVELOPE``."""
    places = segments.where("ISA", "GS", "ST", "SE", "GE", "IEA", "TA1")
    return _rows(segments, places[places >= segments.carried])


def transactions(segments: Segments) -> Transactions:
    """Return the transactions of a chunk, the carried ones too."""
    starts = segments.where("ST")
    rows = _rows(segments, segments.where("GS", "ST"))
    guides = _with_guides(rows).filter(pl.col("id") == "ST")
    is_professional = (guides["kind"] == "837") & guides["guide"].str.starts_with(PROFESSIONAL)
    return Transactions(starts, is_professional.fill_null(value=False).to_numpy())


def _rows(segments: Segments, places: Places) -> pl.DataFrame:
    if not len(places):
        return pl.DataFrame(schema=ENVELOPE)
    parts = segments.lines.gather(places).str.split_exact(ELEMENT, 8).struct.unnest()
    wanted = {"id": 0, "first": 1, "second": 2, "third": 3, "sixth": 6, "eighth": 8}
    return parts.select(
        pl.col(f"field_{at}").str.strip_chars().str.to_uppercase().alias(name)
        for name, at in wanted.items()
    ).with_columns(
        number=pl.Series(segments.numbers[places]), offset=pl.Series(segments.offsets[places])
    )


def _with_guides(rows: pl.DataFrame) -> pl.DataFrame:
    """Add what each ST row is: its transaction and the guide it names, or its group does."""
    of_group = pl.when(pl.col("id") == "GS").then(pl.col("eighth").fill_null("")).forward_fill()
    named = pl.when(pl.col("third").fill_null("") == "").then(of_group).otherwise(pl.col("third"))
    return rows.with_columns(
        kind=pl.col("first"), guide=named.fill_null("").str.replace_all(" ", "")
    )


def described(kind: str, guide: str) -> str:
    """Return what a transaction is, in our own words."""
    if kind != "837":
        return KINDS.get(kind, "an X12 file of a kind this reader does not know")
    for start, words in GUIDES.items():
        if guide.startswith(start):
            return words
    if not guide or guide == "005010":
        return "a claim file (837) that does not say which guide it follows"
    known = guide if guide.isalnum() and len(guide) <= 12 else "not readable"
    return f"a claim file (837) of a version this reader does not know ({known})"


def refused(rows: pl.DataFrame) -> pl.DataFrame:
    """Return the transactions that are not professional claims.

    Columns: number, offset, control (its number in ST02), words, is_claims.
    """
    known = _with_guides(rows.filter(pl.col("id").is_in(["GS", "ST"]))).filter(pl.col("id") == "ST")
    kept = (pl.col("kind") == "837") & pl.col("guide").str.starts_with(PROFESSIONAL)
    others = known.filter(~kept.fill_null(value=False))
    names = others.select("kind", "guide").unique()
    words = {(kind, guide): described(kind or "", guide) for kind, guide in names.iter_rows()}
    return others.select(
        "number",
        "offset",
        is_claims=pl.col("kind") == "837",
        words=pl.Series(
            [words[pair] for pair in others.select("kind", "guide").iter_rows()], dtype=pl.String
        ),
    )


def professional_count(rows: pl.DataFrame) -> int:
    """Return how many transactions hold professional claims."""
    return rows.filter(pl.col("id") == "ST").height - refused(rows).height


def miscounts(rows: pl.DataFrame) -> pl.DataFrame:
    """Return the trailer counts that do not hold: columns segment, number, offset, message."""
    found = [
        _miscounted(rows, "SE", "ST", "segments in the transaction"),
        _miscounted(rows, "GE", "GS", "transactions in the group"),
        _miscounted(rows, "IEA", "ISA", "groups in the interchange"),
    ]
    return pl.concat([*found, _unclosed(rows), _misnumbered(rows)])


NOTE: dict[str, pl.DataType] = {
    "segment": pl.String(),
    "number": pl.Int64(),
    "offset": pl.Int64(),
    "message": pl.String(),
}
"""What is told about the frame: which segment, its number, its byte, and what."""


def _miscounted(rows: pl.DataFrame, trailer: str, header: str, what: str) -> pl.DataFrame:
    inner = {"GE": "ST", "IEA": "GS"}.get(trailer)
    opened = (pl.col("id") == header).cum_sum()
    start = pl.when(pl.col("id") == header).then(pl.col("number")).forward_fill()
    counted = (
        pl.col("number") - start + 1
        if inner is None
        else (pl.col("id") == inner).cum_sum().cast(pl.Int64)
        - pl.when(pl.col("id") == header)
        .then((pl.col("id") == inner).cum_sum().cast(pl.Int64))
        .forward_fill()
    )
    claimed = pl.col("first").cast(pl.Int64, strict=False)
    seen = rows.with_columns(opened=opened, counted=counted, claimed=claimed).filter(
        (pl.col("id") == trailer) & (pl.col("opened") > 0)
    )
    wrong = seen.filter(pl.col("claimed").is_null() | (pl.col("claimed") != pl.col("counted")))
    return wrong.select(
        segment=pl.lit(trailer),
        number=pl.col("number"),
        offset=pl.col("offset"),
        message=pl.format(
            f"{trailer}01 says {{}} {what}; {{}} are there.",
            pl.coalesce(pl.col("claimed").cast(pl.String), pl.lit("no number of")),
            pl.col("counted"),
        ),
    ).cast(NOTE)  # type: ignore[arg-type]  # polars types the mapping by class only


def _unclosed(rows: pl.DataFrame) -> pl.DataFrame:
    """Find transactions followed by another before their SE."""
    inner = rows.filter(pl.col("id").is_in(["ST", "SE", "GE", "IEA"])).with_columns(
        following=pl.col("id").shift(-1)
    )
    wrong = inner.filter((pl.col("id") == "ST") & pl.col("following").is_in(["ST", "GE", "IEA"]))
    return wrong.select(
        segment=pl.lit("ST"),
        number=pl.col("number"),
        offset=pl.col("offset"),
        message=pl.lit("This transaction has no closing SE segment."),
    ).cast(NOTE)  # type: ignore[arg-type]  # polars types the mapping by class only


def _misnumbered(rows: pl.DataFrame) -> pl.DataFrame:
    control = pl.when(pl.col("id") == "ST").then(pl.col("second").fill_null("")).forward_fill()
    wrong = rows.with_columns(control=control).filter(
        (pl.col("id") == "SE") & (pl.col("second").fill_null("") != pl.col("control"))
    )
    return wrong.select(
        segment=pl.lit("SE"),
        number=pl.col("number"),
        offset=pl.col("offset"),
        message=pl.lit("SE02 differs from the control number that ST02 opened with."),
    ).cast(NOTE)  # type: ignore[arg-type]  # polars types the mapping by class only


def is_open_at_end(segments: Segments) -> bool:
    """Return whether the last transaction of the chunk has no closing segment."""
    edges = segments.where("ST", "SE", "GE", "IEA")
    return bool(len(edges)) and bool(segments.ids[edges[-1]] == packed("ST"))
