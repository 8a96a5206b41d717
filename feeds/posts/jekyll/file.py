"""What the path of a post's file says: its date, slug and leading categories."""

from __future__ import annotations

import re
from dataclasses import dataclass

from feeds.posts.jekyll.permalinks import downcase
from feeds.posts.jekyll.rules import POST_NAME

_FOLDER = "_posts"
_FROM_FOLDER = re.compile(f"{_FOLDER}.*", re.DOTALL)


@dataclass(frozen=True, slots=True)
class PostFile:
    """A path, relative to the directory of the collections, and its parts."""

    path: str
    date: str
    slug: str
    suffix: str

    @property
    def basename(self) -> str:
        """The file's name without its suffix."""
        return self.path.rpartition("/")[2].removesuffix(self.suffix)

    @property
    def cleaned_path(self) -> str:
        """The path without suffix and without ``_posts``."""
        return self.path.removesuffix(self.suffix).replace(_FOLDER, "", 1).rstrip(".")

    @property
    def directories(self) -> list[str]:
        """The directories above ``_posts``, which are the first categories."""
        if self.path.startswith(_FOLDER):
            return []
        above = _FROM_FOLDER.sub("", self.path, count=1)
        return [name for name in above.split("/") if name]

    @property
    def title(self) -> str:
        """The slug's words, each with a capital letter."""
        parts = self.slug.rstrip("-").split("-")
        return " ".join(part[:1].capitalize() + downcase(part[1:]) for part in parts)


def post_file(path: str) -> PostFile:
    """Take a path apart. ``ValueError`` where its name is not ``YYYY-MM-DD-name.suffix``."""
    found = POST_NAME.fullmatch(path.rpartition("/")[2])
    if found is None:
        raise ValueError(path)
    return PostFile(path, found[1], found[2].rstrip("."), found[3])
