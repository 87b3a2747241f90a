"""What follows from what a site reserves."""

from __future__ import annotations

import json

from scraper.model import Fault, KnownArticle, Reason, Site, fault
from scraper.policy.signals import HOST_FILE, Signals, stored


def reservation(signals: Signals, site: Site) -> Fault | None:
    """Return why an article is kept without its text and its bytes, or None where it is kept whole.

    Args:
        signals: what is declared for its address.
        site: the profile, which says what follows (``tdm``, ``noarchive``).
    """
    if signals.tdm_reserved and site.tdm == "obey":
        return _reservation_of(signals, "text and data mining", "tdm", "tdm-reservation")
    forbids_archiving = signals.noarchive or signals.noindex
    if forbids_archiving and site.noarchive == "obey":
        return _reservation_of(signals, "archiving", "noarchive", "noarchive", "noindex")
    return None


def is_reserved(known: KnownArticle, site: Site) -> bool:
    """Return whether an article's own address was found to reserve its text, before or after it was archived."""
    if known.is_bare:
        return True
    if known.signals is None:
        return False
    return reservation(stored(known.signals), site) is not None


def is_reserved_by_host(known: KnownArticle, site: Site) -> bool:
    """Return whether an article's text is reserved by a file of its host, of which a page alone says nothing."""
    if known.signals is None or not is_reserved(known, site):
        return False
    stated = [one for one in stored(known.signals).evidence if one.kind == "tdm-reservation"]
    return site.tdm == "obey" and any(one.source.startswith(HOST_FILE) for one in stated)


def _reservation_of(signals: Signals, what: str, key: str, *kinds: str) -> Fault:
    """Return the fault that names what is reserved, its evidence, and the key of the profile by which it is obeyed."""
    return fault(Reason.RESERVED, what=what, evidence=signals.evidence_text(*kinds), key=key)


def with_added_evidence(known: str | None, declared: str | None) -> str | None:
    """Return what was declared for an article earlier together with what is new, as JSON; None if nothing is new.

    Args:
        known: what is stored of it, or None.
        declared: what is declared today, in the same form.
    """
    if declared is None:
        return None
    before = json.loads(known)["evidence"] if known else []
    today = json.loads(declared)
    added = [one for one in today["evidence"] if one not in before]
    if not added:
        return None
    return json.dumps({"date": today["date"], "evidence": [*before, *added]}, ensure_ascii=False)
