"""Published values by payer and date, read from the package's YAML and the user's own."""

from __future__ import annotations

import functools
import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from gaitbelt.language.errors import GaitbeltError

GENERIC_PAYER = "commercial"
"""The profile of payers that are not held by name."""

PolicyValue = str | int | bool | Decimal | tuple[str, ...]

_PACKAGE_POLICY = Path(__file__).resolve().parent.parent / "policy"
_PROFILE = "profile"
_NAME = re.compile(r"[a-z0-9_]+")


@dataclass(frozen=True, slots=True)
class PolicyRow:
    """One published value and the dates of service it governs, both ends inclusive.

    ``effective_from`` None means that the first day is not known; the row then governs
    every date up to ``effective_through``. ``published`` None means not known when.
    ``codes`` limits the value to some codes; empty means it is not about codes.
    """

    payer: str
    name: str
    effective_from: date | None
    effective_through: date | None
    value: PolicyValue
    published: date | None
    cite: str
    confidence: str
    note: str = ""
    codes: tuple[str, ...] = ()

    @property
    def starts_on(self) -> date:
        """The first date governed, or the earliest date there is when not known."""
        return self.effective_from or date.min

    def governs(self, on: date) -> bool:
        """Return whether the row is in force on a date of service."""
        return self.starts_on <= on and (
            self.effective_through is None or on <= self.effective_through
        )

    def was_known(self, known_on: date | None) -> bool:
        """Return whether the row could have been known on a day.

        Where the publication day is not known, a row counts as known from the first
        date it governs.
        """
        return known_on is None or (self.published or self.starts_on) <= known_on


@dataclass(frozen=True, slots=True)
class PolicySeries:
    """All rows of one payer and name, in order of their first date."""

    payer: str
    name: str
    description: str
    unit: str
    checked_on: date | None
    confidence: str
    rows: tuple[PolicyRow, ...]


@dataclass(frozen=True, slots=True)
class PayerProfile:
    """A payer that values are held for, and the profile it falls back to."""

    payer: str
    title: str
    based_on: str | None
    description: str
    confidence: str
    cite: str


@dataclass(frozen=True, slots=True)
class _Held:
    series: Mapping[tuple[str, str], PolicySeries]
    profiles: Mapping[str, PayerProfile]
    digest: str


@dataclass(frozen=True, slots=True)
class _OfPayer:
    profile: PayerProfile | None
    series: Mapping[str, PolicySeries]


def load_policies(extra_dirs: Sequence[str | Path] = ()) -> tuple[PolicySeries, ...]:
    """Return every series of the package and of the folders given, by payer and name.

    A folder holds ``<payer>/<name>.yaml`` like the package. Its rows join those of the
    same payer and name and prevail over a row with the same first date.
    """
    return tuple(_held(_as_key(extra_dirs)).series.values())


def load_profiles(extra_dirs: Sequence[str | Path] = ()) -> Mapping[str, PayerProfile]:
    """Return every payer's profile by the payer's name."""
    return _held(_as_key(extra_dirs)).profiles


def policy_digest(extra_dirs: Sequence[str | Path] = ()) -> str:
    """Return the SHA-256 of every policy file's name and bytes."""
    return _held(_as_key(extra_dirs)).digest


def rows(payer: str, name: str, extra_dirs: Sequence[str | Path] = ()) -> tuple[PolicyRow, ...]:
    """Return the payer's own rows of a value, without those it falls back to."""
    series = _of_payer(payer, _as_key(extra_dirs)).series.get(name)
    return series.rows if series else ()


def payer_chain(payer: str, extra_dirs: Sequence[str | Path] = ()) -> tuple[str, ...]:
    """Return the profiles asked for a value, the payer's own first.

    A payer that is not held by name is asked as the generic commercial one.
    """
    key = _as_key(extra_dirs)
    chain: list[str] = []
    current: str | None = payer if _of_payer(payer, key).profile else GENERIC_PAYER
    while current is not None and current not in chain:
        chain.append(current)
        profile = _of_payer(current, key).profile
        current = profile.based_on if profile else None
    return tuple(chain)


def value(
    payer: str,
    name: str,
    on: date,
    known_on: date | None = None,
    extra_dirs: Sequence[str | Path] = (),
) -> PolicyRow | None:
    """Return the row that governs a date of service, or None where none is held.

    Rows published after ``known_on`` are dropped. Of several rows in force the one with
    the latest first date prevails, then the one written last (a retroactive act is
    written below what it changes). Falls back along the profiles' ``based_on``; the
    row's ``payer`` says whose value it is.
    """
    key = _as_key(extra_dirs)
    for profile in payer_chain(payer, extra_dirs):
        held = _of_payer(profile, key).series.get(name)
        found = _row_in_force(held.rows, on, known_on) if held else None
        if found is not None:
            return found
    return None


def _row_in_force(
    candidates: Iterable[PolicyRow], on: date, known_on: date | None
) -> PolicyRow | None:
    in_force = [row for row in candidates if row.governs(on) and row.was_known(known_on)]
    return max(reversed(in_force), key=lambda row: row.starts_on, default=None)


def _as_key(extra_dirs: Sequence[str | Path]) -> tuple[str, ...]:
    return tuple(str(folder) for folder in extra_dirs)


