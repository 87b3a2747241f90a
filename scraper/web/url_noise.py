"""What stands in an address and says nothing of the page: session ids and the parameters of web analytics.

A new name is one row here; ``tests/web/test_url_noise.py`` tries the examples of each row. What is called noise here
belongs to no key of the archive, so that a row which comes or goes changes the keys of archives that exist: it needs a
migration, as ``005_session_ids.sql`` is one.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from urllib.parse import unquote

# Where names are ambiguous, the value decides. PHP's shortest ids of letters and digits have 26 characters (128 bits, 5
# bits a character: session.sid_length and session.sid_bits_per_character), ASP's and ASP.NET's have 24, and nobody
# gives articles numbers of so many letters and digits mixed.
_SHORTEST_ID, _SHORTEST_HEX, _LONGEST_ID = 20, 24, 256
# Java's servers may put their own name behind an id, as in "1A2B.live11".
_ID = re.compile(r"([0-9A-Za-z]+)(?:[.!][\w.!-]*)?")
_HEX = re.compile(r"[0-9a-fA-F]+")
_UUID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", re.IGNORECASE)
# A word with a year behind it ("Digitalstrategie2030") goes from letters to digits once. Of ids of 20 letters and
# digits drawn by chance one in a hundred has fewer such changes than this.
_FEWEST_CHANGES = 4
# ASP.NET without cookies writes its ids into the path: "/(S(lit3py55t21z5v55vlm25s55))/page.aspx".
_ASP_NET_SEGMENT = re.compile(r"/\((?:[ASF]\([0-9A-Za-z]{24,}\))+\)(?=/|$)", re.IGNORECASE)
# A parameter of a path segment (RFC 3986 §3.3); some programs escape its semicolon.
_PATH_PARAMETER = re.compile(r"(?:;|%3B)([^/;=%]*)(?:=|%3D)((?:(?!%3B)[^/;])*)", re.IGNORECASE)
_ESCAPED_SEMICOLON = re.compile("%3B", re.IGNORECASE)
# What is left of an ampersand that a page escaped twice.
_AMP = "amp;"


def _any(value: str) -> bool:
    return True


def is_session_value(value: str) -> bool:
    """Return whether a value has the shape of a session id: long, and letters and digits as chance mixes them."""
    if len(value) > _LONGEST_ID:
        return False
    if _UUID.fullmatch(value):
        return True
    found = _ID.fullmatch(value)
    if found is None:
        return False
    drawn = found[1]
    has_both = not drawn.isdigit() and not drawn.isalpha()
    is_hex = len(drawn) >= _SHORTEST_HEX and _HEX.fullmatch(drawn) is not None
    return has_both and (is_hex or _is_mixed(drawn))


def _is_mixed(drawn: str) -> bool:
    changes = sum(one.isdigit() != other.isdigit() for one, other in pairwise(drawn))
    return len(drawn) >= _SHORTEST_ID and changes >= _FEWEST_CHANGES


@dataclass(frozen=True, slots=True)
class Noise:
    """Parameters that say nothing of a page.

    Args:
        of: whose they are.
        names: their names in lower case.
        prefixes: how further names of theirs begin.
        pattern: what other names of theirs look like as a whole, or None.
        value: whether a value is what makes them noise, where the name alone does not say so.
        examples: parameters that are noise.
        others: parameters that look like these and are none.
    """

    of: str
    names: str = ""
    prefixes: tuple[str, ...] = ()
    pattern: re.Pattern[str] | None = None
    value: Callable[[str], bool] = _any
    examples: tuple[str, ...] = ()
    others: tuple[str, ...] = ()


SESSIONS = (
    Noise("Java", "jsessionid", examples=("jsessionid=1A2B.live11",)),
    Noise("PHP", "phpsessid phpsession phpsessionid", examples=("PHPSESSID=8r3m1cvd0kq5v1u7sm2v8a2b35",)),
    Noise("TYPO3", "fe_typo_user be_typo_user fe_session_key", examples=("fe_typo_user=9f8e7d6c5b4a",)),
    Noise(
        "ASP",
        "asp.net_sessionid aspxautodetectcookiesupport",
        pattern=re.compile("aspsessionid[a-z]{8}"),
        examples=("ASPSESSIONIDQQGQQRAC=KGPLLMCAOPNIBLFEBNJDOGHF", "AspxAutoDetectCookieSupport=1"),
        others=("aspsessions=2",),
    ),
    Noise("ColdFusion", "cfid cftoken", examples=("CFID=1234567", "CFTOKEN=76543210")),
    Noise("shops", "oscsid oscadminid xtcsid modsid zenid", examples=("osCsid=2f3a", "XTCsid=ab12")),
    Noise("BroadVision and SAP", "bv_sessionid bv_engineid sap-sessionid sap-contextid", examples=("BV_EngineID=x.0",)),
    Noise(
        "Drupal",
        pattern=re.compile("s?sess[0-9a-f]{32}"),
        examples=("SESS0123456789abcdef0123456789abcdef=x",),
        others=("sessions=3",),
    ),
    # A story, a section, a search or a part of a conference can have these names, too.
    Noise(
        "many programs",
        "sid ssid usid phpsid s sess sessid session sessionid session_id session-id sessionkey session_key ftu",
        value=is_session_value,
        examples=(
            "sid=0123456789abcdef0123456789abcdef",
            "SID=8r3m1cvd0kq5v1u7sm2v8a2b35",
            "s=d41d8cd98f00b204e9800998ecf8427e",
            "sessionid=1f0c5e3a-77aa-4c1d-9b0e-2a6f0c9d8e7b",
            "session=A1B2C3D4E5F60718293A4B5C.node2",
        ),
        others=(
            "sid=1234",
            "sid=20260314153000123456789",
            "s=Digitalstrategie2030",
            "s=Verwaltungsmodernisierungsgesetz",
            "sid=e-akte-kommt-in-die-rathaeuser-2026",
            "session=3",
            "sessionid=block-b",
            "newsid=0123456789abcdef0123456789abcdef",
            "id=0123456789abcdef0123456789abcdef",
        ),
    ),
)
"""Parameters of a query or a path that name the visit."""

TRACKING = (
    Noise("campaigns", prefixes=("utm_", "itm_", "stm_"), examples=("utm_source=x",), others=("utm=3",)),
    Noise("Matomo", prefixes=("pk_", "mtm_", "matomo_", "piwik_"), examples=("piwik_campaign=nl", "matomo_kwd=x")),
    # "WT.mc_id" is of Webtrends, "wt_mc" of Webtrekk, which is called Mapp now.
    Noise("Webtrends and Webtrekk", prefixes=("wt.", "wt_"), examples=("WT.mc_id=nl", "wt_zmc=x"), others=("wt=2",)),
    Noise(
        "AT Internet and etracker",
        "xtor et_cid et_lid et_rid et_sub",
        prefixes=("at_", "etcc_"),
        examples=("xtor=RSS-1", "at_medium=rss", "etcc_cmp=x"),
        others=("at=2",),
    ),
    Noise(
        "Google",
        "gclid gclsrc gbraid wbraid dclid gad_source gad_campaignid srsltid _ga _gl _gac",
        prefixes=("_x_tr_",),
        examples=("gclid=x", "_x_tr_sl=de"),
    ),
    Noise("Meta", "fbclid igshid igsh fb_action_ids fb_action_types fb_source fb_ref", examples=("fbclid=x",)),
    Noise(
        "other networks",
        "twclid ttclid yclid ysclid msclkid li_fat_id epik ref_src __twitter_impression _openstat s_kwcid ef_id",
        examples=("msclkid=x",),
    ),
    Noise(
        "newsletters",
        "mc_cid mc_eid _hsenc _hsmi __hstc __hssc __hsfp hsctatracking mkt_tok oly_enc_id oly_anon_id vero_id vero_conv"
        " ml_subscriber ml_subscriber_hash ck_subscriber_id dm_i _ke rb_clickid wickedid nr_email_referer",
        prefixes=("hsa_", "bsft_", "sfmc_"),
        examples=("mc_cid=x", "hsa_cam=1"),
    ),
    Noise(
        "comScore and Yahoo",
        "ns_campaign ns_mchannel ns_source ns_linkname ns_fee guccounter guce_referrer guce_referrer_sig",
        examples=("ns_mchannel=rss",),
    ),
    Noise("the Government Site Builder", "nn", examples=("nn=7",), others=("nnn=7",)),
)
"""Parameters of a query that tell whoever keeps the statistics where a visitor came from, or by which menu."""

_ROWS = SESSIONS + TRACKING
_BY_NAME = {name: row for row in _ROWS for name in row.names.split()}
_BY_PREFIX = tuple(prefix for row in _ROWS for prefix in row.prefixes)
_BY_PATTERN = re.compile("|".join(row.pattern.pattern for row in _ROWS if row.pattern is not None))
_SESSION_NAMES = frozenset(name for row in SESSIONS for name in row.names.split())


def without_noise(query: str) -> str:
    """Return a query, with its ``?``, without session ids and tracking parameters; the others keep their order."""
    if not query:
        return ""
    kept = [part for part in map(_without_session, query.removeprefix("?").split("&")) if not is_noise(part)]
    rest = "&".join(kept)
    return f"?{rest}" if rest else ""


def _without_session(part: str) -> str:
    """Return a part of a query without session ids that semicolons set apart from the rest, as in ``id=7;sid=…``."""
    pieces = part.split(";")
    if len(pieces) == 1 or part.startswith(_AMP):
        return part
    return ";".join(piece for piece in pieces if not _is_session(piece))


def without_session(path: str) -> str:
    """Return a path without session ids."""
    has_escapes = "%" in path
    if ";" in path or (has_escapes and _ESCAPED_SEMICOLON.search(path)):
        path = _PATH_PARAMETER.sub(_path_parameter, path)
    if "/(" in path:
        path = _ASP_NET_SEGMENT.sub("", path)
    return path or "/"


def is_noise(parameter: str) -> bool:
    """Return whether a parameter of a query, ``name=value``, says nothing of the page."""
    encoded, _, value = parameter.partition("=")
    name = unquote(encoded).lower().removeprefix(_AMP)
    row = _BY_NAME.get(name)
    if row is not None:
        return row.value(value)
    return name.startswith(_BY_PREFIX) or _BY_PATTERN.fullmatch(name) is not None


def _is_session(parameter: str) -> bool:
    name = unquote(parameter.partition("=")[0]).lower()
    return name in _SESSION_NAMES and is_noise(parameter)


def _path_parameter(found: re.Match[str]) -> str:
    """Return a parameter of a path segment, or nothing where it is a session id."""
    return "" if _is_session(f"{found[1]}={found[2]}") else found[0]
