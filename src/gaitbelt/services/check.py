"""Checking: what the rulebook says of files or frames of service lines."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path

import polars as pl

from gaitbelt.edges.reading import estimated_lines, read
from gaitbelt.edges.result import no_lines
from gaitbelt.edges.tabular.frames import read_frame
from gaitbelt.engine.evaluate import DEFAULT_OUTCOMES, judge
from gaitbelt.language.errors import GaitbeltError
from gaitbelt.language.money import cents
from gaitbelt.services.impossible import without_impossible
from gaitbelt.services.law import Law
from gaitbelt.services.payer_notes import unknown_payers
from gaitbelt.services.reference_law import law_with_store
from gaitbelt.tables.finding import BREACH, SEVERITIES, nothing_unasked
from gaitbelt.tables.problem import PROBLEM, no_problems
from gaitbelt.tables.service_line import complete

LOST = ("file", "claim", "row")
"""Levels of problems by which something was not judged."""

LARGE = 2_000_000
"""Lines above which tables are judged bucket by bucket."""

Progress = Callable[[int, int], None]

OUTCOME_COUNTS = ("breach", "clear", "cannot_tell")

CLAIM = ["patient_id", "claim_id"]

AT_RISK = ("recoup", "deny")
"""Severities by which a claim's charges are at risk."""

_CLAIM_KEY = pl.when(pl.col("claim_id").is_not_null()).then(
    pl.col("claim_id").hash(1) ^ pl.col("patient_id").hash(2)
)
"""A number for each claim: counting numbers is ten times as fast as counting words."""

_IS_RISK = (
    (pl.col("outcome") == BREACH)
    & pl.col("severity").is_in(AT_RISK)
    & pl.col("claim_id").is_not_null()
)


