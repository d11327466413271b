"""The only training loop: a task and a recipe → a run folder with checkpoints, metrics and weights.

Every process draws its own share of each step's batch and computes its gradients; these are averaged, so all processes
hold the same weights. What differs between tasks is in tasks.py.
"""

import json
import logging
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any

import torch
import torch.distributed as dist
from torch import nn
from torch.multiprocessing.spawn import start_processes

from glyphwright.errors import OptionError
from glyphwright_train.checkpoint import (
    WEIGHTS,
    Weights,
    load_checkpoint,
    load_weights,
    save_checkpoint,
    save_weights,
    start_from,
)
from glyphwright_train.curves import draw_curves, write_events
from glyphwright_train.recipe import Recipe, Schedule
from glyphwright_train.schedule import learning_rate
from glyphwright_train.tasks import Task, make_task

LEAST_SECONDS_BETWEEN_DRAWINGS = 30.0

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class RunOptions:
    """Where and how to run a recipe, none of which changes what it means.

    Args:
        folder: The run's own; a run found there is continued.
        material: Folder with fonts/, corpus/, strips/ and pages/.
        processes: How many learn together, each with one thread.
        workers: Data processes beside each, 0 to draw the data in line.
        minutes: Stop after this long, to be continued; None for the whole recipe.
        init_from: Weights to start a new run from.
        device: "cpu" or "cuda".
    """

    folder: Path
    material: Path
    processes: int = 1
    workers: int = 0
    minutes: float | None = None
    init_from: Path | None = None
    device: str = "cpu"


def train(recipe: Recipe, options: RunOptions) -> None:
    """Run a recipe to its end, or for as long as the options allow."""
    options.folder.mkdir(parents=True, exist_ok=True)
    if options.processes == 1:
        _train_rank(0, recipe, options)
        return
    rendezvous = options.folder / "rendezvous"
    rendezvous.unlink(missing_ok=True)
    where = rendezvous.resolve().as_uri()
    start_processes(_train_joined, (recipe, options, where), options.processes)


def _train_joined(rank: int, recipe: Recipe, options: RunOptions, rendezvous: str) -> None:
    dist.init_process_group("gloo", init_method=rendezvous, rank=rank, world_size=options.processes)
    _train_rank(rank, recipe, options)
    dist.destroy_process_group()


def _train_rank(rank: int, recipe: Recipe, options: RunOptions) -> None:
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s", datefmt="%H:%M:%S")
    if options.device == "cpu":
        torch.set_num_threads(1)
    task = make_task(recipe, options.material)
    run = _Run(recipe, options, task, rank)
    run.restore()
    for batch in _with_progress(run.batches(), recipe, run.done) if rank == 0 else run.batches():
        run.step(batch)
        if run.stopping:
            break
    run.finish()


