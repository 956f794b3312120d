"""The choice of a backend: measured once, remembered, and measured again when that is due."""

import json
from pathlib import Path

import pytest

from tests.encoders import WordEncoder
from vectorstore.backends import choice as choosing
from vectorstore.backends import opening
from vectorstore.backends.choice import REMEMBERED, Choice, remember, remembered
from vectorstore.backends.probe import Measured, measure
from vectorstore.bundled import BUNDLED_MODEL
from vectorstore.encoder import Encoder, Vectors

MODEL = BUNDLED_MODEL
FASTER = Measured(question=0.5, passages=0.32, agreement=0.9999)


class OtherEncoder(WordEncoder):
    """One whose vectors have nothing to do with the model's."""

    def encode(self, texts) -> Vectors:
        return -super().encode(texts)


class BrokenEncoder(WordEncoder):
    """One that the processor cannot run."""

    def encode(self, texts) -> Vectors:
        raise RuntimeError("no such instruction")


class Machine:
    """A machine with one backend beside torch; counts what is opened and measured."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.torch = WordEncoder()
        self.fast: Encoder = WordEncoder()
        self.figures = FASTER
        self.broken = False
        self.measured = 0
        monkeypatch.setattr(opening, "_sentence_encoder", lambda _model: self.torch)
        monkeypatch.setattr(opening, "_open", self._open)
        monkeypatch.setattr(opening, "measure", self._measure)
        monkeypatch.setattr(opening, "available", lambda: ["openvino"])

    def _open(self, backend: str) -> Encoder:
        if backend == "torch":
            return self.torch
        if self.broken:
            raise RuntimeError("no such instruction")
        return self.fast

    def _measure(self, encoders: dict[str, Encoder], _reference: Encoder) -> dict[str, Measured]:
        self.measured += 1
        return dict.fromkeys(encoders, self.figures)


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> Machine:
    return Machine(monkeypatch)


def start(folder: Path) -> Encoder:
    return opening.open_encoder(MODEL, "auto", folder)


@pytest.mark.parametrize(
    ("measured", "backend"),
    [
        ({}, "torch"),
        ({"a": FASTER}, "a"),
        ({"a": Measured(0.5, 0.5, 0.9999), "b": FASTER}, "b"),
        ({"a": Measured(0.1, 0.1, 0.9989), "b": FASTER}, "b"),
        ({"a": Measured(0.1, 0.1, 0.9989)}, "torch"),
        ({"a": Measured(0.1, 0.1, float("nan"))}, "torch"),
        ({"a": Measured(0.95, 0.95, 1.0)}, "torch"),
        ({"a": Measured(2.0, 0.6, 1.0)}, "torch"),
        ({"a": Measured(float("inf"), 0.1, 1.0)}, "torch"),
    ],
)
def test_the_cheapest_that_agrees_is_chosen_if_it_is_clearly_cheaper(
    measured: dict[str, Measured], backend: str
) -> None:
    assert Choice.of(measured).backend == backend


def test_a_choice_is_measured_once_and_reused(machine: Machine, tmp_path: Path) -> None:
    assert start(tmp_path) is machine.fast
    assert start(tmp_path) is machine.fast
    assert machine.measured == 1


def test_what_was_measured_is_kept(machine: Machine, tmp_path: Path) -> None:
    start(tmp_path)
    assert remembered(tmp_path / REMEMBERED, MODEL) == Choice("openvino", {"openvino": FASTER})
    assert [each.name for each in tmp_path.iterdir()] == [REMEMBERED]


@pytest.mark.parametrize("part", ["model", "libraries", "processor"])
def test_a_choice_for_other_circumstances_is_made_anew(
    machine: Machine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, part: str
) -> None:
    start(tmp_path)
    now = choosing.fingerprint(MODEL)
    monkeypatch.setattr(choosing, "fingerprint", lambda _model: {**now, part: "another"})
    machine.figures = Measured(1.0, 1.0, 1.0)
    assert start(tmp_path) is machine.torch
    assert start(tmp_path) is machine.torch
    assert machine.measured == 2


@pytest.mark.parametrize("kept", ["", "{", "[]", "null", "{}", '{"format": 1}', "\x00"])
def test_a_damaged_file_is_measured_again(machine: Machine, tmp_path: Path, kept: str) -> None:
    (tmp_path / REMEMBERED).write_text(kept)
    assert start(tmp_path) is machine.fast
    assert json.loads((tmp_path / REMEMBERED).read_text())["backend"] == "openvino"


def test_a_choice_from_a_damaged_figure_is_measured_again(tmp_path: Path, machine: Machine) -> None:
    file = tmp_path / REMEMBERED
    remember(file, MODEL, Choice("openvino", {"openvino": FASTER}))
    file.write_text(file.read_text().replace('"question"', '"questions"'))
    assert remembered(file, MODEL) is None


def test_a_backend_that_cannot_run_is_passed_over(machine: Machine, tmp_path: Path) -> None:
    machine.broken = True
    assert start(tmp_path) is machine.torch


def test_a_remembered_backend_that_fails_gives_way_to_torch(
    machine: Machine, tmp_path: Path
) -> None:
    start(tmp_path)
    machine.broken = True
    assert start(tmp_path) is machine.torch


def test_a_folder_that_cannot_be_written_costs_only_the_memory(
    machine: Machine, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("in the way")
    assert start(tmp_path / "file") is machine.fast


def test_another_model_is_not_measured(machine: Machine, tmp_path: Path) -> None:
    assert opening.open_encoder("some/model", "auto", tmp_path) is machine.torch
    assert (machine.measured, list(tmp_path.iterdir())) == (0, [])


def test_torch_is_not_measured_when_asked_for(machine: Machine, tmp_path: Path) -> None:
    assert opening.open_encoder(MODEL, "torch", tmp_path) is machine.torch
    assert (machine.measured, list(tmp_path.iterdir())) == (0, [])


def test_an_encoder_agrees_with_itself_and_takes_about_its_own_time() -> None:
    found = measure({"same": WordEncoder()}, WordEncoder())["same"]
    assert found.agreement == pytest.approx(1)
    assert 0.1 < found.cost < 10


def test_other_vectors_do_not_agree() -> None:
    found = measure({"other": OtherEncoder()}, WordEncoder())["other"]
    assert found.agreement == pytest.approx(-1)


def test_one_that_fails_while_it_is_measured_does_not_end_the_measurement() -> None:
    found = measure({"broken": BrokenEncoder(), "same": WordEncoder()}, WordEncoder())
    assert list(found) == ["same"]


@pytest.mark.parametrize(
    ("choice", "told"),
    [
        (Choice("torch", {}), "torch, as no other backend is faster here"),
        (Choice("torch", {"openvino": FASTER}), "torch, as no other backend is faster here"),
        (
            Choice("openvino", {"openvino": FASTER}),
            "openvino, which takes 0.50 of plain torch's time for a question and 0.32 for passages",
        ),
    ],
)
def test_the_choice_is_told_in_words(choice: Choice, told: str) -> None:
    assert choice.told() == told
