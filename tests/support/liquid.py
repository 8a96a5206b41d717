"""Small Jekyll sites with Liquid, and their rendered posts."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import msgspec

from feeds.generators import read_post
from feeds.generators.base import Reading
from feeds.generators.jekyll import Jekyll
from feeds.generators.jekyll.collections import collections
from feeds.generators.jekyll.config import Defaults, file_rules, load_config, unicode_form
from feeds.generators.jekyll.converters import converters
from feeds.generators.jekyll.liquid import LiquidRenderer
from feeds.model import Post, Site
from feeds.source import walk
from tests.support import TESTS

CONFIG = "title: Example\nurl: https://example.com\ntimezone: Asia/Shanghai\n"


def write(tree: Path, files: Mapping[str, str]) -> Path:
    """Write files by path, and a configuration if ``files`` has none."""
    for name, text in {"_config.yml": CONFIG, **files}.items():
        (tree / name).parent.mkdir(parents=True, exist_ok=True)
        (tree / name).write_text(text, encoding="utf-8")
    return tree


def renderer(tree: Path) -> LiquidRenderer:
    """Return the renderer of a site's Liquid."""
    config = load_config(tree)
    folders = [one.folder for one in collections(config)]
    found = file_rules(config, folders)
    defaults = Defaults(config.get("defaults"), found.collections_dir)
    return LiquidRenderer(
        tree, config, found, defaults, converters(config), unicode_form(config)[0]
    )


class RenderedSite(msgspec.Struct, frozen=True):
    """The posts of a site by path."""

    read: Mapping[str, Reading]
    rendered: Mapping[str, Reading]
    """The same with their Liquid rendered."""


def render_site(tree: Path) -> RenderedSite:
    """Read every post of a site, and render the Liquid of those that have any."""
    generator, liquid = Jekyll(tree), renderer(tree)
    settings = generator.settings
    site = Site(
        settings.title or "", settings.url or "https://example.com", settings.timezone or ""
    )
    files, _ = walk(tree, generator.descends, generator.is_post, 2**62)
    outcomes = (
        read_post(generator, file.path, (tree / file.path).read_bytes(), site) for file in files
    )
    readings = {one.reading.post.path: one.reading for one in outcomes if one.reading}
    posts: list[Post] = sorted(
        (one.post for one in readings.values()), key=lambda post: post.published, reverse=True
    )
    rendered = {
        path: liquid.render(one, site, lambda: posts) if one.post.template else one
        for path, one in readings.items()
    }
    return RenderedSite(readings, rendered)


POST = "_posts/2020-01-02-post.md"
MATTER = "---\ntitle: One\ntags: [a, b]\nlist: [3, 1, 2]\n---\n"


def rendered_post(tree: Path, body: str, **files: str) -> Reading:
    """Render :data:`POST` with this body in a site with more files; in their names ``__`` is /."""
    named = {name.replace("__", "/"): text for name, text in files.items()}
    write(tree, {POST: MATTER + body, **named})
    return render_site(tree).rendered[POST]


def messages(reading: Reading) -> list[str]:
    """Return the messages of a post's problems."""
    return [message for _, message in reading.problems]


EXPRESSIONS: list[tuple[str, str]] = [
    (text, expected)
    for text, expected in json.loads(
        (TESTS / "generators/jekyll/liquid/expressions.json").read_text(encoding="utf-8")
    )
]
"""Templates, and what Jekyll 4.3 renders them to in a post of :func:`expression_site`."""

_DATA = {
    "_config.yml": f"{CONFIG}baseurl: /blog\n",
    "_data/people.yml": (
        "- {name: Ada, age: 36, when: 2020-01-02 03:04:05, langs: [py, rb], x: ~}\n"
        '- {name: Bo, age: "9", langs: [go]}\n'
        "- {name: cy, age: 100, z: {k: v}}\n"
    ),
    "_data/deep/one two.json": '{"a": [1, 2.5, "x", null, true], "b": {"c": "d"}}',
    "_data/table.csv": "name,n\nx,1\ny,2\n",
    "_data/times.yml": (
        "d: 2020-03-04\nt: 2020-03-04 05:06:07\nz: 2020-03-04T05:06:07Z\n"
        "o: 2020-03-04 05:06:07 +09:00\n2020: year\n"
    ),
}
_MATTER = (
    '---\ntitle: It is "T"\ntags: [x, y z]\ncategories: c d\nlist: [3, 1, 2]\n'
    "h: {a: 1, b: [x, ~]}\nf: 1.0\ns: some text\nn: 7\nwhen: 2020-05-06 07:08:09\n---\n"
)


def expression_site() -> dict[str, str]:
    """Return the files of a site with one post for each expression."""
    return _DATA | {expression_path(at): _MATTER + text for at, (text, _) in enumerate(EXPRESSIONS)}


def expression_path(at: int) -> str:
    """Return the path of the post with an expression."""
    return f"_posts/2020-01-02-x{at:03d}.html"
