"""A therapy practice that does not exist: its claims and what a payer made of them, at will.

Every name, number and amount is made up. The same seed gives the same claims on every
machine: draws are numbers mixed from the seed, the claim and what is drawn.
"""

import datetime as dt
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from gaitbelt.services.demo.clinic import REFERRERS, THERAPISTS
from gaitbelt.tables.column import MONEY

Numbers = npt.NDArray[np.uint64]

LAST_NAMES = (
    "ALDERBROOK", "BIRCHWELL", "CINDERFORD", "DUNMORE", "ELDERSHAW", "FENWICKE", "GREENHOLT",
    "HAZELMERE", "IRONWOOD", "JUNIPERTON", "KESTRELY", "LARKHOLM", "MARSHFELL", "NETTLEBY",
    "OAKHURSTE", "PEBBLEWAY",
)  # fmt: skip
FIRST_NAMES = (
    "ADA", "BENO", "CLEMA", "DARIO", "ELSPA", "FARIN", "GRETA", "HOLLIS", "INGA", "JORAM",
    "KEZIA", "LUCAN", "MIREL", "NOLAN", "ORLA", "PERRIN",
)  # fmt: skip
CITIES = ("LARKSPUR", "WINDMERE", "STONEFORD", "ASHVALE")
PAYERS = (("LARKSPUR HEALTH PLAN", "LARK1", "CI"), ("NORTHVALE MUTUAL", "NORTH", "CI"),
          ("EXAMPLE MEDICARE", "EXMB1", "MB"))  # fmt: skip
CODES = ("97110", "97140", "97112", "97530", "97116", "97535", "97161", "97165", "92507", "97010")
CENTS = np.array([6500, 6000, 6800, 7200, 5800, 6600, 15000, 15500, 12500, 2000], dtype=np.int64)
TIMED = np.array([1, 1, 1, 1, 1, 1, 0, 0, 0, 0], dtype=bool)
DISCIPLINE = ("GP", "GP", "GP", "GP", "GP", "GO", "GP", "GO", "GN", "GP")
DIAGNOSES = (("M5450", "M6281"), ("M1711",), ("M25511", "R293"), ("I69351",), ("R1312",))
DEPENDENTS_OF_TEN = 3
THERAPIST_NPI = THERAPISTS["PT"]
REFERRER_NPI = REFERRERS[0]

_MIX = (np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB), np.uint64(0x9E3779B97F4A7C15))


def draws(seed: int, name: str, numbers: Numbers) -> Numbers:
    """Return a number of chance for each number, by what it decides."""
    salt = np.uint64(int.from_bytes(name.encode()[:8].ljust(8, b"."), "big"))
    with np.errstate(over="ignore"):
        mixed = (numbers + np.uint64(seed) * _MIX[0]) * _MIX[2] + salt
        mixed = (mixed ^ (mixed >> np.uint64(30))) * _MIX[0]
        mixed = (mixed ^ (mixed >> np.uint64(27))) * _MIX[1]
        return np.asarray(mixed ^ (mixed >> np.uint64(31)))


def among(seed: int, name: str, numbers: Numbers, count: int) -> npt.NDArray[np.int64]:
    """Return for each number one of ``count`` choices, from 0."""
    return (draws(seed, name, numbers) % np.uint64(count)).astype(np.int64)


def dollars(cents: npt.NDArray[np.int64]) -> pl.Series:
    """Return whole cents as money."""
    hundred = pl.lit(100).cast(MONEY)
    return pl.select(pl.Series(cents).cast(pl.Decimal(14, 2)) / hundred).to_series().cast(MONEY)


@dataclass(frozen=True, slots=True)
class Practice:
    """Claims of the practice and their lines.

    ``claims`` has a row per claim with its number from 0, ``lines`` a row per line with the
    number of its claim; amounts are whole cents.
    """

    claims: pl.DataFrame
    lines: pl.DataFrame


def practice(seed: int, first: int, count: int, first_day: dt.date) -> Practice:
    """Return claims number ``first`` to ``first + count``, services from the day on."""
    numbers = np.arange(first, first + count, dtype=np.uint64)

    def of(name: str, options: int) -> npt.NDArray[np.int64]:
        return among(seed, name, numbers, options)

    lines = _lines(seed, numbers)
    total = lines.group_by("claim", maintain_order=True).agg(
        pl.col("charge").sum(), pl.col("allowed").sum(), pl.col("paid").sum(),
        pl.col("patient").sum(),
    )  # fmt: skip
    day = pl.Series(of("day", 330)).cast(pl.Int64)
    claims = pl.DataFrame(
        {
            "_day": day,
            "claim": pl.Series(numbers).cast(pl.Int64),
            "claim_id": [f"LS{seed % 1000:03}-{each:08}" for each in numbers.tolist()],
            "payer": of("payer", len(PAYERS)),
            "is_dependent": of("depend", 10) < DEPENDENTS_OF_TEN,
            "is_second": of("second", 10) == 0,
            "has_note": of("note", 20) == 0,
            "has_attachment": of("attach", 33) == 0,
            "is_denied": of("denied", 20) == 0,
            "is_rejected": of("reject", 25) == 0,
            "diagnosis": of("diagn", len(DIAGNOSES)),
            "last_name": of("last", len(LAST_NAMES)),
            "first_name": of("first", len(FIRST_NAMES)),
            "city": of("city", len(CITIES)),
            "street": of("street", 900) + 1,
            "member": of("member", 90_000_000) + 10_000_000,
            "age_days": of("age", 26_000) + 7_000,
        }
    ).with_columns(
        date_of_service=pl.lit(first_day) + pl.duration(days="_day"),
    )
    claims = claims.join(total, on="claim", how="left", maintain_order="left")
    return Practice(claims, lines)


def _lines(seed: int, numbers: Numbers) -> pl.DataFrame:
    """Return one to four lines for each claim, with what the payer allows and pays."""
    counts = among(seed, "lines", numbers, 4) + 1
    claim = np.repeat(numbers, counts)
    starts = np.repeat(np.cumsum(counts) - counts, counts)
    number = np.arange(len(claim)) - starts + 1
    key = claim * np.uint64(8) + number.astype(np.uint64)
    start = among(seed, "code", claim, len(CODES))
    code = (start + number * 3) % len(CODES)
    units = np.where(TIMED[code], among(seed, "units", key, 3) + 1, 1)
    charge = CENTS[code] * units
    allowed = charge * (60 + among(seed, "allowed", claim, 30)) // 100
    patient = allowed // 5
    is_denied = np.repeat(among(seed, "denied", numbers, 20) == 0, counts)
    frame = pl.DataFrame(
        {
            "claim": claim.astype(np.int64),
            "line_number": number.astype(np.int64),
            "code": code,
            "units": units,
            "charge": charge,
            "allowed": np.where(is_denied, 0, allowed),
            "patient": np.where(is_denied, 0, patient),
        }
    )
    return frame.with_columns(paid=pl.col("allowed") - pl.col("patient"))


def words(options: tuple[str, ...], index: pl.Series) -> pl.Series:
    """Return the option at each index."""
    return pl.Series(options).gather(index)
