"""The classifiers that are kept because they take long to train are what their list and their cards say."""

import hashlib
import tomllib
from pathlib import Path

import cv2
import numpy as np
import pytest

from glyphwright.recognise import CharacterClassifier
from glyphwright.runtime import load_model
from glyphwright.zoo.catalogue import Entry

FOLDER = Path(__file__).parents[1] / "weights" / "classifiers"
ENTRIES = [Entry(**entry) for entry in tomllib.loads((FOLDER / "catalogue.toml").read_text(encoding="utf-8"))["model"]]


def test_every_file_is_on_the_list_and_has_a_card() -> None:
    assert {entry.file for entry in ENTRIES} == {path.name for path in FOLDER.glob("*.onnx")}
    cards = (FOLDER / "README.md").read_text(encoding="utf-8")
    assert all(f"## {entry.name}\n" in cards for entry in ENTRIES)


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.name)
def test_each_is_the_file_that_was_measured_and_reads_a_stroke_as_one(entry: Entry) -> None:
    path = FOLDER / entry.file
    assert hashlib.sha256(path.read_bytes()).hexdigest() == entry.sha256
    model = load_model(path, task=entry.task)
    assert model.description["licence"] == entry.licence
    assert model.description["name"] == entry.name
    classifier = CharacterClassifier(model)
    picture = np.zeros((classifier.side_px, classifier.side_px), np.uint8)
    n = 2 if model.description.get("scene") == "pairs" else 1
    for x in (np.arange(n) + 1) * classifier.side_px // (n + 1):
        middle = classifier.side_px // 2
        cv2.line(picture, (int(x) + 1, middle - 9), (int(x) - 1, middle + 9), 255, 2, cv2.LINE_AA)
    (result,) = classifier.classify([picture])
    assert result.text == "1" * n
