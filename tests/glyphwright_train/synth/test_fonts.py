import hashlib
import io
import json
import tarfile
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont
from hypothesis import given, settings
from hypothesis import strategies as st

from glyphwright.errors import FileAccessError, InputError, OptionError
from glyphwright_train.synth.alphabet import load_alphabet
from glyphwright_train.synth.fetch_fonts import fetch_fonts
from glyphwright_train.synth.font_catalogue import FontCatalogue, FontPackage
from glyphwright_train.synth.font_index import NEEDED, read_faces
from glyphwright_train.synth.font_sheet import draw_font_sheet
from glyphwright_train.synth.fonts import Font, FontLibrary, default_folder, load_fonts

ASCII = "".join(chr(code) for code in range(0x21, 0x7F))


def build_font(
    path: Path, characters: str, *, family: str = "Toy", same: dict[str, str] | None = None, first: int = 0
) -> Path:
    """A font whose every character is a bar of its own size; `same` maps a character to whose glyph it shares.

    Fonts that differ in `first`, the place of their first bar in the row of sizes, share none.
    """
    same = same or {}
    own = [character for character in characters if character not in same]
    names = [".notdef", *(f"u{ord(character):04X}" for character in own)]
    glyphs = {}
    for place, name in enumerate(names, first):
        pen = TTGlyphPen(None)
        width, height = 50 + 50 * (place % 15), 100 + 50 * (place // 15)
        pen.moveTo((0, 0))
        pen.lineTo((0, height))
        pen.lineTo((width, height))
        pen.lineTo((width, 0))
        pen.closePath()
        glyphs[name] = pen.glyph()
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder(names)
    cmap = {ord(character): f"u{ord(character):04X}" for character in own}
    cmap |= {ord(character): cmap[ord(model)] if model else ".notdef" for character, model in same.items()}
    builder.setupCharacterMap(cmap)
    builder.setupGlyf(glyphs)
    builder.setupHorizontalMetrics(dict.fromkeys(names, (1000, 0)))
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupNameTable({"familyName": family, "styleName": "Regular", "psName": family.replace(" ", "")})
    builder.setupOS2(usWeightClass=400)
    builder.setupPost()
    builder.save(path)
    return path


def font(family: str, kind: str = "sans", *, coverage: str = ASCII, weight: int = 400) -> Font:
    return Font(Path(f"{family}.ttf"), 0, family, kind, family, "train", frozenset(coverage), weight, False)


def deb(path: Path, files: dict[str, bytes]) -> str:
    """Write a Debian package with just the files, and give its SHA-256."""
    data = tar(files, "gz")
    members = {"debian-binary": b"2.0\n", "data.tar.gz": data}
    content = b"!<arch>\n"
    for name, body in members.items():
        header = f"{name:<16}{0:<12}{0:<6}{0:<6}{100644:<8}{len(body):<10}`\n"
        content += header.encode() + body + b"\n" * (len(body) % 2)
    path.write_bytes(content)
    return hashlib.sha256(content).hexdigest()


def tar(files: dict[str, bytes], compression: str) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode=f"w:{compression}") as archive:  # type: ignore[call-overload]
        for name, body in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(body)
            archive.addfile(member, io.BytesIO(body))
    return buffer.getvalue()


def catalogue(*packages: FontPackage, **tables: str) -> str:
    """Text of a catalogue; tables are added as they are."""
    lines = ["[kinds]", "sans = 0.7", "mono = 0.3", "condensed = 0.1", "[split]", "test_share = 0.12", 'salt = "x"']
    for name, text in tables.items():
        lines += [f"[[{name}]]" if name == "exclude" else f"[{name}]", text]
    for package in packages:
        lines += ["[[packages]]"]
        lines += [
            f'{key} = "{getattr(package, key)}"' for key in ("name", "source", "version", "kind", "licence", "sha256")
        ]
    return "\n".join(lines)


@pytest.fixture
def toy(tmp_path: Path) -> tuple[Path, FontPackage]:
    """A folder of archives with one package of one good font, one without letters and one that is no font."""
    archives = tmp_path / "archives"
    archives.mkdir()
    good = build_font(tmp_path / "good.ttf", ASCII + "é", family="Toy Sans").read_bytes()
    poor = build_font(tmp_path / "poor.ttf", "ABC", family="Poor").read_bytes()
    folder = "./usr/share/fonts/truetype/toy"
    files = {f"{folder}/good.ttf": good, f"{folder}/poor.ttf": poor, f"{folder}/bad.ttf": b"no font"}
    sha256 = deb(archives / "fonts-toy_1%3a2-3_all.deb", files)
    return archives, FontPackage("fonts-toy", "debian", "1:2-3", sha256, "sans", "MIT")


