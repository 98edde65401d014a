"""Claims and the answers of payers as tables, written by hand or drawn at random.

Nothing here is read from the code under test but the shapes of its tables.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

import polars as pl

from gaitbelt.methods.payment_admission import Remittances
from gaitbelt.tables.adjustment import ADJUSTMENT, PROVIDER_ADJUSTMENT
from gaitbelt.tables.remittance import PAYMENT, REMITTANCE_CLAIM, REMITTANCE_LINE
from gaitbelt.tables.sent_line import SENT_LINE

Row = dict[str, Any]  # Any: a cell of any column
CONTRACTUAL = ("45", "59", "234", "237", "253", "P12")
DAY = date(2026, 3, 2)
ZERO = Decimal("0.00")


def money(amount: object) -> Decimal:
    return Decimal(str(amount)).quantize(Decimal("0.01"))


def frame(rows: Iterable[Mapping[str, Any]], shape: Mapping[str, pl.DataType]) -> pl.DataFrame:
    return pl.DataFrame(
        [{name: row.get(name) for name in shape} for row in rows], schema=dict(shape)
    )


def sent_line(claim: str, number: int, code: str, charge: object, **more: Any) -> Row:  # noqa: ANN401 (a cell)
    """Return one line of a claim as sent on its date of service."""
    known: Row = {
        "claim_id": claim,
        "line_number": number,
        "date_of_service": DAY,
        "payer_sequence": "primary",
        "claim_frequency_code": "1",
        "submitted_on": DAY + timedelta(days=1),
        "hcpcs_code": code,
        "modifiers": ["GP"],
        "unit_count": 1,
        "charge_amount": money(charge),
        "source_file": "sent.837",
        "source_row": number,
    }
    return known | more


@dataclass
class Line:
    """One SVC: what was charged and paid, and (group, reason, amount) taken off."""

    code: str
    charge: Decimal
    paid: Decimal
    taken: list[tuple[str, str, Decimal]] = field(default_factory=list)
    more: Row = field(default_factory=dict)


@dataclass
class Claim:
    """One CLP with its lines; ``taken`` is what is adjusted on the claim as a whole."""

    number: str
    lines: list[Line]
    status: str = "1"
    taken: list[tuple[str, str, Decimal]] = field(default_factory=list)
    charge: Decimal | None = None
    more: Row = field(default_factory=dict)

    @property
    def charged(self) -> Decimal:
        """What the claim was charged."""
        return (
            sum((line.charge for line in self.lines), ZERO) if self.lines else (self.charge or ZERO)
        )

    @property
    def paid(self) -> Decimal:
        """What the claim was paid."""
        off = sum((amount for _, _, amount in self.taken), ZERO)
        if not self.lines:
            return self.charged - off
        return sum((line.paid for line in self.lines), ZERO) - off


@dataclass
class Check:
    """One transaction: a payment, its claims, and (reason, amount, reference) outside them."""

    trace: str
    claims: list[Claim]
    provider: list[tuple[str, Decimal, str]] = field(default_factory=list)
    more: Row = field(default_factory=dict)

    @property
    def amount(self) -> Decimal:
        """What the check is for, after what is adjusted outside of claims."""
        taken = sum((amount for _, amount, _ in self.provider), ZERO)
        return sum((claim.paid for claim in self.claims), ZERO) - taken


def reversed_claim(claim: Claim) -> Claim:
    """Return the reversal of an answer: status 22 and every amount undone."""
    return Claim(
        claim.number,
        [
            Line(line.code, -line.charge, -line.paid, [(g, r, -a) for g, r, a in line.taken],
                 line.more)
            for line in claim.lines
        ],
        "22",
        [(g, r, -a) for g, r, a in claim.taken],
        None if claim.charge is None else -claim.charge,
        claim.more,
    )  # fmt: skip


def remittances(files: Mapping[str, Sequence[Check]]) -> Remittances:
    """Return the tables that a reader gives of files of checks."""
    rows: dict[str, list[Row]] = {name: [] for name in ("pay", "claim", "line", "adj", "plb")}
    for name, checks in files.items():
        at = 3
        for check in checks:
            at = _add(rows, name, check, at)
    return Remittances(
        frame(rows["pay"], PAYMENT),
        frame(rows["claim"], REMITTANCE_CLAIM),
        frame(rows["line"], REMITTANCE_LINE),
        frame(rows["adj"], ADJUSTMENT),
        frame(rows["plb"], PROVIDER_ADJUSTMENT),
    )


def _add(rows: dict[str, list[Row]], name: str, check: Check, start: int) -> int:
    at = start
    own: Row = {"source_file": name, "transaction_row": start}
    rows["pay"].append(
        {
            "payment_amount": abs(check.amount),
            "credit_debit_code": "D" if check.amount < 0 else "C",
            "payment_date": DAY + timedelta(days=20),
            "trace_number": check.trace,
            "originating_company_id": "1999999999",
            "payee_npi": "1234567893",
            "source_row": start + 1,
        }
        | own
        | check.more
    )
    at += 5
    for claim in check.claims:
        at = _add_claim(rows, claim, own, at)
    for position, (reason, amount, reference) in enumerate(check.provider, start=1):
        rows["plb"].append(
            {
                "provider_id": "1234567893",
                "provider_adjustment_reason_code": reason,
                "provider_adjustment_reference": reference,
                "adjustment_amount": amount,
                "adjustment_position": position,
                "source_row": at,
            }
            | own
        )
    return at + 5


def _add_claim(rows: dict[str, list[Row]], claim: Claim, own: Row, at: int) -> int:
    clp = at
    rows["claim"].append(
        {
            "patient_control_number": claim.number,
            "claim_status_code": claim.status,
            "is_reversal": claim.status == "22",
            "charge_amount": claim.charged,
            "paid_amount": claim.paid,
            "source_row": clp,
        }
        | own
        | claim.more
    )
    at = _taken(rows, claim, claim.taken, own, clp, None, at + 1)
    for number, line in enumerate(claim.lines, start=1):
        rows["line"].append(
            {
                "patient_control_number": claim.number,
                "claim_row": clp,
                "line_number": number,
                "code_qualifier": "HC",
                "hcpcs_code": line.code,
                "modifiers": ["GP"],
                "charge_amount": line.charge,
                "paid_amount": line.paid,
                "paid_unit_count": Decimal(1),
                "date_of_service": DAY,
                "source_row": at,
            }
            | own
            | line.more
        )
        at = _taken(rows, claim, line.taken, own, clp, at, at + 1)
    return at


def _taken(
    rows: dict[str, list[Row]],
    claim: Claim,
    taken: Sequence[tuple[str, str, Decimal]],
    own: Row,
    clp: int,
    svc: int | None,
    at: int,
) -> int:
    for group, reason, amount in taken:
        rows["adj"].append(
            {
                "level": "claim" if svc is None else "line",
                "patient_control_number": claim.number,
                "claim_row": clp,
                "line_row": svc,
                "adjustment_group_code": group,
                "adjustment_reason_code": reason,
                "adjustment_amount": amount,
                "adjustment_position": 1,
                "source_row": at,
            }
            | own
        )
        at += 1
    return at


CODES = ("97110", "97112", "97530", "97140", "97161")


@dataclass
class World:
    """Claims sent and checks received, drawn at random from a seed."""

    sent: list[Row]
    files: dict[str, list[Check]]

    @property
    def frame(self) -> pl.DataFrame:
        """The lines sent, as a table."""
        return frame(self.sent, SENT_LINE)


def drawn(seed: int, claim_count: int = 8) -> World:
    """Return claims and answers: paid, denied, reversed and corrected, second payers, bare."""
    random = Random(seed)  # noqa: S311 (a test's world, not a secret)
    sent: list[Row] = []
    answers: list[Claim] = []
    for number in range(claim_count):
        lines = _sent_claim(random, number)
        sent += lines
        answers += _answers(random, lines)
    random.shuffle(answers)
    checks: list[Check] = []
    while answers:
        count = random.randint(1, 4)
        some, answers = answers[:count], answers[count:]
        provider = []
        if random.random() < 0.5:
            reason = random.choice(["WO", "L6", "72", "FB", "J1"])
            provider = [(reason, money(random.randint(-900, 900) / 100), "ref")]
        checks.append(Check(f"T{len(checks)}", some, provider))
    files: dict[str, list[Check]] = {}
    for check in checks:
        files.setdefault(f"f{random.randint(0, 2)}.835", []).append(check)
    return World(sent, files)


def _sent_claim(random: Random, number: int) -> list[Row]:
    has_control = random.random() < 0.6
    return [
        sent_line(
            f"A{number}",
            at,
            random.choice(CODES),
            random.randint(100, 20_000) / 100,
            unit_count=random.randint(1, 4),
            modifiers=random.choice([["GP"], ["GP", "CQ"], ["GO", "59"]]),
            line_control_number=f"A{number}-{at}" if has_control else None,
            source_row=number * 10 + at,
        )
        for at in range(1, random.randint(2, 5))
    ]


def _answers(random: Random, lines: list[Row]) -> list[Claim]:
    claim = lines[0]["claim_id"]
    kind = random.choice(["paid", "denied", "reversed", "second", "bare", "none", "rest"])
    if kind == "none":
        return []
    if kind == "bare":
        charge = sum((row["charge_amount"] for row in lines), ZERO)
        off = money(random.randint(0, int(charge * 100)) / 100)
        return [Claim(claim, [], "4", [("CO", "16", off), ("PR", "1", charge - off)], charge)]
    first = Claim(claim, [_line(random, row, is_denied=kind == "denied") for row in lines])
    if kind == "rest":
        first.taken.append(("CO", "45", money(random.randint(1, 99) / 100)))
    if kind == "second":
        return [first, _second(random, first)]
    if kind != "reversed":
        return [first]
    again = Claim(claim, [_line(random, row, is_denied=False) for row in lines])
    return [first, reversed_claim(first), again]


def _line(random: Random, row: Row, *, is_denied: bool) -> Line:
    charge = row["charge_amount"]
    more: Row = {
        "modifiers": row["modifiers"],
        "paid_unit_count": Decimal(row["unit_count"]),
        "line_control_number": row["line_control_number"],
    }
    if is_denied:
        return Line(row["hcpcs_code"], charge, ZERO, [("CO", "50", charge)], more)
    allowed = money(random.randint(0, int(charge * 100)) / 100)
    share = money(random.randint(0, int(allowed * 100)) / 100)
    taken = [("CO", "45", charge - allowed), ("PR", random.choice("1239"), share)]
    return Line(row["hcpcs_code"], charge, allowed - share, taken, more)


def _second(random: Random, first: Claim) -> Claim:
    lines = []
    for line in first.lines:
        share = sum((amount for group, _, amount in line.taken if group == "PR"), ZERO)
        paid = money(random.randint(0, int(share * 100)) / 100)
        taken = [("OA", "23", line.charge - share), ("PR", "2", share - paid)]
        lines.append(Line(line.code, line.charge, paid, taken, line.more))
    return Claim(first.number, lines, "2")
