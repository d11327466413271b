"""The shape of the repository: sizes, names, imports, and a README that tells the truth about its files."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SOURCES = sorted((ROOT / "src").rglob("*.py"))
FORBIDDEN_NAMES = {"utils", "util", "helpers", "helper", "common", "core", "base", "misc", "manager"}
LONGEST_FILE, LONGEST_FUNCTION = 400, 60


def ids(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", SOURCES, ids=ids)
def test_files_and_functions_stay_small(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count("\n") <= LONGEST_FILE
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or 0) - node.lineno + 1
            assert length <= LONGEST_FUNCTION, f"{node.name} has {length} lines"


@pytest.mark.parametrize("path", SOURCES, ids=ids)
def test_names_say_what_is_inside(path: Path) -> None:
    assert not FORBIDDEN_NAMES & set(path.relative_to(ROOT / "src").with_suffix("").parts)


@pytest.mark.parametrize("path", SOURCES, ids=ids)
def test_modules_say_what_they_are(path: Path) -> None:
    assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))), "a module docstring is missing"


def test_reading_needs_neither_torch_nor_training() -> None:
    blocker = (
        "import sys\n"
        "for name in ('torch', 'sklearn', 'glyphwright_train'): sys.modules[name] = None\n"
        "import glyphwright, glyphwright.pipeline, glyphwright.cli, glyphwright.export\n"
    )
    subprocess.run([sys.executable, "-c", blocker], check=True)


def test_importing_is_light() -> None:
    code = "import sys, glyphwright; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout.split()
    assert not {"cv2", "onnxruntime", "PIL", "pypdfium2", "pikepdf", "typer", "rich"} & set(loaded)


def test_the_readme_maps_every_package() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    mapped = set(re.findall(r"^(?:src/)?(glyphwright\w*/[\w/]*)\s{2,}", readme, flags=re.MULTILINE))
    on_disk = {
        str(folder.parent.relative_to(ROOT / "src"))
        for folder in (ROOT / "src").rglob("__init__.py")
        if folder.parent.parent != ROOT / "src"
    }
    assert on_disk == {entry.rstrip("/") for entry in mapped if "/" in entry.rstrip("/")}
