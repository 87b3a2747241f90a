"""Where the archive can hold something of an article: each column of each table, and what forgetting does with it.

A later table or column that is not named here fails a test, so that nothing can be added that is forgotten by nobody.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum


class How(StrEnum):
    """What becomes of a column when an article is forgotten."""

    WITH_ARTICLE = "goes with the row of the article"
    WITH_CAPTURE = "goes with the row of the capture"
    WITH_PAGE = "goes with the row of the address"
    REGROUPED = "leads to another article of the same text"
    UNUSED = "goes where nobody else uses the row"
    REPACKED = "goes once nothing is packed against it any more"
    ADDRESS = "the row goes where it holds one of the addresses"
    LINK = "the row goes where it leads to the article, or has its headline and no address"
    EMPTIED = "becomes NULL where it holds one of the addresses"
    DETAIL = "becomes NULL where it names one of the addresses"
    RECORD = "loses what leads to the article"
    LOWERED = "is no larger than the largest row that is left"
    STAYS = "says nothing of what it was"


COLUMNS: dict[str, dict[How, str]] = {
    "articles": {
        How.WITH_ARTICLE: "id url site kicker title date published_at modified_at lead body keywords section language"
        " words digest access first_seen last_seen changed_at gone_at missing_since capture_id reader sources doubts"
        " signals",
        How.REGROUPED: "duplicate_of",
    },
    "authors": {How.WITH_ARTICLE: "article_id position name"},
    "article_keywords": {How.WITH_ARTICLE: "article_id position keyword_id"},
    "vendors": {How.WITH_ARTICLE: "article_id position name place url"},
    "images": {How.WITH_ARTICLE: "article_id position url caption credit"},
    "links": {How.WITH_ARTICLE: "article_id position relation date teaser target_id key", How.LINK: "url title"},
    "versions": {
        How.WITH_ARTICLE: "id article_id seen_at until capture_id digest kicker title lead body reader changed",
        How.RECORD: "record",
    },
    "captures": {
        How.WITH_CAPTURE: "id url requested_url fetched_at status protocol remote_address exchange media_type digest"
        " size payload_id via_id part_of signals salt link",
    },
    "events": {How.WITH_ARTICLE: "id article_id kind at"},
    "visits": {How.WITH_CAPTURE: "capture_id at status"},
    "payloads": {How.UNUSED: "id digest codec dictionary_id earlier_id data"},
    "keywords": {How.UNUSED: "id name canonical_id form"},
    # Stems and words of what was forgotten go with the texts that they were made of.
    "articles_words": {How.WITH_ARTICLE: "words"},
    "words": {How.UNUSED: "word stem"},
    "index_queue": {How.WITH_ARTICLE: "article_id is_indexed language kicker title lead body keywords failure"},
    "indexes": {How.STAYS: "name maker made_at"},
    "stories": {How.WITH_ARTICLE: "id first_id"},
    "story_articles": {How.WITH_ARTICLE: "story_id article_id share"},
    # A fingerprint would prove that a text was here.
    "story_pairs": {How.WITH_ARTICLE: "article_id other_id share other_share"},
    "fingerprints": {How.WITH_ARTICLE: "hash day article_id"},
    "fingerprinted": {How.WITH_ARTICLE: "article_id day site hashes text"},
    "mentions": {How.WITH_ARTICLE: "article_id kind name key start end"},
    # The official list of municipalities.
    "places": {How.STAYS: "key kind name population"},
    "dictionaries": {How.REPACKED: "id site payload_id capture_id made_at"},
    "pages": {
        How.WITH_PAGE: "id site kind state key published lastmod due_at full_due_at visited_at etag last_modified"
        " failures last_status reason digest article_id url",
        How.EMPTIED: "found_in",
        How.DETAIL: "detail",
    },
    "problems": {
        How.ADDRESS: "url",
        How.DETAIL: "detail",
        How.STAYS: "id site code since last times until told_at",
    },
    "link_checks": {
        How.ADDRESS: "url moved_to",
        How.DETAIL: "detail",
        How.STAYS: "state since checked_at status reason etag last_modified digest reader full_at",
    },
    # The name of a file says nothing of an article in it; the numbers of a record go with its capture.
    "imports": {How.STAYS: "id source identity selection started_at finished_at offset counts"},
    "origins": {How.WITH_CAPTURE: "capture_id import_id record_id offset"},
    "marks": {How.LOWERED: "id", How.STAYS: "name at"},
    # Link and seal of a capture prove nothing without its salt, nor does the digest of a key say what the key was.
    "gaps": {How.STAYS: "capture_id link at seal"},
    "forgotten": {How.STAYS: "key rule at"},
    # What a site says of itself: the profile's name and front page, the files of its host as they are.
    "sites": {How.STAYS: "id name home"},
    "hosts": {How.STAYS: "host robots robots_at delay not_before failures tdmrep tdmrep_at certificate_until"},
    # Numbers.
    "crawls": {
        How.STAYS: "id started_at finished_at sites requests bytes new changed unchanged gone failed size",
    },
    "crawl_sites": {
        How.STAYS: "crawl_id site finished_at found new changed unchanged gone failed requests bytes",
    },
}
"""Each table, and its columns by what becomes of them."""


def columns(how: How) -> Iterator[tuple[str, str]]:
    """Yield table and column of all that becomes of alike."""
    for table, parts in COLUMNS.items():
        for column in parts.get(how, "").split():
            yield table, column
