"""What a build tells the job of GitHub Actions that runs it: a summary, and outputs for steps."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from pathlib import Path

from feeds.pipeline.report import Report

_MOST_PATHS = 1_000
_MOST_BYTES = 100_000
"""A variable of the environment holds 128 KiB on Linux."""
_SHOWN = 20
"""Lines of each list in the summary, which holds 1 MiB."""


def tell_job(report: Report, problems: Sequence[str], environment: Mapping[str, str]) -> None:
    """Write a job summary and the outputs of the step, if the environment names their files.

    ``problems`` are the faults as lines. Raises ``OSError`` if a file cannot be written.
    """
    for name, lines in (
        ("GITHUB_STEP_SUMMARY", _summary(report, problems)),
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


def _summary(report: Report, problems: Sequence[str]) -> Iterator[str]:
    numbers = {
        "Posts": report.posts,
        "Feeds": report.feeds,
        "Documents": report.documents,
        "Written": report.written,
        "Removed": report.removed,
        "Problems": len(report.faults),
    }
    yield "### Feeds"
    yield ""
    yield f"| {' | '.join(numbers)} |"
    yield f"|{' ---: |' * len(numbers)}"
    yield f"| {' | '.join(map(str, numbers.values()))} |"
    yield from _listed("Problems", problems)
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
