"""Weights of a run → the model file that is given to users: calibrated, checked, in eight bits, with its scores."""

import hashlib
import logging
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from glyphwright.recognise.batches import padded_width, to_input
from glyphwright_train.calibrate import fit_temperature
from glyphwright_train.checkpoint import Weights, load_weights
from glyphwright_train.quantise import quantise
from glyphwright_train.recipe import Recipe, from_table
from glyphwright_train.synth.lines import LineSample
from glyphwright_train.tasks import make_task
from glyphwright_train.tasks.line_reader import LineReaderTask
from glyphwright_train.to_onnx import export_onnx

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Release:
    """A released file and its line in the catalogue."""

    path: Path
    name: str
    task: str
    sha256: str
    licence: str

    @property
    def entry(self) -> str:
        """As `zoo/catalogue.toml` wants it."""
        return (
            f'[[model]]\nname = "{self.name}"\ntask = "{self.task}"\nfile = "{self.path.name}"\n'
            f'sha256 = "{self.sha256}"\nlicence = "{self.licence}"\ndefault = true\n'
        )


def release(weights_path: Path, folder: Path, *, material: Path) -> Release:
    """Make the model file of a run's weights in `folder`, named after its recipe.

    A line reader gets its temperature from validation lines and is reduced to eight bits, calibrated on training
    lines; a line finder stays as it is.
    """
    weights = load_weights(weights_path)
    recipe = from_table(Recipe, weights.description["recipe"], str(weights_path))
    task = make_task(recipe, material)
    network = task.network()
    network.load_state_dict(weights.tensors)
    scores = task.evaluate(network.eval())
    path = folder / f"{recipe.name}.onnx"
    if isinstance(task, LineReaderTask):
        temperature = fit_on_lines(network, task)
        described = Weights(weights.tensors, {**weights.description, "temperature": temperature})
        exact = path.with_suffix(".float.onnx")
        export_onnx(described, exact, scores=scores)
        quantise(exact, path, _calibration(task.calibration_lines()))
        exact.unlink()
    else:
        export_onnx(weights, path, scores=scores)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    return Release(path, recipe.name, recipe.task, digest, recipe.licence)


def fit_on_lines(network: nn.Module, task: LineReaderTask) -> float:
    """The temperature for a reader, from lines of its task that training never sees."""
    samples = task.temperature_lines()
    outputs = []
    with torch.inference_mode():
        for batch in _calibration(samples):
            outputs.append(network(torch.from_numpy(batch))[0].numpy())
    temperature = fit_temperature(outputs, [sample.text for sample in samples], task.alphabet)
    log.info("temperature %.2f", temperature)
    return temperature


def _calibration(samples: list[LineSample]) -> Iterator[NDArray[np.float32]]:
    return (to_input([sample.pixels], padded_width(sample.pixels.shape[1])) for sample in samples)
