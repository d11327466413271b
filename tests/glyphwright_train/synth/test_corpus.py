import gzip
import io
import struct
import tarfile
from pathlib import Path

import pytest

from glyphwright.errors import FileAccessError, InputError
from glyphwright_train.synth.corpus import corpus_from_debs, load_corpus, strip_roff

MANUAL = r""".\" a comment
.TH LS 1 "September 2022"
.SH NÁZEV
ls \- vypíše obsah adresáře
.SH PŘEHLED
.B ls
[\fI\,PŘEPÍNAČ\/\fP]...
.TP
.BR \-a ", " \-\-all
neignoruje položky začínající \[u201E].\(rq
.nf
ls -l
ls -a
.fi
.TS
not shown
.TE
"""


def packed(path: Path, members: dict[str, bytes]) -> Path:
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode="w:xz") as tar:
        for name, content in members.items():
            info = tarfile.TarInfo(f"./{name}")
            info.size = len(content)
            tar.addfile(info, io.BytesIO(content))
    parts = {"debian-binary": b"2.0\n", "control.tar.xz": b"odd", "data.tar.xz": data.getvalue()}
    archive = b"!<arch>\n"
    for name, content in parts.items():
        archive += f"{name:<16}{0:<12}{0:<6}{0:<6}{100644:<8}{len(content):<10}`\n".encode() + content
        archive += b"\n" * (len(content) % 2)
    path.write_bytes(archive)
    return path


def test_paragraphs_are_parted_by_blank_lines(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("one\ntwo\n\n  \nthree\n", encoding="utf-8")
    (tmp_path / "b.txt").write_text("vier\n", encoding="utf-8")
    assert load_corpus(tmp_path) == ["one two", "three", "vier"]
    assert load_corpus([tmp_path / "b.txt", tmp_path / "a.txt"])[0] == "vier"


def test_a_corpus_that_is_not_there_or_not_text_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileAccessError, match="no text there"):
        load_corpus(tmp_path)
    with pytest.raises(FileAccessError, match="no such file"):
        load_corpus(tmp_path / "none.txt")
    (tmp_path / "latin1.txt").write_bytes("é".encode("latin-1"))
    with pytest.raises(InputError, match="not UTF-8"):
        load_corpus(tmp_path)


def test_roff_markup_is_taken_off() -> None:
    assert list(strip_roff(MANUAL)) == [
        "NÁZEV",
        "ls - vypíše obsah adresáře",
        "PŘEHLED",
        "ls [PŘEPÍNAČ]...",
        "-a, --all neignoruje položky začínající „.”",
        "ls -l",
        "ls -a",
    ]


def test_mdoc_pages_are_left_out() -> None:
    assert list(strip_roff(".Dd May 1\n.Nm ls\ntext")) == []


def test_packages_become_one_file_for_each_language(tmp_path: Path) -> None:
    package = packed(
        tmp_path / "a.deb",
        {
            "usr/share/games/fortunes/wisdom": b"Look before you leap, they say.\n\t\t-- Anonymous Fellow\n%\nShort\n",
            "usr/share/games/fortunes/wisdom.dat": b"\0\0\0",
            "usr/share/games/fortunes/cs/mudrosloví": "Kdo jinému jámu kopá, sám do ní padá.\n%\n".encode(),
            "usr/share/man/cs/man1/ls.1.gz": gzip.compress(MANUAL.encode()),
            "usr/share/doc/faq/faq.de.txt.gz": gzip.compress(b"Eine Frage\nund noch eine.\n"),
            "usr/share/doc/x/old.tex": "caf\xe9".encode("latin-1"),
            "usr/share/doc/x/new.tex": b"\\section{One}\n  \\textbf{two}\n",
        },
    )
    sizes = corpus_from_debs([package], tmp_path / "out")
    assert set(sizes) == {"en", "cs", "de", "code"}
    assert load_corpus(tmp_path / "out" / "en.txt") == ["Look before you leap, they say.", "-- Anonymous Fellow"]
    assert load_corpus(tmp_path / "out" / "cs.txt")[0] == "Kdo jinému jámu kopá, sám do ní padá."
    assert load_corpus(tmp_path / "out" / "de.txt") == ["Eine Frage und noch eine."]
    assert load_corpus(tmp_path / "out" / "code.txt") == ["\\section{One}", "\\textbf{two}"]


def test_a_limit_keeps_an_even_sample(tmp_path: Path) -> None:
    text = "\n%\n".join(f"This is wisdom number {i:04d} of many." for i in range(400))
    package = packed(tmp_path / "a.deb", {"usr/share/games/fortunes/w": text.encode()})
    sizes = corpus_from_debs([package], tmp_path, largest={"en": 4000})
    kept = load_corpus(tmp_path / "en.txt")
    assert 3000 < sizes["en"] <= 4000
    assert kept[0] < "This is wisdom number 0020"
    assert kept[-1] > "This is wisdom number 0380"


def test_what_is_no_package_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "a.deb").write_bytes(b"something else")
    with pytest.raises(InputError, match="is no Debian package"):
        corpus_from_debs([tmp_path / "a.deb"], tmp_path)


def test_translations_lose_what_stands_for_values(tmp_path: Path) -> None:
    texts = [b"", b"about the file", b"a", "Файл «%s» не найден: _Открыть %d".encode(), b"b", b"x"]
    places, start = [], 28 + 8 * len(texts)
    for text in texts:
        places.append((len(text), start))
        start += len(text) + 1
    tables = [place for pair in (places[::2] + places[1::2]) for place in pair]
    header = struct.pack("<7I", 0x950412DE, 0, 3, 28, 28 + 24, 0, 0)
    content = header + struct.pack(f"<{len(tables)}I", *tables) + b"\0".join(texts) + b"\0"
    archive = packed(tmp_path / "a.deb", {"usr/share/locale/ru/LC_MESSAGES/a.mo": content})
    assert corpus_from_debs([archive], tmp_path / "out") == {"ru": pytest.approx(50, abs=10)}
    assert (tmp_path / "out" / "ru.txt").read_text(encoding="utf-8") == "Файл «» не найден: Открыть\n"