def write_catalogue(tmp_path: Path, *packages: FontPackage, **tables: str) -> FontCatalogue:
    path = tmp_path / "catalogue.toml"
    path.write_text(catalogue(*packages, **tables))
    return FontCatalogue.load(path)


def test_the_latin_alphabet_is_sorted_starts_with_a_space_and_has_no_combining_characters() -> None:
    alphabet = load_alphabet("latin")
    assert alphabet[0] == " "
    assert list(alphabet) == sorted(set(alphabet))
    assert set("aZ09~ßéşșőŵŷẞ€–“√☐ω") <= set(alphabet)
    assert not set("\u0301\ufb01\u2212\u00a0") & set(alphabet)


@pytest.mark.parametrize("refused", ["\u0301", "\x07", "\u212b"])
def test_an_alphabet_with_a_character_that_cannot_stand_alone_is_refused(tmp_path: Path, refused: str) -> None:
    path = tmp_path / "bad.txt"
    path.write_text("abc" + refused, encoding="utf-8")
    with pytest.raises(InputError, match=f"U\\+{ord(refused):04X}"):
        load_alphabet(path)


def test_an_unknown_alphabet_is_named_with_those_that_exist() -> None:
    with pytest.raises(FileAccessError, match=r"klingon.*latin"):
        load_alphabet("klingon")


def test_empty_missing_shared_and_unmarked_glyphs_do_not_count_as_covered(tmp_path: Path) -> None:
    same = {"é": "e", "→": "", "α": "X", "β": "X", "γ": "X", "δ": "X"}
    path = build_font(tmp_path / "toy.ttf", ASCII + "éñ→αβγδ", same=same)
    (face,) = read_faces(path, " " + ASCII + "éñ→αβγδŵ")
    assert set(face.coverage) == set(ASCII) - {"X"} | {"ñ"}


def test_lower_case_drawn_as_capitals_is_not_covered_but_the_face_is_kept(tmp_path: Path) -> None:
    lower = "abcdefghijklmnopqrstuvwxyz"
    path = build_font(tmp_path / "toy.ttf", ASCII, same={character: character.upper() for character in lower})
    (face,) = read_faces(path, ASCII)
    assert not set(lower) & set(face.coverage)
    assert face.draws(NEEDED)


def test_of_characters_that_look_alike_only_ascii_and_the_commonest_are_covered(tmp_path: Path) -> None:
    same = {"″": '"', "O": "0", "ţ": "ț", "∑": "Σ", "Ð": "Đ"}
    path = build_font(tmp_path / "toy.ttf", ASCII + "ĐΣ∑″ÐŢȚţț", same=same)
    (face,) = read_faces(path, ASCII + "ĐΣ∑″ÐŢȚţț")
    assert set(face.coverage) == set(ASCII) | set("ĐΣÐŢȚț")


def test_a_face_without_digits_is_no_font_for_text(tmp_path: Path) -> None:
    (face,) = read_faces(build_font(tmp_path / "toy.ttf", NEEDED.replace("7", "")), ASCII)
    assert not face.draws(NEEDED)


def test_fetching_unpacks_and_indexes_what_can_be_read(tmp_path: Path, toy: tuple[Path, FontPackage]) -> None:
    archives, package = toy
    report = fetch_fonts(tmp_path / "fonts", archives=archives, catalogue=write_catalogue(tmp_path, package))
    assert (report.faces, report.families, report.failures) == (1, 1, ())
    assert [("Poor" in line, "bad.ttf" in line) for line in sorted(report.left_out)] == [(True, False), (False, True)]
    library = load_fonts(tmp_path / "fonts")
    (found,) = library.fonts
    assert (found.family, found.kind, found.group) == ("Toy Sans", "sans", "fonts-toy")
    assert found.coverage == set(ASCII) | {"é"}
    assert [path.name for path in (tmp_path / "fonts" / "fonts-toy").iterdir()] == ["good.ttf"]


