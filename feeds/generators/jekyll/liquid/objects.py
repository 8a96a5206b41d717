"""``page``, ``site`` and the posts in it, as Jekyll's drops show them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from feeds.generators.jekyll.liquid.index import collection, terms
from feeds.generators.jekyll.liquid.library import Library
from feeds.generators.jekyll.liquid.ruby import Drop
from feeds.model import Post


class PostDrop(Drop):
    """A post, or (with ``excerpt``) the excerpt that stands for it."""

    def __init__(self, library: Library, post: Post, excerpt: str | None = None) -> None:
        self.post = post
        self._library = library
        self._excerpt = excerpt

    @property
    def text(self) -> str:
        return self._content()

    def __getitem__(self, key: str) -> object:
        made = _MADE.get(key)
        return made(self) if made else self._values[key]

    def __iter__(self) -> Iterator[str]:
        return iter(dict.fromkeys((*_MADE, *self._values)))

    def __len__(self) -> int:
        return len(set(_MADE) | set(self._values))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, PostDrop) and self.post.path == other.post.path

    def __hash__(self) -> int:
        return hash(self.post.path)

    @property
    def _values(self) -> Mapping[str, object]:
        return self._library.matter(self.post.path).values

    def _url(self) -> str:
        return self._library.addresses.path_of(self.post.link)

    def _id(self) -> str:
        mark = "" if self._excerpt is None else "#excerpt"
        return self._library.addresses.path_of(self.post.id) + mark

    def _path(self) -> str:
        mark = "" if self._excerpt is None else "/#excerpt"
        return self._library.setup.rules.in_collections(self.post.path) + mark

    def _content(self) -> str:
        return self._library.content(self.post) if self._excerpt is None else self._excerpt

    def _excerpt_text(self) -> str | None:
        return self._library.excerpt(self.post) if self._excerpt is None else None

    def _neighbour(self, step: int) -> PostDrop | None:
        found = self._library.neighbour(self.post, step)
        return None if found is None else PostDrop(self._library, found)

    def _title(self) -> object:
        own = self._values.get("title")
        return self._library.file_title(self.post) if own is None or own is False else own

    def _file(self, key: str) -> object:
        return self._values.get(key) or self._library.file_part(self.post, key)


_MADE: Mapping[str, Callable[[PostDrop], object]] = {
    "id": PostDrop._id,
    "url": PostDrop._url,
    "date": lambda drop: drop.post.published,
    "title": PostDrop._title,
    "path": PostDrop._path,
    "relative_path": PostDrop._path,
    "collection": lambda drop: collection(drop._library.setup, drop.post.path),
    "categories": lambda drop: terms(drop.post, "categories"),
    "tags": lambda drop: terms(drop.post, "tags"),
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


class SiteDrop(Drop):
    """The site: what Jekyll makes of it, then its configuration."""

    def __init__(self, library: Library, current: Post) -> None:
        self._library = library
        self._current = current

    @property
    def text(self) -> str:
        return "Jekyll::Drops::SiteDrop"

    def __getitem__(self, key: str) -> object:
        made = _SITE.get(key)
        if made:
            return made(self)
        if key in self._library.setup.labels:
            return self._drops(self._library.documents(key))
        return self._library.configured[key]

    def __iter__(self) -> Iterator[str]:
        return iter(dict.fromkeys((*_SITE, *self._library.setup.labels, *self._library.configured)))

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def _collections(self) -> list[object]:
        labels = sorted({"posts", *self._library.setup.labels})
        return [
            {"label": label, "docs": self._drops(self._library.documents(label)), "output": True}
            for label in labels
        ]

    def _related(self) -> list[object]:
        newest = self._library.documents("posts")[:11]
        others = [post for post in newest if post.path != self._current.path]
        return [] if len(newest) < 2 else self._drops(others[:10])

    def _drops(self, posts: Iterable[Post]) -> list[object]:
        return [PostDrop(self._library, post) for post in posts]

    def _by_term(self, kind: str) -> dict[str, list[object]]:
        return {name: self._drops(posts) for name, posts in self._library.by_term(kind).items()}


_SITE: Mapping[str, Callable[[SiteDrop], object]] = {
    "time": lambda drop: drop._library.newest,
    "posts": lambda drop: drop._drops(drop._library.documents("posts")),
    "pages": lambda _: [],
    "html_pages": lambda _: [],
    "static_files": lambda _: [],
    "data": lambda drop: drop._library.data,
    "tags": lambda drop: drop._by_term("tags"),
    "categories": lambda drop: drop._by_term("categories"),
    "collections": SiteDrop._collections,
    "documents": lambda drop: drop._drops(drop._library.index.every),
    "related_posts": SiteDrop._related,
    "url": lambda drop: drop._library.addresses.host,
    "config": lambda _: None,
}
