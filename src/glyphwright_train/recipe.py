"""TOML → the frozen description of one training run; an unknown or missing key is an error that names it."""

import dataclasses
import tomllib
import types
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

from glyphwright.errors import FileAccessError, OptionError

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """How long and how fast to learn.

    Args:
        steps: Optimiser steps in all.
        learning_rate: At its peak.
        warmup: Steps over which it rises from zero.
        final_share: What is left of it at the last step, after half a cosine.
        mild_share: The first part of the run, in which data is mild and narrow.
        weight_decay: AdamW's.
        clip: Largest norm of the gradient.
        ema: Decay of the averaged weights, per step; 0 keeps those of the last step.
        optimiser: One of `OPTIMISERS` in loop.py.
        mixed_precision: Multiply in bfloat16 where the processor can.
    """

    steps: int
    learning_rate: float = 2e-3
    warmup: int = 500
    final_share: float = 0.02
    mild_share: float = 0.06
    weight_decay: float = 0.02
    clip: float = 2.0
    ema: float = 0.999
    optimiser: str = "adamw"
    mixed_precision: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """One training run: which task, which network, what data, how long; `data` and `network` are the task's to read.

    Of weights to start from (`--init-from`), tensors whose names begin with one of `fresh` are not taken over. With
    `patience`, a run ends when so many evaluations in a row have not lowered the score `judged_by`, and keeps the
    weights of the best one; without, it keeps the last.
    """

    name: str
    task: str
    seed: int
    schedule: Schedule
    data: dict[str, Any]
    network: dict[str, Any] = field(default_factory=dict)
    licence: str = "Apache-2.0"
    evaluate_every: int = 1000
    checkpoint_minutes: float = 4.0
    judged_by: str = ""
    patience: int = 0
    fresh: tuple[str, ...] = ()


def load_recipe(path: Path) -> Recipe:
    """Read a recipe for the training loop.

    Raises:
        FileAccessError: If it cannot be read.
        OptionError: If it is no TOML, or a key is unknown, missing or of another type.
    """
    return from_table(Recipe, load_table(path), str(path))


def load_table(path: Path) -> dict[str, Any]:
    """Read a recipe as it is written, for whatever kind of model.

    Raises:
        FileAccessError: If it cannot be read.
        OptionError: If it is no TOML.
    """
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise FileAccessError(f"{path}: cannot read the recipe ({error.strerror}): check the path") from error
    except tomllib.TOMLDecodeError as error:
        raise OptionError(f"{path}: not valid TOML ({error}): mend that line") from error


def from_table(kind: type[T], table: dict[str, Any], where: str) -> T:
    """Fill a dataclass from a table, nested tables into nested dataclasses; errors name the key and what is known."""
    hints = get_type_hints(kind)
    known = {field.name: field for field in dataclasses.fields(kind)}  # type: ignore[arg-type]
    for key in table:
        if key not in known:
            raise OptionError(f"{where}: unknown key {key!r}: use {', '.join(sorted(known))}")
    for key, entry in known.items():
        required = entry.default is dataclasses.MISSING and entry.default_factory is dataclasses.MISSING
        if required and key not in table:
            raise OptionError(f"{where}: the key {key!r} is missing: add it")
    return kind(**{key: _convert(hints[key], value, f"{where}: {key}") for key, value in table.items()})


def _convert(hint: Any, value: Any, where: str) -> Any:
    if dataclasses.is_dataclass(hint) and isinstance(hint, type):
        if not isinstance(value, dict):
            raise OptionError(f"{where}: a table is needed, not {value!r}")
        return from_table(hint, value, where)
    if get_origin(hint) is tuple:
        if not isinstance(value, list):
            raise OptionError(f"{where}: a list is needed, not {value!r}")
        kinds = get_args(hint)
        kinds = kinds[:1] * len(value) if kinds[-1:] == (Ellipsis,) else kinds
        if len(kinds) != len(value):
            raise OptionError(f"{where}: {len(kinds)} entries are needed, not {value!r}")
        return tuple(_convert(kind, entry, where) for kind, entry in zip(kinds, value, strict=True))
    if hint is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    plain = dict if get_origin(hint) is dict else hint
    options = get_args(plain) if isinstance(plain, types.UnionType) else (plain,)
    if not any(type(value) is option for option in options):
        raise OptionError(f"{where}: {value!r} is not of type {getattr(hint, '__name__', hint)}")
    return value
