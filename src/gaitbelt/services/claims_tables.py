"""The tables of an 837P, made from coded lines and what a practice says of its people."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal

import polars as pl

from gaitbelt.edges.x12.guide.load import guide
from gaitbelt.edges.x12.reading import shape_of
from gaitbelt.services.claims_practice import Person, PracticeFile

Held = dict[str, object]
Row = dict[str, object]

TRANSACTION, PROVIDER = 1, 2
SELF = "18"
_LINES_MOST = 50
_POINTERS_MOST = 4

_PATIENT_NEEDS = ("last_name", "first_name", "birth_date", "gender_code", "address", "city",
                  "state_code", "postal_code", "relationship_code")  # fmt: skip
_SUBSCRIBER_NEEDS = ("subscriber_last_name", "subscriber_first_name")
_LINE_NEEDS = ("hcpcs_code", "unit_count", "charge_amount", "date_of_service")


def claim_tables(
    lines: pl.DataFrame,
    practice: PracticeFile,
    people: Mapping[str, Person],
    created_on: dt.date,
    created_at: str,
) -> tuple[dict[str, pl.DataFrame], list[Held]]:
    """Return the tables of one transaction, and what is missing, claim by claim.

    Claims are lines of one ``claim_id``. A claim that lacks something is in the tables all
    the same; whoever writes leaves it out.
    """
    held: list[Held] = []
    rows: dict[str, list[Row]] = {
        name: [] for name in ("subscribers", "patients", "claims", "lines")
    }
    without = lines.filter(pl.col("claim_id").is_null()).height
    if without:
        held.append(_lack("", "claim_id", f"{without} lines name no claim",
                          "Add a column claim_id: lines of one claim share it."))  # fmt: skip
    grouped = lines.filter(pl.col("claim_id").is_not_null())
    groups = grouped.partition_by("claim_id", maintain_order=True)
    for number, group in enumerate(groups):
        own = group.rows(named=True)
        person = people.get(str(own[0]["patient_id"]), {})
        held += _missing(own, person, practice)
        _add(rows, own, person, practice, 10 + 3 * number)
    guide_tables = guide("837P").tables
    tables = {
        name: pl.DataFrame(each, schema=shape_of(guide_tables[name]), orient="row")
        for name, each in rows.items()
    }
    tables["submissions"] = _frame("submissions", _submission(practice, created_on, created_at))
    tables["billing_providers"] = _frame("billing_providers", _billing(practice))
    return tables, held


def _frame(name: str, row: Row) -> pl.DataFrame:
    shape = shape_of(guide("837P").tables[name])
    return pl.DataFrame([{key: row.get(key) for key in shape}], schema=shape)


def _lack(claim: object, what: str, reason: str, fix: str, line: object = None) -> Held:
    return {"claim_id": claim, "line_number": line, "code": f"missing:{what}",
            "reason": reason, "fix": fix}  # fmt: skip


def _missing(lines: list[Row], person: Person, practice: PracticeFile) -> list[Held]:
    """Return everything that a claim needs and nobody gave."""
    claim = lines[0]["claim_id"]
    found = [*_missing_patient(claim, person), *_missing_payer(lines, person, practice)]
    if not lines[0].get("diagnosis_codes"):
        fix = "Fill the column diagnosis_codes."
        found.append(_lack(claim, "diagnosis_codes", "the claim has no diagnosis", fix))
    if _place(lines[0], practice) is None:
        fix = f"Fill the column, or claim.place_of_service_code in {practice.name}."
        what = "place_of_service_code"
        found.append(_lack(claim, what, "the place of service is not known", fix))
    found += _missing_people(lines, practice)
    if len(lines) > _LINES_MOST:
        reason = f"{len(lines)} lines are more than the {_LINES_MOST} of a claim"
        found.append(_lack(claim, "lines", reason, "Give some of the lines another claim_id."))
    for line in lines:
        lacking = [each for each in _LINE_NEEDS if line.get(each) is None]
        if lacking:
            reason = f"{', '.join(lacking)} of the line are empty"
            fix = "Fill the columns of the line."
            found.append(_lack(claim, lacking[0], reason, fix, line.get("line_number")))
    return found


def _missing_patient(claim: object, person: Person) -> list[Held]:
    is_self = person.get("relationship_code") == SELF
    needs = [*_PATIENT_NEEDS, "member_id"]
    needs += () if is_self or "relationship_code" not in person else _SUBSCRIBER_NEEDS
    lacking = [each for each in needs if each not in person]
    if not lacking:
        return []
    reason = f"the patient's {', '.join(lacking)} are not known"
    fix = "Give a file of patients (--patients) with these columns, or add them to the visits."
    return [_lack(claim, lacking[0], reason, fix)]


def _missing_payer(lines: list[Row], person: Person, practice: PracticeFile) -> list[Held]:
    payer = _payer(lines, person)
    entry = practice.entry("payers", payer)
    lacking = [each for each in ("name", "id", "claim_filing_indicator_code") if each not in entry]
    if not lacking:
        return []
    reason = f"payer {payer or '(none named)'} has no {', '.join(lacking)} in {practice.name}"
    fix = f"Add payers.{payer or 'NAME'} with name, id and claim_filing_indicator_code."
    return [_lack(lines[0]["claim_id"], "payer", reason, fix)]


def _missing_people(lines: list[Row], practice: PracticeFile) -> list[Held]:
    claim, first = lines[0]["claim_id"], lines[0]
    found = []
    for column, section, needs in (
        ("rendering_provider_npi", "clinicians", ("last_name", "first_name")),
        ("referring_provider_npi", "referrers", ("last_name", "first_name")),
    ):
        for number in dict.fromkeys(str(each[column]) for each in lines if each.get(column)):
            lacking = [n for n in needs if n not in practice.entry(section, number)]
            if lacking:
                found.append(
                    _lack(claim, column, f"{section}.{number} lacks {', '.join(lacking)} in "
                          f"{practice.name}", f"Add {section}.{number} with last_name and "
                          "first_name.")
                )  # fmt: skip
    if first.get("rendering_provider_npi") is None and practice.said("claim", "is_group") == "True":
        found.append(_lack(claim, "rendering_provider_npi", "who gave the service is not known",
                           "Fill the column rendering_provider_npi."))  # fmt: skip
    return found


def _payer(lines: list[Row], person: Person) -> str | None:
    told = lines[0].get("payer") or person.get("payer")
    return str(told) if told else None


def _place(line: Row, practice: PracticeFile) -> str | None:
    told = line.get("place_of_service_code")
    return str(told) if told else practice.said("claim", "place_of_service_code")


def _add(
    rows: dict[str, list[Row]], lines: list[Row], person: Person, practice: PracticeFile, at: int
) -> None:
    """Add a claim's rows: its subscriber, its patient where another, itself, its lines."""
    is_self = person.get("relationship_code") == SELF
    payer = practice.entry("payers", _payer(lines, person))
    prefix = "" if is_self else "subscriber_"
    rows["subscribers"].append(
        {
            "billing_provider_row": PROVIDER,
            "payer_sequence_code": "P",
            "relationship_code": SELF if is_self else None,
            "group_number": person.get("group_number"),
            "claim_filing_indicator_code": payer.get("claim_filing_indicator_code"),
            "subscriber_entity_type_code": "1",
            "subscriber_member_id": person.get("member_id"),
            "payer_name": payer.get("name"),
            "payer_id_qualifier": "PI",
            "payer_id": payer.get("id"),
            "transaction_row": TRANSACTION,
            "source_row": at,
            **_named("subscriber", prefix, person),
        }
    )
    if not is_self:
        rows["patients"].append(
            {
                "subscriber_row": at,
                "relationship_code": person.get("relationship_code"),
                "transaction_row": TRANSACTION,
                "source_row": at + 1,
                **_named("patient", "", person),
            }
        )
    rows["claims"].append(_claim(lines, practice, at, is_self=is_self))
    for number, line in enumerate(lines, start=1):
        rows["lines"].append(_line(line, lines[0], at, number, practice))


