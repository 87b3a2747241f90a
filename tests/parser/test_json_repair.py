"""JSON-LD that is nearly JSON: what is mended, what is left, and how long hostile blocks take."""

from __future__ import annotations

import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.parser.statements import json_repair

VALUE = {"headline": 'Fähre "Nord" am Kai', "parts": [1, {"name": "Muster, Erika"}], "note": "a // b /* c */ <!-- d"}
TEXT = json.dumps(VALUE)
# NUL cannot be stored, so it is replaced in any block.
ANY_TEXT = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=20)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**9), 10**9) | ANY_TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(ANY_TEXT, inner, max_size=4),
    max_leaves=12,
)


@pytest.mark.parametrize(
    ("block", "value"),
    [
        (r'{"a": "Das Amt\'s Neue"}', {"a": "Das Amt's Neue"}),
        (r'{"a": "C:\Hafen", "b": "\u00fc\q"}', {"a": "C:Hafen", "b": "üq"}),
        ('{"a": "Die Fähre "Nord" fährt", "b": 2}', {"a": 'Die Fähre "Nord" fährt', "b": 2}),
        ('{"a": "Er sagt: "Sie kommt"", "b": 2}', {"a": 'Er sagt: "Sie kommt"', "b": 2}),
        ('{"a": 1, // die Zahl\n"b": "http://bote.example/x" // Ende\n}', {"a": 1, "b": "http://bote.example/x"}),
        ('{"a": "x", /* weg */ "b": [1, 2,],}', {"a": "x", "b": [1, 2]}),
        ('{"a": 1, <!-- weg --> "b": 2}', {"a": 1, "b": 2}),
        ("{&quot;a&quot;: &quot;x&quot;}", {"a": "x"}),
        ('\ufeff{"a": "x"}', {"a": "x"}),
        ('{"a": "Zeile\neins\t\x01"}', {"a": "Zeile\neins\t\x01"}),
    ],
)
def test_a_block_is_mended(block: str, value: object) -> None:
    assert json_repair.load(block) == [value]


def test_documents_one_behind_the_other_are_all_read() -> None:
    assert json_repair.load('{"a": 1}\n{"b": 2}') == [{"a": 1}, {"b": 2}]
    assert json_repair.load('{"a": 1}, [{"b": 2}];') == [{"a": 1}, [{"b": 2}]]
    assert json_repair.load(r'{"a": 1}{"b": "x\'y"}') == [{"a": 1}, {"b": "x'y"}]


@pytest.mark.parametrize("block", ["", "kein JSON", "{", '{"a": ', "[" * 100_000, '{"a": }'])
def test_what_cannot_be_mended_is_left(block: str) -> None:
    assert json_repair.load(block) == []


@given(VALUES)
def test_json_is_read_as_it_is(value: object) -> None:
    assert json_repair.load(json.dumps(value)) == [value]
    assert json_repair.load(json.dumps(value, ensure_ascii=False)) == [value]


@given(ANY_TEXT, ANY_TEXT)
def test_two_documents_of_any_text_are_read(first: str, second: str) -> None:
    assert json_repair.load(json.dumps({"a": first}) + json.dumps({"b": second})) == [{"a": first}, {"b": second}]


@given(st.integers(0, len(TEXT)), st.integers(0, len(TEXT)), st.text('"\\{}[],:/*<!- \n', max_size=4))
def test_a_block_that_is_cut_or_spoilt_raises_nothing(start: int, end: int, noise: str) -> None:
    assert isinstance(json_repair.load(TEXT[:start] + noise + TEXT[end:]), list)


@pytest.mark.parametrize(
    "unit", ['"x', "{[", "\\q", ", ", '{"a":1}', '" ', "/*", "//", "<!--", '","', '{"a":"', "&quot;{", "\\u12", "]},"]
)
def test_a_hostile_block_takes_time_that_grows_with_its_length(unit: str) -> None:
    block = '{"a":"' + unit * (150_000 // len(unit))
    begun = time.process_time()
    json_repair.load(block)
    assert time.process_time() - begun < 2
