"""The head of a request and of its answer, packed for ``captures.exchange``, without the secrets in them.

A packed exchange is one byte that names the form, numbers in big-endian order, and a Zstandard frame (RFC 8878) of both
heads, each followed by the empty line that ends a head in HTTP/1.1 (RFC 9112 §2.1). The numbers are the length of the
request's head (four bytes in form 1, two in form 2) and, in form 2, four bytes with the row in ``dictionaries`` of the
older heads that the frame refers to (§5 of that RFC): the heads of one site differ in little more than dates.
Zstandard keeps short texts readable in what it packs, so secrets are masked before.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property

import zstandard

from scraper.errors import ArchiveError, DamagedError
from scraper.store.frames import frame_content
from scraper.web.userinfo import MASK, masked_address
from scraper.web.userinfo import masked as masked_text

_CRLF = b"\r\n"
_PREFIX = struct.Struct(">BI")
_PREFIX_OF_LIKE = struct.Struct(">BHI")
# The forms described above. Another form gets another number, so that these can still be read.
_ZSTD_HEADS = 1
_ZSTD_LIKE_OTHERS = 2
# What the two bytes of form 2 can say.
_LONGEST_REQUEST = 2**16 - 1
# 400 invented pairs of heads of 1,060 bytes each need 670 bytes at level 1, 661 at 3, 659 at 9 and 663 at 19.
_LEVEL = 3
# httpx's HTTP/1.1 parser refuses heads of more than 100 KiB. What claims to be larger than this is damaged, and is not
# given the memory that it asks for.
_MOST_BYTES = 16 * 1024 * 1024

# The start of a head or of a line in it. In a broken head a bare CR or LF ends a line for many readers (RFC 9112 §2.2),
# and a secret behind one must be found, too.
_LINE_START = r"(?<![^\r\n])"
# The value of a header with the continuation lines that RFC 9112 §5.2 calls obsolete line folding.
_VALUE = r"[^\r\n]*(?:\r?\n[ \t][^\r\n]*)*"
# The headers that carry credentials (RFC 9110 §11.6.2, §11.7.2) and sessions (RFC 6265). Cookie2 and Set-Cookie2 are
# the obsolete forms of RFC 2965.
_SECRET_HEADER = rf"({_LINE_START}(?:authorization|proxy-authorization|(?:set-)?cookie2?)[ \t]*:[ \t]*){_VALUE}"
# The headers that hold one address and nothing else, which browsers read in looser forms: '//user@host',
# 'https:user@host', with blanks and quotes in the password.
_ADDRESS_HEADER = rf"({_LINE_START}(?:location|content-location|referer|tdm-policy)[ \t]*:[ \t]*)([^\r\n]*@[^\r\n]*)"

_SECRETS = re.compile(_SECRET_HEADER.encode(), re.IGNORECASE)
_ADDRESSES = re.compile(_ADDRESS_HEADER, re.IGNORECASE)


def masked(head: bytes) -> bytes:
    """Return a head whose secrets are replaced by ``***``; everything else is the same byte for byte.

    Secrets are the values of Authorization, Proxy-Authorization, Cookie and Set-Cookie, and user and password in any
    address.

    Args:
        head: the lines of a request's or an answer's head.
    """
    lower = head.lower()
    # Most heads hold no such word, and looking for words takes an eighth of the time that the patterns take.
    if b"authorization" in lower or b"cookie" in lower:
        head = _SECRETS.sub(rb"\g<1>" + MASK.encode(), head)
    if b"@" not in head:
        return head
    # Whatever bytes a host sends come back from the text as they were.
    text = head.decode("utf-8", "surrogateescape")
    text = _ADDRESSES.sub(lambda found: found[1] + masked_address(found[2]), text)
    return masked_text(text).encode("utf-8", "surrogateescape")


@dataclass(frozen=True)
class HeadsDictionary:
    """Older heads, as a dictionary for others.

    Args:
        id: the row in ``dictionaries``.
        text: what :func:`pack` packed then, unpacked.
    """

    id: int
    text: bytes

    @cached_property
    def _raw(self) -> zstandard.ZstdCompressionDict:
        return zstandard.ZstdCompressionDict(self.text, dict_type=zstandard.DICT_TYPE_RAWCONTENT)

    @cached_property
    def packer(self) -> zstandard.ZstdCompressor:
        """Packs heads against these; without a checksum, since the chain of captures has one of the heads."""
        # The row is named before the frame, and a raw dictionary has no number of its own.
        return zstandard.ZstdCompressor(level=_LEVEL, dict_data=self._raw, write_dict_id=False)

    @cached_property
    def unpacker(self) -> zstandard.ZstdDecompressor:
        """Unpacks what was packed against these."""
        return zstandard.ZstdDecompressor(dict_data=self._raw)


DictionaryOf = Callable[[int], HeadsDictionary]
"""Returns what a row of ``dictionaries`` stands for, or raises :class:`ArchiveError`."""


def _none_there(dictionary_id: int) -> HeadsDictionary:
    raise DamagedError(f"An exchange of the archive is damaged: there is no dictionary {dictionary_id}.")


def text_of(request: bytes, response: bytes) -> tuple[int, bytes]:
    """Return the length of a request's head and the text of both heads, secrets masked, as :func:`packed` takes them.

    Args:
        request: request line and header lines, each ended by CRLF, without the empty line; empty where nobody saw it.
        response: status line and header lines in the same form.
    """
    # The length is that of the masked head, which is what unpack() will find.
    request = masked(request)
    return len(request), b"".join((request, _CRLF, masked(response), _CRLF))


def packed(length: int, text: bytes, dictionary: HeadsDictionary | None = None) -> bytes:
    """Return both heads as ``captures.exchange`` holds them.

    The same heads give the same bytes with the same version of Zstandard.

    Args:
        length, text: as :func:`text_of` returns them.
        dictionary: older heads of the site, or None.
    """
    if dictionary is not None and length <= _LONGEST_REQUEST:
        prefix = _PREFIX_OF_LIKE.pack(_ZSTD_LIKE_OTHERS, length, dictionary.id)
        return prefix + dictionary.packer.compress(text)
    packer = zstandard.ZstdCompressor(level=_LEVEL, write_checksum=True)
    return _PREFIX.pack(_ZSTD_HEADS, length) + packer.compress(text)


def pack(request: bytes, response: bytes) -> bytes:
    """Return the heads of a request and its answer as ``captures.exchange`` holds them, without a dictionary.

    Args:
        request, response: as for :func:`text_of`.
    """
    return packed(*text_of(request, response))


def text_in(blob: bytes, dictionary_of: DictionaryOf = _none_there) -> tuple[int, bytes]:
    """Return length and text of packed heads, in the form in which :func:`packed` takes them.

    Args:
        blob: as in ``captures.exchange``.
        dictionary_of: finds the older heads that it was packed against.

    Raises:
        ArchiveError: it is damaged, or of a form that a later version made.
    """
    form = blob[0] if blob else None
    prefix = _PREFIX_OF_LIKE if form == _ZSTD_LIKE_OTHERS else _PREFIX
    if len(blob) < prefix.size:
        raise DamagedError("An exchange of the archive is damaged: it is too short.")
    if form not in (_ZSTD_HEADS, _ZSTD_LIKE_OTHERS):
        raise ArchiveError(f"An exchange of the archive has the unknown form {form}.", hint="Update scraper.")
    _, length, *numbers = prefix.unpack_from(blob)
    unpacker = dictionary_of(numbers[0]).unpacker if numbers else zstandard.ZstdDecompressor()
    text = frame_content(unpacker, blob[prefix.size :], _MOST_BYTES, "An exchange of the archive")
    between = length + len(_CRLF)
    if text[length:between] != _CRLF or not text[between:].endswith(_CRLF):
        raise DamagedError("An exchange of the archive is damaged: its heads do not end where they should.")
    return length, text


def dictionary_in(blob: bytes | None) -> int | None:
    """Return the row of ``dictionaries`` that packed heads were packed against, or None."""
    if blob is None or len(blob) < _PREFIX_OF_LIKE.size or blob[0] != _ZSTD_LIKE_OTHERS:
        return None
    return int(_PREFIX_OF_LIKE.unpack_from(blob)[2])


def unpack(blob: bytes, dictionary_of: DictionaryOf = _none_there) -> tuple[bytes, bytes]:
    """Return the heads of the request and of the answer, each in the form in which :func:`pack` takes it.

    Args:
        blob: as in ``captures.exchange``.
        dictionary_of: finds the older heads that it was packed against.

    Raises:
        ArchiveError: it is damaged, or of a form that a later version made.
    """
    return heads_in(*text_in(blob, dictionary_of))


def heads_in(length: int, text: bytes) -> tuple[bytes, bytes]:
    """Return the heads of the request and of the answer.

    Args:
        length, text: as :func:`text_of` returns them.
    """
    return text[:length], text[length + len(_CRLF) : -len(_CRLF)]


def header(blob: object, name: object, dictionary_of: DictionaryOf = _none_there) -> str | None:
    """Return the first header of this name (any case) of an answer, for the SQL function ``header(exchange, name)``.

    Args:
        blob: as in ``captures.exchange``.
        name: the header's name.
        dictionary_of: finds the older heads that it was packed against.

    Returns:
        Its value, read as Latin-1; None where there is none, or the blob is NULL or damaged.
    """
    if not isinstance(blob, bytes) or not isinstance(name, str):
        return None
    try:
        _, response = unpack(blob, dictionary_of)
    except ArchiveError:
        # One damaged row must not end a query over all the others.
        return None
    wanted = name.strip().lower()
    for line in response.decode("latin-1").split("\r\n"):
        key, colon, value = line.partition(":")
        if colon and key.strip().lower() == wanted:
            # The optional white space around a value is no part of it (RFC 9110 §5.5).
            return value.strip(" \t")
    return None


def from_headers(pairs: Iterable[tuple[str, str]]) -> bytes:
    """Return the exchange of a capture of which only the headers of the answer are known: an old one, or a saved page.

    Args:
        pairs: names and values. They were read as Latin-1; a value beyond that is written as UTF-8.
    """
    return pack(b"", head_of(pairs))


def head_of(pairs: Iterable[tuple[str, str]]) -> bytes:
    """Return the header lines of an answer as a head.

    Args:
        pairs: as for :func:`from_headers`.
    """
    return b"".join(_line(name, value) for name, value in pairs)


def _line(name: str, value: str) -> bytes:
    """Return a header line as bytes, whatever characters its value has."""
    line = f"{name}: {value}\r\n"
    try:
        return line.encode("latin-1")
    except UnicodeEncodeError:
        return line.encode("utf-8", "surrogatepass")
