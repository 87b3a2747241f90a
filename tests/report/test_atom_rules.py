"""The rules by which our feeds are checked find each fault that they are there for, in feeds made for it."""

from __future__ import annotations

import pytest

from atom_rules import RULES, broken_rules

FEED = """<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="de">
<title>Rathaus</title><subtitle>Was die Stadt meldet</subtitle>
<id>tag:rathaus.example,2026:neues</id><updated>2026-11-20T08:00:00Z</updated>
<link rel="self" href="https://rathaus.example/neues.xml"/><link href="https://rathaus.example/"/>
<generator uri="https://rathaus.example/programm">Amt</generator>
<author><name>Presseamt</name><email>presse@rathaus.example</email></author>
<entry><title>Markt verlegt</title><id>https://rathaus.example/markt</id>
<link href="https://rathaus.example/markt" type="text/html" length="12"/>
<published>2026-11-20T07:30:00.5+01:00</published><updated>2026-11-20T08:00:00Z</updated>
<category term="Markt" scheme="https://rathaus.example/themen" label="Märkte"/>
<summary>Der Markt &amp; die Messe ziehen um.</summary>
<content type="html">&lt;p&gt;Der Markt zieht um.&lt;/p&gt;</content></entry>
<entry><title type="html">Zwei &amp;lt; drei</title><id>urn:amt:2</id><link href="https://rathaus.example/2"/>
<updated>2026-11-19T08:00:00Z</updated><author><name>Ida Öztürk</name></author>
<source><id>urn:amt:s</id><title>Amt</title><updated>2026-11-19T08:00:00Z</updated></source>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><b>Ja</b> &lt;p></div></content></entry>
</feed>
"""
MARKT = "<summary>Der Markt &amp; die Messe ziehen um.</summary>"
HTML = "&lt;p&gt;Der Markt zieht um.&lt;/p&gt;"
SELF = '<link rel="self" href="https://rathaus.example/neues.xml"/>'
LINK = '<link href="https://rathaus.example/markt" type="text/html" length="12"/>'
AUTHOR = "<author><name>Presseamt</name><email>presse@rathaus.example</email></author>"
ID = "<id>https://rathaus.example/markt</id>"
CONTENT = f'<content type="html">{HTML}</content>'

