"""A run's metrics.jsonl → accuracy and loss over epochs, on training pictures beside held-out pictures."""

from collections.abc import Sequence
from pathlib import Path

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator, PercentFormatter

from glyphwright.errors import FileAccessError, OptionError
from glyphwright_train.curves import read_metrics

NEEDED = ("accuracy", "accuracy_train", "loss_val", "loss_train")
WIDE_RATIO = 20


def draw_training(run: Path) -> Figure:
    """Draw a classifier's run, finished or not; an epoch is what lies before its first evaluation.

    Raises:
        FileAccessError: The folder has no metrics.
        OptionError: They are not those of a classifier.
    """
    records = _records(run)
    epochs = [record["step"] / records[0]["step"] for record in records]
    figure = Figure(figsize=(11, 4.2), layout="constrained")
    figure.suptitle(f"{run.parent.name}, {run.name}", weight="bold", fontsize=11)
    accuracy, loss = figure.subplots(1, 2)
    known, unknown = ([record[name] for record in records] for name in ("accuracy_train", "accuracy"))
    _draw_pair(accuracy, epochs, known, unknown)
    accuracy.set(title=f"accuracy; {100 * unknown[-1]:.2f} % on held-out pictures after epoch {epochs[-1]:g}")
    accuracy.yaxis.set_major_formatter(PercentFormatter(1, symbol=" %"))
    known, unknown = ([record[name] for record in records] for name in ("loss_train", "loss_val"))
    _draw_pair(loss, epochs, known, unknown)
    loss.set(title=f"loss; {unknown[-1]:.4f} on held-out pictures after epoch {epochs[-1]:g}")
    if min(known + unknown) > 0 and max(known + unknown) > WIDE_RATIO * min(known + unknown):
        loss.set_yscale("log")
    return figure


def _records(run: Path) -> list[dict[str, float]]:
    """One a step, the last where there are two."""
    path = run / "metrics.jsonl"
    if not path.is_file():
        raise FileAccessError(f"{path}: no such file: give the folder of a run")
    by_step = {record["step"]: record for record in read_metrics(run)}
    if not by_step or any(name not in record for record in by_step.values() for name in NEEDED):
        raise OptionError(f"{path}: lacks {', '.join(NEEDED)}: give the folder of a character classifier's run")
    return [by_step[step] for step in sorted(by_step)]


def _draw_pair(axes: Axes, epochs: list[float], train: Sequence[float], held_out: Sequence[float]) -> None:
    every = max(1, len(epochs) // 25)
    axes.plot(
        epochs, train, color="0.45", linestyle="--", marker="o", markerfacecolor="white", markevery=every,
        markersize=5, linewidth=1.2, label="training",
    )  # fmt: skip
    axes.plot(
        epochs, held_out, color="black", marker="s", markevery=every, markersize=4, linewidth=1.4, label="held out"
    )
    axes.set(xlabel="epoch")
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes.grid(alpha=0.3)
    axes.title.set_fontsize(10)
    axes.legend(frameon=False)
