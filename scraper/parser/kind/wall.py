"""Whether a page is a wall or an error page: a notice to the reader, and hardly anything beside it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from scraper.model import Access, Reason
from scraper.parser.context import Candidate
from scraper.parser.kind import wall_words as words
from scraper.parser.kind.evidence import Sign, named, weighed, weight
from scraper.parser.kind.facts import Facts
from scraper.parser.page.model import mentions
from scraper.parser.page.wording import any_of

THRESHOLD = 2.5
"""A title that is a notice is enough where nothing speaks for an article, a sentence to the reader is not."""

_LONGEST_WALL = 1500
# With a title that is a notice, a consent wall may list what partners do.
_LONGEST_TITLED = 4000
_LONGEST_LINE = 600
# A sentence is no shorter: a date line, a button or a caption is no text of its own.
_SHORTEST_PROSE = 40
_NOTHING = 100
_SOME = 150
_MUCH = 600
_SENTENCE = re.compile(r"[.!?。！？](?=\s|$|[\"»“”])")
# Words for the reader and for the site that speaks to them.
_ADDRESS = re.compile(
    r"\b(?:wir|uns|unsere?[rmns]?|(?-i:Sie|Ihre?[rmns]?|Ihnen)|you|your|we|our|vous|votre|vos|nous|nos|usted|su|sus"
    r"|nuestr[oa]s?|tuo|tua|nostri|uw|ons|onze)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Notice:
    """One kind of wall.

    Args:
        reason: what the page is.
        access: how much of a text it gives.
        titles: what its title says.
        sentences: what it asks of the reader.
        stems: of these each of the sentences has one, in lower case; most pages have none, which spares them the
            patterns.
        topic: what else it speaks of, where it addresses the reader.
    """

    reason: Reason
    access: Access
    titles: re.Pattern[str]
    sentences: re.Pattern[str]
    stems: tuple[str, ...]
    topic: re.Pattern[str]


NOTICES = (
    Notice(
        Reason.BLOCK_PAGE,
        "blocked",
        any_of(words.BLOCK_TITLES),
        any_of(words.BLOCK_NOTICES),
        words.BLOCK_STEMS,
        re.compile(r"browser|javascript|cookies?|ro?bots?\b|traffic|\bip\b|captcha|security|sicherheit", re.IGNORECASE),
    ),
    Notice(
        Reason.LOGIN_WALL,
        "blocked",
        any_of(words.LOGIN_TITLES),
        any_of(words.LOGIN_NOTICES),
        words.LOGIN_STEMS,
        re.compile(r"passwor[dt]|kennwort|konto|account|log-?in|anmeld|registr|abo\b|abonn|subscri", re.IGNORECASE),
    ),
    Notice(
        Reason.CONSENT_WALL,
        "consent",
        any_of(words.CONSENT_TITLES),
        any_of(words.CONSENT_NOTICES),
        words.CONSENT_STEMS,
        re.compile(
            r"cookies?|einwillig|zustimm|consent|tracking|werbung|anzeigen|datenschutz|priva|partner|akzept|accept|adverti",
            re.IGNORECASE,
        ),
    ),
    Notice(
        Reason.ERROR_PAGE,
        "free",
        any_of(words.ERROR_TITLES),
        any_of(words.ERROR_NOTICES),
        words.ERROR_STEMS,
        re.compile(
            r"seite|page|página|pagina|suche|search|link|adresse|address|url|browser|fehler|error|again|erneut",
            re.IGNORECASE,
        ),
    ),
)
_STATUS = any_of(words.ERROR_TITLES[:1])
_ANY_TITLE = any_of((*words.BLOCK_TITLES, *words.LOGIN_TITLES, *words.CONSENT_TITLES, *words.ERROR_TITLES))


@dataclass(frozen=True)
class Seen:
    """A page, seen as one kind of wall."""

    facts: Facts
    notice: Notice

    @cached_property
    def is_title(self) -> bool:
        """Whether the headline or the title is such a notice as a whole, apart from the site's name."""
        return any(map(self.notice.titles.match, self.facts.whole_titles))

    @property
    def is_status(self) -> bool:
        """Whether the title is a status of HTTP."""
        is_error = self.notice.reason is Reason.ERROR_PAGE
        return is_error and any(map(_STATUS.match, self.facts.whole_titles))

    @cached_property
    def is_addressed(self) -> bool:
        """Whether a line asks the reader for what such a wall asks for."""
        # A check that runs in an empty page speaks to those only for whom it cannot run.
        if not self.facts.visible:
            return any(map(self.is_notice, self.facts.context.page.programs.notices))
        # Most pages have none of the stems anywhere, so that no line is looked at.
        if not mentions(self.facts.shown_text, self.notice.stems):
            return False
        return any(self.is_notice(line.text) for line in self.facts.shown_lines)

    def is_notice(self, line: str) -> bool:
        """Return whether a line asks the reader for what such a wall asks for."""
        text = line[:_LONGEST_LINE]
        return mentions(text.lower(), self.notice.stems) and self.notice.sentences.search(text) is not None

    @cached_property
    def other_prose(self) -> list[str]:
        """The sentences of the text, by line, that are neither a notice nor speak to the reader of what it is about."""
        return [
            line.text
            for line in self.facts.text_lines
            if self.facts.size(line.text) >= _SHORTEST_PROSE and not self.is_about_the_wall(line.text)
        ]

    def is_about_the_wall(self, line: str) -> bool:
        """Return whether a line is such a notice, or speaks to the reader of what it is about."""
        if self.is_notice(line):
            return True
        return _ADDRESS.search(line) is not None and self.notice.topic.search(line) is not None

    @cached_property
    def other(self) -> int:
        """The length of that prose."""
        return sum(map(self.facts.size, self.other_prose))

    @cached_property
    def sentences(self) -> int:
        """How many sentences it has."""
        return sum(len(_SENTENCE.findall(text)) for text in self.other_prose)

    # Articles have a login form in their margin as well, so that the field alone makes no page a wall.
    @property
    def asks_for_password(self) -> bool:
        """Whether a login wall has a field for a password."""
        return self.notice.reason is Reason.LOGIN_WALL and self.facts.context.page.password


