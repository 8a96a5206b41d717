"""Publish RSS, Atom and JSON feeds from a tree of posts."""