def test_a_wrong_checksum_fails_its_package_and_the_others_go_on(tmp_path: Path, toy: tuple[Path, FontPackage]) -> None:
    archives, package = toy
    sha256 = deb(archives / "fonts-other_1_all.deb", {"./usr/share/fonts/x.ttf": b""})
    other = FontPackage(
        "fonts-other", "debian", "1", sha256.translate(str.maketrans("0123456789", "1234567890")), "sans", ""
    )
    report = fetch_fonts(tmp_path / "fonts", archives=archives, catalogue=write_catalogue(tmp_path, other, package))
    assert report.faces == 1
    (failure,) = report.failures
    assert failure.startswith("fonts-other: ")
    assert sha256 in failure


def test_exclusions_unlike_glyphs_kinds_families_and_groups_follow_the_catalogue(
    tmp_path: Path, toy: tuple[Path, FontPackage]
) -> None:
    archives, package = toy
    tables = {
        "unlike": '"Toy*" = "é&"',
        "family_kinds": 'mono = ["Toy S*"]',
        "families": '"Toy" = ["Toy Sans"]',
        "groups": '"Toys" = ["Toy *"]',
    }
    fetch_fonts(tmp_path / "fonts", archives=archives, catalogue=write_catalogue(tmp_path, package, **tables))
    (found,) = load_fonts(tmp_path / "fonts").fonts
    assert (found.family, found.kind, found.group) == ("Toy", "mono", "Toys")
    assert found.coverage == set(ASCII) - {"&"}
    excluding = write_catalogue(tmp_path, package, exclude='family = "Toy*"\nreason = "a toy"')
    report = fetch_fonts(tmp_path / "fonts", archives=archives, catalogue=excluding)
    assert report.faces == 0
    assert "fonts-toy: Toy Sans Regular: a toy" in report.left_out


def test_latin_subsets_of_a_web_font_become_one_face_with_its_true_name_and_weight(tmp_path: Path) -> None:
    subsets = {"latin": ASCII, "latin-ext": "őş"}
    files = {"package/metadata.json": json.dumps({"id": "toy", "family": "Toy Web"}).encode()}
    for place, (subset, characters) in enumerate(subsets.items()):
        part = build_font(tmp_path / "part.ttf", characters, family="Toy Thin", first=100 * place)
        woff = TTFont(part)
        woff.flavor = "woff2"
        woff.save(tmp_path / "part.woff2")
        files[f"package/files/toy-{subset}-700-normal.woff2"] = (tmp_path / "part.woff2").read_bytes()
    archive = tmp_path / "fontsource-toy-5.0.0.tgz"
    archive.write_bytes(tar(files, "gz"))
    sha256 = hashlib.sha256(archive.read_bytes()).hexdigest()
    package = FontPackage("@fontsource/toy", "npm", "5.0.0", sha256, "sans", "OFL-1.1")
    fetch_fonts(tmp_path / "fonts", archives=tmp_path, catalogue=write_catalogue(tmp_path, package))
    (found,) = load_fonts(tmp_path / "fonts").fonts
    assert (found.family, found.weight, found.coverage) == ("Toy Web", 700, set(ASCII) | set("őş"))


def test_an_opened_font_has_the_size_asked_for_rounded_to_halves_and_is_kept(tmp_path: Path) -> None:
    path = build_font(tmp_path / "toy.ttf", ASCII)
    toy = Font(path, 0, "Toy", "sans", "Toy", "train", frozenset(ASCII), 400, False)
    assert toy.open(20.3).size == 20.5
    assert toy.open(20.3) is toy.open(20.6)
    with pytest.raises(OptionError, match="half a pixel"):
        toy.open(0.2)


def test_picks_follow_the_weights_of_kinds_and_families_count_evenly() -> None:
    fonts = [font("A", weight=weight) for weight in (100, 400, 700, 900)] + [font("B"), font("C", "mono")]
    library = FontLibrary.of(fonts, {"sans": 0.8, "mono": 0.2})
    rng = np.random.default_rng(1)
    picked = [library.pick(rng).family for _ in range(4000)]
    shares = {family: picked.count(family) / len(picked) for family in "ABC"}
    assert shares == pytest.approx({"A": 0.4, "B": 0.4, "C": 0.2}, abs=0.04)


