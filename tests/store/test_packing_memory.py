"""A page that serves as dictionary holds no packer, of which each keeps some megabytes."""

from __future__ import annotations

import zstandard

from scraper.store.packing import BodyDictionary

_PAGE = b"<p>Die Stadt f\xc3\xbchrt die E-Akte ein.</p>" * 400


def test_a_dictionary_keeps_no_packer_behind_a_page() -> None:
    dictionary = BodyDictionary(_PAGE)
    packed = dictionary.packed(_PAGE + b"<p>Nachtrag</p>")
    assert dictionary.unpacked(packed.data) == _PAGE + b"<p>Nachtrag</p>"
    assert not [kept for kept in vars(dictionary).values() if isinstance(kept, zstandard.ZstdCompressor)]
