import numpy as np
import pytest

pytest.importorskip("sklearn")
onnxruntime = pytest.importorskip("onnxruntime")

from glyphwright_train.classic_readers.hmm import (  # noqa: E402
    WINDOW,
    Mixtures,
    column_fits,
    count_pairs,
    hmm_graph,
)

pytestmark = pytest.mark.train

HEIGHT = 36


def test_the_graph_computes_what_the_mixtures_mean() -> None:
    rng = np.random.default_rng(1)
    states, m, d = 5, 2, 4
    mixtures = Mixtures(
        reduce=rng.normal(0, 0.1, (HEIGHT * WINDOW, d)),
        means=rng.normal(0, 1, (states, m, d)),
        variances=rng.uniform(0.5, 2, (states, m, d)),
        weights=np.full((states, m), 1 / m),
    )
    ink = rng.integers(0, 256, (HEIGHT, 40), np.uint8)
    graph = hmm_graph(mixtures, height=HEIGHT).SerializeToString()
    session = onnxruntime.InferenceSession(graph, providers=["CPUExecutionProvider"])
    (found,) = session.run(None, {"ink": ink[None, None].astype(np.float32) / 255})
    assert found.shape == (1, 40, states)
    np.testing.assert_allclose(found[0], column_fits(ink, mixtures), atol=2e-3)


def test_pairs_are_likelier_the_oftener_they_were_seen_and_none_is_impossible() -> None:
    pairs = np.exp(count_pairs(["aba", "ab", "ac"], " abc"))
    np.testing.assert_allclose(pairs.sum(axis=1), 1)
    assert pairs[1, 2] > pairs[1, 3]
    assert pairs.min() > 0
