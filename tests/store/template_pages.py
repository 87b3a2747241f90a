"""Invented pages of one template: a long frame around a short article, as the sites of newspapers have them."""

from __future__ import annotations

import random

_WORDS = "Amt Antrag Bescheid Bürger Haushalt Landkreis Portal Rathaus Register Sitzung Städte Verwaltung".split()


def frame(seed: int = 0, length: int = 300) -> tuple[str, str]:
    """Return what stands before and behind the articles of a site.

    Args:
        seed: another number makes another template.
        length: how many lines of navigation and footer there are.
    """
    rng = random.Random(seed)  # noqa: S311  (no secret)
    links = [
        f'<li class="nav-{rng.random()}"><a href="/{rng.random()}">{rng.choice(_WORDS)}</a>' for _ in range(length)
    ]
    return (
        f"<!DOCTYPE html><html lang=de><ul>{''.join(links[: length // 2])}</ul>",
        f"<ul>{''.join(links[length // 2 :])}",
    )


def page(number: int, more: str = "", seed: int = 0, length: int = 300) -> bytes:
    """Return a page of a template; pages of different numbers have different articles."""
    rng = random.Random(number)  # noqa: S311
    before, behind = frame(seed, length)
    words = " ".join(rng.choice(_WORDS) + str(rng.randrange(1000)) for _ in range(120))
    return f"{before}<article><h1>Meldung {number}</h1><p>{words}</p></article>{more}{behind}</html>".encode()
