"""`glyphwright train`: run a recipe, or teach a reader a user's own lines."""

import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

if TYPE_CHECKING:
    from glyphwright_train.fine_tune import FineTune

app = typer.Typer(no_args_is_help=True, add_completion=False)

_OWN, _RECIPE = "Your own lines (--data)", "A recipe"


RecipeFile = Annotated[Path | None, typer.Argument(help="A recipe (TOML), as in recipes/; none to learn from --data.")]
Run = Annotated[Path, typer.Option("--run", "-o", help="Folder of this run; one that has begun is continued.")]
Minutes = Annotated[float | None, typer.Option(help="Stop after so long, to be continued.")]
InitFrom = Annotated[
    str | None,
    typer.Option(help="Weights to start from: a .safetensors file, the name of a released model, or default."),
]
Data = Annotated[
    Path | None, typer.Option(help="Lines and their text, in any form of docs/lines.md.", rich_help_panel=_OWN)
]
ValidateWith = Annotated[
    Path | None,
    typer.Option(help="Measure on these; by default a fifth of the images is held out.", rich_help_panel=_OWN),
]
Alphabet = Annotated[
    Literal["union", "new", "fail"],
    typer.Option(
        help="Characters that the weights do not know are learnt (union), the only ones (new), or refused (fail).",
        rich_help_panel=_OWN,
    ),
]
Epochs = Annotated[int, typer.Option(help="The most times that each line is seen.", rich_help_panel=_OWN, min=1)]
Seed = Annotated[int, typer.Option(help="Decides all chance.", rich_help_panel=_OWN)]
Material = Annotated[
    Path | None, typer.Option(help="Folder with fonts/, corpus/, strips/ and pages/.", rich_help_panel=_RECIPE)
]
Processes = Annotated[
    int, typer.Option(help="Processes that learn together, one thread each.", rich_help_panel=_RECIPE)
]
Workers = Annotated[int, typer.Option(help="Data processes beside each of them.", rich_help_panel=_RECIPE)]
Device = Annotated[str, typer.Option(help="cpu or cuda.", rich_help_panel=_RECIPE)]


@app.command()
def train(  # noqa: PLR0913  an option is a parameter
    recipe: RecipeFile = None,
    run: Run = Path("own-reader"),
    minutes: Minutes = None,
    init_from: InitFrom = None,
    data: Data = None,
    validate_with: ValidateWith = None,
    alphabet: Alphabet = "union",
    epochs: Epochs = 40,
    seed: Seed = 1,
    material: Material = None,
    processes: Processes = 1,
    workers: Workers = 0,
    device: Device = "cpu",
) -> None:
    """Teach a reader your own lines (--data FOLDER), or train a model by a recipe."""
    from glyphwright.errors import OptionError
    from glyphwright_train.checkpoint import find_weights
    from glyphwright_train.classic_readers import TASK
    from glyphwright_train.fine_tune import FineTune
    from glyphwright_train.loop import RunOptions
    from glyphwright_train.loop import train as train_by
    from glyphwright_train.recipe import Recipe, from_table, load_table

    if recipe is not None and data is not None:
        raise OptionError("give either a recipe or --data with your own lines, not both")
    if data is not None:
        start = find_weights(init_from or "default", task="line_reader")
        options = FineTune(data=data, folder=run, init_from=start, validation=validate_with, alphabet=alphabet)
        _teach(replace(options, epochs=epochs, minutes=minutes, seed=seed))
        return
    if recipe is None or material is None:
        raise OptionError("give --data with your own lines, or a recipe with --material (docs/models.md)")
    table = load_table(recipe)
    if table.get("task") == TASK:
        if init_from is not None:
            raise OptionError("a classic reader is always fitted anew: leave --init-from out")
        _fit(table, recipe, run=run, material=material)
        return
    description = from_table(Recipe, table, str(recipe))
    weights = None if init_from is None else find_weights(init_from, task=description.task)
    placed = RunOptions(folder=run, material=material, processes=processes, workers=workers)
    train_by(description, replace(placed, minutes=minutes, init_from=weights, device=device))


def _fit(table: dict[str, Any], recipe: Path, *, run: Path, material: Path) -> None:
    """A classic reader is fitted in one pass, to a file that can be read with."""
    import logging

    from glyphwright_train.classic_readers import ClassicRecipe, fit_reader
    from glyphwright_train.recipe import from_table

    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s", datefmt="%H:%M:%S")
    path = fit_reader(from_table(ClassicRecipe, table, str(recipe)), run, material=material)
    sys.stderr.write(f"{path}: read pages with --reader\n")


def _teach(options: "FineTune") -> None:
    from glyphwright_train.fine_tune import REPORT, fine_tune

    report = fine_tune(options)
    for name, before, after in report.scores():
        sys.stdout.write(f"{name}: {before:.2%} before, {after:.2%} after\n")
    page = options.folder / REPORT
    sys.stderr.write(f"{report.model}: read pages with --reader; {page} shows what it can and cannot do\n")


if __name__ == "__main__":
    app()