_ASKED = "<p>Bitte melden Sie sich an.</p>"
_WORDS = "<p>" + "Am Wehr von Musterau wird seit dem Frühjahr eine neue Brücke gebaut. " * 3 + "</p>"

STATED: tuple[Sign[Facts], ...] = (
    Sign("noindex", lambda facts: facts.is_noindex, 1, '<meta name="robots" content="noindex">'),
    Sign("an author", lambda facts: facts.is_signed, -1, '<meta name="author" content="Erika Muster">'),
    Sign(
        "JSON-LD of a news article",
        lambda facts: facts.is_stated_news,
        -1.5,
        '<script type="application/ld+json">{"@type":"NewsArticle"}</script>',
    ),
    Sign(
        "og:type article",
        lambda facts: facts.kind == "article",
        -0.5,
        '<meta property="og:type" content="article">',
    ),
    Sign("a day at the headline", lambda facts: facts.has_day_at_headline, -1.5, f"<h1>Wehr</h1>3.9.2024{_WORDS}"),
)
"""What counts for all kinds of walls. Weights are set by hand: there is no corpus of walls with status 200."""

SIGNS: tuple[Sign[Seen], ...] = (
    Sign("a title that is a notice", lambda seen: seen.is_title, 3, "<h1>Anmelden</h1>"),
    Sign("a status as title", lambda seen: seen.is_status, 2, "<h1>404 Not Found</h1>", Reason.ERROR_PAGE),
    Sign("a sentence to the reader", lambda seen: seen.is_addressed, 2, _ASKED),
    Sign("nothing else to read", lambda seen: seen.other < _NOTHING, 1.5, _ASKED),
    Sign("a field for a password", lambda seen: seen.asks_for_password, 1, "<input type=password>"),
    Sign("sentences of its own", lambda seen: seen.other >= _SOME and seen.sentences > 1, -2, _WORDS),
    Sign("much text of its own", lambda seen: seen.other >= _MUCH, -2, _WORDS * 4),
)
"""What counts for one kind."""

# The sum of what speaks for a wall beside its title: a sentence, nothing else, a password.
_MOST_WITHOUT_TITLE = 4.5


def judge(facts: Facts) -> tuple[Access, Candidate[Reason | None]]:
    """Return how much of a text a page gives, and what wall it is or None, with the evidence.

    Args:
        facts: of the page.
    """
    best: tuple[Access, Candidate[Reason | None]] = "free", Candidate(None, "page")
    if facts.own > _LONGEST_TITLED:
        return best
    # A long text is a wall only where its title says so, and most titles do not.
    is_titled = any(map(_ANY_TITLE.match, facts.whole_titles))
    if facts.own > _LONGEST_WALL and not is_titled:
        return best
    stated = weighed(STATED, facts)
    # What most pages say of themselves outweighs all that they may ask of their readers.
    may_be_untitled = facts.own <= _LONGEST_WALL and weight(stated) + _MOST_WITHOUT_TITLE > THRESHOLD
    if not (is_titled or may_be_untitled):
        return best
    # A login page may speak of cookies, too: the kind of the most evidence is taken, of equals the first.
    for notice in NOTICES:
        seen = Seen(facts, notice)
        if not (seen.is_title or (may_be_untitled and seen.is_addressed)):
            continue
        evidence = (*named(weighed(SIGNS, seen)), *named(stated))
        candidate: Candidate[Reason | None] = Candidate(notice.reason, "page", evidence)
        if candidate.weight > max(THRESHOLD, best[1].weight):
            best = notice.access, candidate
    return best
