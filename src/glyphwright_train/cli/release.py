"""`glyphwright release WEIGHTS`: make the model file that users get."""

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(no_args_is_help=True, add_completion=False)


@app.command()
def release(
    weights: Annotated[Path, typer.Argument(help="weights.safetensors of a run, or model.onnx of a classifier.")],
    material: Annotated[Path, typer.Option(help="Folder with fonts/, corpus/, strips/ and pages/.")] = Path("material"),
    out: Annotated[Path, typer.Option("--out", "-o", help="Folder for the .onnx file; made if missing.")] = Path(),
) -> None:
    """Calibrate, export, check and reduce a model, and print its entry for the catalogue."""
    import torch

    from glyphwright_train.release import release as make_release
    from glyphwright_train.release import release_classifier

    out.mkdir(parents=True, exist_ok=True)
    if weights.suffix == ".onnx":
        typer.echo(release_classifier(weights, out).entry)
        return
    torch.set_num_threads(1)
    typer.echo(make_release(weights, out, material=material).entry)


if __name__ == "__main__":
    app()
