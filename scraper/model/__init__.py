"""The records that travel through the house: frozen, plain, importing nothing of it."""

from __future__ import annotations

from scraper.model.alarm import Alarm
from scraper.model.article import (
    SELECTED,
    Access,
    Alternate,
    AlternateKind,
    Article,
    Image,
    Reference,
    Related,
    Vendor,
)
from scraper.model.fault import Fault, fault, stored_fault
from scraper.model.frontier import Cut, Found, HostState, Link, Page, PageKind, PageState
from scraper.model.link_check import LinkCheck, LinkState
from scraper.model.move import Move
from scraper.model.outcome import Decision, Keep, NotedProblem, Outcome, Problem, SiteResult, Verdict
from scraper.model.reading import Facts, KeptState, KnownArticle, OtherArticle, Reading
from scraper.model.reason import Reason
from scraper.model.response import Exchange, Headers, Response
from scraper.model.site import EarlierRules, Site
from scraper.model.wait import Wait, WaitCause

__all__ = [
    "SELECTED",
    "Access",
    "Alarm",
    "Alternate",
    "AlternateKind",
    "Article",
    "Cut",
    "Decision",
    "EarlierRules",
    "Exchange",
    "Facts",
    "Fault",
    "Found",
    "Headers",
    "HostState",
    "Image",
    "Keep",
    "KeptState",
    "KnownArticle",
    "Link",
    "LinkCheck",
    "LinkState",
    "Move",
    "NotedProblem",
    "OtherArticle",
    "Outcome",
    "Page",
    "PageKind",
    "PageState",
    "Problem",
    "Reading",
    "Reason",
    "Reference",
    "Related",
    "Response",
    "Site",
    "SiteResult",
    "Vendor",
    "Verdict",
    "Wait",
    "WaitCause",
    "fault",
    "stored_fault",
]
