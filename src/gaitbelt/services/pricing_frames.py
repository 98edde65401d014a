"""Pricing a frame of service lines: the same rows, with what each is allowed and paid."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from gaitbelt.language.errors import GaitbeltError, ImpossibleInput
from gaitbelt.language.money import dollars_expr, whole_cents_expr
from gaitbelt.library import fees
from gaitbelt.library.policy import payer_chain
from gaitbelt.methods.pricing.ranking import Flags, Ints
from gaitbelt.services.pricing_columns import (
    ALLOWED_STEPS,
    NOTE,
    REDUCED_UNITS,
    STATED,
    amounts,
)
from gaitbelt.services.pricing_contracts import POOLS, Contract
from gaitbelt.services.pricing_core import MET, Lines, Priced, Terms, priced_in_parts
from gaitbelt.services.pricing_fees import (
    BY_MEDICARE,
    NO_CONTRACT,
    NO_DAY,
    NO_PLACE,
    OPEN_ZIP,
    SETTING_NUMBERS,
    UNKNOWN_PLACE,
    Units,
)
from gaitbelt.services.pricing_groups import Named, dense, named_hash
from gaitbelt.services.pricing_notes import number_of, texts
from gaitbelt.services.pricing_tables import MEDICARE, UNKNOWN, FeeTables, day_number
from gaitbelt.tables.vocabulary import ASSISTANT_MODIFIERS

_PEOPLE = ("patient_id", "claim_id", "visit_id")


@dataclass(frozen=True, slots=True)
class Where:
    """What to take for lines that do not say their payer or place themselves."""

    payer: str = MEDICARE
    locality: str | None = None
    zip_code: str | None = None


def priced_lines(
    lines: pl.DataFrame, where: Where, terms: Terms, tables: FeeTables
) -> pl.DataFrame:
    """Return the same rows in the same order, with the columns of a price.

    ``lines``: any of the columns of the tabular contract, and ``locality`` or
    ``zip_code``. Raises GaitbeltError where a column has a type that cannot be its own.
    """
    asked = asked_of(lines, where, terms, tables)
    return _with_columns(lines, priced_in_parts(asked, terms, tables), tables)


def asked_of(lines: pl.DataFrame, where: Where, terms: Terms, tables: FeeTables) -> Lines:
    """Return what is asked about a frame's lines, as arrays in the order of its rows."""
    has_deductible = terms.deductible != MET
    try:
        return _asked(lines, where, terms.contracts, tables, has_deductible=has_deductible)
    except pl.exceptions.PolarsError as error:
        raise GaitbeltError(
            f"The frame has a column whose type does not fit: {error}. "
            "Cast it to the type of tables.service_line.SERVICE_LINE."
        ) from error


def _asked(
    lines: pl.DataFrame,
    where: Where,
    contracts: Sequence[Contract],
    tables: FeeTables,
    *,
    has_deductible: bool,
) -> Lines:
    code, names = _numbered(lines, "hcpcs_code", str.upper)
    payer, payers = _payers(lines, where)
    day = _whole(_column(lines, "date_of_service", pl.Date()).to_physical(), NO_DAY)
    paid_by = _paid_by(payer, payers, day, contracts)
    units = _column(lines, "unit_count", pl.Int64())
    charge = _column(lines, "charge_amount", pl.Decimal(12, 2))
    cents = charge.to_frame("charge_amount").select(whole_cents_expr(pl.col("charge_amount")))
    given, asked = _whole(units, UNKNOWN), _whole(cents.to_series(), UNKNOWN)
    setting = _settings(lines)
    person = _person(lines)
    has_units = np.asarray(units.is_not_null().to_numpy(), dtype=np.bool_)
    reason = np.zeros(lines.height, dtype=np.int64)
    tests = (
        ("impossible_charge", (charge < 0).fill_null(value=False).to_numpy()),
        ("no_patient", ~person.is_known),
        ("no_units", ~has_units),
        ("impossible_units", has_units & (given < 0)),
    )
    for name, holds in tests:
        reason = np.where(holds, number_of(name), reason)
    return Lines(
        units=Units(names, code, _places(lines, where, day, tables), setting),
        day=day,
        group=dense([person.hashes, _provider(lines, paid_by, contracts)], [payer, day]),
        person=dense([person.hashes], []) if has_deductible else np.zeros_like(day),
        unit_count=np.where(has_units, np.maximum(given, 0), UNKNOWN),
        charge=np.maximum(asked, UNKNOWN),
        is_assistant=_is_assistant(lines),
        payer=paid_by,
        reason=reason,
    )


