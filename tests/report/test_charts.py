"""Charts as they are drawn: marks to scale, texts that fit on the canvas, valid and escaped SVG."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.report.charts import CANVAS, FONT, MOST_BARS, Chart, Value, bars, columns, text_width
from scraper.report.jinja import environment
from scraper.report.written import short_day

SVG = ElementTree.Element
COMPOUND = "Verwaltungsdigitalisierungsbeschleunigungsgesetz und Onlinezugangsänderungsgesetz"
# At 320 pixels of width a page leaves so many to its content.
NARROWEST = 288
WITHIN_TEXT = (
    '{% from "charts.html" import chart, figures %}{{ chart(c) }}{{ figures(c, "Zahlen", "Site", "Artikel") }}'
)


def written(chart: Chart) -> str:
    return environment().from_string(WITHIN_TEXT).render(c=chart)


def svg(chart: Chart) -> Any:
    text = written(chart)
    drawing = text[: text.index("</svg>") + len("</svg>")]
    return ElementTree.fromstring(drawing)  # noqa: S314  (of our own making)


def texts(chart: Chart) -> list[str]:
    return [(one.text or "").strip("\u2068\u2069") for one in svg(chart).iter("text")]


def test_bars_are_to_scale_and_the_table_says_the_same() -> None:
    chart = bars("sites", "Artikel je Site", "Am meisten hat A.", [Value("A", 4), Value("B", 1), Value("C", 0)])
    assert [mark.width for mark in chart.marks] == [CANVAS, CANVAS / 4, 0]
    assert texts(chart) == ["A", "4", "B", "1", "C", "0"]
    assert [(one.label, one.shown) for one in chart.figures] == [("A", "4"), ("B", "1"), ("C", "0")]


def test_a_chart_has_a_role_a_title_and_a_description() -> None:
    root = svg(bars("sites", "Artikel je Site", "Am meisten hat A.", [Value("A", 4)]))
    named = {one.get("id"): one.text for one in root if one.get("id")}
    assert root.get("role") == "img"
    assert [named[one] for one in root.get("aria-labelledby").split()] == ["Artikel je Site", "Am meisten hat A."]
    assert "style=" not in written(bars("a", "t", "d", [Value("A", 1)]))


def test_its_letters_are_ten_pixels_high_on_the_narrowest_screen() -> None:
    root = svg(columns("weeks", "t", "d", [Value("1", 1)]))
    width = float(root.get("viewBox").split()[2])
    # Without a style it is no larger than it was drawn for.
    assert (root.get("width"), root.get("height")) == tuple(root.get("viewBox").split()[2:])
    assert float(root.get("font-size")) * NARROWEST / width >= 10


def test_a_long_name_is_shortened_and_stands_whole_above_its_mark_and_in_the_table() -> None:
    chart = bars("laws", "t", "d", [Value(COMPOUND, 1234)], lang="de")
    name, figure = texts(chart)
    assert name.endswith("…")
    assert COMPOUND.startswith(name[:-1])
    assert figure == "1.234"
    assert text_width(name) + text_width(figure) < CANVAS
    assert COMPOUND in chart.marks[0].title
    assert chart.figures[0].label == COMPOUND


def test_more_bars_than_are_compared_at_one_look_are_counted() -> None:
    chart = bars("many", "t", "d", [Value(str(one), one) for one in range(500)])
    assert len(chart.marks) == MOST_BARS
    assert chart.left_out == 500 - MOST_BARS
    assert len(chart.figures) == 500


@pytest.mark.parametrize("number", [12, 51, 52, 53])
def test_names_on_the_axis_stand_evenly(number: int) -> None:
    first = dt.date(2025, 12, 1)
    weeks = [Value(short_day(first + dt.timedelta(weeks=place)), 1) for place in range(number)]
    named = [place for place, mark in enumerate(columns("weeks", "t", "d", weeks).marks) if mark.name]
    assert named[-1] == number - 1
    assert len(named) > 3
    assert len({later - earlier for earlier, later in pairwise(named)}) == 1


@pytest.mark.parametrize("number", [0, 1, 2, 13, 53, 500])
def test_names_on_the_axis_neither_touch_nor_leave_the_canvas(number: int) -> None:
    chart = columns("years", "t", "d", [Value(f"{1500 + one}", one) for one in range(number)])
    reach = []
    for mark in chart.marks:
        if mark.name:
            width = text_width(mark.name)
            left = mark.name_x - {"start": 0, "middle": width / 2, "end": width}[mark.anchor]
            reach.append((left, left + width))
    assert all(left >= -0.1 and right <= CANVAS + 0.1 for left, right in reach)
    assert all(one[1] < other[0] for one, other in pairwise(reach))
    assert not number or chart.marks[-1].name


def test_figures_stand_above_columns_with_room_and_else_above_the_highest() -> None:
    few = columns("few", "t", "d", [Value("a", 1), Value("b", 2)])
    many = columns("many", "t", "d", [Value(str(one), one % 50) for one in range(100)])
    assert [mark.figure for mark in few.marks] == ["1", "2"]
    assert [mark.figure for mark in many.marks if mark.figure] == ["49"]


def test_a_small_figure_beside_a_huge_one_is_seen() -> None:
    chart = columns("c", "t", "d", [Value("a", 1), Value("b", 10**9), Value("c", 0)])
    assert chart.marks[0].height >= 2
    assert chart.marks[2].height == 0


def test_names_of_other_directions_keep_to_themselves() -> None:
    assert svg(bars("b", "t", "d", [Value("שלום (abc)", 1)])).find(".//text").text == "\u2068שלום (abc)\u2069"
    # A mark of direction within a name would go on behind it.
    assert bars("b", "t", "d", [Value("a\u202eb", 1)]).figures[0].label == "ab"


def test_a_name_leads_somewhere_in_the_table_alone() -> None:
    text = written(
        bars("b", "t", "d", [Value("A", 1, href="/archive/site/a"), Value("B", 1, href="https://b.example/")])
    )
    drawing, table = text.split("</svg>")
    assert "<a" not in drawing
    assert '<a href="/archive/site/a"><bdi>A</bdi></a>' in table
    assert '<a href="https://b.example/" rel="noopener noreferrer">' in table


def test_an_id_is_one() -> None:
    with pytest.raises(ValueError, match="no id of a chart"):
        bars("a b", "t", "d", [])


@given(
    st.lists(st.tuples(st.text(max_size=60), st.floats(-10, 1e12)), max_size=30),
    st.sampled_from([bars, columns]),
    st.text(max_size=20),
)
def test_whatever_names_say_the_drawing_is_whole(values: list[tuple[str, float]], draw: Any, title: str) -> None:
    title = title.translate(dict.fromkeys([*range(32), 0xFFFE, 0xFFFF]))
    title = title.encode("utf-8", "ignore").decode()
    chart = draw(
        "any", title, "d", [Value(label.replace("\ufffe", "").replace("\uffff", ""), value) for label, value in values]
    )
    root = svg(chart)
    assert all(float(one.get("width")) <= CANVAS for one in root.iter("rect"))
    assert {one.tag for one in root.iter()} <= {"svg", "title", "desc", "g", "rect", "text", "path"}


def test_the_width_of_texts_is_taken_high() -> None:
    # Widths of DejaVu Sans, by its own table of glyphs, in shares of its height.
    assert text_width("WWWW") >= 4 * 0.98 * FONT
    assert text_width("Verwaltung") >= 5.8 * FONT
    assert text_width("a\u0301") == text_width("a")
