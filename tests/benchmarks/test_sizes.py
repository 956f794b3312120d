"""The measured sizes are read from lines of JSON."""

from pathlib import Path

import pytest

from benchmarks.suite.timing import SCALE_COMMAND, scale, sizes

LINE = '{"store": "embedded", "passages": %d, "build_s": 12.4, "question_ms_p50": 8.04}\n'


def test_sizes_are_in_order_whatever_the_file_has(tmp_path: Path) -> None:
    path = tmp_path / "scale.jsonl"
    path.write_text(LINE % 100_000 + "\n" + LINE % 10_000, encoding="utf-8")
    assert [row["passages"] for row in sizes(path)] == [10_000, 100_000]


def test_a_size_that_was_measured_again_counts_once(tmp_path: Path) -> None:
    path = tmp_path / "scale.jsonl"
    path.write_text(LINE % 10 + '{"store": "embedded", "passages": 10, "build_s": 1}', "utf-8")
    assert sizes(path) == [{"store": "embedded", "passages": 10, "build_s": 1}]


def test_a_line_that_is_no_measurement_is_named(tmp_path: Path) -> None:
    path = tmp_path / "scale.jsonl"
    path.write_text(LINE % 10 + '{"store": "embedded"}\n', encoding="utf-8")
    with pytest.raises(SystemExit, match=r"Line 2 of .* is no measurement"):
        sizes(path)


def test_the_table_has_only_what_was_measured(tmp_path: Path) -> None:
    path = tmp_path / "scale.jsonl"
    path.write_text(LINE % 10_000, encoding="utf-8")
    text = str(scale(sizes(path)))
    assert "| store | passages | build (s) | question, middle (ms) |" in text
    assert "| embedded | 10,000 | 12 | 8.0 |" in text


def test_where_nothing_was_measured_the_command_is_named(tmp_path: Path) -> None:
    text = str(scale(sizes(tmp_path / "missing.jsonl")))
    assert "Not measured yet" in text
    assert SCALE_COMMAND in text
