"""The clinic's claims: coded from its visits, with amounts and KX as it would place them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

import polars as pl

from gaitbelt.language.money import multiply
from gaitbelt.library import policy
from gaitbelt.services.coding import code_visits
from gaitbelt.services.demo.clinic import AMOUNTS
from gaitbelt.services.demo.habits import SEPARATE, is_second_of_a_pair
from gaitbelt.tables.record import RECORD
from gaitbelt.tables.service_line import CONTRACT

KX = "KX"
REMOTE_PLACES = ("02", "10")


@dataclass(frozen=True, slots=True)
class Line:
    """One service line as the clinic bills it; a line of no units is documented only.

    ``record`` is what the record and the claim form say beside it, by record column.
    """

    claim_id: str
    line_number: int
    visit_id: str
    patient_id: str
    date_of_service: date
    payer: str
    discipline: str
    setting: str
    hcpcs_code: str
    modifiers: tuple[str, ...]
    unit_count: int
    minutes: int | None
    assistant_minutes: int
    group_size: int | None
    rendering_provider_npi: str
    billing_provider_npi: str
    place_of_service_code: str
    diagnosis_codes: tuple[str, ...]
    diagnosis_pointers: tuple[int, ...]
    charge_amount: Decimal = Decimal("0.00")
    allowed_amount: Decimal = Decimal("0.00")
    record: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Claim:
    """One claim: the lines of one visit."""

    lines: tuple[Line, ...]

    @property
    def claim_id(self) -> str:
        """The claim's own id."""
        return self.lines[0].claim_id

    @property
    def payer(self) -> str:
        """The payer's profile."""
        return self.lines[0].payer

    @property
    def discipline(self) -> str:
        """PT, OT or SLP."""
        return self.lines[0].discipline

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of the lines, in their order."""
        return tuple(line.hcpcs_code for line in self.lines)

    @property
    def on(self) -> date:
        """The date of service."""
        return self.lines[0].date_of_service

    @property
    def patient_id(self) -> str:
        """The patient's id."""
        return self.lines[0].patient_id

    @property
    def is_remote(self) -> bool:
        """Whether the visit was given by telehealth."""
        return self.lines[0].place_of_service_code in REMOTE_PLACES


def coded(visits: pl.DataFrame) -> list[Claim]:
    """Return the claims of a year of visits, units and modifiers by ``code_visits``."""
    lines = code_visits(visits).lines
    claims: dict[str, list[Line]] = {}
    added = ("charge_amount", "allowed_amount", "record")
    names = [name for name in Line.__slots__ if name not in added]
    for row in lines.select(names).iter_rows(named=True):
        listed = {name: tuple(value) for name, value in row.items() if isinstance(value, list)}
        claims.setdefault(row["claim_id"], []).append(Line(**(row | listed)))
    return [_as_billed(Claim(tuple(claims[claim_id]))) for claim_id in sorted(claims)]


def _as_billed(claim: Claim) -> Claim:
    """Take 59 off lines whose partner has no units: a pair needs both to be billed."""
    billed = [line.hcpcs_code for line in claim.lines if line.unit_count]
    if len(billed) == len(claim.lines):
        return claim
    return Claim(
        tuple(
            line
            if is_second_of_a_pair(line.hcpcs_code, billed, line.date_of_service)
            else replace(line, modifiers=tuple(m for m in line.modifiers if m != SEPARATE))
            for line in claim.lines
        )
    )


def numbered(lines: Iterable[Line]) -> Claim:
    """Return lines as one claim, numbered from 1."""
    return Claim(tuple(replace(each, line_number=at) for at, each in enumerate(lines, start=1)))


def with_amounts(claims: Sequence[Claim]) -> list[Claim]:
    """Return the claims with the clinic's flat amounts for the units billed."""
    return [Claim(tuple(_with_amounts(line) for line in claim.lines)) for claim in claims]


def _with_amounts(line: Line) -> Line:
    amounts, units = AMOUNTS[line.hcpcs_code], Decimal(line.unit_count)
    return replace(
        line,
        charge_amount=multiply(amounts.charge_amount, units),
        allowed_amount=multiply(amounts.allowed_amount, units),
    )


def with_kx(claims: Sequence[Claim]) -> list[Claim]:
    """Return the claims with KX on each Medicare line above its year's threshold.

    Allowed amounts add up by patient and calendar year, PT with SLP and OT apart, in the
    order of days, claims and lines. The thresholds are the published ones.
    """
    spent: dict[tuple[str, int, bool], Decimal] = {}
    placed: dict[str, Claim] = {}
    for claim in sorted(claims, key=lambda each: (each.lines[0].date_of_service, each.claim_id)):
        placed[claim.claim_id] = claim
        if claim.payer == "medicare":
            placed[claim.claim_id] = Claim(tuple(_kx_line(line, spent) for line in claim.lines))
    return [placed[claim.claim_id] for claim in claims]


def _kx_line(line: Line, spent: dict[tuple[str, int, bool], Decimal]) -> Line:
    is_ot = line.discipline == "OT"
    bucket = (line.patient_id, line.date_of_service.year, is_ot)
    spent[bucket] = spent.get(bucket, Decimal(0)) + line.allowed_amount
    if spent[bucket] <= threshold(line.date_of_service, is_ot=is_ot):
        return line
    return replace(line, modifiers=(*line.modifiers, KX))


def threshold(on: date, *, is_ot: bool) -> Decimal:
    """Return Medicare's KX threshold of the date's year."""
    name = "kx_threshold_ot" if is_ot else "kx_threshold_pt_slp"
    row = policy.value("medicare", name, on)
    if row is None:  # pragma: no cover (the demonstration's year has published values)
        raise LookupError(f"No value for medicare.{name} on {on}.")
    return Decimal(str(row.value))


def as_frame(claims: Sequence[Claim]) -> pl.DataFrame:
    """Return claims as a frame of the tabular contract, one row per line.

    Record columns follow the others, those that any line has.
    """
    lines = [line for claim in claims for line in claim.lines]
    own = [name for name in CONTRACT if name in Line.__slots__]
    held = {name for line in lines for name in line.record}
    columns = {name: [_plain(getattr(line, name)) for line in lines] for name in own}
    for name in (each for each in RECORD if each in held):
        columns[name] = [_plain(line.record.get(name)) for line in lines]
    return pl.DataFrame(columns, schema={name: CONTRACT[name] for name in columns})


def _plain(value: object) -> object:
    return list(value) if isinstance(value, tuple) else value