class _Run:
    """The state of one process of a run."""

    def __init__(self, recipe: Recipe, options: RunOptions, task: Task, rank: int) -> None:
        self.recipe, self.options, self.task, self.rank = recipe, options, task, rank
        torch.manual_seed(recipe.seed)
        # Channels last: most convolutions learn faster so on a CPU.
        network = task.network().to(options.device)
        self.network: nn.Module = network.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
        self.average = {name: tensor.clone() for name, tensor in self.network.state_dict().items()}
        self.optimiser = _optimiser(self.network, recipe.schedule)
        self.done = 0
        self.started = self.saved = time.monotonic()
        self.drawn = float("-inf")
        self.stopping = False
        self.best, self.stale = float("inf"), 0
        self.losses: list[float] = []

    def restore(self) -> None:
        state = load_checkpoint(self.options.folder)
        if state is not None:
            self.network.load_state_dict(state["network"])
            self.average = {name: tensor.to(self.options.device) for name, tensor in state["average"].items()}
            self.optimiser.load_state_dict(state["optimiser"])
            self.done = state["step"]
            self.best, self.stale = state["best"], state["stale"]
        elif self.options.init_from is not None:
            alphabet = self.task.description().get("alphabet")
            weights = load_weights(self.options.init_from)
            start_from(self.network, weights, alphabet=alphabet, fresh=self.recipe.fresh)
            self.average = {name: tensor.clone() for name, tensor in self.network.state_dict().items()}
        if self.rank == 0:
            n = sum(parameter.numel() for parameter in self.network.parameters())
            log.info("%s: %d parameters, step %d of %d", self.recipe.name, n, self.done, self.recipe.schedule.steps)

    def batches(self) -> Iterator[Any]:
        steps = range(self.done, self.recipe.schedule.steps)
        data = _Steps(self.task, steps, self.rank)
        loader = torch.utils.data.DataLoader(data, batch_size=None, num_workers=self.options.workers)
        return iter(loader)

    def step(self, batch: Any) -> None:
        schedule = self.recipe.schedule
        for group in self.optimiser.param_groups:
            group["lr"] = learning_rate(schedule, self.done)
        self.network.train()
        torch.manual_seed((self.recipe.seed << 32) + self.done * self.options.processes + self.rank)  # dropout's chance
        with _mixed_precision(self.options.device, wanted=schedule.mixed_precision):
            outputs = self.network(*(tensor.to(self.options.device) for tensor in self.task.inputs(batch)))
        loss = self.task.loss(outputs, batch)
        loss.backward()
        self.stopping = self._average_gradients(self._is_over())
        norm = nn.utils.clip_grad_norm_(self.network.parameters(), schedule.clip)
        if torch.isfinite(norm):
            self.optimiser.step()
        else:
            log.warning("step %d: the gradient is not finite; skipped", self.done)
        self.optimiser.zero_grad()
        self.done += 1
        self._update_average()
        self.losses.append(float(loss.detach()))
        self._report()

    def _is_over(self) -> bool:
        minutes = self.options.minutes
        return self._is_exhausted() or (minutes is not None and time.monotonic() - self.started > 60 * minutes)

    def _is_exhausted(self) -> bool:
        return 0 < self.recipe.patience <= self.stale

    def _average_gradients(self, overdue: bool) -> bool:
        """Average over all processes; the vote to stop travels along, so that all stop at the same step."""
        if self.options.processes == 1:
            return overdue
        gradients = [p.grad for p in self.network.parameters() if p.grad is not None]
        vote = torch.tensor([float(overdue)])
        flat = torch.cat([*(gradient.reshape(-1) for gradient in gradients), vote])
        dist.all_reduce(flat)
        flat /= self.options.processes
        parts = flat[:-1].split([gradient.numel() for gradient in gradients])
        for gradient, part in zip(gradients, parts, strict=True):
            gradient.copy_(part.view_as(gradient))
        return bool(flat[-1] > 0)

    def _update_average(self) -> None:
        decay = min(self.recipe.schedule.ema, (self.done + 1) / (self.done + 10))
        for name, tensor in self.network.state_dict().items():
            if tensor.is_floating_point():
                self.average[name].lerp_(tensor.detach(), 1 - decay)
            else:
                self.average[name].copy_(tensor)

    def _report(self) -> None:
        if self.done % self.recipe.evaluate_every == 0:
            self.evaluate()
        elif self.done % 100 == 0 and self.rank == 0:
            minutes = (time.monotonic() - self.started) / 60
            log.info("step %d  loss %.4f  %.1f min", self.done, _mean(self.losses[-100:]), minutes)
        if self.rank == 0 and time.monotonic() - self.saved > 60 * self.recipe.checkpoint_minutes:
            self.save()

    def evaluate(self) -> None:
        """Score the averaged weights on the task's validation data; only the first process has anything to do."""
        if self.rank != 0:
            return
        scores = self.task.evaluate(self.averaged_network())
        recent = self.losses[-self.recipe.evaluate_every :]
        record = {
            "step": self.done,
            "minutes": round((time.monotonic() - self.started) / 60, 2),
            "loss": round(_mean(recent), 5),
            **{name: round(score, 5) for name, score in scores.items()},
        }
        with (self.options.folder / "metrics.jsonl").open("a", encoding="utf-8") as file:
            file.write(json.dumps(record) + "\n")
        log.info("%s", "  ".join(f"{name} {value}" for name, value in record.items()))
        self._judge(scores)
        self.save()
        if self.done >= self.recipe.schedule.steps or time.monotonic() - self.drawn > LEAST_SECONDS_BETWEEN_DRAWINGS:
            draw_curves(self.options.folder)
            self.drawn = time.monotonic()

    def _judge(self, scores: dict[str, float]) -> None:
        """Where a recipe has patience, keep the weights if these are its best so far."""
        if not self.recipe.patience:
            return
        error = scores[self.recipe.judged_by]
        self.stale = 0 if error < self.best else self.stale + 1
        if not self.stale:
            self.best = error
            self._keep_weights()

    def averaged_network(self) -> nn.Module:
        network = self.task.network()
        network.load_state_dict({name: tensor.cpu() for name, tensor in self.average.items()})
        return network.eval()

    def save(self) -> None:
        state = {
            "network": self.network.state_dict(),
            "average": self.average,
            "optimiser": self.optimiser.state_dict(),
            "step": self.done,
            "best": self.best,
            "stale": self.stale,
        }
        save_checkpoint(self.options.folder, state)
        if not self.recipe.patience:
            self._keep_weights()
        self.saved = time.monotonic()

    def _keep_weights(self) -> None:
        description = {
            "name": self.recipe.name,
            **self.task.description(),
            "recipe": asdict(self.recipe),
            "steps": self.done,
        }
        tensors = {name: tensor.cpu() for name, tensor in self.average.items()}
        save_weights(self.options.folder / WEIGHTS, Weights(tensors, description))

    def finish(self) -> None:
        if (self.done % self.recipe.evaluate_every or self.done == 0) and not self._is_exhausted():
            self.evaluate()
        if self.rank == 0:
            write_events(self.options.folder)