def test_a_kind_without_weight_is_still_picked_where_asked_for() -> None:
    library = FontLibrary.of([font("A"), font("B", "odd")], {"sans": 1.0})
    assert library.pick(np.random.default_rng(0), kind="odd").family == "B"


@cache
def library_with_one_rare_font() -> FontLibrary:
    fonts = [font(f"plain {number}") for number in range(30)]
    return FontLibrary.of([*fonts, font("rare", coverage=ASCII + "éő")], {"sans": 1.0})


@settings(deadline=None)
@given(text=st.text(alphabet=ASCII + " éő", max_size=12), seed=st.integers(0, 99))
def test_a_picked_font_covers_the_text(text: str, seed: int) -> None:
    library = library_with_one_rare_font()
    assert library.pick(np.random.default_rng(seed), text=text).covers(text)


def test_a_text_that_no_font_covers_is_refused_with_the_characters_that_are_missing() -> None:
    library = FontLibrary.of([font("A"), font("B", coverage="é")], {"sans": 1.0})
    rng = np.random.default_rng(0)
    with pytest.raises(OptionError, match="'漢' is in none"):
        library.pick(rng, text="a漢")
    with pytest.raises(OptionError, match="all of them in none"):
        library.pick(rng, text="aé")
    with pytest.raises(OptionError, match="mono"):
        library.pick(rng, kind="mono")


def test_without_a_text_fonts_that_lack_lower_case_are_not_picked() -> None:
    fonts = [font("capitals", coverage=ASCII.upper()), font("all")]
    library = FontLibrary.of(fonts, {"sans": 1.0})
    rng = np.random.default_rng(0)
    assert {library.pick(rng).family for _ in range(50)} == {"all"}
    assert {library.pick(rng, text="HI 12").family for _ in range(50)} == {"all", "capitals"}


def test_missing_damaged_and_empty_indexes_are_told_apart(tmp_path: Path) -> None:
    with pytest.raises(FileAccessError, match=r"index\.json: missing"):
        load_fonts(tmp_path)
    (tmp_path / "index.json").write_text('{"faces": [{}]}')
    with pytest.raises(InputError, match="is no font index"):
        load_fonts(tmp_path, split=None)
    (tmp_path / "index.json").write_text('{"faces": []}')
    with pytest.raises(InputError, match="no font of the split test"):
        load_fonts(tmp_path, split="test")


def test_the_default_folder_is_the_one_in_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GLYPHWRIGHT_FONTS", str(tmp_path))
    assert default_folder() == tmp_path
    monkeypatch.delenv("GLYPHWRIGHT_FONTS")
    assert default_folder().parts[-3:] == (".cache", "glyphwright", "fonts")


def test_the_catalogue_keeps_clones_together_and_about_an_eighth_for_the_test() -> None:
    ours = FontCatalogue.load()
    package = ours.packages[0]
    groups = [
        ours.group(package, family) for family in ("Nimbus Sans", "TeX Gyre Heros", "FreeSans", "Liberation Sans")
    ]
    assert len(set(groups)) == 1
    splits = [ours.split(f"group {number}") for number in range(2000)]
    assert splits.count("test") / 2000 == pytest.approx(ours.test_share, abs=0.03)
    assert sum(ours.kinds.values()) == pytest.approx(1.0)
    assert len({package.name for package in ours.packages}) == len(ours.packages)


def test_a_catalogue_with_an_unknown_kind_is_refused(tmp_path: Path) -> None:
    package = FontPackage("fonts-toy", "debian", "1", "0", "gothic", "")
    with pytest.raises(InputError, match="gothic"):
        write_catalogue(tmp_path, package)


def test_a_sheet_has_ink_for_every_font(tmp_path: Path) -> None:
    path = build_font(tmp_path / "toy.ttf", ASCII)
    toy = Font(path, 0, "Toy", "sans", "Toy", "train", frozenset(ASCII), 400, False)
    sheet = np.asarray(draw_font_sheet([toy, toy, toy], size_px=20, columns=2, width_px=600))
    halves = [
        sheet[: sheet.shape[0] // 2, :300],
        sheet[sheet.shape[0] // 2 :, :300],
        sheet[: sheet.shape[0] // 2, 300:],
    ]
    assert all((half < 50).any() for half in halves)
    assert not (sheet[sheet.shape[0] // 2 + 8 :, 300:] < 250).any()
