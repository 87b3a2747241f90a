"""``scraper completion``."""

from __future__ import annotations

import click


@click.command("completion")
@click.argument("shell", metavar="SHELL", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def command(ctx: click.Context, shell: str) -> None:
    """Print the script that completes commands in a shell: commands, options, ids of sites, formats.

    \b
    bash: echo 'eval "$(scraper completion bash)"' >> ~/.bashrc
    zsh:  echo 'eval "$(scraper completion zsh)"' >> ~/.zshrc
    fish: scraper completion fish > ~/.config/fish/completions/scraper.fish
    """
    from click.shell_completion import get_completion_class

    shown = get_completion_class(shell)
    # click has a class for each of the three.
    assert shown is not None  # noqa: S101  (told to the type checker)
    # The variable is the one that click looks for when the program is called by this name.
    click.echo(shown(ctx.find_root().command, {}, "scraper", "_SCRAPER_COMPLETE").source())
