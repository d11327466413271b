"""The zoo from end to end on the embedded digits: train, measure, compare, classify."""

import hashlib
import json
import subprocess
import sys
import tomllib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

pytest.importorskip("torch")
pytest.importorskip("sklearn")

from glyphwright.cli import main
from glyphwright.errors import OptionError
from glyphwright_train.character_data import EMBEDDED, embedded_digits, open_characters
from glyphwright_train.zoo_compare import as_markdown, as_text, compare
from glyphwright_train.zoo_models import zoo_model, zoo_models
from glyphwright_train.zoo_scores import count_confusion, macro
from glyphwright_train.zoo_train import MODEL, TrainOptions, read_scores, train_one

pytestmark = pytest.mark.train


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("zoo")
    for name, epochs in (("logistic", 25), ("template", None), ("knn", None)):
        train_one(TrainOptions(model=zoo_model(name), source=EMBEDDED, folder=folder, epochs=epochs), 1)
    return folder


@pytest.mark.parametrize(("name", "least"), [("logistic", 0.85), ("template", 0.9), ("knn", 0.9)])
def test_a_model_learns_the_embedded_digits(trained: Path, name: str, least: float) -> None:
    scores = read_scores(trained / name / "seed-1")
    assert least < scores["accuracy"] <= 1
    assert scores["robust"] < scores["accuracy"]
    assert np.sum(scores["confusion"]) == len(embedded_digits("test"))


def test_classify_prints_path_label_and_confidence(
    trained: Path, tmp_path: Path, capsys: pytest.CaptureFixture
) -> None:
    data = embedded_digits("test")
    paths = []
    for i in range(5):
        paths.append(tmp_path / f"{i}.png")
        Image.fromarray(255 - np.asarray(data.images[i])).resize((80, 80)).save(paths[-1])
    code = main(["zoo", "classify", str(trained / "knn" / "seed-1" / MODEL), *map(str, paths)])
    lines = [line.split("\t") for line in capsys.readouterr().out.splitlines()]
    assert code == 0
    assert [line[0] for line in lines] == list(map(str, paths))
    assert sum(line[1] == data.texts[i] for i, line in enumerate(lines)) >= 4
    assert all(0 < float(line[2]) <= 1 for line in lines)


def test_a_trained_classifier_is_released_under_the_name_of_its_kind_into_a_new_folder(
    trained: Path, tmp_path: Path, capsys: pytest.CaptureFixture
) -> None:
    assert main(["release", str(trained / "knn" / "seed-1" / MODEL), "--out", str(tmp_path / "a" / "b")]) == 0
    (entry,) = tomllib.loads(capsys.readouterr().out)["model"]
    assert (entry["name"], entry["task"], entry["file"]) == ("knn", "character_classifier", "knn.onnx")
    assert entry["sha256"] == hashlib.sha256((tmp_path / "a" / "b" / "knn.onnx").read_bytes()).hexdigest()
    assert "default" not in entry


def test_classify_needs_neither_pytorch_nor_scikit_learn(trained: Path, tmp_path: Path) -> None:
    picture = tmp_path / "7.png"
    Image.fromarray(np.asarray(embedded_digits("test").images[0])).save(picture)
    model = trained / "logistic" / "seed-1" / MODEL
    program = (
        "import sys\nfor name in ('torch', 'sklearn', 'onnx', 'matplotlib'): sys.modules[name] = None\n"
        f"from glyphwright.cli import main\nsys.exit(main(['zoo', 'classify', {str(model)!r}, {str(picture)!r}]))"
    )
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    assert run.stdout.count("\t") == 2


def test_a_picture_that_cannot_be_read_does_not_stop_the_others(
    trained: Path, tmp_path: Path, capsys: pytest.CaptureFixture
) -> None:
    good, bad = tmp_path / "good.png", tmp_path / "bad.png"
    Image.fromarray(np.asarray(embedded_digits("test").images[0])).save(good)
    bad.write_text("no picture")
    code = main(["zoo", "classify", str(trained / "logistic" / "seed-1" / MODEL), str(bad), str(good)])
    out, err = capsys.readouterr()
    assert code != 0
    assert out.startswith(str(good))
    assert "bad.png" in err


def test_compare_prints_one_line_a_model_beside_what_was_published(
    trained: Path, capsys: pytest.CaptureFixture
) -> None:
    assert main(["zoo", "compare", "logistic", "knn", "--out", str(trained)]) == 0
    head, *rows = capsys.readouterr().out.splitlines()
    assert head.split()[:2] == ["model", "published"]
    assert [row.split()[0] for row in rows] == ["logistic", "knn"]
    assert "92 %" in rows[0]
    assert (trained / "classes.png").exists()
    assert (trained / "random.png").exists()


def test_training_leaves_pictures_beside_the_model(trained: Path) -> None:
    assert {path.name for path in (trained / "logistic" / "seed-1").glob("*.png")} >= {
        "training.png",
        "confusion.png",
        "mistakes.png",
    }
    assert not (trained / "knn" / "seed-1" / "training.png").exists()


def test_compare_prints_json_too(trained: Path, capsys: pytest.CaptureFixture) -> None:
    assert main(["zoo", "compare", "template", "--out", str(trained), "--json"]) == 0
    (row,) = json.loads(capsys.readouterr().out)
    assert row["model"] == "template"
    assert row["seeds"] == 1


def test_means_and_deviations_are_over_seeds(trained: Path) -> None:
    record = read_scores(trained / "knn" / "seed-1")
    row = compare([record | {"accuracy": 0.90}, record | {"accuracy": 0.92}], microseconds=12.0)
    assert row.accuracy == pytest.approx(0.91)
    assert row.accuracy_sd == pytest.approx(0.01 * np.sqrt(2))
    assert "91.00 ± 1.41" in as_text([row])
    assert as_markdown([row]).count("\n") == 2


def test_list_names_every_model(capsys: pytest.CaptureFixture) -> None:
    assert main(["zoo", "list"]) == 0
    out = capsys.readouterr().out
    assert all(name in out for name in zoo_models())


def test_an_unknown_name_is_refused_with_those_that_exist() -> None:
    with pytest.raises(OptionError, match="random-forest"):
        zoo_model("cnn-9")


def test_the_augmented_kind_of_a_scene_is_refused() -> None:
    with pytest.raises(OptionError, match="scenes"):
        zoo_model("ram-cluttered-robust")


def test_macro_scores_count_every_class_alike() -> None:
    confusion = count_confusion(np.array([0, 0, 0, 0, 1]), np.array([0, 0, 0, 1, 1]), 3)
    precision, recall, f1 = macro(confusion)
    assert confusion.tolist() == [[3, 1, 0], [0, 1, 0], [0, 0, 0]]
    assert precision == pytest.approx((1 + 0.5) / 2)
    assert recall == pytest.approx((0.75 + 1) / 2)
    assert f1 == pytest.approx((6 / 7 + 2 / 3) / 2)


def test_the_embedded_digits_are_parted_the_same_way_every_time() -> None:
    train, test = open_characters(EMBEDDED, "train"), open_characters(EMBEDDED, "test")
    assert (len(train), len(test)) == (1437, 360)
    assert np.asarray(train.images).shape == (1437, 28, 28)
    assert set(test.texts) == set("0123456789")
