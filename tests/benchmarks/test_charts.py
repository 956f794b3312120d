"""Pictures are well-formed SVG, and points stand where their axes say."""

import re
from xml.etree import ElementTree

import pytest

from benchmarks.suite.charts import Axis, Chart, Point, Series
from benchmarks.suite.pictures import by_tenth, calibration, latency
from benchmarks.suite.refusing import Judged

UNIT = Axis("share", 0, 1, (0, 0.5, 1))


def drawn(chart: Chart) -> ElementTree.Element:
    return ElementTree.fromstring(str(chart))


def test_words_with_signs_of_markup_are_escaped() -> None:
    chart = Chart("a < b & c", UNIT, UNIT, (Series("<x>", (Point(0, 0, "1 & 2"),)),))
    words = [each.text for each in drawn(chart).iter() if each.text and each.text.strip()]
    assert {"a < b & c", "<x>", "1 & 2"} <= set(words)


@pytest.mark.parametrize(
    ("axis", "value", "share"),
    [
        (UNIT, 0.25, 0.25),
        (UNIT, -3, 0.0),
        (UNIT, 7, 1.0),
        (Axis("n", 10, 1000, (10,), is_log=True), 100, 0.5),
        (Axis("n", 10, 1000, (10,), is_log=True), 1, 0.0),
    ],
)
def test_an_axis_places_values_between_its_ends(axis: Axis, value: float, share: float) -> None:
    assert axis.share(value) == pytest.approx(share)


def test_points_rise_with_their_values() -> None:
    chart = Chart("t", UNIT, UNIT, (Series("s", (Point(0, 0), Point(1, 1))),))
    circles = re.findall(r"<circle cx='([\d.]+)' cy='([\d.]+)'", str(chart))
    (x1, y1), (x2, y2) = [(float(x), float(y)) for x, y in circles]
    assert x1 < x2
    assert y1 > y2


def reply(score: float, answerable: bool) -> Judged:
    return Judged(score, answerable, answerable, "own", "a")


def test_a_tenth_of_confidence_is_a_point_with_its_count() -> None:
    rows = [reply(0.82, True)] * 3 + [reply(0.88, False)] * 3 + [reply(0.1, False)] * 2
    assert by_tenth(rows) == (Point(pytest.approx(0.85), 0.5, "6"),)


def test_full_confidence_belongs_to_the_last_tenth() -> None:
    assert by_tenth([reply(1.0, True)] * 5) == (Point(1.0, 1.0, "5"),)


def test_the_calibration_curve_marks_every_strictness() -> None:
    words = {each.text for each in drawn(calibration({"s": [reply(0.5, True)] * 9})).iter()}
    assert {"generous", "balanced", "strict"} <= words


def test_one_size_makes_no_curve() -> None:
    assert latency([{"store": "embedded", "passages": 10, "question_ms_p50": 1.0}]) is None


def test_each_store_has_a_line_for_each_quantile() -> None:
    rows = [
        {"store": store, "passages": size, "question_ms_p50": 5.0, "question_ms_p95": 9.0}
        for store in ("embedded", "server")
        for size in (1_000, 10_000)
    ]
    chart = latency(rows)
    assert chart is not None
    names = [series.name for series in chart.series]
    assert names == ["embedded, middle", "embedded, 95 %", "server, middle", "server, 95 %"]
    assert chart.y.high >= 9.0
