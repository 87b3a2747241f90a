"""What is wrong with an Atom feed: the rules of RFC 4287 and of the W3C's feed validator, written down once more.

The rules are ours in words and code, and so are the feeds that they are tried on. Each has a name, is an error or what
the validator only warns of, and says where it stands.
"""

from __future__ import annotations

import datetime as dt
import re
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

ATOM = "{http://www.w3.org/2005/Atom}"
XHTML = "{http://www.w3.org/1999/xhtml}"
XML = "{http://www.w3.org/XML/1998/namespace}"


@dataclass(frozen=True)
class Rule:
    """One rule.

    Args:
        is_error: whether a feed that breaks it is not valid; else it is valid, and readers may stumble.
        source: where it stands.
        says: what it asks for.
    """

    is_error: bool
    source: str
    says: str


RULES: dict[str, Rule] = {
    "not-xml": Rule(True, "RFC 4287 §2", "a feed is well-formed XML"),
    "wrong-root": Rule(True, "RFC 4287 §2", "its root is feed or entry of Atom's namespace"),
    "unknown-element": Rule(True, "RFC 4287 §6.3, §4", "an element of Atom stands only where the RFC names it"),
    "missing-element": Rule(True, "RFC 4287 §4.1", "feed and entry have id, title and updated, a person has a name"),
    "missing-in-source": Rule(False, "RFC 4287 §4.2.11", "the source of an entry has id, title and updated, too"),
    "missing-author": Rule(True, "RFC 4287 §4.1.1, §4.1.2", "each entry has an author, or the feed has one"),
    "duplicate-element": Rule(True, "RFC 4287 §4.1", "what stands once stands once"),
    "blank": Rule(False, "feed validator", "titles, terms and texts say something"),
    "no-content-or-alternate": Rule(True, "RFC 4287 §4.1.2", "an entry without content has a link to its page"),
    "missing-summary": Rule(True, "RFC 4287 §4.1.2", "an entry with its content elsewhere or in base64 has a summary"),
    "missing-attribute": Rule(True, "RFC 4287 §4.2.2, §4.2.7", "a category has a term, a link has an href"),
    "blank-attribute": Rule(True, "feed validator", "rel, title and type are not empty"),
    "link-not-empty": Rule(False, "feed validator", "a link has nothing between its tags"),
    "duplicate-link": Rule(True, "RFC 4287 §4.1.1, §4.1.2", "no two alternates are of one type and language"),
    "bad-rel": Rule(True, "RFC 4287 §4.2.7.2", "rel is a registered name or a URI"),
    "bad-media-type": Rule(True, "RFC 4287 §4.1.3.1, §4.2.7.3", "type is text, html, xhtml or a media type"),
    "bad-length": Rule(True, "RFC 4287 §4.2.7.6", "length is a number of bytes"),
    "bad-date": Rule(True, "RFC 4287 §3.3", "dates are RFC 3339's, with T and Z or an offset"),
    "implausible-date": Rule(False, "feed validator", "dates are of a year in which there are pages"),
    "white-space": Rule(True, "RFC 4287 §3", "no white space stands around URIs and dates"),
    "bad-uri": Rule(True, "RFC 4287 §2, RFC 3986", "URIs have only characters of URIs or IRIs, and hosts"),
    "relative-id": Rule(True, "RFC 4287 §4.2.6", "an id is an absolute URI"),
    "bad-tag-uri": Rule(True, "RFC 4151", "a tag URI has authority, date and a specific part"),
    "bad-urn": Rule(True, "RFC 2141", "a URN has a namespace and a specific part"),
    "not-canonical": Rule(False, "RFC 4287 §4.2.6.1", "an id is spelled so that equal ones are equal texts"),
    "unregistered-scheme": Rule(False, "feed validator", "the scheme of an id is registered"),
    "undeclared-html": Rule(False, "feed validator", "what looks like HTML is declared as such"),
    "html-in-name": Rule(False, "feed validator", "names and labels are plain texts, for which there is no other type"),
    "email-in-name": Rule(False, "feed validator", "names hold no e-mail addresses"),
    "bad-email": Rule(True, "RFC 4287 §3.2.3", "an e-mail address is one, and nothing else"),
    "bad-language": Rule(True, "RFC 4287 §2, BCP 47", "xml:lang is a language"),
    "not-escaped": Rule(True, "RFC 4287 §3.1.1.2", "HTML is escaped, so that it has no elements"),
    "not-inline": Rule(True, "RFC 4287 §3.1.1.3", "XHTML is elements, not text"),
    "missing-div": Rule(True, "RFC 4287 §3.1.1.3", "XHTML is one div"),
    "element-in-text": Rule(True, "RFC 4287 §3.1.1.1", "a plain text has no elements"),
    "mixed-content": Rule(True, "RFC 4287 §4.1.3.3", "beside an element of another type there is no text"),
    "broken-html": Rule(True, "feed validator", "HTML can be read to its end"),
    "dangerous-html": Rule(False, "feed validator", "HTML has no script, no handler, nothing that acts"),
    "duplicate-entry": Rule(True, "RFC 4287 §4.1.1", "no two entries have one id and one moment"),
    "missing-self": Rule(False, "RFC 4287 §4.1.1", "a feed says where it can be had"),
    "relative-self": Rule(False, "feed validator", "it says so with a whole address"),
    "bad-characters": Rule(False, "feed validator", "texts have no C1 controls and no U+FFFD"),
}

