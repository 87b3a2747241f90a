"""What a site reserves: text and data mining, training, archiving, indexing, and where it says so.

Pure: what was declared goes in, verdict and evidence come out. Read are

- the TDM Reservation Protocol (W3C community group, TDMRep): meta elements, then the header, then
  ``/.well-known/tdmrep.json``, the most specific first. Its ``1`` is the machine-readable reservation that the
  text and data mining exception asks for (§ 44b (3) UrhG, Article 4 (3) of Directive 2019/790);
- robots directives of pages and of the header ``X-Robots-Tag``, as Google documents them: ``noindex``, ``nofollow``,
  ``noarchive``, ``none``, ``noai``, ``unavailable_after`` and others, for all crawlers or for this one by name;
- the preferences of the IETF's aipref drafts: ``Content-Usage`` in the header and in robots.txt;
- Cloudflare's forerunner of them, ``Content-Signal`` (contentsignals.org), in the same places.

``noai``, ``Content-Usage`` and ``Content-Signal`` are recorded. They speak of training, which an archive does not do,
so they are no reservation of its text.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from scraper.policy.preferences import preference_of, preferences, strictest
from scraper.policy.robots import AGENT_TOKEN, Robots
from scraper.policy.robots_rules import is_matched
from scraper.web.storable import storable
from scraper.web.userinfo import masked, masked_address

# So many hosts' tdmrep.json are kept as read, because each page of a host asks for its reservations.
_KEPT_FILES = 64

TDMREP_PATH = "/.well-known/tdmrep.json"
"""Where a host's reservations stand (TDMRep §6.1)."""

# A directive, and what it declares.
_DIRECTIVES = {
    "noindex": ("noindex",),
    "nofollow": ("nofollow",),
    "noarchive": ("noarchive",),
    "nocache": ("noarchive",),
    "none": ("noindex", "nofollow"),
    "noai": ("noai",),
    "noimageai": ("noimageai",),
    "nosnippet": ("nosnippet",),
    "noimageindex": ("noimageindex",),
}
# X-Robots-Tag names a crawler before a colon. These directives have a colon of their own and are no crawlers' names.
_VALUED = frozenset({"unavailable_after", "max-snippet", "max-image-preview", "max-video-preview"})
# "noindex: …" is a mistake that is met, and addresses no crawler called "noindex" either.
_NO_CRAWLERS = _VALUED | _DIRECTIVES.keys()
# The day of "unavailable_after: 25 Jun 2030 15:00:00 UTC", up to the next directive.
_UNTIL = re.compile(r"\bunavailable_after\s*:\s*([^,]*)", re.IGNORECASE)
# A bound on what search engines show, as "max-snippet: 50".
_LIMIT = re.compile(r"\bmax-[a-z-]{1,20}\s*:\s*[^\s,;]*", re.IGNORECASE)
# A crawler's name before the directives that are for it alone, as in "otherbot: noindex".
_ADDRESSED = re.compile(r"\s*([\w.\-*/+]{1,80})\s*:\s*(.*)", re.DOTALL)
# Commas are meant between directives; blanks and semicolons are met.
_SEPARATORS = re.compile(r"[\s,;]+")
# The comma in "unavailable_after: Friday, 25-Jun-30 15:00:00 UTC" belongs to the date and separates no directives.
_WEEKDAY = re.compile(r"(unavailable_after\s*:\s*[a-z]{3,9}),", re.IGNORECASE)
# How many rules of tdmrep.json are read. Chosen: a page is compared with each of them until one matches.
_MAX_RULES = 1000
# How many characters of a declaration an archive keeps, and of how many declarations of an article. Chosen, since hosts
# can send lines of any length with every page.
_LONGEST_EVIDENCE = 500
_MOST_EVIDENCE = 100
# A member such as "ai-train=no"; contentsignals.org defines no other names and values.
_CONTENT_SIGNAL = re.compile(r"\s*(search|ai-input|ai-train)\s*=\s*(yes|no)\s*", re.IGNORECASE)


HOST_FILE = "tdmrep.json"
"""The file in which a host reserves text and data mining for its addresses; what it states has this source."""


