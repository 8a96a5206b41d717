"""An object store, and the edition that is published there."""

from feeds.store.lease import EXPIRY, PATIENCE, Lease, lease
from feeds.store.manifest import MANIFEST, OWN, manifest_of, read_manifest
from feeds.store.objects import Attributes, Found, Store, Tag, open_store

__all__ = [
    "EXPIRY",
    "MANIFEST",
    "OWN",
    "PATIENCE",
    "Attributes",
    "Found",
    "Lease",
    "Store",
    "Tag",
    "lease",
    "manifest_of",
    "open_store",
    "read_manifest",
]
