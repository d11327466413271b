"""Sources → their pages, mended as they would be before they are read, as PNG files."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from glyphwright.acquire import list_pages, load_bytes, open_pages
from glyphwright.batch.targets import is_folder, make_folder, refuse_overwriting, stems, write_file
from glyphwright.errors import GlyphwrightError, OptionError
from glyphwright.options import SHOW_THROUGH, ReadOptions
from glyphwright.pipeline import make_reader
from glyphwright.preprocess import explain, prepare
from glyphwright.runtime import load_model
from glyphwright.zoo import find_model


def mend_pages(
    sources: Sequence[str | Path], out: str, options: ReadOptions, *, explain_in: Path | None = None
) -> list[GlyphwrightError]:
    """Write every page that the options choose; a source that fails does not stop the others.

    Args:
        sources: As `expand_sources` lists them.
        out: A PNG file for one page; a folder, which exists or ends in "/", for files named after source and page.
        options: How to open the sources, and which steps to take.
        explain_in: A folder for pictures that show every step, named likewise.

    Returns:
        What failed: as `open_pages`; there are several pages, and `out` is one file; a file cannot be written, or is a
        source.

    Raises:
        OptionError: There are several sources, and `out` is one file; or it is no PNG, or beside the explanations.
        FileAccessError: A folder cannot be made.
    """
    orientation = load_model(find_model("page_orientation"), task="page_orientation")
    # What shows through is told by reading; other steps need none.
    reader = make_reader(options) if SHOW_THROUGH in options.taken_steps else None
    folder = _folder(sources, out)
    if explain_in is not None:
        make_folder(explain_in)
        if explain_in.resolve() == (folder or Path(out).parent).resolve():
            raise OptionError(f"{explain_in}: the mended pages go there: give another folder to --explain")
    failures = []
    for source, stem in zip(sources, stems(sources), strict=True):
        try:
            content, name = load_bytes(source)
            numbers = list_pages(content, options=options, name=name)
            if folder is None and len(numbers) > 1:
                raise OptionError(f"{out}: {name} has {len(numbers)} pages: choose one with --pages, or give a folder")
            for image in open_pages(content, options=options, name=name):
                path = Path(out) if folder is None else folder / f"{stem}-{image.number}.png"
                mended = reader.see(image).image if reader else prepare(image, options, orientation=orientation)
                _write(path, mended.pixels, sources)
                if explain_in is not None:
                    _write(explain_in / path.name, explain(image, options, orientation=orientation), sources)
        except GlyphwrightError as error:
            failures.append(error)
    return failures


def _folder(sources: Sequence[str | Path], out: str) -> Path | None:
    """The folder that an output is, made if need be; None where it is the file of a single source."""
    path = Path(out)
    if is_folder(out):
        make_folder(path)
        return path
    if path.suffix.lower() != ".png":
        raise OptionError(f"{out}: mended pages are PNG: call it {path.stem}.png, or give a folder, as {out}/")
    if len(sources) > 1:
        raise OptionError(f"{out}: there are {len(sources)} inputs: give a folder, as {path.stem}/")
    return None


def _write(path: Path, rgb: NDArray[np.uint8], sources: Sequence[str | Path]) -> None:
    import cv2

    refuse_overwriting(sources, [path])
    encoded: NDArray[np.uint8] = cv2.imencode(".png", cv2.cvtColor(rgb, cv2.COLOR_RGB2BGR))[1]
    write_file(path, [encoded.tobytes()])