@dataclass(frozen=True, slots=True)
class Signal:
    """One declaration.

    Args:
        kind: what it is about: ``tdm-reservation``, ``noarchive``, ``train-ai`` …
        value: what it says of it.
        source: where it stood.
        text: as it was written.
    """

    kind: str
    value: str
    source: str
    text: str


@dataclass(frozen=True, slots=True)
class Signals:
    """All declarations that concern one address.

    Args:
        tdm_reservation: 1 for reserved, 0 for expressly not, None where nothing is said.
        tdm_policy: the address of the policy that goes with it.
        noindex, nofollow, noarchive, noai: as the directives say.
        usage: the stated preferences by category, ``y`` or ``n``.
        statements: the same, one a declaration.
        evidence: each declaration, in the order of weight.
    """

    tdm_reservation: int | None = None
    tdm_policy: str | None = None
    noindex: bool = False
    nofollow: bool = False
    noarchive: bool = False
    noai: bool = False
    usage: dict[str, str] = field(default_factory=dict)
    statements: tuple[dict[str, str], ...] = ()
    evidence: tuple[Signal, ...] = ()

    @property
    def tdm_reserved(self) -> bool:
        """Whether text and data mining is reserved."""
        return self.tdm_reservation == 1

    def preference(self, category: str) -> str | None:
        """Return ``y``, ``n`` or None for a category such as ``train-ai``; a wider one speaks for it too."""
        # A wider category speaks for a narrower one within its own statement only, so each statement is asked before
        # they are compared; then the one that allows less counts (draft-ietf-aipref-vocab).
        answers = {preference_of(statement, category) for statement in self.statements}
        return next((answer for answer in ("n", "y") if answer in answers), None)

    def evidence_text(self, *kinds: str) -> str:
        """Return the first evidence of these kinds as words: ``tdm-reservation: 1 in the header``."""
        texts = (f"{signal.text} in {signal.source}" for signal in self.evidence if signal.kind in kinds)
        return next(texts, "")

    def to_json(self, date: str) -> str | None:
        """Return the evidence for the archive, with its date; None where nothing is declared.

        Args:
            date: when it was read, as the archive writes times.
        """
        if not self.evidence:
            return None
        # A header or a robots.txt can repeat one declaration a thousand times; dict.fromkeys keeps each once, in order.
        evidence = [
            {"kind": one.kind, "value": one.value, "source": one.source, "text": one.text[:_LONGEST_EVIDENCE]}
            for one in dict.fromkeys(self.evidence)
        ]
        return json.dumps({"date": date, "evidence": evidence[:_MOST_EVIDENCE]}, ensure_ascii=False)


def stored(text: str) -> Signals:
    """Return the declarations that the archive keeps as JSON, without what no reservation depends on (policy, usage).

    Args:
        text: what :meth:`Signals.to_json` returned.
    """
    evidence = tuple(Signal(**one) for one in json.loads(text)["evidence"])
    kinds = {one.kind for one in evidence}
    reserved = next((one.value for one in evidence if one.kind == "tdm-reservation"), None)
    return Signals(
        tdm_reservation=int(reserved) if reserved else None,
        noindex="noindex" in kinds,
        nofollow="nofollow" in kinds,
        noarchive="noarchive" in kinds,
        noai="noai" in kinds,
        evidence=evidence,
    )


def read(
    url: str,
    headers: Iterable[tuple[str, str]] = (),
    directives: Iterable[tuple[str, str]] = (),
    robots: bytes | None = None,
    tdmrep: bytes | str | None = None,
    agent: str = AGENT_TOKEN,
) -> Signals:
    """Return what is declared for an address.

    Args:
        url: the address.
        headers: of the response.
        directives: (name, content) of the page's meta elements.
        robots: the host's robots.txt, where there is one.
        tdmrep: the host's tdmrep.json, where there is one.
        agent: the crawler's product token.
    """
    fields = [(name.lower(), value) for name, value in headers]
    metas = [(name.lower(), value) for name, value in directives]
    # The page outranks its header, and its header outranks the host's file, so the first reservation of these counts.
    tdm = [*_tdm(metas, "a meta element"), *_tdm(fields, "the header"), *_tdm_of_host(tdmrep, url)]
    directed = [*_robots_metas(metas, agent), *_robots_headers(fields, agent)]
    stated = [*_usage_of_header(fields), *_usage_of_robots(robots, url, agent)]
    usage = [signal for one in stated for signal in one.signals()]
    usage += [*_signals_of_header(fields), *_signals_of_robots(robots, url, agent)]
    reservation = next((signal for signal in tdm if signal.kind == "tdm-reservation"), None)
    kinds = {signal.kind for signal in directed}
    return Signals(
        tdm_reservation=int(reservation.value) if reservation else None,
        tdm_policy=_policy_of(reservation, tdm),
        noindex="noindex" in kinds,
        nofollow="nofollow" in kinds,
        noarchive="noarchive" in kinds,
        noai="noai" in kinds,
        usage=strictest(one.preferences for one in stated),
        statements=tuple(one.preferences for one in stated),
        evidence=(*tdm, *directed, *usage),
    )


