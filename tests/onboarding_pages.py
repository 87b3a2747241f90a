"""Pages and feeds of an invented paper, for tests that look at small sites."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from scraper.onboarding.proposal import Proposal
from scraper.web.urls import canonical, ignored, matches
from server import Server

TEXT = (
    "Der Landkreis hat in dieser Woche ein neues Portal für seine Bürgerinnen und Bürger vorgestellt. Anträge auf"
    " Wohngeld lassen sich damit von zu Hause aus stellen, und die Verwaltung antwortet elektronisch. Nach Angaben der"
    " Landrätin haben sich im ersten Monat mehr als tausend Menschen angemeldet. "
)
WORDS = (
    "Amt Stadt Kreis Daten Portal Register Dienst Akte Antrag Netz Cloud Schule Straße Bürger Wohngeld Jugend".split()
)
RSS = {"Content-Type": "application/rss+xml"}


def title(number: int) -> str:
    first, second = WORDS[number % len(WORDS)], WORDS[(number * 5 + 3) % len(WORDS)]
    return f"{first} und {second} bekommen ein Verfahren Nummer {number}"


def slug(number: int) -> str:
    return title(number).lower().replace(" ", "-").replace("ß", "ss").replace("ü", "ue")


def article(number: int, *, name: str = "Landbote", head: str = "", end: str = "") -> str:
    day = dt.date(2026, 11, 20) - dt.timedelta(days=number)
    return (
        f"<html lang=de><head><title>{title(number)} | {name}</title>{head}</head><body><main><article>"
        f"<h1>{title(number)}</h1><time datetime={day}>{day:%d.%m.%Y}</time>"
        f"<p>{TEXT}Es ist Nummer {number}.</p><p>{TEXT}</p>{end}</article></main></body></html>"
    )


def entries(paths: Iterable[str]) -> str:
    return "".join(
        f'<article class="teaser"><time datetime="2026-11-{20 - n % 20:02}">{20 - n % 20}.11.2026</time>'
        f'<h2><a href="{path}">{title(n)}</a></h2><p>{TEXT[:90]}</p></article>'
        for n, path in enumerate(paths)
    )


def front(paths: Iterable[str], *, head: str = "", menu: Sequence[tuple[str, str]] = (), more: str = "") -> str:
    links = "".join(f'<a href="{path}">{text}</a>' for path, text in (("/impressum", "Impressum"), *menu))
    return (
        f"<html lang=de><head><title>Landbote</title>{head}</head><body><nav>{links}</nav>"
        f"<main>{entries(paths)}{more}</main></body></html>"
    )


def rss(urls: Iterable[str]) -> str:
    items = "".join(f"<item><title>{title(n)}</title><link>{url}</link></item>" for n, url in enumerate(urls))
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>Landbote</title>{items}</channel></rss>'


def put(server: Server, paths: Sequence[str], *, name: str = "Landbote", head: str = "", end: str = "") -> None:
    """Serve an article at each path."""
    for number, path in enumerate(paths):
        server.page(path, article(number, name=name, head=head, end=end))


def takes(proposal: Proposal, server: Server, path: str) -> bool:
    url = canonical(server.url(path))
    return matches(proposal.site, url) and not ignored(proposal.site, url)


def remarks(proposal: Proposal) -> dict[str, str]:
    return {str(one.remark): str(one) for one in proposal.said}
