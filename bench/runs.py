"""The folder of a training run, with the model file that `glyphwright release` made in it → what tables tell of it."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from glyphwright.errors import FileAccessError
from glyphwright_train.checkpoint import RELEASED, WEIGHTS, load_weights
from glyphwright_train.curves import trained_minutes
from glyphwright_train.zoo_train import is_learnt

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

Row = TypeVar("Row", bound="DataclassInstance")


@dataclass(frozen=True, slots=True, kw_only=True)
class Trained:
    """A model to measure. Of one that is no run, but a name or a file, little is known.

    Args:
        name: For the table.
        source: What `--reader` or `--finder` takes.
        parameters: How many numbers were learnt.
        minutes: For how long.
        megabytes: Of the model file.
    """

    name: str
    source: str
    parameters: int | None = None
    minutes: float | None = None
    megabytes: float | None = None


def find_trained(given: str) -> Trained:
    """A name, a model file or the folder of a run; raises FileAccessError where a run has no model file."""
    run = Path(given)
    if not (run / WEIGHTS).is_file():
        released = RELEASED / f"{given}.safetensors"
        return Trained(name=run.stem, source=given, parameters=_parameters(released) if released.is_file() else None)
    files = sorted(run.glob("*.onnx"))
    if not files:
        raise FileAccessError(
            f"{run}: has no model file: make it with `glyphwright release {run}/{WEIGHTS} --out {run}`"
        )
    return Trained(
        name=run.name,
        source=str(files[0]),
        parameters=_parameters(run / WEIGHTS),
        minutes=trained_minutes(run),
        megabytes=files[0].stat().st_size / 1e6,
    )


def _parameters(weights: Path) -> int:
    return sum(tensor.numel() for name, tensor in load_weights(weights).tensors.items() if is_learnt(name))


def keep(rows: Sequence[Row], results: Path) -> list[Row]:
    """Write the rows of a table, each of which has its `model`, as JSON, beside those of other models kept before.

    Of models the name stands for the path. Returns all rows.
    """
    records = [asdict(row) for row in rows]
    for record in records:
        record["model"]["source"] = record["model"]["name"]
    measured = {record["model"]["name"] for record in records}
    earlier = json.loads(results.read_text(encoding="utf-8")) if results.exists() else []
    records += [record for record in earlier if record["model"]["name"] not in measured]
    results.write_text(json.dumps(records, indent=1) + "\n", encoding="utf-8")
    return kept(results, type(rows[0]))


def kept(results: Path, kind: type[Row]) -> list[Row]:
    """The rows that `keep` wrote."""
    records = json.loads(results.read_text(encoding="utf-8"))
    return [kind(**{**record, "model": Trained(**record["model"])}) for record in records]


def cell(value: float | None, form: str) -> str:
    """A number in a table, or a dash for none."""
    return "–" if value is None else format(value, form)
