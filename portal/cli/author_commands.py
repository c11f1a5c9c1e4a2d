"""Commands whose help is worded in the reader's language, and folded so that Chinese fits the terminal."""

from __future__ import annotations

import re
from copy import copy
from inspect import cleandoc
from typing import Any, Self, TypeVar
from unicodedata import east_asian_width

import click

from portal.catalogue.saying import say
from portal.cli.language import OPTION, chinese, spoken
from portal.settings import LANGUAGES

P = TypeVar("P", bound=click.Parameter)
_PIECE = re.compile(r"[!-~]+ ?|.", re.DOTALL)
_ENDS = "，。；：、！？）》”…,.;:)"
"""Signs that never begin a line."""
_STOPS = re.compile("[。；：]")


class Folded(click.HelpFormatter):
    """Folds by columns: a Chinese sign takes two, and a line may end after any."""

    def write_heading(self, heading: str) -> None:
        """What stands above a list."""
        if chinese():
            self.write(f"{'':>{self.current_indent}}{heading}：\n")
        else:
            super().write_heading(heading)

    def write_text(self, text: str) -> None:
        """A paragraph or several."""
        if not chinese():
            super().write_text(text)
            return
        indent = " " * self.current_indent
        for number, paragraph in enumerate(text.split("\n\n")):
            self.write("\n" if number else "")
            for line in folded(paragraph.replace("\n", ""), self.width - self.current_indent):
                self.write(f"{indent}{line}\n")

    def write_dl(self, rows: Any, col_max: int = 30, col_spacing: int = 2) -> None:
        """A list of names and what each means."""
        listed = list(rows)
        if not chinese():
            super().write_dl(listed, col_max, col_spacing)
            return
        first = min(max(columns(name) for name, _ in listed), col_max) + col_spacing
        for name, meaning in listed:
            lines = folded(meaning, max(self.width - first - self.current_indent, 20))
            if columns(name) > first - col_spacing:
                self.write(f"{'':>{self.current_indent}}{name}\n")
            else:
                beside = " " * (first - columns(name))
                self.write(f"{'':>{self.current_indent}}{name}{beside}{lines.pop(0)}\n")
            for line in lines:
                self.write(f"{'':>{self.current_indent + first}}{line}\n")


def columns(text: str) -> int:
    """How wide a text is in a terminal."""
    return sum(2 if east_asian_width(sign) in "WFA" and ord(sign) > 0xFF else 1 for sign in text)


def folded(text: str, width: int) -> list[str]:
    """The lines of a text, none wider than ``width`` columns but for a closing sign; words of Latin letters stay whole."""
    lines, room = [""], width
    for piece in _PIECE.findall(text):
        wide = columns(piece.rstrip())
        if wide > room and lines[-1] and piece[0] not in _ENDS:
            lines.append("")
            room = width
        if lines[-1] or piece != " ":
            lines[-1] += piece
            room -= columns(piece)
    return [line.rstrip() for line in lines]


class AuthorContext(click.Context):
    """Where a command for authors runs."""

    formatter_class = Folded


class AuthorCommand(click.Command):
    """A command for authors. Its docstring and its options' help are gathered for ``authors.po`` as they stand."""

    context_class = AuthorContext

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = click.Option(
            [OPTION],
            type=click.Choice(LANGUAGES),
            expose_value=False,
            help=say("The language of what is said; without it that of the terminal."),
        )
        self.params.append(language)

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """The option that shows the help, worded as the rest."""
        found = copy(super().get_help_option(ctx))
        if found is not None:
            # Click keeps the option with the words of the language that was spoken first.
            found.help = spoken(say("Show this message and exit."))
        return found

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The line that shows how a command is called."""
        super(AuthorCommand, self.worded()).format_usage(ctx, formatter)

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """What the command does."""
        super(AuthorCommand, self.worded()).format_help_text(ctx, formatter)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """What can be asked of it."""
        super(AuthorCommand, self.worded()).format_options(ctx, formatter)

    def get_short_help_str(self, limit: int = 45) -> str:
        """The first sentence of what it does."""
        if not chinese() or not self.help:
            return super().get_short_help_str(limit)
        return _STOPS.split(spoken(say(cleandoc(self.help))), maxsplit=1)[0]

    def worded(self) -> Self:
        """The command with its help in the language that is being spoken."""
        one = copy(self)
        one.help = spoken(say(cleandoc(self.help))) if self.help else None
        one.options_metavar = spoken(say("[OPTIONS]"))
        one.params = [_worded(param) for param in self.params]
        return one


class AuthorGroup(AuthorCommand, click.Group):
    """A group of commands for authors."""

    command_class = AuthorCommand

    def worded(self) -> Self:
        """The group with its help in the language that is being spoken."""
        one = super().worded()
        one.subcommand_metavar = spoken(say("COMMAND [ARGS]..."))
        return one


def _worded(param: P) -> P:
    one = copy(param)
    if isinstance(one, click.Option) and one.help:
        one.help = spoken(say(one.help))
        if one.metavar is None and one.type is click.STRING and not one.is_flag:
            one.metavar = spoken(say("TEXT"))
    return one
