"""The id of a site on the command line, completed by the shell."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem


class _SiteId(click.ParamType[str]):
    """The id of a site, which a shell completes from the profiles."""

    name = "site"

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        """Return the ids that begin so; none where a file of profiles is broken."""
        # Imported only while a shell completes, since commands that work without profiles have this type, too.
        from click.shell_completion import CompletionItem

        from scraper.cli.profiles import profiles
        from scraper.errors import ConfigError

        try:
            known = profiles(ctx.params.get("sites_files") or ())
        except ConfigError:
            # What is written while a key is pressed would end up in the middle of the line that is being typed.
            return []
        return [CompletionItem(id_, help=site.name) for id_, site in known.items() if id_.startswith(incomplete)]


SITE = _SiteId()
"""The type of each argument and option that takes the id of a site."""
