"""The record of an article in an export of this program, checked: what :mod:`scraper.store.outgoing_articles` wrote.

Whoever makes a file can put anything into such a record. So each value is checked for its form, digests are computed
anew, and what follows from other values is not taken from the record at all.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, get_args

from scraper.batch import own_checks as checks
from scraper.batch.own_checks import Fields, UnfitError
from scraper.model import Access, Alternate, AlternateKind, Article, Image, PageState, Reference, Related, Vendor
from scraper.policy.identity import digest_of_text, text_digest
from scraper.policy.signals import stored
from scraper.store.columns import from_day_text, from_text
from scraper.store.outgoing_articles import VERSION
from scraper.store.restored_rows import NamedCapture, NamedPage, NamedState, NewestState

_access = checks.one_of(get_args(Access))
_kind = checks.one_of(get_args(AlternateKind))
_relation = checks.one_of(("reference", "related", "alternate"))
_state = checks.one_of(get_args(PageState))


@dataclass(frozen=True, slots=True)
class ArticleRecord:
    """An article as another archive had it.

    Args:
        site_id, site_name, site_home: its site.
        is_reserved: whether its site reserves its text, so that the record holds none.
        newest: its newest state.
        versions: the earlier ones, the earliest first.
        pages: the addresses that led to it.
        captures: all captures of it that the archive had, in the order in which they came.
        duplicate_of: the address of the first article with the same text, or None.
    """

    site_id: str
    site_name: str
    site_home: str
    is_reserved: bool
    newest: NewestState
    versions: tuple[NamedState, ...]
    pages: tuple[NamedPage, ...]
    captures: tuple[NamedCapture, ...]
    duplicate_of: str | None

    @property
    def times(self) -> Iterator[str]:
        """All times at which something of it was seen, in no order; not those that its site states, nor plans."""
        newest = self.newest
        yield from (newest.first_seen, newest.last_seen, newest.changed_at)
        yield from filter(None, (newest.gone_at, newest.missing_since))
        for version in self.versions:
            yield from (version.seen_at, version.until)
        yield from filter(None, (page.values["visited_at"] for page in self.pages))
        yield from self.moments

    @property
    def moments(self) -> frozenset[str]:
        """When it was captured, and when it was visited."""
        visits = {at for capture in self.captures for at, _ in capture.visits}
        return frozenset(visits | {capture.fetched_at for capture in self.captures})

    def of_site(self, site_id: str) -> ArticleRecord:
        """Return the record as one of a site that may be called otherwise here.

        Args:
            site_id: the id of its profile in this archive.
        """
        if site_id == self.site_id:
            return self
        newest = replace(self.newest, article=replace(self.newest.article, site=site_id))
        versions = tuple(
            replace(version, record={**version.record, "site": site_id}) if "site" in version.record else version
            for version in self.versions
        )
        return replace(self, site_id=site_id, newest=newest, versions=versions)

    @property
    def addresses(self) -> tuple[str, ...]:
        """All addresses of the article, each once, the canonical one first."""
        return tuple(dict.fromkeys((self.newest.article.url, *(page.url for page in self.pages))))


def article_record(data: Any) -> ArticleRecord:
    """Return the record of an article, checked.

    Args:
        data: the JSON of a metadata record.

    Raises:
        UnfitError: a value is not what it should be.
    """
    record = Fields(data)
    version = record.get("version", checks.count)
    if version != VERSION:
        raise UnfitError("version", f"{VERSION}: it is of another version of this program")
    site = Fields(record.get("site", _as_it_is), "site")
    is_reserved = record.get("is_reserved", checks.truth)
    newest = _newest(record, site.get("id", checks.named), is_reserved=is_reserved)
    versions = record.items("versions", _version)
    if is_reserved and versions:
        raise UnfitError("versions", "none, since the text is reserved")
    _refuse_disorder(newest, versions)
    article = Fields(record.get("article", _as_it_is), "article")
    found = ArticleRecord(
        site_id=site.get("id", checks.named),
        site_name=site.get("name", checks.text),
        site_home=site.get("home", checks.text),
        is_reserved=is_reserved,
        newest=newest,
        versions=versions,
        pages=record.items("pages", _page),
        captures=record.items("captures", _capture),
        duplicate_of=article.maybe("duplicate_of", checks.address),
    )
    _refuse_strange_captures(found)
    return found


def _as_it_is(value: Any, place: str) -> Any:
    return value


def _newest(record: Fields, site_id: str, *, is_reserved: bool) -> NewestState:
    row = Fields(record.get("article", _as_it_is), "article")
    links = record.items("links", _link)
    article = Article(
        url=row.get("url", checks.address),
        site=site_id,
        language=row.maybe("language", checks.text),
        kicker=row.maybe("kicker", checks.text),
        title=row.get("title", checks.text),
        date=from_day_text(row.maybe("date", checks.day)),
        published_at=from_text(row.maybe("published_at", checks.moment)),
        modified_at=from_text(row.maybe("modified_at", checks.moment)),
        authors=list(record.items("authors", checks.text)),
        lead=row.maybe("lead", checks.text),
        body=row.get("body", checks.text),
        keywords=list(record.items("keywords", checks.text)),
        section=row.maybe("section", checks.text),
        links=[link for link in links if isinstance(link, Reference)],
        related=[link for link in links if isinstance(link, Related)],
        alternates=[link for link in links if isinstance(link, Alternate)],
        vendors=list(record.items("vendors", _vendor)),
        images=list(record.items("images", _image)),
        access=_access_of(row),
        is_article=True,
        sources=row.maybe("sources", _sources) or {},
    )
    digest = row.get("digest", checks.sha256)
    if digest != text_digest(article):
        raise UnfitError("article.digest", "the SHA-256 of its text")
    signals = row.maybe("signals", signals_of)
    doubts = row.maybe("doubts", _doubts)
    if is_reserved and signals is None:
        raise UnfitError("article.signals", "what reserves its text")
    return NewestState(
        article=article,
        digest=digest,
        reader=row.get("reader", checks.text),
        # A page can give a keyword twice, which the list has once. Anything else would be another list.
        keywords=_joined(row.maybe("keywords", checks.text), article.keywords),
        first_seen=row.get("first_seen", checks.moment),
        last_seen=row.get("last_seen", checks.moment),
        changed_at=row.get("changed_at", checks.moment),
        gone_at=row.maybe("gone_at", checks.moment),
        missing_since=row.maybe("missing_since", checks.moment),
        # As doubts_json() and Signals.to_json() write them.
        doubts=None if doubts is None else json.dumps(doubts),
        signals=None if signals is None else json.dumps(signals, ensure_ascii=False),
        capture=row.maybe("capture", checks.record_name),
    )


def _access_of(row: Fields) -> Any:
    return row.get("access", _access)


def _joined(text: str | None, keywords: list[str]) -> str | None:
    joined = "; ".join(keywords) or None
    if text is None or joined is None:
        return joined
    return text if list(dict.fromkeys(text.split("; "))) == list(dict.fromkeys(joined.split("; "))) else joined


def _link(value: Any, place: str) -> Reference | Related | Alternate:
    row = Fields(value, place)
    relation = row.get("relation", _relation)
    if relation == "alternate":
        kind: Any = row.get("title", _kind)
        return Alternate(row.get("url", checks.text), kind)
    if relation == "reference":
        return Reference(row.get("url", checks.text), row.maybe("title", checks.text) or "")
    return Related(
        row.maybe("title", checks.text) or "",
        row.maybe("url", checks.text),
        from_day_text(row.maybe("date", checks.day)),
        row.maybe("teaser", checks.text),
    )


def _vendor(value: Any, place: str) -> Vendor:
    row = Fields(value, place)
    return Vendor(row.get("name", checks.text), row.maybe("place", checks.text), row.maybe("url", checks.text))


def _image(value: Any, place: str) -> Image:
    row = Fields(value, place)
    return Image(row.get("url", checks.text), row.maybe("caption", checks.text), row.maybe("credit", checks.text))


def _sources(value: Any, place: str) -> dict[str, str]:
    row = Fields(value, place)
    return {name: row.get(checks.text(name, place), checks.text) for name in value}


def _doubts(value: Any, place: str) -> dict[str, dict[str, str]]:
    """Field -> what is stated and why it is not believed."""
    row = Fields(value, place)
    return {name: row.get(checks.text(name, place), _doubt) for name in value}


def _doubt(value: Any, place: str) -> dict[str, str]:
    row = Fields(value, place)
    return {name: row.get(name, checks.text) for name in ("stated", "why")}


def signals_of(value: Any, place: str) -> dict[str, Any]:
    """What a site reserves: the day and the evidence, each as its four parts."""
    row = Fields(value, place)
    found = {"date": row.get("date", checks.text), "evidence": list(row.items("evidence", _signal))}
    try:
        stored(json.dumps(found))
    except ValueError as error:
        raise UnfitError(place, "what a site can reserve") from error
    return found


def _signal(value: Any, place: str) -> dict[str, str]:
    row = Fields(value, place)
    return {name: row.get(name, checks.text) for name in ("kind", "value", "source", "text")}


def _version(value: Any, place: str) -> NamedState:
    row = Fields(value, place)
    text = {name: row.maybe(name, checks.text) for name in ("kicker", "lead")}
    title, body = row.get("title", checks.text), row.get("body", checks.text)
    digest = row.get("digest", checks.sha256)
    if digest != digest_of_text(text["kicker"], title, text["lead"], body):
        raise UnfitError(row.place("digest"), "the SHA-256 of its text")
    record = row.get("record", checks.plain_json)
    _check_state(Fields(record, row.place("record")))
    return NamedState(
        seen_at=row.get("seen_at", checks.moment),
        until=row.get("until", checks.moment),
        capture=row.maybe("capture", checks.record_name),
        digest=digest,
        kicker=text["kicker"],
        title=title,
        lead=text["lead"],
        body=body,
        reader=row.get("reader", checks.text),
        changed=row.maybe("changed", checks.text),
        record=record,
    )


def _check_state(row: Fields) -> None:
    """Check the fields of an earlier state, as far as this program reads them; those of an older one may be missing."""
    for name in ("url", "site", "language", "section"):
        row.maybe(name, checks.text)
    row.maybe("date", checks.day)
    for name in ("published_at", "modified_at"):
        row.maybe(name, checks.moment)
    row.maybe("access", _access)
    for name in ("authors", "keywords"):
        row.items(name, checks.text)
    for name, members, optional in _STATE_LISTS:
        row.items(name, _of_members(members, optional))
    row.maybe("sources", _sources)


# The lists of an earlier state: the members that an item must have as texts, and those that it may have.
_STATE_LISTS = (
    ("links", ("url", "text"), ()),
    ("related", ("title",), ("url", "date", "teaser")),
    ("vendors", ("name",), ("place", "url")),
    ("images", ("url",), ("caption", "credit")),
    ("alternates", ("url", "kind"), ()),
)


def _of_members(members: tuple[str, ...], optional: tuple[str, ...]) -> Any:
    def check(value: Any, place: str) -> None:
        row = Fields(value, place)
        for name in members:
            row.get(name, checks.text)
        for name in optional:
            row.maybe(name, checks.day if name == "date" else checks.text)
        # What is read again is given to the constructors of the records by name.
        if not {*value} <= {*members, *optional}:
            raise UnfitError(place, f"{', '.join((*members, *optional))}, and no more")

    return check


def _page(value: Any, place: str) -> NamedPage:
    row = Fields(value, place)
    return NamedPage(
        url=row.get("url", checks.address),
        values={
            "state": row.get("state", _state),
            "found_in": row.maybe("found_in", checks.public),
            "failures": row.maybe("failures", checks.count) or 0,
            "last_status": row.maybe("last_status", checks.status),
            **{name: row.maybe(name, checks.moment) for name in _PAGE_TIMES},
            **{name: row.maybe(name, checks.text) for name in ("etag", "last_modified", "reason", "detail")},
        },
    )


_PAGE_TIMES = ("published", "lastmod", "due_at", "full_due_at", "visited_at")


def _capture(value: Any, place: str) -> NamedCapture:
    row = Fields(value, place)
    return NamedCapture(
        record=row.get("record", checks.record_name),
        origin=row.maybe("origin", checks.text),
        url=row.get("url", checks.public),
        fetched_at=row.get("fetched_at", checks.moment),
        visits=row.items("visits", visit_of),
    )


def visit_of(value: Any, place: str) -> tuple[str, int]:
    """Return a visit as (at, status)."""
    row = Fields(value, place)
    return row.get("at", checks.moment), row.get("status", checks.status)


def _refuse_disorder(newest: NewestState, versions: tuple[NamedState, ...]) -> None:
    """Refuse states that do not follow one another, and an article that was seen last before it was seen first."""
    if newest.last_seen < newest.first_seen:
        raise UnfitError("article.last_seen", "no earlier than first_seen")
    for at, version in enumerate(versions):
        if version.until < version.seen_at:
            raise UnfitError(f"versions[{at}].until", "no earlier than seen_at")


def _refuse_strange_captures(record: ArticleRecord) -> None:
    """Refuse states that were read from captures which the record does not name, and captures that it names twice."""
    names = [capture.record for capture in record.captures]
    if len({*names}) < len(names):
        raise UnfitError("captures", "each capture once")
    read_from = (record.newest.capture, *(version.capture for version in record.versions))
    if not {name for name in read_from if name is not None} <= {*names}:
        raise UnfitError("captures", "all captures that its states were read from")
