"""A record of a WARC file as it is offered to the archive."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from scraper.model import Page, Reading, Response, Site
from scraper.model.incoming import Recalled
from scraper.policy.identity import other_addresses
from scraper.policy.reservations import with_added_evidence
from scraper.policy.signals import Signals, read, stored
from scraper.store.columns import now_text


@dataclass(frozen=True, slots=True)
class Offer:
    """A record that is offered.

    Args:
        recalled: the record, read.
        page: the row of its address; ``id`` 0: it has none yet.
    """

    recalled: Recalled
    page: Page

    @property
    def response(self) -> Response:
        """The answer."""
        return self.recalled.incoming.response

    @property
    def asked(self) -> Response:
        """The answer as one that was asked for by the address that the archive knows."""
        return replace(self.response, requested_url=self.page.url)

    @property
    def at(self) -> dt.datetime:
        """The time of the capture."""
        return self.response.fetched_at

    @property
    def site(self) -> Site:
        """The profile."""
        return self.recalled.site

    def signals(self, reading: Reading) -> Signals:
        """Return what was declared with the capture; robots.txt and tdmrep.json of its time are not known.

        What an export of ours says of them is added. It can add reservations, and take none away.

        Args:
            reading: the capture, read.
        """
        directives = () if reading.article is None else tuple(reading.article.directives)
        signals = read(self.response.url, self.response.headers, directives)
        said = self.recalled.incoming.signals
        if said is None:
            return signals
        try:
            return stored(with_added_evidence(said, signals.to_json(now_text(self.at))) or said)
        except (ValueError, TypeError, KeyError, AttributeError):
            # Somebody else has written it.
            return signals

    def addresses(self, reading: Reading) -> set[str]:
        """Return all addresses that lead to the article of the capture.

        An address as the file spells it is among them, since the captures of an article are found by their addresses.

        Args:
            reading: the capture, read.
        """
        addresses = {self.page.url, self.response.url, self.response.requested_url}
        if reading.article is not None:
            addresses.update(other_addresses(self.page.url, self.response, reading.article))
        return addresses
