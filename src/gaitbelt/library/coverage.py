"""Local coverage documents of Medicare's contractors, as far as they were seen."""

from dataclasses import dataclass
from datetime import date

from gaitbelt.library.shipped import day, shipped_rows


@dataclass(frozen=True, slots=True)
class CoverageDocument:
    """A local coverage document.

    ``is_outpatient``: whether outpatient therapy claims are meant, not home health.
    ``last_seen``: the last revision that was seen. ``confidence``: P primary, S secondary,
    M from memory.
    """

    document: str
    title: str
    contractor: str
    jurisdictions: str
    disciplines: tuple[str, ...]
    is_outpatient: bool
    last_seen: date | None
    confidence: str
    source: str


def coverage_document(document: str) -> CoverageDocument | None:
    """Return what is known of a document by its number, None where it is not held.

    Source: ``reference/coverage``, CMS coverage pages and public copies.
    """
    named = (row for row in shipped_rows("coverage/coverage_documents"))
    row = next((each for each in named if each["document"] == document.strip().upper()), None)
    if row is None:
        return None
    return CoverageDocument(
        row["document"],
        row["title"],
        row["contractor"],
        row["jurisdictions"],
        tuple(row["discipline"].split()),
        row["is_outpatient"] == "yes",
        day(row["last_seen"]),
        row["confidence"],
        row["source"],
    )
