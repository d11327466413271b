import pytest

torch = pytest.importorskip("torch")

from glyphwright_train.networks.glimpses import Looks, Retina, Rollouts, draw, hybrid_loss  # noqa: E402
from glyphwright_train.networks.ram import Ram, RamConfig  # noqa: E402
from glyphwright_train.tasks.classifier import make_network  # noqa: E402
from glyphwright_train.zoo_models import zoo_model, zoo_models  # noqa: E402

pytestmark = pytest.mark.train


def parameters(name: str) -> int:
    network = make_network(zoo_model(name).network, classes=10, side_px=28)
    return sum(parameter.numel() for parameter in network.parameters())


def test_cnn_3_has_exactly_the_parameters_of_the_published_network() -> None:
    network = make_network(zoo_model("cnn-3").network, classes=10, side_px=28)
    layers = [
        sum(parameter.numel() for parameter in layer.parameters())
        for layer in network.layers
        if any(True for _ in layer.parameters())
    ]
    assert layers == [640, 36_928, 18_464, 147_968, 32_832, 650]
    assert sum(layers) == 237_482


@pytest.mark.parametrize(
    ("name", "count"),
    [("logistic", 7_850), ("ffn-64", 784 * 64 + 64 + 64 * 64 + 64 + 650), ("ffn-128", 118_282), ("cnn-2", 421_642)],
)
def test_networks_have_the_layers_that_were_stated(name: str, count: int) -> None:
    assert parameters(name) == count


def test_modern_stays_below_a_million_and_a_half() -> None:
    assert parameters("modern") <= 1_500_000


@pytest.mark.parametrize("name", [name for name, model in zoo_models().items() if model.kind == "network"])
def test_every_network_says_something_about_every_class(name: str) -> None:
    model = zoo_model(name)
    side = {"": 28, "translated": 60, "cluttered": 60, "pairs": 100}[model.data.get("scene", "")]
    outputs = make_network(model.network, classes=7, side_px=side).eval()(torch.rand(2, 1, side, side))
    logits = outputs.logits if isinstance(outputs, Looks) else outputs
    assert logits.shape[0] == 2
    assert logits.shape[-1] == 7


def test_the_retina_sees_what_stands_at_the_location_and_the_surroundings_coarsely() -> None:
    image = torch.zeros(1, 1, 32, 32)
    image[0, 0, 8:12, 20:24] = 1.0
    retina = Retina(4, 2)
    location = torch.tensor([[(22 - 16) / 16, (10 - 16) / 16]])
    seen = retina(retina.pyramid(image), location)
    assert seen.shape == (1, 2, 4, 4)
    assert torch.allclose(seen[0, 0], torch.ones(4, 4), atol=1e-4)
    assert float(seen[0, 1].sum()) == pytest.approx(4.0, abs=1e-3)


def test_locations_stay_in_the_picture_and_their_chance_is_that_of_a_normal_distribution() -> None:
    mean = torch.zeros(1000, 2, requires_grad=True)
    location, chance = draw(mean + 0.9, 0.2, torch.randn(1000, 2, generator=torch.Generator().manual_seed(0)))
    assert location.abs().max() <= 1
    assert not location.requires_grad
    normal = torch.distributions.Normal(0.0, 0.2)
    _, at_mean = draw(torch.zeros(1, 2), 0.2, torch.zeros(1, 2))
    assert float(at_mean) == pytest.approx(2 * float(normal.log_prob(torch.tensor(0.0))))
    assert chance.requires_grad


def test_a_location_that_led_to_the_right_answer_becomes_likelier() -> None:
    mean = torch.zeros(2, 1, 2, requires_grad=True)
    drawn = torch.tensor([[[0.1, 0.0]], [[0.1, 0.0]]])
    chances = -((drawn - mean) ** 2).sum(-1)
    logits = torch.tensor([[[4.0, 0.0]], [[4.0, 0.0]]])
    looks = Looks(logits, drawn, chances, torch.full((2, 1), 0.5))
    hybrid_loss(looks, torch.tensor([[0], [1]]), policy_weight=1.0).backward()
    assert mean.grad is not None
    assert mean.grad[0, 0, 0] < 0 < mean.grad[1, 0, 0]


def test_rollouts_average_over_draws_and_repeat_exactly() -> None:
    network = Ram(RamConfig(classes=3, side_px=28, glimpses=3)).eval()
    images = torch.rand(2, 1, 28, 28)
    with torch.inference_mode():
        one, _ = Rollouts(network, 1)(images)
        first, locations = Rollouts(network, 6)(images)
        second, _ = Rollouts(network, 6)(images)
    assert torch.equal(first, second)
    assert not torch.equal(first, one)
    assert torch.allclose(first.sum(-1), torch.ones(2, 1), atol=1e-5)
    assert locations.shape == (2, 3, 2)
