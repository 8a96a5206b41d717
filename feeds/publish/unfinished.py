"""The keys that are being written: what a publisher that is cut off leaves for the next one.

The manifest tells what is there only while nobody writes. Before the first write the keys
of all that follow are noted, and they stay noted until the last one has been done.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable

from feeds.errors import StoreError
from feeds.http import encode
from feeds.model import Coding
from feeds.publish.manifest import OWN
from feeds.publish.objects import Store

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
