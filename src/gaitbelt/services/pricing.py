"""What a day's services are allowed and paid, for one visit or for a whole table."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from gaitbelt.language.errors import check_word
from gaitbelt.library import fees, policy
from gaitbelt.services.pricing_answer import (
    Cited,
    PricedDay,
    PricedLine,
    citations,
    conversion_factor,
    priced_day_lines,
)
from gaitbelt.services.pricing_contracts import Contract, contract_of, load_contract
from gaitbelt.services.pricing_core import MET, Terms, priced
from gaitbelt.services.pricing_day import as_arrays, asked_lines
from gaitbelt.services.pricing_fees import (
    BY_MEDICARE,
    NO_CONTRACT,
    NO_PLACE,
    OPEN_ZIP,
    SETTING_NUMBERS,
    UNKNOWN_PLACE,
)
from gaitbelt.services.pricing_tables import (
    MEDICARE,
    FeeTables,
    day_number,
    fee_tables,
)

if TYPE_CHECKING:
    import polars as pl

__all__ = [
    "MET",
    "Contract",
    "PricedDay",
    "PricedLine",
    "contract_of",
    "load_contract",
    "price",
    "price_day",
]


def price_day(  # noqa: PLR0913 (one wish, each part of it by name)
    services: str | Mapping[str, int],
    *,
    on: date,
    locality: str | None = None,
    zip: str | None = None,  # noqa: A002 (as the command's option is called)
    charge: str | Decimal | Mapping[str, Decimal] | None = None,
    apm: bool = False,
    contract: Contract | None = None,
    payer: str | None = None,
    setting: str = "practitioner",
    deductible: Decimal | None = MET,
    quality_percent: Decimal = Decimal(0),
    is_facility: bool = False,
    known_on: date | None = None,
    store: str | Path | None = None,
) -> PricedDay:
    """Return the price of one patient's day with one billing provider.

    ``services``: "97110x2, 97530, 97140-CQ", or units by code. ``locality``: carrier and
    number, 01182-17, or ``national``; or ``zip``. ``charge``: by line, see ``asked_lines``.
    ``apm``: qualifying participant of an alternative payment model. ``contract``: pays
    instead of Medicare. ``deductible``: what is left of it, in dollars; None for the whole
    of the year's. ``store``: the user's own tables. A line without a price has a note and no amount. Raises ImpossibleInput.
    Sources: the physician fee schedule; CMS Pub. 100-04, Ch. 5, § 10.7.
    """
    check_word("setting", setting, SETTING_NUMBERS)
    asked = asked_lines(services, charge)
    tables = fee_tables(known_on, None if store is None else Path(store))
    place, named, notes = _place(locality, zip, on, tables)
    in_force = contract if contract and contract.governs(contract.payer, on) else None
    payer_name = (payer or (contract.payer if contract else MEDICARE)).strip().lower()
    lines = as_arrays(
        asked,
        day=day_number(on),
        place=place,
        setting=SETTING_NUMBERS[setting],
        payer=_payer(payer_name, contract, in_force),
    )
    held = (in_force,) if in_force else ()
    terms = Terms(held, apm, is_facility, deductible, quality_percent)
    told = priced_day_lines(asked, priced(lines, terms, tables), tables)
    cited = Cited(on, named, SETTING_NUMBERS[setting], apm, in_force, tables.schedule, known_on)
    return _answer(told, cited, payer_name, notes)


def _answer(
    lines: tuple[PricedLine, ...], cited: Cited, payer: str, notes: tuple[str, ...]
) -> PricedDay:
    contract, on = cited.contract, cited.on
    indices = cited.schedule.indices_on(cited.locality or "", on)
    factor = conversion_factor(cited, on)
    return PricedDay(
        on=on,
        payer=payer,
        contract=None if contract is None else contract.title or contract.payer,
        locality=cited.locality,
        locality_name=None if indices is None else indices.name,
        conversion_factor=None if factor is None or contract else factor[0],
        lines=lines,
        notes=notes,
        citations=citations(lines, cited),
    )


def _payer(payer: str, contract: Contract | None, in_force: Contract | None) -> int:
    if in_force is not None:
        return 0
    is_medicare = contract is None and MEDICARE in policy.payer_chain(payer)
    return BY_MEDICARE if is_medicare else NO_CONTRACT


def _place(
    locality: str | None, zip_code: str | None, on: date, tables: FeeTables
) -> tuple[int, str | None, tuple[str, ...]]:
    """Return the locality's position, its name as written, and what is to be said of it."""
    if locality is not None:
        named = fees.as_locality(locality)
        return tables.localities.get(named, UNKNOWN_PLACE), named, ()
    if zip_code is None:
        return NO_PLACE, None, ()
    found = fees.locality_of_zip(zip_code, on)
    if found.locality is None:
        return OPEN_ZIP, None, (found.note,)
    deduced = f"The locality of ZIP code {zip_code} on {on} is deduced from the list of 2025-10."
    return (
        tables.localities.get(found.locality, UNKNOWN_PLACE),
        found.locality,
        (deduced,) if found.confidence == "D" else (),
    )


def price(  # noqa: PLR0913 (one wish, each part of it by name)
    lines: "pl.DataFrame",
    *,
    locality: str | None = None,
    zip: str | None = None,  # noqa: A002 (as the command's option is called)
    payer: str = MEDICARE,
    apm: bool = False,
    contracts: Sequence[Contract] = (),
    deductible: Decimal | None = MET,
    quality_percent: Decimal = Decimal(0),
    is_facility: bool = False,
    known_on: date | None = None,
    store: str | Path | None = None,
) -> "pl.DataFrame":
    """Return the same rows in the same order, with what each line is allowed and paid.

    ``lines``: the tabular contract, one row per line; columns ``locality`` or ``zip_code``
    prevail over the arguments, ``payer`` is for rows that name none, ``contracts`` pay the
    lines of their payer and dates. Adds the amounts of ``WATERFALL`` (``Decimal(12, 2)``),
    ``reduced_unit_count`` and ``price_note``: why an amount is null. An allowed amount
    that was there is kept as ``stated_allowed_amount``. The units of a day are ranked by
    patient (else claim, else visit; a table that names none is one patient's), date, payer
    and billing provider. Raises GaitbeltError where a column has a type not its own.
    """
    from gaitbelt.services.pricing_frames import Where, priced_lines

    terms = Terms(tuple(contracts), apm, is_facility, deductible, quality_percent)
    where = Where(payer.strip().lower(), locality, zip)
    return priced_lines(
        lines, where, terms, fee_tables(known_on, None if store is None else Path(store))
    )