@dataclass(frozen=True, slots=True)
class Assumptions:
    """What to take for lines that do not say it themselves, and the day of knowledge."""

    payer: str | None = None
    setting: str | None = None
    known_on: date | None = None
    outcomes: tuple[str, ...] = DEFAULT_OUTCOMES


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums over lines and claims; a claim at risk is counted once."""

    line_count: int = 0
    claim_count: int = 0
    charge_amount: Decimal = Decimal("0.00")
    claims_at_risk: int = 0
    charges_at_risk: Decimal = Decimal("0.00")

    def __add__(self, other: "Totals") -> "Totals":
        """Return the totals of two sets of claims that share none."""
        return Totals(
            self.line_count + other.line_count,
            self.claim_count + other.claim_count,
            self.charge_amount + other.charge_amount,
            self.claims_at_risk + other.claims_at_risk,
            self.charges_at_risk + other.charges_at_risk,
        )


@dataclass(frozen=True, slots=True)
class CheckReport:
    """What was read, what was judged and what was found.

    ``findings``: ``tables.finding.FINDING``. ``tally``: subjects by rule and outcome
    (``tables.finding.TALLY``). ``problems``: what could not be read
    (``tables.problem.PROBLEM``). ``not_asked``: rules that need columns which no line has
    (``tables.finding.NOT_ASKED``).
    """

    findings: pl.DataFrame
    tally: pl.DataFrame
    problems: pl.DataFrame
    totals: Totals
    law: Law
    assumptions: Assumptions
    files: tuple[str, ...] = ()
    not_asked: pl.DataFrame = field(default_factory=nothing_unasked)

    @property
    def breaches(self) -> pl.DataFrame:
        """The findings whose outcome is breach."""
        return self.findings.filter(pl.col("outcome") == BREACH)

    @property
    def judged_share(self) -> float:
        """The share of judgements that could be told, of all that were asked."""
        breach, clear, unknown = (int(self.tally[name].sum()) for name in OUTCOME_COUNTS)
        asked = breach + clear + unknown
        return (breach + clear) / asked if asked else 1.0

    @property
    def has_unread(self) -> bool:
        """Whether a file, claim or row could not be read."""
        return bool(self.problems["level"].is_in(LOST).any())

    def has_breach_at(self, severity: str) -> bool:
        """Return whether a breach is at least as severe as the one named."""
        worst = SEVERITIES[SEVERITIES.index(severity) :]
        return bool(self.breaches["severity"].is_in(worst).any())


def check(  # noqa: PLR0913 (each is a keyword that a user may leave out)
    source: pl.DataFrame | str | Path | Sequence[str | Path],
    *,
    payer: str | None = None,
    setting: str | None = None,
    known_on: date | None = None,
    rules: Sequence[str | Path] = (),
    today: date | None = None,
    outcomes: tuple[str, ...] = DEFAULT_OUTCOMES,
    workers: int | None = None,
    progress: Progress | None = None,
    store: str | Path | None = None,
) -> CheckReport:
    """Return what the rulebook finds in a frame, a file or several files.

    Files are CSV, Parquet, JSON lines or 837P; a frame may have the words of a file, as
    ``polars.read_csv`` gives them. ``payer`` and ``setting`` are taken where
    lines do not say. ``rules`` are the user's own directories of rules and values, ``store``
    the folder of official tables that the user imported. Rows and claims that cannot be
    read are in ``problems``; all others are judged. Large
    tables are judged in buckets of patients by ``workers`` processes, with the same
    result; ``progress`` is told how many of them are done. Raises GaitbeltError where a frame's column has a type that cannot be its column's.
    """
    folders, own = tuple(Path(each) for each in rules), None if store is None else Path(store)
    law = law_with_store(own, folders, today=today)
    assumptions = Assumptions(payer, setting, known_on, outcomes)
    if isinstance(source, pl.DataFrame):
        found = read_frame(source)
        if found is not None:
            return check_lines(complete(found.lines), law, assumptions, found.problems)
        return check_lines(_completed(source), law, assumptions)
    paths = [Path(path) for path in ([source] if isinstance(source, (str, Path)) else source)]
    line_count = sum(estimated_lines(path) for path in paths)
    if line_count <= LARGE:
        return check_files(paths, law, assumptions)
    from gaitbelt.services.buckets import check_large

    return check_large(
        paths,
        law,
        assumptions,
        line_count=line_count,
        rules=folders,
        today=today,
        store=own,
        workers=workers,
        progress=progress,
    )


def check_files(paths: Sequence[Path], law: Law, assumptions: Assumptions) -> CheckReport:
    """Return what the rulebook finds in files, all read first, then judged together."""
    results = [read(path) for path in paths]
    lines = complete(pl.concat([each.lines for each in results] or [no_lines()], how="diagonal"))
    problems = pl.concat([each.problems for each in results] or [no_problems()])
    files = tuple(path.name for path in paths)
    return check_lines(lines, law, assumptions, problems, files)


def check_lines(
    lines: pl.DataFrame,
    law: Law,
    assumptions: Assumptions,
    problems: pl.DataFrame | None = None,
    files: tuple[str, ...] = (),
) -> CheckReport:
    """Return what the rulebook finds in complete lines."""
    possible, impossible = without_impossible(assumed(lines, assumptions))
    judged = judge(
        possible,
        law.rulebook,
        law.policy,
        law.reference,
        assumptions.known_on,
        outcomes=assumptions.outcomes,
    )
    unread = no_problems() if problems is None else problems.select(*PROBLEM)
    return CheckReport(
        judged.findings,
        judged.tally,
        pl.concat([unread, impossible, unknown_payers(possible, law.policy)]),
        totals_of(possible, judged.findings),
        law,
        assumptions,
        files,
        judged.not_asked,
    )


def assumed(lines: pl.DataFrame, assumptions: Assumptions) -> pl.DataFrame:
    """Return the lines with the payer and setting to take where they say none."""
    given = {"payer": assumptions.payer, "setting": assumptions.setting}
    filled = [pl.col(name).fill_null(value) for name, value in given.items() if value is not None]
    return lines.with_columns(filled) if filled else lines


def totals_of(lines: pl.DataFrame, findings: pl.DataFrame) -> Totals:
    """Return the totals of lines and of the claims that a breach puts at risk.

    A claim is one patient's: a number that two patients share counts as two claims.
    """
    subjects = lines if lines["is_subject"].all() else lines.filter("is_subject")
    claims = subjects.select(_CLAIM_KEY).to_series().drop_nulls()
    line_count, claim_count, charges = subjects.height, claims.n_unique(), _sum(subjects)
    if not (findings["outcome"] == BREACH).any():
        return Totals(line_count, claim_count, charges)
    risky = findings.filter(_IS_RISK).select(CLAIM).unique()
    at_risk = subjects.join(risky, on=CLAIM, how="semi", nulls_equal=True)
    return Totals(line_count, claim_count, charges, risky.height, _sum(at_risk))


def _sum(lines: pl.DataFrame) -> Decimal:
    total = lines["charge_amount"].sum()
    return cents(total) if isinstance(total, Decimal) else Decimal("0.00")


def _completed(lines: pl.DataFrame) -> pl.DataFrame:
    try:
        return complete(lines)
    except pl.exceptions.PolarsError as error:
        raise GaitbeltError(
            f"The frame has a column whose type does not fit: {error}. "
            "Cast it to the type of tables.service_line.SERVICE_LINE."
        ) from error
