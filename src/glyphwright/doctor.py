"""This installation → findings: what is there, what is missing or damaged, and whether a line is read right.

It changes nothing and opens no connection.
"""

import importlib.metadata
import os
import platform
import time
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec

import numpy as np
from numpy.typing import NDArray

from glyphwright.errors import GlyphwrightError, MissingDependencyError, ModelError
from glyphwright.runtime import runtime_report, usable_cores
from glyphwright.zoo import Entry, catalogue, find_model

SAMPLE = "Glyphwright reads 1234567890 words"

# What is imported, by the name under which it is installed.
_PACKAGES = {
    "numpy": "numpy",
    "opencv-python-headless": "cv2",
    "pillow": "PIL",
    "pypdfium2": "pypdfium2",
    "pikepdf": "pikepdf",
}
_EXTRAS = {
    "heic": ("pi_heif",),
    "docx": ("docx",),
    "pdfa": ("jsonschema", "referencing", "fontTools"),
    "patterns": ("regex",),
    "ocrmypdf": ("ocrmypdf",),
    "datasets": ("scipy", "h5py", "lmdb"),
    "train": ("torch", "onnx", "fontTools", "wordfreq", "faker", "safetensors"),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at.

    `fault` says what is wrong with it and what to do, None where nothing is; `absent` marks what is not there and need
    not be.
    """

    name: str
    found: str
    fault: GlyphwrightError | None = None
    absent: bool = False


def examine() -> Iterator[Finding]:
    """Look at everything, one thing after the other; a test reading comes last, if there are models."""
    yield Finding("Python", f"{platform.python_version()} ({platform.python_implementation()}, {platform.platform()})")
    yield Finding("cores", f"{usable_cores()} used of {os.cpu_count()}")
    yield _runtime()
    for name, module in _PACKAGES.items():
        yield _package(name, module)
    for name, modules in _EXTRAS.items():
        yield _extra(name, modules)
    models = [_model(entry) for entry in catalogue()]
    yield from models
    if not any(finding.fault for finding in models):
        yield _reading()


def _runtime() -> Finding:
    try:
        report = runtime_report()
    except ImportError as error:
        return Finding("onnxruntime", "cannot be imported", _broken("onnxruntime", error))
    return Finding("onnxruntime", f"{report['onnxruntime']}, models run on the CPU (offered: {report['providers']})")


def _package(name: str, module: str) -> Finding:
    try:
        version = getattr(import_module(module), "__version__", None)
    except ImportError as error:
        return Finding(name, "cannot be imported", _broken(name, error))
    return Finding(name, str(version or importlib.metadata.version(name)))


def _broken(name: str, error: ImportError) -> MissingDependencyError:
    return MissingDependencyError(f"{name}: {error}: pip install --force-reinstall {name}")


def _extra(name: str, modules: tuple[str, ...]) -> Finding:
    missing = [module for module in modules if find_spec(module) is None]
    found = f"not installed: pip install 'glyphwright[{name}]'" if missing else "installed"
    return Finding(f"[{name}], optional", found, absent=bool(missing))


def _model(entry: Entry) -> Finding:
    try:
        path = find_model(entry.task, entry.name)
    except ModelError as error:
        return Finding(entry.name, "missing or damaged", error)
    return Finding(entry.name, f"{entry.task}, {path.stat().st_size / 1e6:.1f} MB, SHA-256 as in the catalogue")


def _reading() -> Finding:
    """Read a picture with a line of text, as anybody's first page."""
    from glyphwright.pipeline import make_reader

    try:
        reader = make_reader()
        start = time.perf_counter()
        text = reader.read(_picture()).text.strip()
    except GlyphwrightError as error:
        return Finding("test reading", "failed", error)
    seconds = time.perf_counter() - start
    if text != SAMPLE:
        fault = ModelError(f"the test picture reads “{text}” instead of “{SAMPLE}”: install glyphwright again")
        return Finding("test reading", f"wrong, {seconds:.2f} s", fault)
    return Finding("test reading", f"right, {seconds:.2f} s")


def _picture() -> NDArray[np.uint8]:
    from PIL import Image, ImageDraw, ImageFont

    image = Image.new("RGB", (900, 160), "white")
    ImageDraw.Draw(image).text((60, 50), SAMPLE, fill="black", font=ImageFont.load_default(40))
    return np.asarray(image)
