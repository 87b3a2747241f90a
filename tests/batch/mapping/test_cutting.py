"""Files cut into parts: together they are the file, and none is larger than a task may be."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from scraper.batch.mapping.cutting import RANGE_BYTES, ranges


@given(st.integers(0, 20 * RANGE_BYTES), st.integers(0, 20 * RANGE_BYTES))
def test_parts_follow_one_another(size: int, start: int) -> None:
    parts = list(ranges(size, start, is_splittable=True))

    assert parts[0][0] == start
    assert parts[-1][1] is None
    assert [end for _, end in parts[:-1]] == [begin for begin, _ in parts[1:]]
    # A later run that begins elsewhere cuts at the same places.
    cuts = {end for _, end in ranges(size, 0, is_splittable=True)}
    assert {end for _, end in parts} <= cuts
    assert all(end - begin <= RANGE_BYTES for begin, end in parts[:-1] if end is not None)
    assert size - parts[-1][0] <= RANGE_BYTES


def test_a_file_of_some_size_has_work_for_several_workers() -> None:
    assert len(list(ranges(RANGE_BYTES, 0, is_splittable=True))) == 8
    assert len(list(ranges(100, 0, is_splittable=True))) == 1


def test_what_cannot_be_split_is_one_part() -> None:
    assert list(ranges(10 * RANGE_BYTES, 7, is_splittable=False)) == [(7, None)]
    assert list(ranges(None, 7, is_splittable=True)) == [(7, None)]
