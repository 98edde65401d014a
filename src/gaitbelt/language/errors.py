"""What gaitbelt raises: every error says what, where, why and what to do."""

from collections.abc import Collection


class GaitbeltError(Exception):
    """Base of every error that gaitbelt raises on purpose."""


class ImpossibleInput(GaitbeltError):
    """Input that cannot have happened, such as assistant minutes above the total."""


def check_word(name: str, given: str | None, known: Collection[str]) -> None:
    """Raise ImpossibleInput where a word was given that is none of those known."""
    if given is not None and given not in known:
        raise ImpossibleInput(f"{name} {given} is not known. Use one of {', '.join(known)}.")


class UnknownCode(GaitbeltError):
    """A code that is not in the registry, or not in force on the date asked about."""


class MissingPolicyValue(GaitbeltError):
    """A published value that is needed and not held for the payer and date."""
