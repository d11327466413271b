from pathlib import Path

import pytest

from glyphwright.errors import ModelError
from glyphwright.runtime import load_model
from glyphwright.zoo import catalogue, find_model
from glyphwright.zoo import catalogue as catalogue_function


@pytest.mark.parametrize("entry", catalogue_function(), ids=lambda entry: entry.name)
def test_every_model_is_what_the_catalogue_says(entry: "object") -> None:
    model = load_model(find_model(entry.task, entry.name), task=entry.task)
    assert model.sha256 == entry.sha256
    assert model.description["licence"] == entry.licence


@pytest.mark.parametrize("task", ["line_finder", "line_reader"])
def test_each_task_has_one_default(task: str) -> None:
    assert sum(entry.default for entry in catalogue() if entry.task == task) == 1


def test_a_path_is_taken_as_it_is() -> None:
    assert find_model("line_reader", "mine/own.onnx") == Path("mine/own.onnx")


def test_an_unknown_name_is_answered_with_those_that_exist() -> None:
    with pytest.raises(ModelError, match="latin-reader"):
        find_model("line_reader", "nonsense")
