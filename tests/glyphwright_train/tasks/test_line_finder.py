import numpy as np
import pytest

torch = pytest.importorskip("torch")

from glyphwright.geometry import Box  # noqa: E402
from glyphwright_train.networks.db import Db  # noqa: E402
from glyphwright_train.networks.page_features import PageConfig  # noqa: E402
from glyphwright_train.synth.views import View  # noqa: E402
from glyphwright_train.tasks.finders.batches import make_view_batch  # noqa: E402
from glyphwright_train.tasks.line_finder import score_view  # noqa: E402

pytestmark = pytest.mark.train


def view() -> View:
    pixels = np.full((256, 256), 255, np.uint8)
    pixels[100:124, 40:200] = 0
    return View(pixels, (Box(40, 100, 200, 124).polygon,), ())


def test_a_batch_holds_pictures_from_minus_one_to_one_and_their_maps() -> None:
    batch = make_view_batch([view(), view()], 256)
    assert batch.images.shape == (2, 1, 256, 256)
    assert (float(batch.images.min()), float(batch.images.max())) == (-1.0, 1.0)
    assert batch.maps.shape == (2, 5, 64, 64)
    assert batch.bars[0].tolist() == [[40, 112, 200, 112, 24]]


@pytest.mark.parametrize("lean", [False, True])
def test_the_network_keeps_to_a_quarter_of_the_resolution(lean: bool) -> None:
    network = Db(PageConfig((8, 8, 8, 8), (1, 1, 1, 1), 8, lean))
    assert network(torch.zeros(2, 1, 96, 160)).shape == (2, 3, 24, 40)


def test_a_network_that_sees_nothing_scores_nothing() -> None:
    class Blind(torch.nn.Module):
        def forward(self, x: "torch.Tensor") -> "torch.Tensor":
            return torch.full((1, 3, 64, 64), -9.0)

    score = score_view(Blind(), view(), "db")
    assert (score.n_found, score.n_truth, score.h_mean) == (0, 1, 0.0)
