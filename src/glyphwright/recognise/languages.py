"""Language codes and the alphabet of a reader → whether it can write them. `languages.toml` knows who writes what."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from glyphwright.errors import OptionError

ANY = "auto"


@dataclass(frozen=True, slots=True)
class Script:
    """What some languages are written in, and letters without which they cannot be."""

    name: str
    letters: str


def check_languages(languages: str, alphabet: str, *, reader: str) -> None:
    """Refuse languages that an alphabet cannot write.

    Args:
        languages: Tesseract's codes joined by "+", as "eng+deu"; "auto" asks for none in particular.
        alphabet: All characters that the reader knows.
        reader: Its name, for the message.

    Raises:
        OptionError: A code is unknown, or the alphabet lacks letters of its script.
    """
    if languages == ANY:
        return
    for code in languages.split("+"):
        script = _scripts().get(code)
        if script is None:
            raise OptionError(
                f"language '{code}' is unknown: give {ANY}, or codes of Tesseract's joined by +, as eng+deu"
            )
        if not set(script.letters) <= set(alphabet):
            raise OptionError(
                f"language '{code}': {reader} does not know {script.name} letters: choose a reader that does, "
                "or leave the language out"
            )


@cache
def _scripts() -> dict[str, Script]:
    """The script of every code."""
    table = tomllib.loads(Path(__file__).with_name("languages.toml").read_text(encoding="utf-8"))
    return {
        code: Script(name, entry["letters"]) for name, entry in table.items() for code in str(entry["codes"]).split()
    }
