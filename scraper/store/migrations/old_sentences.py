"""The sentences that programs of schema 1 to 3 stored, read back as codes and details.

Up to schema 3 an archive said in prose why a page failed (``pages.last_error``) and what was wrong with a site
(``crawl_sites.problem``, several sentences joined by ``"; "``). Only the step to schema 4 reads them. The table holds
what those programs wrote, word for word, so it stays as it is when a sentence of today changes.
"""

from __future__ import annotations

import json
import re
from contextlib import suppress
from dataclasses import dataclass

OTHER = "other"
_ADDRESS = r"https?://\S+"
_MISTAKE = (
    r"could not be read: a mistake in scraper, please report it"
    r" \((?P<error>\w+) at (?P<place>\S+): (?P<message>.*)\)"
)

# Code, pattern of the whole sentence, an example. The named groups are the details of the code. The first row that fits
# counts, so what begins alike stands with the longer sentence first.
PAGE_SENTENCES: tuple[tuple[str, str, str], ...] = (
    ("error_page", "an error page", "an error page"),
    ("login_wall", "a login wall", "a login wall"),
    ("consent_wall", "a consent wall", "a consent wall"),
    ("block_page", "a bot check", "a bot check"),
    ("no_text", "a page without text", "a page without text"),
    ("no_title", "a page without a title", "a page without a title"),
    ("listing_page", "a listing page", "a listing page"),
    ("not_an_article", "not an article", "not an article"),
    ("pdf", "a PDF document", "a PDF document"),
    ("json", "JSON data", "JSON data"),
    ("image_file", "an image file", "an image file"),
    ("audio_file", "an audio file", "an audio file"),
    ("video_file", "a video file", "a video file"),
    (
        "binary_data",
        r"binary data, though it is sent as (?P<media_type>\S+)",
        "binary data, though it is sent as text/html",
    ),
    ("not_html", r"not an HTML page \((?P<media_type>.*)\)", "not an HTML page (text/plain)"),
    ("gone", r"status (?P<status>\d+): there is no such page", "status 404: there is no such page"),
    (
        "unasked_304_source",
        r"status 304, 'not modified', for a (?P<kind>\w+) that was never fetched",
        "status 304, 'not modified', for a feed that was never fetched",
    ),
    ("http_status", r"status (?P<status>\d+)", "status 503"),
    (
        "redirects_home",
        "redirects to the home page; the article is probably gone",
        "redirects to the home page; the article is probably gone",
    ),
    (
        "leads_to_ignored",
        r"leads to (?P<url>\S+), which an 'ignore' pattern of the profile names",
        "leads to https://zeitung.example/shop/, which an 'ignore' pattern of the profile names",
    ),
    (
        "same_text",
        r"the same text as (?P<count>\d+) other addresses of this site, such as (?P<url>\S+)",
        "the same text as 7 other addresses of this site, such as https://zeitung.example/1",
    ),
    (
        "unasked_304",
        "the host says 'not modified' of a page that was never fetched",
        "the host says 'not modified' of a page that was never fetched",
    ),
    (
        "path_repeats",
        "its path repeats itself: a trap for crawlers",
        "its path repeats itself: a trap for crawlers",
    ),
    ("no_host", "no such host, or no network", "no such host, or no network"),
    ("connection_refused", "connection refused", "connection refused"),
    ("connection_lost", r"connection lost \((?P<why>.*)\)", "connection lost (ReadError)"),
    ("connect_timeout", "no connection in time", "no connection in time"),
    ("no_connection", r"no connection \((?P<why>.*)\)", "no connection (All connection attempts failed)"),
    (
        "bad_certificate",
        r"the certificate does not hold \((?P<why>.*)\)",
        "the certificate does not hold (certificate has expired)",
    ),
    ("no_tls", r"no secure connection \((?P<why>.*)\)", "no secure connection (WRONG_VERSION_NUMBER)"),
    ("timeout", "no answer in time", "no answer in time"),
    ("too_large", r"more than (?P<bound>\d+ [KM]iB(?: packed| unpacked)?)", "more than 20 MiB unpacked"),
    (
        "cookie_wall",
        r"(?P<why>more than \d+ redirects|redirects to itself); it sets a cookie, and shows the page only to who sends"
        r" it back",
        "redirects to itself; it sets a cookie, and shows the page only to who sends it back",
    ),
    ("too_many_redirects", r"more than (?P<bound>\d+) redirects", "more than 10 redirects"),
    ("redirects_to_itself", "redirects to itself", "redirects to itself"),
    (
        "bad_redirect",
        r"redirects to an address that is not fetched \((?P<url>.*)\)",
        "redirects to an address that is not fetched ('ftp://zeitung.example/')",
    ),
    ("broken_body", "(?P<why>the compressed body is truncated)", "the compressed body is truncated"),
    ("broken_body", r"(?P<why>damaged compression \(.*\))", "damaged compression (brotli)"),
    ("broken_body", "(?P<why>unknown content encoding '.*')", "unknown content encoding 'lzma'"),
    (
        "broken_body",
        r"(?P<why>\d+ content encodings on top of each other)",
        "4 content encodings on top of each other",
    ),
    (
        "broken_body",
        r"(?P<why>more than \d+ parts compressed one by one)",
        "more than 1000 parts compressed one by one",
    ),
    ("broken_answer", r"broken answer \((?P<why>.*)\)", "broken answer (illegal status line)"),
    ("cannot_ask", r"cannot be asked for \((?P<why>.*)\)", "cannot be asked for (Invalid port)"),
    (
        "private_address",
        "refused: (?P<why>.+)",
        "refused: intern.example is 10.0.0.1, an address in a private or special network",
    ),
    (
        "robots_forbidden",
        r"forbidden by robots\.txt, line (?P<line>\d+) \((?P<rule>.*)\)",
        "forbidden by robots.txt, line 2 (Disallow: /)",
    ),
    (
        "robots_unreadable",
        r"robots\.txt cannot be read now \((?P<why>.*)\)",
        "robots.txt cannot be read now (status 503)",
    ),
    (
        "back_off",
        "the host failed or asked for a pause; it is left alone until (?P<until>.+) UTC",
        "the host failed or asked for a pause; it is left alone until 2026-11-23 10:00 UTC",
    ),
    (
        "back_off",
        # So it was said by the first programs of schema 1.
        "the host asked for a pause until (?P<until>.+) UTC",
        "the host asked for a pause until 2026-11-23 10:00 UTC",
    ),
    ("feed_empty", "the feed is empty", "the feed is empty"),
    (
        "feed_is_html_naming",
        "the feed is an HTML page; it names (?P<feeds>.+)",
        "the feed is an HTML page; it names https://zeitung.example/feed/",
    ),
    ("feed_is_html", "the feed is an HTML page", "the feed is an HTML page"),
    ("feed_broken_json", "the feed is broken JSON", "the feed is broken JSON"),
    ("feed_broken", "the feed is broken", "the feed is broken"),
    ("not_a_feed", "the document is no feed", "the document is no feed"),
    ("feed_without_entries", "the feed has no entries", "the feed has no entries"),
    ("feed_without_pages", "no entry of the feed names a web page", "no entry of the feed names a web page"),
    ("sitemap_empty", "the sitemap is empty", "the sitemap is empty"),
    ("sitemap_is_html", "the sitemap is an HTML page", "the sitemap is an HTML page"),
    ("not_a_sitemap", "the document is no sitemap", "the document is no sitemap"),
    ("no_article_links", "no article links on this page", "no article links on this page"),
    (
        "foreign_links",
        r"all (?P<count>\d+) of its links lead to other hosts \((?P<hosts>.*)\), which are not this site's",
        "all 20 of its links lead to other hosts (werbung.example), which are not this site's",
    ),
    (
        "not_followed",
        r"its links are not followed, as it asks \((?P<evidence>.*)\); a feed or a sitemap does as well",
        "its links are not followed, as it asks (nofollow in <meta>); a feed or a sitemap does as well",
    ),
    (
        "index_too_deep",
        "indexes within indexes within indexes are not followed",
        "indexes within indexes within indexes are not followed",
    ),
    (
        "stale_validator",
        "the host says 'not modified' of pages that have changed",
        "the host says 'not modified' of pages that have changed",
    ),
    ("new_etag", "a new ETag for the same bytes", "a new ETag for the same bytes"),
    (
        "future_last_modified",
        "a Last-Modified that lies in the future",
        "a Last-Modified that lies in the future",
    ),
    (
        "future_dates",
        r"(?P<count>\d+) of (?P<total>\d+) dates that lie in the future",
        "9 of 10 dates that lie in the future",
    ),
    (
        "program_error",
        _MISTAKE,
        "could not be read: a mistake in scraper, please report it (KeyError at body.py:7: 'x')",
    ),
)

