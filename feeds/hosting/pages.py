"""Netlify and Cloudflare Pages as hosts: both read ``_headers`` and ``_redirects``.

https://docs.netlify.com/manage/routing/headers/ and
https://developers.cloudflare.com/pages/configuration/headers/, each with its redirects beside it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import NamedTuple

from feeds.contract import VALIDATORS, cache_control, links
from feeds.edition import PublishedFeed
from feeds.hosting.tree import WrittenTree, ending, type_of
from feeds.moves import Old, Parts, Wild, is_open
from feeds.urls import quote_path

OURS = "# Written by `feeds hosting`"
"""How such a file begins, so that nobody else's is overwritten."""

_CLOUDFLARE_HEADERS = 100
_CLOUDFLARE_REDIRECTS = 2000
_OPEN = "\0"

Fields = dict[str, str]

_EVERYWHERE: Fields = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": VALIDATORS,
    "X-Content-Type-Options": "nosniff",
}


class Pages(NamedTuple):
    """What goes into the output beside the feeds."""

    files: Mapping[str, str]
    """Texts by name."""
    remarks: tuple[str, ...]
    """What the host will not do."""


def netlify(tree: WrittenTree) -> Pages:
    """Return a rule for every feed; Netlify sets no bound to them."""
    rules = [(f"{tree.mount}/*", _EVERYWHERE)]
    rules += [(_address(tree, feed), _of_feed(tree, feed)) for feed in tree.feeds]
    redirects, left = _redirects(tree, {200: 200, 301: 301, 308: 301})
    remarks = [*_unwritable(left), *_as_301(tree), *_not_gone(tree)]
    return Pages({"_headers": _headers(rules), "_redirects": _lines(redirects)}, tuple(remarks))


def cloudflare(tree: WrittenTree) -> Pages:
    """Return as much as fits into a hundred rules and two thousand redirects."""
    rules = [(f"{tree.mount}/*", _EVERYWHERE), *_by_folder(tree)]
    redirects, left = _redirects(tree, {200: 200, 301: 301, 308: 308})
    remarks = [
        *_too_many(rules[_CLOUDFLARE_HEADERS:], "rules for types and max-age are left out"),
        *_too_many(redirects[_CLOUDFLARE_REDIRECTS:], "old paths are not answered"),
        *_unwritable(left),
        *_not_gone(tree),
    ]
    files = {
        "_headers": _headers(rules[:_CLOUDFLARE_HEADERS]),
        "_redirects": _lines(redirects[:_CLOUDFLARE_REDIRECTS]),
    }
    return Pages(files, tuple(remarks))


def _by_folder(tree: WrittenTree) -> Iterator[tuple[str, Fields]]:
    """Yield a rule for each feed at the top, for each kind of file in a folder, and for the odd.

    What a header says in several rules that match is joined, so that a later rule must
    take away what it replaces.
    """
    kinds: dict[tuple[str, str], list[PublishedFeed]] = defaultdict(list)
    for feed in tree.feeds:
        kinds[feed.path[1:].rpartition("/")[0].partition("/")[0], ending(feed.path)].append(feed)
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
    place, dotted = f"/{quote_path(folder)}/", f".{end}" if end else ""
    own = links(f"{tree.url}{place}:splat{dotted}", tree.hubs)
    fields = {"Content-Type": type, "Cache-Control": cache_control(max_age), "Link": own}
    return f"{tree.mount}{place}*{dotted}", fields


def _instead(tree: WrittenTree, feed: PublishedFeed) -> Fields:
    said = _of_feed(tree, feed)
    return {f"! {name}": "" for name in said} | said


def _address(tree: WrittenTree, feed: PublishedFeed) -> str:
    return tree.mount + quote_path(feed.path)


def _of_feed(tree: WrittenTree, feed: PublishedFeed) -> Fields:
    return {
        "Content-Type": type_of(feed),
        "Cache-Control": cache_control(feed.max_age),
        "Link": links(tree.url_of(feed.path), tree.hubs),
    }


def _headers(rules: Iterable[tuple[str, Fields]]) -> str:
    lines = [OURS, ""]
    for path, fields in rules:
        lines.append(path)
        lines += (f"  {name}: {value}" if value else f"  {name}" for name, value in fields.items())
    return "\n".join(lines) + "\n"


def _redirects(tree: WrittenTree, statuses: Mapping[int, int]) -> tuple[list[str], list[Old]]:
    """Return the lines, those of single paths before patterns, and what cannot be written."""
    olds = sorted(tree.olds, key=lambda old: is_open(old.parts))
    sources = [(_source(old.parts), old.target) for old in olds]
    lines = [
        f"{tree.mount}{source} {tree.mount}{quote_path(target.path)} {statuses[target.status]}"
        for source, target in sources
        if source is not None
    ]
    return lines, [old for old in olds if _source(old.parts) is None]


def _source(parts: Parts) -> str | None:
    """Write a path or pattern; None where it leaves but a part of a segment open."""
    text = "".join(_OPEN if isinstance(part, Wild) else quote_path(part) for part in parts)
    segments = text.split("/")
    if any(_OPEN in segment and segment != _OPEN for segment in segments):
        return None
    named = (f":part{place}" if one == _OPEN else one for place, one in enumerate(segments))
    return "/".join(named)


def _lines(redirects: Iterable[str]) -> str:
    return "\n".join([OURS, "", *redirects]) + "\n"


def _unwritable(left: Sequence[Old]) -> Iterator[str]:
    if left:
        yield f"{len(left)} patterns of old paths leave part of a name open and are not answered"


def _as_301(tree: WrittenTree) -> Iterator[str]:
    if tree.redirects(308):
        yield "old paths with status 308 answer 301"


def _not_gone(tree: WrittenTree) -> Iterator[str]:
    if any(tree.retired):
        yield "retired paths answer 404, not 410"


def _too_many(what: Sequence[object], how: str) -> Iterator[str]:
    if what:
        yield f"{len(what)} {how}: more than the host takes"
