"""Line charts as SVG, on a card of their own, so that a dark page can't swallow the ink."""

import math
from dataclasses import dataclass
from xml.sax.saxutils import escape

WIDTH, HEIGHT = 760, 480
_LEFT, _RIGHT, _TOP, _BOTTOM = 76, 44, 52, 124
_INK, _GREY, _FAINT, _CARD = "#1f2328", "#59636e", "#d8dee4", "#ffffff"
COLOURS = ("#0550ae", "#bc4c00", "#1a7f37", "#8250df")
_HALO = f" stroke='{_CARD}' stroke-width='3'"
_FONT = "font-family='system-ui, -apple-system, Segoe UI, Helvetica, Arial, sans-serif'"


@dataclass(frozen=True, slots=True)
class Axis:
    """A named scale from `low` to `high`, with a mark at each tick."""

    title: str
    low: float
    high: float
    ticks: tuple[float, ...]
    is_log: bool = False

    def share(self, value: float) -> float:
        """Where a value stands between the ends, 0 to 1; beyond them it is moved to the end."""
        low, high, at = (
            (math.log10(each) if self.is_log else each)
            for each in (self.low, self.high, max(value, self.low))
        )
        return min(max((at - low) / (high - low), 0.0), 1.0)


@dataclass(frozen=True, slots=True)
class Point:
    """A point, with words beside it where there is something to say."""

    x: float
    y: float
    label: str = ""


@dataclass(frozen=True, slots=True)
class Series:
    """Points that are joined; dashed ones have no dots."""

    name: str
    points: tuple[Point, ...]
    dashed: bool = False


@dataclass(frozen=True, slots=True)
class Chart:
    """Everything that is drawn; `marks` are upright lines with a word each."""

    title: str
    x: Axis
    y: Axis
    series: tuple[Series, ...]
    marks: tuple[tuple[float, str], ...] = ()

    def __str__(self) -> str:
        return "\n".join(
            (
                f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {WIDTH} {HEIGHT}' "
                f"width='{WIDTH}' height='{HEIGHT}' role='img' {_FONT} font-size='13'>",
                f"<title>{escape(self.title)}</title>",
                f"<rect x='0.5' y='0.5' width='{WIDTH - 1}' height='{HEIGHT - 1}' rx='8' "
                f"fill='{_CARD}' stroke='{_FAINT}'/>",
                _text(_LEFT, 30, self.title, size=16, weight="600"),
                *self._grid(),
                *(self._mark(value, name, n) for n, (value, name) in enumerate(self.marks)),
                *(self._line(one, colour) for one, colour in self._coloured()),
                *self._legend(),
                "</svg>\n",
            )
        )

    def _coloured(self) -> list[tuple[Series, str]]:
        solid = [one for one in self.series if not one.dashed]
        return [
            (one, _GREY if one.dashed else COLOURS[solid.index(one) % len(COLOURS)])
            for one in self.series
        ]

    def _across(self, value: float) -> float:
        return _LEFT + self.x.share(value) * (WIDTH - _LEFT - _RIGHT)

    def _down(self, value: float) -> float:
        return HEIGHT - _BOTTOM - self.y.share(value) * (HEIGHT - _TOP - _BOTTOM)

    def _grid(self) -> list[str]:
        foot, end = HEIGHT - _BOTTOM, WIDTH - _RIGHT
        lines = []
        for tick in self.y.ticks:
            at = self._down(tick)
            lines.append(_rule(_LEFT, at, end, at, _FAINT))
            lines.append(_text(_LEFT - 8, at + 4, _number(tick), anchor="end", fill=_GREY))
        for tick in self.x.ticks:
            at = self._across(tick)
            lines.append(_rule(at, foot, at, foot + 5, _GREY))
            lines.append(_text(at, foot + 20, _number(tick), anchor="middle", fill=_GREY))
        lines.append(_rule(_LEFT, foot, end, foot, _GREY))
        lines.append(_text((_LEFT + end) / 2, foot + 42, self.x.title, anchor="middle"))
        middle = (_TOP + foot) / 2
        turned = f" transform='rotate(-90 20 {middle:.1f})'"
        lines.append(_text(20, middle, self.y.title, anchor="middle", extra=turned))
        return lines

    def _mark(self, value: float, name: str, number: int) -> str:
        at = self._across(value)
        line = _rule(at, _TOP, at, HEIGHT - _BOTTOM, _GREY, " stroke-dasharray='2 3'")
        # Neighbours' names stand on lines of their own, for the marks are near each other.
        return line + _text(at + 4, _TOP + 12 + 15 * number, name, size=12, fill=_GREY)

    def _line(self, series: Series, colour: str) -> str:
        places = [(self._across(p.x), self._down(p.y), p.label) for p in series.points]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y, _ in places)
        dash = " stroke-dasharray='5 5'" if series.dashed else ""
        drawn = [
            f"<polyline points='{path}' fill='none' stroke='{colour}' stroke-width='2'{dash}/>"
        ]
        if not series.dashed:
            drawn += [
                f"<circle cx='{x:.1f}' cy='{y:.1f}' r='4' fill='{colour}'/>" for x, y, _ in places
            ]
        drawn += [
            _text(x, y - 9, label, size=11, anchor="middle", fill=fill, extra=edge)
            for x, y, label in places
            if label
            for fill, edge in ((_CARD, _HALO), (colour, ""))
        ]
        return "\n".join(drawn)

    def _legend(self) -> list[str]:
        lines, at, down = [], float(_LEFT), HEIGHT - 54
        for series, colour in self._coloured():
            width = 48 + 6.8 * len(series.name)
            if at + width > WIDTH - _RIGHT and at > _LEFT:
                at, down = float(_LEFT), down + 20
            dash = " stroke-dasharray='5 5'" if series.dashed else ""
            lines.append(_rule(at, down - 4, at + 22, down - 4, colour, f" stroke-width='3'{dash}"))
            lines.append(_text(at + 28, down, series.name))
            at += width
        return lines


def _rule(x1: float, y1: float, x2: float, y2: float, colour: str, extra: str = "") -> str:
    ends = f"x1='{x1:.1f}' y1='{y1:.1f}' x2='{x2:.1f}' y2='{y2:.1f}'"
    return f"<line {ends} stroke='{colour}'{extra}/>"


def _text(
    x: float,
    y: float,
    words: str,
    *,
    size: int = 13,
    anchor: str = "start",
    fill: str = _INK,
    weight: str = "400",
    extra: str = "",
) -> str:
    look = f"font-size='{size}' text-anchor='{anchor}' fill='{fill}' font-weight='{weight}'"
    return f"<text x='{x:.1f}' y='{y:.1f}' {look}{extra}>{escape(words)}</text>"


def _number(value: float) -> str:
    return f"{value:,.0f}" if value == int(value) else f"{value:g}"
