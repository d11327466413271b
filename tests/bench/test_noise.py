from bench.noise import count_words


def test_nothing_is_found_on_blank_paper() -> None:
    counts = count_words(2)
    assert counts["blank"] == [0, 0]
    assert set(counts) == {"blank", "grain", "specks", "surface", "photograph"}
