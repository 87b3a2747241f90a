"""What leads elsewhere is passed over, by its element or its name; what only looks like it is read."""

from __future__ import annotations

import pytest
from selectolax.lexbor import LexborHTMLParser

from scraper.parser import parse
from scraper.parser.walk import read

LINKS = "".join(f"<li><a href='/{word}'>{word}</a></li>" for word in ("Themen", "Termine", "Archiv"))
SENTENCE = "Die Stadt hat ihr neues Rathaus eröffnet, und alle Ämter sind wieder unter einem Dach."


def lines(html: str) -> list[str]:
    return [line.text for line in read(LexborHTMLParser(html)).lines]


@pytest.mark.parametrize(
    "menu",
    [
        f"<nav><ul>{LINKS}</ul></nav>",
        f"<header><a href='/'>Der Bote</a><ul>{LINKS}</ul></header>",
        f"<footer><ul>{LINKS}</ul></footer>",
        f"<div class='main-navigation'><ul>{LINKS}</ul></div>",
        f"<div role='navigation'><ul>{LINKS}</ul></div>",
        f"<ul id='menu'>{LINKS}</ul>",
    ],
)
def test_menus_are_passed_over(menu: str) -> None:
    assert lines(f"<body>{menu}<p>{SENTENCE}</p></body>") == [SENTENCE]


@pytest.mark.parametrize(
    "text",
    [
        "<header><h3>Ein Rathaus</h3></header>",
        "<article><header><span>Ein Rathaus</span></header></article>",
        "<main><header>Ein Rathaus</header></main>",
        "<h3 id='nav_rathaus'>Ein Rathaus</h3>",
        "<div class='nav'><p>Ein Rathaus</p></div>",
        "<table class='menu'><tr><td class='navigation'>Ein Rathaus</td></tr></table>",
        "<div class='has-nav'>Ein Rathaus</div>",
        "<div class='navy'>Ein Rathaus</div>",
    ],
)
def test_what_is_no_menu_is_read(text: str) -> None:
    assert lines(f"<body class='nav'>{text}</body>") == ["Ein Rathaus"]


def test_a_picture_above_the_menus_is_not_the_article_s() -> None:
    page = (
        f"<body><img src='/kopf.jpg' alt='Der Bote'><ul class='menu'>{LINKS}</ul><h1>Ein Rathaus</h1>"
        f"<img src='/rathaus.jpg'><p>{SENTENCE}</p><p>{SENTENCE} Das kostete viel.</p></body>"
    )
    images = parse(page, "https://bote.example/news/1").images
    assert [image.url for image in images] == ["https://bote.example/rathaus.jpg"]
