"""One post as feed readers show it, for ``feeds preview``."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from difflib import SequenceMatcher
from heapq import nlargest
from pathlib import Path
from posixpath import splitext
from urllib.parse import SplitResult, unquote, urlsplit

import msgspec
from msgspec.structs import replace

from feeds.assemble.removals import Removal, removals
from feeds.config.ignore import IgnoreRules
from feeds.errors import Fault, FeedsError, explained, printable
from feeds.generators import LeftOut, Reading, first_problems, reading_unpublished
from feeds.generators.base import Html
from feeds.model import Entry, FeedSpec, Post
from feeds.pipeline.attachments import local_files, with_sizes
from feeds.pipeline.documents import make_entry, oversize_html
from feeds.pipeline.project import Project
from feeds.pipeline.reading import too_large
from feeds.pipeline.scan import ignored_files
from feeds.pipeline.survey import Survey
from feeds.source import FileSizes, TooLarge, is_plain

_SUGGESTIONS = 3
_COMPARED = 50
"""Paths that are compared letter by letter with what was asked for."""
_DATE = re.compile(r"/\d{4}-\d\d?-\d\d?[-_](?=[^/]+\Z)")
"""The date at the start of a file name."""
_NEUTRAL = "2026-11-23-post"
"""A file name without an ending, or a folder name, that every generator reads."""
_ENDINGS = (".md", ".markdown", ".mdx", ".html", ".htm")
"""The endings that a message suggests, if the generator reads them."""
_HERE = frozenset({"localhost", "127.0.0.1", "0.0.0.0", "::1"})
"""The hosts at which generators serve a site on the author's machine."""


class NoPostError(FeedsError):
    """No post, or more than one, fits what the user asked for."""


class UnreadablePostError(FeedsError):
    """The post cannot be shown: it has a fault, or feeds cannot show such a page."""

    def __init__(self, message: str, faults: Sequence[Fault] = ()) -> None:
        super().__init__(message)
        self.faults = tuple(faults)


class Preview(msgspec.Struct, frozen=True):
    """One post as feed readers get it."""

    post: Post
    html: Html
    """Its HTML before it is sanitised."""
    entry: Entry
    unpublished: tuple[str, ...]
    """Why it is not published; empty if it is."""
    feeds: tuple[FeedSpec, ...]
    """The feeds that show it."""
    older_feeds: tuple[FeedSpec, ...]
    """The feeds of its terms, and the site's, that show only newer posts."""
    is_full: bool
    """Whether feeds show whole posts, unless a post asks for its summary only."""
    removals: tuple[Removal, ...]
    """What was removed from the post."""
    faults: tuple[Fault, ...]
    """Faults of the post that do not stop the preview."""


def preview(found: Survey, path: str, now: datetime) -> Preview:
    """Make the entry of the post at a path in the site's folder, also if it is not published.

    ``now`` decides whether the post is due, and is the date of a draft without a date. Raises
    :class:`UnreadablePostError` if no entry can be made.
    """
    project = found.project
    with reading_unpublished(now.isoformat()) as reasons:
        reading, faults = _read(project, path)
    if project.generator.is_draft(path):
        reasons.insert(0, LeftOut.DRAFT)
    unpublished = tuple(dict.fromkeys((*map(str, reasons), *_timing(reading.post, now))))
    post = _with_file_sizes(project, reading.post)
    if not unpublished:
        post = replace(post, id=_id_in_feeds(found, path))
    feeds, older = ((), ()) if unpublished else _feeds_of(found, post)
    html = project.html(reading, found.catalogue.everything)
    is_full = _is_full(found)
    entry = make_entry(project, post, html, is_full)
    return Preview(
        post=post,
        html=html,
        entry=entry,
        unpublished=unpublished,
        feeds=feeds,
        older_feeds=older,
        is_full=is_full,
        removals=tuple(removals(_source_of(entry, post, html), post.link)),
        faults=tuple(_faults(found, post, reading, html, faults)),
    )


def _read(project: Project, path: str) -> tuple[Reading, tuple[Fault, ...]]:
    try:
        result = project.read(path, project.content(path))
    except TooLarge as error:
        message = too_large(project, error.size)
        raise _unreadable(project, [Fault(path, 0, message)]) from error
    except OSError as error:
        raise _unreadable(project, [Fault(path, 0, explained(error))]) from error
    if result.reading:
        return result.reading, result.faults
    if result.faults:
        raise _unreadable(project, result.faults)
    raise UnreadablePostError(f"{printable(path)} is left out of the feeds: {result.left_out}")


def _unreadable(project: Project, faults: Iterable[Fault]) -> UnreadablePostError:
    located = project.located(faults)
    return UnreadablePostError("\n".join(map(str, located)), located)


def _timing(post: Post, now: datetime) -> Iterator[str]:
    """Yield whether a post is not due yet, or has expired."""
    if post.due and post.due > now:
        yield f"future, will be published on {post.due:%Y-%m-%d %H:%M %z}"
    if post.expires and post.expires <= now:
        yield f"expired on {post.expires:%Y-%m-%d %H:%M %z}"


