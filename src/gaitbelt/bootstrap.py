"""The rooms wired together: the engine's functions with the shipped law at hand."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from gaitbelt.edges.tabular.findings import as_row
from gaitbelt.engine import evaluate as engine
from gaitbelt.engine.explain import Explanation
from gaitbelt.engine.explain import explain as derivation
from gaitbelt.engine.rulebook import Rulebook
from gaitbelt.language.errors import ImpossibleInput
from gaitbelt.policy import Policy
from gaitbelt.reference import Reference
from gaitbelt.services.law import load_law
from gaitbelt.services.reference_law import law_with_store
from gaitbelt.tables.finding import FINDING

Finding = Mapping[str, Any] | Sequence[Any] | pl.DataFrame
"""A row of findings as polars or JSON gives it; its cells are of many types."""


def evaluate(
    lines: pl.DataFrame,
    rulebook: Rulebook | None = None,
    policy: Policy | None = None,
    reference: Reference | None = None,
    known_on: date | None = None,
    *,
    outcomes: tuple[str, ...] = engine.DEFAULT_OUTCOMES,
    store: str | Path | None = None,
) -> pl.DataFrame:
    """Return the findings on a frame of service lines, one row each.

    ``lines`` has any of the columns of ``tables.service_line``; ``is_subject`` false
    marks history. What is not given is the shipped law. With ``known_on`` only what was
    published by that day is used. ``store``: the folder of official tables that the user
    imported, which then are the reference and part of the rulebook's digest. The result has the columns of ``tables.finding``.

    Example:
        >>> import polars as pl, gaitbelt
        >>> lines = pl.DataFrame({"hcpcs_code": ["97110"], "minutes": [7], "unit_count": [1]})
        >>> "rule_code" in gaitbelt.evaluate(lines).columns
        True
    """
    law = law_with_store(None if store is None else Path(store))
    return engine.evaluate(
        lines,
        rulebook or law.rulebook,
        policy or law.policy,
        reference or law.reference,
        known_on,
        outcomes=outcomes,
    )


def explain(
    finding: Finding, rulebook: Rulebook | None = None, policy: Policy | None = None
) -> Explanation:
    """Return how a finding came about: one sentence per step, and the sources.

    ``finding`` is a row of a check's findings: a dict, a row of the JSON answer, a tuple
    in the order of the columns, or a frame of one row. What is not given is the shipped
    law. Raises ImpossibleInput where it is no finding, and GaitbeltError where the rulebook
    does not hold its rule.

    Example:
        >>> import gaitbelt  # doctest: +SKIP
        >>> report = gaitbelt.check("visits.csv")  # doctest: +SKIP
        >>> print(gaitbelt.explain(report.findings.row(0, named=True)))  # doctest: +SKIP
    """
    law = load_law()
    return derivation(as_row(_named(finding)), rulebook or law.rulebook, policy or law.policy)


def _named(finding: Finding) -> Mapping[str, Any]:  # Any: as Finding
    if isinstance(finding, pl.DataFrame):
        if finding.height != 1:
            raise ImpossibleInput(
                f"The frame has {finding.height} rows. Give one finding, such as frame.row(0)."
            )
        return finding.row(0, named=True)
    if isinstance(finding, Mapping):
        named = finding
    elif len(finding) == len(FINDING):
        named = dict(zip(FINDING, finding, strict=True))
    else:
        named = {}
    lacking = [name for name in ("finding_id", "rule_code", "evidence") if name not in named]
    if lacking:
        raise ImpossibleInput(
            f"The row has no {', '.join(lacking)}. Give a row of the findings of a check."
        )
    return named
