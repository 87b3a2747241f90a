"""The ids of our records: made of names, so that the same capture has the same id in each export."""

from __future__ import annotations

import uuid

# The namespace (RFC 9562 §6.6) of the ids of our records, drawn once.
_NAMESPACE = uuid.UUID("5b1c7ad5-6f0e-4d0c-9a53-2d8c6f1f6b0d")
# The version of ids that are made of a name (RFC 9562 §5.5). Other programs draw theirs, or make them of the time.
_OF_A_NAME = 5


def record_id(link: bytes) -> str:
    """Return the id of the record of a capture, without angle brackets.

    Args:
        link: of the capture.
    """
    return named_id(link.hex())


def capture_name(link: bytes, imported_as: str | None) -> str:
    """Return the id of the record of a capture: the one that it has had since an archive of ours captured it.

    So an archive that was made of an export gives the same records when it is exported itself.

    Args:
        link: of the capture in this archive.
        imported_as: the WARC-Record-ID of the record that it was imported from, or None.
    """
    name = (imported_as or "").strip("<>")
    return name if is_of_an_export(name) else record_id(link)


def is_of_an_export(number: str) -> bool:
    """Return whether a record has an id as exports of this program make them.

    Args:
        number: WARC-Record-ID, with or without angle brackets.
    """
    try:
        return uuid.UUID(number.strip("<>")).version == _OF_A_NAME
    except ValueError:
        return False


def named_id(name: str) -> str:
    """Return the id of a record that a name stands for, without angle brackets: the same for the same name.

    Args:
        name: what the record describes, such as ``article https://…``.
    """
    return uuid.uuid5(_NAMESPACE, name).urn
