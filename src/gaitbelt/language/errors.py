"""What gaitbelt raises: every error says what, where, why and what to do."""


class GaitbeltError(Exception):
    """Base of every error that gaitbelt raises on purpose."""


class ImpossibleInput(GaitbeltError):
    """Input that cannot have happened, such as assistant minutes above the total."""


class UnknownCode(GaitbeltError):
    """A code that is not in the registry, or not in force on the date asked about."""


class MissingPolicyValue(GaitbeltError):
    """A published value that is needed and not held for the payer and date."""
