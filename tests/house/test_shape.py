"""What is installed is whole, and small questions do not wait for large libraries."""

import subprocess
import sys
import zipfile
from pathlib import Path

from tests.house.tree import PACKAGE, ROOT

LARGE = ("polars", "numpy", "altair", "vl_convert", "rich", "typer")


def test_importing_gaitbelt_loads_no_large_library() -> None:
    program = f"import gaitbelt, sys; print([m for m in {LARGE} if m in sys.modules])"
    said = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert said.stdout.strip() == "[]"


def test_the_wheel_holds_every_file_of_the_package(tmp_path: Path) -> None:
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(build, cwd=ROOT, capture_output=True, check=True)
    (wheel,) = tmp_path.glob("*.whl")
    shipped = set(zipfile.ZipFile(wheel).namelist())
    ours = {
        path.relative_to(PACKAGE.parent).as_posix()
        for path in PACKAGE.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert ours - shipped == set()
    assert any(name.endswith("licenses/NOTICE") for name in shipped)
