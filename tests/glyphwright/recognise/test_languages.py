import string

import pytest

from glyphwright.errors import OptionError
from glyphwright.recognise.languages import check_languages, readable_scripts

LATIN = string.ascii_letters + "äöüßαβγ"


def test_languages_of_the_alphabet_are_accepted_alone_and_together() -> None:
    for languages in ("auto", "eng", "eng+deu+fra", "script/Latin"):
        check_languages(languages, LATIN, reader="latin")


@pytest.mark.parametrize("code", ["rus", "ell", "kor", "jpn", "chi_sim", "hin", "ara", "heb", "vie"])
def test_languages_of_other_scripts_are_refused_by_name(code: str) -> None:
    with pytest.raises(OptionError, match=rf"'{code}': latin does not know \w+ letters"):
        check_languages(f"eng+{code}", LATIN, reader="latin")


def test_a_reader_of_another_script_accepts_its_languages() -> None:
    cyrillic = "".join(chr(code) for code in range(0x430, 0x450))
    check_languages("rus+ukr", cyrillic, reader="cyrillic")
    with pytest.raises(OptionError, match="'eng': cyrillic does not know Latin"):
        check_languages("rus+eng", cyrillic, reader="cyrillic")


@pytest.mark.parametrize("languages", ["en", "eng+auto", "", "eng+", "osd"])
def test_what_is_no_language_is_told_with_an_example(languages: str) -> None:
    with pytest.raises(OptionError, match=r"as eng\+deu"):
        check_languages(languages, LATIN, reader="latin")


def test_an_alphabet_reads_the_scripts_of_which_it_has_all_common_letters() -> None:
    cyrillic = "".join(chr(code) for code in range(0x430, 0x450))
    assert readable_scripts(LATIN) == {"Latn"}
    assert readable_scripts(LATIN + cyrillic) == {"Latn", "Cyrl"}
    assert readable_scripts("0123456789") == frozenset()


def test_beside_a_script_that_cannot_be_told_none_counts() -> None:
    assert readable_scripts(LATIN + "กขคงจดตนปมรลวสห") == frozenset()
