"""The invented official list of municipalities; the demo imports it as ``scraper names import`` does the real one."""

from __future__ import annotations

import datetime as dt

from scraper.analysis.mentions import OfficialList
from scraper.analysis.mentions.records import DISTRICT, LAND, MUNICIPALITY, Place

# No Land has the number 17, so that no key of the demo is that of a real place.
_PLACES = (
    Place("17", LAND, "Nordmark"),
    Place("17051", DISTRICT, "Kreis Öderland"),
    Place("17052", DISTRICT, "Kreis Oberaue"),
    Place("17001000", MUNICIPALITY, "Mühlbrück", 118_400),
    Place("17002000", MUNICIPALITY, "Ahornfurt", 86_200),
    Place("17051001", MUNICIPALITY, "Kaltenmühl", 31_700),
    Place("17051002", MUNICIPALITY, "Lindental", 7_900),
    Place("17051003", MUNICIPALITY, "Moosrain", 5_600),
    Place("17051004", MUNICIPALITY, "Seekirch am Walde", 5_300),
    Place("17052001", MUNICIPALITY, "Wiesenbrück", 9_100),
    Place("17052002", MUNICIPALITY, "Hohenrüstedt", 2_800),
)

# So old that any real list is newer and may take its place.
NAMES = OfficialList(dt.date(2020, 12, 31), _PLACES)
"""The towns and districts in which the articles of the demo are set."""