# The same for what was said of a site as a whole. The group named host is no detail: it is what the problem belongs to.
SITE_SENTENCES: tuple[tuple[str, str, str], ...] = (
    (
        "walk_bound",
        # Programs of schema 1 stopped after the first half.
        r"stopped after (?P<bound>\d+) feeds, sitemaps and listing pages(?:, before (?P<next>\S+); a later run goes on"
        r" there, unless an 'ignore' pattern of the profile keeps it away)?",
        "stopped after 500 feeds, sitemaps and listing pages, before https://zeitung.example/501; a later run goes on"
        " there, unless an 'ignore' pattern of the profile keeps it away",
    ),
    (
        "too_many_sitemaps",
        r"robots\.txt names (?P<count>\d+) sitemaps; the first (?P<bound>\d+) are read",
        "robots.txt names 300 sitemaps; the first 200 are read",
    ),
    (
        "bad_sitemap_address",
        r"robots\.txt names a sitemap that is no address: (?P<why>.+)",
        "robots.txt names a sitemap that is no address: scraper reads http and https only; 'ftp' is something else.",
    ),
    (
        "failures_in_a_row",
        rf"(?P<count>\d+) articles in a row could not be had, the last one: (?P<example>{_ADDRESS}): (?P<why>.+);"
        r" (?P<left>\d+) more wait for a later run",
        "25 articles in a row could not be had, the last one: https://zeitung.example/25: no answer in time; 40 more"
        " wait for a later run",
    ),
    (
        "stale_validator",
        rf"the host says 'not modified' of pages that have changed, as of (?P<url>{_ADDRESS})",
        "the host says 'not modified' of pages that have changed, as of https://zeitung.example/1",
    ),
    (
        "site_unreachable",
        rf"(?P<why>{_ADDRESS}: .+); nothing was marked as gone",
        "https://zeitung.example/: connection refused; nothing was marked as gone",
    ),
    (
        "host_down",
        r"(?P<why>(?P<host>https?://[^/?#\s]+)\S*: .+); what is left there waits for a later run",
        "https://andere.example/1: connection refused; what is left there waits for a later run",
    ),
    (
        "site_paused",
        "(?P<why>.+); what is left waits for a later run",
        "the host failed or asked for a pause; it is left alone until 2026-11-23 10:00 UTC; what is left waits for a"
        " later run",
    ),
    (
        "program_error",
        _MISTAKE,
        "could not be read: a mistake in scraper, please report it (KeyError at run.py:7: 'x')",
    ),
    (
        "site_failed",
        rf"(?P<why>{_ADDRESS}: .+)",
        "https://zeitung.example/: robots.txt cannot be read now (status 503)",
    ),
)