FAULTS = [
    ("not-xml", "</feed>", "</feet>"),
    ("not-xml", "Rathaus", "Rat&nbsp;haus"),
    ("wrong-root", "2005/Atom", "2005/atom"),
    ("unknown-element", MARKT, f"{MARKT}<subtitle>Mehr</subtitle>"),
    ("unknown-element", "<name>Ida", "<alter>40</alter><name>Ida"),
    ("missing-element", "<title>Rathaus</title>", ""),
    ("missing-element", ID, ""),
    ("missing-element", "<name>Ida Öztürk</name>", ""),
    ("missing-in-source", "<id>urn:amt:s</id>", ""),
    ("missing-author", AUTHOR, ""),
    ("duplicate-element", MARKT, MARKT * 2),
    ("duplicate-element", "<name>Ida", "<name>I</name><name>Ida"),
    ("blank", "<title>Markt verlegt</title>", "<title> </title>"),
    ("blank", 'term="Markt"', 'term=""'),
    ("no-content-or-alternate", f"{LINK}", ""),
    ("missing-summary", MARKT, ""),
    ("missing-attribute", 'term="Markt" ', ""),
    ("missing-attribute", 'href="https://rathaus.example/2"', ""),
    ("blank-attribute", 'type="text/html" length', 'title="" length'),
    ("link-not-empty", '<link href="https://rathaus.example/2"/>', '<link href="https://rathaus.example/2">x</link>'),
    ("duplicate-link", '<link href="https://rathaus.example/2"/>', '<link href="https://rathaus.example/2"/>' * 2),
    ("bad-rel", 'rel="self"', 'rel="/selbst"'),
    ("bad-media-type", 'type="text/html"', 'type="html"'),
    ("bad-media-type", '<title type="html">', '<title type="markdown">'),
    ("bad-length", 'length="12"', 'length="-1"'),
    ("bad-date", "2026-11-19T08:00:00Z</updated><author>", "2026-11-19 08:00:00Z</updated><author>"),
    ("bad-date", "2026-11-20T07:30:00.5+01:00", "2026-11-31T07:30:00Z"),
    ("bad-date", "2026-11-20T07:30:00.5+01:00", "2026-11-20T07:30:00+0100"),
    ("bad-date", "2026-11-20T07:30:00.5+01:00", "2026-11"),
    ("implausible-date", "2026-11-20T07:30:00.5+01:00", "0226-11-20T07:30:00Z"),
    ("implausible-date", "2026-11-20T07:30:00.5+01:00", "9026-11-20T07:30:00Z"),
    ("white-space", ID, "<id> https://rathaus.example/markt</id>"),
    ("white-space", "2026-11-20T07:30:00.5+01:00", "\n2026-11-20T07:30:00Z\n"),
    ("bad-uri", "https://rathaus.example/2", "https://rathaus.example/2|3"),
    ("bad-uri", "https://rathaus.example/2", "https://rathaus.example/?a=[1]"),
    ("bad-uri", "https://rathaus.example/2", "https://rathaus.example/100%"),
    ("bad-uri", "https://rathaus.example/2", "http:///2"),
    ("relative-id", "<id>urn:amt:2</id>", "<id>/amt/2</id>"),
    ("bad-tag-uri", "tag:rathaus.example,2026:neues", "tag:rathaus.example:neues"),
    ("bad-tag-uri", "tag:rathaus.example,2026:neues", "tag:rathaus.example,26:neues"),
    ("bad-urn", "urn:amt:2", "urn:a.m.t:2"),
    ("not-canonical", "<id>https://rathaus.example/markt", "<id>https://rathaus.example:443/markt"),
    ("not-canonical", "<id>https://rathaus.example/markt", "<id>https://rathaus.example/./markt"),
    ("unregistered-scheme", "<id>urn:amt:2", "<id>akte:2"),
    ("undeclared-html", "Der Markt &amp; die", "Der &lt;b>Markt&lt;/b> &amp; die"),
    ("undeclared-html", "Der Markt &amp; die", "Der Markt &amp;amp; die"),
    ("html-in-name", "Ida Öztürk", "&lt;b>Ida&lt;/b>"),
    ("html-in-name", "Märkte", "&lt;i>Märkte"),
    ("email-in-name", "Ida Öztürk", "Ida Öztürk (ida@rathaus.example)"),
    ("bad-email", "presse@rathaus.example", "Presse, presse@rathaus.example"),
    ("bad-language", 'xml:lang="de"', 'xml:lang="de_DE"'),
    ("not-escaped", HTML, "<p>Der Markt</p>"),
    ("not-inline", "<b>Ja</b> &lt;p>", "&lt;b>Ja&lt;/b>"),
    ("missing-div", '<div xmlns="http://www.w3.org/1999/xhtml"><b>Ja</b> &lt;p></div>', "<b>Ja</b>"),
    ("element-in-text", "Der Markt &amp; die", "Der <b>Markt</b> und die"),
    ("mixed-content", CONTENT, '<content type="application/xml">Text<b/></content>'),
    ("broken-html", HTML, "&lt;p"),
    ("dangerous-html", HTML, "&lt;p onclick=&quot;x()&quot;&gt;Der Markt&lt;/p&gt;"),
    ("dangerous-html", HTML, "&lt;script&gt;x()&lt;/script&gt;"),
    ("dangerous-html", HTML, "&lt;a href=&quot;javascript:x()&quot;&gt;Der Markt&lt;/a&gt;"),
    ("duplicate-entry", "</feed>", "{entry}</feed>"),
    ("missing-self", SELF, ""),
    ("relative-self", SELF, '<link rel="self" href="neues.xml"/>'),
    ("bad-characters", "Der Markt &amp; die", "Der \x85 die"),
]


def test_a_feed_without_a_fault() -> None:
    assert broken_rules(FEED.encode()) == []


@pytest.mark.parametrize(("rule", "before", "after"), FAULTS)
def test_each_fault_is_found(rule: str, before: str, after: str) -> None:
    assert before in FEED
    entry = FEED[FEED.index("<entry>") : FEED.index("</entry>")] + "</entry>"
    feed = FEED.replace(before, after.replace("{entry}", entry), 1)
    # Without its link an entry is whole as long as it has content, and content alone needs no summary.
    if rule == "no-content-or-alternate":
        feed = feed.replace(CONTENT, "")
    if rule == "missing-summary":
        feed = feed.replace(CONTENT, '<content type="image/png" src="https://rathaus.example/bild.png"/>')
    assert rule in {one.rule for one in broken_rules(feed.encode())}


def test_each_rule_has_a_fault() -> None:
    assert {rule for rule, _, _ in FAULTS} == set(RULES)
