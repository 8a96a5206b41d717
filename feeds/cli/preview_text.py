"""The text that ``feeds preview`` prints."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator, Sequence
from html import escape
from typing import TYPE_CHECKING

from rich.console import Console, OverflowMethod
from rich.text import Text

from feeds.cli.console import display, fault_lines, write
from feeds.cli.terminal_html import for_terminal, terminal_lines
from feeds.model import FeedSpec, Person

if TYPE_CHECKING:
    from feeds.assemble.removals import Removal
    from feeds.pipeline.preview import Preview
    from feeds.pipeline.project import Project

_FEW = 5
"""How many feeds are named without --verbose."""
_MANY = 20
"""How many removed things are named without --verbose."""
_WIDTH = 80
"""Columns in a pipe."""
_LABELS = 12
"""Columns of the names of facts."""
_NARROWEST = 20
"""Columns of facts."""
_LONG = 300
"""Characters of a summary that is shown above the content."""
_WORDS = {"unpublished": "its front matter says so", "draft": "it is a draft"}


def print_preview(shown: Preview, project: Project) -> None:
    """Print a preview: facts, what feed readers show, and what they do not show."""
    console = _console()
    lines: list[Text] = []
    if not display().quiet:
        if shown.unpublished:
            lines.append(Text(not_published(shown), "bold yellow"))
        lines.append(Text(for_terminal(shown.entry.title or "(no title)"), "bold"))
        for label, value in facts(shown):
            lines += _labelled(label, Text(for_terminal(value)), console)
        lines += [Text(), Text("─" * console.width, "dim")]
        lines += terminal_lines(body(shown), shown.entry.link, console)
        lines.append(Text("─" * console.width, "dim"))
        for words in removed(shown):
            lines += Text(for_terminal(words)).wrap(console, console.width, overflow="fold")
    for line in lines:
        line.rstrip()
    if lines:
        console.print(Text("\n").join(lines), soft_wrap=True)
    for fault in fault_lines(shown.faults, project):
        write(fault)


def _labelled(label: str, value: Text, console: Console) -> Iterator[Text]:
    overflow: OverflowMethod = "fold" if " " in value.plain else "ignore"  # addresses stay whole
    width = max(console.width - _LABELS, _NARROWEST)
    for line in value.wrap(console, width, overflow=overflow):
        yield Text.assemble(label.ljust(_LABELS), line)
        label = ""


def _console() -> Console:
    """Return a console as wide as the terminal, in colours if they are wanted."""
    color = display().color
    is_terminal = sys.stdout.isatty()
    return Console(
        width=shutil.get_terminal_size().columns if is_terminal else _WIDTH,
        force_terminal=is_terminal if color is None else color,
        highlight=False,
        markup=False,
        emoji=False,
    )


def not_published(shown: Preview) -> str:
    """Return the line that says why a post is not published."""
    reasons = ", ".join(_WORDS.get(one, one) for one in shown.unpublished)
    return f"Not published: {reasons}"


def facts(shown: Preview) -> Iterator[tuple[str, str]]:
    """Yield the parts of an entry beside its title and content, each with its name."""
    entry = shown.entry
    yield "link", entry.link
    yield "id", entry.id
    yield "published", entry.published.isoformat(" ")
    if entry.updated != entry.published:
        yield "updated", entry.updated.isoformat(" ")
    if entry.authors:
        yield "authors", ", ".join(map(_person, entry.authors))
    if entry.categories:
        yield "terms", ", ".join(one.label for one in entry.categories)
    if entry.language:
        yield "language", entry.language
    if entry.image:
        yield "image", entry.image
    for one in entry.enclosures:
        length = f", {one.length:,} bytes" if one.length else ""
        yield "enclosure", f"{one.url} ({one.type}{length})"
    yield "feeds", _paths(shown.feeds) or "none"
    if shown.older_feeds:
        yield "", f"not in {_paths(shown.older_feeds)}, which show only newer posts"
    if entry.summary and entry.content:
        is_long = len(entry.summary) > _LONG
        yield "summary", f"{entry.summary[:_LONG]}…" if is_long else entry.summary


def _person(person: Person) -> str:
    about = ", ".join(filter(None, (person.email, person.uri)))
    return f"{person.name} ({about})" if about else person.name


def _paths(specs: Sequence[FeedSpec]) -> str:
    """Return the paths of feeds: of each in all its formats with --verbose, or else in one."""
    if display().verbose:
        return ", ".join(path for spec in specs for path in spec.paths.values())
    named = ", ".join(next(iter(spec.paths.values())) for spec in specs[:_FEW])
    more = len(specs) - _FEW
    return f"{named} and {more} more (--verbose lists all)" if more > 0 else named


def body(shown: Preview) -> str:
    """Return the HTML that a feed reader shows for the entry."""
    entry = shown.entry
    if entry.content.strip():
        return entry.content
    summary = entry.summary_html or f"<p>{escape(entry.summary)}</p>"
    return summary if entry.summary or entry.summary_html else "<p><em>(no text)</em></p>"


def removed(shown: Preview) -> Iterator[str]:
    """Yield lines about what feed readers do not get."""
    if not shown.is_full or shown.post.summary_only:
        yield "Feeds show only the summary of this post."
    if not shown.removals:
        yield "Nothing was removed."
        return
    yield "Removed:"
    most = len(shown.removals) if display().verbose else _MANY
    for one in shown.removals[:most]:
        examples = f" ({', '.join(one.examples)})" if one.examples else ""
        yield f"  {_named(one)} ×{one.count}: {one.reason}{examples}"
    if len(shown.removals) > most:
        yield f"  and {len(shown.removals) - most} more (--verbose lists all)"


def _named(removal: Removal) -> str:
    if removal.kind == "element":
        return removal.name or "other elements"
    if removal.kind == "attribute":
        return f"{removal.name} attribute" if removal.name else "other attributes"
    return "all markup" if removal.kind == "markup" else str(removal.kind)
