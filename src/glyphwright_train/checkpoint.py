"""The state of a run ⇄ files: `checkpoint.pt` to resume exactly, `weights.safetensors` to start another run from."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from glyphwright.errors import ModelError, OptionError
from glyphwright.zoo import catalogue

CHECKPOINT = "checkpoint.pt"
WEIGHTS = "weights.safetensors"
RELEASED = Path(__file__).parent / "weights"


@dataclass(frozen=True, slots=True)
class Weights:
    """Named tensors, and what they are: task, architecture, alphabet, steps learned … as plain JSON."""

    tensors: dict[str, Tensor]
    description: dict[str, Any]


def save_checkpoint(run: Path, state: dict[str, Any]) -> None:
    """Write the whole state of a run so that a crash in between leaves the former one."""
    partial = run / (CHECKPOINT + ".part")
    torch.save(state, partial)
    partial.replace(run / CHECKPOINT)


def load_checkpoint(run: Path) -> dict[str, Any] | None:
    """The state that `save_checkpoint` wrote, or None where a run has none yet."""
    path = run / CHECKPOINT
    if not path.exists():
        return None
    state: dict[str, Any] = torch.load(path, map_location="cpu", weights_only=True)
    return state


def save_weights(path: Path, weights: Weights) -> None:
    """Write weights in half precision with their description."""
    from safetensors.torch import save

    halves = {
        name: tensor.half().contiguous() if tensor.is_floating_point() else tensor.contiguous()
        for name, tensor in weights.tensors.items()
    }
    partial = path.with_suffix(".part")
    # `save_file` makes files that nobody else may read, whatever the umask says.
    partial.write_bytes(save(halves, metadata={"description": json.dumps(weights.description, ensure_ascii=False)}))
    partial.replace(path)


def load_weights(path: Path) -> Weights:
    """Read weights, back in single precision; raises ModelError if the file is missing or not ours."""
    from safetensors import SafetensorError, safe_open

    try:
        with safe_open(path, framework="pt") as file:
            description = json.loads((file.metadata() or {})["description"])
            tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
    except (OSError, SafetensorError, KeyError) as error:
        raise ModelError(f"{path}: no weights of glyphwright ({error}): give a .safetensors made by a run") from error
    floats = {name: t.float() if t.is_floating_point() else t for name, t in tensors.items()}
    return Weights(floats, description)


def find_weights(name: str, *, task: str) -> Path:
    """Where weights lie: a .safetensors file, those of a released model by its name, or "default" for a task's.

    Raises ModelError if there are none.
    """
    if name.endswith(".safetensors"):
        return Path(name)
    released = {entry.name: entry for entry in catalogue() if entry.task == task}
    chosen = [entry for entry in released.values() if entry.name == name or (name == "default" and entry.default)]
    path = RELEASED / f"{chosen[0].name}.safetensors" if chosen else None
    if path is None or not path.is_file():
        raise ModelError(
            f"no weights of a {task} are called {name!r}: use {', '.join(released)} or a .safetensors file"
        )
    return path


def start_from(
    network: nn.Module, weights: Weights, *, alphabet: str | None = None, fresh: tuple[str, ...] = ()
) -> None:
    """Copy weights into a network of the same shapes.

    Args:
        network: Gets them.
        weights: Of another run.
        alphabet: What a reader's symbols 1, 2, … stand for; where it differs from that of the weights, the characters
            that both have keep what was learnt of them, and new ones start as the network has them.
        fresh: How the names of tensors begin that stay as the network has them.

    Raises:
        OptionError: A tensor does not fit; the first of them is named.
    """
    mine = network.state_dict()
    known = weights.description.get("alphabet")
    chosen = {}
    for name, tensor in mine.items():
        if name.startswith(fresh):
            chosen[name] = tensor
            continue
        learnt = weights.tensors.get(name)
        if learnt is not None and alphabet is not None and known is not None and alphabet != known:
            learnt = _by_character(tensor, learnt, alphabet, known)
        if learnt is None or learnt.shape != tensor.shape:
            found = "nothing" if learnt is None else tuple(learnt.shape)
            raise OptionError(f"--init-from: {name} is {tuple(tensor.shape)} here and {found} there: use its recipe")
        chosen[name] = learnt
    network.load_state_dict(chosen)


def _by_character(mine: Tensor, learnt: Tensor, alphabet: str, known: str) -> Tensor:
    """What was learnt of each character, in the order of another alphabet; a tensor without a row for each stays."""
    if not mine.ndim or mine.shape[0] != len(alphabet) + 1 or learnt.shape != (len(known) + 1, *mine.shape[1:]):
        return learnt
    rows = mine.clone()
    rows[0] = learnt[0]
    place = {character: i + 1 for i, character in enumerate(known)}
    for i, character in enumerate(alphabet):
        if character in place:
            rows[i + 1] = learnt[place[character]]
    return rows
