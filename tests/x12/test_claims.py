"""Coded lines become claims, and what bars one holds it back until a person says otherwise."""

import datetime as dt
from pathlib import Path

import pytest

from gaitbelt.edges.x12.reading import read_x12
from gaitbelt.language.errors import ImpossibleInput
from gaitbelt.services.claims import ClaimsMade, make_claims, override
from gaitbelt.services.claims_practice import practice_of
from gaitbelt.services.demo.clinic import BILLING_NPI, THERAPISTS
from tests.x12.second_opinion import accepted

ON = dt.date(2026, 1, 6)
PRACTICE = f"""
submitter: {{name: LARKSPUR STREET REHABILITATION, id: LARKSPURST, contact_name: FRONT DESK,
  telephone: "5555550100"}}
receiver: {{name: LARKSPUR CLEARINGHOUSE, id: LARKCLEAR}}
billing_provider: {{name: LARKSPUR STREET REHABILITATION, npi: "{BILLING_NPI}",
  tax_id: "000000001", address: 1 LARKSPUR STREET, city: LARKSPUR, state_code: CA,
  postal_code: "939010001", taxonomy_code: 261QP2000X}}
claim: {{provider_signature_code: "Y", assignment_code: A, benefits_assignment_code: "Y",
  release_of_information_code: "Y", place_of_service_code: "11"}}
payers:
  medicare: {{name: EXAMPLE MEDICARE, id: EXMB1, claim_filing_indicator_code: MB}}
clinicians:
  "{THERAPISTS["PT"]}": {{last_name: THISTLEDOWN, first_name: MARLOW, taxonomy_code: 225100000X}}
"""
HEADING = (
    "claim_id,visit_id,patient_id,date_of_service,payer,discipline,setting,hcpcs_code,modifiers,"
    "unit_count,minutes,charge_amount,rendering_provider_npi,diagnosis_codes\n"
)
PATIENTS = """patient_id,last_name,first_name,birth_date,gender_code,address,city,state_code,\
postal_code,member_id,relationship_code
p1,ALDERBROOK,ADA,1950-02-03,F,1 FICTION ROAD,ASHVALE,CA,93901-0001,M10000001,18
"""


def _line(claim: str, patient: str, modifiers: str = "GP", units: int = 2) -> str:
    return (
        f"{claim},v{claim},{patient},2025-03-03,medicare,PT,practitioner,97110,{modifiers},{units},"
        f"30,130.00,{THERAPISTS['PT']},M54.50\n"
    )


def _made(folder: Path, lines: str, *overrides: str, practice: str = PRACTICE) -> ClaimsMade:
    for name, text in (
        ("visits.csv", HEADING + lines),
        ("practice.yaml", practice),
        ("patients.csv", PATIENTS),
    ):
        (folder / name).write_text(text, encoding="utf-8")
    return make_claims(
        [folder / "visits.csv"],
        practice_of(folder / "practice.yaml"),
        created_on=ON,
        patients=folder / "patients.csv",
        overrides=[override(each) for each in overrides],
    )


def test_clean_lines_become_a_claim_that_a_second_opinion_accepts(tmp_path: Path) -> None:
    made = _made(tmp_path, _line("C1", "p1") + _line("C1", "p1").replace("97110", "97140"))
    assert (made.claim_count, made.held_count) == (1, 0)
    assert accepted(made.data)[0]
    read = read_x12(made.data, "837P", file_name="claims.837").tables
    assert read["claims"]["claim_charge_amount"].sum() == 260
    assert read["lines"]["service_code"].to_list() == ["97110", "97140"]


def test_a_blocking_finding_holds_its_claim_and_no_other(tmp_path: Path) -> None:
    bad = _line("C2", "p1", modifiers="").replace("2025-03-03", "2025-03-05")
    made = _made(tmp_path, _line("C1", "p1") + bad)
    assert made.claim_count == 1
    assert made.held.select("claim_id", "code").rows() == [("C2", "MOD001")]
    assert b"CLM*C2" not in made.data


def test_an_override_is_written_down_with_its_reason(tmp_path: Path) -> None:
    made = _made(tmp_path, _line("C2", "p1", modifiers=""), "MOD001@C2=Asked for by the payer")
    assert made.claim_count == 1
    row = made.overridden.row(0, named=True)
    assert (row["rule_code"], row["claim_id"]) == ("MOD001", "C2")
    assert (row["reason"], row["overridden_on"]) == ("Asked for by the payer", ON)
    assert row["rulebook_digest"]


@pytest.mark.parametrize("text", ["MOD001", "MOD001=", "=because", "MOD001@C2= "])
def test_an_override_without_rule_or_reason_is_refused(text: str) -> None:
    with pytest.raises(ImpossibleInput, match="reason"):
        override(text)


def test_a_patient_nobody_describes_is_never_made_up(tmp_path: Path) -> None:
    made = _made(tmp_path, _line("C3", "p9"))
    assert made.data == b""
    assert made.held["code"].to_list() == ["missing:last_name"]
    assert "birth_date" in made.held["reason"][0]


def test_a_practice_file_names_everything_it_lacks(tmp_path: Path) -> None:
    with pytest.raises(ImpossibleInput, match=r"billing_provider.npi.*claim.assignment_code"):
        _made(tmp_path, _line("C1", "p1"), practice="submitter: {name: X}")
