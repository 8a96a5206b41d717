"""Messages for wrong use of the command line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

import click

from feeds.errors import nearest

_WORDS = (
    (r"Option '(.+)' requires an argument\.", "{}: needs a value; write it after the option"),
    (r"Option '(.+)' does not take a value\.", "{}: does not take a value; remove the value"),
    (r"Got unexpected extra argument \((.+)\)", "{command}: unexpected argument {!r}{help}"),
    (r"Got unexpected extra arguments \((.+)\)", "{command}: unexpected arguments {!r}{help}"),
    (r"Missing (command)\.", "{command}: the name of a command is missing{help}"),
)
"""click's messages, and the messages that replace them. Others are not changed."""
_PATHS = (
    (r"\w+ (.+) is not readable\.", "{} cannot be read; change its permissions"),
    (r"Directory (.+) is a file\.", "{} is a file; name a folder"),
)
"""The same for messages about paths."""
_LIKE = 0.75
"""How much a name must be like a wrong one to be what was probably meant."""


class CommandGroup(click.Group):
    """A group of commands that says which command was probably meant."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name = args[0]
        if name not in self.commands and (name == "-" or not name.startswith("-")):
            group = f"{ctx.command_path}: " if ctx.parent else ""
            words = f"{group}unknown command {name!r}{_guess(name, self.commands)}"
            raise click.UsageError(f"{words}{_see_help(ctx.command_path)}")
        return super().resolve_command(ctx, args)


def usage_message(error: click.ClickException) -> str:
    """Return what is wrong as ``--option: problem; remedy`` or ``command: problem; remedy``."""
    command = error.ctx.command_path if isinstance(error, click.UsageError) and error.ctx else ""
    if isinstance(error, click.NoSuchOption):
        return _unknown_option(error, command)
    if isinstance(error, click.MissingParameter):
        return f"{command}: {_place(error)} is missing; see {command} --help"
    if isinstance(error, click.BadParameter):
        place = _place(error)
        return f"{place}: {_expected(error)}" if place else _expected(error)
    return _in_our_words(error.format_message(), command)


def require_values(arguments: Sequence[str]) -> None:
    """Raise an error if an argument is empty, such as an unset variable of a script."""
    for before, argument in pairwise(("feeds", *arguments)):
        option, equals, value = argument.partition("=")
        if argument == "" or (option.startswith("-") and equals and not value):
            place = option or before
            words = f"{place}: " if place.startswith("-") else f"the argument after {place} "
            raise click.UsageError(f"{words}is empty; give it a value, or leave it out")


def _unknown_option(error: click.NoSuchOption, command: str) -> str:
    found, name = error.ctx.command if error.ctx else None, error.option_name
    known = [option for parameter in found.params for option in parameter.opts] if found else []
    guess = _guess(name, known)
    if isinstance(found, click.Group) and not guess:
        guess = f"; write options after the command: {command} COMMAND {name}"
    return f"{command}: unknown option {name}{guess}{_see_help(command)}"


def _guess(name: str, known: Iterable[str]) -> str:
    """Return which name was probably meant, to append; empty if none is like it."""
    bare = {one.lstrip("-"): one for one in known}
    wanted = name.lstrip("-")
    longer = (one for one in bare if wanted and one.startswith(wanted))
    near = nearest(wanted, bare, _LIKE) or next(longer, "")
    return f"; did you mean {bare[near]}?" if near else ""


def _see_help(command: str) -> str:
    return f" (see {command} --help)"


def _place(error: click.BadParameter) -> str:
    """Return the option or argument that is wrong, as users write it."""
    if error.param_hint:
        hint = error.param_hint
        return hint if isinstance(hint, str) else ", ".join(hint)
    if isinstance(error.param, click.Option):
        return max(error.param.opts, key=len)
    return error.param.human_readable_name.strip("[]") if error.param else ""


def _expected(error: click.BadParameter) -> str:
    """Return what a value must be, if click says only that it is wrong."""
    kind = error.param.type if error.param else None
    value, says_so, _ = error.message.partition(" is not ")
    if says_so and isinstance(kind, click.IntRange):
        return f"{value} must be a whole number from {kind.min} to {kind.max}"
    if says_so and isinstance(kind, click.Choice):
        *others, last = map(str, kind.choices)
        return f"{value} must be {', '.join(others)} or {last}"
    for theirs, ours in _PATHS:
        if found := re.fullmatch(theirs, error.message):
            return ours.format(found[1])
    return error.message


def _in_our_words(message: str, command: str) -> str:
    for theirs, ours in _WORDS:
        if found := re.fullmatch(theirs, message):
            return ours.format(found[1], command=command, help=f"; see {command} --help")
    return message
