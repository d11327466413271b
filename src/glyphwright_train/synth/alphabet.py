"""Name or file of an alphabet → its characters, each once, sorted, the space first.

An alphabet file is UTF-8 text; lines only group the characters, so neither a line's end nor its place means anything.
"""

import unicodedata
from pathlib import Path

from glyphwright.errors import FileAccessError, InputError

FOLDER = Path(__file__).parent / "alphabets"


def load_alphabet(source: str | Path = "latin") -> str:
    """Read an alphabet: one of ours by name, or any UTF-8 file by path.

    Every character must stand for itself in NFC and draw something of its own, so combining and control
    characters are refused.

    Raises:
        FileAccessError: If there is no such file.
        InputError: If the file is no UTF-8 or has a character that no alphabet may have.
    """
    path = (
        FOLDER / f"{source}.txt" if isinstance(source, str) and (FOLDER / f"{source}.txt").is_file() else Path(source)
    )
    if not path.is_file():
        raise FileAccessError(f"{path}: no such alphabet; give a file or one of {', '.join(alphabet_names())}")
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise InputError(f"{path}: is not UTF-8 (byte {error.start}); save it as UTF-8") from error
    characters = {character for line in text.splitlines() for character in line}
    refused = sorted(character for character in characters if not _may_stand_alone(character))
    if refused:
        names = ", ".join(f"U+{ord(character):04X}" for character in refused)
        raise InputError(f"{path}: {names} cannot be in an alphabet: combining, control or not NFC; take it out")
    return "".join(sorted(characters | {" "}))


def alphabet_names() -> tuple[str, ...]:
    """Names that `load_alphabet` knows."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.txt")))


def _may_stand_alone(character: str) -> bool:
    category = unicodedata.category(character)
    return category[0] not in "MC" and category not in {"Zl", "Zp"} and unicodedata.is_normalized("NFC", character)
