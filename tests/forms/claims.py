"""Claims as clinics send them, complete and clean, for tests to change."""

from datetime import date
from decimal import Decimal

import polars as pl

from gaitbelt.engine.evaluate import judge
from gaitbelt.services.law import load_law
from gaitbelt.tables.service_line import CONTRACT, ORIGIN

LAW = load_law()

LINE: dict[str, object] = {
    "claim_id": "c1",
    "patient_id": "p1",
    "date_of_service": date(2026, 3, 2),
    "payer": "medicare",
    "discipline": "PT",
    "setting": "practitioner",
    "modifiers": ["GP"],
    "assistant_minutes": 0,
    "allowed_amount": Decimal("30.00"),
    "rendering_provider_npi": "1234567893",
    "billing_provider_npi": "1245319599",
    "place_of_service_code": "11",
    "date_of_service_through": date(2026, 3, 2),
    "diagnosis_codes": ["M54.50", "R26.89"],
    "diagnosis_pointers": [1, 2],
    "claim_frequency_code": "1",
    "payer_claim_control_number": None,
    "referring_provider_npi": "1679576722",
    "rendering_provider_taxonomy_code": "225100000X",
    "billing_provider_taxonomy_code": "261QR0400X",
    "claim_charge_amount": Decimal("176.00"),
    "submitted_on": date(2026, 3, 5),
    "payer_sequence": "primary",
    "has_other_primary_payer": False,
}
"""What the lines of a clean claim share."""

SERVICES: tuple[dict[str, object], ...] = (
    {"hcpcs_code": "97110", "unit_count": 2, "minutes": 30, "charge_amount": Decimal("120.00")},
    {"hcpcs_code": "97140", "unit_count": 1, "minutes": 15, "charge_amount": Decimal("56.00")},
)

COMPLETE = [{**LINE, **each, "line_number": n} for n, each in enumerate(SERVICES, 1)]
"""A clean claim with everything that a claim can say."""

MINIMAL = [
    {"claim_id": "c1", "date_of_service": date(2026, 3, 2), "hcpcs_code": "97110", "minutes": 30}
]
"""A visit as a clinic without a billing system writes it down."""


def lines_of(rows: list[dict[str, object]]) -> pl.DataFrame:
    """Return rows as lines, with the columns that the rows name."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    return pl.DataFrame(rows, schema={name: {**CONTRACT, **ORIGIN}[name] for name in names})


def findings(rows: list[dict[str, object]], families: tuple[str, ...]) -> pl.DataFrame:
    """Return what the rules of some families say of lines, breaches and unknowns."""
    own = frozenset(r.card.code for r in LAW.rulebook.rules if r.card.code.startswith(families))
    law = (LAW.rulebook, LAW.policy, LAW.reference)
    return judge(lines_of(rows), *law, only=own).findings
