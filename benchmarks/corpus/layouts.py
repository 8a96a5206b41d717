"""The same posts as Jekyll, Hugo, Pelican and Zola read them, with the configuration of each.

Each writes full feeds for the site and every term, and no pages where that can be configured.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from benchmarks.corpus.post import Post, Shape

ENTRIES = 10
"""How many entries a feed shows: as many as jekyll-feed's."""


class Layout(NamedTuple):
    """How one generator wants its tree."""

    name: str
    folder: str
    """Where the posts lie."""
    head: Callable[[Post], str]
    settings: Callable[[Shape, Sequence[str]], Mapping[str, str]]
    """The generator's own files by path, for a shape and the categories that its posts have."""

    def text(self, post: Post) -> str:
        """Return a post's file."""
        return f"---\n{self.head(post)}---\n{post.body}"

    def path(self, post: Post, number: int, folded: int | None = None) -> str:
        """Return where it lies, in a folder of its own for each so many posts."""
        within = f"{number // folded:04}/" if folded else ""
        return f"{self.folder}/{within}{post.stem}.md"


def files(
    layout: Layout, shape: Shape, posts: int, folded: int | None = None
) -> Iterator[tuple[str, str]]:
    """Yield every file of a tree, its path first."""
    categories: dict[str, None] = {}
    for number in range(posts):
        post = shape.post(number)
        categories |= dict.fromkeys(post.categories)
        yield layout.path(post, number, folded), layout.text(post)
    yield from layout.settings(shape, sorted(categories)).items()


def _yaml(post: Post) -> str:
    return (
        f"title: '{post.title}'\ndate: {post.published:%Y-%m-%d %H:%M:%S %z}\n"
        f"categories: [{', '.join(post.categories)}]\ntags: [{', '.join(post.tags)}]\n"
    )


def _lines(post: Post) -> str:
    """Return Pelican's: it knows one category a post."""
    return (
        f"Title: {post.title}\nDate: {post.published:%Y-%m-%d %H:%M:%S %z}\n"
        f"Category: {post.categories[0]}\nTags: {', '.join(post.tags)}\n"
    )


def _zola(post: Post) -> str:
    return (
        f"title: '{post.title}'\ndate: {post.published.isoformat()}\nrender: false\n"
        f"taxonomies:\n  categories: [{', '.join(post.categories)}]\n"
        f"  tags: [{', '.join(post.tags)}]\n"
    )


def _jekyll(shape: Shape, categories: Sequence[str]) -> dict[str, str]:
    feed = {"categories": list(categories), "tags": True, "posts_limit": ENTRIES}
    settings = {
        "title": shape.title,
        "url": shape.url,
        "timezone": shape.timezone,
        "plugins": ["jekyll-feed"],
        "feed": feed,
    }
    lines = (f"{key}: {json.dumps(value, ensure_ascii=False)}\n" for key, value in settings.items())
    return {"_config.yml": "".join(lines)}


def _hugo(shape: Shape, _: Sequence[str]) -> dict[str, str]:
    return {"hugo.toml": _HUGO.format(shape=shape, entries=ENTRIES), "layouts/rss.xml": _RSS}


def _pelican(shape: Shape, _: Sequence[str]) -> dict[str, str]:
    return {"pelicanconf.py": _PELICAN.format(shape=shape, entries=ENTRIES)}


def _zola_site(shape: Shape, _: Sequence[str]) -> dict[str, str]:
    # it cannot do without these templates
    pages = dict.fromkeys(("index", "404", "taxonomy_list", "taxonomy_single"), "")
    templates = {f"templates/{name}.html": text for name, text in pages.items()}
    return {"config.toml": _ZOLA.format(shape=shape, entries=ENTRIES), **templates}


JEKYLL = Layout("Jekyll", "_posts", _yaml, _jekyll)
HUGO = Layout("Hugo", "content/posts", _yaml, _hugo)
PELICAN = Layout("Pelican", "content", _lines, _pelican)
ZOLA = Layout("Zola", "content/posts", _zola, _zola_site)

_HUGO = """\
baseURL = "{shape.url}/"
title = "{shape.title}"
languageCode = "{shape.language}"
timeZone = "{shape.timezone}"
disableKinds = ["section", "taxonomy", "404", "sitemap", "robotstxt"]

[outputs]
home = ["rss"]
term = ["rss"]

[services.rss]
limit = {entries}

[markup.goldmark.renderer]
unsafe = true

[[cascade]]
[cascade.build]
render = "link"
[cascade.target]
kind = "page"
"""

_RSS = """\
{{- printf "<?xml version=\\"1.0\\" encoding=\\"utf-8\\"?>\\n" | safeHTML -}}
<rss version="2.0"><channel><title>{{ .Title }}</title><link>{{ .Permalink }}</link>
<description>{{ .Title }}</description>
{{- range first site.Config.Services.RSS.Limit (cond .IsHome site.RegularPages .Pages) }}
<item><title>{{ .Title }}</title><link>{{ .Permalink }}</link><guid>{{ .Permalink }}</guid>
<pubDate>{{ .Date.Format "Mon, 02 Jan 2006 15:04:05 -0700" | safeHTML }}</pubDate>
<description>{{ .Content | transform.XMLEscape | safeHTML }}</description></item>
{{- end }}
</channel></rss>
"""

_PELICAN = """\
SITENAME = "{shape.title}"
SITEURL = FEED_DOMAIN = "{shape.url}"
TIMEZONE = "{shape.timezone}"
DEFAULT_LANG = "{shape.language}"
PATH = "content"
FEED_ALL_RSS = "feed.xml"
CATEGORY_FEED_RSS = "categories/{{slug}}.xml"
TAG_FEED_RSS = "tags/{{slug}}.xml"
FEED_ALL_ATOM = CATEGORY_FEED_ATOM = AUTHOR_FEED_ATOM = TRANSLATION_FEED_ATOM = None
AUTHOR_FEED_RSS = None
FEED_MAX_ITEMS = {entries}
RSS_FEED_SUMMARY_ONLY = False
ARTICLE_SAVE_AS = CATEGORY_SAVE_AS = TAG_SAVE_AS = AUTHOR_SAVE_AS = ""
DIRECT_TEMPLATES = STATIC_PATHS = THEME_STATIC_PATHS = []
"""

_ZOLA = """\
base_url = "{shape.url}"
title = "{shape.title}"
default_language = "{shape.language}"
generate_feeds = true
feed_filenames = ["rss.xml"]
feed_limit = {entries}
generate_sitemap = false
generate_robots_txt = false
taxonomies = [{{name = "categories", feed = true}}, {{name = "tags", feed = true}}]
"""
