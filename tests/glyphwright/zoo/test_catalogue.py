from pathlib import Path

import pytest

from glyphwright.errors import ModelError
from glyphwright.recognise.language_model import load_language_model
from glyphwright.recognise.lexicon import load_lexicon
from glyphwright.runtime import load_model
from glyphwright.zoo import catalogue, find_model
from glyphwright.zoo import catalogue as catalogue_function

NETWORKS = [entry for entry in catalogue_function() if entry.file.endswith(".onnx")]


@pytest.mark.parametrize("entry", NETWORKS, ids=lambda entry: entry.name)
def test_every_network_is_what_the_catalogue_says(entry: "object") -> None:
    model = load_model(find_model(entry.task, entry.name), task=entry.task)
    assert model.sha256 == entry.sha256
    assert model.description["licence"] == entry.licence


@pytest.mark.parametrize("task", sorted({entry.task for entry in catalogue()}))
def test_each_task_has_one_default(task: str) -> None:
    assert sum(entry.default for entry in catalogue() if entry.task == task) == 1


def test_the_language_model_is_what_the_catalogue_says() -> None:
    model = load_language_model(find_model("language_model", "latin-text"))
    assert model.log_chance("the house") > model.log_chance("tbe hcuse") + 5
    assert model.log_chance("HOTEL") > model.log_chance("H0TEL")


def test_the_lexicon_is_what_the_catalogue_says() -> None:
    lexicon = load_lexicon(find_model("lexicon", "latin-words"))
    assert next(iter(lexicon.near("anniversery", most=1))) == "anniversary"
    assert {"straße", "colour", "color"} <= {*lexicon.near("strasse", most=40), *lexicon.near("coulor", most=40)}


def test_the_notice_of_the_word_lists_comes_with_the_lexicon() -> None:
    notice = find_model("lexicon", "latin-words").with_suffix(".LICENSE").read_text(encoding="utf-8")
    assert "Copyright 2000-2011 by Kevin Atkinson" in notice
    assert "permission notice appear in" in notice


def test_a_path_is_taken_as_it_is() -> None:
    assert find_model("line_reader", "mine/own.onnx") == Path("mine/own.onnx")
    assert find_model("language_model", "mine/own.npz") == Path("mine/own.npz")


def test_an_unknown_name_is_answered_with_those_that_exist() -> None:
    with pytest.raises(ModelError, match="latin-reader"):
        find_model("line_reader", "nonsense")
