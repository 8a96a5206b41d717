"""Compare sites built by their generators with ours, for docs/explanation/parity.md."""

from __future__ import annotations

import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from feeds.generators import recognise

from . import (
    eleventy_native,
    eleventy_trees,
    feed_trees,
    hugo_bodies,
    hugo_channels,
    hugo_native,
    hugo_rules,
    hugo_trees,
    jekyll_native,
    pelican_native,
    pelican_text_trees,
    pelican_trees,
    trees,
)
from .comparison import Comparison, Difference

Feeds = Mapping[str, Comparison]
Columns = Mapping[str, tuple[str, ...]]
_OF_FEEDS = {
    "title": ("feed's title",),
    "link": ("feed's link",),
    "language": ("feed's language",),
    "self": ("feed's self", "feed's type"),
}
_OF_ENTRIES = {
    name: (name,)
    for name in (
        *("id", "link", "title", "published", "updated", "terms", "authors"),
        *("text", "content", "summary", "links", "pre"),
    )
}
"""The columns of the tables, each with the fields it shows."""


@dataclass(frozen=True, slots=True)
class Native:
    """A generator that can be the judge."""

    installed: Callable[[], object]
    compare: Callable[[Path], Feeds]
    rules: Mapping[str, Mapping[str, str]]
    """Small trees, one for every rule, each from path to content."""


@dataclass(frozen=True, slots=True)
class Compared:
    """The feeds of one tree, or of all trees of a generator's rules."""

    generator: str
    tree: str
    feeds: tuple[Comparison, ...]


_VIDEO = "the HTML of `{{% vimeo %}}` is indented, so Hugo shows it as code"
_QUOTE = "curly quotes around an ellipsis in parentheses face the other way"
_PARAGRAPH_ID = "the id of a paragraph from an attribute list (`{: #fn1}`) is lost"
_EXPLAINED = {
    "https://spf13.com/post/vim-plugins-snipmate/": _VIDEO,
    "https://spf13.com/presentation/7-biggest-mistakes-in-go/": (
        f"{_VIDEO}; curly quotes in Go code that is not marked as code face the other way"
    ),
    "https://spf13.com/presentation/go-for-object-oriented-programmers/": _QUOTE,
    "https://onevcat.com/2016/03/swift-throws": (
        "our summaries have spaces instead of no-break spaces"
    ),
    "https://onevcat.com/2018/10/swift-result-error": (
        "Jekyll reads the `<T>` of `Result<T>` in a heading as an empty element, "
        "which ours leaves out"
    ),
    "https://www.ruby-lang.org/en/news/2002/12/07/raa-2-1-0": _PARAGRAPH_ID,
    "https://www.ruby-lang.org/en/news/2010/08/16/xss-in-webrick-cve-2010-0541": _PARAGRAPH_ID,
    "https://www.ruby-lang.org/ja/news/2006/12/05/ruby-1-8-5-p2": _PARAGRAPH_ID,
}
"""Why an entry differs, by its id."""
_MOST_LISTED = 3
_OLD_NAMES = {"spf13": {"taxonomies": {"tag": "tags", "topic": "topics"}}}
"""What a newer Hugo needs to read an old tree as it was meant."""

_SPELT_IN_SEVERAL_WAYS = {"spf13"}
"""Trees with terms such as VIM and Vim, whose feeds Hugo titles by chance."""

NATIVES = {
    "jekyll": Native(
        jekyll_native.installed,
        lambda tree: jekyll_native.compare(tree).feeds,
        {**trees.TREES, **feed_trees.FEED_TREES},
    ),
    "hugo": Native(
        hugo_native.executable,
        lambda tree: (
            hugo_native.compare(
                tree, _OLD_NAMES.get(tree.name), tree.name in _SPELT_IN_SEVERAL_WAYS
            ).feeds
        ),
        {**hugo_trees.TREES, **hugo_rules.RULES, **hugo_channels.CHANNELS, **hugo_bodies.TREES},
    ),
    "pelican": Native(
        pelican_native.command,
        pelican_native.compare,
        {**pelican_trees.TREES, **pelican_text_trees.TEXT_TREES},
    ),
    "eleventy": Native(eleventy_native.modules, eleventy_native.compare, eleventy_trees.TREES),
}


def missing() -> list[str]:
    """Return the generators that are not installed here."""
    return [name for name, native in NATIVES.items() if not native.installed()]


def report(given: Iterable[Path]) -> str:
    """Compare every rule's tree and the given trees; return the document."""
    rules = (
        Compared(name, "small test sites", tuple(feed for _, feed in of_rules(native)))
        for name, native in NATIVES.items()
    )
    return page([*rules, *map(of_tree, given)])


def of_tree(tree: Path) -> Compared:
    """Compare one real tree."""
    name = recognise(tree).name
    return Compared(name, tree.name, tuple(NATIVES[name].compare(tree).values()))


