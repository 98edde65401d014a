"""Contracts: what a payer agreed to pay, written as data and read from YAML.

    title: Acme PPO 2026
    payer: acme_ppo
    effective_from: 2026-01-01
    effective_through: 2026-12-31
    pays: {percent_of_medicare: 110, medicare_on: 2024-12-31}
    lesser_of_charge: true
    reduction: {of: whole_rate, share: 0.50, rank_by: allowance}
    carve_outs:
      - {codes: [97161, 97162, 97163], per_unit: 85.00}
      - {codes: ["97010"], covered: false}
    visit_cap: 110.00
    assistant_share: 0.85
    coinsurance_rate: 0.20
    cite: Exhibit B

``pays`` is one of percent_of_medicare (with ``medicare_on``, a date, for a frozen year),
schedule (an amount per unit by code), relative_values (by code, with conversion_factor),
per_unit or per_visit. A schedule of relative values may cap those of a day:

    pays: {relative_values: {97110: 2.50}, conversion_factor: 9.55}
    daily_value_cap: {treatment: 12, with_reevaluation: 15, with_evaluation: 18}

What a contract does not say is not assumed: no reduction, no lesser of charge and rate, no
patient's share.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from gaitbelt.language.errors import ImpossibleInput
from gaitbelt.language.money import multiply
from gaitbelt.library.codes import normalised
from gaitbelt.methods.pricing.daily_cap import DailyCap

RELATIVE_VALUES = "relative_values"
BASES = ("percent_of_medicare", "schedule", RELATIVE_VALUES, "per_unit", "per_visit")
CAP_FIELDS = ("treatment", "with_reevaluation", "with_evaluation")
PRACTICE_EXPENSE, WHOLE_RATE = "practice_expense", "whole_rate"
BY_EXPENSE, BY_ALLOWANCE = "practice_expense", "allowance"
POOLS = ("billing_provider_npi", "billing_tax_id")
FIELDS = {
    "title",
    "payer",
    "effective_from",
    "effective_through",
    "pays",
    "lesser_of_charge",
    "reduction",
    "carve_outs",
    "visit_cap",
    "daily_value_cap",
    "assistant_share",
    "coinsurance_rate",
    "cite",
}


@dataclass(frozen=True, slots=True)
class Pays:
    """One way of paying a line: a share of Medicare, a schedule, per unit or per visit.

    ``percent`` is of Medicare's fee; ``medicare_on`` freezes it to a date; ``amount`` is
    in dollars per unit or visit; ``amounts`` in dollars per unit by code, where the
    contract has relative values those times its ``conversion_factor``.
    """

    basis: str
    percent: Decimal = Decimal(100)
    medicare_on: date | None = None
    amount: Decimal = Decimal(0)
    amounts: Mapping[str, Decimal] = field(default_factory=dict)
    conversion_factor: Decimal | None = None


@dataclass(frozen=True, slots=True)
class CarveOut:
    """Codes that are paid in another way than the rest, or (``pays`` None) not covered."""

    codes: tuple[str, ...]
    pays: Pays | None


@dataclass(frozen=True, slots=True)
class Reduction:
    """A payer's reduction of units after the first of a day.

    ``of``: the practice expense or the whole rate; ``share``: what is cut; ``rank_by``:
    what ranks the units; ``codes``: which are reduced, empty for those that Medicare
    reduces; ``pooled_by``: the column that makes one provider.
    """

    of: str = PRACTICE_EXPENSE
    share: Decimal = Decimal("0.50")
    rank_by: str = BY_EXPENSE
    codes: tuple[str, ...] = ()
    pooled_by: str = POOLS[0]


@dataclass(frozen=True, slots=True)
class Contract:
    """What one payer agreed to pay over a stretch of dates, both ends inclusive."""

    payer: str
    pays: Pays
    title: str = ""
    effective_from: date = date.min
    effective_through: date = date.max
    is_lesser_of_charge: bool = False
    reduction: Reduction | None = None
    carve_outs: tuple[CarveOut, ...] = ()
    visit_cap: Decimal | None = None
    daily_value_cap: DailyCap | None = None
    assistant_share: Decimal | None = None
    coinsurance_rate: Decimal | None = None
    cite: str = ""

    def governs(self, payer: str, on: date) -> bool:
        """Return whether the contract is the payer's and in force on a date."""
        return payer == self.payer and self.effective_from <= on <= self.effective_through


def load_contract(path: str | Path) -> Contract:
    """Return the contract that a YAML file holds.

    Raises ImpossibleInput, naming file and field, where it cannot be understood.
    """
    import yaml

    where = Path(path).name
    try:
        document = yaml.load(Path(path).read_bytes(), Loader=yaml.BaseLoader)  # noqa: S506 (text only)
    except yaml.YAMLError as error:
        raise ImpossibleInput(f"{where} is not YAML: {error}. Correct it.") from error
    if not isinstance(document, dict):
        raise ImpossibleInput(f"{where} holds no fields. Write payer and pays.")
    return contract_of(document, where)


