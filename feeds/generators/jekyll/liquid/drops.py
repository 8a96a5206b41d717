"""The variables ``page`` and ``site``, and the posts in them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from feeds.generators.jekyll.liquid.lookups import SiteLookups, collection_of, term_names
from feeds.generators.jekyll.liquid.ruby import Drop
from feeds.model import Post


class PostDrop(Drop):
    """A post, or its excerpt as a page of its own."""

    def __init__(self, lookups: SiteLookups, post: Post, excerpt: str | None = None) -> None:
        """``excerpt`` is the text of the excerpt; None for the post."""
        self.post = post
        self._lookups = lookups
        self._excerpt = excerpt

    @property
    def text(self) -> str:
        return self._content()

    def __getitem__(self, key: str) -> object:
        made = _OF_POST.get(key)
        return made(self) if made else self._values[key]

    def __iter__(self) -> Iterator[str]:
        return iter(dict.fromkeys((*_OF_POST, *self._values)))

    def __len__(self) -> int:
        return len(set(_OF_POST) | set(self._values))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, PostDrop) and self.post.path == other.post.path

    def __hash__(self) -> int:
        return hash(self.post.path)

    @property
    def _values(self) -> Mapping[str, object]:
        return self._lookups.source(self.post).values

    def _url(self) -> str:
        return self._lookups.urls.path_of(self.post.link)

    def _id(self) -> str:
        mark = "" if self._excerpt is None else "#excerpt"
        return self._lookups.urls.path_of(self.post.id) + mark

    def _path(self) -> str:
        mark = "" if self._excerpt is None else "/#excerpt"
        return self._lookups.settings.rules.in_collections(self.post.path) + mark

    def _content(self) -> str:
        return self._lookups.content(self.post) if self._excerpt is None else self._excerpt

    def _excerpt_text(self) -> str | None:
        return self._lookups.excerpt(self.post) if self._excerpt is None else None

    def _collection(self) -> str:
        return collection_of(self.post.path, self._lookups.settings)

    def _neighbour(self, step: int) -> PostDrop | None:
        found = self._lookups.neighbour(self.post, step)
        return None if found is None else PostDrop(self._lookups, found)

    def _title(self) -> object:
        own = self._values.get("title")
        return self._lookups.file_title(self.post) if own is None or own is False else own

    def _file(self, key: str) -> object:
        return self._values.get(key) or self._lookups.file_part(self.post, key)


_OF_POST: Mapping[str, Callable[[PostDrop], object]] = {
    "id": PostDrop._id,
    "url": PostDrop._url,
    "date": lambda drop: drop.post.published,
    "title": PostDrop._title,
    "path": PostDrop._path,
    "relative_path": PostDrop._path,
    "collection": PostDrop._collection,
    "categories": lambda drop: term_names(drop.post, "categories"),
    "tags": lambda drop: term_names(drop.post, "tags"),
    "content": PostDrop._content,
    "output": lambda _: None,
    "excerpt": PostDrop._excerpt_text,
    "next": lambda drop: drop._neighbour(1),
    "previous": lambda drop: drop._neighbour(-1),
    "name": lambda drop: drop._file("name"),
    "slug": lambda drop: drop._file("slug"),
    "ext": lambda drop: drop._file("ext"),
    "draft": lambda drop: drop._values.get("draft", False),
}
"""What Jekyll computes of a post; other keys are its front matter."""


class SiteDrop(Drop):
    """The site: what Jekyll computes, its collections, then its configuration."""

    def __init__(self, lookups: SiteLookups, current: Post) -> None:
        """``current`` is the post that is rendered."""
        self._lookups = lookups
        self._current = current

    @property
    def text(self) -> str:
        return "Jekyll::Drops::SiteDrop"

    def __getitem__(self, key: str) -> object:
        made = _OF_SITE.get(key)
        if made:
            return made(self)
        if key in self._lookups.settings.labels:
            return self._drops(self._lookups.documents(key))
        return self._lookups.configured[key]

    def __iter__(self) -> Iterator[str]:
        keys = (*_OF_SITE, *self._lookups.settings.labels, *self._lookups.configured)
        return iter(dict.fromkeys(keys))

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def _collections(self) -> list[object]:
        labels = sorted({"posts", *self._lookups.settings.labels})
        return [
            {"label": label, "docs": self._drops(self._lookups.documents(label)), "output": True}
            for label in labels
        ]

    def _related(self) -> list[object]:
        newest = self._lookups.documents("posts")[:11]
        others = [post for post in newest if post.path != self._current.path]
        return [] if len(newest) < 2 else self._drops(others[:10])

    def _drops(self, posts: Iterable[Post]) -> list[object]:
        return [PostDrop(self._lookups, post) for post in posts]

    def _by_term(self, kind: str) -> dict[str, list[object]]:
        return {name: self._drops(posts) for name, posts in self._lookups.by_term(kind).items()}


_OF_SITE: Mapping[str, Callable[[SiteDrop], object]] = {
    "time": lambda drop: drop._lookups.now,
    "posts": lambda drop: drop._drops(drop._lookups.documents("posts")),
    "pages": lambda _: [],
    "html_pages": lambda _: [],
    "static_files": lambda _: [],
    "data": lambda drop: drop._lookups.data,
    "tags": lambda drop: drop._by_term("tags"),
    "categories": lambda drop: drop._by_term("categories"),
    "collections": SiteDrop._collections,
    "documents": lambda drop: drop._drops(drop._lookups.index.every),
    "related_posts": SiteDrop._related,
    "url": lambda drop: drop._lookups.urls.host,
    "config": lambda _: None,
}
"""What Jekyll computes of a site."""
