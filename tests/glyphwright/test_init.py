import operator
import subprocess
import sys
from pathlib import Path

import pytest

import glyphwright


def test_every_public_name_is_there_in_alphabetical_order() -> None:
    assert list(glyphwright.__all__) == sorted(glyphwright.__all__)
    for name in glyphwright.__all__:
        assert getattr(glyphwright, name) is not None


def test_export_is_the_function_and_its_package_can_be_imported_all_the_same() -> None:
    from glyphwright.export import FORMATS

    assert glyphwright.export(glyphwright.Document(()), "txt") == b""
    assert "pdf" in FORMATS


def test_other_names_are_not_there() -> None:
    with pytest.raises(AttributeError, match="no attribute 'reed'"):
        operator.attrgetter("reed")(glyphwright)


def test_importing_glyphwright_imports_nothing_heavy() -> None:
    heavy = "{'torch', 'cv2', 'PIL', 'pikepdf', 'pypdfium2', 'onnxruntime', 'typer', 'rich', 'glyphwright.pipeline'}"
    script = f"import sys, glyphwright; print(sorted({heavy} & set(sys.modules)))"
    folder = Path(glyphwright.__file__).parents[1]
    done = subprocess.run([sys.executable, "-c", script], cwd=folder, capture_output=True, check=True)
    assert done.stdout.strip() == b"[]"
