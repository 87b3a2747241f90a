"""The news of a saved search as text, Markdown and HTML.

What a page contains is text in each of them: it ends no line, opens no tag, makes no link and calls nobody. Without a
language, they are in that of the program itself, English.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from scraper.model.news import NEWS_KINDS, News, NewsKind, WatchNews
from scraper.notify.news_words import NewsWords
from scraper.report.written import Language
from scraper.web.plain_text import folded, one_line, shortened
from scraper.web.urls import is_web_address

# Chosen: three or four lines of a mail, by which one knows whether to read the article.
_LEAD_CHARACTERS = 300
# Columns before what is said of an article, which set it off from its day.
_INDENT = "  "


def subject(news: WatchNews, lang: Language = "en") -> str:
    """Return what a message is about, on one line: ``Wohngeld: 3 new, 1 changed``."""
    return NewsWords(lang).subject(news)


def as_text(news: WatchNews, lang: Language = "en") -> str:
    """Return the news as plain text, lines folded to 78 columns, addresses whole."""
    return "\n".join(_text_lines(news, NewsWords(lang))) + "\n"


def as_markdown(news: WatchNews, lang: Language = "en") -> str:
    """Return the news as Markdown (CommonMark); what a page contains is text there, never a mark."""
    return "\n".join(_markdown_lines(news, NewsWords(lang))) + "\n"


def as_html(news: WatchNews, lang: Language = "en") -> str:
    """Return the news as a whole HTML page; what a page contains is text there, never markup."""
    words = NewsWords(lang)
    title = html.escape(words.subject(news))
    return "\n".join(
        [
            "<!doctype html>",
            f'<html lang="{lang}"><head><meta charset="utf-8"><title>{title}</title></head>',
            "<body>",
            f"<h1>{title}</h1>",
            f"<p>{html.escape(words.searched_for(one_line(news.words)))}</p>",
            *[f"<p>{line}</p>" for line in words.first_time(news)],
            *_html_groups(news, words),
            *[f"<p>{html.escape(line)}</p>" for line in words.left_out(news)],
            "</body></html>",
            "",
        ]
    )


def html_fragment(one: News, words: NewsWords) -> str:
    """Return what is said of one article as HTML, without its headline: for an entry of a feed."""
    return "\n".join(f"<p>{html.escape(line)}</p>" for line in (words.day_and_site(one), *_said(one, words)))


def fitting(news: WatchNews, render: Callable[[WatchNews, Language], str], most: int, lang: Language = "en") -> str:
    """Return the news as a text of at most so many characters; what is left out of it is counted there.

    Args:
        news: of one search.
        render: one of this module's functions.
        most: characters; where not even the subject fits, its beginning is returned.
        lang: the language of the text.
    """
    # How many of the news fit is found by halving, since each of them is of another length.
    fits, too_many = 0, len(news.news) + 1
    while too_many - fits > 1:
        tried = (fits + too_many) // 2
        if len(render(replace(news, news=news.news[:tried]), lang)) <= most:
            fits = tried
        else:
            too_many = tried
    if fits == 0:
        return shortened(subject(news, lang), most)
    return render(replace(news, news=news.news[:fits]), lang)


def _groups(news: WatchNews) -> Iterator[tuple[NewsKind, list[News]]]:
    """Yield the news of each kind, in the order in which kinds are told."""
    for kind in NEWS_KINDS:
        group = [one for one in news.news if one.kind == kind]
        if group:
            yield kind, group


def _text_lines(news: WatchNews, words: NewsWords) -> Iterator[str]:
    yield folded([words.subject(news)])
    yield folded([words.searched_for(one_line(news.words)), *words.first_time(news)])
    for kind, group in _groups(news):
        yield ""
        yield words.heading(kind)
        for one in group:
            yield ""
            yield folded([words.day_and_site(one)])
            yield folded([words.headline(one), *_said(one, words)], indent=_INDENT, hanging=_INDENT)
            yield _INDENT + _address(one)
    for line in words.left_out(news):
        yield ""
        yield folded([line])


def _markdown_lines(news: WatchNews, words: NewsWords) -> Iterator[str]:
    yield f"# {escaped_markdown(words.subject(news))}"
    yield ""
    yield words.searched_for(escaped_markdown(one_line(news.words)))
    for line in words.first_time(news):
        yield ""
        yield line
    for kind, group in _groups(news):
        yield ""
        yield f"## {words.heading(kind)}"
        yield ""
        for one in group:
            parts = [
                f"- {escaped_markdown(words.day_and_site(one))}",
                f"**{escaped_markdown(words.headline(one))}**",
                *[escaped_markdown(line) for line in _said(one, words)],
                _markdown_address(one),
            ]
            # Two blanks at the end of a line break it there (CommonMark 0.31 §6.7).
            yield f"  \n{_INDENT}".join(parts)
    for line in words.left_out(news):
        yield ""
        yield escaped_markdown(line)


def _html_groups(news: WatchNews, words: NewsWords) -> Iterator[str]:
    for kind, group in _groups(news):
        yield f"<h2>{words.heading(kind)}</h2>"
        for one in group:
            yield f'<h3 dir="auto">{_html_headline(one, words)}</h3>'
            yield html_fragment(one, words)


def _html_headline(one: News, words: NewsWords) -> str:
    shown = html.escape(words.headline(one))
    if not is_web_address(one.url):
        return shown
    return f'<a href="{html.escape(_address(one))}">{shown}</a>'


def _said(one: News, words: NewsWords) -> list[str]:
    """Return the lines below a headline: what became of the article, and its lead, as far as there are any."""
    lead = shortened(one_line(one.lead or ""), _LEAD_CHARACTERS)
    return [line for line in (words.what_became(one), lead) if line]


def _address(one: News) -> str:
    """Return the address without blanks, at which a mail program would end it."""
    return one_line(one.url).replace(" ", "%20")


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


def as_chat_text(news: WatchNews, lang: Language = "en") -> str:
    """Return the news as plain text for a service that may take some of it for marks: nobody is called by it.

    The subject, which such a service is given as a title, is left out.
    """
    _, *lines = _text_lines(news, NewsWords(lang))
    return _without_calls("\n".join(lines)) + "\n"


def _markdown_address(one: News) -> str:
    if not is_web_address(one.url):
        return escaped_markdown(_address(one))
    # Between angle brackets an address is a link as it is, but for these brackets (CommonMark 0.31 §6.5).
    return "<{}>".format(_address(one).replace("<", "%3C").replace(">", "%3E"))
