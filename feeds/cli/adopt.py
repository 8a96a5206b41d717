"""``feeds adopt``: let posts keep the ids that subscribers know."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
from msgspec.structs import replace

from feeds.catalogue.baseline import Baseline
from feeds.cli.console import (
    display,
    faults_data,
    note,
    note_left_out,
    tell_summary,
    write,
    write_json,
)
from feeds.cli.known_feeds import feeds_at
from feeds.cli.options import Where, display_options, project_at, shared_options, verbose_option
from feeds.cli.progress import progress_bar
from feeds.errors import Fault, counted, printable
from feeds.generators.plain.matter import with_identity
from feeds.guard import (
    ADOPTING,
    IDS_FILE,
    KnownEntry,
    Matching,
    earlier_entry,
    ids_text,
    is_identity,
    match,
)
from feeds.pipeline.project import Project
from feeds.pipeline.survey import survey

_MOST_LOST = 3
"""Entries without a post that are named without ``--verbose``."""


@click.command("adopt")
@click.argument("old", metavar="[OLD]", required=False)
@click.option(
    "--front-matter", is_flag=True, help="Write the ids into the posts (plain folders only)."
)
@shared_options
@verbose_option("List every old entry without a post.")
@display_options
def adopt_command(old: str | None, front_matter: bool, **where: Any) -> None:
    """Give posts the ids that they had in older feeds.

    OLD is a feed file, a folder of feeds, or the URL of a feed, such as the feed of the
    generator that you used before. Without OLD, posts get the ids that the last build published.
    The ids are written to _feeds-ids.yaml in the site's folder. Commit this file.

    \b
    Examples:
      feeds adopt https://example.com/feed.xml
      feeds adopt public/ --url https://new.example.com
      feeds adopt                        after a build that would change most ids
    """
    _, project = project_at(Where(**where))
    if front_matter and not project.generator.reads_ids:
        label = project.generator.label
        message = f"{label} does not read ids from front matter; leave the option out"
        raise click.BadParameter(message, param_hint="--front-matter")
    paths, found = _matched(project, _entries(old) if old else None)
    ids = {paths[new.id]: old.id for old, new in found.pairs if old.id != new.id}
    replaced = 0 if front_matter else len(project.ids.keys() & ids.keys())
    refused = _write_matter(project, ids) if front_matter else _write_file(project, ids)
    written = len(ids) - len(refused)
    if display().json:
        write_json(_data(found, paths, refused, written))
        return
    for line in _remarks(found, paths, refused, project):
        write(printable(line), err=True)
    if replaced:
        note(f"replaced {counted(replaced, 'earlier id')} in {IDS_FILE}")
    tell_summary(_summary(found, written))


def _entries(place: str) -> list[KnownEntry]:
    """Return all entries with a usable id. If several feeds have an id, the first feed counts."""
    entries: dict[str, KnownEntry] = {}
    for feed in feeds_at(place, "OLD"):
        for entry in filter(lambda one: is_identity(one.id), feed.entries):
            entries.setdefault(entry.id, entry)
    return list(entries.values())


def _matched(project: Project, old: list[KnownEntry] | None) -> tuple[Mapping[str, str], Matching]:
    """Return the path of each post by its id, and which post each old entry matches.

    If ``old`` is None, the old entries are those of the last build.
    """
    now = datetime.now(UTC)
    with progress_bar() as progress, survey(project, now, progress) as found:
        entries = found.entries()
        note_left_out(found.catalogue.left_out())
        paths = {entry.id: path for path, entry in entries.items()}
        if old is None:
            return paths, _since_last_build(found.catalogue.baseline, entries)
    return paths, match(old, list(entries.values()), ADOPTING)


def _since_last_build(baseline: Baseline, entries: Mapping[str, KnownEntry]) -> Matching:
    """Match the posts of the last build by path. Match moved posts as entries of an old feed."""
    if baseline.posts is None:
        message = "the last build is not known; name a feed that subscribers have: feeds adopt OLD"
        raise click.UsageError(message)
    earlier = {path: post for path in entries if (post := baseline.earlier(path))}
    pairs = ((earlier_entry(post), entries[path]) for path, post in earlier.items())
    others = [entry for path, entry in entries.items() if path not in earlier]
    found = match([*map(earlier_entry, baseline.missing())], others, ADOPTING)
    return replace(found, pairs=(*pairs, *found.pairs))


def _write_file(project: Project, ids: Mapping[str, str]) -> tuple[Fault, ...]:
    """Add ids to the ids file, by the paths of posts. No post is refused."""
    if ids:
        taken = frozenset(ids.values())
        kept = {path: one.id for path, one in project.ids.items() if one.id not in taken}
        text = ids_text({**kept, **ids})
        _replace(project.tree / IDS_FILE, text.encode())
    return ()


def _write_matter(project: Project, ids: Mapping[str, str]) -> tuple[Fault, ...]:
    """Write ids into posts; return a fault for each that cannot be written."""
    refused = []
    for path, identity in sorted(ids.items()):
        content = with_identity(project.content(path), identity)
        if path in project.ids:
            place = f"{IDS_FILE}:{project.ids[path].line}"
            refused.append(
                Fault(path, 0, f"the post gets its id from {place}; remove that line first")
            )
        elif content is None:
            message = f"the id cannot be added to the front matter; add id: {identity} by hand"
            refused.append(Fault(path, 1, message))
        else:
            _replace(Path(os.path.realpath(project.tree / path)), content)
    return tuple(refused)


def _replace(file: Path, content: bytes) -> None:
    """Replace a file in one step, and keep its mode."""
    part = file.with_name(f".{file.name}.part")
    part.unlink(missing_ok=True)
    with part.open("xb") as stream:  # never follows a link of this name
        stream.write(content)
    if file.exists():
        part.chmod(file.stat().st_mode)
    part.replace(file)


def _remarks(
    found: Matching, paths: Mapping[str, str], refused: tuple[Fault, ...], project: Project
) -> Iterator[str]:
    for old, candidates in found.ambiguous:
        places = ", ".join(sorted(paths[entry.id] for entry in candidates))
        wanted = places or "a post that matches another entry better"
        yield f"not adopted: {_named(old)} could be {wanted}"
    lost = found.lost if display().verbose else found.lost[:_MOST_LOST]
    yield from (f"no post found for {_named(old)}" for old in lost)
    if len(lost) < len(found.lost):
        yield f"no post found for {len(found.lost) - len(lost)} more (--verbose lists all)"
    yield from map(str, project.located(refused))


def _named(entry: KnownEntry) -> str:
    date = f", {entry.published.date()}" if entry.published else ""
    return f"{entry.title or '(no title)'}{date} ({entry.id})"


def _data(
    found: Matching, paths: Mapping[str, str], refused: tuple[Fault, ...], written: int
) -> dict[str, Any]:
    """Return what was adopted and what was not, as JSON values."""
    return {
        "adopted": written,
        "same": _same(found),
        "ambiguous": [
            {**_entry_data(old), "paths": sorted(paths[entry.id] for entry in candidates)}
            for old, candidates in found.ambiguous
        ],
        "lost": [_entry_data(old) for old in found.lost],
        "faults": faults_data(refused),
    }


def _entry_data(entry: KnownEntry) -> dict[str, str]:
    return {"id": entry.id, "title": entry.title, "link": entry.link}


def _same(found: Matching) -> int:
    return sum(old.id == new.id for old, new in found.pairs)


def _summary(found: Matching, written: int) -> str:
    return (
        f"{counted(written, 'id')} adopted, {_same(found)} already the same, "
        f"{len(found.ambiguous)} unclear, {len(found.lost)} without a post."
    )
