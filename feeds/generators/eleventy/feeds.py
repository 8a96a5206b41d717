"""The feeds that an Eleventy site already has.

https://www.11ty.dev/docs/plugins/rss/ Templates are searched, and never run.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import msgspec

from feeds.errors import Fault
from feeds.generators.base import PostError
from feeds.generators.eleventy.cascade import Cascade, merge
from feeds.generators.eleventy.datafiles import DataFiles
from feeds.generators.eleventy.feedtemplates import FeedTemplate, UnknownCode
from feeds.generators.eleventy.loops import TagLabels, find_loop
from feeds.generators.eleventy.matter import front_matter
from feeds.generators.eleventy.page import page_of
from feeds.generators.eleventy.project import EleventyProject
from feeds.generators.eleventy.scope import Scope
from feeds.generators.eleventy.templates import render
from feeds.model import FeedKind, Format

USUAL_COLLECTIONS = ("posts", "post", "blog")
"""Collections that usually hold a site's posts."""

_TYPES = {"atom": Format.ATOM, "rss": Format.RSS, "json": Format.JSON}
_ROOTS = (
    (re.compile(r"<feed\b[^<>]*http://www\.w3\.org/2005/Atom"), Format.ATOM),
    (re.compile(r"<rss\b"), Format.RSS),
    (re.compile(r"https://jsonfeed\.org/version/"), Format.JSON),
)
_DEFAULT_PATH = "/feed.xml"
_LARGEST_TEMPLATE = 200_000
"""Characters of a template that writes a feed."""
_WRITERS = (".njk", ".liquid", ".html")
"""The suffixes of templates that may write feeds, and pages of tags."""
_LONGEST_MATTER = 5_000
_TAG_PAGES = re.compile(r"\bdata[\"']?\s*:\s*[\"']?collections[\"'\s,}]")
_NOT_KNOWN = "feeds does not run the JavaScript of the {}"
_COMPARE = "run `feeds compare` with this feed"
_UNKNOWN = {
    "id": f"{_NOT_KNOWN}, so the URL of each post is its id; if the published ids differ, "
    "run `feeds adopt` with this feed",
    "link": f"{_NOT_KNOWN}, so the URL of each post is its link; {_COMPARE}",
    "title": f"{_NOT_KNOWN}, so it uses the title of each post; {_COMPARE}",
    "replaced": "the configuration replaces the {}, but feeds uses Eleventy's own for ids and "
    f"links; {_COMPARE}",
}
"""What is wrong, and what is used instead, by the element that needs an unknown filter."""
_CHANNEL = "{{ metadata.base | addPathPrefixToFullUrl }}"
_POST = "{{ post.url | htmlBaseUrl(metadata.base) }}"
# What the feed plugin's own templates say; those of Atom and JSON escape ids twice.
_PLUGIN: Mapping[Format, tuple[str, str]] = {
    Format.ATOM: (
        '<feed xml:lang="{{ metadata.language }}"><title>{{ metadata.title }}</title>'
        f"<subtitle>{{{{ metadata.subtitle }}}}</subtitle><link href='{_CHANNEL}'/>"
        "<icon>{{ metadata.icon }}</icon><author><name>{{ metadata.author.name }}</name>"
        "<email>{{ metadata.author.email }}</email></author>",
        f"{{% set page %}}{_POST}{{% endset %}}<entry><title>{{{{ post.data.title }}}}</title>"
        "<link href='{{ page }}'/><id>{{ page }}</id></entry>",
    ),
    Format.RSS: (
        f"<title>{{{{ metadata.title }}}}</title><link>{_CHANNEL}</link>"
        "<description>{{ metadata.subtitle }}</description>"
        "<language>{{ metadata.language }}</language>",
        f"<item><title>{{{{ post.data.title }}}}</title><link>{_POST}</link><guid>{_POST}</guid>"
        "<dc:creator>{{ metadata.author.name }}</dc:creator></item>",
    ),
    Format.JSON: (
        f'"title": "{{{{ metadata.title }}}}", "home_page_url": "{_CHANNEL}",'
        '"language": "{{ metadata.language }}", "description": "{{ metadata.description }}",'
        '"authors": [{"name": "{{ metadata.author.name }}"}]',
        f'{{% set page %}}{_POST}{{% endset %}}"id": "{{{{ page }}}}", "url": "{{{{ page }}}}",'
        '"title": "{{ post.data.title }}"',
    ),
}


