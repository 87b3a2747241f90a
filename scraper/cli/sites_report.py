"""What ``scraper sites add`` shows of a site: for reading within 80 columns, and as one record for programs."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from typing import Any

from scraper.cli.blocks import width
from scraper.cli.output import clean, shortened
from scraper.cli.profiles import as_row
from scraper.model import Article, fault
from scraper.onboarding.proposal import Proposal, Sample
from scraper.onboarding.survey import Source
from scraper.policy.counts import counted
from scraper.web.plain_text import one_line

# Addresses that are shown of those that the patterns take and leave.
_EXAMPLES = 5
# Characters of a value on its one line; of a text the beginning is enough to recognise it.
_LONGEST_VALUE = 160
# Columns before a value, and the fields of the record in the order in which they are shown.
_INDENT, _HANGING = 2, 16
_FIELDS = (
    *("title", "kicker", "date", "published_at", "modified_at", "authors", "section", "keywords"),
    *("language", "lead", "body", "links", "related", "vendors", "images", "alternates"),
)


def report_lines(proposal: Proposal, *, has_toml: bool = True) -> Iterator[str]:
    """Yield what was found, line by line, for reading.

    Args:
        proposal: what was found.
        has_toml: whether the profile is a part of it.
    """
    site = proposal.site
    yield f"{one_line(site.name)}: {one_line(site.home)}"
    yield f"Looked at with {counted(proposal.requests, 'request')}."
    yield ""
    yield from _sources(proposal)
    yield from _addresses(f"Taken as articles: {len(proposal.takes):,} of the addresses seen", proposal.takes)
    yield from _addresses(f"Left: {len(proposal.leaves):,}", proposal.leaves)
    yield from _reserved(proposal)
    yield from _remarks(proposal)
    for number, sample in enumerate(proposal.samples, 1):
        yield from _sample(number, len(proposal.samples), sample)
    if has_toml:
        yield "The profile:"
        yield ""
        yield from clean(proposal.toml).splitlines()
        yield ""


def _sources(proposal: Proposal) -> Iterator[str]:
    for name, sources, unit in (
        ("Feeds", proposal.feeds, "entry"),
        ("Sitemaps", proposal.sitemaps, "address"),
        ("Listings", proposal.listings, "article"),
    ):
        yield f"{name}:" if sources else f"{name}: none"
        for source in sources:
            yield f"{' ' * _INDENT}{one_line(source.url)}"
            yield f"{' ' * (_INDENT * 2)}{_what_it_names(source, unit)}"
    yield ""


def _what_it_names(source: Source, unit: str) -> str:
    plural = {"entry": "entries", "address": "addresses", "article": "articles"}[unit]
    count = len(source.names)
    text = f"{count:,} {unit if count == 1 else plural}"
    if not source.is_whole:
        text = f"the first {text}; more were not read"
    if source.is_news:
        text += ", of news"
    if source.next_url is not None:
        text += f"; goes on at {one_line(source.next_url)}"
    return text


def _addresses(title: str, urls: Sequence[str]) -> Iterator[str]:
    yield f"{title}{', such as' if urls else ''}"
    for url in _spread(urls):
        yield f"{' ' * _INDENT}{one_line(url)}"
    yield ""


def _spread(urls: Sequence[str]) -> list[str]:
    """Return some of the addresses, from all over their order: the first ones are often of one kind."""
    if len(urls) <= _EXAMPLES:
        return list(urls)
    step = len(urls) / _EXAMPLES
    return [urls[int(number * step)] for number in range(_EXAMPLES)]


def _reserved(proposal: Proposal) -> Iterator[str]:
    """Yield what the site reserves, as the pages that were read declare it."""
    delay = proposal.crawl_delay
    yield f"robots.txt: {'no Crawl-delay' if delay is None else f'Crawl-delay {delay:g} s'}"
    rules = {_rule(sample): sample for sample in proposal.samples}
    for rule, sample in rules.items():
        yield f"{' ' * _INDENT}{rule}: such as"
        yield f"{' ' * _INDENT * 2}{one_line(sample.url)}"
    evidence = dict.fromkeys(
        f"{one.text} in {one.source}" for each in proposal.samples for one in each.signals.evidence
    )
    yield "Reserved:" if evidence else "Reserved: nothing is declared"
    for text in evidence:
        yield from _wrapped(one_line(text), _INDENT, _INDENT * 2)
    reserved = dict.fromkeys(str(sample.reserved) for sample in proposal.samples if sample.reserved is not None)
    for text in reserved:
        yield from _wrapped(one_line(text), _INDENT, _INDENT * 2)
    yield ""


def _rule(sample: Sample) -> str:
    """Return what robots.txt says of a page, with the rule."""
    word = "allowed" if sample.robots.allowed else "forbidden"
    if sample.robots.line is None:
        return f"{word}, no rule speaks of it"
    return f"{word} by line {sample.robots.line} ({one_line(sample.robots.rule or '')})"


def _remarks(proposal: Proposal) -> Iterator[str]:
    if not proposal.said:
        return
    yield "Worth knowing:"
    for one in proposal.said:
        yield from _wrapped(f"- {one_line(str(one))}.", _INDENT, _INDENT * 2)
    yield ""


def _sample(number: int, total: int, sample: Sample) -> Iterator[str]:
    """Yield one article as it would be archived: a field a line, and under it what on the page gave it."""
    yield f"Article {number} of {total}: {one_line(sample.url)}"
    if sample.fault is not None:
        yield from _wrapped(f"not archived: {one_line(sample.fault.advice)}", _INDENT, _INDENT * 2)
    if sample.article is not None:
        for name, value, source in _fields(sample.article):
            yield from _labelled(name, value, source)
    yield ""


def _labelled(name: str, value: str, source: str) -> Iterator[str]:
    """Yield a field: its name, beside it its value, and in brackets what gave it."""
    text = shortened(one_line(value), _LONGEST_VALUE)
    lines = list(_wrapped(f"{text} [{source}]" if source else text, _HANGING, _HANGING))
    label = f"{' ' * _INDENT}{name}:"
    yield f"{label:{_HANGING - 1}} {lines[0].strip()}"
    yield from lines[1:]


def _wrapped(text: str, indent: int, hanging: int) -> Iterator[str]:
    """Yield a text in lines of the output's width; an address stays whole, since half of one cannot be opened."""
    return iter(
        textwrap.wrap(
            text,
            width(),
            initial_indent=" " * indent,
            subsequent_indent=" " * hanging,
            break_long_words=False,
            break_on_hyphens=False,
        )
    )