def _named(who: str, prefix: str, person: Person) -> Row:
    """Return the columns of a person from those of the patients' file."""
    born = person.get(f"{prefix}birth_date")
    found: Row = {
        f"{who}_{key}": person.get(f"{prefix}{key}")
        for key in ("last_name", "first_name", "address", "city", "state_code", "postal_code",
                    "gender_code")
    }  # fmt: skip
    if not prefix:
        found[f"{who}_middle_name"] = person.get("middle_name")
    try:
        found[f"{who}_birth_date"] = dt.date.fromisoformat(born) if born else None
    except ValueError:
        found[f"{who}_birth_date"] = None
    code = found[f"{who}_postal_code"]
    found[f"{who}_postal_code"] = str(code).replace("-", "") if code else None
    return found


def _claim(lines: list[Row], practice: PracticeFile, at: int, *, is_self: bool) -> Row:
    first = lines[0]
    charges = [each["charge_amount"] for each in lines]
    total = sum((each for each in charges if isinstance(each, Decimal)), Decimal("0.00"))
    codes = first.get("diagnosis_codes")
    clinician = practice.entry("clinicians", _text(first.get("rendering_provider_npi")))
    referrer = practice.entry("referrers", _text(first.get("referring_provider_npi")))
    return {
        "claim_id": first["claim_id"],
        "billing_provider_row": PROVIDER,
        "subscriber_row": at,
        "patient_row": None if is_self else at + 1,
        "claim_charge_amount": total,
        "place_of_service_code": _place(first, practice),
        "claim_frequency_code": first.get("claim_frequency_code") or "1",
        "payer_claim_control_number": first.get("payer_claim_control_number"),
        "prior_authorization_number": first.get("prior_authorization_number"),
        **{key: practice.said("claim", key) for key in _SIGNED},
        "diagnosis_codes": [str(each).replace(".", "") for each in _listed(codes)],
        "referring_provider_npi": first.get("referring_provider_npi"),
        "referring_provider_last_name": referrer.get("last_name"),
        "referring_provider_first_name": referrer.get("first_name"),
        "rendering_provider_npi": first.get("rendering_provider_npi"),
        "rendering_provider_entity_type_code": "1" if clinician else None,
        "rendering_provider_last_name": clinician.get("last_name"),
        "rendering_provider_first_name": clinician.get("first_name"),
        "rendering_provider_taxonomy_code": clinician.get("taxonomy_code"),
        "transaction_row": TRANSACTION,
        "source_row": at + 2,
    }


