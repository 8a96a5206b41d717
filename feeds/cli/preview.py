"""``feeds preview``: one post as feed readers show it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import click
import msgspec
from msgspec.structs import replace

from feeds.cli.console import FAULTY, display, fail, faults_data, note, write, write_json
from feeds.cli.options import Where, display_options, project_at, shared_options, verbose_option
from feeds.cli.progress import progress_bar
from feeds.model import Entry, FeedSpec
from feeds.pipeline.survey import survey

if TYPE_CHECKING:
    from feeds.pipeline.preview import Preview


@click.command("preview")
@click.argument("post", metavar="POST")
@click.option("--browser", is_flag=True, help="Open the preview in a browser.")
@shared_options
@verbose_option("List every feed, and everything that was removed.")
@display_options
def preview_command(post: str, browser: bool, **where: Any) -> None:
    """Show one post as feed readers show it.

    A list below the post says what was removed from it, and why. POST is a file, the name of
    a file, or a URL. You can preview drafts and other unpublished posts too. Nothing is
    published.

    \b
    Examples:
      feeds preview _posts/2026-11-23-hello.md
      feeds preview hello --browser
      feeds preview https://example.com/2026/11/23/hello.html
    """
    # 150 ms to load, with rich and all that renders; `feeds --help` imports this module.
    from feeds.checks import check_post
    from feeds.cli.preview_page import opens, write_page
    from feeds.cli.preview_text import print_preview
    from feeds.pipeline.preview import NoPostError, UnreadablePostError, find_post, preview

    _, project = project_at(Where(**where))
    now = datetime.now(UTC)
    with progress_bar() as progress, survey(project, now, progress) as found:
        try:
            shown = preview(found, find_post(found, post), now)
            checked = check_post(found, shown.post, shown.html, shown.is_full, now)
            shown = replace(shown, faults=tuple(sorted({*shown.faults, *checked})))
        except NoPostError as error:
            fail(str(error))
        except UnreadablePostError as error:
            fail(str(error), FAULTY, error.faults)
    if browser:
        file = write_page(shown, project)
        if not opens(file):
            note("no browser could be opened; open this file in a browser")
    if display().json:
        write_json(_data(shown) | ({"file": str(file)} if browser else {}))
    elif browser:
        write(str(file))
    else:
        print_preview(shown, project)


def _data(shown: Preview) -> dict[str, Any]:
    """Return a preview as JSON values."""
    return {
        "path": shown.post.path,
        "unpublished": list(shown.unpublished),
        "entry": _entry_data(shown.entry),
        "feeds": [_feed_data(spec) for spec in shown.feeds],
        "older_feeds": [_feed_data(spec) for spec in shown.older_feeds],
        "removed": msgspec.to_builtins(shown.removals),
        "faults": faults_data(shown.faults),
    }


def _entry_data(entry: Entry) -> dict[str, Any]:
    values: dict[str, Any] = msgspec.to_builtins(entry, builtin_types=(datetime,))
    people = [{"name": one.name, "uri": one.uri, "email": one.email} for one in entry.authors]
    files = [{"url": one.url, "type": one.type, "length": one.length} for one in entry.enclosures]
    dates = {name: values[name].isoformat() for name in ("published", "updated")}
    return {**values, **dates, "authors": people, "enclosures": files}


def _feed_data(spec: FeedSpec) -> dict[str, Any]:
    paths: Mapping[str, str] = {format.value: path for format, path in spec.paths.items()}
    return {"kind": spec.kind, "term": spec.term and spec.term.name, "paths": paths}
