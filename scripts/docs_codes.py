"""A page for each code of the registry, made of the facts that are held about it."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

from gaitbelt.library import codes as registry
from gaitbelt.library.codes import CodeRow
from gaitbelt.library.ncci import PUBLISHED
from gaitbelt.library.ncci_tables import (
    NEVER_APPLIES,
    PtpRow,
    add_on_rows,
    mue_rows,
    ptp_partners,
    ptp_rows,
)
from gaitbelt.library.shipped import REFERENCE, shipped_rows
from gaitbelt.services import code_words as words
from gaitbelt.tables.vocabulary import CONFIDENCE
from scripts.markdown import DOCS, cell, filled, note, page, section, table

FOLDER = DOCS / "codes"

INDICATORS = {
    0: "no modifier separates them",
    1: "a modifier separates them where they were separate services",
    None: "whether a modifier separates them is not known",
}
LIMITS = {1: "line by line", 2: "over the day, absolute", 3: "over the day, may be shown otherwise"}
ALWAYS, UNKNOWN = "onward", "not established"


def pages() -> dict[Path, str]:
    """Return the page of every code, and the page that lists them."""
    found = {FOLDER / f"{code.lower()}.md": code_page(code) for code in registry.all_codes()}
    found[FOLDER / "index.md"] = index()
    return found


def index() -> str:
    """Return the page that lists every code under the kind of service it is."""
    kinds: dict[str, list[CodeRow]] = defaultdict(list)
    for code in registry.all_codes():
        row = registry.code_periods(code)[-1]
        kinds[row.service_kind or "other"].append(row)
    parts = [
        note(REFERENCE / "codes"),
        "# Codes\n",
        f"{len(registry.all_codes())} codes, those that ended too.",
        "Labels are our own few words, not the descriptors of their owners.\n",
    ]
    for kind, rows in sorted(kinds.items()):
        listed = [
            (
                link(row.hcpcs_code),
                row.label,
                words.time_base_in_words(row) if row.time_base else "not known",
                " ".join(row.disciplines),
                row.therapy_class,
                row.effective_through or "",
            )
            for row in rows
        ]
        heads = ("code", "what", "units", "for", "therapy list", "ended")
        parts.append(section(kind.replace("_", " ").capitalize(), table(heads, listed)))
    return page(*parts)


def link(code: str) -> str:
    """Return a code, as a link where it has a page."""
    return f"[{code}]({code.lower()}.md)" if registry.is_known(code) else code


def code_page(code: str) -> str:
    """Return everything held about a code: life, units, Medicare, NCCI, record, errors."""
    periods = registry.code_periods(code)
    last = periods[-1]
    title = f"# {code} · {last.label}\n" if last.label else f"# {code}\n"
    return page(
        note(REFERENCE / "codes", REFERENCE / "ncci"),
        title,
        _life(periods),
        section("What stands in its place", _successors(code), _predecessors(code)),
        section("What it is beside", _beside(code, last)),
        section("Wrong and right", _misunderstandings(code)),
        section("What the record must hold", _documentation(code)),
        section("Medicare's status by date", _statuses(code)),
        section("Relative values by date", _values(code)),
        section("Units in a day (MUE)", _limits(code)),
        section("Pairs in force (NCCI)", _pairs_in_force(code)),
        section("Pairs that ended (NCCI)", _pairs_that_ended(code)),
    )


def _life(periods: Sequence[CodeRow]) -> str:
    rows = [
        {
            "from": row.effective_from or UNKNOWN,
            "through": row.effective_through or ALWAYS,
            "what": row.label,
            "units": words.time_base_in_words(row) if row.time_base else "not known",
            "disciplines": " ".join(row.disciplines) or "none named",
            "therapy list": words.THERAPY_CLASSES.get(row.therapy_class, row.therapy_class),
            "known from": CONFIDENCE[row.confidence],
            "source": row.source,
        }
        for row in periods
    ]
    if len(rows) > 1:
        return filled(rows) + "\n"
    told = ((name, value) for name, value in rows[0].items() if name != "what")
    return table(("fact", "what is held"), told) + "\n"


def _successors(code: str) -> str:
    rows = [
        {
            "code": link(each.successor_code),
            "from": each.effective_from,
            "payer": each.payer,
            "confidence": each.confidence,
            "source": each.source,
        }
        for each in registry.successors(code)
    ]
    return f"Bill instead of {code}:\n\n{filled(rows)}" if rows else ""


def _predecessors(code: str) -> str:
    held = shipped_rows("codes/successors")
    old = dict.fromkeys(row["hcpcs_code"] for row in held if row["successor_code"] == code)
    return f"It stands in the place of {', '.join(map(link, old))}." if old else ""


def _beside(code: str, row: CodeRow) -> str:
    primaries = dict.fromkeys((*row.primary_codes, *(r.primary_code for r in add_on_rows(code))))
    if not primaries:
        return ""
    first = ", ".join(link(each) for each in primaries)
    return f"It is an add-on, billed beside one of {first} on the same date."


def _misunderstandings(code: str) -> str:
    said = [
        f"- Said: “{cell(each.claim)}”\n"
        f"  **Fact:** {cell(each.fact)}\n"
        f"  *{CONFIDENCE[each.confidence].capitalize()}: {cell(each.cite)}.*"
        for each in registry.misunderstandings(code)
    ]
    return "\n".join(said)


def _documentation(code: str) -> str:
    return "\n".join(
        f"- {cell(each.requirement)}\n"
        f"  *{CONFIDENCE[each.confidence].capitalize()}: {cell(each.cite)}.*"
        for each in registry.documentation(code)
    )


def _statuses(code: str) -> str:
    rows = (
        (
            each.effective_from,
            each.effective_through,
            f"{each.status_code}: {words.STATUS_MEANINGS.get(each.status_code, 'meaning not held')}",
            "yes" if words.is_reduced(each) else "no",
            words.cite_of_releases(each.source),
        )
        for each in registry.status_eras(code)
    )
    return table(("from", "through", "status", "therapy reduction", "source"), rows)


def _values(code: str) -> str:
    eras = registry.relative_value_eras(code)
    if not any(any(_parts(each)) for each in eras):
        return "The releases give it no relative values." if eras else ""
    rows = (
        (each.effective_from, each.effective_through, *_parts(each), each.source) for each in eras
    )
    heads = ("from", "through", "work", "office", "facility", "malpractice")
    told = "Work, practice expense in the office and in a facility, malpractice; no conversion yet."
    return f"{told}\n\n{table((*heads, 'releases'), rows)}"


def _parts(era: registry.RelativeValues) -> tuple[Decimal, ...]:
    return (era.work_rvu, era.nonfacility_pe_rvu, era.facility_pe_rvu, era.malpractice_rvu)


def _limits(code: str) -> str:
    rows = [
        (
            setting,
            row.period.effective_from or row.period.established_from or UNKNOWN,
            row.period.effective_through or ALWAYS,
            row.unit_limit,
            LIMITS.get(row.adjudication_indicator, "not known"),
        )
        for setting in PUBLISHED
        for row in mue_rows(setting, code)
    ]
    return table(("setting", "from", "through", "units", "judged"), rows)


def _rows(code: str) -> dict[tuple[str, str, int | None, date | None], list[str]]:
    """Return the settings of every pair: by partner, side denied, indicator and last day."""
    found: dict[tuple[str, str, int | None, date | None], list[str]] = defaultdict(list)
    for setting in PUBLISHED:
        for partner in ptp_partners(setting, code):
            for row in ptp_rows(setting, code, partner):
                if row.modifier_indicator == NEVER_APPLIES:
                    continue
                key = (partner, _denied(row, code), row.modifier_indicator,
                       row.period.effective_through)  # fmt: skip
                found[key].append(setting)
    return found


def _denied(row: PtpRow, code: str) -> str:
    return "this code" if row.column_two == code else "the other"


def _pairs_in_force(code: str) -> str:
    groups: dict[tuple[str, str, int | None], list[str]] = defaultdict(list)
    for (partner, denied, indicator, ends), settings in sorted(_rows(code).items(), key=_order):
        if ends is None:
            groups[" and ".join(settings), denied, indicator].append(partner)
    rows = (
        (denied, INDICATORS.get(indicator, ""), settings, _linked(partners))
        for (settings, denied, indicator), partners in sorted(groups.items(), key=str)
    )
    return table(("denied", "modifier", "setting", "with"), rows)


def _pairs_that_ended(code: str) -> str:
    groups: dict[tuple[date, str, str], list[str]] = defaultdict(list)
    for (partner, denied, _, ends), settings in sorted(_rows(code).items(), key=_order):
        if ends is not None:
            groups[ends, denied, " and ".join(settings)].append(partner)
    rows = (
        (ends, denied, settings, _linked(partners))
        for (ends, denied, settings), partners in sorted(groups.items(), key=str, reverse=True)
    )
    return table(("last day", "denied", "setting", "with"), rows)


def _order(item: tuple[tuple[str, str, int | None, date | None], list[str]]) -> str:
    return str(item[0])


def _linked(partners: Iterable[str]) -> str:
    return " ".join(map(link, dict.fromkeys(partners)))
