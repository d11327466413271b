"""IIIT 5K-Word: traindata.mat and testdata.mat beside train/ and test/ → cropped words; Mishra, Alahari, Jawahar 2012.

Needs the extra `datasets` (SciPy). Take .mat files from where you trust them: SciPy can crash on a damaged one.
"""

import struct
import zlib
from pathlib import Path
from typing import Any

import numpy as np

from glyphwright.datasets.lines.label_files import files_in, locate
from glyphwright.datasets.lines.labelled_lines import LabelledLine
from glyphwright.errors import DamagedInputError, FileAccessError, MissingDependencyError

_NAMES = ("traindata", "testdata")
# What SciPy raises about bytes that are not as they should be, besides errors of its own.
_COMPLAINTS = (
    *(OSError, EOFError, ValueError, TypeError, LookupError, AttributeError, RuntimeError, ArithmeticError),
    *(MemoryError, struct.error, zlib.error),
)


def holds_iiit5k(path: Path) -> bool:
    return bool(_files(path))


def read_iiit5k(path: Path) -> list[LabelledLine]:
    """Read the words of both parts, or of one.

    Args:
        path: The folder, or one of its two .mat files. The pictures lie in train/ and test/, or beside the .mat.

    Raises:
        MissingDependencyError: SciPy is not installed.
        FileAccessError: There is no such file.
        DamagedInputError: It is cut short or of another kind.
    """
    files = _files(path)
    if not files:
        raise FileAccessError(f"{path}: has no traindata.mat or testdata.mat: put them there")
    return [line for file in files for line in _read(file)]


def _files(path: Path) -> list[Path]:
    return [file for file in files_in(path, ".mat") if file.stem in _NAMES]


def _read(file: Path) -> list[LabelledLine]:
    try:
        entries = [(str(entry["ImgName"]), str(entry["GroundTruth"])) for entry in _load(file)]
    except _COMPLAINTS as error:
        raise DamagedInputError(f"{file}: is cut short or not of IIIT5K ({error}): get it anew") from error
    return [
        LabelledLine(f"{file}#{number}", text, locate(file.parent, name))
        for number, (name, text) in enumerate(entries, start=1)
    ]


def _load(file: Path) -> Any:
    """Structures with the fields ImgName and GroundTruth."""
    try:
        from scipy.io import loadmat
        from scipy.io.matlab import MatReadError
    except ImportError as error:
        raise MissingDependencyError(f"{file}: needs SciPy: pip install 'glyphwright[datasets]'") from error
    try:
        content = loadmat(file, variable_names=(file.stem,), squeeze_me=True)
    except MatReadError as error:
        raise ValueError(str(error)) from error
    return np.atleast_1d(content[file.stem])