def _column(lines: pl.DataFrame, name: str, dtype: pl.DataType) -> pl.Series:
    if name not in lines.columns:
        return pl.Series(name, [None], dtype=dtype).new_from_index(0, lines.height)
    return lines[name].cast(dtype)


def _whole(column: pl.Series, otherwise: int) -> Ints:
    filled = column.cast(pl.Int64).fill_null(otherwise)
    return np.asarray(filled.to_numpy(), dtype=np.int64)


def _numbered(
    lines: pl.DataFrame, name: str, written: Callable[[str], str]
) -> tuple[Ints, tuple[str, ...]]:
    """Return a column of text as positions in its sorted values, and those.

    ``written``: how a value is written once its blanks are off; blank cells are missing.
    """
    column = _column(lines, name, pl.String())
    raw = column.unique().drop_nulls().to_list()
    told = [written(each.strip()) for each in raw]
    names = tuple(sorted({each for each in told if each}))
    places = {each: at for at, each in enumerate(names)} | {"": UNKNOWN}
    by_raw = np.array([*(places[each] for each in told), UNKNOWN], dtype=np.int64)
    return by_raw[_whole(column.cast(pl.Enum(raw)).to_physical(), UNKNOWN)], names


def _payers(lines: pl.DataFrame, where: Where) -> tuple[Ints, tuple[str, ...]]:
    position, names = _numbered(lines, "payer", str.lower)
    every = (*names, where.payer)
    return np.where(position == UNKNOWN, every.index(where.payer), position), every


def _settings(lines: pl.DataFrame) -> Ints:
    position, names = _numbered(lines, "setting", str.lower)
    numbers = [SETTING_NUMBERS.get(name, 0) for name in names]
    return np.array([*numbers, 0], dtype=np.int64)[position]


def pays_medicare_rates(payer: str) -> bool:
    """Return whether a payer is Medicare Part B, or one of its contractors."""
    return MEDICARE in payer_chain(payer)


def _paid_by(payer: Ints, payers: Sequence[str], day: Ints, contracts: Sequence[Contract]) -> Ints:
    by_name = [BY_MEDICARE if pays_medicare_rates(name) else NO_CONTRACT for name in payers]
    answer = np.array([*by_name, NO_CONTRACT], dtype=np.int64)[payer]
    for number, contract in enumerate(contracts):
        if contract.payer not in payers:
            continue
        first, last = day_number(contract.effective_from), day_number(contract.effective_through)
        chosen = (payer == payers.index(contract.payer)) & (day >= first) & (day <= last)
        answer[chosen] = number
    return answer


def _is_assistant(lines: pl.DataFrame) -> Flags:
    if "modifiers" not in lines.columns:
        return np.zeros(lines.height, dtype=np.bool_)
    column = lines["modifiers"]
    if not isinstance(column.dtype, pl.List):
        split = column.cast(pl.String).str.to_uppercase().str.extract_all(r"[A-Z0-9]{2}")
        column = split
    has = [column.list.contains(each) for each in ASSISTANT_MODIFIERS.values()]
    return np.asarray((has[0] | has[1]).fill_null(value=False).to_numpy(), dtype=np.bool_)


def _person(lines: pl.DataFrame) -> Named:
    """Return whose each line is: patient, else claim, else visit; a bare table is one's."""
    columns = [lines[name] for name in _PEOPLE if name in lines.columns]
    told = [column for column in columns if column.null_count() < column.len()]
    return named_hash(told, lines.height)


