"""The classifiers that are kept because they take long to train are what their list and their cards say."""

import tomllib
from pathlib import Path

import pytest

from glyphwright.cli import main
from glyphwright.runtime import load_model
from glyphwright.zoo.catalogue import Entry

FOLDER = Path(__file__).parents[1] / "weights" / "classifiers"
ENTRIES = [Entry(**entry) for entry in tomllib.loads((FOLDER / "catalogue.toml").read_text(encoding="utf-8"))["model"]]

LEAST = {"ram": 0.85, "ram-translated": 0.75, "ram-cluttered": 0.7, "dram": 0.85, "modern": 0.95, "cnn-2-robust": 0.95}
"""Of scikit-learn's digits, or of scenes made of them, which none has learnt from."""


def test_every_file_is_on_the_list_and_has_a_card() -> None:
    assert {entry.file for entry in ENTRIES} == {path.name for path in FOLDER.glob("*.onnx")}
    cards = (FOLDER / "README.md").read_text(encoding="utf-8")
    assert all(f"## {entry.name}\n" in cards for entry in ENTRIES)


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.name)
def test_each_is_the_file_that_was_measured(entry: Entry) -> None:
    model = load_model(FOLDER / entry.file, task=entry.task)
    assert model.sha256 == entry.sha256
    assert model.description["licence"] == entry.licence
    assert model.description["name"] == entry.name
    assert "network" in model.description["recipe"]


@pytest.mark.train
@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.name)
def test_each_reads_digits_by_other_hands_from_another_set(entry: Entry, capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("sklearn")
    assert main(["zoo", "test", str(FOLDER / entry.file)]) == 0
    printed = dict(line.split("\t") for line in capsys.readouterr().out.splitlines())
    assert float(printed["accuracy"]) > LEAST[entry.name]
