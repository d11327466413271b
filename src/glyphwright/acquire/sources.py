"""Whatever holds an encoded image or PDF → a seekable stream of its bytes, and a name for it in messages.

Paths stay on disk; everything else is in memory, or is read into it. What the bytes mean is not known here.
"""

import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, TypeAlias

from numpy.typing import NDArray

from glyphwright.acquire.web import address_name, fetch, is_address
from glyphwright.errors import FileAccessError, OptionError

if TYPE_CHECKING:
    from PIL import Image

Encoded: TypeAlias = str | os.PathLike[str] | bytes | bytearray | memoryview | BinaryIO
Source: TypeAlias = "Encoded | NDArray[Any] | Image.Image"

STANDARD_INPUT = "-"


def source_name(source: Encoded) -> str:
    """What messages call it: a path as it was given, an address without its secrets."""
    if isinstance(source, str):
        if source == STANDARD_INPUT:
            return "standard input"
        return address_name(source) if is_address(source) else source
    if isinstance(source, os.PathLike):
        return os.fspath(source)
    if isinstance(source, bytes | bytearray | memoryview):
        return "bytes in memory"
    name = getattr(source, "name", None)
    return name if isinstance(name, str) and name else "file object"


@contextmanager
def open_stream(source: Encoded) -> Iterator[BinaryIO]:
    """The bytes of a source from their beginning, closed at the end unless the caller owns the source.

    A file object that can seek is read from its start, wherever it stands; any other from where it stands.

    Raises:
        FileAccessError: It is missing, unreadable, a folder, or not to be had from the network.
        OptionError: It is no source at all.
    """
    if isinstance(source, os.PathLike) or (isinstance(source, str) and _is_path(source)):
        with _open_path(Path(source)) as stream:
            # A pipe (`<(…)`, /dev/stdin) cannot seek, which every decoder needs.
            yield stream if stream.seekable() else io.BytesIO(_read(stream, source_name(source)))
    elif source == STANDARD_INPUT:
        if sys.stdin is None:
            raise FileAccessError("standard input: is not there: give the name of a file")
        yield io.BytesIO(_read(sys.stdin.buffer, source_name(source)))
    elif isinstance(source, str):
        yield io.BytesIO(fetch(source))
    elif isinstance(source, bytes | bytearray | memoryview):
        yield io.BytesIO(source)
    elif hasattr(source, "read"):
        yield io.BytesIO(_read(source, source_name(source)))
    else:
        raise OptionError(
            f"{type(source).__name__}: nothing that can be read: give one path, address, bytes, "
            "binary file object, NumPy array or PIL image"
        )


def _is_path(source: str) -> bool:
    return source != STANDARD_INPUT and not is_address(source)


def _open_path(path: Path) -> BinaryIO:
    try:
        if path.is_dir():
            raise FileAccessError(f"{path}: is a folder: name the files in it")
        return path.open("rb")
    except FileNotFoundError as error:
        if path.is_symlink():
            raise FileAccessError(
                f"{path}: is a link to {path.readlink()}, which is not there: mend the link, or remove it"
            ) from error
        raise FileAccessError(f"{path}: no such file: check the path") from error
    except PermissionError as error:
        raise FileAccessError(f"{path}: permission denied: make the file readable") from error
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        raise FileAccessError(f"{path}: cannot be opened ({reason}): check the path") from error


def _read(stream: BinaryIO, name: str) -> bytes:
    try:
        if stream.seekable():
            stream.seek(0)
        data = stream.read()
    except (OSError, ValueError) as error:
        raise FileAccessError(f"{name}: cannot be read ({error}): open it anew") from error
    if not isinstance(data, bytes | bytearray | memoryview):
        raise OptionError(f"{name}: was opened as text: open it in mode “rb”")
    return bytes(data)
