"""When an address is visited, looked at again or tried again, and how long a host is left alone."""

from __future__ import annotations

import datetime as dt

HOUR = dt.timedelta(hours=1)
DAY = dt.timedelta(days=1)

REVISITS_PER_RUN = 200
"""How many known articles of one site a crawl looks at again, oldest due date first."""
# A text younger than the first time is looked at again after the second. Chosen: edits are likeliest while an article
# is news.
_REVISITS = (
    (1 * DAY, 6 * HOUR),
    (7 * DAY, 1 * DAY),
    (28 * DAY, 7 * DAY),
    (365 * DAY, 28 * DAY),
)
_LAST_REVISIT = 182 * DAY

FORBIDDEN_AGAIN = 7 * DAY
"""When an address that robots.txt forbids is thought of again; the rules are read anyway, so it costs no request."""

HOPELESS_AGAIN = 91 * DAY
"""When an address that was no article, or failed to its last retry, is asked for again: sites mend themselves."""

GONE_ARTICLE_AGAIN = 28 * DAY
"""When an archived article that is gone is looked at again."""

CONFIRMED_AFTER = 20 * HOUR
"""An article is gone where two answers that say so lie at least so far apart. Chosen: a day, less four hours, as a
daily run may come to a page earlier than the run of the day before."""

FAILURES_IN_A_ROW = 25
"""So many articles in a row that could not be had, other than dead ones, end a site's turn: it has had enough."""

# How long after each failure in a row an address is tried again: a restart takes minutes, a broken release often days.
_RETRIES = (1 * HOUR, 6 * HOUR, 1 * DAY, 3 * DAY, 7 * DAY)
# A host may ask for years, by mistake or to be rid of a crawler; the archive asks again after a week.
_LONGEST_RETRY_AFTER = 7 * DAY
# A host that asks for no pause gets two minutes, twice as long after each further failure: 17 hours at the most, so
# that a daily crawl comes to it once.
_MOST_DOUBLINGS = 10


def revisit_at(now: dt.datetime, published: dt.datetime | None, changed_at: dt.datetime) -> dt.datetime:
    """Return when a known article is looked at again: the older its text, the later.

    Args:
        now: the time of this visit.
        published: its publication by its own word, or None.
        changed_at: when the archive first saw its text, or last saw it change. It counts only where the publication is
            not known or lies ahead, so that an old article archived today is not taken for a fresh one.
    """
    written_at = changed_at
    # A publication that lies ahead, by a wrong clock or of an announcement, says nothing of the age of a text.
    if published is not None and published <= now:
        written_at = published
    age = now - written_at
    return now + next((pause for limit, pause in _REVISITS if age < limit), _LAST_REVISIT)


def retry_at(now: dt.datetime, failures: int) -> dt.datetime | None:
    """Return when a failed address is tried again, or None after the last try.

    Args:
        now: the time of the failure.
        failures: failures in a row, this one included.
    """
    if failures > len(_RETRIES):
        return None
    return now + _RETRIES[failures - 1]


def again_at(now: dt.datetime, failures: int) -> dt.datetime:
    """Return when a failed address is tried again: soon, then later, and after the last retry now and then."""
    return retry_at(now, failures) or now + HOPELESS_AGAIN


def host_pause(failures: int, retry_after: float | None) -> dt.timedelta:
    """Return how long a whole host is left alone after it failed.

    Args:
        failures: failed requests in a row, this one included.
        retry_after: seconds the host asked for (RFC 9110 §10.2.3), or None. Its word counts, up to a week.
    """
    if retry_after is not None:
        return min(dt.timedelta(seconds=max(retry_after, 1)), _LONGEST_RETRY_AFTER)
    return dt.timedelta(minutes=2.0 ** min(failures, _MOST_DOUBLINGS))
