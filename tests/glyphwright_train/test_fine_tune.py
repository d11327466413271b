"""Own lines: what is learnt from them, what is held out, and that both are cut as reading cuts."""

import json
import warnings
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

torch = pytest.importorskip("torch")

from glyphwright.datasets.lines import LabelledLine, open_lines  # noqa: E402
from glyphwright.errors import InputError, OptionError  # noqa: E402
from glyphwright.options import ReadOptions  # noqa: E402
from glyphwright.pipeline import Reader  # noqa: E402
from glyphwright.runtime import load_model  # noqa: E402
from glyphwright.stages import LineCrop, PageImage, Reading, Region  # noqa: E402
from glyphwright_train.checkpoint import Weights, save_weights  # noqa: E402
from glyphwright_train.fine_tune import FineTune, choose_alphabet, fine_tune  # noqa: E402
from glyphwright_train.networks.ctc_mix import CtcMix, CtcMixConfig  # noqa: E402
from glyphwright_train.own_lines import OwnLines, crop_of, load_own_lines, strip_of  # noqa: E402
from glyphwright_train.synth.fonts import FontLibrary  # noqa: E402
from glyphwright_train.synth.lines import draw_strip  # noqa: E402

pytestmark = pytest.mark.train

NETWORK = {"channels": [8, 8, 16], "blocks": [0, 1, 1], "mix_channels": 16, "mix_blocks": 1, "mix_kernel": 5}
KNOWN = " 0123456789"


@pytest.fixture
def lines(tmp_path: Path, plain_fonts: FontLibrary) -> Path:
    folder = tmp_path / "lines"
    folder.mkdir()
    rng = np.random.default_rng(0)
    for i in range(10):
        text = f"{i}{i + 3} {17 * i + 5}€"
        strip = draw_strip(rng, text, plain_fonts.fonts[0], 30)
        Image.fromarray(strip.pixels).save(folder / f"{i}.png")
        (folder / f"{i}.gt.txt").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def weights(tmp_path: Path) -> Path:
    torch.manual_seed(0)
    network = CtcMix(CtcMixConfig(len(KNOWN) + 1, (8, 8, 16), (0, 1, 1), 16, 1, 5))
    network.train()
    network(torch.randn(4, 1, 36, 64))
    description: dict[str, Any] = {
        "name": "tiny", "task": "line_reader", "architecture": "ctc_mix", "alphabet": KNOWN, "height_px": 36,
        "step_px": 4, "recipe": {"network": NETWORK},
    }  # fmt: skip
    path = tmp_path / "tiny.safetensors"
    save_weights(path, Weights(network.state_dict(), description))
    return path


def test_lines_become_a_model_and_a_page_about_it(tmp_path: Path, lines: Path, weights: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # torch warns that this exporter is the older of its two
        report = fine_tune(FineTune(data=lines, folder=tmp_path / "run", init_from=weights, epochs=1))
    assert (report.n_learnt, len(report.readings)) == (8, 2)
    assert load_model(report.model, task="line_reader").description["alphabet"] == KNOWN + "€"
    assert [name for name, _, _ in report.scores()] == [
        "lines read exactly", "character error rate", "word error rate",
    ]  # fmt: skip
    page = (tmp_path / "run" / "report.html").read_text(encoding="utf-8")
    assert page.count("<img") == 1 + len(report.worst())
    assert all(result.text in page for result in report.worst())


def test_lines_of_one_image_are_never_on_both_sides(tmp_path: Path) -> None:
    folder = tmp_path / "pages"
    folder.mkdir()
    truth = {}
    for i in range(5):
        Image.fromarray(np.full((100, 200), 40 * i, np.uint8)).save(folder / f"{i}.png")
        entries = [{"text": f"{i}-{k}", "bbox": [10, 10 + 40 * k, 190, 40 + 40 * k]} for k in range(2)]
        truth[f"{i}.png"] = {"text": "", "lines": entries}
    (folder / "truth.json").write_text(json.dumps(truth), encoding="utf-8")
    own = load_own_lines(folder)
    learnt = {strip.text[0] for strip in own.strips}
    held_out = {line.text[0] for line in own.held_out}
    assert (len(learnt), len(held_out)) == (4, 1)
    assert not learnt & held_out


def test_a_single_image_cannot_be_divided(tmp_path: Path) -> None:
    Image.fromarray(np.full((40, 200), 255, np.uint8)).save(tmp_path / "a.png")
    (tmp_path / "a.gt.txt").write_text("text", encoding="utf-8")
    with pytest.raises(InputError, match="two or more"):
        load_own_lines(tmp_path)


@dataclass
class Spy:
    """A finder of given lines and a reader that keeps what it is given."""

    regions: list[Region] = field(default_factory=list)
    crops: list[LineCrop] = field(default_factory=list)
    name: str = "spy"
    height: int = 36

    def find_lines(self, image: PageImage) -> list[Region]:
        return self.regions

    def read_lines(self, crops: Sequence[LineCrop]) -> list[Reading]:
        self.crops += crops
        return [Reading(("x",), (1.0,), ((0.0, 4.0),)) for _ in crops]


def test_an_image_of_one_line_is_cut_as_in_reading(lines: Path) -> None:
    line = open_lines(lines)[0]
    spy = Spy()
    Reader(spy, spy, ReadOptions()).read_line(line.source)
    assert (spy.crops[0].pixels == crop_of(line, height=36).pixels).all()


def test_a_line_of_a_page_is_cut_as_in_reading(lines: Path) -> None:
    whole = open_lines(lines)[0]
    polygon = _tilted()
    spy = Spy([Region(polygon)])
    Reader(spy, spy, ReadOptions()).read(whole.source)
    line = LabelledLine("line", "text", whole.source, polygon)
    assert (spy.crops[0].pixels == crop_of(line, height=36).pixels).all()


def _tilted() -> Any:
    from glyphwright.geometry import Polygon

    return Polygon(((40.0, 45.0), (120.0, 41.0), (121.0, 70.0), (41.0, 74.0)))


def test_a_strip_has_its_line_level_with_room_around_it(lines: Path) -> None:
    line = LabelledLine("line", "text", open_lines(lines)[0].source, _tilted())
    strip = strip_of(line).strip
    assert strip.frame.width == pytest.approx(80, abs=2)
    assert strip.frame.height == pytest.approx(29, abs=2)
    assert strip.pixels.shape[0] > 2 * strip.frame.height


def test_new_characters_are_added_taken_alone_or_refused() -> None:
    own = OwnLines((), (LabelledLine("a", "1€", b""),), ())
    assert choose_alphabet(" 012", own, "union") == " 012€"
    assert choose_alphabet(" 012", own, "new") == " 1€"
    with pytest.raises(OptionError, match=r"€ \(U\+20AC\)"):
        choose_alphabet(" 012", own, "fail")


def test_loose_accents_and_controls_are_no_characters_to_learn() -> None:
    own = OwnLines((), (LabelledLine("a", "e\u0301", b""),), ())
    with pytest.raises(OptionError, match=r"U\+0301"):
        choose_alphabet(" e", own, "union")