_SIGNED = ("provider_signature_code", "assignment_code", "benefits_assignment_code",
           "release_of_information_code")  # fmt: skip


def _listed(value: object) -> list[object]:
    return list(value) if isinstance(value, list) else []


def _text(value: object) -> str | None:
    return str(value) if value is not None else None


def _line(line: Row, first: Row, at: int, number: int, practice: PracticeFile) -> Row:
    """Return a line; without pointers it is for the claim's first four diagnoses."""
    pointers = _listed(line.get("diagnosis_pointers"))
    count = len(_listed(first.get("diagnosis_codes")))
    units = line.get("unit_count")
    place = _place(line, practice)
    own = _text(line.get("rendering_provider_npi"))
    clinician = (
        practice.entry("clinicians", own)
        if own != _text(first.get("rendering_provider_npi"))
        else {}
    )
    return {
        "claim_id": line["claim_id"],
        "claim_row": at + 2,
        "line_number": number,
        "code_qualifier": "HC",
        "service_code": line.get("hcpcs_code"),
        "modifiers": _listed(line.get("modifiers")),
        "charge_amount": line.get("charge_amount"),
        "unit_measure_code": "UN",
        "service_quantity": None if units is None else Decimal(str(units)),
        "line_place_of_service_code": place if place != _place(first, practice) else None,
        "diagnosis_pointers": pointers or list(range(1, min(count, _POINTERS_MOST) + 1)),
        "date_of_service": line.get("date_of_service"),
        "date_of_service_through": line.get("date_of_service_through"),
        "line_control_number": f"{line['claim_id']}-{number}",
        "rendering_provider_npi": own if clinician else None,
        "rendering_provider_last_name": clinician.get("last_name"),
        "rendering_provider_first_name": clinician.get("first_name"),
        "rendering_provider_taxonomy_code": clinician.get("taxonomy_code"),
        "transaction_row": TRANSACTION,
        "source_row": -(at * _LINES_MOST * 2 + number),
    }


def _submission(practice: PracticeFile, created_on: dt.date, created_at: str) -> Row:
    return {
        "purpose_code": "00",
        "submission_number": f"{created_on:%Y%m%d}{created_at}",
        "created_on": created_on,
        "created_at": created_at,
        "content_code": "CH",
        "submitter_entity_type_code": "2",
        "submitter_name": practice.said("submitter", "name"),
        "submitter_id": practice.said("submitter", "id"),
        "submitter_contact_name": practice.said("submitter", "contact_name"),
        "submitter_contact_qualifier": "TE",
        "submitter_contact": practice.said("submitter", "telephone"),
        "receiver_name": practice.said("receiver", "name"),
        "receiver_id": practice.said("receiver", "id"),
        "transaction_row": TRANSACTION,
        "source_row": TRANSACTION,
    }


def _billing(practice: PracticeFile) -> Row:
    def said(key: str) -> str | None:
        return practice.said("billing_provider", key)

    first = said("first_name")
    return {
        "billing_provider_taxonomy_code": said("taxonomy_code"),
        "billing_provider_entity_type_code": "1" if first else "2",
        "billing_provider_name": said("name"),
        "billing_provider_first_name": first,
        "billing_provider_npi": said("npi"),
        "billing_provider_address": said("address"),
        "billing_provider_city": said("city"),
        "billing_provider_state_code": said("state_code"),
        "billing_provider_postal_code": str(said("postal_code")).replace("-", ""),
        "billing_provider_tax_id_qualifier": said("tax_id_qualifier") or "EI",
        "billing_provider_tax_id": said("tax_id"),
        "transaction_row": TRANSACTION,
        "source_row": PROVIDER,
    }
