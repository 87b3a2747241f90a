"""The named fields of our WARC records that ISO 28500 does not know; readers have to ignore such fields (§5.1)."""

from __future__ import annotations

MASK = "X-Crawler-"
"""What stands before the name of a header that was true on the wire, and is not of the body in the record.

Common Crawl has written its records like this since May 2019.
"""

DATE = "X-Scraper-Date"
"""The true time, where WARC-Date had to be another: an index knows one record an address and second."""

REQUESTED = "X-Scraper-Requested-URI"
"""The address that was asked for, where another one answered."""

VIA = "X-Scraper-Via"
"""The record of the redirect that led to this one."""

PART_OF = "X-Scraper-Part-Of"
"""The record of the first page, where this is a further page of its article."""

SIGNALS = "X-Scraper-Signals"
"""What the site reserves, as JSON."""

HEAD = "X-Scraper-Head"
"""What was made of the head of an answer of which not all was kept: one of the two values below."""

HEAD_WITH_STATUS_LINE = "status-line"
"""The status line was made; the header lines are those of the answer."""

HEAD_MADE = "all"
"""All of the head was made."""

STATUS = "X-Scraper-Status"
"""The status of the answer that a revisit record stands for."""

ORIGIN = "X-Scraper-Origin"
"""The WARC-Record-ID of the record of another file that the capture was imported from."""

KIND = "X-Scraper-Kind"
"""What a metadata record of ours describes; it is JSON."""

BLOCK_SHA256 = "X-Scraper-Block-Digest"
"""``sha256:`` and the digest of the block in hexadecimal."""

PAYLOAD_SHA256 = "X-Scraper-Payload-Digest"
"""``sha256:`` and the digest of the payload in hexadecimal, as the archive has it."""

OF_ARTICLE = "article"
"""The kind of a metadata record of an article, with all its states."""

OF_CAPTURE = "capture"
"""The kind of a metadata record of a capture whose bytes are not kept."""

OF_SIGNALS = "signals"
"""The kind of a metadata record of what a site reserves, where that is too long for a field of the answer's record."""

IDENTICAL_PAYLOAD = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
"""Profile of a revisit by which the payload was the same (ISO 28500:2017 §6.7.2)."""

NOT_MODIFIED = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
"""Profile of a revisit that the server answered with 304 (ISO 28500:2017 §6.7.3)."""
