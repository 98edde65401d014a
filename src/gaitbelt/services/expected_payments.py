"""What each line that was sent should be paid, as far as it is needed to judge an answer.

The prices are those of ``services.pricing``; what this adds is one unit's fee with and
without the reduction, the rates of the date, and what other places and years would give.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import polars as pl

from gaitbelt.library import policy
from gaitbelt.services.pricing import Contract, contract_of, price
from gaitbelt.services.pricing_frames import pays_medicare_rates
from gaitbelt.services.pricing_tables import MEDICARE
from gaitbelt.tables.sent_line import ACCOUNT
from gaitbelt.tables.variance import ALTERNATIVE, JUDGED_LINE
from gaitbelt.tables.vocabulary import ASSISTANT_MODIFIERS

ONE = Decimal(1)
_GROUP = ("patient", "date_of_service", "payer", "billing_provider_npi")
_UNIT = ("hcpcs_code", "date_of_service", "payer", "locality", "zip_code", "setting")
_SUBJECT = "medicare_reduced_everywhere"
_RATES = ("coinsurance_rate", "assistant_rate", "sequestration_rate")
_PAYMENT_RATES = {
    "coinsurance_rate": "coinsurance_rate",
    "assistant_rate": "assistant_payment_rate",
    "sequestration_rate": "sequestration_rate",
}


@dataclass(frozen=True, slots=True)
class Pricing:
    """How lines are priced: the arguments of ``services.pricing.price`` of the same names."""

    payer: str = MEDICARE
    locality: str | None = None
    zip_code: str | None = None
    is_apm: bool = False
    contracts: Sequence[Contract] = ()
    known_on: date | None = None
    store: Path | None = None

    def priced(self, lines: pl.DataFrame) -> pl.DataFrame:
        """Return the lines with the columns of a price."""
        return price(
            lines,
            locality=self.locality,
            zip=self.zip_code,
            payer=self.payer,
            apm=self.is_apm,
            contracts=self.contracts,
            known_on=self.known_on,
            store=self.store,
        )


def expected_lines(sent: pl.DataFrame, pricing: Pricing) -> pl.DataFrame:
    """Return what is expected of each sent line, ``JUDGED_LINE`` without ``bundling_edit``.

    ``sent``: ``Matched.sent`` of the last version, with ``patient_id``, ``payer``,
    ``billing_provider_npi``, ``setting`` and ``locality`` or ``zip_code`` as far as they are
    known. What is left of the deductible is not told: payers know it, a practice does not.
    """
    asked = _completed(sent, pricing)
    priced = pricing.priced(asked)
    units = _unit_fees(asked, pricing)
    whole = priced.join(units, on=_UNIT, how="left", nulls_equal=True, maintain_order="left")
    whole = whole.join(_rates(asked, pricing), on=["payer", "date_of_service"], how="left",
                       nulls_equal=True, maintain_order="left")  # fmt: skip
    has = [pl.col("modifiers").list.contains(each) for each in ASSISTANT_MODIFIERS.values()]
    group = pl.struct(_GROUP).rank("dense").cast(pl.Int64)
    shown = whole.with_columns(
        day_group=group,
        is_assistant=pl.any_horizontal(has).fill_null(value=False),
        expected_allowed_amount="allowed_amount",
        expected_deductible_amount=pl.lit(None),
        bundling_edit=pl.lit(None),
    )
    return shown.select(pl.col(name).cast(dtype) for name, dtype in JUDGED_LINE.items())


def _completed(sent: pl.DataFrame, pricing: Pricing) -> pl.DataFrame:
    wanted = {
        name: pl.String()
        for name in (
            "patient_id",
            "payer",
            "billing_provider_npi",
            "locality",
            "zip_code",
            "setting",
        )
    }
    absent = [pl.lit(None, dtype).alias(n) for n, dtype in wanted.items() if n not in sent.columns]
    filled = sent.with_columns(absent).with_columns(
        payer=pl.col("payer").str.to_lowercase().fill_null(pricing.payer),
        setting=pl.col("setting").fill_null("practitioner"),
        patient=pl.coalesce("patient_id", "claim_id"),
    )
    return filled.with_columns(patient_id="patient")


def _alone(asked: pl.DataFrame, unit_count: int) -> pl.DataFrame:
    """Return each kind of unit once, as the only service of a patient of its own."""
    kinds = asked.select(_UNIT).unique(maintain_order=True)
    return kinds.with_row_index("kind").with_columns(
        patient_id=pl.col("kind").cast(pl.String), unit_count=pl.lit(unit_count)
    )


def _unit_fees(asked: pl.DataFrame, pricing: Pricing) -> pl.DataFrame:
    """Return the fee of one unit, full and reduced, by what it depends on.

    A code that the reduction does not govern is reduced by a contract made for the purpose,
    so that a payer who reduces it by mistake is recognised.
    """
    one = pricing.priced(_alone(asked, 1)).select(*_UNIT, unit_fee_amount="fee_amount")
    two = pricing.priced(_alone(asked, 2)).select(*_UNIT, cut="reduction_amount")
    every = tuple(asked["hcpcs_code"].drop_nulls().unique().sort().to_list())
    subject = replace(pricing, payer=_SUBJECT, contracts=(_reducing(every),))
    by_mistake = subject.priced(_alone(asked, 2).with_columns(payer=pl.lit(_SUBJECT)))
    cut = pl.Series("mistaken_cut", by_mistake["reduction_amount"])
    is_medicare = pl.col("payer").is_in(_medicare_payers(asked))
    held = one.with_columns(two["cut"], cut)
    is_reducible = (pl.col("cut") > 0).fill_null(value=False)
    taken = pl.when(is_reducible).then("cut").when(is_medicare).then("mistaken_cut")
    return held.select(
        *_UNIT,
        "unit_fee_amount",
        reduced_unit_fee_amount=pl.col("unit_fee_amount") - taken,
        is_reducible=is_reducible,
    )


def _reducing(every: tuple[str, ...]) -> Contract:
    return contract_of(
        {
            "payer": _SUBJECT,
            "pays": {"percent_of_medicare": "100"},
            "reduction": {"of": "practice_expense", "share": "0.50", "codes": list(every)},
        }
    )


def _medicare_payers(asked: pl.DataFrame) -> list[str]:
    return [each for each in asked["payer"].unique().to_list() if pays_medicare_rates(each)]


def _rates(asked: pl.DataFrame, pricing: Pricing) -> pl.DataFrame:
    """Return by payer and date what is taken of a payment, and by which contract if any."""
    rows = []
    for payer, on in asked.select("payer", "date_of_service").unique().iter_rows():
        contract = next((c for c in pricing.contracts if on and c.governs(payer, on)), None)
        told = _of_contract(contract) if contract else _of_medicare(payer, on, pricing.known_on)
        rows.append({"payer": payer, "date_of_service": on, **told})
    kinds = {name: JUDGED_LINE[name] for name in (*_RATES, "has_contract", "is_lesser_of_charge")}
    return pl.DataFrame(rows, schema={"payer": pl.String(), "date_of_service": pl.Date(), **kinds})


def _of_contract(contract: Contract) -> dict[str, Decimal | bool | None]:
    return {
        "coinsurance_rate": contract.coinsurance_rate,
        "assistant_rate": ONE,
        "sequestration_rate": Decimal(0),
        "has_contract": True,
        "is_lesser_of_charge": contract.is_lesser_of_charge,
    }


def _of_medicare(
    payer: str, on: date | None, known_on: date | None
) -> dict[str, Decimal | bool | None]:
    told: dict[str, Decimal | bool | None] = {"has_contract": False, "is_lesser_of_charge": True}
    if on is None or not pays_medicare_rates(payer):
        return told | dict.fromkeys(_RATES)
    for name, held in _PAYMENT_RATES.items():
        row = policy.value(MEDICARE, held, on, known_on)
        otherwise = ONE if name == "assistant_rate" else None
        told[name] = otherwise if row is None else Decimal(str(row.value))
    return told


def alternatives(
    sent: pl.DataFrame, pricing: Pricing, localities: Sequence[str] = ()
) -> pl.DataFrame:
    """Return what each line would be allowed elsewhere and otherwise, ``ALTERNATIVE``.

    ``localities``: other localities that the payer may have taken; the year before and
    after and the other conversion factor of the year are always tried. Lines of contracts
    are left out.
    """
    asked = _completed(sent, pricing)
    own = asked.filter(pl.col("payer").is_in(_medicare_payers(asked)))
    found = [pl.DataFrame(schema=ALTERNATIVE)]
    bare = own.drop("locality", "zip_code")
    for locality in localities:
        moved = replace(pricing, locality=locality, zip_code=None)
        found.append(_other(own, moved.priced(bare), "another locality", pl.lit(locality)))
    for years in (-1, 1):
        day = pl.col("date_of_service").dt.offset_by(f"{years}y")
        told = pricing.priced(own.with_columns(date_of_service=day))
        found.append(_other(own, told, "another year", day.dt.year().cast(pl.String)))
    status = replace(pricing, is_apm=not pricing.is_apm)
    named = pl.lit("qualifying APM participants" if status.is_apm else "other participants")
    found.append(_other(own, status.priced(own), "another status", named))
    return pl.concat(found)


def _other(own: pl.DataFrame, told: pl.DataFrame, cause: str, named: pl.Expr) -> pl.DataFrame:
    """Return the lines that have another price; ``named`` reads the line's own columns."""
    return (
        own.select(*ACCOUNT, named=named)
        .with_columns(cause=pl.lit(cause), allowed_amount=told["allowed_amount"])
        .drop_nulls("allowed_amount")
        .select(*ALTERNATIVE)
    )
