"""Which tests, besides the worked examples of the cards, are those of a module's topic."""

NAMES = ("tests/cards/test_missing_names.py", "tests/cards/test_messages.py")

UNITS = (
    "tests/units/test_months.py",
    "tests/units/test_reasons.py",
    "tests/units/test_counting_one_visit.py",
    "tests/units/test_coding_visits.py",
    "tests/units/test_vectors.py",
    "tests/units/test_policy_money_and_payment.py",
    "tests/units/test_counting_laws.py",
)
NOTES = (
    "tests/notes",
    "tests/checklist",
    "tests/vectors/test_documentation.py",
    "tests/vectors/test_progress_report.py",
)
PLANS = ("tests/plans", "tests/checklist", "tests/vectors/test_certification.py")
LIMITS = (
    "tests/limits",
    "tests/reference/test_policy_thresholds.py",
    "tests/vectors/test_payer_cap.py",
)
PAYMENT = ("tests/payment", "tests/pricing", "tests/vectors/test_wc_cap.py")
DIAGNOSES = ("tests/diagnoses", "tests/vectors/test_diagnosis.py")
FORMS = (
    "tests/forms/test_federal_holidays.py",
    "tests/forms/test_provider_numbers.py",
    "tests/forms/test_claims.py",
)
PAIRS = (
    "tests/pairs",
    "tests/reference/test_ncci.py",
    "tests/reference/test_ncci_tables.py",
    "tests/vectors/test_modifier59.py",
    "tests/forms/test_separate_intervals.py",
)
TELEHEALTH = ("tests/telehealth", "tests/vectors/test_telehealth.py")
EVALUATIONS = (
    "tests/evaluation/test_evaluation_level.py",
    "tests/vectors/test_eval_complexity.py",
)
MODIFIERS = ("tests/vectors/test_claim_edit.py", "tests/vectors/test_modifier59.py")

TOPICS: dict[str, tuple[str, ...]] = {
    "facts.assistants": UNITS,
    "facts.authorizations": LIMITS,
    "facts.certification": PLANS,
    "facts.certifiers": PLANS,
    "facts.claim_forms": FORMS,
    "facts.codes": ("tests/reference/test_codes.py", *MODIFIERS),
    "facts.diagnoses": DIAGNOSES,
    "facts.duplicates": FORMS,
    "facts.encounters": EVALUATIONS,
    "facts.episodes": (*EVALUATIONS, *NOTES),
    "facts.evaluations": EVALUATIONS,
    "facts.filing": FORMS,
    "facts.minutes": (*UNITS, *NOTES),
    "facts.modifiers": MODIFIERS,
    "facts.notes": NOTES,
    "facts.pairs": PAIRS,
    "facts.payments": (*PAYMENT, *LIMITS),
    "facts.plans_of_care": PLANS,
    "facts.progress_reports": NOTES,
    "facts.provider_numbers": FORMS,
    "facts.remote_services": TELEHEALTH,
    "facts.separate_times": PAIRS,
    "facts.supervision": ("tests/supervision",),
    "facts.telehealth": TELEHEALTH,
    "facts.thresholds": LIMITS,
    "facts.units": UNITS,
    "facts.visit_limits": LIMITS,
    "methods.diagnos": DIAGNOSES,
    "methods.evaluation_level": EVALUATIONS,
    "methods.ncci": PAIRS,
    "methods.pair_table": PAIRS,
    "methods.pricing": (*PAYMENT, "tests/units/test_vectors.py"),
    "methods.remote_monitoring": (*UNITS, *TELEHEALTH),
    "methods.sampling": ("tests/vectors/test_audit.py",),
    "methods.separate_intervals": PAIRS,
    "methods.units": UNITS,
    "rules.codes": (*EVALUATIONS, *MODIFIERS),
    "rules.diagnoses": DIAGNOSES,
    "rules.forms": FORMS,
    "rules.modifiers": MODIFIERS,
    "rules.notes": NOTES,
    "rules.pairs": PAIRS,
    "rules.payment": PAYMENT,
    "rules.plans": PLANS,
    "rules.supervision": ("tests/supervision",),
    "rules.telehealth": TELEHEALTH,
    "rules.thresholds": LIMITS,
    "rules.units": UNITS,
}
"""The beginning of a module's name, without the package's, to its tests."""


def topics(module: str) -> tuple[str, ...]:
    """Return the files and folders of tests of a module's topic."""
    name = module.removeprefix("gaitbelt.")
    found = [path for start, paths in TOPICS.items() if name.startswith(start) for path in paths]
    names = () if name.startswith("methods.") else NAMES
    return (*names, *dict.fromkeys(found))