_ONCE = {
    "feed": {"id", "title", "updated", "subtitle", "generator", "icon", "logo", "rights"},
    "entry": {"id", "title", "updated", "published", "summary", "content", "rights", "source"},
    "source": {"id", "title", "updated", "subtitle", "generator", "icon", "logo", "rights"},
    "person": {"name", "uri", "email"},
}
_ANY_NUMBER = {"author", "contributor", "category", "link"}
_NEEDED = {
    **dict.fromkeys(("feed", "entry", "source"), ("id", "title", "updated")),
    "person": ("name",),
}
_PERSONS = {"author", "contributor"}
_TEXTS = {"title", "subtitle", "summary", "rights"}
_DATES = {"updated", "published"}
_URIS = {"id", "icon", "logo", "uri"}
# RFC 4287 §4.2.7.2, and what IANA has registered since.
_RELS = set(
    "alternate archives collection current describedby edit edit-media enclosure first hub last license next"
    " next-archive payment prev prev-archive previous related replies search self service up via".split()
)
_DATE = re.compile(
    r"\d{4}-(?:0[1-9]|1[0-2])-(?:[0-2]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:(?:[0-5]\d|60)(?:\.\d+)?"
    r"(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)"
)
_URI = re.compile(r"(?:%[0-9A-Fa-f]{2}|[A-Za-z0-9._~:/?#\[\]@!$&'()*+,;=\u00a0-\U0010ffff-])*")
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):(.*)", re.DOTALL)
_TAG = re.compile(
    r"tag:(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9-]+)*|[\w.+-]+@[\w.-]+)"
    r",\d{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:[0-2]\d|3[01]))?)?:[A-Za-z0-9._~!$&'()*+,;=:@/?%-]*(?:#.*)?",
    re.ASCII,
)
_URN = re.compile(r"urn:[A-Za-z0-9][A-Za-z0-9-]{1,31}:(?:[A-Za-z0-9()+,.:=@;$_!*'/%-])+", re.ASCII | re.IGNORECASE)
_SCHEMES = {"http", "https", "tag", "urn", "ftp", "mailto", "file", "news", "info"}
_MEDIA_TYPE = re.compile(r"[\w!#$&^.+-]+/[\w!#$&^.+-]+(?:\s*;.*)?", re.ASCII)
_EMAIL = re.compile(r"[\w.+!#$%&'*/=?^`{|}~-]+@[\w-]+(?:\.[\w-]+)+")
_LANGUAGE = re.compile(r"[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*")
_LIKE_HTML = re.compile(r"</?[A-Za-z][A-Za-z0-9]*(?:\s[^<>]*)?/?>|&#\d+;|&#x[0-9a-fA-F]+;|&[a-zA-Z]\w+;")
_BAD_CHARACTERS = re.compile("[\x80-\x9f\ufffd]")
# Years before and behind which a date is a mistake; the later one is ours, so that no answer hangs on today.
_EARLIEST, _LATEST = 1970, 2099
_ACTING = {"script", "meta", "embed", "object", "link", "iframe", "frame", "base", "style", "applet", "form"}


@dataclass(frozen=True)
class Broken:
    """A rule that is broken, and by what.

    Args:
        rule: its name.
        element: the element, or the attribute, that breaks it.
        parent: the element around it; empty for the root.
    """

    rule: str
    element: str
    parent: str = ""


