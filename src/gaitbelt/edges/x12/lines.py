"""The service line's columns, typed, and what could not be read in them."""

import numpy as np
import polars as pl

from gaitbelt.edges.wording import shown, shown_date
from gaitbelt.edges.x12.claims import amount, elements, npi
from gaitbelt.edges.x12.loops import LinePlaces
from gaitbelt.edges.x12.problems import Kind, line_problems
from gaitbelt.edges.x12.segments import COMPONENT, Places, Segments
from gaitbelt.tables.vocabulary import THERAPY_MODIFIERS

_WHOLE = r"^[+-]?\d{1,9}(\.0*)?$"


def line_table(segments: Segments, places: LinePlaces, claims: pl.DataFrame) -> pl.DataFrame:
    """Return one row per line of a claim with its raw and its typed columns.

    Lines without a service segment are there with a null ``raw_service``. Lines that stand
    outside any claim are left out.
    """
    service = elements(segments, places.service, 1, 2, 3, 4, 5, 7)
    day = elements(segments, places.day, 2, 3)
    number = elements(segments, places.start, 1)["e1"]
    starts = segments.lines.gather(places.start)
    is_numbered = starts.str.slice(0, 2).str.to_uppercase() == "LX"
    raw = pl.DataFrame(
        {
            "claim_index": places.claim,
            "raw_number": pl.select(pl.when(is_numbered).then(number)).to_series(),
            "raw_service": service["e1"],
            "raw_charge": service["e2"],
            "raw_measure": service["e3"],
            "raw_units": service["e4"],
            "raw_place": service["e5"],
            "raw_pointers": service["e7"],
            "raw_date_format": day["e2"],
            "raw_date": day["e3"],
            "own_npi": npi(segments, places.rendering),
            "source_row": segments.numbers[places.start],
            "source_byte_offset": segments.offsets[places.start],
            "has_service": places.service >= 0,
            **_origin(segments, "sv1", places.service),
            **_origin(segments, "dtp", places.day),
        }
    ).filter(pl.col("claim_index") >= 0)
    return _typed(_with_claims(raw, claims))


def _origin(segments: Segments, name: str, places: Places) -> dict[str, pl.Series]:
    known = places >= 0
    if not len(segments):
        empty = pl.Series([], dtype=pl.Int64)
        return {f"{name}_row": empty, f"{name}_offset": empty}
    rows = pl.Series(segments.numbers[np.maximum(places, 0)])
    offsets = pl.Series(segments.offsets[np.maximum(places, 0)])
    blank = pl.Series([None], dtype=pl.Int64)
    return {
        f"{name}_row": rows.zip_with(pl.Series(known), blank),
        f"{name}_offset": offsets.zip_with(pl.Series(known), blank),
    }


def _with_claims(raw: pl.DataFrame, claims: pl.DataFrame) -> pl.DataFrame:
    of_claim = claims.select(
        "claim_id",
        "claim_row",
        "payer",
        "patient_id",
        "billing_provider_npi",
        "diagnosis_codes",
        claim_place="place_of_service_code",
        claim_npi="rendering_provider_npi",
    )
    return pl.concat([raw, of_claim[raw["claim_index"]]], how="horizontal")


def _typed(lines: pl.DataFrame) -> pl.DataFrame:
    order = pl.int_range(pl.len()).over("claim_index") + 1
    number = pl.col("raw_number").cast(pl.Int64, strict=False)
    typed = lines.with_columns(
        line_number=pl.when(number > 0).then(number).otherwise(order),
        parts=pl.col("raw_service").str.to_uppercase().str.split(COMPONENT),
        measure=pl.col("raw_measure").str.to_uppercase(),
        date_format=pl.col("raw_date_format").str.to_uppercase(),
        charge_amount=amount(pl.col("raw_charge")),
        place_of_service_code=pl.coalesce(pl.col("raw_place").str.to_uppercase(), "claim_place"),
        rendering_provider_npi=pl.coalesce("own_npi", "claim_npi", "billing_provider_npi"),
        setting=pl.lit("practitioner"),
        diagnosis_pointers=_pointers(),
    )
    return _with_days(_with_codes(typed))


def _pointers() -> pl.Expr:
    raw = pl.col("raw_pointers")
    numbers = raw.str.split(COMPONENT).cast(pl.List(pl.Int64), strict=False).list.drop_nulls()
    is_readable = raw.str.contains(r"^[\d\x1f ]+$")
    return (
        pl.when(raw.is_null())
        .then(pl.lit([], dtype=pl.List(pl.Int64)))
        .when(is_readable)
        .then(numbers)
    )


def _with_codes(lines: pl.DataFrame) -> pl.DataFrame:
    named = lines.with_columns(
        qualifier=pl.col("parts").list.get(0, null_on_oob=True).str.strip_chars(),
        raw_code=pl.col("parts").list.get(1, null_on_oob=True).str.strip_chars().replace("", None),
        modifiers=pl.col("parts").list.slice(2, 4).fill_null(pl.lit([], pl.List(pl.String))),
    )
    bare = r"^[^\x1f]*(?:\x1f[^\x1f ]+){0,5}(?:\x1f\x1f.*|\x1f[^\x1f]*\x1f*.*)?$"
    if not named["raw_service"].fill_null("").str.contains(bare).all() or _has_blank(named):
        named = named.with_columns(
            pl.col("modifiers").list.eval(
                pl.element().str.strip_chars().filter(pl.element().str.strip_chars() != "")
            )
        )
    whole = pl.when(pl.col("raw_units").str.contains(_WHOLE)).then(
        pl.col("raw_units").str.replace(r"\.0*$", "")
    )
    held = {
        name: pl.col("modifiers").list.contains(pl.lit(modifier))
        for name, modifier in THERAPY_MODIFIERS.items()
    }
    count = pl.sum_horizontal(held.values())
    discipline = pl.coalesce(*(pl.when(has).then(pl.lit(name)) for name, has in held.items()))
    return named.with_columns(
        hcpcs_code=pl.when(pl.col("qualifier") == "HC").then("raw_code"),
        discipline=pl.when(count == 1).then(discipline),
        unit_count=pl.when(pl.col("measure") == "UN").then(whole.cast(pl.Int64, strict=False)),
    )


def _has_blank(lines: pl.DataFrame) -> bool:
    return bool(lines["raw_service"].str.contains(r"\x1f(?:\x1f|$| )").any())


def _with_days(lines: pl.DataFrame) -> pl.DataFrame:
    is_range = pl.col("date_format") == "RD8"
    days = pl.col("raw_date").str.split_exact("-", 1)
    first = pl.when(is_range).then(days.struct.field("field_0")).otherwise("raw_date")
    last = pl.when(is_range).then(days.struct.field("field_1"))
    is_known = pl.col("date_format").is_null() | pl.col("date_format").is_in(["D8", "RD8"])

    def day(raw: pl.Expr) -> pl.Expr:
        figures = pl.when(is_known & raw.str.contains(r"^\d{8}$")).then(raw)
        return figures.str.to_date("%Y%m%d", strict=False)

    return lines.with_columns(date_of_service=day(first), last_date=day(last))


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
