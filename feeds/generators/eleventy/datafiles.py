"""Data files of Eleventy, such as ``posts.json``.

JavaScript files are scanned for literals, and never run.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from posixpath import join, normpath
from typing import Any

from feeds.errors import Fault
from feeds.generators.base import PostError
from feeds.generators.eleventy.javascript import UNREAD, Script
from feeds.generators.files import Inputs, read_input, text_of, unreadable
from feeds.generators.frontmatter import AS_WRITTEN, load_yaml, parse
from feeds.source import walk

SCRIPTS = ("js", "cjs", "mjs")
"""Suffixes of JavaScript files."""
_DEEPEST_IMPORT = 5


@dataclass(slots=True)
class DataFiles(Inputs):
    """Reads files of the tree and keeps what is wrong in them. No fault is fatal."""

    def names(self, descends: Callable[[str], bool], wanted: Callable[[str], bool]) -> list[str]:
        """Return the paths of files, in the tree's order."""
        files, _ = walk(self.tree, descends, wanted, 0)
        return [file.path for file in files]

    def text(self, path: str) -> str | None:
        """Return a file's text; None if it does not exist or cannot be read."""
        try:
            content = read_input(self.tree, path)
            text = text_of(content)
        except (FileNotFoundError, NotADirectoryError, ValueError):
            return None
        except OSError as error:
            self.faults.append(Fault(path, 0, unreadable(error), False))
            return None
        except PostError as error:
            self._add_faults(path, error)
            return None
        self.read[path] = content
        return text

    def peek(self, path: str) -> str:
        """Return a template's text, which does not become part of the digest.

        It is empty if the file cannot be read.
        """
        try:
            return text_of(read_input(self.tree, path))
        except (OSError, ValueError, PostError):
            return ""

    def matter(self, path: str) -> dict[str, Any]:
        """Return a template's front matter."""
        try:
            return dict(parse(self.text(path) or "", AS_WRITTEN).values)
        except PostError as error:
            self._add_faults(path, error)
            return {}

    def data(self, path: str, depth: int = 0) -> Any:
        """Return the value of a data file; None if there is no such file.

        Values that cannot be read are :data:`UNREAD`. ``depth`` counts imports.
        """
        text = self.text(path)
        if text is None:
            return None
        suffix = path.rpartition(".")[2]
        if suffix in SCRIPTS:
            return self.script(path, text, depth).exported()
        try:
            return json.loads(text) if suffix == "json" and text.strip() else load_yaml(text)
        except (ValueError, RecursionError) as error:
            message = f"the JSON is not valid ({error}); correct it"
            self.faults.append(Fault(path, getattr(error, "lineno", 0), message, False))
        except PostError as error:
            self._add_faults(path, error)
        return UNREAD

    def script(self, path: str, text: str, depth: int = 0) -> Script:
        """Return a JavaScript file, with the literals of the files it imports."""

        def load(name: str) -> Any:
            if not name.startswith(".") or depth >= _DEEPEST_IMPORT:
                return UNREAD
            target = normpath(join(path.rpartition("/")[0], name))
            for candidate in (target, f"{target}.js", f"{target}.cjs", f"{target}.json"):
                if candidate.rpartition(".")[2] in (*SCRIPTS, "json"):
                    found = self.data(candidate, depth + 1)
                    if found is not None:
                        return found
            return UNREAD

        return Script(text, load)

    def _add_faults(self, path: str, error: PostError) -> None:
        self.faults += [Fault(path, line, message, False) for line, message in error.faults]
