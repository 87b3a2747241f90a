"""The encoding in the markup: cases of the HTML standard's rules, and its steps byte by byte as an oracle."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scraper.web.prescan import declared

SPACE = b"\t\n\f\r "


class EndOfBytesError(Exception):
    """The position moved beyond the end."""


class Oracle:
    """The standard's algorithm, step by step as it is written there; labels are kept as they are."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.at = 0

    def byte(self) -> bytes:
        if self.at >= len(self.data):
            raise EndOfBytesError
        return self.data[self.at : self.at + 1]

    def attribute(self) -> tuple[bytes, bytes] | None:
        while self.byte() in SPACE + b"/":
            self.at += 1
        if self.byte() == b">":
            return None
        name = b""
        while True:
            byte = self.byte()
            if byte == b"=" and name:
                break
            if byte in SPACE:
                while self.byte() in SPACE:
                    self.at += 1
                if self.byte() != b"=":
                    return name, b""
                break
            if byte in b"/>":
                return name, b""
            name += byte.lower()
            self.at += 1
        self.at += 1
        return name, self.value()

    def value(self) -> bytes:
        while self.byte() in SPACE:
            self.at += 1
        quote, value = self.byte(), b""
        if quote in b"\"'":
            self.at += 1
            while self.byte() != quote:
                value += self.byte().lower()
                self.at += 1
            self.at += 1
            return value
        while self.byte() not in SPACE + b">":
            value += self.byte().lower()
            self.at += 1
        return value

    def labels(self) -> list[bytes]:
        """Return what the meta elements declare, up to the end of the bytes."""
        found: list[bytes] = []
        try:
            while True:
                self.step(found)
                self.at += 1
        except EndOfBytesError:
            return found

    def step(self, found: list[bytes]) -> None:
        rest = self.data[self.at :]
        self.byte()
        if rest.startswith(b"<!--"):
            self.to(rest.find(b"-->", 2) + 2 if b"-->" in rest[2:] else -1)
        elif re.match(rb"<meta[\t\n\f\r /]", rest, re.IGNORECASE):
            self.at += 5
            self.meta(found)
        elif re.match(rb"</?[a-z]", rest, re.IGNORECASE):
            while self.byte() not in SPACE + b">":
                self.at += 1
            while self.attribute():
                pass
        elif rest[:2] in (b"<!", b"</", b"<?"):
            self.to(rest.find(b">"))

    def to(self, offset: int) -> None:
        if offset < 0:
            raise EndOfBytesError
        self.at += offset

    def meta(self, found: list[bytes]) -> None:
        values: dict[bytes, bytes] = {}
        while attribute := self.attribute():
            values.setdefault(*attribute)
        content = from_content(values.get(b"content", b""))
        if b"charset" in values:
            found.append(values[b"charset"])
        elif content and values.get(b"http-equiv") == b"content-type":
            found.append(content)


def from_content(text: bytes) -> bytes | None:
    at = 0
    while (at := text.find(b"charset", at)) >= 0:
        at += 7
        rest = text[at:].lstrip(SPACE)
        if not rest.startswith(b"="):
            continue
        rest = rest[1:].lstrip(SPACE)
        if rest[:1] in (b"'", b'"'):
            return rest[1:].split(rest[:1])[0] if rest.count(rest[:1]) > 1 else None
        return re.split(rb"[\t\n\f\r ;]", rest)[0]
    return None


def expected(data: bytes) -> str | None:
    known = {b"koi8-r": "koi8-r", b"utf-8": "utf-8", b"utf-16": "utf-8", b"x-user-defined": "windows-1252"}
    return next((known[label.strip(SPACE)] for label in Oracle(data).labels() if label.strip(SPACE) in known), None)


PIECES = (
    *(
        b"<meta",
        b"<META ",
        b"<meta/",
        b" charset",
        b"=",
        b"KOI8-R",
        b"utf-8",
        b'"',
        b"'",
        b">",
        b"/",
        b" ",
        b"\n",
        b"\t",
    ),
    *(
        b" http-equiv=",
        b"Content-Type",
        b" content=",
        b"text/html; charset=",
        b";",
        b"<!--",
        b"-->",
        b"-",
        b"<!",
        b"<?",
    ),
    *(b"<p", b"</p", b"</", b"<a b=", b"utf-16", b"x-user-defined", b"nonsense", b"x", b"<", b"\x0b", b"\xfc", b"\0"),
    *(b"<meta charset=koi8-r>", b"<meta http-equiv=content-type content='a; charset=koi8-r'>", b"charset"),
)


@settings(max_examples=400)
@given(st.lists(st.sampled_from(PIECES), max_size=14).map(b"".join))
def test_the_scan_is_the_standards(data: bytes) -> None:
    found = declared(data)
    assert (found.name if found else None) == expected(data)


FILLER = b"x" * 2_000


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"<?xml version='1.0' encoding='ISO-8859-2'?><html>", "iso-8859-2"),
        (b'<?xml encoding = "utf-16" ?>', "utf-8"),
        (b"<?xml encoding=koi8-r?>", None),
        (b"<?xml encoding='koi8-r'", None),
        (b"<?xml encoding='koi8-r'?><meta charset=iso-8859-2>", "iso-8859-2"),
        (b" <?xml encoding='koi8-r'?>", None),
        (b"<\0?\0x\0m\0l\0", "utf-16le"),
        (b"\0<\0?\0x\0m\0l", "utf-16be"),
        (b"<!-->" + b"<meta charset=koi8-r>", "koi8-r"),
        (b"<!--" + FILLER + b"--><meta charset=koi8-r>", "koi8-r"),
        (b"<!--" + FILLER + b"<meta charset=koi8-r>", None),
        (b"<script>if (a<b) x='" + FILLER + b"</script><meta charset=koi8-r>", "koi8-r"),
        (b"<style>" + FILLER + b"</style><style>a</style ><meta charset=koi8-r>", "koi8-r"),
        (FILLER + b"<script>'<meta charset=koi8-r>'</script>", None),
        (FILLER + b"<script>'<meta charset=koi8-r>'", None),
        (b"<script>'<meta charset=koi8-r>'</script>", "koi8-r"),
        (b"x" * 70_000 + b"<meta charset=koi8-r>", None),
    ],
)
def test_declarations_beyond_the_first_kilobyte_and_in_xml(data: bytes, name: str | None) -> None:
    found = declared(data)
    assert (found.name if found else None) == name


@pytest.mark.parametrize(
    "piece", [b"<meta ", b"<!--", b"<a ", b"<a b='", b"charset=", b"<meta charset ", b"<script>", b"</"]
)
def test_the_scan_takes_linear_time(piece: bytes) -> None:
    assert declared(piece * 60_000 + b"charset") is None


@pytest.mark.parametrize("beyond", [0, 1])
def test_the_standard_scans_1024_bytes(beyond: int) -> None:
    """Only there a script may declare something; behind it a tree builder looks, which knows scripts."""
    meta = b"<script><meta charset=koi8-r>"
    found = declared(b" " * (1024 - len(meta) + beyond) + meta + b"</script>")
    assert (found is None) is bool(beyond)


@pytest.mark.parametrize("beyond", [0, 1])
def test_a_meta_element_is_found_in_64_kib(beyond: int) -> None:
    meta = b"<meta charset=koi8-r>"
    found = declared(b" " * (65_536 - len(meta) + beyond) + meta)
    assert (found is None) is bool(beyond)