def broken_rules(data: bytes) -> list[Broken]:
    """Return what is wrong with a feed, errors and warnings, in the order of the file."""
    try:
        root = ET.fromstring(data)  # noqa: S314  (made by a test)
    except ET.ParseError:
        return [Broken("not-xml", "feed")]
    if root.tag not in (f"{ATOM}feed", f"{ATOM}entry"):
        return [Broken("wrong-root", _name(root))]
    return list(_Checked(root).all())


def errors(data: bytes) -> list[Broken]:
    """Return what makes a feed invalid."""
    return [one for one in broken_rules(data) if RULES[one.rule].is_error]


def _name(element: ET.Element) -> str:
    return element.tag.removeprefix(ATOM)


class _Checked:
    """The checks of one feed."""

    def __init__(self, root: ET.Element) -> None:
        self._root = root
        self._has_feed_author = root.find(f"{ATOM}author") is not None

    def all(self) -> Iterator[Broken]:
        for element in self._root.iter():
            for name, value in element.attrib.items():
                if name == f"{XML}lang" and value and not _LANGUAGE.fullmatch(value):
                    yield Broken("bad-language", "xml:lang", _name(element))
                if name == f"{XML}base":
                    yield from _uri(value, "xml:base", _name(element))
        yield from self._container(self._root, "")
        entries = self._root.findall(f"{ATOM}entry")
        ids = [(entry.findtext(f"{ATOM}id"), entry.findtext(f"{ATOM}updated")) for entry in entries]
        for (name, _), number in Counter(ids).items():
            if name and number > 1:
                yield Broken("duplicate-entry", "entry", "feed")
        if _name(self._root) == "feed":
            yield from self._self_link()

    def _self_link(self) -> Iterator[Broken]:
        own = [link for link in self._root.findall(f"{ATOM}link") if link.get("rel") == "self"]
        if not own:
            yield Broken("missing-self", "feed")
        for link in own:
            if not urlsplit(urljoin(self._root.get(f"{XML}base", ""), link.get("href", ""))).scheme:
                yield Broken("relative-self", "link", "feed")

    def _container(self, element: ET.Element, parent: str) -> Iterator[Broken]:
        """Check what holds other elements: feed, entry, source, author, contributor."""
        name = _name(element)
        kind = "person" if name in _PERSONS else name
        children = [child for child in element if child.tag.startswith(ATOM)]
        names = Counter(map(_name, children))
        for needed in _NEEDED[kind]:
            if not names[needed]:
                yield Broken("missing-in-source" if kind == "source" else "missing-element", needed, name)
        for once in _ONCE[kind]:
            if names[once] > 1:
                yield Broken("duplicate-element", once, name)
        many = set() if kind == "person" else _ANY_NUMBER | ({"entry"} if kind == "feed" else set())
        for child in children:
            if _name(child) not in _ONCE[kind] | many:
                yield Broken("unknown-element", _name(child), name)
            else:
                yield from self._child(child, name)
        yield from _duplicate_links(element, name)
        if kind == "entry":
            yield from self._entry(element)

    def _entry(self, entry: ET.Element) -> Iterator[Broken]:
        has_author = entry.find(f"{ATOM}author") is not None or entry.find(f"{ATOM}source/{ATOM}author") is not None
        if not has_author and not self._has_feed_author:
            yield Broken("missing-author", "author", "entry")
        content = entry.find(f"{ATOM}content")
        alternates = [one for one in entry.findall(f"{ATOM}link") if one.get("rel", "alternate") == "alternate"]
        if content is None and not alternates:
            yield Broken("no-content-or-alternate", "entry", "feed")
        if content is not None and entry.find(f"{ATOM}summary") is None:
            kind = content.get("type", "text")
            is_base64 = "/" in kind and not kind.startswith("text/") and not kind.endswith(("+xml", "/xml"))
            if is_base64 or content.get("src") is not None:
                yield Broken("missing-summary", "entry", "feed")

    def _child(self, child: ET.Element, parent: str) -> Iterator[Broken]:
        name = _name(child)
        if name in ("entry", "source", *_PERSONS):
            yield from self._container(child, parent)
        elif name in _CHECKS:
            yield from _CHECKS[name](child, parent)


def _duplicate_links(element: ET.Element, name: str) -> Iterator[Broken]:
    kinds = Counter(
        (link.get("type"), link.get("hreflang"))
        for link in element.findall(f"{ATOM}link")
        if link.get("rel", "alternate") == "alternate"
    )
    if any(number > 1 for number in kinds.values()):
        yield Broken("duplicate-link", "link", name)


