"""Coding, billing and auditing of outpatient rehabilitation in the United States.

Example:
    >>> import gaitbelt
    >>> from datetime import date
    >>> on = date(2026, 3, 2)
    >>> counted = gaitbelt.count_units({"97110": 24, "97112": 23}, payer="medicare", on=on)
    >>> {line.hcpcs_code: line.unit_count for line in counted.lines}
    {'97110': 2, '97112': 1}
    >>> gaitbelt.code("97162", on=on).time_base
    'untimed: minutes do not count'
    >>> gaitbelt.ptp_edit("97530", "97140", on=on, setting="practitioner").is_active
    False
    >>> gaitbelt.mue("97110", on=on, setting="practitioner").unit_limit
    6
    >>> gaitbelt.policy_value("medicare", "kx_threshold_ot", date(2025, 6, 1)).value
    Decimal('2410.00')
    >>> gaitbelt.remote_monitoring.supply_code("msk", 16, on)
    '98977'
    >>> gaitbelt.evaluation_level("OT", performance_deficit_count=4).at_most
    '97166'
    >>> import polars as pl
    >>> visit = {"date_of_service": [on], "payer": ["medicare"], "discipline": ["PT"]}
    >>> line = pl.DataFrame({**visit, "hcpcs_code": ["97110"], "minutes": [24]})
    >>> gaitbelt.code_visits(line).lines["unit_count"].to_list()
    [2]
    >>> line = line.with_columns(claim_id=pl.lit("a"), unit_count=3, modifiers=pl.lit(["GP"]))
    >>> report = gaitbelt.check(line)
    >>> report.breaches["rule_code"].to_list()
    ['UNT001', 'UNT002']
    >>> gaitbelt.explain(report.breaches.row(0, named=True)).title
    'Timed units exceed the minutes that support them'
    >>> gaitbelt.evaluate(line).equals(report.findings)
    True

The names below load what they need on first use; importing gaitbelt loads nothing large.

- ``count_units``: what the minutes of one visit support, and why.
- ``code_visits``: a frame of visits as coded service lines.
- ``code``: everything held about one code on a date.
- ``ptp_edit``, ``mue``: NCCI's answer about a pair of codes, and about units on a day.
- ``check``: what is wrong in files or a frame, by which authority.
- ``explain``: how a finding came about.
- ``evaluate``: the rules over a frame, as the engine gives it.
- ``policy_value``: what a payer published, on a date.
- ``evaluation_level``: which evaluation code the documented components support.
- ``remote_monitoring``: which code days of data or minutes in a month support.
- ``fee``: Medicare's fee for one unit from its relative values.
- ``adjustment_reason``: what a payer's reason for paying less means, and what to do.
- ``sampling``: error rates and the overpayment that a random sample tells of all claims.
"""

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gaitbelt.bootstrap import evaluate, explain
    from gaitbelt.library.policy import value as policy_value
    from gaitbelt.library.remittance_codes import adjustment_reason
    from gaitbelt.methods import sampling
    from gaitbelt.methods.pricing import fee
    from gaitbelt.services import remote_monitoring
    from gaitbelt.services.check import check
    from gaitbelt.services.codes import code
    from gaitbelt.services.coding import code_visits
    from gaitbelt.services.evaluation_level import evaluation_level
    from gaitbelt.services.own_tables import mue, ptp_edit
    from gaitbelt.services.units import count_units

__version__ = "0.1.0"

__all__ = [
    "__version__",
    "adjustment_reason",
    "check",
    "code",
    "code_visits",
    "count_units",
    "evaluate",
    "evaluation_level",
    "explain",
    "fee",
    "mue",
    "policy_value",
    "ptp_edit",
    "remote_monitoring",
    "sampling",
]

_HOMES = {
    "adjustment_reason": ("gaitbelt.library.remittance_codes", "adjustment_reason"),
    "check": ("gaitbelt.services.check", "check"),
    "code": ("gaitbelt.services.codes", "code"),
    "code_visits": ("gaitbelt.services.coding", "code_visits"),
    "count_units": ("gaitbelt.services.units", "count_units"),
    "evaluate": ("gaitbelt.bootstrap", "evaluate"),
    "evaluation_level": ("gaitbelt.services.evaluation_level", "evaluation_level"),
    "explain": ("gaitbelt.bootstrap", "explain"),
    "fee": ("gaitbelt.methods.pricing", "fee"),
    "mue": ("gaitbelt.services.own_tables", "mue"),
    "policy_value": ("gaitbelt.library.policy", "value"),
    "ptp_edit": ("gaitbelt.services.own_tables", "ptp_edit"),
    "remote_monitoring": ("gaitbelt.services.remote_monitoring", ""),
    "sampling": ("gaitbelt.methods.sampling", ""),
}


def __getattr__(name: str) -> object:
    """Return a public name, loading its home on first use."""
    if name not in _HOMES:
        raise AttributeError(f"gaitbelt has no {name}; it has {', '.join(__all__)}.")
    home, attribute = _HOMES[name]
    module = importlib.import_module(home)
    found: object = getattr(module, attribute) if attribute else module
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    """Return the public names."""
    return __all__
