"""What changed between two editions of an official table."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from gaitbelt.edges.cms.reading import NOTHING_SAID, Said, read_official
from gaitbelt.edges.cms.shapes import DESCRIPTORS, KINDS, Kind, Official
from gaitbelt.language.errors import ImpossibleInput
from gaitbelt.library import codes, local
from gaitbelt.services.reference import grouped, whole

DATES = ("not_before", "effective_from", "established_from", "effective_through")
NEVER_APPLIES = 9
CHANGE = ("column", "old", "new")


@dataclass(frozen=True, slots=True)
class Edition:
    """One edition of a table: where it is from, and its rows as they stand in it."""

    source: str
    kind: Kind
    variant: str
    starts_on: date | None
    rows: pl.DataFrame

    @property
    def in_force(self) -> pl.DataFrame:
        """The rows that hold on the edition's first day, without their dates.

        Where the edition is not known, those that have no end.
        """
        dates = [name for name in DATES if name in self.rows.columns]
        if not dates:
            return self.rows
        begins, ends = pl.col("effective_from"), pl.col("effective_through")
        holds = ends.is_null()
        if self.starts_on is not None:
            on = pl.lit(self.starts_on)
            holds = (begins.is_null() | (begins <= on)) & (holds | (ends >= on))
        if "modifier_indicator" in self.rows.columns:
            holds &= pl.col("modifier_indicator") != NEVER_APPLIES
        return self.rows.filter(holds).drop(dates).unique(self.row_key, keep="last")

    @property
    def row_key(self) -> list[str]:
        """The columns that name a row within the edition."""
        return [name for name in self.kind.key if name not in DATES]


@dataclass(frozen=True, slots=True)
class Difference:
    """What two editions of one table do not share.

    ``added`` and ``removed``: rows of one edition only. ``changed``: one row per value,
    its key, its ``column`` and what it was and is, as text.
    """

    old: Edition
    new: Edition
    added: pl.DataFrame
    removed: pl.DataFrame
    changed: pl.DataFrame

    @property
    def key(self) -> list[str]:
        """The columns that name a row."""
        return self.new.row_key

    def to_dict(self) -> dict[str, object]:
        """Return the difference as JSON holds it, figures and dates as text."""
        return {
            "kind": self.new.kind.name,
            "title": self.new.kind.title,
            "variant": self.new.variant,
            "old": _named(self.old),
            "new": _named(self.new),
            "added": _plain(self.added),
            "removed": _plain(self.removed),
            "changed": _plain(self.changed),
        }


def _named(edition: Edition) -> dict[str, object]:
    starts = edition.starts_on.isoformat() if edition.starts_on else None
    return {"source": edition.source, "edition": starts, "rows": edition.rows.height}


def _plain(rows: pl.DataFrame) -> list[dict[str, object]]:
    is_text = (pl.String(), pl.Int64(), pl.Boolean())
    odd = [name for name, kind in rows.schema.items() if kind not in is_text]
    return rows.with_columns(pl.col(odd).cast(pl.String)).to_dicts()


def in_scope(rows: pl.DataFrame) -> pl.DataFrame:
    """Return the rows that name a code of the registry, or all where rows name none."""
    named = [n for n in ("hcpcs_code", "column_one", "column_two", "add_on_code") if n in rows]
    if not named:
        return rows
    known = list(codes.all_codes())
    return rows.filter(pl.any_horizontal(pl.col(name).is_in(known) for name in named))


def differences(
    old: str,
    new: str,
    *,
    store: Path | None = None,
    said: Said = NOTHING_SAID,
    was_said: Said | None = None,
) -> tuple[Difference, ...]:
    """Return what changed from one source to another, table by table.

    A source is a file, or a table of the store by its name. ``was_said``: what is said of
    the old one, the same as of the new one unless given. Raises ImpossibleInput where a
    source cannot be read or no table is in both.
    """
    before = editions(old, store, was_said or said)
    after = editions(new, store, said)
    found = [
        difference(one, other) for other in after if (one := _partner(other, before)) is not None
    ]
    if not found:
        kinds = " and ".join(
            ", ".join(sorted({each.kind.name for each in side})) for side in (before, after)
        )
        raise ImpossibleInput(
            f"{old} and {new} hold no table of one kind ({kinds}). Name two editions of one table."
        )
    return tuple(found)


def _partner(new: Edition, before: Sequence[Edition]) -> Edition | None:
    """Return the edition to compare with: of the same kind, and setting where it has one."""
    same = [each for each in before if each.kind.name == new.kind.name]
    exact = [each for each in same if each.variant == new.variant]
    if exact or "setting" in new.kind.columns:
        return exact[-1] if exact else None
    return same[-1] if same else None


def editions(source: str, store: Path | None, said: Said = NOTHING_SAID) -> list[Edition]:
    """Return the editions that a file holds, or the table of a store by its name."""
    path = Path(source)
    if not path.exists() and store is not None:
        held = [each for each in local.entries(store) if each.name == source]
        if held:
            return [_of_entry(store, each) for each in held]
    if not path.exists():
        raise ImpossibleInput(
            f"{source} is neither a file nor a table of the store. See gaitbelt reference list."
        )
    found = read_official(path, said=said)
    wrong = [each for each in found if each.is_refused]
    if wrong:
        first = wrong[0].problems.row(0, named=True)
        raise ImpossibleInput(f"{first['message']} {first['fix']}")
    return [_of_group(group) for group in grouped(found)]


def _of_group(group: Sequence[Official]) -> Edition:
    first = group[0]
    names = ", ".join(each.file for each in group)
    return Edition(names, KINDS[first.kind], first.variant, first.edition, whole(group))


def _of_entry(store: Path, entry: local.Entry) -> Edition:
    kind = KINDS[entry.kind]
    return Edition(entry.name, kind, entry.variant, entry.edition, local.table(store, entry))


def difference(old: Edition, new: Edition) -> Difference:
    """Return what two editions of one table do not share, in order of their keys.

    Descriptors are compared and not shown: of a changed one the digest stands for it.
    """
    key, before, after = new.row_key, _shown(old), _shown(new)
    changed = [
        _changes(before, after, key, name)
        for name in after.columns
        if name not in (*key, "setting")
    ]
    return Difference(
        old,
        new,
        after.join(before, how="anti", on=key, nulls_equal=True).sort(key),
        before.join(after, how="anti", on=key, nulls_equal=True).sort(key),
        pl.concat(changed).sort([*key, "column"]),
    )


def _shown(edition: Edition) -> pl.DataFrame:
    rows = edition.in_force
    if edition.kind.name != DESCRIPTORS:
        return rows
    digests = [hashlib.sha256(text.encode()).hexdigest()[:12] for text in rows["descriptor"]]
    return rows.with_columns(descriptor=pl.Series(digests, dtype=pl.String))


def _changes(before: pl.DataFrame, after: pl.DataFrame, key: list[str], name: str) -> pl.DataFrame:
    both = before.select(*key, pl.col(name).alias("old")).join(
        after.select(*key, pl.col(name).alias("new")), on=key, nulls_equal=True
    )
    return both.filter(pl.col("old").ne_missing(pl.col("new"))).select(
        *key,
        pl.lit(name).alias("column"),
        pl.col("old", "new").cast(pl.String),
    )