def _signal(kind: str, value: str, source: str, text: str) -> Signal:
    """Return a declaration whose texts can be stored: files of hosts can hold lone surrogates, NUL and passwords."""
    kept = (masked(storable(part)) for part in (kind, value, source, text))
    return Signal(*kept)


def _tdm(pairs: Iterable[tuple[str, str]], source: str) -> list[Signal]:
    """Return the reservation of a page or of its header (TDMRep §5, §6.2); other values than 0 and 1 say nothing."""
    stated = [(name, masked_address(value.strip())) for name, value in pairs]
    return [_signal(name, value, source, f"{name}: {value}") for name, value in stated if _is_tdm(name, value)]


def _is_tdm(name: str, value: str) -> bool:
    if name == "tdm-reservation":
        return value in ("0", "1")
    return name == "tdm-policy" and value != ""


def _policy_of(reservation: Signal | None, tdm: Sequence[Signal]) -> str | None:
    """Return the address of the policy that stands beside a reservation, or None."""
    if reservation is None:
        return None
    beside = (one for one in tdm if one.kind == "tdm-policy" and one.source == reservation.source)
    return next((policy.value for policy in beside), None)


def _tdm_of_host(tdmrep: bytes | str | None, url: str) -> list[Signal]:
    """Return the first rule of tdmrep.json that an address falls under (TDMRep §6.1)."""
    if not tdmrep:
        return []
    rules = _tdmrep_rules(tdmrep)
    if rules is None and _is_markup(tdmrep):
        # A host without the file that sends its error page with status 200.
        return []
    if rules is None:
        return [Signal("unreadable", "", HOST_FILE, "a file that is no JSON")]
    for rule in filter(_has_location, rules):
        if is_matched(rule["location"], url):
            # The first rule that matches ends the search, even where it states nothing. Otherwise an author could not
            # exempt one path from a later rule that holds for the whole host.
            return _tdm(_stated_by(rule), f"{HOST_FILE} for {rule['location']}")
    return []


def _is_markup(text: bytes | str) -> bool:
    if isinstance(text, bytes):
        text = text.decode("utf-8", "replace")
    return text.lstrip("\ufeff \t\r\n").startswith("<")


def _has_location(rule: Any) -> bool:
    return isinstance(rule, dict) and isinstance(rule.get("location"), str)


def _stated_by(rule: dict[str, Any]) -> list[tuple[str, str]]:
    """Return what a rule of tdmrep.json says, as pairs like those of headers."""
    # The specification has a number here, but some files have a text.
    pairs = [("tdm-reservation", str(rule.get("tdm-reservation")))]
    policy = rule.get("tdm-policy")
    if isinstance(policy, str):
        pairs.append(("tdm-policy", policy))
    return pairs


@lru_cache(maxsize=_KEPT_FILES)
def _tdmrep_rules(tdmrep: bytes | str) -> list[Any] | None:
    """Return the rules of tdmrep.json, or None for a file that is none."""
    try:
        # Of bytes json.loads skips a byte order mark by itself; of a text that begins with one it makes an error.
        rules = json.loads(tdmrep.lstrip("\ufeff") if isinstance(tdmrep, str) else tdmrep)
    except (ValueError, RecursionError):
        # Brackets that are nested by the thousand end the recursion of the JSON parser.
        return None
    if not isinstance(rules, list):
        # An author with a single rule may have forgotten the list around it.
        return [rules]
    return rules[:_MAX_RULES]


