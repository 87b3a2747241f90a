"""The news of a saved search as text, Markdown and HTML.

What a page contains is text in each of them: it ends no line, opens no tag, makes no link and calls nobody.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from scraper.model.news import NEWS_KINDS, News, NewsKind, WatchNews
from scraper.web.plain_text import folded, one_line, shortened
from scraper.web.urls import is_web_address

# Chosen: three or four lines of a mail, by which one knows whether to read the article.
_LEAD_CHARACTERS = 300
# Columns before what is said of an article, which set it off from its day.
_INDENT = "  "


@dataclass(frozen=True, slots=True)
class _Label:
    """What one kind of news is called.

    Args:
        heading: above the news.
        word: in the subject, behind their number.
        said: of each of them, with the day on which it was seen and the names of fields; None: nothing.
    """

    heading: str
    word: str
    said: str | None = None


_LABELS: dict[NewsKind, _Label] = {
    "new": _Label("New", "new"),
    "changed": _Label("Changed", "changed", "changed on {day}: {fields}"),
    "gone": _Label("Gone", "gone", "gone since {day}"),
    "back": _Label("Back", "back", "there again since {day}"),
    "unlisted": _Label(
        "Not found any more", "not found any more", "edited on {day}, and not found by this search since"
    ),
}


def subject(news: WatchNews) -> str:
    """Return what a message is about, on one line: ``Wohngeld: 3 new, 1 changed``."""
    numbers = Counter(one.kind for one in news.news)
    parts = [f"{numbers[kind]:,} {_LABELS[kind].word}" for kind in NEWS_KINDS if numbers[kind]]
    left_out = news.total - len(news.news)
    if left_out > 0:
        parts.append(f"{left_out:,} more")
    return f"{one_line(news.name)}: {', '.join(parts)}"


def as_text(news: WatchNews) -> str:
    """Return the news as plain text, lines folded to 78 columns, addresses whole."""
    return "\n".join(_text_lines(news)) + "\n"


def as_markdown(news: WatchNews) -> str:
    """Return the news as Markdown (CommonMark); what a page contains is text there, never a mark."""
    return "\n".join(_markdown_lines(news)) + "\n"


def as_html(news: WatchNews) -> str:
    """Return the news as a whole HTML page; what a page contains is text there, never markup."""
    title = html.escape(subject(news))
    return "\n".join(
        [
            "<!doctype html>",
            f'<html lang="en"><head><meta charset="utf-8"><title>{title}</title></head>',
            "<body>",
            f"<h1>{title}</h1>",
            f"<p>Searched for: {html.escape(one_line(news.words))}</p>",
            *[f"<p>{line}</p>" for line in _first_time(news)],
            *_html_groups(news),
            *[f"<p>{html.escape(line)}</p>" for line in _left_out(news)],
            "</body></html>",
            "",
        ]
    )


def html_fragment(one: News) -> str:
    """Return what is said of one article as HTML, without its headline: for an entry of a feed."""
    lines = [f"<p>{html.escape(line)}</p>" for line in (_day_and_site(one), _what_became(one), _lead(one)) if line]
    return "\n".join(lines)


def headline(one: News) -> str:
    """Return the headline of an article on one line, behind its kicker."""
    title = one_line(one.title) or "(without a headline)"
    kicker = one_line(one.kicker or "")
    if not kicker:
        return title
    return f"{kicker}: {title}"


def label(kind: NewsKind) -> str:
    """Return the heading of one kind of news."""
    return _LABELS[kind].heading


def fitting(news: WatchNews, render: Callable[[WatchNews], str], most: int) -> str:
    """Return the news as a text of at most so many characters; what is left out of it is counted there.

    Args:
        news: of one search.
        render: one of this module's functions.
        most: characters; where not even the subject fits, its beginning is returned.
    """
    # How many of the news fit is found by halving, since each of them is of another length.
    fits, too_many = 0, len(news.news) + 1
    while too_many - fits > 1:
        tried = (fits + too_many) // 2
        if len(render(replace(news, news=news.news[:tried]))) <= most:
            fits = tried
        else:
            too_many = tried
    if fits == 0:
        return shortened(subject(news), most)
    return render(replace(news, news=news.news[:fits]))


def _groups(news: WatchNews) -> Iterator[tuple[NewsKind, list[News]]]:
    """Yield the news of each kind, in the order in which kinds are told."""
    for kind in NEWS_KINDS:
        group = [one for one in news.news if one.kind == kind]
        if group:
            yield kind, group


def _text_lines(news: WatchNews) -> Iterator[str]:
    yield folded([subject(news)])
    yield folded([f"Searched for: {one_line(news.words)}", *_first_time(news)])
    for kind, group in _groups(news):
        yield ""
        yield _LABELS[kind].heading
        for one in group:
            yield ""
            yield folded([_day_and_site(one)])
            said = [line for line in (headline(one), _what_became(one), _lead(one)) if line]
            yield folded(said, indent=_INDENT, hanging=_INDENT)
            yield _INDENT + _address(one)
    for line in _left_out(news):
        yield ""
        yield folded([line])


def _markdown_lines(news: WatchNews) -> Iterator[str]:
    yield f"# {escaped_markdown(subject(news))}"
    yield ""
    yield f"Searched for: {escaped_markdown(one_line(news.words))}"
    for line in _first_time(news):
        yield ""
        yield line
    for kind, group in _groups(news):
        yield ""
        yield f"## {_LABELS[kind].heading}"
        yield ""
        for one in group:
            parts = [
                f"- {escaped_markdown(_day_and_site(one))}",
                f"**{escaped_markdown(headline(one))}**",
                *[escaped_markdown(line) for line in (_what_became(one), _lead(one)) if line],
                _markdown_address(one),
            ]
            # Two blanks at the end of a line break it there (CommonMark 0.31 §6.7).
            yield f"  \n{_INDENT}".join(parts)
    for line in _left_out(news):
        yield ""
        yield escaped_markdown(line)


def _html_groups(news: WatchNews) -> Iterator[str]:
    for kind, group in _groups(news):
        yield f"<h2>{_LABELS[kind].heading}</h2>"
        for one in group:
            yield f'<h3 dir="auto">{_html_headline(one)}</h3>'
            yield html_fragment(one)


def _html_headline(one: News) -> str:
    shown = html.escape(headline(one))
    if not is_web_address(one.url):
        return shown
    return f'<a href="{html.escape(_address(one))}">{shown}</a>'


def _day_and_site(one: News) -> str:
    """Return the day of publication, or so named the day on which the article was seen, and its site."""
    day = one.date.isoformat() if one.date is not None else f"seen {_seen_day(one)}"
    return f"{day} · {one_line(one.site)}"


def _seen_day(one: News) -> str:
    """Return the day on which the news were seen, in the local zone."""
    return one.at.astimezone().date().isoformat()


def _what_became(one: News) -> str:
    said = _LABELS[one.kind].said
    if said is None:
        return ""
    fields = ", ".join(map(one_line, one.changed)) or "its text"
    return said.format(day=_seen_day(one), fields=fields)


def _lead(one: News) -> str:
    return shortened(one_line(one.lead or ""), _LEAD_CHARACTERS)


def _address(one: News) -> str:
    """Return the address without blanks, at which a mail program would end it."""
    return one_line(one.url).replace(" ", "%20")


def _first_time(news: WatchNews) -> list[str]:
    if news.first_days is None:
        return []
    return [f"Told for the first time: what came into the archive in the last {news.first_days} days."]


def _left_out(news: WatchNews) -> list[str]:
    left_out = news.total - len(news.news)
    if left_out <= 0:
        return []
    return [f"And {left_out:,} more; 'scraper search' and 'scraper history' show them."]


# ASCII punctuation that means something within a line of CommonMark or of its common extensions (tables, struck out
# text, formulas); a backslash before any of it makes it text (CommonMark 0.31 §2.4).
_MARKS = re.compile(r"[\\`*_\[\]<>&!~|$#=+]")
# What begins a list where it stands at the beginning of a line: "- x", "1. x", "1) x".
_LIST_MARK = re.compile(r"^(?:\d{1,9}(?=[.)])|(?=-))")
# What calls people or groups in chats: "@everyone" even within a word, in Slack "<!channel>" and "<@U012AB3CD>"; and
# what chats that know half of Markdown make a link of. None of them heeds a backslash, so that a blank of no width
# comes in between.
_CALLS = re.compile(r"@(?=everyone|here|channel|all\b)|(?<!\w)@(?=\w)|<(?=[!@#])|\](?=\()")
_NO_WIDTH = "\u200b"


def escaped_markdown(line: str) -> str:
    """Return a text on one line as Markdown in which nothing of it is a mark, and nobody is called by it."""
    marked = _MARKS.sub(r"\\\g<0>", _without_calls(line))
    return _LIST_MARK.sub(r"\g<0>\\", marked)


def _without_calls(text: str) -> str:
    return _CALLS.sub(rf"\g<0>{_NO_WIDTH}", text)


def as_chat_text(news: WatchNews) -> str:
    """Return the news as plain text for a service that may take some of it for marks: nobody is called by it.

    The subject, which such a service is given as a title, is left out.
    """
    _, *lines = _text_lines(news)
    return _without_calls("\n".join(lines)) + "\n"


def _markdown_address(one: News) -> str:
    if not is_web_address(one.url):
        return escaped_markdown(_address(one))
    # Between angle brackets an address is a link as it is, but for these brackets (CommonMark 0.31 §6.5).
    return "<{}>".format(_address(one).replace("<", "%3C").replace(">", "%3E"))
