"""What could not be read in the lines of claims, in words."""

import polars as pl

from gaitbelt.edges.wording import shown, shown_date
from gaitbelt.edges.x12.problems import Kind, line_problems


def problems_of(lines: pl.DataFrame) -> list[pl.DataFrame]:
    """Return what could not be read in the lines, one table per kind of problem."""
    read = lines.filter("has_service")
    unserved = line_problems(
        lines,
        ~pl.col("has_service"),
        Kind("line-without-service", "row", "SV1"),
        pl.lit("no service segment follows the line's number"),
    )
    kinds = [*_date_kinds(), *_code_kinds(), *_quantity_kinds()]
    return [unserved, *(line_problems(read, wrong, kind, what) for wrong, kind, what in kinds)]


def _value(code: str, element: str) -> Kind:
    return Kind(code, "value", element)


def _date_kinds() -> list[tuple[pl.Expr, Kind, pl.Expr]]:
    raw, first, last = pl.col("raw_date"), pl.col("date_of_service"), pl.col("last_date")
    several = Kind(
        "several-days",
        "note",
        "DTP03",
        "Where the units were given on several days, send one line for each day.",
    )
    return [
        (raw.is_null(), _value("date-absent", "DTP03"), pl.lit("there is no date of service")),
        (
            raw.is_not_null() & first.is_null(),
            _value("date-not-a-date", "DTP03"),
            pl.format("date of service {} is not a date", shown_date(raw)),
        ),
        (
            first.is_not_null() & last.is_not_null() & (last != first),
            several,
            pl.format(
                "the line covers {} through {} with {} units; the first day is used",
                first,
                last,
                pl.col("unit_count").cast(pl.String).fill_null("no whole number of"),
            ),
        ),
    ]


def _code_kinds() -> list[tuple[pl.Expr, Kind, pl.Expr]]:
    code, qualifier = pl.col("raw_code"), pl.col("qualifier")
    return [
        (
            code.is_null() & ((qualifier == "HC") | qualifier.is_null()),
            _value("code-absent", "SV101"),
            pl.lit("there is no HCPCS code"),
        ),
        (
            qualifier.is_not_null() & (qualifier != "HC"),
            _value("code-of-another-set", "SV101"),
            pl.lit("the service is not marked as a HCPCS code (HC), so it was left empty"),
        ),
        (
            pl.col("raw_pointers").is_not_null() & pl.col("diagnosis_pointers").is_null(),
            _value("pointer-not-a-number", "SV107"),
            pl.lit("the diagnosis pointers are not whole numbers"),
        ),
    ]


def _quantity_kinds() -> list[tuple[pl.Expr, Kind, pl.Expr]]:
    units, measure, charge = pl.col("raw_units"), pl.col("measure"), pl.col("raw_charge")
    return [
        (charge.is_null(), _value("charge-absent", "SV102"), pl.lit("there is no charge")),
        (
            charge.is_not_null() & pl.col("charge_amount").is_null(),
            _value("charge-not-an-amount", "SV102"),
            pl.format("charge {} is not an amount with two decimals", shown(charge)),
        ),
        (units.is_null(), _value("units-absent", "SV104"), pl.lit("there is no unit count")),
        (
            units.is_not_null() & (measure == "UN") & pl.col("unit_count").is_null(),
            _value("units-not-whole", "SV104"),
            pl.format("unit count {} is not a whole number", shown(units)),
        ),
        (
            units.is_not_null() & (measure == "MJ"),
            _value("units-in-minutes", "SV103"),
            pl.lit("the quantity is in minutes (MJ), not units (UN), so units were left empty"),
        ),
        (
            units.is_not_null() & ~measure.fill_null("").is_in(["UN", "MJ"]),
            _value("units-of-another-kind", "SV103"),
            pl.lit("the quantity is not marked as units (UN), so units were left empty"),
        ),
    ]
