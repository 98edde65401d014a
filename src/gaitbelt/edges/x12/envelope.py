"""Interchanges, groups and transactions: what they are and whether their counts hold."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from gaitbelt.edges.x12.segments import ELEMENT, Marks, Places, Segments
from gaitbelt.edges.x12.segments import code as packed
from gaitbelt.edges.x12.text import Spans, Text
from gaitbelt.edges.x12.values import strings


@dataclass(frozen=True, slots=True)
class Guide:
    """What a reader takes: a transaction set in the versions of its guide.

    ``kind`` is ST01; ``versions`` are the beginnings of ST03 or GS08. ``is_alone`` says that
    version 5010 has one guide for this set, so that ``005010`` alone or no version at all
    names it. The other words are for messages.
    """

    kind: str
    versions: tuple[str, ...]
    noun: str
    short: str
    problem_code: str
    save_as: str
    fix_refused: str
    fix_not_x12: str
    is_alone: bool = False

    def covers(self, kind: str, version: str) -> bool:
        """Return whether a transaction is of this guide."""
        is_named = version.startswith(self.versions)
        return kind == self.kind and (is_named or (self.is_alone and self.is_bare(version)))

    def is_bare(self, version: str) -> bool:
        """Return whether a version names no guide."""
        return version in ("", "005010")


PROFESSIONAL = Guide(
    kind="837",
    versions=("005010X222",),
    noun="professional claims",
    short="837P",
    problem_code="not-professional-claims",
    save_as="Export professional claims (837P, version 005010X222A1) and read that file.",
    fix_refused="Export its claims as 837P, version 005010X222A1, and read those",
    fix_not_x12="Name an 837P file, or a table as CSV, Parquet or JSON lines.",
)

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
    ("837", "005010X222"): "a professional claim file (837P)",
    ("837", "005010X223"): "an institutional claim file (837I)",
    ("837", "005010X224"): "a dental claim file (837D)",
    ("837", "005010X298"): "a post-adjudicated claim file (837, 005010X298)",
    ("837", "004010X098"): "a professional claim file of the older version 4010 (837P)",
    ("837", "004010X096"): "an institutional claim file of the older version 4010 (837I)",
    ("837", "004010X097"): "a dental claim file of the older version 4010 (837D)",
    ("277", "005010X214"): "a claim acknowledgment (277CA)",
}

ENVELOPE: dict[str, pl.DataType] = {
    "id": pl.String(),
    "first": pl.String(),
    "second": pl.String(),
    "third": pl.String(),
    "sixth": pl.String(),
    "eighth": pl.String(),
    "thirteenth": pl.String(),
    "number": pl.Int64(),
    "offset": pl.Int64(),
}
"""One row per ISA, GS, ST, SE, GE, IEA and TA1 segment, with the elements that are used."""


@dataclass(frozen=True, slots=True)
class Transactions:
    """Where each transaction begins, and whether it is of the guide that is read."""

    starts: Places
    is_kept: Marks


FRAME_IDS = ("ISA", "GS", "ST", "SE", "GE", "IEA", "TA1")
_WANTED = {"first": 1, "second": 2, "third": 3, "sixth": 6, "eighth": 8, "thirteenth": 13}


def frame_rows(text: Text, *names: str) -> pl.DataFrame:
    """Return the segments with any of the ids, carried ones too, as ``ENVELOPE``."""
    places = text.where(*(names or FRAME_IDS))
    if not len(places):
        return pl.DataFrame(schema=ENVELOPE)
    spans = [Spans(text.starts[places], text.marks[text.first[places]].astype(np.int64))]
    spans += [text.element(places, at) for at in _WANTED.values()]
    every = Spans(
        np.concatenate([each.begins for each in spans]),
        np.concatenate([each.ends for each in spans]),
    )
    values = strings(text, every, np.ones(len(every.begins), dtype=bool))
    count = len(places)
    names_ = ("id", *_WANTED)
    columns = {name: values.slice(at * count, count) for at, name in enumerate(names_)}
    return pl.DataFrame({**columns, "number": text.numbers[places], "offset": text.offsets[places]})


def envelope_of(text: Text) -> pl.DataFrame:
    """Return the envelope segments of a block, carried ones left out, as ``ENVELOPE``."""
    first = text.numbers[text.carried] if text.carried < len(text) else 0
    return (
        frame_rows(text).filter(pl.col("number") >= int(first))
        if first
        else frame_rows(text.head(0))
    )


def kept_transactions(text: Text, guide: Guide) -> Marks:
    """Return for each ST of a block, carried ones too, whether it is of the guide."""
    kept: Marks = _kept(_named(frame_rows(text, "GS", "ST")), guide).to_numpy()
    return kept


def is_left_open(text: Text) -> bool:
    """Return whether the last transaction of the block has no closing segment."""
    edges = text.where("ST", "SE", "GE", "IEA")
    return bool(len(edges)) and bool(text.ids[edges[-1]] == packed("ST"))


def envelope(segments: Segments) -> pl.DataFrame:
    """Return the envelope segments of a chunk, carried ones left out, as ``ENVELOPE``."""
    places = segments.where("ISA", "GS", "ST", "SE", "GE", "IEA", "TA1")
    return _rows(segments, places[places >= segments.carried])


def transactions(segments: Segments, guide: Guide = PROFESSIONAL) -> Transactions:
    """Return the transactions of a chunk, the carried ones too."""
    starts = segments.where("ST")
    rows = _rows(segments, segments.where("GS", "ST"))
    return Transactions(starts, _kept(_named(rows), guide).to_numpy())


def _named(rows: pl.DataFrame) -> pl.DataFrame:
    """Return the ST rows with what each says that it is."""
    return _with_guides(rows.filter(pl.col("id").is_in(["GS", "ST"]))).filter(pl.col("id") == "ST")


def _kept(named: pl.DataFrame, guide: Guide) -> pl.Series:
    known = {
        (kind, version): guide.covers(kind or "", version)
        for kind, version in named.select("kind", "guide").unique().iter_rows()
    }
    pairs = named.select("kind", "guide").iter_rows()
    return pl.Series([known[pair] for pair in pairs], dtype=pl.Boolean)


def _rows(segments: Segments, places: Places) -> pl.DataFrame:
    if not len(places):
        return pl.DataFrame(schema=ENVELOPE)
    parts = segments.lines.gather(places).str.split_exact(ELEMENT, 13).struct.unnest()
    wanted = {
        "id": 0, "first": 1, "second": 2, "third": 3, "sixth": 6, "eighth": 8, "thirteenth": 13
    }  # fmt: skip
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
    for (of_kind, start), words in GUIDES.items():
        if kind == of_kind and guide.startswith(start):
            return words
    if kind != "837":
        return KINDS.get(kind, "an X12 file of a kind this reader does not know") + _age(guide)
    if not guide or guide == "005010":
        return "a claim file (837) that does not say which guide it follows"
    return "a claim file (837)" + _unknown(guide)


def _age(guide: str) -> str:
    """Return what a version tells beyond the kind: nothing where it is the usual one."""
    if guide.startswith("004"):
        return " of the older version 4010"
    return "" if guide in ("", "005010") or guide.startswith("005010X") else _unknown(guide)


def _unknown(guide: str) -> str:
    known = guide if guide.isalnum() and len(guide) <= 12 else "not readable"
    return f" of a version this reader does not know ({known})"


def refused(rows: pl.DataFrame, guide: Guide = PROFESSIONAL) -> pl.DataFrame:
    """Return the transactions that are not of the guide.

    Columns: number, offset, words, is_same_kind (its transaction set, in another version).
    """
    known = _named(rows)
    others = known.filter(~_kept(known, guide))
    names = others.select("kind", "guide").unique()
    words = {(kind, guide): described(kind or "", guide) for kind, guide in names.iter_rows()}
    return others.select(
        "number",
        "offset",
        is_same_kind=pl.col("kind") == guide.kind,
        words=pl.Series(
            [words[pair] for pair in others.select("kind", "guide").iter_rows()], dtype=pl.String
        ),
    )


def kept_count(rows: pl.DataFrame, guide: Guide = PROFESSIONAL) -> int:
    """Return how many transactions are of the guide."""
    return rows.filter(pl.col("id") == "ST").height - refused(rows, guide).height


def unversioned(rows: pl.DataFrame, guide: Guide) -> pl.DataFrame:
    """Return the transactions read that name no guide, as ``NOTE``."""
    known = _named(rows)
    bare = known.filter(_kept(known, guide) & known["guide"].is_in(["", "005010"]))
    return bare.select(
        segment=pl.lit("ST"),
        number="number",
        offset="offset",
        message=pl.lit(
            f"The transaction names no guide; it was read as {guide.short} of version 5010."
        ),
    ).cast(NOTE)  # type: ignore[arg-type]  # polars types the mapping by class only


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
    pairs = [("SE", "ST", "second", "ST02"), ("GE", "GS", "sixth", "GS06")]
    return pl.concat(
        _differing(rows, *pair) for pair in [*pairs, ("IEA", "ISA", "thirteenth", "ISA13")]
    )


def _differing(
    rows: pl.DataFrame, trailer: str, header: str, column: str, element: str
) -> pl.DataFrame:
    control = pl.when(pl.col("id") == header).then(pl.col(column).fill_null("")).forward_fill()
    wrong = rows.with_columns(control=control).filter(
        (pl.col("id") == trailer) & (pl.col("second").fill_null("") != pl.col("control"))
    )
    return wrong.select(
        segment=pl.lit(trailer),
        number=pl.col("number"),
        offset=pl.col("offset"),
        message=pl.lit(f"{trailer}02 differs from the control number that {element} opened with."),
    ).cast(NOTE)  # type: ignore[arg-type]  # polars types the mapping by class only


def is_open_at_end(segments: Segments) -> bool:
    """Return whether the last transaction of the chunk has no closing segment."""
    edges = segments.where("ST", "SE", "GE", "IEA")
    return bool(len(edges)) and bool(segments.ids[edges[-1]] == packed("ST"))
