"""What the path of a document's file says: its date, slug and leading categories."""

from __future__ import annotations

from typing import NamedTuple

from feeds.generators.jekyll.permalinks import downcase
from feeds.generators.jekyll.rules import DRAFTS, NAME, POST_NAME, POSTS


class PostFile(NamedTuple):
    """A path, relative to the directory of the collections, and its parts."""

    path: str
    folder: str
    """The folder of its collection, ``_posts`` for drafts too."""
    date: str | None
    """As in the file's name."""
    slug: str
    suffix: str

    @property
    def basename(self) -> str:
        """The file's name without its suffix."""
        return self.path.rpartition("/")[2].removesuffix(self.suffix)

    @property
    def cleaned_path(self) -> str:
        """The path without suffix and without its collection's folder."""
        return self.path.removesuffix(self.suffix).replace(self.folder, "", 1).rstrip(".")

    @property
    def is_draft(self) -> bool:
        """Whether it lies among the drafts."""
        return self.folder == POSTS and POSTS not in self.path

    @property
    def directories(self) -> list[str]:
        """The directories above the special one, which are the first categories."""
        special = DRAFTS if self.is_draft else self.folder
        if self.path.startswith(special):
            return []
        above, _, _ = self.path.partition(special)
        return [name for name in above.split("/") if name]

    @property
    def title(self) -> str:
        """The slug's words, each with a capital letter."""
        parts = self.slug.rstrip("-").split("-")
        return " ".join(part[:1].capitalize() + downcase(part[1:]) for part in parts)


def post_file(path: str, folder: str = POSTS) -> PostFile:
    """Take a path apart; ``folder`` is its collection's.

    ``ValueError`` where a post's name is not ``YYYY-MM-DD-name.suffix``.
    """
    name = path.rpartition("/")[2]
    found = POST_NAME.fullmatch(name)
    if found:
        return PostFile(path, folder, found[1], found[2].rstrip("."), found[3])
    if POSTS in path.split("/")[:-1] and folder == POSTS:
        raise ValueError(path)
    dateless = NAME.fullmatch(name)
    slug, suffix = dateless.groups() if dateless else (name, "")
    return PostFile(path, folder, None, slug.rstrip("."), suffix)
