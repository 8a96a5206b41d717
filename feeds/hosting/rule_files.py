"""Netlify and Cloudflare Pages: ``_headers`` and ``_redirects``.

https://docs.netlify.com/manage/routing/headers/ and
https://developers.cloudflare.com/pages/configuration/headers/, and for each the page about
redirects beside it, at /redirects/.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from operator import itemgetter

from msgspec import Struct

from feeds.config.moves import OldPath, Parts, Wild, expression, is_open
from feeds.edition import PublishedFile
from feeds.errors import counted
from feeds.hosting.tree import WrittenTree, ending, type_of
from feeds.http import VALIDATORS, cache_control, content_type, links
from feeds.model import FileType
from feeds.pages.html import HEADER_POLICY
from feeds.urls import quote_path, served_path

OURS = "# Written by `feeds hosting`"
"""The first line of such a file: files without it are not overwritten."""

_MOST_RULES, _LONGEST_RULE = 100, 2000
"""Cloudflare's limits for _headers: rules; characters in a line
(developers.cloudflare.com/pages/configuration/headers/)."""
_MOST_SINGLE, _MOST_PATTERNS, _LONGEST_REDIRECT = 2000, 100, 1000
"""Cloudflare's limits for _redirects: paths; patterns; characters in a line
(developers.cloudflare.com/pages/configuration/redirects/#per-file)."""
_ADVISED = 10_000
"""Number of redirects from which Netlify advises to use patterns, or a deploy may fail
(docs.netlify.com/manage/routing/redirects/overview/)."""
_OPEN = "\0"
_PART = "the host cannot match a part of a name"
"""Why neither host can answer for a pattern."""

Fields = dict[str, str]

_EVERYWHERE: Fields = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": VALIDATORS,
    "X-Content-Type-Options": "nosniff",
}
_OWN = ("Content-Type", "Cache-Control", "Link", "Content-Security-Policy")
"""The headers of single files."""


class HostFiles(Struct, frozen=True):
    """Files for a host, to be written beside the feeds."""

    files: Mapping[str, str]
    """Their texts, by name."""
    remarks: tuple[str, ...]
    """What the host cannot do, for the user to know."""


def netlify(tree: WrittenTree) -> HostFiles:
    """Return files for Netlify, with a rule for every file: it documents no limit."""
    rules = [(f"{tree.mount}/*", _EVERYWHERE)]
    rules += [(_address(tree, file), _fields_of(tree, file)) for file in tree.files]
    lines = _redirects(tree, tree.olds, {200: 200, 301: 301, 308: 301})
    left = _left(len(tree.olds) - len(lines), _PART)
    remarks = (*left, *_many(len(lines)), *_as_301(tree), *_not_gone(tree), *_not_opened(tree))
    redirects = _lines(line for line, _ in sorted(lines, key=itemgetter(1)))
    return HostFiles({"_headers": _headers(rules), "_redirects": redirects}, remarks)


def cloudflare(tree: WrittenTree) -> HostFiles:
    """Return files for Cloudflare Pages, within its limits for rules, redirects and patterns."""
    all_rules = [(f"{tree.mount}/*", _EVERYWHERE), *_by_folder(tree)]
    rules = [(path, _short(fields)) for path, fields in all_rules if len(path) <= _LONGEST_RULE]
    free = [old for old in tree.olds if not _covers_files(tree, old)]
    lines = _redirects(tree, free, {200: 200, 301: 301, 308: 308})
    short = [(line, is_pattern) for line, is_pattern in lines if len(line) <= _LONGEST_REDIRECT]
    single = [line for line, is_pattern in short if not is_pattern]
    patterns = [line for line, is_pattern in short if is_pattern]
    remarks = [
        *_too_long(_count(all_rules) - _count(rules), "header"),
        *_too_long(len(lines) - len(short), "old path"),
        *_too_many(rules[_MOST_RULES:], "header rule"),
        *_too_many(single[_MOST_SINGLE:], "old path"),
        *_too_many(patterns[_MOST_PATTERNS:], "old path pattern"),
        *_left(len(tree.olds) - len(free), "published files would match too"),
        *_left(len(free) - len(lines), _PART),
        *_not_gone(tree),
        *_not_opened(tree),
    ]
    files = {
        "_headers": _headers(rules[:_MOST_RULES]),
        "_redirects": _lines([*single[:_MOST_SINGLE], *patterns[:_MOST_PATTERNS]]),
    }
    return HostFiles(files, tuple(remarks))


