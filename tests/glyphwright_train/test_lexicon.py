import subprocess
from pathlib import Path

import pytest

from glyphwright.errors import FileAccessError
from glyphwright_train.lexicon import make_lexicon, read_word_lists


def package(folder: Path, name: str, text: str | None) -> Path:
    """A Debian package with a word list, or with none."""
    root = folder / name
    (root / "DEBIAN").mkdir(parents=True)
    (root / "DEBIAN" / "control").write_text(
        f"Package: {name}\nVersion: 1\nArchitecture: all\nMaintainer: x <x@example.org>\nDescription: x\n"
    )
    if text is not None:
        (root / "usr/share/dict").mkdir(parents=True)
        (root / "usr/share/dict/english").write_text(text, encoding="utf-8")
        (root / "usr/share/dict/words").symlink_to("english")
    made = folder / f"{name}.deb"
    subprocess.run(["dpkg-deb", "--build", "--root-owner-group", str(root), str(made)], check=True, capture_output=True)
    return made


def test_listed_words_and_those_seen_twice_are_in_it_by_how_often_they_were_seen() -> None:
    lexicon = make_lexicon(["bread", "it's", "Butter"], ["Bread and bread, bred", "and Bredd 12 and"])
    near = lexicon.near("bread", most=9)
    assert list(near) == ["bread"]
    assert list(lexicon.near("butter", most=9)) == ["butter"]
    assert lexicon.near("and", most=9)["and"] > near["bread"] > lexicon.near("butter", most=9)["butter"]


def test_word_lists_come_out_of_packages(tmp_path: Path) -> None:
    assert read_word_lists([package(tmp_path, "some", "one\ntwo\n")]) == ["one", "two"]
    with pytest.raises(FileAccessError, match="no word list"):
        read_word_lists([package(tmp_path, "none", None)])
