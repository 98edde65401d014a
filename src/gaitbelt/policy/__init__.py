"""What payers published: dated, cited values, one YAML file each."""

from dataclasses import dataclass, field

import polars as pl


@dataclass(frozen=True, slots=True, eq=False)
class Policy:
    """Every published value, and how payers' profiles build on each other.

    ``values`` has the columns of ``tables.policy_value.POLICY_VALUE``; ``based_on`` maps
    each payer with a profile to the profile it falls back to, or none; a payer without a
    profile falls back to ``generic``; ``digest`` covers all of it.
    """

    values: pl.DataFrame
    digest: str
    based_on: dict[str, str | None] = field(default_factory=dict)
    generic: str = "commercial"