def _covers_files(tree: WrittenTree, old: OldPath) -> bool:
    """Say whether an old path matches published files: Cloudflare prefers redirects to files."""
    found = re.compile(expression(old.parts))
    paths = (served_path(file.path).rstrip("/") for file in tree.files)
    return is_open(old.parts) and any(map(found.fullmatch, paths))


def _by_folder(tree: WrittenTree) -> Iterator[tuple[str, Fields]]:
    """Yield rules: for pages, each feed at the top, each ending in a folder, and exceptions.

    Cloudflare joins the values of a header from all rules that match. So the rule of an
    exception, or of a feed among the pages, first removes the headers.
    """
    yield from _of_pages(tree)
    are_mixed = any(tree.is_among_pages(feed.path) for feed in tree.feeds)
    over = _instead if are_mixed else dict
    groups: dict[tuple[str, str], list[PublishedFile]] = defaultdict(list)
    for feed in tree.feeds:
        groups[_group(feed)].append(feed)
    tops = {_group(other)[0] for other in tree.others}
    usual = {
        (top, end): Counter(map(_type_and_age, feeds)).most_common(1)[0][0]
        for (top, end), feeds in groups.items()
        if top and (end or top not in tops)
    }
    for feed in tree.feeds:
        if _group(feed) not in usual:
            yield _address(tree, feed), over(_fields_of(tree, feed))
    for (top, end), (type, max_age) in usual.items():
        path, fields = _folder(tree, top, end, type, max_age)
        yield path, over(fields)
    for file in (*tree.others, *tree.feeds):
        if usual.get(_group(file), _type_and_age(file)) != _type_and_age(file):
            yield _address(tree, file), _instead(_fields_of(tree, file))


def _of_pages(tree: WrittenTree) -> Iterator[tuple[str, Fields]]:
    """Yield rules for the folder of pages; of the types in it, the host only lacks OPML's."""
    inside = [other for other in tree.others if tree.is_among_pages(other.path)]
    if inside:
        age = Counter(other.max_age for other in inside).most_common(1)[0][0]
        folder = tree.mount + _quoted(tree.pages)
        said = {"Cache-Control": cache_control(age), "Content-Security-Policy": HEADER_POLICY}
        yield f"{folder}*", said
        yield f"{folder}*.{FileType.OPML}", {"Content-Type": content_type(FileType.OPML)}
    for other in tree.others:
        if not tree.is_among_pages(other.path):
            yield _address(tree, other), _fields_of(tree, other)


def _group(file: PublishedFile) -> tuple[str, str]:
    """Return the folder at the top that a file is in, empty if in none, and its ending."""
    _, *folders, name = file.path.split("/")
    return folders[0] if folders else "", ending(name)


def _type_and_age(file: PublishedFile) -> tuple[str, int]:
    return type_of(file), file.max_age


def _folder(
    tree: WrittenTree, folder: str, end: str, type: str, max_age: int
) -> tuple[str, Fields]:
    place, dotted = f"/{_quoted(folder)}/", f".{_quoted(end)}" if end else ""
    own = links(f"{tree.url}{place}:splat{dotted}", tree.hubs)
    fields = {"Content-Type": type, "Cache-Control": cache_control(max_age), "Link": own}
    return f"{tree.mount}{place}*{dotted}", fields


