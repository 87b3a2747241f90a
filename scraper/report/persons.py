"""Authors as a bibliography wants them: people's names parted into family and given names, all others left whole.

A name is parted only where its form says that it is a person's. The code at the end of a text ("bs"), an office, an
authority, a name of one word and whatever else is not sure stays as it is, since a family name that is none sorts and
abbreviates wrongly for ever.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from scraper.parser.fields.names import is_institution, is_office, looks_like_person

# Titles and forms of address are no part of a name in a bibliography (DIN ISO 690). There may be several, as in "Prof.
# Dr. Dr. h. c."; an initial such as "H." is none.
_TITLES = re.compile(
    r"^(?:(?:herrn?|frau|prof(?:essor(?:in)?)?\.?|dr\.?|(?:dipl|mag|ing|med|jur|phil|rer|nat|pol|oec|habil)\."
    r"|(?-i:h\. ?c)\.)(?:-ing\.?)?(?:[\s-]+|(?<=\.)))+(?=\S)",
    re.IGNORECASE,
)
# A German adjective begins the name of a society, not that of a person: "Deutscher Städtetag".
_ADJECTIVE = re.compile(r".*(?:deutsch|isch)(?:e|er|es)", re.IGNORECASE)
# Words that belong to the family name before it.
_PARTICLES = frozenset("von van vom zu zum zur der den de del della di da dos du la le ten ter af".split())


@dataclass(frozen=True, slots=True)
class Name:
    """An author.

    Args:
        plain: as it is written in a text, without titles.
        family: the family name with its particles, or None where the name is not parted.
        given: the given names; empty where it is not parted.
    """

    plain: str
    family: str | None = None
    given: str = ""


def named(author: str, site: str = "") -> Name:
    """Return an author as a bibliography wants it.

    Args:
        author: as it stands on the page, on one line.
        site: the name of the site, which may sign itself.
    """
    bare = _TITLES.sub("", author)
    words = bare.split()
    is_site = author.casefold() == site.casefold()
    is_house = is_site or is_institution(author) or is_office(author)
    # A name of one word has no parts, which looks_like_person() knows, too.
    if is_house or not looks_like_person(bare) or _ADJECTIVE.fullmatch(words[0]):
        return Name(author)
    at = next((place for place, word in enumerate(words) if word in _PARTICLES), len(words) - 1)
    if at == 0:
        # "von der Aue" names no given name, so that nothing can be parted.
        return Name(author)
    return Name(bare, " ".join(words[at:]), " ".join(words[:at]))
