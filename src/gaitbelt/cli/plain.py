"""Reading words, dates and choices from a command without loading pydantic.

Typer turns every value into its type through pydantic, whose import alone takes longer
than the answer to a small question. What is a word, a flag, one of a few words, or has a
parser of its own is read here; everything else goes Typer's way.
"""

import inspect
from collections.abc import Callable
from typing import Annotated, Any, Literal, get_args, get_origin, get_type_hints

import typer
from typer.core import TyperCommand

Reader = Callable[[str], object]
_MARK = "reads_plainly"


class Verb(TyperCommand):
    """A verb whose plain parameters are read without pydantic."""

    def get_params(self, ctx: typer.Context) -> list[Any]:  # type: ignore[override]  # as Typer
        """Return the parameters, those that are plain with their own way of reading."""
        found = super().get_params(ctx)
        readers = readers_of(self.callback)
        for parameter in found:
            read_plainly(parameter, readers.get(parameter.name or ""))
        return list(found)


def readers_of(verb: Callable[..., Any] | None) -> dict[str, Reader]:
    """Return how each plain parameter of a function is read."""
    if verb is None:
        return {}
    hints = get_type_hints(inspect.unwrap(verb), include_extras=True)
    found = {name: _reader(hint) for name, hint in hints.items()}
    return {name: reader for name, reader in found.items() if reader is not None}


def read_plainly(parameter: Any, reader: Reader | None) -> None:  # noqa: ANN401 (Typer's own)
    """Give a parameter of a command its own way of reading; the rest stays Typer's."""
    if getattr(parameter, _MARK, False):
        return
    typers_way = parameter.process_value
    is_many = parameter.nargs != 1 or getattr(parameter, "multiple", False)

    def process_value(ctx: typer.Context, value: object) -> object:
        if isinstance(value, str) and reader is not None:
            return reader(value)
        is_words = isinstance(value, (tuple, list)) and all(isinstance(v, str) for v in value)
        if is_words and value and reader is not None:
            return [reader(word) for word in value]  # type: ignore[attr-defined]  # words
        if value is None and not parameter.required and not is_many:
            return parameter.callback(ctx, parameter, None) if parameter.callback else None
        return typers_way(ctx, value)

    parameter.process_value = process_value
    setattr(parameter, _MARK, True)


def _reader(hint: Any) -> Reader | None:  # noqa: ANN401 (a type hint is of any type)
    if get_origin(hint) is not Annotated:
        return None
    plain, *told = get_args(hint)
    parser = next((each.parser for each in told if getattr(each, "parser", None)), None)
    if parser is not None:
        return _as_reader(parser)
    options = [each for each in get_args(plain) if each is not type(None)]
    if get_origin(plain) is list or len(options) == 1:
        plain = options[0]
    if get_origin(plain) is Literal:
        return _choice(get_args(plain))
    return str if plain is str else None


def _as_reader(parser: Callable[[str], object]) -> Reader:
    return parser


def _choice(words: tuple[str, ...]) -> Reader:
    """Return a reader of one of a few words, in any case."""
    known = {word.casefold(): word for word in words}

    def read(text: str) -> str:
        word = known.get(text.strip().casefold())
        if word is None:
            raise typer.BadParameter(f"{text!r} is not one of {', '.join(words)}.")
        return word

    return read
