"""What is wrong with a row of an archive, as a value: a code, its details, and the sentence that people are shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from scraper.model.worded import Worded


class Flaw(Worded):
    """A code, and its sentence with the names of its details in braces."""

    # The chain of captures.
    ROW_CHANGED = (
        "row_changed",
        "the row is not the one that was captured, or is no link of the chain: its link does not follow from it and"
        " from the row before it",
    )
    ROWS_TAKEN_OUT = (
        "rows_taken_out",
        "its link does not follow from row {before}: the rows between them were taken out, or it was changed itself",
    )
    NO_SALT = "no_salt", "its salt is gone, though it is not forgotten"
    NO_LINK = "no_link", "its link is gone"
    GAP_CHANGED = "gap_changed", "the link of this forgotten capture does not follow from the row before it"
    FORGOTTEN_AND_THERE = "forgotten_and_there", "it counts as forgotten, and there is a capture of its number"
    EXCHANGE_DAMAGED = "exchange_damaged", "the heads of its exchange cannot be unpacked ({said})"
    # The bytes.
    PAYLOAD_DAMAGED = "payload_damaged", "its bytes cannot be unpacked ({said})"
    PAYLOAD_CHANGED = "payload_changed", "its bytes are not those of its digest"
    OTHER_PAYLOAD = "other_payload", "its digest or its size is not that of its bytes, which are payload {payload}"
    # What was read from them.
    TEXT_CHANGED = "text_changed", "its text is not that of its digest"
    KEYWORDS_DIFFER = "keywords_differ", "its keywords are not those of article_keywords"
    NO_TIME = "no_time", "its time is none ({said})"
    NO_STATUS = "no_status", "its status is none of HTTP ({said})"
    # The file.
    NO_SUCH_ROW = "no_such_row", "it refers to a row of {parent} that is not there"
    STRUCTURE = "structure", "SQLite says of the file: {said}"
    UNREADABLE = "unreadable", "it cannot be read; SQLite says: {said}"
    INDEX_WRONG = (
        "index_wrong",
        "the search index does not hold the words of the articles, or is damaged; 'scraper reparse --index' builds it"
        " anew",
    )
    WORDS_DIFFER = (
        "words_differ",
        "words of the articles that it lacks: {lacking:,}; words that no article has: {surplus:,}; 'scraper reparse"
        " --index' builds it anew",
    )
    INDEX_OF_OTHER_VERSION = (
        "index_of_other_version",
        "another version of the program made this search index; the next crawl or 'scraper reparse --index' builds it"
        " anew",
    )
    INDEX_MISSING = (
        "index_missing",
        "the search index is missing, or a table beside it; the next crawl or 'scraper reparse --index' builds it anew",
    )
    INDEX_NOT_CHECKED = "index_not_checked", "the search index could not be checked; SQLite says: {said}"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong.

    Args:
        flaw: what.
        table: where.
        row: the number of the row; None where the table as a whole is meant.
        url: the address that the row is about, where it is about one.
        detail: what the sentence of the flaw names.
        capture_id: the first capture that is not what it was, where one of them is concerned.
    """

    flaw: Flaw
    table: str
    row: int | None = None
    url: str | None = None
    detail: Mapping[str, str | int] = field(default_factory=dict)
    capture_id: int | None = None

    def __str__(self) -> str:
        """Return the sentence, with table, row and address before it."""
        place = self.table if self.row is None else f"{self.table}, row {self.row}"
        about = "" if self.url is None else f" ({self.url})"
        return f"{place}{about}: {self.flaw.template.format(**self.detail)}"