def _instead(fields: Fields) -> Fields:
    """Return fields that replace those of earlier rules."""
    return {f"! {name}": "" for name in _OWN} | fields


def _address(tree: WrittenTree, file: PublishedFile) -> str:
    return tree.mount + _quoted(served_path(file.path))


def _fields_of(tree: WrittenTree, file: PublishedFile) -> Fields:
    fields = {"Content-Type": type_of(file), "Cache-Control": cache_control(file.max_age)}
    if file.is_feed:
        fields["Link"] = links(tree.url_of(file.path), tree.hubs)
    if file.format == FileType.HTML:
        fields["Content-Security-Policy"] = HEADER_POLICY
    return fields


def _quoted(path: str) -> str:
    """Percent-encode a path, also the characters that begin placeholders in a rule."""
    return quote_path(path).replace("*", "%2A").replace(":", "%3A")


def _headers(rules: Iterable[tuple[str, Fields]]) -> str:
    lines = [OURS, ""]
    for path, fields in rules:
        lines.append(path)
        lines += (_field(name, value) for name, value in fields.items())
    return "\n".join(lines) + "\n"


def _field(name: str, value: str) -> str:
    return f"  {name}: {value}" if value else f"  {name}"


def _short(fields: Fields) -> Fields:
    """Return the fields whose lines are short enough for Cloudflare."""
    return {
        name: value for name, value in fields.items() if len(_field(name, value)) <= _LONGEST_RULE
    }


def _count(rules: Iterable[tuple[str, Fields]]) -> int:
    return sum(len(fields) for _, fields in rules)


def _redirects(
    tree: WrittenTree, olds: Iterable[OldPath], statuses: Mapping[int, int]
) -> list[tuple[str, bool]]:
    """Return the line of each old path that can be written, and whether it is a pattern."""
    return [
        (
            f"{tree.mount}{source} {tree.mount}{_quoted(old.target.path)}"
            f" {statuses[old.target.status]}",
            is_open(old.parts),
        )
        for old in olds
        if (source := _source(old.parts)) is not None
    ]


def _source(parts: Parts) -> str | None:
    """Return a path or pattern; None if only a part of a segment is open."""
    text = "".join(_OPEN if isinstance(part, Wild) else _quoted(part) for part in parts)
    segments = text.split("/")
    if any(_OPEN in segment and segment != _OPEN for segment in segments):
        return None
    named = (f":part{place}" if one == _OPEN else one for place, one in enumerate(segments))
    return "/".join(named)


def _lines(redirects: Iterable[str]) -> str:
    return "\n".join([OURS, "", *redirects]) + "\n"


def _left(count: int, why: str) -> Iterator[str]:
    if count:
        yield f"the files leave out {counted(count, 'old path pattern')}, because {why}"


def _many(redirects: int) -> Iterator[str]:
    if redirects >= _ADVISED:
        yield (
            f"Netlify advises fewer than {_ADVISED} redirects, but the file has {redirects}; if a "
            "deploy fails, use patterns in feeds.redirects"
        )


def _as_301(tree: WrittenTree) -> Iterator[str]:
    if any(old.target.status == 308 for old in tree.olds):
        yield "the host answers 301 instead of 308 for old paths"


def _not_gone(tree: WrittenTree) -> Iterator[str]:
    if any(tree.retired):
        yield "the host answers 404 instead of 410 for retired paths"


def _not_opened(tree: WrittenTree) -> Iterator[str]:
    if tree.opened:
        why = "because the host cannot choose by request headers"
        yield f"browsers that open a feed get the feed, not its page, {why}"


def _too_many(left: Sequence[object], what: str) -> Iterator[str]:
    if left:
        yield f"the files leave out {counted(len(left), what)}, because the host allows no more"


def _too_long(count: int, what: str) -> Iterator[str]:
    if count:
        why = "because the host allows only shorter lines"
        yield f"the files leave out {counted(count, what)}, {why}"
