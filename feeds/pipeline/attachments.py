"""Enclosures that are files of the site: their URLs and sizes.

Reading a post says where its files may be. Every build then looks up their sizes, because a file
can change without its post.
"""

from __future__ import annotations

from posixpath import dirname
from urllib.parse import unquote, urljoin, urlsplit

from msgspec.structs import replace

from feeds.catalogue.catalogue import Catalogue
from feeds.model import Post
from feeds.pipeline.project import Project
from feeds.source import FileSizes


def local_files(project: Project, post: Post) -> tuple[tuple[str, ...], ...]:
    """Return where in the tree each enclosure of a post may be; nothing if its length is given."""
    found = tuple(
        () if one.length else _candidates(project, post, one.url) for one in post.enclosures
    )
    return found if any(found) else ()


def _candidates(project: Project, post: Post, url: str) -> tuple[str, ...]:
    start = f"{project.site.url}/"
    try:
        path, page = _path_below(start, urljoin(post.link, url)), _path_below(start, post.link)
    except ValueError:  # it is not a URL
        return ()
    if path is None:
        return ()
    candidates = project.generator.files_at(path)
    folder = "" if page is None else f"{dirname(page)}/".lstrip("/")
    if page is not None and path.startswith(folder):
        beside = f"{dirname(post.path)}/{path[len(folder) :]}".lstrip("/")
        candidates = (*candidates, beside)
    return tuple(dict.fromkeys(candidates))


def _path_below(start: str, url: str) -> str | None:
    """Return the path of a URL below the site's, decoded; None if it is elsewhere."""
    if not url.startswith(start):
        return None
    path = unquote(urlsplit(url[len(start) :])[2])
    names = path.split("/")
    return None if "\0" in path or ".." in names or "." in names else path


def look_up_sizes(project: Project, catalogue: Catalogue) -> None:
    """Note the size of every enclosure that is a file of the tree; 0 if it is not there."""
    sizes = FileSizes(project.tree)
    for path, files, noted in catalogue.attachments.rows():
        found = [next(filter(None, map(sizes.of, places)), 0) for places in files]
        if found != noted:
            catalogue.note_sizes(path, found)


def with_sizes(post: Post, sizes: tuple[int, ...]) -> Post:
    """Return a post whose enclosures have these lengths, if they had none."""
    if not any(sizes):
        return post
    pairs = zip(post.enclosures, sizes, strict=True)
    return replace(
        post,
        enclosures=tuple(replace(one, length=one.length or size) for one, size in pairs),
    )
