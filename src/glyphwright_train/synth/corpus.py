"""Text files or Debian packages → paragraphs of real text to cut lines from.

A corpus file is UTF-8 text whose paragraphs are parted by blank lines; lines inside a paragraph only wrap it. From
packages come fortune cookies, manual pages (roff markup taken off), plain text, translations of programs' messages, and
sources (each line a paragraph).
"""

import gzip
import io
import re
import struct
import tarfile
import tomllib
from collections.abc import Iterator, Sequence
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

from glyphwright.errors import FileAccessError, InputError

SHORTEST = 12
_CODE_ENDINGS = (".tex", ".sty", ".dtx", ".bib", ".c", ".h", ".py", ".sh", ".js", ".css", ".html", ".xml")
_SHOWN = {"cz": "cs", "brasil": "pt", "pt_BR": "pt"}
_PLACEHOLDER = re.compile(r"%[-+#0-9.']*[hlqzjt]*[a-zA-Z]|<[^>]*>")
_ITALIAN_FORTUNES = frozenset({"definizioni", "formiche", "italia", "itatrek", "leggi"})


def load_corpus(source: Path | Sequence[Path]) -> list[str]:
    """Paragraphs of a text file, of every `.txt` in a folder, or of several of either.

    Raises:
        FileAccessError: If there is no such file or folder, or no text in it.
        InputError: If a file is not UTF-8.
    """
    paths = [source] if isinstance(source, Path) else list(source)
    texts = [text for path in paths for text in (sorted(path.glob("*.txt")) if path.is_dir() else [path])]
    paragraphs = [paragraph for path in texts for paragraph in _read_paragraphs(path)]
    if not paragraphs:
        raise FileAccessError(f"{', '.join(map(str, paths))}: no text there; give UTF-8 .txt files or a folder of them")
    return paragraphs


def _read_paragraphs(path: Path) -> list[str]:
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise FileAccessError(f"{path}: no such file; give UTF-8 .txt files or a folder of them") from error
    except UnicodeDecodeError as error:
        raise InputError(f"{path}: is not UTF-8 (byte {error.start}); save it as UTF-8") from error
    return [" ".join(block.split()) for block in re.split(r"\n\s*\n", text) if block.strip()]


def corpus_from_debs(archives: Sequence[Path], out: Path, *, largest: dict[str, int] | None = None) -> dict[str, int]:
    """Write `out`/<language or "code">.txt from the texts inside Debian packages.

    No paragraph is written twice in a file. Past its limit a file keeps an even sample of all its paragraphs.

    Args:
        archives: `.deb` files.
        out: A folder, made if it is missing.
        largest: Bytes a file may have, by its name; "" for the others, by default 1,500,000.

    Returns:
        How many bytes each file has.

    Raises:
        InputError: If an archive is no Debian package packed with xz or gzip.
    """
    limits = {"": 1_500_000} | (largest or {})
    found: dict[str, dict[str, None]] = {}
    for archive in archives:
        for name, content in _members(archive):
            for kind, paragraph in _paragraphs(name, content):
                found.setdefault(kind, {})[paragraph] = None
    out.mkdir(parents=True, exist_ok=True)
    sizes = {}
    for kind, kept in sorted(found.items()):
        text = "\n\n".join(_sample(list(kept), limits.get(kind, limits[""]))) + "\n"
        (out / f"{kind}.txt").write_text(text, encoding="utf-8")
        sizes[kind] = len(text.encode())
    return sizes


def _sample(paragraphs: list[str], limit: int) -> list[str]:
    size = sum(len(paragraph.encode()) + 2 for paragraph in paragraphs)
    if size <= limit:
        return paragraphs
    # The paragraphs whose running share of the limit passes a whole number are evenly spread over all of them.
    step, kept, due = limit / size, [], 0.0
    for paragraph in paragraphs:
        due += step
        if due >= 1:
            kept.append(paragraph)
            due -= 1
    return kept


def _members(archive: Path) -> Iterator[tuple[str, bytes]]:
    data = archive.read_bytes()
    if not data.startswith(b"!<arch>\n"):
        raise InputError(f"{archive}: is no Debian package; give .deb files")
    place = 8
    while place + 60 <= len(data):
        name, size = data[place : place + 16].decode("ascii").strip(" /"), int(data[place + 48 : place + 58])
        if name in {"data.tar.xz", "data.tar.gz"}:
            with tarfile.open(fileobj=io.BytesIO(data[place + 60 : place + 60 + size])) as tar:
                for member in tar:
                    stream = tar.extractfile(member) if member.isfile() else None
                    if stream is not None:
                        yield member.name.removeprefix("./"), stream.read()
            return
        place += 60 + size + size % 2
    raise InputError(f"{archive}: has no data.tar.xz or data.tar.gz; repack it with dpkg-deb -Zxz")