class NativeFeed(msgspec.Struct, frozen=True):
    """A feed that Eleventy builds."""

    format: Format
    path: str
    collection: str
    """The collection whose posts it shows."""
    template: FeedTemplate
    """The template that writes it: the site's or the plugin's."""
    limit: int | None = None
    """How many posts it shows; None for all."""
    metadata: Mapping[str, Any] = {}
    """What data say about the site."""
    name: str = ""
    """The template's file; empty for the plugin's."""
    prefixes: bool = False
    """Links in content that begin with a slash get the site's ``pathPrefix``."""
    oldest_first: bool = False
    labels: TagLabels | None = None
    """How its entries show tags; None if they do not."""
    unknown_code: tuple[UnknownCode, ...] = ()
    """Filters and tags that its ids, links or titles need, and that are not known."""


def native_feeds(
    files: DataFiles, project: EleventyProject, cascade: Cascade, templates: list[str]
) -> list[NativeFeed]:
    """Return the feeds of a site, first those of the plugin."""
    found = _of_templates(files, project, cascade, templates)
    return [*_of_plugins(project, cascade.globals), *found]


def main_feed(found: Sequence[NativeFeed]) -> NativeFeed | None:
    """Return the feed that is the site's own: one of posts in Atom, if there is one."""
    atom = [feed for feed in found if feed.format is Format.ATOM] or found
    usual = (feed for name in USUAL_COLLECTIONS for feed in atom if feed.collection == name)
    return next(usual, atom[0] if atom else None)


def other_kinds(found: Sequence[NativeFeed]) -> tuple[str, ...]:
    """Return the collections that have feeds besides the site's. Each is a kind of feeds."""
    main = main_feed(found)
    names = (feed.collection for feed in found if main and feed.collection != main.collection)
    taken = set(FeedKind)
    return tuple(name for name in dict.fromkeys(names) if name not in taken)


def document_paths(found: Sequence[NativeFeed]) -> dict[tuple[str, Format], str]:
    """Return the path of each feed, by its kind and format."""
    main = main_feed(found)
    paths: dict[tuple[str, Format], str] = {}
    for feed in found:
        is_main = main is not None and feed.collection == main.collection
        paths.setdefault((FeedKind.SITE if is_main else feed.collection, feed.format), feed.path)
    if _DEFAULT_PATH not in paths.values():
        paths.setdefault((FeedKind.SITE, Format.ATOM), _DEFAULT_PATH)
    for kind in other_kinds(found):
        for format in Format:
            paths.setdefault((kind, format), f"/{kind}/feed.{format}")
    return paths


def replaced_feeds(found: Sequence[NativeFeed]) -> list[str]:
    """Return a note about each feed that another of the same posts and format replaces."""
    first: dict[tuple[str, Format], str] = {}
    for feed in found:
        first.setdefault((feed.collection, feed.format), feed.path)
    return [
        f"{feed.path} is not built, because {kept} also shows {feed.collection!r} in "
        f"{feed.format}; redirect {feed.path} to {kept}"
        for feed in found
        if (kept := first[feed.collection, feed.format]) != feed.path
    ]


def _of_plugins(project: EleventyProject, globals: Mapping[str, Any]) -> Iterator[NativeFeed]:
    for options in project.plugins:
        collection = options.get("collection")
        metadata = options.get("metadata")
        format = _TYPES.get(str(options.get("type", "atom")))
        name = collection.get("name") if isinstance(collection, dict) else None
        path = options.get("outputPath", _DEFAULT_PATH)
        path = f"/{path.lstrip('/')}" if isinstance(path, str) else _DEFAULT_PATH
        if isinstance(collection, dict) and isinstance(name, str) and format:
            limit = collection.get("limit")
            given = metadata if isinstance(metadata, dict) else {}
            data = {**globals, "metadata": given, "page": {"url": path}}
            yield NativeFeed(
                format=format,
                path=path,
                collection=name,
                limit=limit if isinstance(limit, int) and limit > 0 else None,
                metadata=given,
                template=FeedTemplate(
                    format, *_PLUGIN[format], "post", "njk", data, project.prefix
                ),
                prefixes=True,
            )