# What old programs put behind a sentence for the user to do next. It is shown, not stored, today.
_HINTS = (
    ". Check the spelling and your connection.",
    ". If you mean it, allow it with --allow-private, or private = true in the site's profile.",
)
_OTHER_ADDRESS = re.compile(rf"leads to (?P<at>{_ADDRESS}): (?P<sentence>.+)", re.DOTALL)
_SOURCE = re.compile(rf"(?:feed|sitemap|listing) (?P<url>{_ADDRESS}): (?P<sentence>.+)", re.DOTALL)
# Where "; " stands between two sentences on a site, and not between two parts of one: behind it another begins, or
# before it one ends as no other does.
_BETWEEN = re.compile(
    r"(?<=nothing was marked as gone); |(?<=for a later run); "
    rf"|; (?=(?:feed|sitemap|listing) {_ADDRESS}: |{_ADDRESS}: |stopped after \d|robots\.txt names |the host failed"
    r"|the host asked |the host says |\d+ articles in a row |could not be read: )"
)
_NUMBERS = frozenset({"status", "count", "bound", "total", "left", "line"})
# The error that ended a site's turn stands in the reason, behind the address where it was met.
_ENDED_BY_AN_ERROR = frozenset({"site_unreachable", "site_paused", "site_failed"})
_AT_ADDRESS = re.compile(rf"\A{_ADDRESS}: ")
# A robots.txt can name hundreds of sitemaps that are no addresses; nobody reads so many reasons.
_LONGEST_REASON = 500

