"""Who and what an article names: municipalities, districts, Länder, federal bodies, laws, programmes, vendors.

Precise rather than complete: a name that may be another's, a person's or an ordinary word is left out unless what
stands around it says otherwise.
"""

from __future__ import annotations

from scraper.analysis.mentions.finding import VERSION, mentions
from scraper.analysis.mentions.names import Names
from scraper.analysis.mentions.official import OfficialList, read_list
from scraper.analysis.mentions.records import KINDS, Mention, Place

__all__ = ["KINDS", "VERSION", "Mention", "Names", "OfficialList", "Place", "mentions", "read_list"]
