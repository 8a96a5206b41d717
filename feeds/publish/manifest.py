"""The publisher's own objects in a store: the manifest and unfinished work.

The manifest names every file, and is written last. It is true only while nobody publishes. So
a publisher first notes the keys that it will write or remove, and deletes the note at the end.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable
from typing import Any

from feeds.config.moves import Moves, Redirect
from feeds.edition import Edition, PublishedFile
from feeds.errors import StoreError
from feeds.http import encode
from feeds.model import Coding
from feeds.publish.objects import Store

OWN = ".feeds/"
"""The prefix of the publisher's own objects; no feed may be published there."""
MANIFEST = f"{OWN}edition.json.gz"

_UNFINISHED = f"{OWN}unfinished.json.gz"
"""The keys that a publisher is writing, for the next one if it is interrupted."""

_VERSION = 2
_WITHOUT_PAGES = 1
"""The version of feeds 0.2, which is still read: a site can upgrade without doing anything."""
_ABOUT = ("url", "home", "hubs", "pages", "token", "revision")
_ROW = tuple(name for name in PublishedFile.__struct_fields__ if name != "fingerprint")


def manifest_of(edition: Edition) -> bytes:
    """Return the manifest. Equal editions give equal bytes (with one version of zlib)."""
    files = [
        {name: getattr(edition.files[path], name) for name in _ROW}
        for path in sorted(edition.files)
    ]
    about = {name: getattr(edition, name) for name in _ABOUT}
    content = {"version": _VERSION, **about, "moves": edition.moves, "files": files}
    return encode(json.dumps(content, ensure_ascii=False).encode(), Coding.GZIP)


def read_manifest(body: bytes, url: str) -> Edition:
    """Read what :func:`manifest_of` wrote.

    Raises :class:`~feeds.errors.StoreError` with the store's URL.
    """
    try:
        content = json.loads(gzip.decompress(body))
        if content["version"] == _WITHOUT_PAGES:
            rows = [row | {"page": ""} for row in content["feeds"]]
            content |= {"version": _VERSION, "files": rows, "pages": ""}
        if content["version"] != _VERSION:
            raise ValueError(content["version"])
        return _edition(content)
    except (OSError, EOFError, ValueError, TypeError, KeyError) as error:
        wrong = "this version of feeds cannot read it; use one version everywhere"
        raise StoreError(f"{url}/{MANIFEST}: {wrong}, or remove it and publish again") from error


def read_unfinished(store: Store) -> frozenset[str]:
    """Return the keys that an interrupted publisher may have written or removed.

    Raises :class:`~feeds.errors.StoreError`.
    """
    found = store.get(_UNFINISHED)
    if found is None:
        return frozenset()
    try:
        return frozenset(map(str, json.loads(gzip.decompress(found.body))))
    except (OSError, EOFError, ValueError, TypeError) as error:
        wrong = "the file cannot be read; remove it and all feeds in the store, then publish again"
        raise StoreError(f"{store.url}/{_UNFINISHED}: {wrong}") from error


def note_unfinished(store: Store, keys: Iterable[str]) -> None:
    """Note the keys of the work ahead. Raises :class:`~feeds.errors.StoreError`."""
    content = json.dumps(sorted(keys), ensure_ascii=False).encode()
    store.put(_UNFINISHED, encode(content, Coding.GZIP))


def note_finished(store: Store) -> None:
    """Delete the note: the manifest is true again. Raises :class:`~feeds.errors.StoreError`."""
    store.delete(_UNFINISHED)


def _edition(content: dict[str, Any]) -> Edition:
    rows = (PublishedFile(**row, fingerprint="") for row in content["files"])
    redirects, retired = content["moves"]
    return Edition(
        files={row.path: row for row in rows},
        complete=True,
        url=content["url"],
        home=content["home"],
        moves=Moves(tuple(Redirect(*one) for one in redirects), tuple(retired)),
        hubs=tuple(content["hubs"]),
        pages=content["pages"],
        token=content["token"],
        revision=content["revision"],
    )
