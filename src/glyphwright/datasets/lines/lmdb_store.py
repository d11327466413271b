"""LMDB with image-%09d, label-%09d and num-samples, as PARSeq, OpenOCR and deep-text have it ⇄ lines.

Needs the extra `datasets`. Pictures are held in memory, encoded. LMDB trusts its file: one that is damaged inside can
crash it, so take such files from where you trust them.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

from glyphwright.datasets.lines.labelled_lines import LabelledLine
from glyphwright.datasets.lines.output_folder import counted, crop_png, new_folder
from glyphwright.errors import DamagedInputError, FileAccessError, MissingDependencyError, OutputError

if TYPE_CHECKING:
    import lmdb

_FILE = "data.mdb"
_COUNT = b"num-samples"
_FIRST_MAP_BYTES = 1 << 24
_AT_ONCE = 256


def holds_lmdb(path: Path) -> bool:
    return _folder(path).joinpath(_FILE).is_file()


def read_lmdb(path: Path) -> list[LabelledLine]:
    """Read all samples.

    Args:
        path: The folder with data.mdb, or that file.

    Raises:
        MissingDependencyError: lmdb is not installed.
        FileAccessError: There is no such file.
        DamagedInputError: It is cut short, no LMDB, or one of another kind.
    """
    folder = _folder(path)
    file = folder / _FILE
    if not file.is_file():
        raise FileAccessError(f"{file}: there is no such file: give the folder that has it")
    lmdb = _lmdb(file)
    try:
        with lmdb.open(str(folder), readonly=True, lock=False, readahead=False, create=False) as store:
            _check_whole(store, file)
            with store.begin() as transaction:
                return list(_samples(transaction, file))
    except lmdb.Error as error:
        raise DamagedInputError(f"{file}: is cut short or no LMDB ({error}): get it anew") from error


def write_lmdb(lines: Sequence[LabelledLine], folder: Path) -> Path:
    """Write data.mdb into a new folder, every line as a PNG; lines to ignore are left out.

    Raises:
        MissingDependencyError: lmdb is not installed.
        FileAccessError: The folder is not empty, or a picture or the folder cannot be had.
        InputError: A picture is damaged.
        OutputError: A text is not Unicode.
    """
    lmdb = _lmdb(folder)
    kept = counted(lines)
    try:
        with lmdb.open(str(new_folder(folder)), map_size=_FIRST_MAP_BYTES, lock=False) as store:
            for start in range(0, len(kept), _AT_ONCE):
                _put(store, dict(_entries(kept[start : start + _AT_ONCE], start + 1)))
            _put(store, {_COUNT: str(len(kept)).encode()})
    except lmdb.Error as error:
        raise FileAccessError(f"{folder}: cannot be written ({error}): choose another place") from error
    return folder


def _folder(path: Path) -> Path:
    return path.parent if path.name == _FILE else path


def _check_whole(store: "lmdb.Environment", file: Path) -> None:
    """Before a page is touched that is not there, for which the system would end this process."""
    promised = (store.info()["last_pgno"] + 1) * store.stat()["psize"]
    if promised > file.stat().st_size:
        raise DamagedInputError(f"{file}: is cut short, {file.stat().st_size} of {promised} bytes: get it anew")


def _samples(transaction: "lmdb.Transaction", file: Path) -> Iterator[LabelledLine]:
    count = _get(transaction, _COUNT)
    if count is None or not count.isdigit():
        raise DamagedInputError(f"{file}: has no {_COUNT.decode()}: it is an LMDB of another kind")
    for number in range(1, int(count) + 1):
        image, label = (_get(transaction, key) for key in _keys(number))
        if image is None or label is None:
            raise DamagedInputError(f"{file}: lacks sample {number} of {int(count)}: get it anew")
        try:
            text = label.decode("utf-8")
        except UnicodeDecodeError as error:
            raise DamagedInputError(f"{file}: label {number} is not UTF-8 ({error}): make it anew") from error
        yield LabelledLine(f"{file}#{number}", text, image)


def _get(transaction: "lmdb.Transaction", key: bytes) -> bytes | None:
    value = transaction.get(key)
    return None if value is None else bytes(value)


def _entries(lines: Sequence[LabelledLine], first: int) -> Iterator[tuple[bytes, bytes]]:
    for number, line in enumerate(lines, start=first):
        image, label = _keys(number)
        try:
            yield label, line.text.encode("utf-8")
        except UnicodeEncodeError as error:
            raise OutputError(f"{line.name}: its text is not Unicode ({error}): mend it first") from error
        yield image, crop_png(line)


def _keys(number: int) -> tuple[bytes, bytes]:
    return b"image-%09d" % number, b"label-%09d" % number


def _put(store: "lmdb.Environment", entries: dict[bytes, bytes]) -> None:
    """All of them, in a map that grows as it must."""
    from lmdb import MapFullError

    while True:
        try:
            with store.begin(write=True) as transaction:
                for key, value in entries.items():
                    transaction.put(key, value)
            return
        except MapFullError:
            store.set_mapsize(2 * store.info()["map_size"])


def _lmdb(path: Path) -> ModuleType:
    try:
        import lmdb
    except ImportError as error:
        raise MissingDependencyError(f"{path}: needs lmdb: pip install 'glyphwright[datasets]'") from error
    return lmdb
