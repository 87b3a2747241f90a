"""The user's own network: no address leads into it, by no way, unless the user named it."""

from __future__ import annotations

from pathlib import Path

from faults import facts
from faults.harness import Case, article, feed, serve_news
from faults.spoils import FEED, FEW, PAGE, XML, redirect
from server import Server

REFUSED = "refused: .*an address in a private or special network"
# The bad site's own address counts as a public one; all others are what they are.
OUTSIDE = {"public": ["127.0.0.1"]}
NOT_PRIVATE = {"private": False}
INSIDE = (
    "http://127.0.0.2:9/",
    "http://2130706434:9/",
    "http://0x7f000002:9/",
    "http://0177.0.0.2:9/",
    "http://0x7f.0.2:9/",
    "http://127.2:9/",
    "http://１２７.0.0.2:9/",
    "http://127。0。0。2:9/",
    "http://%31%32%37.0.0.2:9/",
    "http://[::1]:9/",
    "http://[::]:9/",
    "http://[::127.0.0.2]:9/",
    "http://[::ffff:127.0.0.2]:9/",
    "http://[::ffff:7f00:2]:9/",
    "http://[64:ff9b::7f00:2]/",
    "http://[2002:7f00:2::]/",
    "http://169.254.169.254/",
    "http://10.0.0.1/",
    "http://172.16.0.1/",
    "http://192.168.0.1/",
    "http://100.64.0.1/",
    "http://198.18.0.1/",
    "http://224.0.0.1/",
    "http://255.255.255.255/",
    "http://[ff02::1]/",
    "http://[fd00:ec2::254]/",
    "http://[fe80::1]/",
    "http://0.0.0.0:9/",
    "http://0:9/",
    "http://localhost:9/",
    "http://LOCALHOST.:9/",
)


def _dialled(db: Path) -> set[str]:
    """Return what was connected to beside the two sites."""
    dials = db.parent / "dials"
    return set(dials.read_text("utf-8").split()) - {"127.0.0.1"} if dials.exists() else set()


def _nothing_inside(server: Server, db: Path) -> list[str]:
    return [f"connected to {address}" for address in _dialled(db)]


def _names_inside(server: Server) -> None:
    """Let feed, sitemap, listing, canonical link and refresh all point inside."""
    inside = [f"{home}news/9" for home in INSIDE if not home.startswith("http://%")]
    server.page(FEED, feed([*(server.url(f"/news/{n}") for n in range(1, 6)), *inside]), headers=XML)
    head = (
        '<link rel="canonical" href="http://169.254.169.254/latest/meta-data/">'
        '<link rel="amphtml" href="http://10.0.0.1/amp"><link rel="next" href="http://127.0.0.2:9/next">'
        '<meta http-equiv="refresh" content="0; url=http://127.0.0.2:9/refresh"><base href="http://127.0.0.2:9/">'
    )
    server.page(PAGE, article(3).replace("<title>", head + "<title>"))
    server.page("/liste/0", head + "".join(f'<h2><a href="{url}">Eine Meldung von innen</a></h2>' for url in inside))
    server.robots(f"Sitemap: http://127.0.0.2:9/sitemap.xml\nSitemap: {server.url('/sitemap.xml')}\n")
    entries = "".join(f"<url><loc>{url}</loc></url>" for url in inside)
    server.page("/sitemap.xml", f"<urlset>{entries}</urlset>", headers={"Content-Type": "application/xml"})


def _own_address(server: Server, db: Path) -> list[str]:
    own = server.url("/news/")
    return [f"archived as {url}" for url in facts.article_urls(db, "bad") if not url.startswith(own)]


def _robots_inside(server: Server) -> None:
    server.redirect("/robots.txt", "http://127.0.0.2:9/robots.txt")


def _userinfo(server: Server) -> None:
    """Name articles with a user and a password in the address, and with control characters."""
    port = server.port
    urls = [f"http://user:geheim@127.0.0.1:{port}/news/{n}" for n in range(1, 6)]
    urls += [f"http://127.0.0.1:{port}@127.0.0.2:9/news/6", f"http://127.0.0.2:9#@127.0.0.1:{port}/news/7"]
    urls += [f"http://127.0.0.2:9\\@127.0.0.1:{port}/news/8", f"http://127.0.0.1:{port}\t@127.0.0.2:9/news/9"]
    server.page(FEED, feed(urls), headers=XML)


def _no_password(server: Server, db: Path) -> list[str]:
    wrong = ["a password was sent" for one in server.requests if one.header("authorization")]
    return wrong + [f"a password in the archive: {url}" for url in facts.addresses(db) if "geheim" in url]


def _control(server: Server) -> None:
    """Name an address that would smuggle a second request, were it sent as it is."""
    smuggled = "/news/1%0d%0aHost:%20127.0.0.2%0d%0a%0d%0aGET%20/geheim"
    urls = [server.url(path) for path in (smuggled, "/news/2\x7f", "/news/2\x1b[31m", "/news/2&#13;&#10;X: y")]
    named = feed([*(server.url(f"/news/{n}") for n in range(1, 6)), *urls]).replace("&amp;#", "&#")
    server.page(FEED, named, headers=XML)


def _no_smuggling(server: Server, db: Path) -> list[str]:
    return [f"asked for {path}" for path in server.paths() if "geheim" in path and "%0d%0a" not in path.lower()]


