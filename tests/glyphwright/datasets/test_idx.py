import gzip
import struct
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from glyphwright.datasets.idx import read_idx
from glyphwright.errors import DamagedInputError, FileAccessError, InputError, UnsupportedFormatError

IMAGES = np.arange(2 * 3 * 4, dtype=np.uint8).reshape(2, 3, 4)
WHOLE = struct.pack(">4B3I", 0, 0, 8, 3, 2, 3, 4) + IMAGES.tobytes()


def test_gzipped_is_told_by_content_not_by_name(tmp_path: Path) -> None:
    for name, content in (("plain.gz", WHOLE), ("zipped", gzip.compress(WHOLE))):
        (tmp_path / name).write_bytes(content)
        assert (read_idx(tmp_path / name, "images") == IMAGES).all()


def test_the_array_may_be_written_to(tmp_path: Path) -> None:
    (tmp_path / "images").write_bytes(WHOLE)
    assert read_idx(tmp_path / "images", "images").flags.writeable


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (WHOLE[:-1], "has 23 of the 24 values"),
        (WHOLE + b"\0", "has more than the 24 values"),
        (WHOLE[:9], "ends within its header"),
        (struct.pack(">4B3I", 0, 0, 8, 3, 0, 28, 28), "speaks of 0 × 28 × 28 values"),
        (struct.pack(">4B3I", 0, 0, 8, 3, 2**31, 2**31, 2**31), "which cannot be"),
        (gzip.compress(WHOLE)[:-12], "its gzip data is cut short"),
        (gzip.compress(WHOLE)[:-8] + bytes(8), "its gzip data is cut short or damaged"),
    ],
)
def test_what_is_damaged_is_refused(tmp_path: Path, content: bytes, what: str) -> None:
    (tmp_path / "images").write_bytes(content)
    with pytest.raises(DamagedInputError, match=f"images: .*{what}"):
        read_idx(tmp_path / "images", "images")


@pytest.mark.parametrize("content", [b"", b"\x89PNG\r\n\x1a\n", struct.pack(">4BI", 0, 0, 8, 1, 1) + b"7"])
def test_what_is_no_idx_file_of_images_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "images").write_bytes(content)
    with pytest.raises(UnsupportedFormatError, match="is no IDX file of images"):
        read_idx(tmp_path / "images", "images")


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileAccessError, match="images: No such file"):
        read_idx(tmp_path / "images", "images")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(st.integers(0, 200), st.integers(0, 255), st.booleans())
def test_damage_anywhere_is_an_error_of_ours_or_none(tmp_path: Path, place: int, value: int, zipped: bool) -> None:
    content = bytearray(gzip.compress(WHOLE) if zipped else WHOLE)
    content[place % len(content)] = value
    (tmp_path / "images").write_bytes(content)
    try:
        read = read_idx(tmp_path / "images", "images")
    except InputError:
        return
    assert read.size == IMAGES.size
