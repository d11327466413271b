"""What differs between kinds of models while they learn: data, loss and score; one file a task."""

from collections.abc import Callable
from pathlib import Path

from glyphwright.errors import OptionError
from glyphwright_train.recipe import Recipe
from glyphwright_train.tasks.classifier import ClassifierTask
from glyphwright_train.tasks.line_finder import LineFinderTask
from glyphwright_train.tasks.line_reader import LineReaderTask
from glyphwright_train.tasks.line_script import LineScriptTask
from glyphwright_train.tasks.own_lines import OwnLinesTask
from glyphwright_train.tasks.page_orientation import PageOrientationTask
from glyphwright_train.tasks.protocol import Task

__all__ = ["Task", "make_task"]

TASKS: dict[str, Callable[[Recipe, Path], Task]] = {
    "character_classifier": ClassifierTask,
    "line_finder": LineFinderTask,
    "line_reader": LineReaderTask,
    "line_script": LineScriptTask,
    "own_lines": OwnLinesTask,
    "page_orientation": PageOrientationTask,
}


def make_task(recipe: Recipe, material: Path) -> Task:
    """The task that a recipe names, with its data; raises OptionError for a name that is none."""
    if recipe.task not in TASKS:
        raise OptionError(f"{recipe.name}: unknown task {recipe.task!r}: use {' or '.join(TASKS)}")
    return TASKS[recipe.task](recipe, material)
