"""What a check of sites found: as records for programs, and as blocks for people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from scraper.model import Reason
from scraper.policy.counts import counted

if TYPE_CHECKING:
    from scraper.onboarding.findings import FieldCheck, Found, PageCheck, SiteCheck, SourceCheck

# The worst first.
_ORDER = ("unreachable", "broken", "unfinished", "ok")
_INDENT = "  "
# Details that each finding of a site has.
_OF_SITE = frozenset({"site", "home"})


def worst_first(checks: Sequence[SiteCheck]) -> list[SiteCheck]:
    """Return the checks in the order in which a person needs them."""
    return sorted(checks, key=lambda check: (_ORDER.index(check.verdict), -len(check.broken), check.site.id))


def record(check: SiteCheck) -> dict[str, Any]:
    """Return a check as a record for programs."""
    return {
        "site": check.site.id,
        "verdict": check.verdict,
        "broken": [_found(one) for one in check.broken],
        "notes": [_found(one) for one in check.notes],
        "requests": check.requests,
        "archived": check.archived,
        "sources": [_source(one) for one in check.sources],
        "pages": [_page(one) for one in check.pages],
        "fields": [asdict(one) for one in check.fields],
    }


def _found(one: Found) -> dict[str, Any]:
    detail = {name: value for name, value in one.detail.items() if name not in _OF_SITE}
    return {"code": str(one.code), "problem": str(one), "next": one.next or None, "detail": detail}


def _source(one: SourceCheck) -> dict[str, Any]:
    row = asdict(one)
    row["newest"] = None if one.newest is None else one.newest.isoformat()
    row["code"], row["problem"] = _code(one.fault), _why(one.fault)
    del row["fault"]
    return row


def _page(one: PageCheck) -> dict[str, Any]:
    return {
        "url": one.url,
        "is_archived": one.is_archived,
        "status": one.status,
        "code": _code(one.fault),
        "problem": _why(one.fault),
        "has": sorted(one.has),
        "sources": dict(one.sources),
        "moved_to": one.moved_to,
        "same_text": one.same_text,
    }


def _code(fault: Any) -> str | None:
    return None if fault is None else str(fault.reason)


def _why(fault: Any) -> str | None:
    return None if fault is None else str(fault)


def text(checks: Sequence[SiteCheck], width: int) -> str:
    """Return the checks as blocks, the worst first.

    Args:
        checks: of all sites.
        width: columns of the terminal.
    """
    is_alone = len(checks) == 1
    blocks = [_block(check, width, in_full=is_alone or check.verdict != "ok") for check in worst_first(checks)]
    # Sites that are well take a line or two each, and an empty line between them would tear them apart.
    return "".join(
        f"{block}\n" if check.verdict == "ok" else f"{block}\n\n"
        for check, block in zip(worst_first(checks), blocks, strict=True)
    ).rstrip("\n")


def _block(check: SiteCheck, width: int, *, in_full: bool) -> str:
    """Return what is to be said of one site; of one that is well among others, no more than needed."""
    from scraper.cli.mail import folded

    asked = counted(check.requests, "request")
    lines = [f"{check.site.id}: {check.verdict} ({asked})"]
    if not in_full:
        lines[0] += f": {_summary(check)}"
    lines += [f"! {one}." for one in check.broken]
    # Several findings may have one remedy, which is said once.
    lines += [f"> {step}" for step in dict.fromkeys(one.next for one in check.broken) if step]
    lines += [f"- {one}." for one in check.notes]
    if in_full:
        lines += _seen(check)
    head, *rest = folded(lines, width - len(_INDENT)).split("\n")
    return "\n".join([head, *(_INDENT + line for line in rest)])


def _summary(check: SiteCheck) -> str:
    sources = sum(one.fault is None for one in check.sources)
    pages = sum(one.fault is None for one in check.pages)
    return f"{counted(sources, 'source')}, {counted(pages, 'article')}"


def _seen(check: SiteCheck) -> list[str]:
    """Return the lines on what was asked for: each source, the pages, each field."""
    lines = [f"{one.kind:8} {one.url}: {_gives(one)}" for one in check.sources]
    if check.pages:
        lines.append(f"{'pages':8} {_pages(check.pages)}")
    # A field that neither these pages nor the archive's articles have is none of this site.
    return lines + [f"{one.field:8} {_field(one)}" for one in check.fields if one.found or one.usual]


def _gives(one: SourceCheck) -> str:
    if one.fault is not None:
        return str(one.fault)
    parts = [counted(one.entries, "entry", "entries"), counted(one.articles, "article")]
    if one.fitting != one.articles:
        parts.append(f"{one.fitting:,} by the profile's patterns")
    if one.looked_up:
        of_them = "" if one.looked_up == one.articles else f" of the newest {one.looked_up}"
        parts.append(f"{one.known:,}{of_them} known")
    if one.newest is not None:
        parts.append(f"newest {one.newest}")
    return ", ".join(parts)


def _pages(pages: Sequence[PageCheck]) -> str:
    articles = sum(one.fault is None for one in pages)
    forbidden = sum(one.fault is not None and one.fault.reason is Reason.ROBOTS_FORBIDDEN for one in pages)
    line = f"{len(pages) - forbidden} asked for, {counted(articles, 'article')}"
    if forbidden:
        line += f"; {forbidden} forbidden by robots.txt"
    compared = [one for one in pages if one.same_text is not None]
    if compared:
        line += f"; text as archived on {sum(bool(one.same_text) for one in compared)} of {len(compared)}"
    return line


def _field(one: FieldCheck) -> str:
    line = f"{one.found} of {one.pages}"
    if one.archived:
        line += f", archive {100 * one.usual // one.archived} %"
    if one.source is not None:
        line += f", by {one.source}"
    return line
