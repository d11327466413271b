"""`img.png` with its text in `img.gt.txt` beside it, as tesstrain, kraken and Calamari have it ⇄ lines."""

from collections.abc import Sequence
from pathlib import Path

from glyphwright.datasets.lines.label_files import PICTURES, files_below, read_text
from glyphwright.datasets.lines.labelled_lines import LabelledLine
from glyphwright.datasets.lines.output_folder import counted, new_folder, one_row, write_crops, write_text
from glyphwright.errors import DamagedInputError, FileAccessError

_TEXT = ".gt.txt"
_NAMED = 5
# Binarised and normalised copies, as OCRopus and Calamari name them, stand in where there is no original.
_ENDINGS = (*PICTURES, ".bin.png", ".nrm.png")


def holds_gt_text(path: Path) -> bool:
    return bool(files_below(path, _TEXT))


def read_gt_text(path: Path) -> list[LabelledLine]:
    """Read every `.gt.txt` of a folder and of those below it, sorted; its last line end is no part of the text.

    Args:
        path: A folder, or one of the `.gt.txt`.

    Raises:
        FileAccessError: There is none, or one cannot be read.
        DamagedInputError: Some are not UTF-8; all of them are counted, and the first named.
    """
    texts = files_below(path, _TEXT)
    if not texts:
        raise FileAccessError(f"{path}: has no {_TEXT}: put one beside every picture")
    beside = files_below(path if path.is_dir() else path.parent, *PICTURES)
    pictures = {(file.parent, file.name.lower()): file for file in beside}
    lines, damaged = [], []
    for file in texts:
        try:
            lines.append(_read(file, pictures))
        except DamagedInputError as error:
            damaged.append((file, error))
    if len(damaged) > 1:
        names = ", ".join(str(file.relative_to(path)) for file, _ in damaged[:_NAMED])
        more = f" and {len(damaged) - _NAMED} more" if len(damaged) > _NAMED else ""
        raise DamagedInputError(f"{path}: {names}{more} are not text in UTF-8: save them as that") from damaged[0][1]
    if damaged:
        raise damaged[0][1]
    return lines


def write_gt_text(lines: Sequence[LabelledLine], folder: Path) -> Path:
    """Write 000001.png and 000001.gt.txt … into a new folder; lines to ignore are left out.

    Raises:
        FileAccessError: The folder is not empty, or a picture or the folder cannot be had.
        InputError: A picture is damaged.
        OutputError: A text has a line break.
    """
    for name, line in write_crops(counted(lines), new_folder(folder)):
        write_text(folder / Path(name).with_suffix(_TEXT), one_row(line) + "\n")
    return folder


def _read(file: Path, pictures: dict[tuple[Path, str], Path]) -> LabelledLine:
    stem = file.name[: -len(_TEXT)]
    wanted = ((file.parent, (stem + ending).lower()) for ending in _ENDINGS)
    picture = next((pictures[key] for key in wanted if key in pictures), file.with_name(f"{stem}.png"))
    text = read_text(file).removesuffix("\n").removesuffix("\r")
    return LabelledLine(str(file), text, picture)