# Any: a document holds whatever its author wrote, until its fields are read.
def contract_of(document: Mapping[str, Any], where: str = "The contract") -> Contract:
    """Return a contract from its fields, as the module's docstring writes them."""
    unknown = sorted(set(document) - FIELDS)
    if unknown or "payer" not in document or "pays" not in document:
        told = f"has the unknown fields {', '.join(unknown)}" if unknown else "lacks payer or pays"
        raise ImpossibleInput(f"{where} {told}. It may have {', '.join(sorted(FIELDS))}.")
    pays = _pays(document["pays"], f"{where}, pays")
    reduction = _reduction(document.get("reduction"), f"{where}, reduction")
    if reduction and reduction.of == PRACTICE_EXPENSE and pays.basis != BASES[0]:
        raise ImpossibleInput(
            f"{where}, reduction: a rate that is not a share of Medicare has no practice "
            "expense to cut. Write of: whole_rate, or leave the reduction out."
        )
    cap = _daily_cap(document.get("daily_value_cap"), pays, f"{where}, daily_value_cap")
    return Contract(
        payer=str(document["payer"]).strip().lower(),
        pays=pays,
        title=str(document.get("title", "")),
        effective_from=_day(document.get("effective_from"), date.min, where),
        effective_through=_day(document.get("effective_through"), date.max, where),
        is_lesser_of_charge=_is_true(document.get("lesser_of_charge", False), where),
        reduction=reduction,
        carve_outs=tuple(
            _carve_out(each, f"{where}, carve_outs") for each in document.get("carve_outs") or ()
        ),
        visit_cap=_optional(document, "visit_cap", where),
        daily_value_cap=cap,
        assistant_share=_optional(document, "assistant_share", where),
        coinsurance_rate=_optional(document, "coinsurance_rate", where),
        cite=str(document.get("cite", "")),
    )


def _pays(written: Mapping[str, Any], where: str) -> Pays:
    chosen = [name for name in BASES if name in written]
    if len(chosen) != 1:
        raise ImpossibleInput(f"{where}: name one of {', '.join(BASES)}.")
    (basis,) = chosen
    held = written[basis]
    if basis == "schedule":
        amounts = {normalised(str(code)): _exact(each, where) for code, each in held.items()}
        return Pays(basis, amounts=amounts)
    if basis == RELATIVE_VALUES:
        factor = _exact(written.get("conversion_factor"), f"{where}, conversion_factor")
        by_code = {normalised(str(code)): _exact(each, where) for code, each in held.items()}
        amounts = {code: multiply(factor, each) for code, each in by_code.items()}
        return Pays("schedule", amounts=amounts, conversion_factor=factor)
    if basis == "percent_of_medicare":
        frozen = written.get("medicare_on")
        on = None if frozen is None else _day(frozen, date.max, where)
        return Pays(basis, percent=_exact(held, where), medicare_on=on)
    return Pays(basis, amount=_exact(held, where))


def _daily_cap(written: Mapping[str, Any] | None, pays: Pays, where: str) -> DailyCap | None:
    if written is None:
        return None
    if pays.conversion_factor is None:
        raise ImpossibleInput(f"{where}: only a contract that pays relative_values can have one.")
    missing = [name for name in CAP_FIELDS if name not in written]
    if missing:
        raise ImpossibleInput(f"{where} lacks {', '.join(missing)}. Write all three.")
    return DailyCap(*(_exact(written[name], where) for name in CAP_FIELDS))


def _reduction(written: Mapping[str, Any] | str | None, where: str) -> Reduction | None:
    if written is None or written == "none":
        return None
    if written == "medicare":
        return Reduction()
    if isinstance(written, str):
        raise ImpossibleInput(f"{where}: {written} is not known. Write medicare, none or fields.")
    of = str(written.get("of", PRACTICE_EXPENSE))
    rank_by = str(written.get("rank_by", BY_EXPENSE if of == PRACTICE_EXPENSE else BY_ALLOWANCE))
    pooled_by = str(written.get("pooled_by", POOLS[0]))
    _one_of(of, (PRACTICE_EXPENSE, WHOLE_RATE), where)
    _one_of(rank_by, (BY_EXPENSE, BY_ALLOWANCE), where)
    _one_of(pooled_by, POOLS, where)
    share = _exact(written.get("share", "0.50"), where)
    return Reduction(of, share, rank_by, _codes(written.get("codes") or ()), pooled_by)


def _carve_out(written: Mapping[str, Any], where: str) -> CarveOut:
    codes = _codes(written.get("codes") or ())
    if not codes:
        raise ImpossibleInput(f"{where}: a carve-out names its codes.")
    if "covered" in written and not _is_true(written["covered"], where):
        return CarveOut(codes, None)
    pays = _pays(written, where)
    if pays.basis == "per_visit":
        raise ImpossibleInput(f"{where}: a carve-out is paid by unit, schedule or percent.")
    return CarveOut(codes, pays)


def _is_true(written: object, where: str) -> bool:
    word = str(written).lower()
    _one_of(word, ("true", "false"), where)
    return word == "true"


def _one_of(word: str, known: Sequence[str], where: str) -> None:
    if word not in known:
        raise ImpossibleInput(f"{where}: {word} is not known. Use {' or '.join(known)}.")


def _codes(written: Sequence[object]) -> tuple[str, ...]:
    return tuple(normalised(str(code)) for code in written)


def _optional(document: Mapping[str, Any], name: str, where: str) -> Decimal | None:
    held = document.get(name)
    return None if held is None else _exact(held, f"{where}, {name}")


def _exact(written: object, where: str) -> Decimal:
    try:
        exact = Decimal(str(written))
    except ArithmeticError:
        exact = Decimal("NaN")
    if not exact.is_finite() or exact < 0:
        raise ImpossibleInput(f"{where}: {written} is not an amount or rate of zero or more.")
    return exact


def _day(written: object, otherwise: date, where: str) -> date:
    if written is None:
        return otherwise
    if type(written) is date:
        return written
    try:
        return date.fromisoformat(str(written))
    except ValueError:
        raise ImpossibleInput(f"{where}: {written} is not a date. Write 2026-01-31.") from None
