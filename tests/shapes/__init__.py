"""Made sites of the shapes that real content systems give a site, each with the truth of what its pages are.

::

    for shape in shapes.all_shapes():
        with ShapeServer(shape) as server:
            ...
            assert server.paths() == [...]

A shape is the same each time it is made. Every text is invented.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import lru_cache

from shapes.drupal import drupal
from shapes.forms import FORMS, form
from shapes.gsb import gsb
from shapes.k21 import k21
from shapes.liferay import liferay, liferay_bare
from shapes.odd import parameters, static
from shapes.serving import ShapeServer
from shapes.shape import Answer, Shape
from shapes.texts import NEWEST, Story
from shapes.typo3 import typo3, typo3_bare
from shapes.vogel import vogel
from shapes.wordpress import wordpress

__all__ = ["FORM_NAMES", "NAMES", "NEWEST", "Answer", "Shape", "ShapeServer", "Story", "all_shapes", "shape"]

_BUILDERS: dict[str, Callable[[dt.date], Shape]] = {
    "wordpress": wordpress,
    "k21": k21,
    "typo3": typo3,
    "typo3-bare": typo3_bare,
    "gsb": gsb,
    "vogel": vogel,
    "drupal": drupal,
    "liferay": liferay,
    "liferay-bare": liferay_bare,
    "static": static,
    "parameters": parameters,
}

NAMES = tuple(_BUILDERS)
"""The names of all shapes."""

FORM_NAMES = tuple(FORMS)
"""The names of further sites, plain but for the form of their articles' addresses."""


@lru_cache(maxsize=len(_BUILDERS) + len(FORMS))
def shape(name: str, newest: dt.date = NEWEST) -> Shape:
    """Return the shape or form of this name, its newest article of the day ``newest``."""
    if name in FORMS:
        return form(name, newest)
    return _BUILDERS[name](newest)


def all_shapes() -> tuple[Shape, ...]:
    """Return every shape of a content system."""
    return tuple(shape(name) for name in NAMES)
