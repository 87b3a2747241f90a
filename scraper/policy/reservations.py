"""What follows from what a site reserves."""

from __future__ import annotations

from scraper.model import Site
from scraper.policy.signals import Signals


def reservation(signals: Signals, site: Site) -> str | None:
    """Return why an article is kept without its text and its bytes, as a sentence, or None where it is kept whole.

    Args:
        signals: what is declared for its address.
        site: the profile, which says what follows.
    """
    for reserved, mode, kinds, what, key in (
        (signals.tdm_reserved, site.tdm, ("tdm-reservation",), "text and data mining", "tdm"),
        (signals.noarchive or signals.noindex, site.noarchive, ("noarchive", "noindex"), "archiving", "noarchive"),
    ):
        if reserved and mode == "obey":
            return (
                f"kept without its text: the site reserves {what} ({signals.reason(*kinds)});"
                f" '{key} = \"record\"' in its profile keeps all, marked"
            )
    return None
