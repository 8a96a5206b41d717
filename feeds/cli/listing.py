"""``feeds list``: every feed with its number of posts and its URLs."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import click

from feeds.cli.console import display, note, note_left_out, write, write_json
from feeds.cli.options import Where, display_options, project_at, shared_options
from feeds.cli.progress import progress_bar
from feeds.errors import printable
from feeds.pipeline.survey import Survey, survey
from feeds.plan import PathAllocator

if TYPE_CHECKING:
    from feeds.pipeline.project import Project

Row = dict[str, Any]

_KEYS: Mapping[str, Callable[[Row], Any]] = {
    "term": lambda row: (row["term"] or "").casefold(),
    "posts": lambda row: row["posts"],
    "newest": lambda row: row["newest"] or "",
}
"""What rows are sorted by. The plan has sorted them by kind and term."""
_DESCENDING = ("posts", "newest")
_WIDEST = 30
"""Cells. A longer term moves the rest of its own line only."""


@click.command("list")
@click.option(
    "--kind",
    "kinds",
    multiple=True,
    metavar="KIND",
    help="List only feeds of this kind, such as tag; can be repeated.",
)
@click.option(
    "--term",
    "terms",
    multiple=True,
    metavar="TERM",
    help="List only feeds of this term; can be repeated.",
)
@click.option(
    "--sort",
    type=click.Choice(["kind", *_KEYS]),
    default="kind",
    metavar="ORDER",
    help="Sort by kind, term, posts or newest.  [default: kind]",
)
@shared_options
@display_options
def list_command(kinds: Sequence[str], terms: Sequence[str], sort: str, **where: Any) -> None:
    """List every feed with its number of posts and its URLs.

    Nothing is written. In a pipe, each feed is one line of five fields with tabs between
    them: kind, term, number of posts, date of the newest post, URLs.

    \b
    Examples:
      feeds list
      feeds list --kind tag --sort posts
      feeds list --term python --json
    """
    _, project = project_at(Where(**where))
    _require_known(project, kinds)
    with progress_bar() as progress, survey(project, datetime.now(UTC), progress) as found:
        rows = [
            row
            for row in _rows(found)
            if (not kinds or row["kind"] in kinds) and (not terms or row["term"] in terms)
        ]
        note_left_out(found.catalogue.left_out())
    if sort in _KEYS:
        rows.sort(key=_KEYS[sort], reverse=sort in _DESCENDING)
    if display().json:
        write_json(rows)
    elif not rows:
        note("no feed matches")
    elif sys.stdout.isatty():
        _print_table(rows)
    else:
        for row in rows:
            posts, newest = str(row["posts"]), row["newest"] or ""
            urls = " ".join(row["urls"].values())
            write("\t".join((row["kind"], _term(row), posts, newest, urls)))


def _require_known(project: Project, kinds: Sequence[str]) -> None:
    allocator = PathAllocator(project.config, project.generator.settings)
    for kind in kinds:
        if kind not in allocator.patterns:
            raise click.BadParameter(allocator.unknown_kind(kind), param_hint="--kind")


def _rows(found: Survey) -> list[Row]:
    """Return every planned feed as JSON values, the newest date as text."""
    counts = {(count.term.kind, count.term.name): count for count in found.catalogue.terms()}
    rows = []
    for spec in found.plan.specs:
        count = counts.get((spec.kind, spec.term.name if spec.term else ""))
        rows.append(
            {
                "kind": str(spec.kind),
                "term": spec.term.name if spec.term else None,
                "title": spec.title,
                "home": spec.home,
                "language": spec.language,
                "posts": count.posts if count else 0,
                "newest": count.newest.isoformat() if count else None,
                "urls": {format.value: url for format, url in spec.urls.items()},
            }
        )
    return rows


def _print_table(rows: Sequence[Row]) -> None:
    """Print a line for each feed, and its URLs: beside it, or below it if one is too long."""
    from rich.cells import cell_len  # 25 ms, for terminals only

    lines: list[tuple[str, ...]] = [("kind", "term", "posts", "newest (UTC)", "formats")]
    for row in rows:
        posts, formats = f"{row['posts']:>5}", " ".join(row["urls"])
        lines.append((row["kind"], _term(row), posts, _minute(row["newest"]), formats))
    widths = [min(max(map(cell_len, column)), _WIDEST) for column in zip(*lines, strict=True)]
    texts = [_padded(line, widths, cell_len) for line in lines]
    beside = max(map(cell_len, texts)) + 2
    longest = max(len(url) for row in rows for url in row["urls"].values())
    is_wide = beside + longest <= shutil.get_terminal_size().columns
    indent = " " * (beside if is_wide else 4)
    title = " " * (beside - cell_len(texts[0])) + "URLs" if is_wide else ""
    write(click.style(texts[0] + title, bold=True))
    for text, row in zip(texts[1:], rows, strict=True):
        first = " " * (beside - cell_len(text)) if is_wide else f"\n{indent}"
        write(text + first + f"\n{indent}".join(row["urls"].values()))


def _padded(line: Sequence[str], widths: Sequence[int], cells: Callable[[str], int]) -> str:
    padded = (text + " " * (wide - cells(text)) for text, wide in zip(line, widths, strict=True))
    return "  ".join(padded).rstrip()


def _term(row: Row) -> str:
    """Return the term as one line without tabs; empty for the site."""
    return printable(row["term"] or "")


def _minute(newest: str | None) -> str:
    """Return a date as people read it."""
    return f"{datetime.fromisoformat(newest):%Y-%m-%d %H:%M}" if newest else ""