class _Steps(torch.utils.data.Dataset[Any]):
    """The batches of one process, by step."""

    def __init__(self, task: Task, steps: range, rank: int) -> None:
        self.task, self.steps, self.rank = task, steps, rank

    def __len__(self) -> int:
        return len(self.steps)

    def __getitem__(self, i: int) -> Any:
        return self.task.batch(self.steps[i], self.rank)


def _with_progress(batches: Iterator[Any], recipe: Recipe, done: int) -> Iterator[Any]:
    """Show a bar while the steps go by, on a terminal only."""
    from rich.console import Console
    from rich.progress import track

    console = Console(stderr=True)
    total = recipe.schedule.steps
    return iter(track(batches, recipe.name, total, completed=done, console=console, disable=not console.is_terminal))


OPTIMISERS: dict[str, Callable[..., torch.optim.Optimizer]] = {
    "adam": partial(torch.optim.Adam, fused=True),
    "adamw": partial(torch.optim.AdamW, fused=True),
    "rmsprop": torch.optim.RMSprop,
    "sgd": partial(torch.optim.SGD, momentum=0.9, nesterov=True),
}


def _optimiser(network: nn.Module, schedule: Schedule) -> torch.optim.Optimizer:
    if schedule.optimiser not in OPTIMISERS:
        raise OptionError(f"unknown optimiser {schedule.optimiser!r}: use {', '.join(OPTIMISERS)}")
    groups = _parameter_groups(network, schedule.weight_decay)
    return OPTIMISERS[schedule.optimiser](groups, lr=schedule.learning_rate)


def _parameter_groups(network: nn.Module, weight_decay: float) -> list[dict[str, Any]]:
    """Decay matrices and kernels, not biases and scales."""
    heavy = [p for p in network.parameters() if p.ndim > 1]
    light = [p for p in network.parameters() if p.ndim <= 1]
    return [{"params": heavy, "weight_decay": weight_decay}, {"params": light, "weight_decay": 0.0}]


def _mixed_precision(device: str, *, wanted: bool) -> AbstractContextManager[Any]:
    """Bfloat16 where the processor multiplies it natively."""
    native = device == "cuda" or torch.backends.mkldnn.is_available()
    return torch.autocast(device, torch.bfloat16) if wanted and native else nullcontext()


def _mean(values: list[float]) -> float:
    return sum(values) / len(values) if values else float("nan")


__all__ = ["RunOptions", "train"]
