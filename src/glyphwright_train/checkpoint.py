"""The state of a run ⇄ files: `checkpoint.pt` to resume exactly, `weights.safetensors` to start another run from."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from glyphwright.errors import ModelError, OptionError

CHECKPOINT = "checkpoint.pt"
WEIGHTS = "weights.safetensors"


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
    from safetensors.torch import save_file

    halves = {
        name: tensor.half().contiguous() if tensor.is_floating_point() else tensor.contiguous()
        for name, tensor in weights.tensors.items()
    }
    partial = path.with_suffix(".part")
    save_file(halves, partial, metadata={"description": json.dumps(weights.description, ensure_ascii=False)})
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


def start_from(network: nn.Module, weights: Weights) -> None:
    """Copy weights into a network of the same shapes; raises OptionError naming the first that does not fit."""
    mine = network.state_dict()
    for name, tensor in mine.items():
        if name not in weights.tensors or weights.tensors[name].shape != tensor.shape:
            found = tuple(weights.tensors[name].shape) if name in weights.tensors else "nothing"
            raise OptionError(f"--init-from: {name} is {tuple(tensor.shape)} here and {found} there: use its recipe")
    network.load_state_dict({name: weights.tensors[name] for name in mine})
