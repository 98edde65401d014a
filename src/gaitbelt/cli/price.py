"""``gaitbelt price``: what a day's services are allowed and paid, and why."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from gaitbelt.cli import show
from gaitbelt.cli.options import KnownOn, On, OneSetting, OwnTables, store_in_use, today
from gaitbelt.cli.pricing_options import (
    Apm,
    AsTable,
    Charge,
    Contracts,
    Deductible,
    Facility,
    Lines,
    Locality,
    Mips,
    Output,
    PaidBy,
    TableFormat,
    Zip,
)
from gaitbelt.language.errors import ImpossibleInput

if TYPE_CHECKING:
    from decimal import Decimal

    from gaitbelt.services.pricing import Contract, PricedDay

_YEAR = "year"


def price(
    what: Lines,
    on: On = None,
    locality: Locality = None,
    zip_code: Zip = None,
    charge: Charge = None,
    is_apm: Apm = False,
    payer: PaidBy = None,
    setting: OneSetting = "practitioner",
    contract: Contracts = None,
    deductible: Deductible = None,
    mips: Mips = None,
    is_facility: Facility = False,
    known_on: KnownOn = None,
    store: OwnTables = None,
    output_format: AsTable = None,
    output: Output = None,
) -> None:
    """Price a day's services, or every line of a file, step by step."""
    from gaitbelt.services.pricing import load_contract

    contracts = [load_contract(path) for path in contract or ()]
    terms: dict[str, Any] = {"locality": locality, "zip": zip_code, "apm": is_apm}
    terms |= {
        "deductible": deductible_of(deductible),
        "quality_percent": percent_of(mips),
        "is_facility": is_facility,
        "known_on": known_on,
        "store": store_in_use(store),
    }
    if is_file(what):
        _refuse(on is not None or charge is not None, "A file has its own dates and charges: "
                "leave --on and --charge.")  # fmt: skip
        of_file = {"payer": payer or "medicare", "contracts": contracts}
        return _say_file(Path(what), terms | of_file, output_format, output)
    is_for_file = output_format in {"csv", "parquet"} or output is not None
    _refuse(is_for_file, "One day is shown as text or JSON. Name a file of lines to write one.")
    terms |= {"payer": payer, "setting": setting, "contract": one(contracts)}
    return _say_day(what, terms | {"on": on or today(), "charge": charge}, output_format)


def _refuse(is_refused: bool, told: str) -> None:
    if is_refused:
        raise ImpossibleInput(told)


def is_file(what: str) -> bool:
    """Return whether a word names a file rather than codes."""
    return Path(what).is_file() or ("." in what and not any(sign in what for sign in ",;@ "))


def one(contracts: "list[Contract]") -> "Contract | None":
    """Return the contract that pays a day, where one was named."""
    if len(contracts) > 1:
        raise ImpossibleInput("One day is paid under one contract. Name one.")
    return contracts[0] if contracts else None


def deductible_of(text: str | None) -> "Decimal | None":
    """Return what is left of the deductible: zero unless told, None for the year's whole."""
    from decimal import Decimal

    from gaitbelt.services.pricing_day import amount_of

    if text is None:
        return Decimal(0)
    return None if text.strip().lower() == _YEAR else amount_of(text)


def percent_of(text: str | None) -> "Decimal":
    """Return a percentage written with or without its sign."""
    from decimal import Decimal

    try:
        percent = Decimal((text or "0").strip().removesuffix("%"))
    except ArithmeticError:
        percent = Decimal("NaN")
    if not percent.is_finite() or abs(percent) > 100:  # noqa: PLR2004 (the whole)
        raise ImpossibleInput(f"{text} is not a percentage. Write it as -9 or 1.25.")
    return percent


def _say_file(
    path: Path, terms: dict[str, Any], chosen: TableFormat | None, output: Path | None
) -> None:
    from gaitbelt.edges.tabular.written import as_csv
    from gaitbelt.services.pricing_files import priced_file

    suffix = output.suffix.lower() if output else ""
    kind = chosen or {".json": "json", ".parquet": "parquet"}.get(suffix, "csv")
    if kind == "parquet" and output is None:
        raise ImpossibleInput("Parquet is not text. Name a file with --output FILE.")
    answer = priced_file(path, **terms)
    if kind == "parquet" and output is not None:
        answer.lines.write_parquet(output)
    elif kind == "json":
        _give(answer.to_json(), output)
    elif kind == "csv":
        _give(as_csv(answer.lines), output)
    else:
        show.say(*answer.in_words())
    show.warn(*(show.problem_line(row) for row in answer.problems.iter_rows(named=True)))


def _give(text: str, output: Path | None) -> None:
    if output is None:
        show.pour([text])
    else:
        output.write_text(text, encoding="utf-8")


def _say_day(what: str, terms: dict[str, Any], chosen: TableFormat | None) -> None:
    from gaitbelt.services.pricing import price_day

    day = price_day(what, **terms)
    if chosen == "json":
        show.say_json(day.to_dict())
    else:
        _in_words(day)


def _in_words(day: "PricedDay") -> None:
    from gaitbelt.services.pricing_columns import WATERFALL

    where = f"locality {day.locality}" if day.locality else "no locality"
    if day.locality_name:
        where += f" ({day.locality_name})"
    paid_by = day.contract or day.payer
    show.say(f"{day.on}, {paid_by}, {where}", "")
    shown = [
        name for name in WATERFALL if name in {"fee_amount", "allowed_amount"} or day.total(name)
    ]
    headings = ("code", "units", "reduced", *(_short(name) for name in shown))
    rows = [
        (
            "-".join((line.hcpcs_code, *line.modifiers)),
            line.unit_count,
            line.reduced_unit_count,
            *(line.waterfall[name] for name in shown),
        )
        for line in day.lines
    ]
    total = ("total", "", "", *(day.total(name) for name in shown))
    show.table(headings, [*rows, total])
    unpriced = [f"{line.hcpcs_code}: {line.note}" for line in day.lines if line.note]
    show.section("Without an amount", dict.fromkeys(unpriced))
    show.section("Notes", day.notes)
    show.section("Sources", day.citations)


def _short(name: str) -> str:
    return name.removesuffix("_amount").replace("_", " ")