def _folders(extra_dirs: tuple[str, ...]) -> tuple[Path, ...]:
    return (_PACKAGE_POLICY, *(Path(name) for name in extra_dirs))


@functools.cache
def _of_payer(payer: str, extra_dirs: tuple[str, ...]) -> _OfPayer:
    """Read one payer's files only, so that a small question starts quickly."""
    series: dict[str, PolicySeries] = {}
    profile: PayerProfile | None = None
    if not _NAME.fullmatch(payer):
        return _OfPayer(None, series)
    for folder in _folders(extra_dirs):
        for path in sorted((folder / payer).glob("*.yaml")):
            document = _parse(path.read_bytes(), path)
            if path.stem == _PROFILE:
                profile = _profile(payer, document)
            else:
                read = _series(path, document)
                series[read.name] = _joined(series.get(read.name), read)
    return _OfPayer(profile, series)


@functools.cache
def _held(extra_dirs: tuple[str, ...]) -> _Held:
    digest = hashlib.sha256()
    payers: set[str] = set()
    for folder in _folders(extra_dirs):
        for path in sorted(folder.glob("*/*.yaml")):
            digest.update(f"{path.parent.name}/{path.name}\0".encode() + path.read_bytes())
            payers.add(path.parent.name)
    held = {payer: _of_payer(payer, extra_dirs) for payer in sorted(payers)}
    series = {
        (payer, name): each for payer, own in held.items() for name, each in own.series.items()
    }
    profiles = {payer: own.profile for payer, own in held.items() if own.profile}
    return _Held(dict(sorted(series.items())), profiles, digest.hexdigest())


def _joined(before: PolicySeries | None, added: PolicySeries) -> PolicySeries:
    if before is None:
        return added
    all_rows = sorted((*before.rows, *added.rows), key=lambda row: row.starts_on)
    return PolicySeries(
        added.payer,
        added.name,
        added.description or before.description,
        added.unit or before.unit,
        added.checked_on or before.checked_on,
        added.confidence or before.confidence,
        tuple(all_rows),
    )


# A YAML document is whatever its author wrote, hence Any until its fields are read.
def _parse(content: bytes, path: Path) -> dict[str, Any]:
    import yaml

    try:
        document = yaml.load(content, Loader=_loader())  # noqa: S506 (a safe loader)
    except yaml.YAMLError as error:
        raise GaitbeltError(
            f"Policy file {path.parent.name}/{path.name} is not YAML: {error}. Correct it."
        ) from error
    if not isinstance(document, dict):
        raise GaitbeltError(
            f"Policy file {path.parent.name}/{path.name} holds no fields. "
            "Write description, unit, checked_on, confidence and values."
        )
    return document


@functools.cache
def _loader() -> Any:  # noqa: ANN401 (PyYAML declares no common loader type)
    # PyYAML picks its C loader only where libyaml was there at build time.
    import yaml

    base: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

    class ExactLoader(base):  # type: ignore[misc]  # the base is chosen at run time
        """Reads decimal literals as Decimal, so no value passes through a float."""

    ExactLoader.add_constructor(
        "tag:yaml.org,2002:float",
        lambda loader, node: Decimal(loader.construct_scalar(node).replace("_", "")),
    )
    return ExactLoader


def _profile(payer: str, document: Mapping[str, Any]) -> PayerProfile:
    return PayerProfile(
        payer,
        str(document.get("title", payer)),
        document.get("based_on"),
        str(document.get("description", "")),
        str(document.get("confidence", "")),
        str(document.get("cite", "")),
    )


def _series(path: Path, document: Mapping[str, Any]) -> PolicySeries:
    payer, name = path.parent.name, path.stem
    confidence = str(document.get("confidence", ""))
    read = [_row(payer, name, confidence, entry) for entry in document.get("values") or ()]
    return PolicySeries(
        payer,
        name,
        str(document.get("description", "")),
        str(document.get("unit", "")),
        _date_or_none(payer, name, "checked_on", document.get("checked_on")),
        confidence,
        tuple(sorted(read, key=lambda row: row.starts_on)),
    )


def _row(payer: str, name: str, confidence: str, entry: Mapping[str, Any]) -> PolicyRow:
    if "value" not in entry or "effective_from" not in entry:
        raise GaitbeltError(
            f"Policy file {payer}/{name}.yaml: a row lacks value or effective_from. "
            "Write both; effective_from may be unknown."
        )
    held = entry["value"]
    return PolicyRow(
        payer,
        name,
        _date_or_none(payer, name, "effective_from", entry["effective_from"]),
        _date_or_none(payer, name, "effective_through", entry.get("effective_through")),
        tuple(str(item) for item in held) if isinstance(held, list) else held,
        _date_or_none(payer, name, "published", entry.get("published")),
        str(entry.get("cite", "")),
        str(entry.get("confidence", confidence)),
        str(entry.get("note", "")),
        tuple(str(code) for code in entry.get("codes", ())),
    )


def _date_or_none(payer: str, name: str, field: str, written: object) -> date | None:
    if written is None or written == "unknown":
        return None
    if type(written) is date:
        return written
    raise GaitbeltError(
        f"Policy file {payer}/{name}.yaml: {field} {written} is not a date. "
        "Write it as 2026-01-31 or as unknown."
    )