def _serve_again(server: Server) -> None:
    """Spoil nothing."""
    serve_news(server)


def _rebinding() -> Case:
    """A name that answers public first and private ever after."""
    names = {"umzug.example": [["93.184.216.34"], ["127.0.0.2"]]}
    home = "http://umzug.example:9/"

    def look(server: Server, db: Path) -> list[str]:
        # The address that was judged, and nothing else, is connected to: no second look-up comes between.
        return [] if _dialled(db) == {"93.184.216.34"} else [f"connected to {_dialled(db)}"]

    return Case(
        "DNS: a public address first, a private one second",
        _serve_again,
        f"^bad: .*{REFUSED.replace('refused: ', 'refused: umzug.example is 127.0.0.2, ')}",
        1,
        {"home": home, "feeds": [home + "feed"], "private": False},
        environment={"names": names},
        holds=look,
    )


NETWORK = [
    *(
        Case(
            f"own network, as the site's own address: {home}",
            lambda server: None,
            # Not every system resolves the last of them; whether it does or not, nothing is connected to.
            f"^bad: .*({REFUSED}|http://localhost.:9/: no such host)"
            if home.endswith(".:9/")
            else f"^bad: .*{REFUSED}",
            1,
            {"home": home, "feeds": [home + "feed"], "private": False},
        )
        for home in ("http://127.0.0.1:9/", *INSIDE)
    ),
    *(
        Case(
            f"own network, through a redirect: {target}",
            redirect(f"{target}news/3".encode().decode("latin-1")),
            f"^bad: not archived: .*/news/3: leads to .*{REFUSED}",
            1,
            NOT_PRIVATE,
            environment=OUTSIDE,
            holds=_nothing_inside,
        )
        for target in INSIDE[:-2]
    ),
    Case(
        "own network, through the second of two redirects",
        lambda server: (server.redirect(PAGE, "/weiter"), server.redirect("/weiter", "http://10.0.0.1/")),
        f"^bad: not archived: .*/news/3: leads to .*{REFUSED}",
        1,
        NOT_PRIVATE,
        environment=OUTSIDE,
    ),
    Case(
        "own network, through a redirect of the feed",
        lambda server: server.redirect(FEED, "http://10.0.0.1/feed"),
        f"^bad: feed .*{REFUSED}",
        1,
        NOT_PRIVATE,
        environment=OUTSIDE,
    ),
    Case(
        "own network, through a redirect of robots.txt",
        _robots_inside,
        f"^bad: .*{REFUSED}",
        1,
        NOT_PRIVATE,
        environment=OUTSIDE,
    ),
    Case(
        "own network, in feed, sitemap, listing, canonical link, base and refresh",
        _names_inside,
        f"^bad: sitemap http://127.0.0.2:9/sitemap.xml: {REFUSED}",
        1,
        {**NOT_PRIVATE, **FEW},
        listing=True,
        environment={**OUTSIDE},
        holds=lambda server, db: _own_address(server, db) + _nothing_inside(server, db),
    ),
    _rebinding(),
    Case(
        "DNS: a name of the site's own domain that leads inside",
        lambda server: server.redirect(PAGE, "http://intern.schlecht.example/"),
        "^bad: not archived: .*refused: intern.schlecht.example is 192.168.0.1",
        1,
        NOT_PRIVATE,
        environment={**OUTSIDE, "names": {"intern.schlecht.example": [["192.168.0.1"]]}},
    ),
    Case(
        "DNS: a name with a public and a private address",
        _serve_again,
        "^bad: http://beides.example:9/: no connection",
        1,
        {"home": "http://beides.example:9/", "feeds": ["http://beides.example:9/feed"], "private": False},
        environment={"names": {"beides.example": [["10.0.0.1", "93.184.216.34"]]}},
        holds=lambda server, db: [] if _dialled(db) == {"93.184.216.34"} else [f"connected to {_dialled(db)}"],
    ),
    Case(
        "own network, named by the user: private = true",
        _serve_again,
        "^bad: 5 found, 5 new",
        0,
    ),
    Case(
        "userinfo in addresses",
        _userinfo,
        "^bad: 5 found, 5 new",
        0,
        {**NOT_PRIVATE, **FEW},
        environment=OUTSIDE,
        holds=_no_password,
    ),
    Case(
        "control characters in addresses",
        _control,
        "^bad: 7 found, 5 new",
        1,
        {**NOT_PRIVATE, **FEW},
        environment=OUTSIDE,
        holds=_no_smuggling,
    ),
]
ABSENT = [
    Case(
        "a name that does not resolve",
        lambda server: None,
        "^bad: .*no such host, or no network",
        1,
        {"home": "http://gibt-es-nicht.invalid/", "feeds": ["http://gibt-es-nicht.invalid/feed"]},
    ),
    Case(
        "nobody listens",
        lambda server: None,
        "^bad: .*connection refused",
        1,
        {"home": "http://127.0.0.1:1/", "feeds": ["http://127.0.0.1:1/feed"]},
    ),
    Case(
        "a host of an international name",
        lambda server: server.page(FEED, feed([f"/news/{number}" for number in range(1, 6)]), headers=XML),
        "^bad: 5 found, 5 new",
        0,
        {"home": "http://rathäuser.example:PORT/", "feeds": ["http://RATHÄUSER.example:PORT/feed"]},
        environment={"names": {"xn--rathuser-3za.example": [["127.0.0.1"]]}},
    ),
]
