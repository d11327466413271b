"""A folder of images whose truth is known, in any form that is known here → samples."""

from pathlib import Path

from glyphwright.datasets.scene_pictures import holds_icdar, read_scene_pictures
from glyphwright.datasets.total_text import holds_total_text, read_total_text
from glyphwright.datasets.truth_folder import Sample, read_truth_folder, select_names


def open_samples(folder: Path, *, select: str | None = None) -> list[Sample]:
    """Read a folder with a truth.json, or one of scenes as ICDAR 2013, ICDAR 2015 or Total-Text have it.

    Args:
        folder: What lies in it decides how it is read.
        select: Only some of the images, as `select_names` has it.

    Raises:
        FileAccessError: There is no truth of a known form, or an image is missing.
        DamagedInputError: The truth is malformed.
        OptionError: Nothing is selected.
    """
    if (folder / "truth.json").is_file() or not folder.is_dir():
        return read_truth_folder(folder, select=select)
    if holds_total_text(folder):
        samples = read_total_text(folder)
    elif holds_icdar(folder):
        samples = read_scene_pictures(folder)
    else:
        return read_truth_folder(folder, select=select)
    if select is None:
        return samples
    names = {sample.path.relative_to(folder).as_posix(): sample for sample in samples}
    return [names[name] for name in select_names(list(names), select)]
