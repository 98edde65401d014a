"""Where a check's answer goes: the terminal, a pipe or a file, in the format asked for."""

from collections.abc import Iterator
from pathlib import Path

from gaitbelt.cli import show
from gaitbelt.cli.check_text import in_words, problem_lines
from gaitbelt.edges.tabular.written import as_csv
from gaitbelt.services.answer import as_json
from gaitbelt.services.check import CheckReport


def give(report: CheckReport, chosen: str, output: Path | None) -> None:
    """Write the answer; what is no part of the format is said on the error stream."""
    if output is None:
        show.pour(pieces(report, chosen))
        if chosen in {"csv", "html"}:
            show.warn(*problem_lines(report))
        return
    if chosen == "parquet":
        report.findings.write_parquet(output)
    else:
        with output.open("w", encoding="utf-8", newline="") as stream:
            stream.writelines(pieces(report, chosen))
    show.pour(f"{line}\n" for line in in_words(report, is_short=True))
    show.say("", f"Written to {output}.")


def pieces(report: CheckReport, chosen: str) -> Iterator[str]:
    """Yield the answer as text in one of the formats of text."""
    if chosen == "json":
        yield from as_json(report)
    elif chosen == "csv":
        yield as_csv(report.findings)
    elif chosen == "html":
        from gaitbelt.services.report import report_html

        yield report_html(report)
    else:
        yield from (f"{line}\n" for line in in_words(report))
