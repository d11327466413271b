"""Weights of a run → the model file that is given to users: calibrated, checked, in eight bits, with its scores."""

import hashlib
import logging
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from glyphwright.recognise import CtcLineReader, open_line_reader
from glyphwright.recognise.batches import padded_width, to_input
from glyphwright.runtime import load_model
from glyphwright_train.calibrate import fit_likelihood, fit_temperature
from glyphwright_train.checkpoint import Weights, load_weights
from glyphwright_train.quantise import quantise
from glyphwright_train.recipe import Recipe, from_table
from glyphwright_train.synth.lines import LineSample
from glyphwright_train.tasks import make_task
from glyphwright_train.tasks.learning_reader import CTC, log_probabilities
from glyphwright_train.tasks.line_reader import LineReaderTask
from glyphwright_train.tasks.line_script import LineScriptTask, make_script_batch
from glyphwright_train.to_onnx import export_onnx
from glyphwright_train.word_confidence import fit_word_confidence, judge_lines, set_word_confidence

CLASSIFIERS = "character_classifier"
TEMPERATURE_SEED = 40_000

log = logging.getLogger(__name__)


class ReaderTask(Protocol):
    """What is needed of a task of line readers."""

    alphabet: str

    def temperature_lines(self) -> list[LineSample]: ...

    def confidence_lines(self) -> dict[str, list[LineSample]]: ...

    def calibration_lines(self) -> list[LineSample]: ...


@dataclass(frozen=True, slots=True)
class Release:
    """A released file and its line in the catalogue."""

    path: Path
    name: str
    task: str
    sha256: str
    licence: str

    @classmethod
    def of(cls, path: Path, name: str, task: str, licence: str) -> "Release":
        """A file as it lies there."""
        return cls(path, name, task, hashlib.sha256(path.read_bytes()).hexdigest(), licence)

    @property
    def entry(self) -> str:
        """As `zoo/catalogue.toml` wants it."""
        default = "" if self.task == CLASSIFIERS else "default = true\n"
        return (
            f'[[model]]\nname = "{self.name}"\ntask = "{self.task}"\nfile = "{self.path.name}"\n'
            f'sha256 = "{self.sha256}"\nlicence = "{self.licence}"\n{default}'
        )


def release_classifier(model: Path, folder: Path) -> Release:
    """A classifier's file, as `glyphwright zoo train` wrote it, under the name of its kind in `folder`."""
    description = load_model(model, task=CLASSIFIERS).description
    path = folder / f"{description['name']}.onnx"
    shutil.copyfile(model, path)
    return Release.of(path, description["name"], CLASSIFIERS, description["licence"])


def release(weights_path: Path, folder: Path, *, material: Path) -> Release:
    """Make the model file of a run's weights in `folder`, named after its recipe.

    A line reader gets its temperature and its confidence in words from validation lines and is reduced to eight bits,
    calibrated on training lines, unless it has a decoder; a classifier of scripts gets a temperature for each of its
    two verdicts; others stay as they are.
    """
    weights = load_weights(weights_path)
    recipe = from_table(Recipe, weights.description["recipe"], str(weights_path))
    task = make_task(recipe, material)
    network = task.network()
    network.load_state_dict(weights.tensors)
    scores = task.evaluate(network.eval())
    path = folder / f"{recipe.name}.onnx"
    if isinstance(task, LineReaderTask) and weights.description["architecture"] in CTC:
        release_reader(weights, network, task, path, scores=scores)
    elif isinstance(task, LineScriptTask):
        release_line_script(weights, network, task, path, scores=scores)
    else:
        export_onnx(weights, path, scores=scores)
    return Release.of(path, recipe.name, recipe.task, recipe.licence)


def release_reader(
    weights: Weights, network: nn.Module, task: ReaderTask, path: Path, *, scores: dict[str, float]
) -> None:
    """Write a reader's file, reduced to eight bits, with the temperature that its task's lines give it.

    How sure it is of words is then fitted with these eight bits and the default language model at work.
    """
    samples = task.temperature_lines()
    outputs = [output[0] for output in log_probabilities(network, samples)]
    temperature = fit_temperature(outputs, [sample.text for sample in samples], task.alphabet)
    log.info("temperature %.2f", temperature)
    described = Weights(weights.tensors, {**weights.description, "temperature": temperature})
    with tempfile.TemporaryDirectory() as folder:
        exact, reduced = Path(folder) / "exact.onnx", Path(folder) / "reduced.onnx"
        export_onnx(described, exact, scores=scores)
        quantise(exact, reduced, _calibration(task.calibration_lines()))
        reader = open_line_reader(load_model(reduced, task="line_reader"))
        assert isinstance(reader, CtcLineReader)
        judged = {kind: judge_lines(reader, lines) for kind, lines in task.confidence_lines().items()}
        set_word_confidence(reduced, path, fit_word_confidence(judged))


def release_line_script(
    weights: Weights, network: nn.Module, task: LineScriptTask, path: Path, *, scores: dict[str, float]
) -> None:
    """Write a classifier of scripts, each of its two verdicts softened to what it is worth on test lines."""
    batch = make_script_batch(task.test_lines(seed=TEMPERATURE_SEED))
    with torch.inference_mode():
        outputs = network(batch.images).numpy()
    known = batch.turned.numpy() >= 0
    turned = np.stack([np.zeros(len(outputs)), outputs[:, -1]], axis=1)[known].astype(np.float32)
    truth = batch.turned.numpy()[known].astype(np.int64)
    temperatures = fit_likelihood(outputs[:, :-1], batch.classes.numpy()), fit_likelihood(turned, truth)
    log.info("temperatures %.2f and %.2f", *temperatures)
    described = Weights(weights.tensors, {**weights.description, "temperatures": list(temperatures)})
    export_onnx(described, path, scores=scores)


def _calibration(samples: list[LineSample]) -> Iterator[NDArray[np.float32]]:
    return (to_input([sample.pixels], padded_width(sample.pixels.shape[1])) for sample in samples)