def _text(element: ET.Element, parent: str) -> Iterator[Broken]:
    """Check a text construct (RFC 4287 §3.1)."""
    name, kind = _name(element), element.get("type", "text")
    text = "".join(element.itertext())
    if kind == "":
        yield Broken("blank-attribute", name, parent)
    elif kind not in ("text", "html", "xhtml"):
        yield Broken("bad-media-type", name, parent)
    if not text.strip() and not len(element):
        yield Broken("blank", name, parent)
    yield from _by_type(element, name, parent, kind)


def _content(element: ET.Element, parent: str) -> Iterator[Broken]:
    """Check the content of an entry (RFC 4287 §4.1.3)."""
    kind, source = element.get("type", "text"), element.get("src")
    is_known = kind in ("text", "html", "xhtml")
    if not is_known and not _MEDIA_TYPE.fullmatch(kind):
        yield Broken("bad-media-type", "content", parent)
    if source is not None:
        yield from _uri(source, "src", "content")
        if is_known and element.get("type") is not None:
            yield Broken("bad-media-type", "content", parent)
        return
    is_xml = kind.endswith(("+xml", "/xml"))
    if is_xml and len(element) and _own_text(element).strip():
        yield Broken("mixed-content", "content", parent)
    if not is_xml:
        yield from _by_type(element, "content", parent, "html" if kind == "text/html" else kind)


def _own_text(element: ET.Element) -> str:
    return (element.text or "") + "".join(child.tail or "" for child in element)


def _by_type(element: ET.Element, name: str, parent: str, kind: str) -> Iterator[Broken]:
    """Check what a text or content holds, by its type."""
    text = "".join(element.itertext())
    if _BAD_CHARACTERS.search(text):
        yield Broken("bad-characters", name, parent)
    if kind in ("text", "text/plain"):
        if len(element):
            yield Broken("element-in-text", name, parent)
        elif _LIKE_HTML.search(text):
            yield Broken("undeclared-html", name, parent)
    if kind in ("html", "text/html"):
        if len(element):
            yield Broken("not-escaped", name, parent)
        yield from (Broken(rule, name, parent) for rule in _html_faults(text))
    if kind == "xhtml":
        is_one_text = all(not len(child) for child in element)
        if not len(element) or (is_one_text and _LIKE_HTML.search(text)):
            yield Broken("not-inline", name, parent)
        if [child.tag for child in element] != [f"{XHTML}div"]:
            yield Broken("missing-div", name, parent)


class _Html(HTMLParser):
    """Notes what acts in a piece of HTML."""

    def __init__(self) -> None:
        super().__init__()
        self.acts = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has_handler = any(name.startswith("on") for name, _ in attrs)
        is_script = any(re.match(r"\s*(?:javascript|vbscript|data):", value or "", re.IGNORECASE) for _, value in attrs)
        self.acts = self.acts or tag in _ACTING or has_handler or is_script


def _html_faults(text: str) -> Iterator[str]:
    parser = _Html()
    parser.feed(text)
    if re.search(r"<[A-Za-z/!][^>]*$", text):
        yield "broken-html"
    if parser.acts:
        yield "dangerous-html"


def _date(element: ET.Element, parent: str) -> Iterator[Broken]:
    text = element.text or ""
    if text != text.strip() and _DATE.fullmatch(text.strip()):
        yield Broken("white-space", _name(element), parent)
        return
    try:
        moment = dt.datetime.fromisoformat(text) if _DATE.fullmatch(text) else None
    except ValueError:
        moment = None
    if moment is None:
        yield Broken("bad-date", _name(element), parent)
    elif not _EARLIEST <= moment.year <= _LATEST:
        yield Broken("implausible-date", _name(element), parent)


def _uri_element(element: ET.Element, parent: str) -> Iterator[Broken]:
    text, name = element.text or "", _name(element)
    if not text.strip():
        yield Broken("blank", name, parent)
        return
    if text != text.strip():
        yield Broken("white-space", name, parent)
        return
    yield from _uri(text, name, parent)
    if name == "id":
        yield from _identity(text, parent)


