"""Model files: the only place that knows ONNX Runtime.

A model is an `.onnx` file that carries, as JSON in its metadata under "glyphwright", what it is: task, architecture,
alphabet, input, licence, recipe and scores. Sessions are shared by threads; each call runs on the caller's thread.
"""

import base64
import hashlib
import json
import os
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from glyphwright.errors import FileAccessError, ModelError

METADATA_KEY = "glyphwright"
DECODER_KEY = "glyphwright.decoder"


@dataclass(frozen=True, slots=True)
class Model:
    """A loaded model file: `run` computes, `description` says what it is.

    A reader that writes symbol by symbol has a second graph inside, `decoder`, of which `step` computes one symbol.
    """

    path: Path
    sha256: str
    description: dict[str, Any]
    session: Any
    decoder: Any = None

    def run(self, batch: NDArray[np.float32]) -> NDArray[np.float32]:
        """Compute the model's one output for its one input; safe to call from many threads at once."""
        outputs: list[NDArray[np.float32]] = self.session.run(None, {self.session.get_inputs()[0].name: batch})
        return outputs[0]

    def step(self, **inputs: NDArray[Any]) -> list[NDArray[np.float32]]:
        """Compute all outputs of the decoder for those of its inputs that it takes."""
        taken = {entry.name for entry in self.decoder.get_inputs()}
        outputs: list[NDArray[np.float32]] = self.decoder.run(
            None, {name: array for name, array in inputs.items() if name in taken}
        )
        return outputs


def load_model(path: Path, *, task: str, threads: int = 1, large: bool = False) -> Model:
    """Load a model file, once in a process.

    Args:
        path: An `.onnx` file made by `glyphwright train`.
        task: What it must be for, as "line_reader".
        threads: How many threads one call of `run` may use.
        large: Its inputs are whole pages: the memory of a call is kept for the next. For what is small, and of many
            sizes, the system's own allocator needs less memory and no more time.

    Raises:
        FileAccessError: If there is no such file.
        ModelError: If it is no model of ours, or one for another task.
    """
    if not path.is_file():
        raise FileAccessError(f"{path}: no such model file: give the path of an .onnx file")
    model = _load(path.resolve(), threads, large)
    if model.description.get("task") != task:
        raise ModelError(f"{path}: a model for {model.description.get('task')}, where a {task} is needed")
    return model


@lru_cache(maxsize=8)
def _load(path: Path, threads: int, large: bool) -> Model:
    content = path.read_bytes()
    session = _session(content, threads, path, large=large)
    metadata = session.get_modelmeta().custom_metadata_map
    if METADATA_KEY not in metadata:
        raise ModelError(f"{path}: an ONNX file, but not one of glyphwright's: export it with `glyphwright train`")
    inner = metadata.get(DECODER_KEY)
    decoder = None if inner is None else _session(base64.b64decode(inner), threads, path)
    return Model(path, hashlib.sha256(content).hexdigest(), json.loads(metadata[METADATA_KEY]), session, decoder)


def _session(content: bytes, threads: int, path: Path, *, large: bool = False) -> Any:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.enable_cpu_mem_arena = large
    options.enable_mem_pattern = False
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    try:
        return onnxruntime.InferenceSession(content, options, providers=["CPUExecutionProvider"])
    except Exception as error:  # onnxruntime raises classes of its own for every kind of fault
        raise ModelError(f"{path}: cannot be loaded as a model ({error}): copy the file again") from error


def usable_cores() -> int:
    """How many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def runtime_report() -> dict[str, str]:
    """The version of ONNX Runtime and the providers that it offers here."""
    import onnxruntime

    return {"onnxruntime": onnxruntime.__version__, "providers": ", ".join(onnxruntime.get_available_providers())}
