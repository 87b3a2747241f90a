"""Cells of CSV: how RFC 4180 writes them, and what spreadsheets make of them."""

from __future__ import annotations

import re

BYTE_ORDER_MARK = "\ufeff"
"""Excel takes a file without it for one in the encoding of Windows, where umlauts become other letters."""
LONGEST_OF_EXCEL = 32_767
"""Characters of a cell (Microsoft, "Excel specifications and limits"); Excel spoils the rows behind a longer one."""
MOST_ROWS_OF_EXCEL = 1_048_576
"""Rows of a sheet, that of the names included (Microsoft, "Excel specifications and limits")."""

# A spreadsheet runs a cell as a formula that begins with one of these characters (OWASP, "CSV Injection").
_FORMULA_STARTS = frozenset("=+-@＝＋－＠\t\r\n")
# With German settings, spreadsheets also begin a cell behind a semicolon, and some behind a tab or the end of a line,
# even within quotes.
_FORMULA_OF_A_PIECE = re.compile("^(?=[=+\\-@＝＋－＠\t\r\n])|(?<=[;\t\r\n])(?=[=+\\-@＝＋－＠])")
_GUARD = "'"
_CUT = "…"
# Excel counts units of UTF-16, of which an emoji has two.
_BYTES_A_UNIT = 2


def guarded(text: str) -> str:
    """Return a text with an apostrophe in front where a spreadsheet would run it as a formula."""
    if text[:1] in _FORMULA_STARTS:
        return _GUARD + text
    return text


def guarded_pieces(text: str) -> str:
    """Return the same for spreadsheets with German settings, with an apostrophe in each piece that they cut off."""
    return _FORMULA_OF_A_PIECE.sub(_GUARD, text)


def shortened_for_excel(text: str) -> str:
    """Return a text that fits into a cell of Excel; what is left out is "…" at its end."""
    if _BYTES_A_UNIT * len(text) <= LONGEST_OF_EXCEL:
        return text
    units = text.encode("utf-16-le", "surrogatepass")
    if len(units) <= _BYTES_A_UNIT * LONGEST_OF_EXCEL:
        return text
    # Half of a character at the end is dropped.
    return units[: _BYTES_A_UNIT * (LONGEST_OF_EXCEL - len(_CUT))].decode("utf-16-le", "ignore") + _CUT


def quoted(text: str, delimiter: str) -> str:
    """Return a cell as it stands in a line: in quotes where it holds a quote, a line break or what separates cells.

    The standard library's writer would take four bytes for each letter of a cell, however large, and leave a CR without
    quotes where lines end with LF (RFC 4180 §2.6).
    """
    needs_quotes = '"' in text or "\n" in text or "\r" in text or delimiter in text
    if not needs_quotes:
        return text
    return '"' + text.replace('"', '""') + '"'
