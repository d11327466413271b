"""`python -m bench.footprint`: what glyphwright takes of a fresh machine: disk, start, memory, and its searchable PDFs.

A wheel is built and installed into a new virtual environment; everything is measured there. With `--pages FOLDER` it is
also said by how much a searchable PDF is larger or smaller than each bilevel or grey image of that folder.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from PIL import Image

PAGE = Path("examples/pages/letter.png")
A4_AT_300_DPI = (2480, 3508)
STARTS = 5


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=Path, default=None, help="a folder of images to make searchable PDFs of")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        measure(Path(folder), options.pages)


def measure(folder: Path, pages: Path | None) -> None:
    """Print every figure; the folder gets the wheel and the environment."""
    wheel = build_wheel(folder)
    python, site = install(folder, wheel)
    files, compiled = installed_bytes(site)
    print(f"wheel {megabytes(wheel.stat().st_size)}")
    print(f"installed, without pip: {megabytes(files + compiled)}, of which compiled byte code {megabytes(compiled)}")
    for name, size in largest(site):
        print(f"  {name} {megabytes(size)}")
    bare = statistics.median(run(python, "-c", "pass")[0] for _ in range(STARTS))
    imported = statistics.median(run(python, "-c", "import glyphwright")[0] for _ in range(STARTS))
    print(f"import glyphwright: {imported - bare:.2f} s on top of the interpreter's own {bare:.2f} s")
    program = python.with_name("glyphwright")
    print(f"first page from a cold start: {statistics.median(run(program, PAGE)[0] for _ in range(STARTS)):.2f} s")
    sheet = folder / "a4.png"
    with Image.open(PAGE) as page:
        page.convert("L").resize(A4_AT_300_DPI, Image.Resampling.LANCZOS).save(sheet)
    seconds, peak_mb = run(program, sheet)
    print(f"A4 at 300 dpi: {seconds:.2f} s from a cold start, {peak_mb:.0f} MB at most")
    if pages is not None:
        print_growth(program, pages, folder)


def build_wheel(folder: Path) -> Path:
    """Build the wheel of this checkout."""
    subprocess.run([sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "-w", str(folder), "."], check=True)
    return next(folder.glob("*.whl"))


def install(folder: Path, wheel: Path) -> tuple[Path, Path]:
    """Install it into a new environment; returns that one's Python and folder of packages."""
    subprocess.run([sys.executable, "-m", "venv", str(folder / "venv")], check=True)
    python = folder / "venv" / "bin" / "python"
    subprocess.run([str(python), "-m", "pip", "install", "-q", str(wheel)], check=True)
    return python, next((folder / "venv" / "lib").glob("python*/site-packages"))


def installed_bytes(site: Path) -> tuple[int, int]:
    """Bytes of all files but pip's own, and of the byte code that was compiled from them."""
    files = compiled = 0
    for path in site.rglob("*"):
        if not path.is_file() or _is_pips(path.relative_to(site)):
            continue
        if path.suffix == ".pyc":
            compiled += path.stat().st_size
        else:
            files += path.stat().st_size
    return files, compiled


def largest(site: Path, count: int = 6) -> list[tuple[str, int]]:
    """The packages that take most of it, compiled or not."""
    sizes: dict[str, int] = {}
    for path in site.rglob("*"):
        place = path.relative_to(site)
        if path.is_file() and not _is_pips(place):
            name = place.parts[0].removesuffix(".libs")
            sizes[name] = sizes.get(name, 0) + path.stat().st_size
    return sorted(sizes.items(), key=lambda item: -item[1])[:count]


def _is_pips(place: Path) -> bool:
    return place.parts[0].startswith(("pip", "setuptools", "_distutils_hack"))


def run(program: Path, *arguments: str | Path) -> tuple[float, float]:
    """Run a program without its output; returns seconds and the most megabytes it had in memory."""
    started = time.perf_counter()
    process = subprocess.Popen([str(program), *map(str, arguments)], stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{program} {' '.join(map(str, arguments))}: ended with {process.returncode}")
    return time.perf_counter() - started, used.ru_maxrss / 1024


def print_growth(program: Path, pages: Path, folder: Path) -> None:
    """Say how much larger searchable PDFs are than the images that they were made of."""
    images = [path for path in sorted(pages.rglob("*.png")) if _mode(path) in ("1", "L")]
    out = folder / "pdf"
    run(program, *images, "-o", f"{out}/", "-f", "pdf")
    shares = []
    for path in images:
        made = next(out.rglob(f"{path.stem}.pdf"))
        shares.append((made.stat().st_size / path.stat().st_size - 1, path.name))
    mean = statistics.fmean(share for share, _ in shares)
    worst, name = max(shares)
    print(
        f"searchable PDFs of {len(images)} bilevel and grey PNGs: {mean:+.1%} on average, at most {worst:+.1%} ({name})"
    )


def _mode(path: Path) -> str:
    with Image.open(path) as image:
        return image.mode


def megabytes(size: int) -> str:
    """In megabytes of 10⁶ bytes."""
    return f"{size / 1e6:.1f} MB"


if __name__ == "__main__":
    main()
