"""The files beside the posts that decide how posts are read, and their digest."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from posixpath import join, normpath
from typing import Any

from feeds.errors import Fault
from feeds.generators.base import PostError
from feeds.generators.eleventy.javascript import UNREAD, Script
from feeds.generators.files import read_input, text_of
from feeds.generators.frontmatter import load_yaml, parse
from feeds.source import walk

_SCRIPTS = ("js", "cjs", "mjs")
_DEEPEST = 5
"""Modules that import modules."""


class Files:
    """Reads files of the tree and remembers what they held."""

    def __init__(self, tree: Path) -> None:
        self._tree = tree
        self._read: dict[str, bytes] = {}
        self.faults: list[Fault] = []

    def names(self, descends: Callable[[str], bool], wanted: Callable[[str], bool]) -> list[str]:
        """List files by path, in the tree's order."""
        files, _ = walk(self._tree, descends, wanted, 0)
        return [file.path for file in files]

    def text(self, path: str) -> str | None:
        """Return a file's text; None where there is none, or where it cannot be read."""
        try:
            content = read_input(self._tree, path)
            text = text_of(content)
        except (FileNotFoundError, NotADirectoryError, ValueError):
            return None
        except OSError as error:
            reason = (error.strerror or "cannot be read").lower()
            self.faults.append(Fault(path, 0, f"{reason}; make it a file inside the tree", False))
            return None
        except PostError as error:
            self._remark(path, error)
            return None
        self._read[path] = content
        return text

    def peek(self, path: str) -> str:
        """Return a template's text without remembering it; empty where it cannot be read."""
        try:
            return text_of(read_input(self._tree, path))
        except (OSError, ValueError, PostError):
            return ""

    def matter(self, path: str) -> dict[str, Any]:
        """Return a template's front matter."""
        try:
            return dict(parse(self.text(path) or "", as_written=True).values)
        except PostError as error:
            self._remark(path, error)
            return {}

    def data(self, path: str, depth: int = 0) -> Any:
        """Return what a data file holds; what cannot be read of it is unread."""
        text = self.text(path)
        if text is None:
            return None
        suffix = path.rpartition(".")[2]
        if suffix in _SCRIPTS:
            return self.script(path, text, depth).exported()
        try:
            return json.loads(text) if suffix == "json" and text.strip() else load_yaml(text)
        except (ValueError, RecursionError) as error:
            message = f"JSON is broken ({error}); mend it"
            self.faults.append(Fault(path, getattr(error, "lineno", 0), message, False))
        except PostError as error:
            self._remark(path, error)
        return UNREAD

    def script(self, path: str, text: str, depth: int = 0) -> Script:
        """Return a JavaScript file; literals of the files it imports count as its own."""

        def load(name: str) -> Any:
            if not name.startswith(".") or depth >= _DEEPEST:
                return UNREAD
            target = normpath(join(path.rpartition("/")[0], name))
            for candidate in (target, f"{target}.js", f"{target}.cjs", f"{target}.json"):
                if candidate.rpartition(".")[2] in (*_SCRIPTS, "json"):
                    found = self.data(candidate, depth + 1)
                    if found is not None:
                        return found
            return UNREAD

        return Script(text, load)

    def _remark(self, path: str, error: PostError) -> None:
        self.faults += [Fault(path, line, message, False) for line, message in error.faults]

    @property
    def digest(self) -> str:
        """A digest of every file read."""
        digest = hashlib.sha256()
        for name, content in sorted(self._read.items()):
            digest.update(f"{name}\0{len(content)}\0".encode() + content)
        return digest.hexdigest()
