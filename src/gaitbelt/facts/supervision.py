"""Who gave a service, under whose supervision, and what the payer asks for."""

import polars as pl

from gaitbelt.facts.codes import is_known_code
from gaitbelt.language.fact import fact
from gaitbelt.language.words import code_fact, policy
from gaitbelt.tables.vocabulary import PRACTITIONER

furnished_by = pl.col("furnished_by")
LEVELS = ("none", "general", "virtual", "direct", "personal")
"""The levels of supervision, from the weakest to the strongest."""

DIRECT = "direct"


def rank(level: pl.Expr) -> pl.Expr:
    """Return the place of a level of supervision among the levels, the weakest 0."""
    places = [pl.when(level == name).then(number) for number, name in enumerate(LEVELS)]
    return pl.coalesce(places)


@fact(stands_for="furnished_by")
def is_by_assistant() -> pl.Expr:
    """Whether an assistant gave the service, or some minutes of it alone."""
    has_minutes = (pl.col("assistant_minutes") > 0).fill_null(value=False)
    return (furnished_by == "assistant") | has_minutes


@fact(stands_for="hcpcs_code")
def is_remote_monitoring() -> pl.Expr:
    """Whether the code is remote therapeutic monitoring."""
    is_remote = (code_fact("service_kind") == "remote_monitoring").fill_null(value=False)
    return pl.when(is_known_code).then(is_remote).when(~is_known_code).then(statement=False)


def _of_setting() -> pl.Expr:
    """Return the published level of the line's setting; private practice or an institution."""
    setting = pl.col("setting")
    return (
        pl.when(setting == PRACTITIONER)
        .then(policy("assistant_supervision_practitioner"))
        .when(setting.is_not_null())
        .then(policy("assistant_supervision_institution"))
    )


@fact(stands_for="setting")
def required_supervision() -> pl.Expr:
    """The supervision that the payer asks for an assistant in the setting on the date."""
    of_remote = policy("medicare.assistant_supervision_remote_monitoring")
    return (
        pl.when(is_remote_monitoring)
        .then(pl.coalesce(of_remote, _of_setting()))
        .otherwise(_of_setting())
    )


@fact()
def is_virtual_direct() -> pl.Expr:
    """Whether live picture and sound count as direct supervision on the date."""
    return policy("medicare.virtual_direct_supervision").fill_null(value=False)


@fact(stands_for="supervision_level")
def given_rank() -> pl.Expr:
    """The place of the supervision given among the levels; virtual may count as direct."""
    level = pl.col("supervision_level")
    is_direct = is_virtual_direct & (level == "virtual")
    return rank(pl.when(is_direct).then(pl.lit(DIRECT)).otherwise(level))


@fact()
def is_supervision_weak() -> pl.Expr:
    """Whether the supervision given is weaker than the payer asks for."""
    return given_rank < rank(required_supervision)
