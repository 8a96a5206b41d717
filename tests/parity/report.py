"""Every tree under its own generator and under ours, as the tables of docs/parity.md."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from feeds.generators import recognise

from . import (
    eleventy_native,
    eleventy_trees,
    feed_trees,
    hugo_native,
    hugo_rules,
    hugo_trees,
    jekyll_native,
    pelican_native,
    pelican_trees,
    trees,
)
from .comparison import Comparison

Feeds = Mapping[str, Comparison]
_COLUMNS = ("id", "link", "title", "published", "updated", "terms", "authors", "text")


@dataclass(frozen=True, slots=True)
class Native:
    """A generator that can be the judge."""

    installed: Callable[[], object]
    compare: Callable[[Path], Feeds]
    rules: Mapping[str, Mapping[str, str]]
    """Small trees, one for every rule, each from path to content."""


_EXPLAINED = {
    "https://www.ruby-lang.org/ja/news/2015/08/18/ruby-2-1-7-released": (
        "a heading right after code in a list item, which kramdown takes into the code"
    ),
    "https://spf13.com/post/vim-plugins-snipmate/": (
        "a shortcode after text, whose indented result Hugo shows as code"
    ),
}
"""Why a text differs, by the entry's id."""
_OLD_NAMES = {"spf13": {"taxonomies": {"tag": "tags", "topic": "topics"}}}
"""What a newer Hugo needs to read an old tree as it was meant."""

NATIVES = {
    "jekyll": Native(
        jekyll_native.installed,
        lambda tree: jekyll_native.compare(tree).feeds,
        {**trees.TREES, **feed_trees.FEED_TREES},
    ),
    "hugo": Native(
        hugo_native.executable,
        lambda tree: hugo_native.compare(tree, _OLD_NAMES.get(tree.name)).feeds,
        {**hugo_trees.TREES, **hugo_rules.RULES},
    ),
    "pelican": Native(pelican_native.command, pelican_native.compare, pelican_trees.TREES),
    "eleventy": Native(eleventy_native.modules, eleventy_native.compare, eleventy_trees.TREES),
}


def missing() -> list[str]:
    """Return the generators that are not installed here."""
    return [name for name, native in NATIVES.items() if not native.installed()]


def report(given: Iterable[Path]) -> str:
    """Compare every rule's tree and the given trees; return the document."""
    heads = ("generator", "tree", "feeds", "entries", *_COLUMNS)
    differing: dict[str, str] = {}
    bare: dict[str, str] = {}
    lines = [_HEAD, f"| {' | '.join(heads)} |", "|---|---" + "|---:" * (len(heads) - 2) + "|"]
    for name, native in NATIVES.items():
        lines.append(_row(name, "trees of rules", _of_rules(native)) if native.installed() else "")
    for tree in given:
        name = recognise(tree).name
        if name in NATIVES and NATIVES[name].installed():
            feeds = list(NATIVES[name].compare(tree).values())
            lines.append(_row(name, tree.name, feeds))
            differing |= dict.fromkeys(_differing(feeds), tree.name)
            bare |= dict.fromkeys((one for feed in feeds for one in feed.bare), tree.name)
    listed = (
        f"- {tree}: <{entry}>: {_EXPLAINED.get(entry, 'not explained yet')}"
        for entry, tree in _by_tree(differing)
    )
    unseen = [f"- {tree}: <{entry}>" for entry, tree in _by_tree(bare)]
    lines = [*filter(None, lines), "", _LIST, "", *listed]
    return "\n".join([*lines, *(["", _BARE, "", *unseen] if unseen else []), _FOOT])


def _by_tree(entries: Mapping[str, str]) -> list[tuple[str, str]]:
    return sorted(entries.items(), key=lambda item: item[::-1])


def _differing(feeds: Iterable[Comparison]) -> Iterable[str]:
    return (one.entry for feed in feeds for one in feed.differences if one.field == "text")


def _of_rules(native: Native) -> list[Comparison]:
    found: list[Comparison] = []
    for files in native.rules.values():
        with tempfile.TemporaryDirectory() as folder:
            tree = Path(folder) / "tree"
            for path, content in files.items():
                (tree / path).parent.mkdir(parents=True, exist_ok=True)
                (tree / path).write_bytes(content.encode())
            found += native.compare(tree).values()
    return found


def _row(generator: str, tree: str, feeds: list[Comparison]) -> str:
    entries = sum(max(feed.native, feed.ours) for feed in feeds)
    shares = (_share(sum(feed.equal(name) for feed in feeds), entries) for name in _COLUMNS)
    return f"| {generator} | {tree} | {len(feeds)} | {entries} | {' | '.join(shares)} |"


def _share(equal: int, entries: int) -> str:
    """Return a share in per cent, 100 only for all of them."""
    if equal == entries:
        return "100"
    return f"{min(100 * equal / entries, 99.99):.2f}"


_HEAD = """\
# Parity

Real generators build real trees, ours builds the same, and every feed that the generator writes is
compared entry by entry, in order. The numbers are per cent of entries in which a field is the same;
the visible text is compared with white space folded. `python -m tests.parity --write docs/parity.md
TREE…` writes this page; fields that a generator's feeds do not have count as the same.

"""

_LIST = "Entries whose visible text is not the same:"

_BARE = """\
Entries compared without their text, because the generator itself cannot work their templates off
there, for want of a plugin or a theme:"""

_FOOT = """
Jekyll's posts are compared after their Liquid is rendered, on both sides. An iframe counts as the
link that stands for it in a feed, and the box of a task as whether it is ticked; what is hidden
is not seen. Zola cannot be run beside this program; its generator follows its documentation."""
