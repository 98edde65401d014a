"""Which column of a table is which: contract names, and the other names in use."""

import re
from dataclasses import dataclass, field

from gaitbelt.tables.service_line import CONTRACT

ALIASES: dict[str, str] = {
    "patient_control_number": "claim_id",
    "claim_number": "claim_id",
    "claim": "claim_id",
    "line": "line_number",
    "line_no": "line_number",
    "claim_line_number": "line_number",
    "encounter_id": "visit_id",
    "appointment_id": "visit_id",
    "session_id": "visit_id",
    "visit": "visit_id",
    "member_id": "patient_id",
    "mrn": "patient_id",
    "person_id": "patient_id",
    "patient": "patient_id",
    "dos": "date_of_service",
    "service_date": "date_of_service",
    "visit_date": "date_of_service",
    "from_date": "date_of_service",
    "claim_line_start_date": "date_of_service",
    "date": "date_of_service",
    "plan": "payer",
    "insurance": "payer",
    "therapy_type": "discipline",
    "facility_type": "setting",
    "cpt": "hcpcs_code",
    "cpt_code": "hcpcs_code",
    "hcpcs": "hcpcs_code",
    "procedure_code": "hcpcs_code",
    "procedure": "hcpcs_code",
    "code": "hcpcs_code",
    "mods": "modifiers",
    "modifier": "modifiers",
    "modifier_codes": "modifiers",
    "units": "unit_count",
    "qty": "unit_count",
    "quantity": "unit_count",
    "unit": "unit_count",
    "service_unit_quantity": "unit_count",
    "duration": "minutes",
    "mins": "minutes",
    "total_minutes": "minutes",
    "treatment_minutes": "minutes",
    "pta_minutes": "assistant_minutes",
    "ota_minutes": "assistant_minutes",
    "start_time": "started_at",
    "start": "started_at",
    "time_in": "started_at",
    "end_time": "ended_at",
    "end": "ended_at",
    "time_out": "ended_at",
    "charge": "charge_amount",
    "charges": "charge_amount",
    "billed_amount": "charge_amount",
    "allowed": "allowed_amount",
    "npi": "rendering_provider_npi",
    "provider_npi": "rendering_provider_npi",
    "rendering_npi": "rendering_provider_npi",
    "therapist_npi": "rendering_provider_npi",
    "billing_npi": "billing_provider_npi",
    "group_npi": "billing_provider_npi",
    "pos": "place_of_service_code",
    "place_of_service": "place_of_service_code",
    "dx": "diagnosis_codes",
    "diagnosis": "diagnosis_codes",
    "diagnoses": "diagnosis_codes",
    "diagnosis_code": "diagnosis_codes",
    "icd10": "diagnosis_codes",
    "dx_pointers": "diagnosis_pointers",
    "diagnosis_pointer": "diagnosis_pointers",
    "pointers": "diagnosis_pointers",
}
"""A name seen in exports to the contract's name; headings are compared without case."""

NUMBERED = re.compile(r"^(?:modifier|mod|hcpcs_modifier)_?([1-5])$")
"""One modifier to a column: they are put together in order."""

KNOWN = (*CONTRACT, "is_subject")
OWN = ("source_file", "source_row", "source_byte_offset")
_TELLABLE = re.compile(r"^[A-Za-z][A-Za-z0-9_ ./#-]{0,40}$")


@dataclass(frozen=True, slots=True)
class Columns:
    """Which column of the file gives which column of the contract.

    ``sources`` maps a contract name to the positions it is read from (several only for
    modifiers); ``notes`` says what was taken for what, and what was passed over.
    """

    sources: dict[str, list[int]] = field(default_factory=dict)
    notes: list[tuple[str, str]] = field(default_factory=list)


def heading(name: str) -> str:
    """Return a heading as it is compared: lower case, words joined by underscores."""
    return re.sub(r"[^a-z0-9]+", "_", name.strip().lower()).strip("_")


def recognised(names: list[str]) -> Columns:
    """Return which of the named columns are known, and notes on those that are not."""
    found = Columns()
    headings = [heading(name) for name in names]
    aliases: list[str] = []
    ignored: list[str] = []
    twice: list[str] = []
    for at, name in enumerate(headings):
        if name in KNOWN:
            (twice.append(name) if name in found.sources else found.sources.update({name: [at]}))
    numbered: dict[int, int] = {}
    for at, name in enumerate(headings):
        number = NUMBERED.match(name)
        target = "modifiers" if number else ALIASES.get(name)
        if name in KNOWN or name in OWN:
            continue
        if target is None:
            ignored.append(names[at])
        elif number and ("modifiers" not in found.sources or numbered):
            numbered.setdefault(int(number[1]), at)
            found.sources["modifiers"] = [numbered[key] for key in sorted(numbered)]
            aliases.append(f"{name} as {target}")
        elif target in found.sources:
            twice.append(name)
        else:
            found.sources[target] = [at]
            aliases.append(f"{name} as {target}")
    _tell(found, aliases, ignored, twice)
    return found


def _tell(found: Columns, aliases: list[str], ignored: list[str], twice: list[str]) -> None:
    if aliases:
        message = f"Columns read under another name: {', '.join(aliases)}."
        found.notes.append(("columns-renamed", message))
    if ignored:
        message = f"Columns passed over as unknown: {_listed(ignored)}."
        found.notes.append(("columns-ignored", message))
    if twice:
        message = (
            "Columns given more than once; the first, or the one with the contract's name, "
            f"was read: {', '.join(twice)}."
        )
        found.notes.append(("columns-twice", message))


def _listed(names: list[str]) -> str:
    tellable = [name.strip() for name in names if _TELLABLE.match(name.strip())]
    shown = ", ".join(tellable[:20])
    more = len(names) - len(tellable[:20])
    if not more:
        return shown
    others = f"{more} with no name that can be shown" if not tellable[20:] else f"{more} more"
    return f"{shown}, {others}" if shown else others
