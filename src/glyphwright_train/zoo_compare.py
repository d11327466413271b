"""Scores of many models and seeds → one table: means and deviations, beside what was published."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from glyphwright_train.zoo_models import zoo_model

HEAD = (
    "model",
    "published",
    "seeds",
    "accuracy %",
    "precision",
    "recall",
    "F1",
    "robust %",
    "parameters",
    "train s",
    "µs/image",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One model over its seeds: shares in [0, 1], means with sample standard deviations of accuracy and robustness.

    `measured_on` is "test", or "validation" where the published figure was measured on that too.
    """

    model: str
    title: str
    published: str
    data: str
    seeds: int
    measured_on: str
    accuracy: float
    accuracy_sd: float
    precision: float
    recall: float
    f1: float
    robust: float | None
    robust_sd: float | None
    parameters: int
    training_seconds: float
    microseconds: float


def compare(records: Sequence[dict[str, Any]], *, microseconds: float) -> Row:
    """The row of one model, from what each of its seeds scored (`train_one`) and the time that a picture takes."""
    model = zoo_model(records[0]["model"])
    robust = [record["robust"] for record in records if record["robust"] is not None]
    return Row(
        model=model.name,
        title=model.title,
        published=model.published,
        data=records[0]["data"],
        seeds=len(records),
        measured_on=records[0]["measured_on"],
        accuracy=_mean(records, "accuracy"),
        accuracy_sd=_deviation([record["accuracy"] for record in records]),
        precision=_mean(records, "precision"),
        recall=_mean(records, "recall"),
        f1=_mean(records, "f1"),
        robust=float(np.mean(robust)) if robust else None,
        robust_sd=_deviation(robust) if robust else None,
        parameters=int(records[0]["parameters"]),
        training_seconds=_mean(records, "training_seconds"),
        microseconds=microseconds,
    )


def cells(row: Row) -> tuple[str, ...]:
    """A row as it is printed, under `HEAD`."""
    accuracy = (
        f"{100 * row.accuracy:.2f} ± {100 * row.accuracy_sd:.2f}" if row.seeds > 1 else f"{100 * row.accuracy:.2f}"
    )
    robust = "–" if row.robust is None else f"{100 * row.robust:.2f}"
    return (
        row.model,
        row.published,
        str(row.seeds),
        accuracy + (" (validation)" if row.measured_on == "validation" else ""),
        f"{row.precision:.4f}",
        f"{row.recall:.4f}",
        f"{row.f1:.4f}",
        robust,
        f"{row.parameters:,}",
        f"{row.training_seconds:.0f}",
        f"{row.microseconds:.0f}",
    )


def as_text(rows: Sequence[Row]) -> str:
    """Columns side by side, names to the left and numbers to the right."""
    table = [HEAD, *map(cells, rows)]
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    lines = []
    for line in table:
        parts = [
            text.ljust(width) if i < 2 else text.rjust(width)
            for i, (text, width) in enumerate(zip(line, widths, strict=True))
        ]
        lines.append("  ".join(parts).rstrip())
    return "\n".join(lines)


def as_markdown(rows: Sequence[Row]) -> str:
    """The same as a table of a README."""
    lines = [HEAD, ("---",) * 2 + ("---:",) * (len(HEAD) - 2), *map(cells, rows)]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def as_records(rows: Sequence[Row]) -> list[dict[str, Any]]:
    """For JSON."""
    return [asdict(row) for row in rows]


def _mean(records: Sequence[dict[str, Any]], name: str) -> float:
    return float(np.mean([record[name] for record in records]))


def _deviation(values: Sequence[float]) -> float:
    return float(np.std(values, ddof=1)) if len(values) > 1 else 0.0
