"""Output for GitHub Actions: annotations, and the summary of a job.

The forms are those of workflow commands, see
docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from feeds.errors import NO_FILE, Fault, counted, printable
from feeds.rules import Severity, alike, rule_of

if TYPE_CHECKING:
    from feeds.pipeline.report import Report

TITLE = "feeds"
"""The title of errors that are not of a rule."""
_MOST = 10
"""Annotations of one kind that GitHub shows for a step."""
_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}
_ORDER = [*Severity]
_IN_MESSAGES = {"%": "%25", "\r": "%0D", "\n": "%0A"}
_IN_PROPERTIES = _IN_MESSAGES | {":": "%3A", ",": "%2C"}

_MOST_PATHS = 1_000
_MOST_BYTES = 100_000
"""An environment variable can have 128 KiB on Linux."""
_SHOWN = 20
"""Lines of each list in the summary, which can have 1 MiB."""


def annotated(
    faults: Iterable[Fault], environment: Mapping[str, str], title: str = ""
) -> Iterator[str]:
    """Yield faults as workflow commands, errors first.

    Paths are relative to the current directory; in commands they are relative to the workspace,
    which the environment names. A fault of several posts is one annotation. GitHub shows only
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
        counts = ", ".join(counted(count, command) for command, count in rest.items())
        yield f"GitHub shows {_MOST} annotations of a kind. Only this log has the others: {counts}."


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
    """Say whether a fault is in a file, not in an option or in a configuration without a file."""
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


def tell_job(report: Report, faults: Sequence[str], environment: Mapping[str, str]) -> None:
    """Write a job summary and the outputs of the step, if the environment names their files.

    ``faults`` are lines. Raises ``OSError`` if a file cannot be written.
    """
    for name, lines in (
        ("GITHUB_STEP_SUMMARY", _summary(report, faults)),
        ("GITHUB_OUTPUT", _outputs(report)),
    ):
        if environment.get(name):
            with Path(environment[name]).open("a", encoding="utf-8") as file:
                file.writelines(f"{line}\n" for line in lines)


def _outputs(report: Report) -> Iterator[str]:
    for name in ("posts", "feeds", "documents", "written", "removed"):
        yield f"{name}={getattr(report, name)}"
    yield f"faults={len(report.faults)}"
    # JSON has no line ends of its own, so nothing in a path can start another output.
    yield f"changed={json.dumps(_first_paths(report.changed), ensure_ascii=False)}"


def _first_paths(paths: Sequence[str]) -> list[str]:
    taken, size = [], 0
    for path in paths[:_MOST_PATHS]:
        size += len(json.dumps(path, ensure_ascii=False).encode()) + 2  # a comma and a space
        if size > _MOST_BYTES:
            break
        taken.append(path)
    return taken


def _summary(report: Report, faults: Sequence[str]) -> Iterator[str]:
    numbers = {
        "Posts": report.posts,
        "Feeds": report.feeds,
        "Feed files": report.documents,
        "Written": report.written,
        "Removed": report.removed,
        "Faults": len(report.faults),
    }
    yield "### Feeds"
    yield ""
    yield f"| {' | '.join(numbers)} |"
    yield f"|{' ---: |' * len(numbers)}"
    yield f"| {' | '.join(map(str, numbers.values()))} |"
    yield from _listed("Faults", faults)
    yield from _listed("Changed", report.changed)


def _listed(title: str, lines: Sequence[str]) -> Iterator[str]:
    """Yield a list as preformatted HTML, in which Markdown has no meaning."""
    if lines:
        yield ""
        yield f"**{title}**"
        yield "<pre>"
        yield from (escape(line, quote=False) for line in lines[:_SHOWN])
        if len(lines) > _SHOWN:
            yield f"and {len(lines) - _SHOWN} more"
        yield "</pre>"
