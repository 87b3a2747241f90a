"""Elements without text of the page: what they say of it goes to the lists that the readers of metadata ask."""

from __future__ import annotations

from collections.abc import Callable

from selectolax.lexbor import LexborNode

from scraper.parser.page.model import Attributes, Page, fold

# The most characters of a title or of what a meta element says; chosen above any summary that an editor writes.
_LONGEST_STATEMENT = 10_000


def _meta(page: Page, node: LexborNode) -> None:
    """Note a meta element, no longer than an honest statement is."""
    attributes: Attributes = node.attributes
    content = attributes.get("content") or ""
    if len(content) > _LONGEST_STATEMENT:
        attributes = attributes | {"content": content[:_LONGEST_STATEMENT]}
    page.metas.append(attributes)


def _link(page: Page, node: LexborNode) -> None:
    """Note a link element."""
    page.heads.append(node.attributes)


def _script(page: Page, node: LexborNode) -> None:
    """Note a script of linked data."""
    if "ld+json" in (node.attributes.get("type") or "").lower():
        page.scripts.append(node.text(deep=True))


def _title(page: Page, node: LexborNode) -> None:
    """Note the first title element that has words."""
    page.title = page.title or fold(node.text(deep=True)[:_LONGEST_STATEMENT])


def _base(page: Page, node: LexborNode) -> None:
    """Note the address that links are relative to; the first counts (HTML, 4.2.3)."""
    page.base = page.base or node.attributes.get("href")


def _input(page: Page, node: LexborNode) -> None:
    """Note whether the page asks for a password."""
    page.password |= (node.attributes.get("type") or "").lower() == "password"


STATEMENTS: dict[str, Callable[[Page, LexborNode], None]] = {
    "meta": _meta,
    "link": _link,
    "script": _script,
    "title": _title,
    "base": _base,
    "input": _input,
}
"""What is done with each of these elements, by its tag."""
