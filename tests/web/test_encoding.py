"""Bytes to text: what browsers do, what they do wrong for German pages, and that nothing is lost."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from scraper import parse
from scraper.parser.page.model import composed
from scraper.web.bounds import MAX_BYTES
from scraper.web.encoding import decode, decode_xml, encoding, utf8

HTML = "text/html; charset="
GERMAN = "Grünau prüft „Bürgerkonto“ – Maß für Öffentlichkeit"


@pytest.mark.parametrize(
    ("data", "content_type", "name"),
    [
        (b"", None, "windows-1252"),
        (b"abc", None, "windows-1252"),
        (b"\xc3\xbc", None, "utf-8"),
        (b"\xfc", None, "windows-1252"),
        (b"\xef\xbb\xbfabc", HTML + "iso-8859-2", "utf-8"),
        (b"\xff\xfea\0", HTML + "iso-8859-2", "utf-16le"),
        (b"\xfe\xff\0a", None, "utf-16be"),
        (b"<meta charset=koi8-r>", HTML + "iso-8859-2", "iso-8859-2"),
        (b"<meta charset=koi8-r>", HTML + "nonsense", "koi8-r"),
        (b"<meta charset=koi8-r>", "text/html", "koi8-r"),
        (b"a\0b\0", HTML + "utf-16", "utf-16le"),
        (b"abc", HTML + "x-user-defined", "x-user-defined"),
        (b"<meta charset=x-user-defined>", None, "windows-1252"),
        (b"abc", HTML + "latin1", "windows-1252"),
        (b"abc", 'text/html;version=1; Charset = "ISO-8859-5" ; x=y', "iso-8859-5"),
        (b"abc", HTML + "utf-8; charset=koi8-r", "utf-8"),
        (b"abc", HTML + "'utf-8'", "utf-8"),
        (b"abc", HTML + "iso-8859-8-i", "iso-8859-8-i"),
        (b"abc", HTML + "hz-gb-2312", "replacement"),
    ],
)
def test_the_encoding_is_found_in_the_order_of_browsers(data: bytes, content_type: str | None, name: str) -> None:
    assert encoding(data, content_type) == name


@pytest.mark.parametrize(
    ("data", "label", "text"),
    [
        (b"\x80\x81\x8d\x8f\x90\x9d", "windows-1252", "\u20ac\x81\x8d\x8f\x90\x9d"),
        (b"\x81\x98", "windows-1250", "\x81\x98"),
        (b"\x98", "windows-1251", "\x98"),
        (b"\xaa\x81", "windows-1253", "\ufffd\x81"),
        (b"\xca", "windows-1255", "\u05ba"),
        (b"\xdb\x80", "windows-874", "\ufffd\u20ac"),
        (b"\xae\xbe", "koi8-u", "ўЎ"),
        (b"\xa2\xb6\xff", "x-mac-cyrillic", "Ґґ€"),
        (b"\x80\xff", "x-user-defined", "\uf780\uf7ff"),
        (b"\xa4\xa6", "iso-8859-15", "€Š"),
        (b"\xf9\xec", "iso-8859-8-i", "של"),
        (b"\xb0\xa1", "gb2312", "啊"),
        (b"\x81\x30\x81\x30", "gb18030", "\x80"),
        (b"\xa4\x40", "big5", "一"),
        (b"\xb0\xa1", "ks_c_5601-1987", "가"),
        (b"\x82\xa0\x87\x40", "shift_jis", "あ①"),
        (b"\xa4\xa2", "euc-jp", "あ"),
        (b"\x1b$B$\x22\x1b(B", "iso-2022-jp", "あ"),
    ],
)
def test_bytes_mean_what_the_standards_tables_say(data: bytes, label: str, text: str) -> None:
    assert decode(b"<p>" + data, HTML + label) == f"<p>{text}"


@pytest.mark.parametrize("label", ["iso-2022-kr", "hz-gb-2312", "replacement"])
def test_dangerous_encodings_give_one_replacement_character(label: str) -> None:
    assert decode(b"abc", HTML + label) == "\ufffd"
    assert decode(b"", HTML + label) == ""


@pytest.mark.parametrize("declared", ["utf-8", "iso-8859-1", "windows-1252", "iso-8859-15", "utf-16", None])
@pytest.mark.parametrize("real", ["utf-8", "cp1252"])
def test_a_german_page_is_read_whatever_it_declares(declared: str | None, real: str) -> None:
    header = HTML + declared if declared else None
    assert decode(GERMAN.encode(real), header) == GERMAN
    markup = f"<meta charset={declared}>{GERMAN}" if declared else GERMAN
    assert decode(markup.encode(real)) == markup


def test_the_markups_word_counts_where_the_header_is_wrong() -> None:
    page = '<meta charset="iso-8859-2"><p>Příliš žluťoučký kůň'
    assert decode(page.encode("iso-8859-2"), HTML + "utf-8") == page


def test_utf8_is_read_where_what_is_declared_is_broken() -> None:
    text = "政府数据" * 3 + "站"
    assert decode(text.encode(), HTML + "shift_jis") == text
    assert decode(text.encode("gbk"), HTML + "gbk") == text


def test_one_letter_beside_a_quotation_mark_is_not_utf8() -> None:
    page = "Das macht »Spaß«".encode("cp1252")
    assert decode(page, HTML + "iso-8859-1") == "Das macht »Spaß«"
    assert decode(b"Spa\xdf\x93", HTML + "iso-8859-1") == "Spaß“"


def test_text_that_was_encoded_twice_stays() -> None:
    twice = "für".encode().decode("cp1252")
    for declared in ("utf-8", "iso-8859-1"):
        assert decode(twice.encode(), HTML + declared) == twice


@pytest.mark.parametrize("header", [None, HTML + "utf-8"])
def test_stray_bytes_in_utf8_are_read_as_windows_1252(header: str | None) -> None:
    page = GERMAN.encode() + b" f\xfcr \x84alle\x93 "
    assert decode(page, header) == GERMAN + " für „alle“ "
    assert decode(b"\xef\xbb\xbf" + page) == GERMAN + " für „alle“ "


@pytest.mark.parametrize("header", [None, HTML + "utf-8", HTML + "iso-8859-1"])
def test_a_page_cut_within_a_letter_stays_utf8(header: str | None) -> None:
    assert decode(GERMAN.encode() + b"f\xc3", header) == GERMAN + "f\ufffd"
    assert decode(GERMAN.encode() + b" \xe2\x80", header) == GERMAN + " \ufffd"


def test_text_is_composed_and_a_letter_has_at_most_thirty_marks_in_a_row() -> None:
    assert composed("u\u0308") == "ü"
    marks = composed("a" + "\u0316\u0300" * 20_000)
    assert marks.count("\u0316") == 20_000
    assert max(map(len, marks.split("\u034f"))) <= 40


def test_texts_of_all_kinds_are_composed() -> None:
    data = '{"@type": "NewsArticle", "headline": "Bu\u0308rgeramt 2", "author": "Ju\u0308rgen U\u0308hlin"}'
    page = f'<script type="application/ld+json">{data}</script><h1>Bu\u0308rgeramt 2</h1><p>Gru\u0308nau: {GERMAN}</p>'
    article = parse(page + f"<p>{GERMAN * 20}</p>", "https://www.example.org/news/1")
    assert article.title == "Bürgeramt 2"
    assert article.authors == ["Jürgen Ühlin"]
    assert "\u0308" not in article.body


def test_what_is_longer_than_any_page_is_cut() -> None:
    assert len(decode(b"x" * (MAX_BYTES + 1))) <= 4 * MAX_BYTES
    assert len(decode("ü" * (MAX_BYTES + 1))) == MAX_BYTES


SINGLE_BYTE = "ibm866 iso-8859-2 iso-8859-7 koi8-u macintosh windows-1250 windows-1252 windows-1257 windows-874".split()


@settings(max_examples=60)
@given(st.binary(max_size=60), st.sampled_from(SINGLE_BYTE))
def test_no_byte_is_lost_in_a_single_byte_encoding(data: bytes, label: str) -> None:
    name = encoding(data, HTML + label)
    text = decode(data, HTML + label)
    if name == label:
        assert len(text) == len(data)
    else:
        assert name.startswith("utf")


@settings(max_examples=60)
@given(st.text(max_size=60), st.sampled_from([None, "utf-8"]))
@example("\ufeffx", None)
def test_valid_utf8_is_read_as_it_is(text: str, label: str | None) -> None:
    text = "ü" + text.encode("utf-8", "ignore").decode()
    assert decode(text.encode(), HTML + label if label else None) == text


def test_utf_16_is_decoded_as_far_as_it_is_read() -> None:
    """Where it is broken, each pair costs a call of its own."""
    assert decode(b"a\0" * (MAX_BYTES + 1), HTML + "utf-16le") == "a" * MAX_BYTES


XML = "text/xml; charset="


@pytest.mark.parametrize(
    ("data", "content_type", "text"),
    [
        # A byte order mark outranks everything.
        ("ä".encode("utf-8-sig"), XML + "iso-8859-1", "ä"),
        (b"\xff\xfe<\0\xe4\0", XML + "utf-8", "<ä"),
        (b"\xfe\xff\0<\0\xe4", None, "<ä"),
        # Then the header, unless it names UTF-16 for bytes without a zero, or nothing that there is.
        (b"\xe4", XML + "ISO-8859-1", "ä"),
        ("<ä".encode("utf-16-le"), XML + "utf-16", "<ä"),
        ("<a>ä</a>".encode(), XML + "utf-16", "<a>ä</a>"),
        ("ä".encode(), XML + "nonsense", "ä"),
        (
            b"<?xml version='1.0' encoding='utf-8'?>\xe4",
            XML + "windows-1251",
            "<?xml version='1.0' encoding='utf-8'?>д",
        ),
        # Then the document's first bytes (XML 1.0, appendix F) and its declaration.
        ("<ä".encode("utf-16-le"), None, "<ä"),
        ("<ä".encode("utf-16-be"), None, "<ä"),
        (b"<?xml encoding='windows-1251'?>\xe4", None, "<?xml encoding='windows-1251'?>д"),
        (b"<meta charset=windows-1251>\xe4", None, "<meta charset=windows-1251>д"),
        ("<?xml encoding='utf-16'?>ä".encode(), None, "<?xml encoding='utf-16'?>ä"),
        (b"<?xml encoding='nonsense'?>\xe4", None, "<?xml encoding='nonsense'?>ä"),
        (b" " * 1024 + b"<?xml encoding='windows-1251'?>\xe4", None, " " * 1024 + "<?xml encoding='windows-1251'?>ä"),
        # Then UTF-8, or windows-1252 where that is broken.
        ("ä".encode(), None, "ä"),
        (b"\x84\xe4\x93", None, "„ä“"),
        # Tables are those of pages: what ISO 8859-15 has no letter for is read as windows-1252.
        (b"\x84\xa4\x93", XML + "iso-8859-15", "„€“"),
        (b"abc", XML + "hz-gb-2312", "\ufffd"),
        (b"", None, ""),
    ],
)
def test_an_xml_document_is_read_in_the_order_of_rfc_7303(data: bytes, content_type: str | None, text: str) -> None:
    assert decode_xml(data, content_type) == text


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=60), st.none() | st.sampled_from(SINGLE_BYTE) | st.text(max_size=20))
def test_no_xml_document_raises(data: bytes, label: str | None) -> None:
    decode_xml(data, XML + label if label else None).encode()


def test_as_many_whole_characters_as_broken_ones_are_utf8() -> None:
    assert decode("ü".encode() + b" \xfc ", HTML + "utf-8") == "ü ü "
    assert decode("ü".encode() + b" \xfc \xfc ", HTML + "utf-8") == "Ã¼ ü ü "


def test_what_somebody_else_broke_does_not_count_as_broken() -> None:
    assert decode("\ufffd\ufffd\ufffdü".encode() + b" \xfc ", HTML + "utf-8") == "\ufffd\ufffd\ufffdü ü "


def test_ten_thousand_stray_bytes_are_mended_and_no_more() -> None:
    for number, character in ((10_000, "ü"), (10_001, "\ufffd")):
        page = ("ä " * number).encode() + b"\xfc " * number
        assert decode(page, HTML + "utf-8") == "ä " * number + f"{character} " * number


def test_a_character_that_was_cut_before_a_letter_is_none_of_windows_1252() -> None:
    assert decode(GERMAN.encode() + b" \xe2\x80x", HTML + "utf-8") == GERMAN + " \ufffdx"


def test_utf8_has_no_byte_order_mark() -> None:
    assert utf8("\ufeffä".encode()) == "ä".encode()
    assert utf8("ä".encode("utf-16")) == "ä".encode()
    assert utf8("ä".encode("cp1252"), HTML + "iso-8859-1") == "ä".encode()
    assert utf8("a\ud83d") == b"a?"
