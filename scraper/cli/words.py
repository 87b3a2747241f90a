"""Commands whose arguments are words that may begin with a hyphen."""

from __future__ import annotations

import re

import click

# What begins with two hyphens is an option: its name, and perhaps a value behind "=". A name holds no white space, so
# that SQL that begins with a comment ("-- newest first") is none.
_LONG_OPTION = re.compile(r"(?P<name>--[^\s=]+)(?P<value>=.*)?", re.DOTALL)
# Behind these two hyphens alone, everything is a word (POSIX, Utility Syntax Guideline 10).
_END_OF_OPTIONS = "--"


class WordsCommand(click.Command):
    """A command that takes ``-5`` and ``-akte`` as words, and yet no misspelled option as one.

    click knows two ways only: to refuse every unknown word with a hyphen in front, ``-5`` included, or to take each of
    them as a word, ``--formt`` included. Here, what begins with two hyphens is an option, which click itself refuses
    where there is none of this name; what begins with one is a word, unless it is exactly a short option of the command
    (``-t``); and behind ``--`` everything is a word.
    """

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Hand click all options first, and the words behind ``--``, where it takes them as they are."""
        options: list[str] = []
        words: list[str] = []
        values_of = self._numbers_of_values(ctx)
        rest = list(args)
        while rest:
            arg = rest.pop(0)
            if arg == _END_OF_OPTIONS:
                words += rest
                break
            if not _is_option(arg, values_of):
                words.append(arg)
                continue
            # The values of an option follow it, whatever they begin with; those of an unknown one are not looked for,
            # since click refuses it.
            number = values_of.get(arg, 0)
            options += [arg, *rest[:number]]
            if len(rest) < number:
                # Handed over alone, it is refused by click; with "--" behind it, it would take that as its value.
                return super().parse_args(ctx, options)
            rest = rest[number:]
        return super().parse_args(ctx, [*options, _END_OF_OPTIONS, *words])

    def _numbers_of_values(self, ctx: click.Context) -> dict[str, int]:
        """Return each name of an option with the number of arguments behind it that are its values."""
        numbers: dict[str, int] = {}
        for param in self.get_params(ctx):
            if isinstance(param, click.Option):
                takes_none = param.is_flag or param.count
                number = 0 if takes_none else param.nargs
                numbers |= dict.fromkeys([*param.opts, *param.secondary_opts], number)
        return numbers


def _is_option(arg: str, known: dict[str, int]) -> bool:
    """Return whether an argument is an option: a short one that exists, or whatever begins with two hyphens."""
    return arg in known or _LONG_OPTION.fullmatch(arg) is not None
