"""What ``scraper demo`` leaves behind: the archive, and beside it the profiles and saved searches that go with it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from scraper.errors import ConfigError

if TYPE_CHECKING:
    from scraper.demo import DemoPress


@dataclass(frozen=True, slots=True)
class DemoFiles:
    """The files of a demo.

    Args:
        archive: the archive; the others are called after it.
    """

    archive: Path

    @property
    def profiles(self) -> Path:
        """The profiles of the demo's sites, for ``--sites``."""
        return self.archive.with_suffix(".sites.toml")

    @property
    def searches(self) -> Path:
        """Saved searches, for ``--watch``."""
        return self.archive.with_suffix(".watch.toml")

    def refuse_existing(self) -> None:
        """Refuse to write over what is there.

        Raises:
            ConfigError: one of the files is there already.
        """
        for file in (self.archive, self.profiles, self.searches):
            if file.exists():
                raise ConfigError(
                    f"{file}: is there already, and the demo wants new files.",
                    hint="Name another file with --keep.",
                )

    def write_beside(self, press: DemoPress) -> None:
        """Write the files that stand beside the archive.

        Args:
            press: the sites, up: their addresses stand in the profiles.

        Raises:
            ConfigError: one cannot be written.
        """
        from scraper.demo import watch_toml

        for file, text in ((self.profiles, press.profiles_toml()), (self.searches, watch_toml())):
            try:
                file.write_text(text, "utf-8")
            except OSError as error:
                raise ConfigError(f"{file}: {error.strerror}.", hint="Name another file with --keep.") from error
