"""Whether a page has no text because scripts make it in a browser."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from scraper.model import Reason
from scraper.parser.context import Candidate
from scraper.parser.fields.text_density import ENDINGS
from scraper.parser.kind import script_words, wall
from scraper.parser.kind.evidence import Sign, named, weighed, weight
from scraper.parser.kind.facts import LITTLE, Facts
from scraper.parser.page.model import Programs
from scraper.parser.page.wording import any_of

THRESHOLD = 1.5
"""One sign that says so is enough: the page has no text, and what is weighed is only why."""

NOTICE = wall.Notice(
    Reason.NEEDS_JAVASCRIPT,
    "free",
    any_of(script_words.SCRIPT_TITLES),
    any_of(script_words.SCRIPT_CALLS),
    script_words.SCRIPT_STEMS,
    re.compile(r"browser|java ?script|script", re.IGNORECASE),
)
_BOT_CHECK = next(notice for notice in wall.NOTICES if notice.reason is Reason.BLOCK_PAGE)
# A call for scripts, with what browsers are supported, is no longer; a paragraph that quotes one is.
_LONGEST_CALL = 250
# So many linked headlines are a list, whatever else its site makes by scripts.
_SEVERAL = 3


@dataclass(frozen=True)
class Shell:
    """A page, seen as the frame of a program.

    Args:
        facts: of the page.
    """

    facts: Facts

    @property
    def programs(self) -> Programs:
        """What it has for browsers that run scripts, and for those that run none."""
        return self.facts.context.page.programs

    @cached_property
    def seen(self) -> wall.Seen:
        """The page, seen as a notice that scripts are off."""
        return wall.Seen(self.facts, NOTICE)

    @property
    def is_called(self) -> bool:
        """Whether a notice to readers without scripts calls for them."""
        return any(map(self.seen.is_notice, self.programs.notices))

    @property
    def shows_call(self) -> bool:
        """Whether a line that is shown calls for them."""
        return bool(self.facts.visible) and self.seen.is_addressed

    @property
    def is_bot_check(self) -> bool:
        """Whether a line, or a notice to readers without scripts, asks for more than scripts, such as cookies."""
        check = wall.Seen(self.facts, _BOT_CHECK)
        return check.is_addressed or any(map(check.is_notice, self.programs.notices))

    @property
    def has_text(self) -> bool:
        """Whether the page has a text beside the lines that call for scripts."""
        lines = [line for line in self.facts.words.split("\n") if line and not self._is_call(line)]
        # Where the place of the text is empty, menus and the line of the publisher are taken for it.
        if self.programs.has_empty_root and not self.facts.is_in_article:
            lines = [line for line in lines if line[-1] in ENDINGS]
        return sum(map(self.facts.size, lines)) >= LITTLE

    def _is_call(self, line: str) -> bool:
        """Return whether a line of the text calls for scripts, or stands beside one that does and helps its reader."""
        if len(line) > _LONGEST_CALL:
            return False
        # A report on browsers has a day that is shown; what metadata say of a page stands in an empty one as well.
        is_beside = self.seen.is_addressed and not self.facts.has_day_at_headline
        return self.seen.is_about_the_wall(line) if is_beside else self.seen.is_notice(line)

    @property
    def is_blank(self) -> bool:
        """Whether it shows nothing at all, no picture either."""
        return not (self.facts.visible or self.facts.context.page.pictures)

    @property
    def sends_on(self) -> bool:
        """Whether it sends its readers to another page (HTML Standard §4.2.5.3, "refresh")."""
        metas = self.facts.context.page.metas
        return any((meta.get("http-equiv") or "").lower() == "refresh" for meta in metas)


_RUN = '<script src="/app.js"></script>'

SIGNS: tuple[Sign[Shell], ...] = (
    Sign(
        "a notice to readers without scripts",
        lambda shell: shell.is_called,
        2,
        f"<body><noscript>You need to enable JavaScript to run this app.</noscript>{_RUN}",
    ),
    Sign("a title that calls for scripts", lambda shell: shell.seen.is_title, 2, f"<h1>JavaScript required</h1>{_RUN}"),
    Sign(
        "a sentence that calls for scripts",
        lambda shell: shell.shows_call,
        2,
        f"<p>Bitte aktivieren Sie JavaScript.</p>{_RUN}",
    ),
    Sign(
        "an empty root of a program",
        lambda shell: shell.programs.has_empty_root,
        2,
        f"<h1>Wehr</h1><app-root>Wird geladen …</app-root>{_RUN}",
    ),
    Sign("nothing that is shown", lambda shell: shell.is_blank, 2, _RUN),
    Sign(
        "a root of a program", lambda shell: shell.programs.has_root, 1, f'<div id="__nuxt"><h1>Wehr</h1></div>{_RUN}'
    ),
    Sign(
        "the data of a program",
        lambda shell: shell.programs.has_data,
        1,
        "<h1>Wehr</h1><script>window.__NUXT__={}</script>",
    ),
    Sign(
        "a sentence of a bot check",
        lambda shell: shell.is_bot_check,
        -2,
        f"<p>Bitte aktivieren Sie JavaScript und Cookies.</p>{_RUN}",
    ),
    Sign(
        "linked headlines",
        lambda shell: shell.facts.headlines >= _SEVERAL,
        -2,
        "<h3><a href='/1'>Am Wehr wird wieder gebaut</a></h3>" * _SEVERAL + _RUN,
    ),
    Sign(
        "a redirect by the page",
        lambda shell: shell.sends_on,
        -2,
        f'<meta http-equiv="refresh" content="0; url=/wehr">{_RUN}',
    ),
)
"""Weights are set by hand: of 2,747 real pages in November 2026 some twenty have no text for want of scripts."""


def judge(facts: Facts) -> Candidate[Reason | None]:
    """Return that a page without text needs JavaScript, or None, with the evidence.

    Args:
        facts: of the page.
    """
    shell = Shell(facts)
    may_be = shell.programs.scripts > 0 and not shell.has_text
    signs = weighed(SIGNS, shell) if may_be else []
    reason = Reason.NEEDS_JAVASCRIPT if weight(signs) > THRESHOLD else None
    return Candidate(reason, "page", named(signs))