def _of_templates(
    files: DataFiles, project: EleventyProject, cascade: Cascade, names: list[str]
) -> Iterator[NativeFeed]:
    for name in names:
        text = files.peek(name) if name.endswith(_WRITERS) else ""
        text = text if len(text) < _LARGEST_TEMPLATE else ""
        format = next((format for form, format in _ROOTS if form.search(text)), None)
        if format:
            found = _of_template(name, files.text(name) or "", format, project, cascade)
            yield from [found] if found else []


def _of_template(
    name: str, text: str, format: Format, project: EleventyProject, cascade: Cascade
) -> NativeFeed | None:
    """Return the feed that a template writes; None if that cannot be read."""
    try:
        matter = front_matter(text)
        data = cascade.data(name, matter.values)
    except (PostError, ValueError):
        return None
    loop = find_loop(matter.body)
    engine = project.engines.get("." + name.rpartition(".")[2], "")
    path = _path(name, data, engine, project)
    if loop is None or path is None:
        return None
    first_line = 1 + text[: len(text) - len(matter.body)].count("\n")
    template = FeedTemplate(
        format=format,
        head=loop.rest,
        entry=loop.body,
        variable=loop.variable,
        engine=engine,
        data=data | {"page": {**page_of(name, project.input), "url": path}, "permalink": path},
        prefix=project.prefix,
        first_line=first_line + loop.line,
    ).with_variables()
    added = project.collections.get(loop.collection)
    return NativeFeed(
        format=format,
        path=path,
        collection=loop.collection,
        template=template,
        limit=loop.limit,
        metadata=metadata_in(data),
        name=name,
        prefixes="renderTransforms" in loop.body or "transformWithHtmlBase" in loop.body,
        oldest_first=not loop.reverses and (added is None or added.certain),
        labels=loop.labels,
        unknown_code=tuple(template.unknown_code(project.filters)),
    )


def _path(name: str, data: Mapping[str, Any], engine: str, project: EleventyProject) -> str | None:
    permalink = data.get("permalink")
    if not isinstance(permalink, str):
        return None
    own = {**data, "page": page_of(name, project.input)}
    rendered = render(permalink, Scope(own, engine, project.prefix))
    return None if rendered.not_rendered else f"/{rendered.text.strip().lstrip('/')}"


def metadata_in(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return what data say about the site: ``metadata``, else ``site`` or ``meta``."""
    found: dict[str, Any] = {}
    for name in ("meta", "site", "metadata"):
        given = data.get(name)
        found = merge(found, given) if isinstance(given, dict) else found
    return found


def site_address(metadata: Mapping[str, Any]) -> str | None:
    """Return the absolute address of the site in its metadata."""
    found = (metadata.get(key) for key in ("base", "url"))
    return next((one for one in found if isinstance(one, str) and "://" in one), None)


def feeds_by_collection(found: Sequence[NativeFeed]) -> dict[str, NativeFeed]:
    """Return the feed of each collection, one in Atom if there is one."""
    atom_first = sorted(found, key=lambda feed: feed.format is not Format.ATOM)
    return {feed.collection: feed for feed in reversed(atom_first)}


def rebased(url: str | None, start: str | None, site_url: str) -> str | None:
    """Return a URL in the site's own feed below the URL in our configuration.

    ``start`` is what that feed writes before the path of each post.
    """
    if url and start and (url == start or url.startswith(f"{start}/")):
        return site_url + url.removeprefix(start)
    return url


def unknown_code_faults(found: Iterable[NativeFeed]) -> list[Fault]:
    """Return a fault for each filter or tag that a template's ids, links or titles need."""
    return [
        Fault(feed.name, one.line, _UNKNOWN[one.element].format(one.name), fatal=False)
        for feed in found
        for one in feed.unknown_code
    ]


def tag_pages(files: DataFiles, names: Iterable[str]) -> str | None:
    """Return the path below which the pages of tags are, ``/tags/``; None if not known.

    They are written by a template that goes through all collections.
    """
    for name in names:
        text = files.peek(name) if name.endswith(_WRITERS) else ""
        if not _TAG_PAGES.search(text[:_LONGEST_MATTER]):
            continue
        try:
            permalink = front_matter(files.text(name) or "").values.get("permalink")
        except PostError:
            continue
        path, found, _ = str(permalink).partition("{{")
        if found and path.endswith("/"):
            return f"/{path.lstrip('/')}"
    return None
