"""A small question about an evaluation does not wait for large libraries."""

import subprocess
import sys

PROGRAM = """
import sys
sys.argv = ["gaitbelt", "evaluation", "OT", "--deficits", "3", "--profile", "expanded"]
from gaitbelt.cli.main import run
try: run()
finally: print([m for m in ("polars", "numpy", "pydantic", "rich") if m in sys.modules],
               file=sys.stderr)
"""


def test_the_verb_starts_without_large_libraries() -> None:
    ended = subprocess.run(
        [sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True
    )
    assert ended.stderr.strip() == "[]"
    assert ended.stdout
