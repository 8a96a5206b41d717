"""Publish the edition to an object store."""
