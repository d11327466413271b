"""`glyphwright train RECIPE`: run a recipe, or go on with one."""

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(no_args_is_help=True, add_completion=False)


@app.command()
def train(  # noqa: PLR0913  an option is a parameter
    recipe: Annotated[Path, typer.Argument(help="A recipe (TOML), as in recipes/.")],
    run: Annotated[Path, typer.Option("--run", help="Folder of this run; one that has begun is continued.")],
    material: Annotated[Path, typer.Option(help="Folder with fonts/, corpus/, strips/ and pages/.")],
    processes: Annotated[int, typer.Option(help="Processes that learn together, one thread each.")] = 1,
    workers: Annotated[int, typer.Option(help="Data processes beside each of them.")] = 0,
    minutes: Annotated[float | None, typer.Option(help="Stop after so long, to be continued.")] = None,
    init_from: Annotated[Path | None, typer.Option(help="Weights (.safetensors) to start a new run from.")] = None,
    device: Annotated[str, typer.Option(help="cpu or cuda.")] = "cpu",
) -> None:
    """Train a model by its recipe."""
    from glyphwright_train.loop import RunOptions
    from glyphwright_train.loop import train as train_recipe
    from glyphwright_train.recipe import load_recipe

    options = RunOptions(
        folder=run,
        material=material,
        processes=processes,
        workers=workers,
        minutes=minutes,
        init_from=init_from,
        device=device,
    )
    train_recipe(load_recipe(recipe), options)


if __name__ == "__main__":
    app()
