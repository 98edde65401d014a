"""Which units of a code an assistant furnished, and which are billed so."""

import polars as pl

from gaitbelt.facts.modifiers import has_assistant_modifier
from gaitbelt.language.fact import CODE_ON_DATE, fact, frame_fact
from gaitbelt.language.words import total
from gaitbelt.methods.units import assistant

@fact(per=CODE_ON_DATE)
def billed_assistant_units() -> pl.Expr:
    """Units of the code billed with CQ or CO on the date."""
    is_marked = has_assistant_modifier
    return total(pl.when(is_marked).then(pl.col("unit_count")).when(~is_marked).then(0))


@frame_fact(
    per=CODE_ON_DATE,
    reads=(
        "is_timed", "units_of_code", "minutes_of_code", "assistant_minutes_of_code",
        "policy:assistant_final_unit_rule", "policy:assistant_de_minimis_arithmetic",
    ),
    produces=("assistant_units", "is_tenth_open"),
)
def _assistant(codes: pl.DataFrame, _: pl.DataFrame) -> pl.DataFrame:
    """Units of the code that its minutes give to an assistant, and whether that is open."""
    filled = codes.select(
        units=pl.col("units_of_code").fill_null(0),
        minutes=pl.col("minutes_of_code").fill_null(0),
        alone=pl.min_horizontal("assistant_minutes_of_code", "minutes_of_code").fill_null(0),
        final=pl.col("policy:assistant_final_unit_rule").fill_null(value=False),
        percentage=(
            pl.col("policy:assistant_de_minimis_arithmetic") == "percentage"
        ).fill_null(value=False),
    )
    units, minutes, alone = (filled[name].to_numpy() for name in ("units", "minutes", "alone"))
    final, percentage = filled["final"].to_numpy(), filled["percentage"].to_numpy()
    by_unit = assistant.assistant_units(units, minutes, alone, final, percentage)
    whole = assistant.assistant_share(units, minutes, alone, percentage)
    is_open = assistant.tenth_decided(units, minutes, alone, final)
    names = ("units_of_code", "minutes_of_code", "assistant_minutes_of_code", "is_timed")
    is_told = pl.all_horizontal(pl.col(name).is_not_null() for name in names)
    expected = pl.when(pl.col("is_timed")).then(pl.Series(by_unit)).otherwise(pl.Series(whole))
    limited = pl.min_horizontal(expected, "units_of_code").clip(0)
    is_nobody = pl.col("assistant_minutes_of_code") == 0
    return codes.select(
        assistant_units=pl.when(is_nobody).then(0).when(is_told).then(limited),
        is_tenth_open=pl.when(is_told).then(pl.col("is_timed") & pl.Series(is_open)),
    )


assistant_units, is_tenth_open = _assistant