def page(compared: Sequence[Compared]) -> str:
    """Return the document."""
    tables = [_table("feeds", _OF_FEEDS, compared), _table("entries", _OF_ENTRIES, compared)]
    differing = [line for one in compared for line in _differing(one)]
    bare = [
        f"- {one.tree}: <{entry}>"
        for one in compared
        for entry in sorted({entry for feed in one.feeds for entry in feed.bare})
    ]
    lists = ((_LIST, differing), (_BARE, bare))
    listed = ["\n\n".join([text, "\n".join(lines)]) for text, lines in lists if lines]
    return "\n\n".join([_HEAD, tables[0], _ENTRIES, tables[1], _RULES, *listed])


def of_rules(native: Native, word: str = "") -> Iterator[tuple[str, Comparison]]:
    """Compare the trees of a generator's rules whose names contain the word.

    Yield every feed with the names of its tree and its path.
    """
    for name in (name for name in native.rules if word in name):
        with tempfile.TemporaryDirectory() as folder:
            tree = Path(folder) / "tree"
            for path, content in native.rules[name].items():
                (tree / path).parent.mkdir(parents=True, exist_ok=True)
                (tree / path).write_bytes(content.encode())
            for path, one in native.compare(tree).items():
                yield f"{name}: {path}", one


def _table(counted: str, columns: Columns, compared: Iterable[Compared]) -> str:
    heads = ("generator", "site", counted, *columns)
    lines = [f"| {' | '.join(heads)} |", "|---|---" + "|---:" * (len(heads) - 2) + "|"]
    for one in compared:
        total = sum(feed.entries if counted == "entries" else 1 for feed in one.feeds)
        equal = (sum(feed.equal(*fields) for feed in one.feeds) for fields in columns.values())
        shares = (_share(number, total) for number in equal)
        lines.append(f"| {one.generator} | {one.tree} | {total} | {' | '.join(shares)} |")
    return "\n".join(lines)


def _differing(compared: Compared) -> Iterator[str]:
    """Say which fields of which entries differ, by the reason."""
    found: dict[str, list[Difference]] = defaultdict(list)
    for one in (one for feed in compared.feeds for one in feed.differences):
        found[one.entry].append(one)
    by_reason: dict[tuple[str, str], list[str]] = defaultdict(list)
    for entry, differences in sorted(found.items()):
        fields = ", ".join(sorted({one.field for one in differences}))
        reason = _EXPLAINED.get(entry, "not explained yet")
        by_reason[fields, reason].append(f"<{entry}>")
    for (fields, reason), entries in by_reason.items():
        more = f" and {len(entries) - _MOST_LISTED} more" * (len(entries) > _MOST_LISTED)
        listed = f"{', '.join(entries[:_MOST_LISTED])}{more}"
        yield f"- {compared.tree}, {fields}: {reason}: {listed}"


def _share(equal: int, total: int) -> str:
    """Return a share in per cent, 100 only for all of them."""
    if equal == total:
        return "100"
    return f"{min(100 * equal / total, 99.99):.2f}"


_HEAD = """\
# Parity

How closely the feeds match those of each generator.

A test builds each site twice: with its generator, and with `feeds build`. Then it compares every
feed that the generator writes. The rows "small test sites" are for sites that test one rule each.

`python -m tests.parity --write docs/explanation/parity.md SITE…` writes this page.

## Feeds

The numbers are the percentage of feeds in which a field is the same. The column `link` is for the
page that the feed links to. The column `self` is for the feed's own URL (`rel="self"`) and its
media type."""

_ENTRIES = """\
## Entries

The test compares entries one by one, in order. The numbers are the percentage of entries in which
a field is the same."""

_RULES = """\
## How they are compared

| column | what is compared |
|---|---|
| text | the visible text of the content, or of the summary if an entry has no content. The box \
of a task counts as ticked or not ticked |
| content, summary | the elements, and the attributes that feed readers use. If the generator's \
summary is plain text, ours must be plain text |
| links | the targets of all links, images, audio and video, in order (`href`, `src`, `srcset`, \
`poster`), as absolute URLs |
| pre | the exact text of each `<pre>` and `<code>` |

In the columns `text`, `content` and `summary`, several spaces or line ends count as one space. If
the generator's feed does not have a field, the field counts as the same.

These differences do not count:

- Our feeds have no scripts, styles and form fields, because a build removes them on purpose.
- A build replaces an iframe with a link, so both count as the same.
- `<span>`, `<font>`, and a `<div>` around blocks count as their content, because their classes have
  no meaning outside the site.
- Language tags may differ in case (RFC 5646 2.1.1).
- Hugo's feeds have no content. So the test uses a template with which Hugo's pages show only their
  content.
- A page without a date has the year 1 in Hugo's feeds, and 1970 in ours.
- If a site spells a term in several ways (spf13: VIM and Vim), each run of Hugo can choose another
  spelling as the title. So the titles of these feeds may differ in case.
- If a Jekyll site has no title, jekyll-feed titles a category's feed `| News`. Our title begins
  with the host.
- If a feed has the path `/feed/`, jekyll-feed writes this path into it. Ours has the path of the
  file, `/feed/index`.
- Jekyll's posts are compared after both programs have rendered the Liquid in them.

Zola is not compared. Our support for Zola follows its documentation and its built-in templates."""

_LIST = """\
## Differences

These entries differ in the named fields, for this reason:"""

_BARE = """\
The test compares these entries without their content. The generator cannot render their templates,
because a plugin or a theme is missing:"""
