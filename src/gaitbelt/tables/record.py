"""What the record and the claim form say beside the service line, column by column.

None of it has to be there. A rule that needs a column that no line has is not asked, and
the report says so once.
"""

import polars as pl

from gaitbelt.tables.authorization import AUTHORIZATION
from gaitbelt.tables.claim_form import CLAIM_FORM
from gaitbelt.tables.column import Column
from gaitbelt.tables.diagnosis import DIAGNOSIS
from gaitbelt.tables.evaluation import EVALUATION
from gaitbelt.tables.payment import PAYMENT
from gaitbelt.tables.plan_of_care import PLAN_OF_CARE
from gaitbelt.tables.remote_service import REMOTE_SERVICE
from gaitbelt.tables.supervision import SUPERVISION
from gaitbelt.tables.treatment_note import TREATMENT_NOTE

RECORDS: dict[str, dict[str, Column]] = {
    "diagnosis": DIAGNOSIS,
    "claim form": CLAIM_FORM,
    "plan of care": PLAN_OF_CARE,
    "treatment note": TREATMENT_NOTE,
    "evaluation": EVALUATION,
    "supervision": SUPERVISION,
    "remote service": REMOTE_SERVICE,
    "authorization": AUTHORIZATION,
    "payment": PAYMENT,
}
"""The columns by what they are about."""

RECORD_COLUMNS: dict[str, Column] = {
    name: column for columns in RECORDS.values() for name, column in columns.items()
}

RECORD: dict[str, pl.DataType] = {name: column.dtype for name, column in RECORD_COLUMNS.items()}
"""Every record column and its type; an absent one is not added to a frame."""
