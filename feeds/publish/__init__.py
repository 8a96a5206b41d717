"""Publishing the edition to an object store."""

from feeds.publish.publish import Published, Step, Watching, publish

__all__ = ["Published", "Step", "Watching", "publish"]
