"""A classifier's name, a labelled set and a seed → a folder with its model file, curves and scores."""

import json
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from glyphwright.datasets.labelled_images import LabelledImages
from glyphwright.recognise.characters import CharacterClassifier
from glyphwright.runtime import load_model, usable_cores
from glyphwright_train.character_data import open_characters, open_parts
from glyphwright_train.checkpoint import WEIGHTS, load_weights
from glyphwright_train.zoo_models import ZooModel
from glyphwright_train.zoo_scores import TIMED, measure, pictures_for, time_one

MODEL = "model.onnx"
SCORES = "scores.json"
MISTAKES = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainOptions:
    """What is trained, on what and where to.

    Args:
        model: From the zoo.
        source: A labelled set (`open_characters`).
        folder: Gets a folder for each model and seed.
        epochs: Instead of the model's own.
    """

    model: ZooModel
    source: Path
    folder: Path
    epochs: int | None = None

    @property
    def held_out(self) -> int:
        """How many training pictures stand in for the test part; 0 for none."""
        return int(self.model.data.get("held_out", 0))

    def run_folder(self, seed: int) -> Path:
        return self.folder / self.model.name / f"seed-{seed}"


def train_seeds(options: TrainOptions, seeds: int) -> list[dict[str, Any]]:
    """Train with seeds 1, 2, … side by side on all cores; what is there already is not trained again."""
    missing = [seed for seed in range(1, seeds + 1) if not (options.run_folder(seed) / SCORES).exists()]
    processes = min(usable_cores(), len(missing))
    if processes > 1:
        with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
            list(pool.map(train_one, [options] * len(missing), missing))
    else:
        for seed in missing:
            train_one(options, seed)
    return [read_scores(options.run_folder(seed)) for seed in range(1, seeds + 1)]


def train_one(options: TrainOptions, seed: int) -> None:
    """Train, export and measure one model; goes on with a run that was broken off."""
    folder = options.run_folder(seed)
    folder.mkdir(parents=True, exist_ok=True)
    learn = _train_network if options.model.kind == "network" else _fit
    parameters, seconds = learn(options, seed, folder)
    classifier = CharacterClassifier(load_model(folder / MODEL, task="character_classifier"))
    _, test = open_parts(options.source, options.held_out)
    scores = measure(classifier, test)
    record = {
        "model": options.model.name,
        "data": test.name,
        "seed": seed,
        "measured_on": "validation" if options.held_out else "test",
        **asdict(scores),
        "parameters": parameters,
        "training_seconds": round(seconds, 1),
    }
    _draw(folder, classifier, test, record)
    (folder / SCORES).write_text(json.dumps(record, indent=1), encoding="utf-8")


def time_model(options: TrainOptions) -> float:
    """Median microseconds that the model of the first seed takes for one picture, alone, on one thread, now."""
    classifier = CharacterClassifier(load_model(options.run_folder(1) / MODEL, task="character_classifier"))
    _, test = open_parts(options.source, options.held_out)
    images, _ = pictures_for(classifier, test.take(range(min(TIMED, len(test)))))
    return time_one(classifier, images)


def draw_data(options: TrainOptions) -> list[Path]:
    """Draw what the training pictures look like: classes.png and random.png."""
    from glyphwright_train.pictures import draw_class_grid, draw_random_grid, save

    train = open_characters(options.source, "train")
    options.folder.mkdir(parents=True, exist_ok=True)
    paths = [options.folder / "classes.png", options.folder / "random.png"]
    for path, figure in zip(paths, (draw_class_grid(train), draw_random_grid(train, seed=0)), strict=True):
        save(figure, path)
    return paths


def _draw(folder: Path, classifier: CharacterClassifier, test: LabelledImages, record: dict[str, Any]) -> None:
    """Draw the curves of a run, whom it takes for whom, and its worst mistakes."""
    from glyphwright_train.pictures import draw_confusion, draw_mistakes, draw_training, save, worst_mistakes

    if (folder / "metrics.jsonl").exists():
        save(draw_training(folder), folder / "training.png")
    save(draw_confusion(record["confusion"], classifier.classes), folder / "confusion.png")
    mistakes = worst_mistakes(classifier, test, MISTAKES)
    if mistakes:
        save(draw_mistakes(mistakes), folder / "mistakes.png")


def read_scores(folder: Path) -> dict[str, Any]:
    """What `train_one` measured."""
    record: dict[str, Any] = json.loads((folder / SCORES).read_text(encoding="utf-8"))
    return record


def _train_network(options: TrainOptions, seed: int, folder: Path) -> tuple[int, float]:
    """How many parameters were learnt, and for how many seconds, also before a run was broken off."""
    from glyphwright_train.curves import trained_minutes
    from glyphwright_train.loop import RunOptions, train
    from glyphwright_train.tasks.classifier import ClassifierTask
    from glyphwright_train.to_onnx import export_onnx

    one_step = options.model.recipe(seed=seed, steps_per_epoch=1, epochs=1)
    steps = ClassifierTask(one_step, options.source).steps_per_epoch
    recipe = options.model.recipe(seed=seed, steps_per_epoch=steps, epochs=options.epochs)
    train(recipe, RunOptions(folder=folder, material=options.source))
    weights = load_weights(folder / WEIGHTS)
    export_onnx(weights, folder / MODEL, scores={})
    parameters = sum(tensor.numel() for name, tensor in weights.tensors.items() if is_learnt(name))
    return parameters, 60 * trained_minutes(folder)


def is_learnt(name: str) -> bool:
    """Whether a tensor is a parameter and not a running statistic."""
    return not name.endswith(("running_mean", "running_var", "num_batches_tracked"))


def _fit(options: TrainOptions, seed: int, folder: Path) -> tuple[int, float]:
    from glyphwright_train.classic import fit_classic

    train, _ = open_parts(options.source, options.held_out)
    started = time.perf_counter()
    return fit_classic(options.model, train, seed=seed, path=folder / MODEL), time.perf_counter() - started
