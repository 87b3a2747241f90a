"""The head beside a body without encodings, and back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.warc.heads import made_head, made_status_line, masked, restored

NAMES = (
    *("Content-Type", "content-encoding", "Content-Encoding", "TRANSFER-ENCODING", "Content-Length", "content-length"),
    *("X-Crawler-Content-Encoding", "x-crawler-content-length", "X-Content-Length", "Content-Encodings", "Set-Cookie"),
)
LINES = st.tuples(
    st.sampled_from(NAMES), st.sampled_from([": ", ":", " : "]), st.sampled_from(["br", "12", "", "ä; x"])
)
HEADS = st.lists(LINES, max_size=8).map(
    lambda lines: b"HTTP/1.1 200 OK\r\n" + b"".join(f"{a}{b}{c}\r\n".encode("latin-1") for a, b, c in lines)
)


@given(HEADS, st.integers(0, 20))
def test_each_head_comes_back_byte_for_byte(head: bytes, length: int) -> None:
    assert restored(masked(head, length)) == head


@given(HEADS, st.integers(0, 20))
def test_no_reader_is_told_of_another_body(head: bytes, length: int) -> None:
    for line in masked(head, length).decode("latin-1").split("\r\n")[1:]:
        name, _, value = line.partition(":")
        assert name.strip().lower() not in ("content-encoding", "transfer-encoding")
        if name.strip().lower() == "content-length":
            assert int(value) == length


@pytest.mark.parametrize(
    ("head", "length", "result"),
    [
        ("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n", 5, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n"),
        ("HTTP/1.0 200 OK\r\nServer: x\r\n", 5, "HTTP/1.0 200 OK\r\nServer: x\r\n"),
        (
            "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Encoding: br\r\nServer: x\r\n",
            9,
            "HTTP/1.1 200 OK\r\nX-Crawler-Content-Length: 5\r\nX-Crawler-Content-Encoding: br\r\nServer: x\r\n"
            "Content-Length: 9\r\n",
        ),
        # A length that is right by chance is masked, too, or it could not be told from one that was added.
        (
            "HTTP/1.1 200 OK\r\nContent-Encoding: br\r\nContent-Length: 5\r\n",
            5,
            "HTTP/1.1 200 OK\r\nX-Crawler-Content-Encoding: br\r\nX-Crawler-Content-Length: 5\r\nContent-Length: 5\r\n",
        ),
        (
            "HTTP/1.1 301 Moved\r\nContent-Length: 162\r\n",
            0,
            "HTTP/1.1 301 Moved\r\nX-Crawler-Content-Length: 162\r\nContent-Length: 0\r\n",
        ),
        # Two lengths, equal or not, are an error for some readers.
        (
            "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 5\r\n",
            5,
            "HTTP/1.1 200 OK\r\nX-Crawler-Content-Length: 5\r\nX-Crawler-Content-Length: 5\r\nContent-Length: 5\r\n",
        ),
        # A folded line goes with the one before it, and a bare LF ends a line for many readers.
        (
            "HTTP/1.1 200 OK\nTransfer-Encoding: gzip,\r\n chunked\r\n",
            1,
            "HTTP/1.1 200 OK\nX-Crawler-Transfer-Encoding: gzip,\r\n chunked\r\nContent-Length: 1\r\n",
        ),
    ],
)
def test_what_is_not_of_the_body_is_masked(head: str, length: int, result: str) -> None:
    assert masked(head.encode(), length).decode() == result


def test_a_head_of_common_crawl_comes_back_as_it_was_sent() -> None:
    theirs = (
        b"HTTP/1.1 200 OK\r\nDate: x\r\nX-Crawler-Transfer-Encoding: chunked\r\nX-Crawler-Content-Encoding: gzip\r\n"
        b"Content-Length: 12345\r\n"
    )
    assert restored(theirs) == b"HTTP/1.1 200 OK\r\nDate: x\r\nTransfer-Encoding: chunked\r\nContent-Encoding: gzip\r\n"


def test_a_status_that_nobody_knows_has_no_phrase() -> None:
    assert (made_status_line(404), made_status_line(999)) == (b"HTTP/1.1 404 Not Found\r\n", b"HTTP/1.1 999 \r\n")
    assert made_head(200, "text/html") == b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
    assert made_head(200, None) == b"HTTP/1.1 200 OK\r\n"
