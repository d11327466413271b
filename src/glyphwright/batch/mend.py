"""Sources → their pages, mended as they would be before they are read, as PNG files."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from glyphwright.acquire import list_pages, load_bytes, open_pages
from glyphwright.batch.targets import is_folder, make_folder, refuse_overwriting, stems, write_file
from glyphwright.errors import OptionError
from glyphwright.options import ReadOptions
from glyphwright.preprocess import explain, prepare
from glyphwright.runtime import load_model
from glyphwright.zoo import find_model


def mend_pages(
    sources: Sequence[str | Path], out: str, options: ReadOptions, *, explain_in: Path | None = None
) -> None:
    """Write every page that the options choose.

    Args:
        sources: As `expand_sources` lists them.
        out: A PNG file for one page; a folder, which exists or ends in "/", for files named after source and page.
        options: How to open the sources, and which steps to take.
        explain_in: A folder for pictures that show every step, named likewise.

    Raises:
        OptionError: There are several pages, and `out` is one file; or it is no PNG, or a source.
        GlyphwrightError: As `open_pages`; a file cannot be written.
    """
    orientation = load_model(find_model("page_orientation"), task="page_orientation")
    folder = _folder(sources, out)
    for source, stem in zip(sources, stems(sources), strict=True):
        content, name = load_bytes(source)
        numbers = list_pages(content, options=options, name=name)
        if folder is None and len(numbers) > 1:
            raise OptionError(f"{out}: {name} has {len(numbers)} pages: choose one with --pages, or give a folder")
        for image in open_pages(content, options=options, name=name):
            path = Path(out) if folder is None else folder / f"{stem}-{image.number}.png"
            write_file(path, _png(prepare(image, options, orientation=orientation).pixels))
            if explain_in is not None:
                make_folder(explain_in)
                write_file(explain_in / path.name, _png(explain(image, options, orientation=orientation)))


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
    refuse_overwriting(sources, [path])
    return None


def _png(rgb: NDArray[np.uint8]) -> bytes:
    import cv2

    encoded: NDArray[np.uint8] = cv2.imencode(".png", cv2.cvtColor(rgb, cv2.COLOR_RGB2BGR))[1]
    return encoded.tobytes()
