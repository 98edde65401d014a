"""What is said of a code, statement by statement, each with its source."""

from collections.abc import Iterator
from dataclasses import dataclass

from gaitbelt.library import codes as registry
from gaitbelt.library.codes import CodeRow, RelativeValues, StatusRow
from gaitbelt.services import code_words as words

STATUS_MEANING_CITE = "meanings of the PFS status codes, from memory"


@dataclass(frozen=True, slots=True)
class Fact:
    """One statement with how sure it is (P, S, M or D) and its source."""

    statement: str
    confidence: str
    cite: str


def facts_of(
    row: CodeRow, status: StatusRow | None, values: RelativeValues | None
) -> tuple[Fact, ...]:
    """Return what the registry and Medicare's releases say of a code on a date.

    ``status`` and ``values``: those of the date, None where no release is held.
    """
    return (
        *_definition(row),
        *_dates(row),
        *_therapy_class(row, status),
        *_medicare(row, status),
        *_values(values),
    )


def _definition(row: CodeRow) -> Iterator[Fact]:
    code = row.hcpcs_code
    sure = (row.confidence, row.source)
    if row.label:
        yield Fact(f"{code}: {row.label}.", *sure)
    if row.time_base:
        yield Fact(f"Units of {code}: {words.time_base_in_words(row)}.", *sure)
    if row.primary_codes:
        first = " or ".join(row.primary_codes)
        yield Fact(f"{code} is an add-on: it is billed beside {first} on the same date.", *sure)
    if row.disciplines:
        yield Fact(f"{code} is given by {', '.join(row.disciplines)}.", *sure)


def _dates(row: CodeRow) -> Iterator[Fact]:
    code, sure = row.hcpcs_code, (row.confidence, row.source)
    if row.effective_from:
        yield Fact(f"{code} in this meaning is in force from {row.effective_from}.", *sure)
    else:
        yield Fact(f"The first day of {code} is not established.", *sure)
    if row.effective_through:
        yield Fact(f"{code} in this meaning ended on {row.effective_through}.", *sure)
    for each in registry.successors(row.hcpcs_code):
        payer = "" if each.payer == registry.ALL_PAYERS else f" for payer {each.payer}"
        yield Fact(
            f"{each.successor_code} stands for {code} from {each.effective_from}{payer}.",
            each.confidence,
            each.source,
        )


def _therapy_class(row: CodeRow, status: StatusRow | None) -> Iterator[Fact]:
    statement = f"{row.hcpcs_code} is {words.THERAPY_CLASSES[row.therapy_class]}."
    if row.therapy_class == "always" and status and words.is_reduced(status):
        cite = f"multiple-procedure indicator 5: {words.cite_of_releases(status.source)}"
        yield Fact(statement, "D", cite)
    elif row.therapy_class == "unknown":
        yield Fact(
            f"Whether {row.hcpcs_code} is on Medicare's therapy list is not established.",
            row.confidence,
            row.source,
        )
    else:
        yield Fact(statement, row.confidence, row.source)


def _medicare(row: CodeRow, status: StatusRow | None) -> Iterator[Fact]:
    if status is None:
        return
    code, cite = row.hcpcs_code, words.cite_of_releases(status.source)
    letter = status.status_code
    yield Fact(f"{code} has Medicare status {letter}.", "P", cite)
    if meaning := words.STATUS_MEANINGS.get(letter):
        yield Fact(f"Status {letter}: {meaning}.", "M", STATUS_MEANING_CITE)
    reduced = "is" if words.is_reduced(status) else "is not"
    yield Fact(
        f"{code} {reduced} under Medicare's therapy reduction: multiple-procedure indicator "
        f"{status.multiple_procedure_indicator}.",
        "P",
        cite,
    )


def _values(values: RelativeValues | None) -> Iterator[Fact]:
    if values is None:
        return
    yield Fact(
        f"Relative values of {values.hcpcs_code}: work {values.work_rvu}, non-facility PE "
        f"{values.nonfacility_pe_rvu}, malpractice {values.malpractice_rvu}.",
        "P",
        words.cite_of_releases(values.source),
    )
