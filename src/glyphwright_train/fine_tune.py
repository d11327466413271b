"""A user's own lines and weights that can read → a reader that reads such lines better, and a page about it.

Part of the lines is held out; the reader is measured on them before and after, both times as it reads: through ONNX
Runtime, on crops cut by the function that reading cuts with.
"""

import logging
import unicodedata
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from glyphwright.errors import OptionError
from glyphwright.recognise import open_line_reader
from glyphwright.runtime import load_model, usable_cores
from glyphwright_train.checkpoint import WEIGHTS, Weights, load_weights
from glyphwright_train.loop import RunOptions, train
from glyphwright_train.own_lines import HeldOut, OwnLines, load_own_lines
from glyphwright_train.recipe import Recipe, Schedule
from glyphwright_train.release import release_reader
from glyphwright_train.report import LineResult, Report, write_report
from glyphwright_train.tasks.own_lines import OwnLinesTask
from glyphwright_train.to_onnx import export_onnx

NAME = "own-reader"
REPORT = "report.html"
EPOCHS = 40
PATIENCE = 6
LEAST_STEPS_BETWEEN_EVALUATIONS = 20

AlphabetPolicy = Literal["union", "new", "fail"]

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class FineTune:
    """What to learn from and how.

    Args:
        data: The lines, in any form that `open_lines` knows.
        folder: Gets the model file, the report and the run; a run found there is continued.
        init_from: Weights to begin with.
        validation: Lines to measure on; None holds a fifth of the images out.
        alphabet: "union" learns new characters besides the known ones, "new" knows only those of the lines, "fail"
            refuses lines with characters that the weights do not know.
        epochs: The most times that every line is seen; the run ends before where nothing gets better.
        minutes: The most that it may take.
        seed: Decides all chance.
    """

    data: Path
    folder: Path
    init_from: Path
    validation: Path | None = None
    alphabet: AlphabetPolicy = "union"
    epochs: int = EPOCHS
    minutes: float | None = None
    seed: int = 1


def fine_tune(options: FineTune) -> Report:
    """Train, export as own-reader.onnx, measure and report.

    Raises:
        InputError: The lines cannot be used.
        OptionError: With "fail", a line has characters that the weights do not know.
        ModelError: `init_from` is no weights of a line reader.
    """
    weights = load_weights(options.init_from)
    own = load_own_lines(options.data, options.validation)
    alphabet = choose_alphabet(weights.description["alphabet"], own, options.alphabet)
    recipe = _recipe(options, weights, alphabet)
    task = OwnLinesTask(recipe, options.data)
    options.folder.mkdir(parents=True, exist_ok=True)
    before = _read_with(weights, own.held_out, options.folder / "before.onnx")
    run = RunOptions(folder=options.folder, material=options.data, init_from=options.init_from, minutes=options.minutes)
    train(recipe, run)
    path = options.folder / f"{NAME}.onnx"
    _release(options.folder / WEIGHTS, task, path)
    after = _read(path, own.held_out)
    readings = tuple(
        LineResult(line.name, line.crop.pixels, line.text, old, new)
        for line, old, new in zip(own.held_out, before, after, strict=True)
    )
    report = Report(path, len(own.strips), own.left_out, readings)
    write_report(report, options.folder / REPORT, curves=options.folder / "curves.png")
    return report


def choose_alphabet(known: str, own: OwnLines, policy: AlphabetPolicy) -> str:
    """The characters that the new reader knows, by policy; combining marks and controls are never among new ones."""
    used = own.characters
    new = [character for character in used if character not in known]
    if new and policy == "fail":
        names = ", ".join(f"{c} (U+{ord(c):04X})" for c in new[:8])
        raise OptionError(f"the reader does not know {names}: use --alphabet union to teach it them, or mend the lines")
    bad = [character for character in new if unicodedata.category(character)[0] in "CM"]
    if bad:
        names = ", ".join(f"U+{ord(c):04X}" for c in bad[:8])
        raise OptionError(f"the lines have control characters or loose accents ({names}): mend them (NFC)")
    kept = known if policy != "new" else "".join(c for c in known if c in used or c == " ")
    return kept + "".join(new)


def _recipe(options: FineTune, weights: Weights, alphabet: str) -> Recipe:
    data = {"alphabet": alphabet, "validation": str(options.validation or "")}
    network = dict(weights.description["recipe"]["network"])
    schedule = Schedule(
        steps=1, learning_rate=5e-4, warmup=20, final_share=0.05, mild_share=0.0, weight_decay=0.01, ema=0.97
    )
    short = Recipe(name=NAME, task="own_lines", seed=options.seed, schedule=schedule, data=data, network=network)
    epoch = OwnLinesTask(short, options.data).steps_per_epoch
    every = max(epoch, LEAST_STEPS_BETWEEN_EVALUATIONS)
    return replace(
        short,
        schedule=replace(schedule, steps=max(every, epoch * options.epochs)),
        evaluate_every=every,
        judged_by="cer",
        patience=PATIENCE,
    )


def _read_with(weights: Weights, lines: tuple[HeldOut, ...], path: Path) -> list[str]:
    """What weights read, through a model file that is there for so long."""
    export_onnx(weights, path, scores={})
    try:
        return _read(path, lines)
    finally:
        path.unlink()


def _release(weights_path: Path, task: OwnLinesTask, path: Path) -> None:
    weights = load_weights(weights_path)
    network = task.network()
    network.load_state_dict(weights.tensors)
    network.eval()
    release_reader(weights, network, task, path, scores=task.evaluate(network))


def _read(model: Path, lines: tuple[HeldOut, ...]) -> list[str]:
    reader = open_line_reader(load_model(model, task="line_reader"), threads=usable_cores())
    return [reading.text for reading in reader.read_lines([line.crop for line in lines])]