def _with_file_sizes(project: Project, post: Post) -> Post:
    sizes = FileSizes(project.tree)
    places = local_files(project, post)
    return with_sizes(post, tuple(next(filter(None, map(sizes.of, one)), 0) for one in places))


def _feeds_of(found: Survey, post: Post) -> tuple[tuple[FeedSpec, ...], tuple[FeedSpec, ...]]:
    """Return the feeds that show a post, and those of its terms that show only newer posts."""
    terms = {(term.kind, term.name) for term in post.terms}
    feeds, older = list[FeedSpec](), list[FeedSpec]()
    for spec in found.plan.specs:
        if (spec.kind, spec.term.name) in terms if spec.term else post.on_site:
            (feeds if _shows(found, spec, post.path) else older).append(spec)
    return tuple(feeds), tuple(older)


def _id_in_feeds(found: Survey, path: str) -> str:
    try:
        return found.catalogue.post(path).id
    except KeyError as error:
        message = f"{printable(path)} changed a moment ago; run the command again"
        raise UnreadablePostError(message) from error


def _shows(found: Survey, spec: FeedSpec, path: str) -> bool:
    window = found.catalogue.window(spec)
    return any(one.path == path for one in window)


def _is_full(found: Survey) -> bool:
    """Return whether feeds show whole posts; all feeds of a site do, or none."""
    specs = found.plan.specs
    return specs[0].full_content if specs else found.project.generator.settings.full_content


def _source_of(entry: Entry, post: Post, html: Html) -> str:
    """Return the HTML that the entry's content, or else its summary, was made from."""
    if entry.content:
        return html.content
    return (post.summary or html.excerpt) if entry.summary_html else ""


def _faults(
    found: Survey, post: Post, reading: Reading, html: Html, faults: tuple[Fault, ...]
) -> list[Fault]:
    """Return what is wrong with a post, each once, sorted by place."""
    noted = [fault for fault in found.catalogue.faults() if fault.path == post.path]
    problems = [one for one in html.problems if one not in frozenset(reading.problems)]
    if message := oversize_html(post, html):
        problems.append((0, message))
    of_html = [
        Fault(post.path, line, message, fatal=False)
        for line, message in first_problems(tuple(problems))
    ]
    return sorted({*noted, *faults, *of_html})


def find_post(found: Survey, asked: str) -> str:
    """Return the path of the post that somebody asked for.

    ``asked`` is a URL, a path relative to the current folder or to the site's folder, or the end
    of such a path, for example a file name. The ending, ``index.md`` and the date in the name may
    be missing. Raises :class:`NoPostError` if no post or several posts fit, and names the closest.
    """
    project = found.project
    if "\0" in asked or not _is_unicode(asked):
        raise NoPostError(f"{printable(asked)}: the path is not UTF-8; rename the file")
    if "://" in asked:
        return _only(asked, _at_url(found, asked), _closest_url(found, asked))
    inside = list(_inside(project, asked))
    folders = [path for path in inside if os.path.isdir(project.tree / path)]
    files = [path for path in inside if os.path.lexists(project.tree / path)]
    for path in inside:
        if found.catalogue.seen.version(path):
            return path
    for path in filter(project.generator.is_draft, files):
        return path
    known = list(found.catalogue.seen.stamps())
    fitting: Sequence[str] = next(filter(None, _fitting(asked, inside, known)), ())
    if not fitting and folders:
        raise NoPostError(f"{printable(asked) or '.'} is a folder; name a post in it")
    if not fitting and files:
        raise NoPostError(f"{printable(asked)} {_why_no_post(project, files[0])}")
    if not fitting and (unread := _unread(found, asked, inside)):
        raise NoPostError(f"{printable(unread)} {_why_no_post(project, unread)}")
    return _only(asked, fitting, _closest(asked, known))


def _unread(found: Survey, asked: str, inside: Sequence[str]) -> str | None:
    """Return a file that fits but is not read because of its name or the key ``ignore``."""
    paths = [*found.catalogue.seen.skipped(), *ignored_files(found.project)]
    fitting = next(filter(None, _fitting(asked, inside, paths)), None)
    return fitting[0] if fitting else None


def _why_no_post(project: Project, path: str) -> str:
    """Return why a file in the site's folder is not a post, and what to do."""
    if not is_plain(project.tree, path):
        return "is not a regular file; name the file of a post"
    if wanted := project.generator.misnamed(path):
        return f"is not a post because of its name; rename it to {wanted}"
    if project.generator.is_post(path) and IgnoreRules(project.config.ignore).ignores(path):
        return "is left out by `ignore`; change this key of the configuration"
    if wrong := _why_unread(project, path):
        return wrong
    return f"is not a post of {project.generator.label}; name the file of a post"


