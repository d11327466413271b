"""The loop, run on a task so small that every step is a matter of milliseconds."""

import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

torch = pytest.importorskip("torch")

from glyphwright.errors import OptionError  # noqa: E402
from glyphwright_train import loop  # noqa: E402
from glyphwright_train.checkpoint import Weights, load_weights, start_from  # noqa: E402
from glyphwright_train.curves import read_metrics  # noqa: E402
from glyphwright_train.loop import RunOptions, train  # noqa: E402
from glyphwright_train.recipe import Recipe, Schedule  # noqa: E402

pytestmark = pytest.mark.train


@dataclass
class Batch:
    images: Any
    targets: Any


class LineTask:
    """Learn y = 2 x + 1 through a dropout that must repeat exactly."""

    def __init__(self, recipe: Recipe, material: Path) -> None:
        self.recipe = recipe

    def network(self) -> Any:
        return torch.nn.Sequential(torch.nn.Linear(1, 8), torch.nn.Dropout(0.1), torch.nn.Linear(8, 1))

    def batch(self, step: int, rank: int) -> Batch:
        x = torch.rand(16, 1, generator=torch.Generator().manual_seed(step * 10 + rank))
        return Batch(x, 2 * x + 1)

    def inputs(self, batch: Batch) -> tuple[Any, ...]:
        return (batch.images,)

    def loss(self, outputs: Any, batch: Batch) -> Any:
        return (outputs.float() - batch.targets).square().mean()

    def evaluate(self, network: Any) -> dict[str, float]:
        x = torch.linspace(0, 1, 11)[:, None]
        with torch.inference_mode():
            return {"error": float((network(x) - 2 * x - 1).abs().mean())}

    def description(self) -> dict[str, Any]:
        return {"task": "line", "architecture": "linear"}


def recipe(steps: int = 40) -> Recipe:
    return Recipe(
        name="tiny",
        task="line",
        seed=5,
        schedule=Schedule(steps=steps, learning_rate=0.03, warmup=2, ema=0.9),
        data={},
        evaluate_every=20,
        checkpoint_minutes=1e9,
    )


@pytest.fixture(autouse=True)
def tiny_task(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loop, "make_task", LineTask)


def run(folder: Path, steps: int = 40) -> dict[str, Any]:
    train(recipe(steps), RunOptions(folder=folder, material=folder))
    return dict(load_weights(folder / "weights.safetensors").tensors)


def test_a_run_learns_and_writes_metrics_curves_and_weights(tmp_path: Path) -> None:
    run(tmp_path, 400)
    metrics = [json.loads(line) for line in (tmp_path / "metrics.jsonl").read_text().splitlines()]
    assert [record["step"] for record in metrics[:2]] == [20, 40]
    assert metrics[-1]["error"] < 0.25 * metrics[0]["error"]
    assert (tmp_path / "curves.png").stat().st_size > 1000
    assert list((tmp_path / "events").iterdir())


def test_an_interrupted_run_goes_on_exactly(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = run(tmp_path / "whole")
    seen = {"steps": 0}
    step = loop._Run.step

    def stop_after_seven(self: Any, batch: Any) -> None:
        step(self, batch)
        seen["steps"] += 1
        self.stopping = seen["steps"] == 7

    monkeypatch.setattr(loop._Run, "step", stop_after_seven)
    run(tmp_path / "parts")
    assert seen["steps"] == 7
    parts = run(tmp_path / "parts")
    assert all(torch.equal(whole[name], parts[name]) for name in whole)


def test_starting_from_weights_starts_where_they_were(tmp_path: Path) -> None:
    run(tmp_path / "first", 400)
    options = RunOptions(
        folder=tmp_path / "second", material=tmp_path, init_from=tmp_path / "first" / "weights.safetensors"
    )
    train(recipe(20), options)
    first = json.loads((tmp_path / "first" / "metrics.jsonl").read_text().splitlines()[0])
    second = json.loads((tmp_path / "second" / "metrics.jsonl").read_text().splitlines()[0])
    assert second["error"] < 0.5 * first["error"]


def test_two_processes_hold_the_same_weights_as_their_average_demands(tmp_path: Path) -> None:
    from torch.multiprocessing.spawn import ProcessRaisedException

    # Spawned processes do not see the patched task: that they name the unknown one shows that they started.
    with pytest.raises(ProcessRaisedException, match="unknown task 'line'"):
        train(recipe(), RunOptions(folder=tmp_path, material=tmp_path, processes=2))


def test_a_run_with_patience_stops_when_nothing_gets_better_and_keeps_the_best(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    errors = iter([0.5, 0.3, 0.4, 0.6, 0.1])
    weights: list[Any] = []

    class Worsening(LineTask):
        def evaluate(self, network: Any) -> dict[str, float]:
            weights.append(network[0].weight.detach().half().float())
            return {"error": next(errors)}

    monkeypatch.setattr(loop, "make_task", Worsening)
    patient = replace(recipe(200), judged_by="error", patience=2, evaluate_every=10)
    train(patient, RunOptions(folder=tmp_path, material=tmp_path))
    assert [record["error"] for record in read_metrics(tmp_path)] == [0.5, 0.3, 0.4, 0.6]
    assert torch.equal(load_weights(tmp_path / "weights.safetensors").tensors["0.weight"], weights[1])


def test_weights_follow_their_characters_into_another_alphabet() -> None:
    learnt, mine = torch.nn.Linear(2, 4), torch.nn.Linear(2, 5)
    fresh = mine.weight.detach().clone()
    weights = Weights({name: tensor.clone() for name, tensor in learnt.state_dict().items()}, {"alphabet": "abc"})
    start_from(mine, weights, alphabet="cäba")
    assert torch.equal(mine.weight[[0, 1, 3, 4]], learnt.weight[[0, 3, 2, 1]])
    assert torch.equal(mine.weight[2], fresh[2])
    with pytest.raises(OptionError, match="use its recipe"):
        start_from(mine, weights, alphabet="ab")


def test_what_is_to_start_fresh_is_not_taken_over() -> None:
    learnt, mine = torch.nn.Linear(2, 4), torch.nn.Linear(2, 4)
    bias = mine.bias.detach().clone()
    start_from(mine, Weights(dict(learnt.state_dict()), {}), fresh=("bi",))
    assert torch.equal(mine.weight, learnt.weight)
    assert torch.equal(mine.bias, bias)
