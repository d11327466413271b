from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

pytest.importorskip("torch")

from glyphwright.errors import OptionError
from glyphwright_train import classic_readers
from glyphwright_train.classic_readers import ClassicRecipe
from glyphwright_train.cli.train import app

pytestmark = pytest.mark.train

CLASSIC = 'name = "typed"\ntask = "classic_reader"\nmethod = "knn"\nfonts = ["Courier"]\n'


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments], catch_exceptions=False)


def test_a_recipe_of_a_classic_reader_is_fitted_not_trained(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fitted: list[tuple[ClassicRecipe, Path, Path]] = []

    def fit_reader(recipe: ClassicRecipe, folder: Path, *, material: Path) -> Path:
        fitted.append((recipe, folder, material))
        return folder / "typed.onnx"

    monkeypatch.setattr(classic_readers, "fit_reader", fit_reader)
    path = tmp_path / "typed.toml"
    path.write_text(CLASSIC, encoding="utf-8")
    result = run(path, "--run", tmp_path / "run", "--material", tmp_path)
    assert "typed.onnx" in result.output
    ((recipe, folder, material),) = fitted
    assert (recipe.method, recipe.fonts, folder, material) == ("knn", ("Courier",), tmp_path / "run", tmp_path)
    with pytest.raises(OptionError, match="leave --init-from out"):
        run(path, "--material", tmp_path, "--init-from", "default")
    path.write_text(CLASSIC + "lins = 3\n", encoding="utf-8")
    with pytest.raises(OptionError, match="unknown key 'lins'"):
        run(path, "--material", tmp_path)
