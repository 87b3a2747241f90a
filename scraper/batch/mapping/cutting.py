"""Files cut into tasks: of some seconds each, so that all processes have work and a kill costs little."""

from __future__ import annotations

from collections.abc import Iterator

RANGE_BYTES = 32 * 2**20
"""The bytes of a task. Chosen: some 1,200 pages of a news crawl, which one process reads in some five seconds, and
which take 150 MB on the disk until the archive has them."""

# Chosen: so many parts give several workers about the same to do, also where the last part is a short one.
_PARTS = 8
# Chosen: to begin a part and to find its first record costs a twentieth of a second, and to read so much some ten times
# that.
_SMALLEST_PART = 4 * 2**20


def ranges(size: int | None, start: int, *, is_splittable: bool) -> Iterator[tuple[int, int | None]]:
    """Return the parts of a file, in their order, as the byte offsets between which their records begin.

    Args:
        size: bytes of the file, or None where its server does not say it.
        start: what begins before this offset was read already.
        is_splittable: whether records can be found from the middle of it.
    """
    if size is None or not is_splittable:
        yield start, None
        return
    step = _step(size)
    while size - start > step:
        # A run that goes on in the middle of a part cuts at the same places, so that what the one before it has read of
        # the parts behind is found again.
        end = (start // step + 1) * step
        yield start, end
        start = end
    # The last part is open, so that what was appended since is read too.
    yield start, None


def _step(size: int) -> int:
    """Return between which multiples a file is cut: by its size alone, so that a later run cuts at the same places."""
    step = RANGE_BYTES
    while step > _SMALLEST_PART and size < _PARTS * step:
        step //= 2
    return step