def _provider(
    lines: pl.DataFrame, paid_by: Ints, contracts: Sequence[Contract]
) -> tuple[np.ndarray[tuple[int], np.dtype[np.uint64]], ...]:
    npi, tax_id = (
        named_hash([lines[name]] if name in lines.columns else [], lines.height).hashes
        for name in POOLS
    )
    pooled = [each.reduction is not None and each.reduction.pooled_by == POOLS[1]
              for each in contracts]  # fmt: skip
    is_pooled = np.array([*pooled, False, False])[paid_by]
    return tuple(np.where(is_pooled, t, n) for n, t in zip(npi, tax_id, strict=True))


def _places(lines: pl.DataFrame, where: Where, day: Ints, tables: FeeTables) -> Ints:
    """Return each line's locality: its own, else its ZIP code's, else the one given."""
    answer = np.full(lines.height, _given(where, day, tables), dtype=np.int64)
    if "zip_code" in lines.columns:
        position, names = _numbered(lines, "zip_code", str)
        early, late = (_zip_places(names, on, tables) for on in (_BEFORE, _AFTER))
        found = np.where(day < day_number(fees.REDRAWN), early[position], late[position])
        answer = np.where(position >= 0, found, answer)
    if "locality" in lines.columns:
        position, names = _numbered(lines, "locality", str)
        numbers = [_place(name, tables) for name in names]
        own = np.array([*numbers, NO_PLACE], dtype=np.int64)[position]
        answer = np.where(position >= 0, own, answer)
    return answer


_BEFORE, _AFTER = date(2023, 12, 31), fees.REDRAWN


def _given(where: Where, day: Ints, tables: FeeTables) -> Ints | int:
    if where.locality is not None:
        return tables.localities.get(fees.as_locality(where.locality), UNKNOWN_PLACE)
    if where.zip_code is None:
        return NO_PLACE
    early, late = (_zip_place(where.zip_code, on, tables) for on in (_BEFORE, _AFTER))
    found: Ints = np.where(day < day_number(fees.REDRAWN), early, late)
    return found


def _zip_places(zip_codes: Sequence[str], on: date, tables: FeeTables) -> Ints:
    return np.array([*(_zip_cell(each, on, tables) for each in zip_codes), NO_PLACE])


def _zip_place(zip_code: str, on: date, tables: FeeTables) -> int:
    place = fees.locality_of_zip(zip_code, on)
    return tables.localities.get(place.locality or "", OPEN_ZIP)


def _zip_cell(text: str, on: date, tables: FeeTables) -> int:
    try:
        return _zip_place(text, on, tables)
    except ImpossibleInput:
        return OPEN_ZIP


def _place(text: str, tables: FeeTables) -> int:
    try:
        return tables.localities.get(fees.as_locality(text), UNKNOWN_PLACE)
    except ImpossibleInput:
        return UNKNOWN_PLACE


def _with_columns(lines: pl.DataFrame, answer: Priced, tables: FeeTables) -> pl.DataFrame:
    has_amount, has_payment = answer.reason == 0, answer.payment_reason == 0
    held = pl.Series(texts(tables.letters), dtype=pl.String)
    new = {name: pl.Series(name, cents) for name, cents in amounts(answer).items()}
    flags = {"has_amount": pl.Series(has_amount), "has_payment": pl.Series(has_payment)}
    columns = [
        pl.when("has_amount" if name in ALLOWED_STEPS else "has_payment")
        .then(dollars_expr(pl.col(name)))
        .alias(name)
        for name in new
    ]
    count = pl.when("has_amount").then(REDUCED_UNITS).alias(REDUCED_UNITS)
    counts = {REDUCED_UNITS: pl.Series(answer.reduced_unit_count)}
    shown = pl.DataFrame({**new, **flags, **counts}).select(*columns, count)
    note = held.gather(np.where(has_amount, answer.payment_reason, answer.reason))
    kept = lines
    if "allowed_amount" in lines.columns and lines["allowed_amount"].null_count() < lines.height:
        kept = lines.with_columns(pl.col("allowed_amount").alias(STATED))
    return kept.with_columns(*shown.get_columns(), note.alias(NOTE))