def _why_unread(project: Project, path: str) -> str | None:
    """Return which part of a path is the cause that a file is not a post, and what to do.

    The generator's own rules decide: would it read the file if only this part were different?
    If no single part is the cause, the result is None.
    """
    *folders, name = path.split("/")
    good: list[str] = []
    hidden: list[int] = []
    for place, part in enumerate(folders):
        is_hidden = part[0] in "._" and not project.generator.descends("/".join([*good, part]))
        hidden += [place] if is_hidden else []
        good.append(_NEUTRAL if is_hidden else part)
    endings = [one for one in _ENDINGS if _reads(project, [*good, _NEUTRAL + one])]
    if not endings:
        return None
    for place in hidden:
        start = folders[place][0]
        renamed = [*good[:place], start + _NEUTRAL, *good[place + 1 :], _NEUTRAL + endings[0]]
        if not _reads(project, renamed):
            shown = printable(folders[place])
            return (
                f"is not a post because the folder name {shown} begins with {start}; rename the "
                "folder"
            )
    if name[0] in "._" and not _reads(project, [*good, name[0] + _NEUTRAL + endings[0]]):
        return f"is not a post because its name begins with {name[0]}; rename the file"
    if not _reads(project, [*good, _NEUTRAL + splitext(name)[1]]):
        *others, last = endings
        allowed = f"{', '.join(others)} or {last}" if others else last
        return f"is not a post because of its ending; use {allowed}"
    return None


def _reads(project: Project, parts: Sequence[str]) -> bool:
    """Return whether a file at this path would be read as a post."""
    above = ["/".join(parts[:end]) for end in range(1, len(parts))]
    return (
        project.own_folders.isdisjoint(above)
        and all(map(project.generator.descends, above))
        and project.generator.is_post("/".join(parts))
    )


def _fitting(asked: str, inside: Sequence[str], known: Sequence[str]) -> Iterator[list[str]]:
    """Yield the posts that fit, first by their whole paths, then by the ends of their paths."""
    bare = {path: _without_suffix(path) for path in known}
    whole = {path.removesuffix("/index") for path in inside}
    yield [path for path in known if bare[path] in whole]
    ending = f"/{asked.strip('/')}"
    yield [path for path in known if f"/{path}".endswith(ending)]
    ending = ending.removesuffix("/index") or ending
    yield [path for path in known if f"/{bare[path]}".endswith(ending)]
    yield [path for path in known if _DATE.sub("/", f"/{bare[path]}").endswith(ending)]


def _is_unicode(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _inside(project: Project, asked: str) -> Iterator[str]:
    """Yield the paths in the site's folder that ``asked`` may mean.

    It is relative to the current folder or to the site's folder.
    """
    tree = os.path.abspath(project.tree)
    for start in (Path.cwd(), tree):
        path = os.path.relpath(os.path.join(start, asked), tree)
        if not path.startswith(".."):
            yield Path(path).as_posix()


def _only(asked: str, fitting: Sequence[str], closest: Sequence[str]) -> str:
    if len(fitting) == 1:
        return fitting[0]
    asked = printable(asked)
    if fitting:
        named = ", ".join(map(printable, sorted(fitting)[:_SUGGESTIONS]))
        more = f" and {len(fitting) - _SUGGESTIONS} more" if len(fitting) > _SUGGESTIONS else ""
        raise NoPostError(
            f"{asked}: {len(fitting)} posts match: {named}{more}; give the whole path"
        )
    hint = (
        f"did you mean {' or '.join(map(printable, closest))}?"
        if closest
        else "give the path of a post"
    )
    raise NoPostError(f"{asked}: no post has this path, file name or URL; {hint}")


def _at_url(found: Survey, asked: str) -> list[str]:
    wanted = _address(asked)
    links = ((path, _address(link)) for path, link in found.catalogue.links())
    return [
        path for path, (host, place) in links if place == wanted[1] and wanted[0] in {host, *_HERE}
    ]


def _address(url: str) -> tuple[str, str]:
    """Return the host and path of a URL without parts that people leave out, such as ``www.``."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        parts, host = SplitResult("", "", url, "", ""), ""
    path = unquote(parts.path).removesuffix("index.html").removesuffix(".html")
    return host.removeprefix("www."), path.strip("/")


def _closest_url(found: Survey, asked: str) -> list[str]:
    return _closest(asked, [link for _, link in found.catalogue.links()])


def _closest(asked: str, known: Sequence[str]) -> list[str]:
    """Return the known paths that are most like ``asked``.

    Groups of three letters are compared first, then all letters of the best paths.
    """
    asked = _name_of(asked)
    wanted = _threes(asked)
    likely = nlargest(_COMPARED, known, key=lambda one: len(wanted & _threes(_name_of(one))))
    ratios = [(_likeness(asked, _name_of(one)), one) for one in likely]
    return [one for ratio, one in nlargest(_SUGGESTIONS, ratios) if ratio >= 0.6]


def _likeness(asked: str, name: str) -> float:
    return 1 if asked and asked in name else SequenceMatcher(None, asked, name).ratio()


def _name_of(path: str) -> str:
    """Return the last part of a path or URL in lower case, without its date and ending."""
    return _DATE.sub("/", f"/{_without_suffix(path.rstrip('/'))}").rpartition("/")[2].lower()[:200]


def _without_suffix(path: str) -> str:
    """Return a path without its ending. ``bread/index.md`` becomes ``bread``."""
    return splitext(path)[0].removesuffix("/index")


def _threes(text: str) -> set[str]:
    return {text[at : at + 3] for at in range(max(len(text) - 2, 1))}
