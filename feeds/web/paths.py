"""Which published path a request means."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterator

from feeds.plan.likeness import likeness

_LONGEST = 4096  # characters; no file name is longer, and folding takes time


class Paths:
    """The published paths, found also when they are written a little differently."""

    def __init__(self, published: Collection[str], mount: str = "") -> None:
        """Take the published paths, and the path of the site's URL that they go below."""
        self._published = published
        self._mount = mount
        self._folded: dict[str, list[str]] | None = None

    def find(self, requested: str) -> str | None:
        """Return the published path, None where there is none or it is not clear which.

        The request's path comes percent-decoded, with or without the mount. A trailing
        slash, another Unicode form and another case are forgiven, in this order.
        """
        possible = tuple(candidates(requested, self._mount))
        exact = (path for path in possible if path in self._published)
        alike = (self._alike(path) for path in possible)
        return next(exact, None) or next(filter(None, alike), None)

    def _alike(self, path: str) -> str | None:
        form = unicodedata.normalize("NFC", path)
        alike = self._by_fold().get(likeness(path), [])
        same_case = [one for one in alike if unicodedata.normalize("NFC", one) == form]
        unambiguous = same_case or alike
        return unambiguous[0] if len(unambiguous) == 1 else None

    def _by_fold(self) -> dict[str, list[str]]:
        """Built when first asked for: most requests are exact."""
        if self._folded is None:
            folded = defaultdict(list)
            for path in self._published:
                folded[likeness(path)].append(path)
            self._folded = folded
        return self._folded


def candidates(requested: str, mount: str) -> Iterator[str]:
    """Yield a path as it may be published: without the mount, as it is, no slash at the end."""
    if len(requested) > _LONGEST:
        return
    bare = "/" + requested.strip("/")
    if mount and bare.startswith(mount + "/"):
        yield bare[len(mount) :]
    yield bare
