"""A bar on the terminal for work that takes longer than two seconds."""

import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

PATIENCE_SECONDS = 2.0
_STEP_SECONDS = 0.2


@contextmanager
def working(what: str) -> Iterator[Callable[[int, int], None]]:
    """Show a bar while the block runs; nothing where the error stream is no terminal.

    The block is given a function that tells how many parts are done, of how many.
    """
    done: list[tuple[int, int]] = []

    def told(number: int, total: int) -> None:
        done.append((number, total))

    if not sys.stderr.isatty():
        yield told
        return
    is_over = threading.Event()
    shown = threading.Thread(target=_show, args=(what, done, is_over), daemon=True)
    shown.start()
    try:
        yield told
    finally:
        is_over.set()
        shown.join()


def _show(what: str, done: list[tuple[int, int]], is_over: threading.Event) -> None:
    if is_over.wait(PATIENCE_SECONDS):
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=None)
        while not is_over.wait(_STEP_SECONDS):
            if done:
                number, total = done[-1]
                bar.update(task, completed=number, total=total)