def _robots_metas(metas: list[tuple[str, str]], agent: str) -> list[Signal]:
    """Return the directives of meta elements for all crawlers and for this one."""
    found = []
    for name, content in metas:
        # A page addresses one crawler by an element with the crawler's name.
        if name in ("robots", agent.lower()):
            found += _directives(content, f"meta {name}", content)
    return found


def _robots_headers(fields: list[tuple[str, str]], agent: str) -> list[Signal]:
    """Return the directives of X-Robots-Tag for all crawlers and for this one."""
    concerned = ("", "*", "robots", agent.lower())
    found = []
    for content in [value for name, value in fields if name == "x-robots-tag"]:
        for crawler, part in _addressed_parts(content):
            if crawler in concerned:
                found += _directives(part, "the header X-Robots-Tag", content)
    return found


def _addressed_parts(content: str) -> Iterator[tuple[str, str]]:
    """Yield the parts of an X-Robots-Tag header, each with the crawler that it is for; an empty name stands for all.

    A crawler's name holds for the parts behind it, too, until another name comes: both parts of
    ``otherbot: noindex, nofollow`` are for otherbot.
    """
    crawler = ""
    for part in _WEEKDAY.sub(r"\1", content).split(","):
        prefixed = _ADDRESSED.fullmatch(part)
        if prefixed and prefixed[1].lower() not in _NO_CRAWLERS:
            # A version behind the name, as in "otherbot/2.1: noindex", is no part of the name.
            crawler, part = prefixed[1].lower().partition("/")[0], prefixed[2]
        yield crawler, part


def _directives(text: str, source: str, whole: str) -> list[Signal]:
    """Return what a list of directives says.

    Args:
        text: the list.
        source: where it stands.
        whole: the declaration that the list is a part of, as evidence.
    """
    text, evidence = _WEEKDAY.sub(r"\1", text), whole.strip()
    found = [_signal("unavailable_after", until[1].strip(), source, evidence) for until in _UNTIL.finditer(text)]
    # Bounds go first, or the "none" of "max-image-preview: none" would be taken for the directive "none".
    for word in _SEPARATORS.split(_LIMIT.sub(" ", text)):
        kinds = _DIRECTIVES.get(word.lower().rstrip(":"), ())
        found += [_signal(kind, "yes", source, evidence) for kind in kinds]
    return found


@dataclass(frozen=True, slots=True)
class _Statement:
    """One Content-Usage value.

    Args:
        source: where the value stands.
        evidence: the value as it was written, for the archive.
        preferences: ``y`` or ``n`` by category.
    """

    source: str
    evidence: str
    preferences: dict[str, str]

    def signals(self) -> list[Signal]:
        return [_signal(key, value, self.source, self.evidence) for key, value in self.preferences.items()]


def _usage_of_header(fields: list[tuple[str, str]]) -> list[_Statement]:
    """Return the header's statement."""
    # Several lines of one header mean the same as one line with their values joined by commas (RFC 9110 §5.3).
    text = ", ".join(value for name, value in fields if name == "content-usage")
    if not text:
        return []
    return [_Statement("the header Content-Usage", text, preferences(text))]


def _usage_of_robots(robots: bytes | None, url: str, agent: str) -> list[_Statement]:
    """Return the statements of the lines of robots.txt with the longest path that an address falls under."""
    texts = Robots.parse(robots or b"").usage(agent, url)
    return [_Statement("robots.txt", f"Content-Usage: {text}", preferences(text)) for text in texts]


def _signals_of_header(fields: list[tuple[str, str]]) -> list[Signal]:
    texts = [value for name, value in fields if name == "content-signal"]
    return [signal for text in texts for signal in _content_signals(text, "the header Content-Signal", text)]


def _signals_of_robots(robots: bytes | None, url: str, agent: str) -> list[Signal]:
    texts = Robots.parse(robots or b"").signal(agent, url)
    return [one for text in texts for one in _content_signals(text, "robots.txt", f"Content-Signal: {text}")]


def _content_signals(text: str, source: str, whole: str) -> list[Signal]:
    """Return what a list such as ``search=yes, ai-train=no`` says."""
    members = map(_CONTENT_SIGNAL.fullmatch, text.split(","))
    return [_signal(member[1].lower(), member[2].lower(), source, whole.strip()) for member in members if member]
