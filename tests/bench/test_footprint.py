import sys
from pathlib import Path

import pytest

from bench.footprint import installed_bytes, largest, run


@pytest.fixture
def site(tmp_path: Path) -> Path:
    for name, size in {
        "numpy/core.py": 100,
        "numpy/__pycache__/core.pyc": 30,
        "numpy.libs/blas.so": 500,
        "cv2/cv2.so": 400,
        "pip/big.py": 9000,
        "setuptools/big.py": 9000,
    }.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x" * size)
    return tmp_path


def test_byte_code_is_counted_apart_and_pip_not_at_all(site: Path) -> None:
    assert installed_bytes(site) == (1000, 30)


def test_a_package_and_its_libraries_are_one(site: Path) -> None:
    assert largest(site, 1) == [("numpy", 630)]


def test_time_and_memory_of_a_program_are_measured() -> None:
    seconds, peak_mb = run(Path(sys.executable), "-c", "import time; x = bytes(50_000_000); time.sleep(0.2)")
    assert seconds > 0.2
    assert peak_mb > 50


def test_a_program_that_fails_is_named() -> None:
    with pytest.raises(SystemExit, match="ended with 3"):
        run(Path(sys.executable), "-c", "raise SystemExit(3)")
