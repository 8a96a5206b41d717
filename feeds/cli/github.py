"""Annotations of GitHub Actions: problems that pull requests show beside the lines they are in.

The form is that of workflow commands, see
docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from feeds.config import NO_FILE
from feeds.errors import Fault, printable
from feeds.rules import Severity, alike, rule_of

TITLE = "feeds"
"""The title of errors that are not of a rule."""
_MOST = 10
"""Annotations of one kind that GitHub shows for a step."""
_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}
_ORDER = [*Severity]
_IN_MESSAGES = {"%": "%25", "\r": "%0D", "\n": "%0A"}
_IN_PROPERTIES = _IN_MESSAGES | {":": "%3A", ",": "%2C"}


def annotated(
    faults: Iterable[Fault], environment: Mapping[str, str], title: str = ""
) -> Iterator[str]:
    """Yield faults as workflow commands, errors first.

    Paths are relative to the current directory; in commands they are relative to the workspace,
    which the environment names. A problem of several posts is one annotation. GitHub shows only
    some annotations: the rest are plain lines for the log, and the last line counts them. The title
    of each is its rule, unless another is given.
    """
    groups = sorted(alike(faults), key=lambda group: _ORDER.index(_severity(group)))
    shown, rest = Counter[str](), Counter[str]()
    workspace = environment.get("GITHUB_WORKSPACE", "")
    for group in groups:
        command, name = _COMMANDS[_severity(group)], title or rule_of(group[0]).name
        if shown[command] < _MOST:
            shown[command] += 1
            yield f"::{command} {_properties(group[0], name, workspace)}::{_annotation(group)}"
        else:
            rest[command] += 1
            yield f"{command}: {_place(group[0])}{_message(group)} [{name}]"
    if rest:
        counts = ", ".join(
            f"{count} {command}{'s' * (count > 1)}" for command, count in rest.items()
        )
        yield f"GitHub shows {_MOST} annotations of a kind; only this log has the rest: {counts}."


def plain_line(line: str) -> str:
    """Return a line for the log, which runs ``##[command]`` in any line that begins without ``::``.

    See ``TryParse`` in github.com/actions/runner/blob/main/src/Runner.Common/ActionCommand.cs.
    """
    return line.replace("##[", "#\\x23[")


def error_annotation(message: str) -> str:
    """Return an error of a command as a workflow command."""
    return f"::error title={TITLE}::{_escaped(message, _IN_MESSAGES)}"


def _severity(group: list[Fault]) -> Severity:
    return rule_of(group[0]).severity


def _properties(fault: Fault, title: str, workspace: str) -> str:
    given = {"title": title}
    if _has_file(fault):
        line = {"line": str(fault.line)} if fault.line else {}
        given = {"file": _in_workspace(fault.path, workspace)} | line | given
    return ",".join(f"{name}={_escaped(text, _IN_PROPERTIES)}" for name, text in given.items())


def _annotation(group: list[Fault]) -> str:
    place = "" if _has_file(group[0]) else _place(group[0])
    return _escaped(f"{place}{_message(group)}", _IN_MESSAGES)


def _has_file(fault: Fault) -> bool:
    """Say whether a fault is in a file, not in an option or in settings without a file."""
    return fault.path not in ("", NO_FILE) and not fault.path.startswith("--")


def _in_workspace(path: str, workspace: str) -> str:
    """Return a path relative to the workspace, or unchanged if it is not in it."""
    below = os.path.relpath(os.path.realpath(path), os.path.realpath(workspace or "."))
    return path if below.startswith("..") else below


def _message(group: list[Fault]) -> str:
    fault, others = group[0], dict.fromkeys(one.path for one in group[1:])
    others.pop(fault.path, None)
    message = f"{fault.message} (see also {fault.other})" if fault.other else fault.message
    if others:
        more = f"and {len(others) - 1} more posts" if len(others) > 1 else ""
        message = f"{message} (also in {' '.join(filter(None, (next(iter(others)), more)))})"
    return printable(message)


def _place(fault: Fault) -> str:
    place = f"{fault.path}:{fault.line}" if fault.line else fault.path
    return printable(f"{place}: " if place else "")


def _escaped(text: str, escapes: Mapping[str, str]) -> str:
    return "".join(escapes.get(character, character) for character in text)
