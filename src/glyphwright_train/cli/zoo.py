"""`glyphwright zoo`: list, train, compare, look into and use classifiers of single characters."""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    help="Classifiers of single characters, from logistic regression to recurrent attention.",
)

DATA_HELP = (
    "A labelled set: a folder of MNIST, EMNIST, SVHN or Devanagari files, of label/name.png, or with a labels.csv; "
    "by default 1,797 embedded digits."
)
MODEL_HELP = "A model file (.onnx), as `glyphwright zoo train` writes it."
OUT_HELP = "Folder for models, curves, pictures and scores."
DEFAULT_OUT = Path("zoo")
EMBEDDED = Path("digits")


@app.command("list")
def list_command() -> None:
    """Name every classifier, with what it is and what was published for it (MNIST)."""
    from glyphwright_train.zoo_models import zoo_models

    models = zoo_models().values()
    width = max(len(model.name) for model in models)
    for model in models:
        sys.stdout.write(f"{model.name.ljust(width)}  {model.title}; published: {model.published}\n")
    sys.stdout.write("\nNAME-robust trains on pictures changed as those of the robust test set are.\n")


@app.command()
def train(
    name: Annotated[str, typer.Argument(help="A classifier of `glyphwright zoo list`, or NAME-robust.")],
    data: Annotated[Path, typer.Option("--data", help=DATA_HELP)] = EMBEDDED,
    seeds: Annotated[int, typer.Option(min=1, help="How many times, each with another seed.")] = 1,
    epochs: Annotated[int | None, typer.Option(min=1, help="Passes over the data, instead of its own number.")] = None,
    out: Annotated[Path, typer.Option("--out", "-o", help=OUT_HELP)] = DEFAULT_OUT,
) -> None:
    """Train a classifier, and write its model file, curves, mistakes and scores."""
    from glyphwright_train.zoo_compare import as_text, compare
    from glyphwright_train.zoo_models import zoo_model
    from glyphwright_train.zoo_train import TrainOptions, draw_data, time_model, train_seeds

    options = TrainOptions(model=zoo_model(name), source=data, folder=out, epochs=epochs)
    draw_data(options)
    records = train_seeds(options, seeds)
    sys.stdout.write(as_text([compare(records, microseconds=time_model(options))]) + "\n")
    sys.stderr.write(f"written to {out / options.model.name}\n")


@app.command("compare")
def compare_command(  # noqa: PLR0913  an option is a parameter
    names: Annotated[list[str] | None, typer.Argument(help="Which ones; by default all.")] = None,
    data: Annotated[Path, typer.Option("--data", help=DATA_HELP)] = EMBEDDED,
    seeds: Annotated[int, typer.Option(min=1, help="How many times each is trained.")] = 1,
    epochs: Annotated[
        int | None, typer.Option(min=1, help="Passes over the data, instead of each one's number.")
    ] = None,
    out: Annotated[Path, typer.Option("--out", "-o", help=OUT_HELP)] = DEFAULT_OUT,
    as_json: Annotated[bool, typer.Option("--json", help="JSON instead of a table.")] = False,
    markdown: Annotated[bool, typer.Option("--markdown", help="The table in Markdown.")] = False,
) -> None:
    """Train what is not trained yet, and print one table of all: accuracy, robustness, size and speed."""
    from glyphwright_train.zoo_compare import as_markdown, as_records, as_text, compare
    from glyphwright_train.zoo_models import zoo_model, zoo_models
    from glyphwright_train.zoo_train import TrainOptions, draw_data, time_model, train_seeds

    rows = []
    for i, model in enumerate([zoo_model(name) for name in names or zoo_models()]):
        options = TrainOptions(model=model, source=data, folder=out, epochs=epochs)
        if i == 0:
            draw_data(options)
        records = train_seeds(options, seeds)
        rows.append(compare(records, microseconds=time_model(options)))
    if as_json:
        sys.stdout.write(json.dumps(as_records(rows), indent=1, ensure_ascii=False) + "\n")
    else:
        sys.stdout.write((as_markdown(rows) if markdown else as_text(rows)) + "\n")


@app.command("test")
def measure_command(
    model: Annotated[str, typer.Argument(help=MODEL_HELP)],
    data: Annotated[Path, typer.Option("--data", help=DATA_HELP)] = EMBEDDED,
) -> None:
    """Measure a model file on the test part of a set: accuracy, macro precision, recall and F1, robust accuracy."""
    from glyphwright.recognise import CharacterClassifier
    from glyphwright.runtime import load_model
    from glyphwright.zoo import find_model
    from glyphwright_train.character_data import open_characters
    from glyphwright_train.zoo_scores import measure

    task = "character_classifier"
    classifier = CharacterClassifier(load_model(find_model(task, model), task=task))
    scores = measure(classifier, open_characters(data, "test"))
    for name in ("accuracy", "precision", "recall", "f1", "robust"):
        value = getattr(scores, name)
        sys.stdout.write(f"{name}\t{'–' if value is None else format(value, '.4f')}\n")


@app.command()
def show(
    model: Annotated[str, typer.Argument(help=MODEL_HELP + " Or a line reader: a name of ours, or its file.")],
    image: Annotated[Path, typer.Argument(help="A picture of one character; for a line reader, of one line.")],
    out: Annotated[Path, typer.Option("--out", "-o", help="Folder for the pictures.")] = Path("show"),
) -> None:
    """Draw what every layer makes of a picture, what its filters do, where an attention model or line reader looks."""
    from glyphwright.zoo import find_model
    from glyphwright_train.pictures.show import show as draw

    for path in draw(find_model("line_reader", model), _read_grey(image), out):
        sys.stdout.write(f"{path}\n")


@app.command()
def classify(
    model: Annotated[str, typer.Argument(help=MODEL_HELP)],
    images: Annotated[list[Path], typer.Argument(help="Pictures, each of one character.")],
) -> None:
    """Print what each picture shows: path, label and confidence, parted by tabs. Needs no PyTorch."""
    from glyphwright.errors import GlyphwrightError
    from glyphwright.recognise import CharacterClassifier
    from glyphwright.runtime import load_model
    from glyphwright.zoo import find_model

    path_of_model = find_model("character_classifier", model)
    classifier = CharacterClassifier(load_model(path_of_model, task="character_classifier"))
    failures: list[GlyphwrightError] = []
    for path in images:
        try:
            (result,) = classifier.classify([_read_grey(path)])
        except GlyphwrightError as error:
            failures.append(error)
            continue
        sys.stdout.write(f"{path}\t{result.text}\t{result.confidence:.4f}\n")
    if failures:
        raise ExceptionGroup(f"{len(failures)} of {len(images)} pictures could not be read", failures)


def _read_grey(path: Path) -> "NDArray[np.uint8]":
    from glyphwright.datasets.pictures import decode_grey, read_bytes

    return decode_grey(read_bytes(path), name=str(path))


if __name__ == "__main__":
    app()
