"""A run's metrics.jsonl → curves.png and TensorBoard's event file."""

import json
from itertools import pairwise
from pathlib import Path


def read_metrics(run: Path) -> list[dict[str, float]]:
    """Every evaluation of a run, oldest first."""
    return [json.loads(line) for line in (run / "metrics.jsonl").read_text(encoding="utf-8").splitlines()]


def trained_minutes(run: Path) -> float:
    """How long a run took; the clock of its metrics starts anew whenever it is gone on with."""
    clock = [record["minutes"] for record in read_metrics(run)]
    return sum(now for now, after in pairwise([*clock, 0.0]) if after < now)


def draw_curves(run: Path) -> None:
    """Draw every metric over the steps, each in its own panel, logarithmic where all values are positive."""
    from matplotlib.figure import Figure

    records = read_metrics(run)
    names = [name for name in records[-1] if name not in ("step", "minutes")]
    figure = Figure(figsize=(4 * len(names), 3), layout="constrained")
    for axes, name in zip(figure.subplots(1, len(names), squeeze=False)[0], names, strict=True):
        points = [(record["step"], record[name]) for record in records if name in record]
        axes.plot(*zip(*points, strict=True), color="black", marker=".", linewidth=1)
        axes.set(title=name, xlabel="step")
        if all(value > 0 for _, value in points):
            axes.set_yscale("log")
        axes.grid(alpha=0.3, which="both")
    figure.savefig(run / "curves.png", dpi=110)


def write_events(run: Path) -> None:
    """Write a run's metrics where TensorBoard finds them, in `run`/events."""
    from torch.utils.tensorboard import SummaryWriter

    with SummaryWriter(str(run / "events")) as writer:
        for record in read_metrics(run):
            for name, value in record.items():
                if name != "step":
                    writer.add_scalar(name, value, int(record["step"]))
