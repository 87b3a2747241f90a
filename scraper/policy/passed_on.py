"""Which text is passed on to others: in a feed, and in a press review, which is mailed."""

from __future__ import annotations

from scraper.policy.signals import stored


def is_withheld(signals: str | None, *, is_archived: bool) -> bool:
    """Return whether headline and address of an article are passed on alone.

    That is so where its site reserves its text, be it archived or not: what was free when it was archived stays in the
    archive, but what is given to others follows what the site says today.

    Args:
        signals: what is declared for it, as JSON, or None; whatever the profile makes of a reservation.
        is_archived: whether its text is in the archive, by a capture.
    """
    if signals is None:
        return False
    if not is_archived:
        return True
    try:
        return stored(signals).tdm_reserved
    except (ValueError, KeyError, TypeError):
        # What another program wrote there cannot be read, and giving a text away cannot be taken back.
        return True
