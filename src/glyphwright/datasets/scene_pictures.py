"""ICDAR 2013 and 2015, whole pictures → samples: words in their outlines, the unreadable ones set aside.

How the files look, `datasets/lines/icdar_scenes.py` says: `gt_img_1.txt` beside `img_1.jpg`, or both in folders below.
"""

from pathlib import Path

from glyphwright.datasets.lines.icdar_scenes import holds_icdar, read_icdar
from glyphwright.datasets.lines.labelled_lines import LabelledLine
from glyphwright.datasets.truth_folder import Sample
from glyphwright.page import Block, Line, Page, Word

__all__ = ["holds_icdar", "page_sample", "read_scene_pictures"]


def read_scene_pictures(folder: Path) -> list[Sample]:
    """Read a folder of pictures with their truth, sorted by name; pictures without any word are left out.

    Raises:
        FileAccessError: The folder, or a picture that its truth is for, cannot be read.
        DamagedInputError: A truth is malformed, or a picture is none.
    """
    of_picture: dict[Path, list[LabelledLine]] = {}
    for line in read_icdar(folder):
        of_picture.setdefault(Path(str(line.source)), []).append(line)
    return [page_sample(path, of_picture[path]) for path in sorted(of_picture)]


def page_sample(path: Path, outlined: list[LabelledLine]) -> Sample:
    """The sample of one picture from its outlined words, of which there must be one."""
    lines = tuple(
        Line(tuple(Word(token, line.polygon) for token in line.text.split()), line.polygon)
        for line in outlined
        if line.polygon is not None and not line.ignored
    )
    width, height = outlined[0].size()
    page = Page(1, width, height, (Block.around(lines),) if lines else ())
    aside = tuple(line.polygon for line in outlined if line.ignored and line.polygon is not None)
    return Sample(path, "\n".join(line.text for line in lines), page, lines_known=True, ignored=aside)
