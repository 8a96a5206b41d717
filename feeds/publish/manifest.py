"""What is published in a store: one object that names every feed, written last."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable
from typing import Any

from feeds.config.moves import Moves, Redirect
from feeds.edition import Edition, PublishedFeed
from feeds.errors import StoreError
from feeds.http import encode
from feeds.model import Coding
from feeds.publish.objects import Store

OWN = ".feeds/"
"""Where the publisher's own objects are; no feed may be published there."""
MANIFEST = f"{OWN}edition.json.gz"

_VERSION = 1
_ABOUT = ("url", "home", "hubs", "token", "revision")
_ROW = tuple(name for name in PublishedFeed._fields if name != "fingerprint")


def manifest_of(edition: Edition) -> bytes:
    """Return the manifest: equal editions give equal bytes (of one version of zlib)."""
    feeds = [
        {name: getattr(edition.feeds[path], name) for name in _ROW}
        for path in sorted(edition.feeds)
    ]
    about = {name: getattr(edition, name) for name in _ABOUT}
    content = {"version": _VERSION, **about, "moves": edition.moves, "feeds": feeds}
    return encode(json.dumps(content, ensure_ascii=False).encode(), Coding.GZIP)


def read_manifest(body: bytes, url: str) -> Edition:
    """Read what :func:`manifest_of` wrote.

    Raises :class:`~feeds.errors.StoreError`, naming the store's URL.
    """
    try:
        content = json.loads(gzip.decompress(body))
        if content["version"] != _VERSION:
            raise ValueError(content["version"])
        return _edition(content)
    except (OSError, EOFError, ValueError, TypeError, KeyError) as error:
        wrong = "is no manifest of this version; use one version of feeds everywhere"
        raise StoreError(f"{url}/{MANIFEST}: {wrong}, or remove it and publish again") from error


def _edition(content: dict[str, Any]) -> Edition:
    rows = (PublishedFeed(**row, fingerprint="") for row in content["feeds"])
    redirects, retired = content["moves"]
    return Edition(
        feeds={row.path: row for row in rows},
        complete=True,
        url=content["url"],
        home=content["home"],
        moves=Moves(tuple(Redirect(*one) for one in redirects), tuple(retired)),
        hubs=tuple(content["hubs"]),
        token=content["token"],
        revision=content["revision"],
    )


_KEY = f"{OWN}unfinished.json.gz"


def read_unfinished(store: Store) -> frozenset[str]:
    """Return the keys of which nobody knows what they hold.

    Raises :class:`~feeds.errors.StoreError`.
    """
    found = store.get(_KEY)
    if found is None:
        return frozenset()
    try:
        return frozenset(map(str, json.loads(gzip.decompress(found.body))))
    except (OSError, EOFError, ValueError, TypeError) as error:
        wrong = "cannot be read; remove it, and all feeds there, and publish again"
        raise StoreError(f"{store.url}/{_KEY}: {wrong}") from error


def note_unfinished(store: Store, keys: Iterable[str]) -> None:
    """Note keys that will be written. Raises :class:`~feeds.errors.StoreError`."""
    content = json.dumps(sorted(keys), ensure_ascii=False).encode()
    store.put(_KEY, encode(content, Coding.GZIP))


def note_finished(store: Store) -> None:
    """Note that the manifest is true of everything. Raises :class:`~feeds.errors.StoreError`."""
    store.delete(_KEY)
