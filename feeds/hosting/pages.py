"""Netlify and Cloudflare Pages as hosts: both read ``_headers`` and ``_redirects``.

https://docs.netlify.com/manage/routing/headers/ and
https://developers.cloudflare.com/pages/configuration/headers/, and for each the page about
redirects beside it, at /redirects/.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from operator import itemgetter

from msgspec import Struct

from feeds.config.moves import OldPath, Parts, Wild, expression, is_open
from feeds.edition import PublishedFile
from feeds.hosting.tree import WrittenTree, ending, type_of
from feeds.http import VALIDATORS, cache_control, links
from feeds.urls import quote_path

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

Fields = dict[str, str]

_EVERYWHERE: Fields = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": VALIDATORS,
    "X-Content-Type-Options": "nosniff",
}


class HostFiles(Struct, frozen=True):
    """Files for a host, to be written beside the feeds."""

    files: Mapping[str, str]
    """Their texts, by name."""
    remarks: tuple[str, ...]
    """What the host cannot do, for the user to know."""


def netlify(tree: WrittenTree) -> HostFiles:
    """Return files for Netlify, with a rule for every feed: it documents no limit."""
    rules = [(f"{tree.mount}/*", _EVERYWHERE)]
    rules += [(_address(tree, feed), _of_feed(tree, feed)) for feed in tree.feeds]
    lines = _redirects(tree, tree.olds, {200: 200, 301: 301, 308: 301})
    left = _left(len(tree.olds) - len(lines), "leave part of a name open")
    remarks = (*left, *_many(len(lines)), *_as_301(tree), *_not_gone(tree))
    redirects = _lines(line for line, _ in sorted(lines, key=itemgetter(1)))
    return HostFiles({"_headers": _headers(rules), "_redirects": redirects}, remarks)


def cloudflare(tree: WrittenTree) -> HostFiles:
    """Return files for Cloudflare Pages, within its limits for rules, redirects and patterns."""
    all_rules = [(f"{tree.mount}/*", _EVERYWHERE), *_by_folder(tree)]
    rules = [(path, _short(fields)) for path, fields in all_rules if len(path) <= _LONGEST_RULE]
    free = [old for old in tree.olds if not _covers_feeds(tree, old)]
    lines = _redirects(tree, free, {200: 200, 301: 301, 308: 308})
    short = [(line, is_pattern) for line, is_pattern in lines if len(line) <= _LONGEST_REDIRECT]
    single = [line for line, is_pattern in short if not is_pattern]
    patterns = [line for line, is_pattern in short if is_pattern]
    remarks = [
        *_too_long(_count(all_rules) - _count(rules), "headers are left out"),
        *_too_long(len(lines) - len(short), "old paths are not answered"),
        *_too_many(rules[_MOST_RULES:], "rules for types and max-age are left out"),
        *_too_many(single[_MOST_SINGLE:], "old paths are not answered"),
        *_too_many(patterns[_MOST_PATTERNS:], "patterns of old paths are not answered"),
        *_left(len(tree.olds) - len(free), "would answer where feeds are published"),
        *_left(len(free) - len(lines), "leave part of a name open"),
        *_not_gone(tree),
    ]
    files = {
        "_headers": _headers(rules[:_MOST_RULES]),
        "_redirects": _lines([*single[:_MOST_SINGLE], *patterns[:_MOST_PATTERNS]]),
    }
    return HostFiles(files, tuple(remarks))


def _covers_feeds(tree: WrittenTree, old: OldPath) -> bool:
    """Say whether an old path matches feeds: Cloudflare prefers redirects to files."""
    found = re.compile(expression(old.parts))
    return is_open(old.parts) and any(found.fullmatch(feed.path) for feed in tree.feeds)


def _by_folder(tree: WrittenTree) -> Iterator[tuple[str, Fields]]:
    """Yield a rule for each feed at the top, for each ending in a folder, and for exceptions.

    Cloudflare joins the values of a header from all rules that match. So the rule of an
    exception first removes the header.
    """
    kinds: dict[tuple[str, str], list[PublishedFile]] = defaultdict(list)
    for feed in tree.feeds:
        _, *folders, _ = feed.path.split("/")
        kinds[folders[0] if folders else "", ending(feed.path)].append(feed)
    for feed in chain.from_iterable(feeds for (folder, _), feeds in kinds.items() if not folder):
        yield _address(tree, feed), _of_feed(tree, feed)
    odd = []
    for (folder, end), feeds in kinds.items():
        if folder:
            usual = Counter((type_of(feed), feed.max_age) for feed in feeds).most_common(1)[0][0]
            yield _folder(tree, folder, end, *usual)
            odd += [feed for feed in feeds if (type_of(feed), feed.max_age) != usual]
    for feed in odd:
        yield _address(tree, feed), _instead(tree, feed)


def _folder(
    tree: WrittenTree, folder: str, end: str, type: str, max_age: int
) -> tuple[str, Fields]:
    place, dotted = f"/{_quoted(folder)}/", f".{_quoted(end)}" if end else ""
    own = links(f"{tree.url}{place}:splat{dotted}", tree.hubs)
    fields = {"Content-Type": type, "Cache-Control": cache_control(max_age), "Link": own}
    return f"{tree.mount}{place}*{dotted}", fields


def _instead(tree: WrittenTree, feed: PublishedFile) -> Fields:
    said = _of_feed(tree, feed)
    return {f"! {name}": "" for name in said} | said


def _address(tree: WrittenTree, feed: PublishedFile) -> str:
    return tree.mount + _quoted(feed.path)


def _of_feed(tree: WrittenTree, feed: PublishedFile) -> Fields:
    return {
        "Content-Type": type_of(feed),
        "Cache-Control": cache_control(feed.max_age),
        "Link": links(tree.url_of(feed.path), tree.hubs),
    }


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
        yield f"{count} of the patterns of old paths {why} and are not answered"


def _many(redirects: int) -> Iterator[str]:
    if redirects >= _ADVISED:
        advice = "more than Netlify advises: if a deploy fails, use patterns"
        yield f"{redirects} old paths are {advice}"


def _as_301(tree: WrittenTree) -> Iterator[str]:
    if any(old.target.status == 308 for old in tree.olds):
        yield "old paths with status 308 answer 301"


def _not_gone(tree: WrittenTree) -> Iterator[str]:
    if any(tree.retired):
        yield "retired paths answer 404, not 410"


def _too_many(what: Sequence[object], how: str) -> Iterator[str]:
    if what:
        yield f"{len(what)} {how}: more than the host takes"


def _too_long(count: int, how: str) -> Iterator[str]:
    if count:
        yield f"{count} {how}: longer than the host takes"
