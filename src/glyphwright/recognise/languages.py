"""Language codes and the alphabet of a reader → whether it can write them. `languages.toml` knows who writes what."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from glyphwright.errors import OptionError

ANY = "auto"


@dataclass(frozen=True, slots=True)
class Script:
    """What some languages are written in, letters without which they cannot be, and its code if it can be told."""

    name: str
    letters: str
    code: str = ""


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


def readable_scripts(alphabet: str) -> frozenset[str]:
    """Codes of the scripts (`scripts.SCRIPTS`) that an alphabet can write; none if it can write others besides.

    Of lines in scripts that it does not know the classifier of scripts would say something, and be wrong.
    """
    known = set(alphabet)
    codes = {script.code for script in _scripts().values() if set(script.letters) <= known}
    return frozenset() if "" in codes else frozenset(codes)


@cache
def _scripts() -> dict[str, Script]:
    """The script of every code."""
    table = tomllib.loads(Path(__file__).with_name("languages.toml").read_text(encoding="utf-8"))
    return {
        code: Script(name, entry["letters"], entry.get("script", ""))
        for name, entry in table.items()
        for code in str(entry["codes"]).split()
    }
