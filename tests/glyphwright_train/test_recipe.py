import re
from pathlib import Path

import pytest

from glyphwright.errors import FileAccessError, OptionError
from glyphwright_train.classic_readers import TASK, ClassicRecipe
from glyphwright_train.recipe import from_table, load_recipe, load_table
from glyphwright_train.tasks.line_finder import ViewData
from glyphwright_train.tasks.line_reader import LineData
from glyphwright_train.tasks.line_script import ScriptData
from glyphwright_train.tasks.page_orientation import PictureData

DATA = {"line_finder": ViewData, "line_reader": LineData, "line_script": ScriptData, "page_orientation": PictureData}

ROOT = Path(__file__).parents[2]
MINIMAL = 'name = "x"\ntask = "line_reader"\nseed = 1\n[schedule]\nsteps = 10\n[data]\nbatch_px = 64\nlongest_px = 64\n'


def write(folder: Path, text: str) -> Path:
    path = folder / "recipe.toml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("path", sorted((ROOT / "recipes").rglob("*.toml")), ids=lambda path: path.stem)
def test_every_recipe_of_the_repository_loads(path: Path) -> None:
    if load_table(path)["task"] == TASK:
        assert from_table(ClassicRecipe, load_table(path), path.stem).name == path.stem
        return
    recipe = load_recipe(path)
    assert re.sub("-(more|third|fourth|fifth|sixth)$", "", path.stem) == recipe.name
    assert from_table(DATA[recipe.task], recipe.data, path.stem)


def test_what_is_left_out_takes_its_default(tmp_path: Path) -> None:
    assert load_recipe(write(tmp_path, MINIMAL)).schedule.ema == 0.999


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (MINIMAL.replace("steps", "stepps"), "unknown key 'stepps'"),
        (MINIMAL.replace("seed = 1\n", ""), "'seed' is missing"),
        (MINIMAL.replace("seed = 1", 'seed = "one"'), "not of type int"),
        (MINIMAL.replace("steps = 10", "steps = true"), "not of type int"),
        (MINIMAL + "[", "not valid TOML"),
    ],
)
def test_a_recipe_that_cannot_be_meant_is_refused_by_name(tmp_path: Path, text: str, complaint: str) -> None:
    with pytest.raises(OptionError, match=complaint):
        load_recipe(write(tmp_path, text))


def test_a_missing_recipe_is_an_access_error(tmp_path: Path) -> None:
    with pytest.raises(FileAccessError, match="check the path"):
        load_recipe(tmp_path / "none.toml")
