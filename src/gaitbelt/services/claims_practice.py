"""What a practice says of itself, its payers and its patients: once, in files of its own."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl
import yaml

from gaitbelt.edges.content import content_kind, head_of
from gaitbelt.edges.x12.write.marks import Envelope
from gaitbelt.language.errors import ImpossibleInput

PATIENT_COLUMNS = (
    "patient_id", "last_name", "first_name", "middle_name", "birth_date", "gender_code",
    "address", "city", "state_code", "postal_code", "member_id", "group_number", "payer",
    "relationship_code", "subscriber_last_name", "subscriber_first_name",
    "subscriber_birth_date", "subscriber_gender_code", "subscriber_address",
    "subscriber_city", "subscriber_state_code", "subscriber_postal_code",
)  # fmt: skip
"""Columns of a file of patients, and of visits that carry them."""

REQUIRED = {
    "submitter": ("name", "id", "contact_name", "telephone"),
    "receiver": ("name", "id"),
    "billing_provider": (
        "name", "npi", "tax_id", "address", "city", "state_code", "postal_code",
    ),
    "claim": (
        "provider_signature_code", "assignment_code", "benefits_assignment_code",
        "release_of_information_code",
    ),
}  # fmt: skip
"""What every claim needs of the practice file, by section."""

Person = dict[str, str]


@dataclass(frozen=True, slots=True)
class PracticeFile:
    """The practice's own file: sections of words, and lists by payer name or NPI.

    Sections: submitter, receiver, billing_provider, envelope, claim; lists: payers,
    clinicians, referrers.
    """

    name: str
    sections: Mapping[str, Mapping[str, Any]]  # Any: whatever YAML holds

    def said(self, section: str, key: str) -> str | None:
        """Return a value as text, None where it is not there."""
        value = (self.sections.get(section) or {}).get(key)
        return None if value is None or value == "" else str(value)

    def entry(self, section: str, key: str | None) -> Person:
        """Return an entry of a list, by payer name or NPI; empty where it has none."""
        found = (self.sections.get(section) or {}).get(key or "") or {}
        return {name: str(value) for name, value in found.items() if value not in (None, "")}

    def envelope(self, on: dt.date, at: str, number: int) -> Envelope:
        """Return the envelope of a file made on a day."""
        usage = self.said("envelope", "usage") or "T"
        return Envelope(
            sender_id=self.said("envelope", "sender_id") or str(self.said("submitter", "id")),
            receiver_id=self.said("envelope", "receiver_id") or str(self.said("receiver", "id")),
            sender_qualifier=self.said("envelope", "sender_qualifier") or "ZZ",
            receiver_qualifier=self.said("envelope", "receiver_qualifier") or "ZZ",
            created_on=on,
            created_at=at,
            interchange_number=number,
            group_number=number,
            usage=usage,
        )


def practice_of(path: Path) -> PracticeFile:
    """Return a practice's file. Raises ImpossibleInput naming everything that it lacks."""
    try:
        told = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError):
        raise ImpossibleInput(
            f"{path.name} could not be read as YAML. Write it as docs/reference/x12.md shows."
        ) from None
    sections = {
        str(key): {str(name): value for name, value in inner.items()}
        for key, inner in (told if isinstance(told, dict) else {}).items()
        if isinstance(inner, dict)
    }
    practice = PracticeFile(path.name, sections)
    missing = [
        f"{section}.{key}"
        for section, keys in REQUIRED.items()
        for key in keys
        if practice.said(section, key) is None
    ]
    if missing:
        raise ImpossibleInput(
            f"{path.name} lacks {', '.join(missing)}. Every claim needs them, and none is made "
            "up: add them and run again."
        )
    return practice


def patients_of(path: Path | None) -> dict[str, Person]:
    """Return the patients of a CSV or Parquet file by patient_id.

    Raises ImpossibleInput where it has no column patient_id.
    """
    if path is None:
        return {}
    rows = _table(path)
    if "patient_id" not in rows.columns:
        raise ImpossibleInput(f"{path.name} has no column patient_id. Add it.")
    return _people(rows)


def personal_columns(paths: Sequence[Path], lines: pl.DataFrame) -> dict[str, Person]:
    """Return what the visits' own columns say of patients, by patient_id."""
    found: dict[str, Person] = {}
    own = lines.select("patient_id", "source_file", "source_row")
    for path in paths:
        rows = _table(path)
        named = [each for each in PATIENT_COLUMNS[1:] if each in rows.columns and each != "payer"]
        if not named:
            continue
        numbered = rows.select(named).with_row_index("source_row", offset=1)
        numbered = numbered.with_columns(pl.col("source_row").cast(pl.Int64))
        of_file = own.filter(pl.col("source_file") == path.name)
        found |= _people(of_file.join(numbered, on="source_row").drop("source_file"))
    return found


def _table(path: Path) -> pl.DataFrame:
    kind = content_kind(head_of(path))
    if kind == "parquet":
        return pl.read_parquet(path).cast(pl.String, strict=False)
    if kind.startswith("json") or kind == "x12":
        return pl.DataFrame()
    return pl.read_csv(path, infer_schema=False, truncate_ragged_lines=True)


def _people(rows: pl.DataFrame) -> dict[str, Person]:
    """Return each patient's filled columns; the first row that says something counts."""
    kept = [each for each in PATIENT_COLUMNS if each in rows.columns]
    found: dict[str, Person] = {}
    for row in rows.select(kept).iter_rows(named=True):
        number = str(row["patient_id"] or "").strip()
        if number:
            told = {key: str(value).strip() for key, value in row.items() if value is not None}
            known = found.setdefault(number, {})
            found[number] = {**{k: v for k, v in told.items() if v}, **known}
    return found
