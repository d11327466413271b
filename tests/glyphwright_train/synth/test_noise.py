import numpy as np

from glyphwright_train.synth.noise import draw_noise, draw_specks


def test_noise_is_noise_at_every_strength() -> None:
    pages = [draw_noise(np.random.default_rng(seed)) for seed in range(6)]
    assert all(page.std() > 3 for page in pages)
    assert len({page.tobytes() for page in pages}) == 6


def test_specks_are_like_in_size_and_never_cover_the_paper() -> None:
    for seed in range(20):
        page = draw_specks(np.random.default_rng(seed))
        paper = np.median(page)
        assert 0 < (page != paper).mean() < 0.5