def _paragraphs(name: str, content: bytes) -> Iterator[tuple[str, str]]:
    """Pairs of a language (or "code") and a paragraph in it."""
    parts = name.split("/")
    if "off" in parts or name.endswith((".dat", ".u8")) or "hyph" in name:
        return
    if "games/fortunes" in name:
        yield from ((_fortune_language(parts), text) for text in _fortunes(_decode(content)))
    elif "/man/" in name and name.endswith(".gz"):
        folder = parts[parts.index("man") + 1]
        language = "en" if folder.startswith("man") else _SHOWN.get(folder, folder)
        yield from ((language, paragraph) for paragraph in strip_roff(_decode(gzip.decompress(content))))
    elif name.endswith(".txt.gz") and "texlive" not in name:
        marked = re.search(r"\.([a-z]{2})\.txt\.gz$", name)
        text = _decode(gzip.decompress(content))
        yield from ((marked[1] if marked else "en", paragraph) for paragraph in _plain(text))
    elif name.endswith(".mo"):
        yield from ((parts[parts.index("locale") + 1], message) for message in _messages(content))
    elif name.endswith(_CODE_ENDINGS):
        yield from (("code", " ".join(line.split())) for line in _decode(content).splitlines() if len(line.strip()) > 2)


def _decode(content: bytes) -> str:
    try:
        return content.decode("utf-8") if b"\0" not in content else ""
    except UnicodeDecodeError:
        # Old packages mix encodings and do not say which: what is not UTF-8 is left out.
        return ""


def _fortune_language(parts: list[str]) -> str:
    after = parts[parts.index("fortunes") + 1 :]
    if len(after) > 1 or after[0] in _SHOWN:
        return _SHOWN.get(after[0], after[0])
    return "it" if after[0] in _ITALIAN_FORTUNES else "en"


def _fortunes(text: str) -> Iterator[str]:
    for fortune in re.split(r"^%+.*$", text, flags=re.MULTILINE):
        # An indented line starts a paragraph of its own: verse, a list or who said it.
        for block in re.split(r"\n\s*\n|\n(?=\s{2,}|\t)", re.sub(r".\x08|\x1b\[[0-9;]*m", "", fortune)):
            paragraph = " ".join(block.split())
            if len(paragraph) >= SHORTEST and _mostly_words(paragraph):
                yield paragraph


def _plain(text: str) -> Iterator[str]:
    blocks = (" ".join(block.split()) for block in re.split(r"\n\s*\n", text))
    return (paragraph for paragraph in blocks if len(paragraph) >= SHORTEST)


def _messages(content: bytes) -> Iterator[str]:
    """The translations in a compiled catalogue of gettext's (its manual, section 10.3), less what stands for values."""
    _, _, count, _, table = struct.unpack_from("<5I", content)
    places = struct.unpack_from(f"<{2 * count}I", content, table)
    for length, start in list(zip(places[::2], places[1::2], strict=True))[1:]:  # the first is about the file itself
        for message in content[start : start + length].decode().split("\0"):
            yield from _plain(_PLACEHOLDER.sub("", message).replace("_", ""))


def _mostly_words(paragraph: str) -> bool:
    return sum(character.isalpha() for character in paragraph) > 0.55 * len(paragraph)


_ESCAPE = re.compile(r"\\(?:f(?:\[[^]]*\]|\(..|.)|s[+-]?\d|[hvwZ]'[^']*'|\*?\[[^]]*\]|\*\(..|\*.|\(..|m\[[^]]*\]|.)")
_FONT_MACRO = re.compile(r"^[.'](B|I|SM|SB|BR|IR|RB|RI|BI|IB|SH|SS)\s+(.*)$")
_BREAKS = re.compile(r"^[.'](PP|P|LP|TP|TQ|IP|HP|RS|RE|br|sp|nf|fi|EX|EE|UR|UE|MT|ME|TH)\b")


def strip_roff(text: str) -> Iterator[str]:
    """Paragraphs of a manual page in `man` markup; nothing of one in `mdoc`, of tables or of comments."""
    if re.search(r"^\.Dd", text, flags=re.MULTILINE):
        return
    text = re.sub(r"^\.TS.*?^\.TE", "", text.replace("\\\n", ""), flags=re.MULTILINE | re.DOTALL)
    open_lines: list[str] = []
    verbatim = False
    for line in text.splitlines():
        verbatim = (verbatim or line.startswith((".nf", ".EX"))) and not line.startswith((".fi", ".EE"))
        macro = _FONT_MACRO.match(line)
        plain = _roff_arguments(macro[1], macro[2]) if macro else line
        heading = macro is not None and macro[1] in {"SH", "SS"}
        if heading or verbatim or not line.strip() or _BREAKS.match(line):
            yield from _finished(open_lines)
            open_lines = []
        if macro or not line.startswith((".", "'")):
            open_lines.append(_ESCAPE.sub(_unescape, plain))
        if heading:
            yield from _finished(open_lines)
            open_lines = []
    yield from _finished(open_lines)


def _finished(lines: list[str]) -> Iterator[str]:
    paragraph = " ".join(" ".join(lines).split())
    if len(paragraph) >= 3:
        yield paragraph


def _roff_arguments(macro: str, rest: str) -> str:
    quoted = re.findall(r'"((?:[^"]|"")*)"?|(\S(?:\\ |\S)*)', rest)
    joint = "" if macro in {"BR", "IR", "RB", "RI", "BI", "IB"} else " "
    return joint.join(first or second for first, second in quoted)


def _unescape(match: re.Match[str]) -> str:
    escape = match[0][1:]
    if escape.startswith("["):
        code = escape[1:-1]
        return chr(int(code[1:], 16)) if re.fullmatch(r"u[0-9A-F]{4}", code) else _escapes().get(f"({code}", "")
    return _escapes().get(escape, "")


@lru_cache(maxsize=1)
def _escapes() -> dict[str, str]:
    return tomllib.loads(files("glyphwright_train.synth").joinpath("data/roff.toml").read_text("utf-8"))
