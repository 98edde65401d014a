"""What each official table becomes: its columns, and which of them name a row."""

from dataclasses import dataclass, field
from datetime import date

import polars as pl

from gaitbelt.edges.result import problem
from gaitbelt.tables.problem import no_problems

RELATIVE_VALUES = "relative_values"
LOCALITY_INDICES = "locality_indices"
PTP_EDITS = "ptp_edits"
UNIT_LIMITS = "unit_limits"
ADD_ONS = "add_ons"
ZIP_LOCALITIES = "zip_localities"
DESCRIPTORS = "descriptors"

RVU = pl.Decimal(9, 2)
FACTOR = pl.Decimal(9, 4)
INDEX = pl.Decimal(6, 3)


@dataclass(frozen=True, slots=True)
class Kind:
    """An official table: what it is called, its columns, and the key of a row.

    ``variant`` says what tells two tables of one edition apart, where anything does.
    """

    name: str
    title: str
    columns: dict[str, pl.DataType]
    key: tuple[str, ...]
    variant: str = ""


KINDS = {
    kind.name: kind
    for kind in (
        Kind(
            RELATIVE_VALUES,
            "Medicare physician fee schedule, relative values (PPRRVU)",
            {
                "hcpcs_code": pl.String(),
                "modifier": pl.String(),
                "status_code": pl.String(),
                "work_rvu": RVU,
                "nonfacility_pe_rvu": RVU,
                "nonfacility_na_indicator": pl.String(),
                "facility_pe_rvu": RVU,
                "facility_na_indicator": pl.String(),
                "malpractice_rvu": RVU,
                "nonfacility_total_rvu": RVU,
                "facility_total_rvu": RVU,
                "technical_component_indicator": pl.String(),
                "global_days": pl.String(),
                "multiple_procedure_indicator": pl.String(),
                "conversion_factor": FACTOR,
            },
            ("hcpcs_code", "modifier"),
            "conversion factor",
        ),
        Kind(
            LOCALITY_INDICES,
            "Geographic practice cost indices (GPCI)",
            {
                "locality": pl.String(),
                "state": pl.String(),
                "locality_name": pl.String(),
                "work_gpci": INDEX,
                "work_gpci_without_floor": INDEX,
                "practice_expense_gpci": INDEX,
                "malpractice_gpci": INDEX,
            },
            ("locality",),
        ),
        Kind(
            PTP_EDITS,
            "NCCI procedure-to-procedure edits (PTP)",
            {
                "column_one": pl.String(),
                "column_two": pl.String(),
                "setting": pl.String(),
                "modifier_indicator": pl.Int64(),
                "not_before": pl.Date(),
                "effective_from": pl.Date(),
                "established_from": pl.Date(),
                "effective_through": pl.Date(),
            },
            ("column_one", "column_two", "effective_from"),
            "setting",
        ),
        Kind(
            UNIT_LIMITS,
            "NCCI medically unlikely edits (MUE)",
            {
                "hcpcs_code": pl.String(),
                "setting": pl.String(),
                "unit_limit": pl.Int64(),
                "adjudication_indicator": pl.Int64(),
            },
            ("hcpcs_code",),
            "setting",
        ),
        Kind(
            ADD_ONS,
            "NCCI add-on codes (AOC)",
            {
                "add_on_code": pl.String(),
                "primary_code": pl.String(),
                "edit_type": pl.Int64(),
                "effective_from": pl.Date(),
                "effective_through": pl.Date(),
            },
            ("add_on_code", "primary_code", "effective_from"),
        ),
        Kind(
            ZIP_LOCALITIES,
            "ZIP code to carrier and locality (ZIP5)",
            {
                "zip_code": pl.String(),
                "state": pl.String(),
                "locality": pl.String(),
                "has_extension": pl.Boolean(),
            },
            ("zip_code", "state"),
        ),
        Kind(
            DESCRIPTORS,
            "Your own licensed code descriptors",
            {"hcpcs_code": pl.String(), "descriptor": pl.String()},
            ("hcpcs_code",),
        ),
    )
}
"""Every kind by name. A ``primary_code`` of null is left to the contractor (CCCCC)."""

MOST_FAULTS_TOLD = 5


@dataclass(slots=True)
class Faults:
    """What is wrong with the rows of one file, the first few in words."""

    count: int = 0
    told: list[tuple[int, str]] = field(default_factory=list)

    def add(self, line: int, reason: str) -> None:
        """Take note of a row that cannot be read, and why."""
        self.count += 1
        if len(self.told) < MOST_FAULTS_TOLD:
            self.told.append((line, reason))


@dataclass(frozen=True, slots=True)
class Official:
    """One official table as read, or the problems for which the whole file is refused.

    ``frame`` has the columns of its kind. ``edition`` is its first day in force, None
    where nothing says it; ``edition_from`` says what did: the file, its name, or you.
    ``problems``: ``tables.problem.PROBLEM``; a table with one of level ``file`` is refused.
    """

    file: str
    kind: str = ""
    variant: str = ""
    edition: date | None = None
    edition_from: str = ""
    frame: pl.DataFrame = field(default_factory=pl.DataFrame)
    problems: pl.DataFrame = field(default_factory=no_problems)
    digest: str = ""

    @property
    def is_refused(self) -> bool:
        """Whether nothing of the file may be used."""
        return bool((self.problems["level"] == "file").any())


def refused(file: str, code: str, message: str, fix: str) -> Official:
    """Return a file that is refused as a whole, for one reason."""
    return Official(file, problems=problem(file, "file", code, message, fix))


def told(file: str, faults: Faults) -> pl.DataFrame:
    """Return the rows that cannot be read as problems, the first few and a count."""
    fix = "Download the file again, or correct the line; nothing of it was kept."
    found = [
        problem(file, "file", "unread-row", f"{file}, line {line}: {reason}.", fix).with_columns(
            pl.lit(line, dtype=pl.Int64).alias("row")
        )
        for line, reason in faults.told
    ]
    left = faults.count - len(found)
    if left > 0:
        words = f"{file}: {left:,} more lines cannot be read."
        found.append(problem(file, "file", "unread-rows", words, fix))
    return pl.concat(found) if found else no_problems()


def note(file: str, code: str, message: str) -> pl.DataFrame:
    """Return something worth saying by which nothing is lost."""
    return problem(file, "note", code, message, "")