def _uri(text: str, name: str, parent: str) -> Iterator[Broken]:
    """Check a URI, absolute or relative."""
    parts = _SCHEME.fullmatch(text)
    is_right = _URI.fullmatch(text) is not None
    if is_right and parts is not None and parts[1].lower() in ("http", "https", "ftp"):
        is_right = re.match("//[^/?#]", parts[2]) is not None and "[" not in re.sub(
            r"^//(?:[^/@]*@)?\[[^]]*\]", "", parts[2]
        )
    if not is_right:
        yield Broken("bad-uri", name, parent)


def _identity(text: str, parent: str) -> Iterator[Broken]:
    """Check an id (RFC 4287 §4.2.6)."""
    parts = _SCHEME.fullmatch(text)
    if parts is None:
        yield Broken("relative-id", "id", parent)
        return
    scheme = parts[1].lower()
    if scheme == "tag" and not _TAG.fullmatch(text):
        yield Broken("bad-tag-uri", "id", parent)
    if scheme == "urn" and not _URN.fullmatch(text):
        yield Broken("bad-urn", "id", parent)
    if scheme not in _SCHEMES:
        yield Broken("unregistered-scheme", "id", parent)
    if scheme in ("http", "https") and not _is_canonical(text, scheme):
        yield Broken("not-canonical", "id", parent)


def _is_canonical(text: str, scheme: str) -> bool:
    parts = urlsplit(text)
    path = parts.path.split("/")
    port = {"http": ":80", "https": ":443"}[scheme]
    has_small_octet = any(one != one.upper() for one in re.findall("%[0-9A-Fa-f]{2}", text))
    return (
        text.startswith(f"{scheme}:")
        and parts.netloc == parts.netloc.lower()
        and not parts.netloc.endswith((port, ":"))
        and parts.path != ""
        and "." not in path
        and ".." not in path
        and not has_small_octet
    )


def _link(element: ET.Element, parent: str) -> Iterator[Broken]:
    href, rel, kind = element.get("href"), element.get("rel"), element.get("type")
    if href is None:
        yield Broken("missing-attribute", "href", parent)
    else:
        yield from _uri(href, "href", parent)
    if rel is not None and rel not in _RELS:
        is_uri = _SCHEME.fullmatch(rel) is not None and _URI.fullmatch(rel) is not None
        if not is_uri:
            yield Broken("blank-attribute" if not rel else "bad-rel", "link", parent)
    if kind is not None and not _MEDIA_TYPE.fullmatch(kind):
        yield Broken("bad-media-type", "link", parent)
    if not re.fullmatch("[0-9]*", element.get("length", "")) or element.get("length") == "":
        yield Broken("bad-length", "link", parent)
    title = element.get("title")
    if title == "":
        yield Broken("blank-attribute", "link", parent)
    if title and _LIKE_HTML.search(title):
        yield Broken("html-in-name", "link", parent)
    if title and _BAD_CHARACTERS.search(title):
        yield Broken("bad-characters", "title", "link")
    if len(element) or (element.text or "").strip():
        yield Broken("link-not-empty", "link", parent)


def _category(element: ET.Element, _: str) -> Iterator[Broken]:
    term = element.get("term")
    if term is None:
        yield Broken("missing-attribute", "category", "category")
    elif not term.strip():
        yield Broken("blank", "term", "category")
    if "scheme" in element.attrib:
        yield from _uri(element.attrib["scheme"], "scheme", "category")
    if _LIKE_HTML.search(element.get("label", "")):
        yield Broken("html-in-name", "label", "category")


def _person_name(element: ET.Element, parent: str) -> Iterator[Broken]:
    text = element.text or ""
    if not text.strip():
        yield Broken("blank", "name", parent)
    if _LIKE_HTML.search(text):
        yield Broken("html-in-name", "name", parent)
    if _EMAIL.search(text):
        yield Broken("email-in-name", "name", parent)


def _email(element: ET.Element, parent: str) -> Iterator[Broken]:
    if not _EMAIL.fullmatch(element.text or ""):
        yield Broken("bad-email", "email", parent)


def _generator(element: ET.Element, parent: str) -> Iterator[Broken]:
    if "uri" in element.attrib:
        yield from _uri(element.attrib["uri"], "uri", "generator")


_CHECKS: dict[str, Callable[[ET.Element, str], Iterator[Broken]]] = {
    **dict.fromkeys(_TEXTS, _text),
    **dict.fromkeys(_DATES, _date),
    **dict.fromkeys(_URIS, _uri_element),
    "content": _content,
    "link": _link,
    "category": _category,
    "name": _person_name,
    "email": _email,
    "generator": _generator,
}
