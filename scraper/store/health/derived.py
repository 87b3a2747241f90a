"""Whether a mistake keeps articles from what is derived of their texts: stems, stories, mentions."""

from __future__ import annotations

import datetime as dt
import json

from sqlite_utils import Database

from scraper.model import Alarm, Reason, fault

# The failure of the article with the smallest number stands for all: mostly they are one mistake.
_FAILED = "SELECT count(*), min(article_id), failure FROM index_queue WHERE failure IS NOT NULL"


def judge(db: Database, now: dt.datetime) -> list[Alarm]:
    """Return what stands of the articles that nothing could be derived of.

    Args:
        db: the archive, which is only read.
        now: the time of the question.
    """
    articles, _, failure = db.execute(_FAILED).fetchone()
    if not articles:
        return []
    return [Alarm(fault(Reason.NOT_DERIVED, articles=f"{articles:,}", **json.loads(failure)), now)]
