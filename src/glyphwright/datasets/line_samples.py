"""A folder of words or lines, each a picture of its own, in any format → samples to measure a reader on."""

from pathlib import Path

from glyphwright.datasets.lines import open_lines
from glyphwright.datasets.truth_folder import Sample, read_truth_folder, select_names
from glyphwright.errors import OptionError


def read_line_samples(folder: Path, *, select: str | None = None) -> list[Sample]:
    """Read lines, sorted by name, or those of them that `select_names` picks.

    Raises:
        OptionError: The lines are parts of larger pictures.
        GlyphwrightError: As `open_lines`, or `read_truth_folder` where there is a truth.json.
    """
    if (folder / "truth.json").is_file():
        return read_truth_folder(folder, select=select)
    samples = {}
    for line in open_lines(folder):
        if line.polygon is not None or not isinstance(line.source, Path):
            raise OptionError(
                f"{folder}: no pictures of single lines: glyphwright data convert to gt-txt cuts them out"
            )
        if not line.ignored:
            samples[line.name] = Sample(line.source, line.text)
    return [samples[name] for name in select_names(list(samples), select or ":")]
