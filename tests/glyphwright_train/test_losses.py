import pytest

torch = pytest.importorskip("torch")

from glyphwright_train.losses import balanced, dice_loss, focal, gaussian_distance, masked_mean  # noqa: E402

pytestmark = pytest.mark.train


def test_dice_is_zero_for_equal_maps_and_one_for_disjoint_ones() -> None:
    core, known = torch.zeros(1, 8, 8), torch.ones(1, 8, 8)
    core[:, :4] = 1
    assert float(dice_loss(core, core, known)) < 0.02
    assert float(dice_loss(1 - core, core, known)) > 0.98


def test_only_the_hardest_of_the_rest_count() -> None:
    core, known = torch.zeros(1, 100, 100), torch.ones(1, 100, 100)
    core[0, 0, :10] = 1
    entropy = torch.zeros(1, 100, 100)
    entropy[0, 50:70] = 1.0
    assert float(balanced(entropy, core, known)) == pytest.approx(2000 / 2010, abs=1e-3)


def test_what_is_not_known_costs_nothing() -> None:
    assert float(masked_mean(torch.full((4, 4), 9.0), torch.zeros(4, 4))) == 0


def test_what_is_certain_and_right_costs_nothing_and_what_is_unknown_neither() -> None:
    logits, wanted = torch.tensor([9.0, -9.0, 9.0]), torch.tensor([1.0, 0.0, 0.0])
    assert float(focal(logits, wanted, torch.tensor([1.0, 1.0, 0.0]))) < 1e-3
    assert float(focal(logits, wanted, torch.ones(3))) > 1


def test_boxes_are_as_far_apart_as_they_differ_whichever_way_they_are_turned() -> None:
    box = torch.tensor([[10.0, 10.0, 8.0, 1.0, 1.0, 0.0]])
    double = box * torch.tensor([1.0, 1, 1, 1, 3, 3])  # the same angle, written longer
    turned = torch.tensor([[10.0, 10.0, 8.0, 1.0, 0.0, 1.0]])
    moved = box + torch.tensor([[0.0, 0.5, 0, 0, 0, 0]])
    assert float(gaussian_distance(box, double)) < 0.01
    assert 0.2 < float(gaussian_distance(box, moved)) < float(gaussian_distance(box, turned)) < 1
