"""``feeds links``: the links by which feed readers find a page's feeds."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urljoin

import click

from feeds.cli.console import FAULTY, display, note, tell_summary, write, write_json
from feeds.cli.options import Where, display_options, project_at, shared_options, verbose_option
from feeds.cli.progress import progress_bar
from feeds.discovery.folder import PageResult, SiteFolder
from feeds.discovery.links import FeedLink, SiteLinks, page_key
from feeds.errors import counted, printable
from feeds.pipeline.survey import Survey, survey
from feeds.urls import PATH_CHARACTERS

if TYPE_CHECKING:
    from feeds.generators import TermPage
    from feeds.model import FeedSpec
    from feeds.pipeline.project import Project

_NAMED = 20
"""Pages that a dry run names; more are counted by folder."""
_EXAMPLES = 3
"""Pages that are named for a problem of many."""


@click.command("links")
@click.option("--page", metavar="URL", help="Print the links of this page: a URL or a path.")
@click.option(
    "--inject",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Add the links to every page of the built site in DIR.",
)
@click.option("--dry-run", is_flag=True, help="List what --inject would change; write nothing.")
@shared_options
@verbose_option("List every page that is changed or left out.")
@display_options
def links_command(page: str | None, inject: Path | None, dry_run: bool, **where: Any) -> None:
    """Print a page's links to feeds, or add them to a built site.

    Browsers and feed readers look for these links in the head of a page. Every page links to
    the site's feed. The page of a category, tag or author links to its feed too. Each feed
    has one link for each format. A second run of --inject changes nothing.

    \b
    Examples:
      feeds links
      feeds links --page /tags/python/
      feeds links --inject _site --dry-run
    """
    if inject and page is not None:
        raise click.UsageError("--page: cannot be combined with --inject; leave one out")
    if dry_run and not inject:
        raise click.UsageError("--dry-run: works only with --inject; add --inject DIR")
    _, project = project_at(Where(**where))
    with progress_bar() as progress, survey(project, datetime.now(UTC), progress) as found:
        if inject:
            _require_built(inject, found)
        terms = found.term_pages()
        site = next((spec for spec in found.plan.specs if spec.term is None), None)
        links = SiteLinks(project.site.url, site, terms)
        unknown = _kinds_without_pages(terms)
    if inject is None:
        _print(links, project, page or "")
    else:
        if unknown:
            message = "the pages that list the posts of a term are not known"
            effect = f"so --inject adds no links to these feeds: {unknown}"
            note(f"{message}, {effect}; see `feeds help tag-feeds`")
        _inject(links, project, inject, dry_run)


def _require_built(folder: Path, found: Survey) -> None:
    """Raise a usage error if a folder contains source files of the site: they must not change."""
    wrong = None
    tree = Path(os.path.realpath(found.project.tree))
    place = Path(os.path.realpath(folder))
    if not place.is_dir():
        wrong = f"the folder {str(folder)!r} does not exist"
    elif tree.is_relative_to(place):
        wrong = f"{str(folder)!r} contains the site's source files"
    elif place.is_relative_to(tree):
        below = place.relative_to(tree).as_posix()
        posts = (path for path, _ in found.catalogue.links() if path.startswith(f"{below}/"))
        if below.partition("/")[0] in found.project.generator.source_folders:
            wrong = f"{str(folder)!r} contains the site's source files"
        elif post := next(posts, None):
            wrong = f"{str(folder)!r} contains posts, such as {post}"
    if wrong:
        message = f"{printable(wrong)}; name the folder of the built site, such as _site or public"
        raise click.BadParameter(message, param_hint="--inject")


def _print(links: SiteLinks, project: Project, page: str) -> None:
    site = f"{project.site.url}/"
    try:
        url = urljoin(site, page)
        key = links.key_of(url)
    except ValueError:
        url, key = page, None
    if key is None:
        message = f"{url!r} is not a page of the site; name one that begins with {site}"
        raise click.BadParameter(message, param_hint="--page")
    found = links.at(key)
    if display().json:
        write_json({"page": url, "links": [_link_data(link) for link in found]})
        return
    if key and found == links.at(""):
        note(f"no category, tag or author has the page {url}; these are the links of every page")
    for link in found:
        write(link.element)


def _link_data(link: FeedLink) -> dict[str, str]:
    return {"rel": "alternate", "type": link.type, "title": link.title, "href": link.href}


def _kinds_without_pages(terms: Sequence[tuple[FeedSpec | None, TermPage | None]]) -> str:
    """Return the kinds of feeds none of whose terms has a page that is known."""
    kinds = dict.fromkeys(spec.kind for spec, _ in terms if spec)
    known = {spec.kind for spec, page in terms if spec and page}
    return ", ".join(kind for kind in kinds if kind not in known)


def _inject(links: SiteLinks, project: Project, folder: Path, dry_run: bool) -> None:
    site = SiteFolder(
        folder,
        lambda path: links.at(page_key(f"/{path}")),
        lambda path: f"{project.site.url}/{quote(os.fsencode(path), PATH_CHARACTERS)}",
        dry_run,
    )
    results = [*site.add_links()]
    changed = [result.path for result in results if result.changed]
    if display().json:
        write_json(_results_data(results, dry_run))
    else:
        for line in _changed_lines(changed, dry_run):
            tell_summary(line)
        for line in _problem_lines(results):
            note(line)
        would_be = "would be " if dry_run else ""
        unchanged = sum(not (result.changed or result.problem) for result in results)
        left_out = sum(bool(result.problem) and not result.changed for result in results)
        rest = f", {left_out} left out" if left_out else ""
        tell_summary(
            f"{counted(len(changed), 'page')} {would_be}changed, {unchanged} unchanged{rest}."
        )
    if any(result.failed for result in results):
        sys.exit(FAULTY)


def _results_data(results: Sequence[PageResult], dry_run: bool) -> dict[str, Any]:
    return {
        "changed": [result.path for result in results if result.changed],
        "unchanged": sum(not (result.changed or result.problem) for result in results),
        "problems": [
            {"path": result.path, "message": result.problem} for result in results if result.problem
        ],
        "dry_run": dry_run,
    }


def _changed_lines(paths: Sequence[str], dry_run: bool) -> Iterator[str]:
    """Yield a line for each page; in a dry run many are counted by folder, unless --verbose."""
    if display().verbose or (dry_run and len(paths) <= _NAMED):
        verb = "would change" if dry_run else "changed"
        yield from (f"{verb} {printable(path)}" for path in paths)
    elif dry_run:
        places = Counter(
            f"{top}{slash}" for top, slash, _ in (path.partition("/") for path in paths)
        )
        for place, count in places.items():
            what = f"{counted(count, 'page')} in {place}" if place.endswith("/") else place
            yield f"would change {printable(what)}"


def _problem_lines(results: Sequence[PageResult]) -> Iterator[str]:
    """Yield a line for each problem, with the first pages that have it."""
    pages: dict[str, list[str]] = {}
    for result in results:
        if result.problem:
            pages.setdefault(result.problem, []).append(result.path)
    for problem, paths in pages.items():
        shown = paths if display().verbose else paths[:_EXAMPLES]
        more = f" and {len(paths) - len(shown)} more" if len(paths) > len(shown) else ""
        yield f"{', '.join(shown)}{more}: {problem}"
