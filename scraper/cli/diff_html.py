"""Differences between two states as one page of HTML that needs nothing else."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

from scraper.analysis.state_diff import FieldDiff
from scraper.cli.output import clean
from scraper.report.compared import Compared, paragraphs, spaced, story_sentence
from scraper.report.local_time import local, time_zones

if TYPE_CHECKING:
    from scraper.analysis.timeline import Past, State

# Colours of both schemes have a contrast of at least 4.5 to 1 (WCAG 2.2, 1.4.3); lines through and below say the same
# to those who see no colours, and on paper.
_STYLE = """
:root { color-scheme: light dark; --old: #9b1c1c; --old-bg: #fde8e8; --new: #14532d; --new-bg: #dcfce7; }
@media (prefers-color-scheme: dark) {
  :root { --old: #fca5a5; --old-bg: #450a0a; --new: #86efac; --new-bg: #052e16; }
}
body { font: 1rem/1.6 Georgia, serif; max-width: 46rem; margin: 2rem auto; padding: 0 1rem; overflow-wrap: anywhere; }
h1 { font-size: 1.4rem; line-height: 1.3; }
h2 { font: bold .9rem sans-serif; margin-top: 2rem; }
dl { font: .85rem/1.5 sans-serif; }
dt { font-weight: bold; }
dd { margin: 0 0 .5rem; }
del { color: var(--old); background: var(--old-bg); text-decoration: line-through; }
ins { color: var(--new); background: var(--new-bg); text-decoration: underline; }
@media print {
  body { max-width: none; margin: 0; }
  del, ins { background: none; }
  del { color: #444; }
  ins { color: #000; font-weight: bold; }
}
""".strip()
_TAGS = {"delete": "del", "insert": "ins"}


def as_html(compared: Compared) -> str:
    """Return the differences as a page without scripts and without resources from elsewhere."""
    article = compared.after.article
    # The primary subtag of BCP 47 consists of letters; whatever else a page said is not written into an attribute.
    language = article.language or ""
    lang = f' lang="{language}"' if language.isascii() and language.isalpha() else ""
    title = _escaped(article.title) or "–"
    sections = "\n".join(_section(field) for field in compared.fields) or "<p>No word differs.</p>"
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="referrer" content="no-referrer">
<title>{title}</title>
<style>
{_STYLE}
</style>
</head>
<body>
<h1{lang} dir="auto">{title}</h1>
<dl>
<dt>From</dt><dd>{_state(compared.first, compared.before)}</dd>
<dt>To</dt><dd>{_state(compared.second, compared.after)}</dd>{_story(compared)}
</dl>
<main{lang}>
{sections}
</main>
</body>
</html>"""


def _state(past: Past, state: State) -> str:
    """Return which state it is, with the time at which it was first seen."""
    zone = ", ".join(time_zones([state.seen_at]))
    return (
        f"state {state.number} of {len(past.states)}, first seen"
        f' <time datetime="{_escaped(state.seen_at)}">{_escaped(local(state.seen_at))} {_escaped(zone)}</time><br>'
        f"{_escaped(past.url)}"
    )


def _story(compared: Compared) -> str:
    """Return what two articles have to do with one another; nothing of two states of one."""
    if not compared.are_two_articles:
        return ""
    return f"\n<dt>Story</dt><dd>{_escaped(story_sentence(compared.story))}</dd>"


def _section(field: FieldDiff) -> str:
    head = f'<h2 lang="en">{_escaped(field.name)}</h2>'
    if field.is_text:
        found = ("".join(_tagged(kind, text) for kind, text in ops) for ops in paragraphs(spaced(field.ops)))
        return f"{head}\n" + "\n".join(f'<p dir="auto">{one}</p>' for one in found)
    items = "\n".join(f'<li dir="auto">{_tagged(kind, text)}</li>' for kind, text in field.ops)
    return f"{head}\n<ul>\n{items}\n</ul>"


def _tagged(kind: str, text: str) -> str:
    """Return a stretch with the element that says what became of it, white space left outside of it."""
    if kind == "equal" or not text.strip():
        return _escaped(text)
    tag = _TAGS[kind]
    end = " " if text.endswith(" ") else ""
    return f"<{tag}>{_escaped(text.rstrip(' '))}</{tag}>{end}"


def _escaped(text: str) -> str:
    """Return a text in which nothing is markup, and that neither turns the direction of writing nor holds controls."""
    return html.escape(clean(text))
