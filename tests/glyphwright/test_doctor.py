import tomllib
from pathlib import Path

import numpy as np
import pytest

from glyphwright import doctor, pipeline
from glyphwright.doctor import SAMPLE, Finding, examine
from glyphwright.errors import MissingDependencyError, ModelError
from glyphwright.geometry import Box
from glyphwright.page import Block, Document, Line, Page, Word
from glyphwright.zoo import Entry

ENTRY = Entry("latin-reader", "line_reader", "latin-reader.onnx", "00", "Apache-2.0", True)


class ReaderOf:
    """Reads the same text on every picture that has ink."""

    def __init__(self, text: str) -> None:
        self.text = text

    def read(self, source: np.ndarray) -> Document:
        assert (source.min(), source.max()) == (0, 255)
        outline = Box(0, 0, 9, 9).polygon
        line = Line(tuple(Word(word, outline) for word in self.text.split()), outline)
        return Document((Page(1, 10, 10, (Block.around((line,)),)),))


@pytest.fixture
def sound(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One model that is there, and a reader that reads right."""
    (tmp_path / ENTRY.file).write_bytes(b"x" * 1_500_000)
    monkeypatch.setattr(doctor, "catalogue", lambda: (ENTRY,))
    monkeypatch.setattr(doctor, "find_model", lambda task, name: tmp_path / ENTRY.file)
    monkeypatch.setattr(pipeline, "make_reader", lambda: ReaderOf(SAMPLE))


def findings() -> dict[str, Finding]:
    return {finding.name: finding for finding in examine()}


@pytest.mark.usefixtures("sound")
def test_a_sound_installation_has_no_fault() -> None:
    found = findings()
    assert [finding.fault for finding in found.values() if finding.fault] == []
    assert "1.5 MB" in found["latin-reader"].found
    assert found["test reading"].found.startswith("right, ")
    assert {"Python", "cores", "onnxruntime", "opencv-python-headless", "pikepdf"} <= set(found)
    assert all(finding.found for finding in found.values())


@pytest.mark.usefixtures("sound")
def test_what_cannot_be_imported_is_named_with_its_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "_PACKAGES", {"pillow": "module_that_nobody_has"})
    finding = findings()["pillow"]
    assert isinstance(finding.fault, MissingDependencyError)
    assert "pip install --force-reinstall pillow" in str(finding.fault)


def test_all_extras_for_users_are_looked_at() -> None:
    project = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text())["project"]
    assert set(doctor._EXTRAS) == set(project["optional-dependencies"]) - {"test", "dev"}


@pytest.mark.usefixtures("sound")
def test_an_extra_that_is_not_installed_is_no_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "_EXTRAS", {"heic": ("module_that_nobody_has",), "train": ("json",)})
    found = findings()
    assert found["[heic], optional"].found == "not installed: pip install 'glyphwright[heic]'"
    assert found["[heic], optional"].absent
    assert found["[heic], optional"].fault is None
    assert found["[train], optional"].found == "installed"


@pytest.mark.usefixtures("sound")
def test_a_damaged_model_is_told_and_nothing_is_read_with_it(monkeypatch: pytest.MonkeyPatch) -> None:
    def damaged(task: str, name: str) -> None:
        raise ModelError("latin-reader.onnx: damaged: install glyphwright again")

    monkeypatch.setattr(doctor, "find_model", damaged)
    found = findings()
    assert found["latin-reader"].fault is not None
    assert "test reading" not in found


@pytest.mark.usefixtures("sound")
def test_a_reader_that_reads_wrong_is_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipeline, "make_reader", lambda: ReaderOf("Gliphright"))
    assert "reads “Gliphright”" in str(findings()["test reading"].fault)
