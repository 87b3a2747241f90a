"""Who read an article: the parser's version, and a digest of what it read of the profile.

A reader is written ``6-1c9f2ab0`` (:func:`scraper.parser.reader`), so that two profiles can be told apart also where an
older version of the parser read with one of them.
"""

from __future__ import annotations

from scraper.model import KnownArticle

# What stands for the profile where the parser was given none.
_NO_PROFILE = "0"


def profile_digest(reader: str) -> str | None:
    """Return the digest of the profile that a reader read with; None: it had none, or nobody noted it."""
    _, _, digest = reader.partition("-")
    if digest in ("", _NO_PROFILE):
        return None
    return digest


def is_of_another_profile(archived: str, today: str, made_up: str) -> bool:
    """Return whether a profile that somebody chose read an article, and today's is not that one.

    Args:
        archived: the reader that read it last.
        today: the reader of today.
        made_up: the reader of the profile that is made up for its address where nobody has chosen one. What that has
            read, any profile reads better.
    """
    digest = profile_digest(archived)
    if digest is None or digest == profile_digest(made_up):
        return False
    return digest != profile_digest(today)


def keeps_its_reading(known: KnownArticle | None, today: str, made_up: str) -> bool:
    """Return whether what is archived of an article was read by another profile than a fetch by hand has.

    Args:
        known: the article, or None.
        today, made_up: as for :func:`is_of_another_profile`.
    """
    # Without a capture nothing could be read again by the profile that has read it, so the page of today counts.
    if known is None or known.capture_id is None:
        return False
    return is_of_another_profile(known.reader, today, made_up)
