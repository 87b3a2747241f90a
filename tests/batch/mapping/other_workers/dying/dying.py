"""Work that ends the worker itself."""

import os


def die(*_: object) -> None:
    os._exit(1)