def _fields(article: Article) -> Iterator[tuple[str, str, str]]:
    """Yield the fields of a record that hold something: name, value as text, and what gave it."""
    for name in _FIELDS:
        value = getattr(article, name)
        if value in (None, "", []):
            continue
        source = article.sources.get(name) or ("" if name != "published_at" else article.sources.get("date", ""))
        yield name, _value_text(value), one_line(source)


def _value_text(value: Any) -> str:
    if not isinstance(value, list):
        return str(value)
    if all(isinstance(item, str) for item in value):
        return "; ".join(value)
    return counted(len(value), "item")


def as_record(proposal: Proposal) -> dict[str, Any]:
    """Return all of a proposal as one record."""
    site = proposal.site
    return {
        "id": site.id,
        "name": site.name,
        "home": site.home,
        "requests": proposal.requests,
        "profile": as_row(site),
        "toml": proposal.toml,
        "feeds": [{"url": one.url, "entries": len(one.names)} for one in proposal.feeds],
        "sitemaps": [{"url": one.url, "addresses": len(one.names), "news": one.is_news} for one in proposal.sitemaps],
        "listings": [{"url": one.url, "articles": len(one.names), "next": one.next_url} for one in proposal.listings],
        "takes": {"count": len(proposal.takes), "examples": _spread(proposal.takes)},
        "leaves": {"count": len(proposal.leaves), "examples": _spread(proposal.leaves)},
        "crawl_delay": proposal.crawl_delay,
        "articles": [_sample_record(sample) for sample in proposal.samples],
        "remarks": [{"code": str(one.remark), "text": str(one), **dict(one.detail)} for one in proposal.said],
    }


def _sample_record(sample: Sample) -> dict[str, Any]:
    """Return one article as a record: its fields, what gave them, and what is reserved for it."""
    from dataclasses import asdict

    from scraper.store.columns import day_text, to_text

    fields: dict[str, Any] = {"url": sample.url}
    if sample.article is not None:
        article = sample.article
        moments = {name: to_text(getattr(article, name)) for name in ("published_at", "modified_at")}
        related = [asdict(item) | {"date": day_text(item.date)} for item in article.related]
        why_not = None if article.why_not is None else str(fault(article.why_not))
        fields = asdict(article) | moments | {"date": day_text(article.date), "related": related, "why_not": why_not}
        fields["asked_url"] = sample.url
    return fields | {
        "not_archived": None if sample.fault is None else str(sample.fault),
        "robots": {"allowed": sample.robots.allowed, "line": sample.robots.line, "rule": sample.robots.rule},
        "signals": [asdict(one) for one in sample.signals.evidence],
        "reserved": None if sample.reserved is None else str(sample.reserved),
    }
