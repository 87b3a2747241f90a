"""The library of the archive, loaded without those that it would load for its own conveniences."""

from __future__ import annotations

import importlib
import sys

# sqlite_utils looks for them to give columns of their types. Nothing of ours is of these types, and where they are
# installed, as beside the tables for analysts, they cost every command a second and each process some 95 MB.
_NOT_NEEDED = ("pandas", "numpy")


def load() -> None:
    """Load sqlite_utils, unless it is loaded, without pandas and numpy; both can be imported afterwards as ever."""
    if "sqlite_utils" in sys.modules:
        return
    hidden = [name for name in _NOT_NEEDED if name not in sys.modules]
    # None makes an import fail (docs.python.org/3/reference/import.html, "The module cache").
    sys.modules.update(dict.fromkeys(hidden))  # type: ignore[arg-type]
    try:
        importlib.import_module("sqlite_utils")
    finally:
        for name in hidden:
            del sys.modules[name]
