"""Write a man page for each command: ``python docs/man/make.py``. With ``--check`` only say which are stale.

The pages are made of what the commands say in ``--help``, so they are renewed whenever a command changes.
"""

from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import click

ROOT = Path(__file__).resolve().parents[2]
FOLDER = Path(__file__).resolve().parent / "man1"
# Run from anywhere, the script speaks of the code that it lies beside, and not of what happens to be installed.
sys.path.insert(0, str(ROOT))

from scraper.about import VERSION  # noqa: E402
from scraper.cli import cli  # noqa: E402

# Characters that troff reads as something else: the backslash begins an escape, a plain hyphen becomes a typographic
# one, which cannot be copied into a shell, and quotes and accents become others (groff_char(7)).
_ESCAPES = str.maketrans({"\\": r"\e", "-": r"\-", "'": r"\(aq", "`": r"\(ga", "^": r"\(ha", "~": r"\(ti"})
# click keeps the lines of a paragraph that begins so.
_AS_IT_STANDS = "\b\n"
_NOT_ASCII = re.compile(r"[^\x00-\x7f]")


def escaped(text: str) -> str:
    """Return a text as troff shows it, letter by letter."""
    shown = text.translate(_ESCAPES)
    shown = _NOT_ASCII.sub(lambda found: rf"\[u{ord(found[0]):04X}]", shown)
    # A line that begins with a dot is a request to troff; the escape of no width keeps it a text.
    return "\n".join(rf"\&{line}" if line.startswith(".") else line for line in shown.splitlines())


def commands(context: click.Context) -> Iterator[click.Context]:
    """Yield the context of a command and of all below it."""
    yield context
    command = context.command
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            below = command.get_command(context, name)
            assert below is not None  # noqa: S101  (told to the type checker)
            yield from commands(click.Context(below, info_name=name, parent=context))


def page(context: click.Context) -> str:
    """Return the man page of a command."""
    words = context.command_path
    name = words.replace(" ", "-")
    text = paragraphs(context.command)
    lines = [
        # The day of a page would make it stale every day, so the third argument is left empty.
        f'.TH "{escaped(name.upper())}" "1" "" "scraper {escaped(VERSION)}" "scraper"',
        ".SH NAME",
        rf"{escaped(name)} \- {escaped(_one_line(text[0]).rstrip('.'))}",
        ".SH SYNOPSIS",
        rf"\fB{escaped(words)}\fR {escaped(' '.join(context.command.collect_usage_pieces(context)))}",
        ".SH DESCRIPTION",
        *_paragraphs(text),
        ".SH OPTIONS",
        *_options(context),
        *_commands(context),
        *_see_also(context),
    ]
    return "\n".join(lines) + "\n"


def paragraphs(command: click.Command) -> list[str]:
    """Return the paragraphs of a command's help."""
    return inspect.cleandoc(command.help or "").split("\n\n")


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _paragraphs(text: list[str]) -> Iterator[str]:
    for number, paragraph in enumerate(text):
        if number:
            yield ".PP"
        if paragraph.startswith(_AS_IT_STANDS):
            yield ".nf"
            yield escaped(paragraph.removeprefix(_AS_IT_STANDS))
            yield ".fi"
        else:
            yield escaped(_one_line(paragraph))


def _options(context: click.Context) -> Iterator[str]:
    for parameter in context.command.get_params(context):
        record = parameter.get_help_record(context)
        if record is not None:
            yield ".TP"
            yield rf"\fB{escaped(record[0])}\fR"
            yield escaped(_one_line(record[1]))


def _commands(context: click.Context) -> Iterator[str]:
    command = context.command
    if not isinstance(command, click.Group):
        return
    yield ".SH COMMANDS"
    for name in command.list_commands(context):
        below = command.get_command(context, name)
        assert below is not None  # noqa: S101  (told to the type checker)
        yield ".TP"
        yield rf"\fB{escaped(f'{context.command_path}-{name}'.replace(' ', '-'))}\fR(1)"
        yield escaped(_one_line(paragraphs(below)[0]))


def _see_also(context: click.Context) -> Iterator[str]:
    if context.parent is None:
        return
    yield ".SH SEE ALSO"
    yield rf"\fB{escaped(context.parent.command_path.replace(' ', '-'))}\fR(1)"


def pages() -> dict[str, str]:
    """Return all man pages by the names of their files."""
    # The names of the option for help are those that the program has; its commands take them over.
    root = click.Context(cli, info_name="scraper", max_content_width=10_000, help_option_names=["-h", "--help"])
    return {f"{context.command_path.replace(' ', '-')}.1": page(context) for context in commands(root)}


def stale(wanted: dict[str, str]) -> list[str]:
    """Return the names of the files that are not as they should be, those too many included."""
    there = {file.name: file.read_text("utf-8") for file in FOLDER.glob("*.1")}
    return sorted(name for name in {*there, *wanted} if there.get(name) != wanted.get(name))


def main() -> None:
    """Write the pages, or check them."""
    wanted = pages()
    old = stale(wanted)
    if "--check" in sys.argv[1:]:
        if old:
            sys.exit(f"Stale: {', '.join(old)}. Renew them with 'python docs/man/make.py'.")
        return
    for name in old:
        if name in wanted:
            (FOLDER / name).write_text(wanted[name], "utf-8")
        else:
            (FOLDER / name).unlink()


if __name__ == "__main__":
    main()