_Patterns = tuple[tuple[str, re.Pattern[str]], ...]
_Details = dict[str, str | int]


def _compiled(rows: tuple[tuple[str, str, str], ...]) -> _Patterns:
    return tuple((code, re.compile(pattern, re.DOTALL)) for code, pattern, _ in rows)


_PAGE_PATTERNS = _compiled(PAGE_SENTENCES)
_SITE_PATTERNS = _compiled(SITE_SENTENCES)


@dataclass(frozen=True, slots=True)
class OldProblem:
    """What an old sentence said.

    Args:
        code: as in ``problems.code``.
        detail: as in ``problems.detail``: a JSON object, the bare sentence of ``other``, or None.
        url: the page or source at fault; None where it is the site, or the caller knows the page.
    """

    code: str
    detail: str | None
    url: str | None = None


def page_problem(sentence: str) -> OldProblem:
    """Return what ``pages.last_error`` said; what is not known becomes ``other`` with the whole sentence.

    Args:
        sentence: as an old program stored it.
    """
    bare = _without_hints(sentence)
    led = _OTHER_ADDRESS.fullmatch(bare)
    if led is None:
        found = _looked_up(_PAGE_PATTERNS, bare)
    else:
        found = _looked_up(_PAGE_PATTERNS, led["sentence"], at=led["at"])
    if found is None:
        return OldProblem(OTHER, sentence)
    code, details = found
    return OldProblem(code, _as_json(details))


def site_problems(text: str) -> list[OldProblem]:
    """Return what ``crawl_sites.problem`` said, in the order of the text; one problem a code and address.

    Args:
        text: one or more sentences joined by ``"; "``, some of which hold ``"; "`` themselves.
    """
    found: dict[tuple[str, str | None], OldProblem] = {}
    for problem in map(_site_problem, _BETWEEN.split(text)):
        key = problem.code, problem.url
        if key in found:
            problem = _joined(found[key], problem)
        found[key] = problem
    return list(found.values())


def _site_problem(sentence: str) -> OldProblem:
    """Return what one sentence on a site said; of a source it said what it would say of a page."""
    bare = _without_hints(sentence)
    source = _SOURCE.fullmatch(bare)
    if source is not None:
        of_page = page_problem(source["sentence"])
        return OldProblem(of_page.code, of_page.detail, source["url"])
    found = _looked_up(_SITE_PATTERNS, bare)
    if found is None:
        return OldProblem(OTHER, sentence)
    code, details = found
    if code in _ENDED_BY_AN_ERROR:
        details = {"code": page_problem(_AT_ADDRESS.sub("", str(details["why"]))).code, **details}
    # A problem of a host is stored with its address, so that it is not one of the site as a whole.
    host = details.pop("host", None)
    return OldProblem(code, _as_json(details), None if host is None else str(host))


def _looked_up(patterns: _Patterns, sentence: str, **more: str) -> tuple[str, _Details] | None:
    """Return code and details of the first row that a sentence fits, or None.

    Args:
        patterns: the rows.
        sentence: without hints.
        more: details beside those of the sentence.
    """
    for code, pattern in patterns:
        match = pattern.fullmatch(sentence)
        if match is not None:
            return code, _details(match) | more
    return None


def _details(match: re.Match[str]) -> _Details:
    details: _Details = {name: value for name, value in match.groupdict().items() if value is not None}
    # The groups of these names are digits only, but for the bound of a size ("20 MiB"), which stays as it was told.
    for name in _NUMBERS & details.keys():
        with suppress(ValueError):
            details[name] = int(details[name])
    return details


def _as_json(details: _Details) -> str | None:
    return json.dumps(details, ensure_ascii=False) if details else None


def _joined(one: OldProblem, other: OldProblem) -> OldProblem:
    """Return two problems of the same code and address as one, with the reasons of both."""
    if one.code == OTHER:
        return OldProblem(OTHER, f"{one.detail}; {other.detail}", one.url)
    first, second = (json.loads(problem.detail or "{}") for problem in (one, other))
    if "why" in first and len(first["why"]) < _LONGEST_REASON:
        first["why"] = f"{first['why']}; {second['why']}"
    return OldProblem(one.code, _as_json(first), one.url)


def _without_hints(sentence: str) -> str:
    """Return a sentence without what it says to do next, which stands in its middle where more was put behind it."""
    for hint in _HINTS:
        sentence = sentence.replace(hint, "")
    return sentence
