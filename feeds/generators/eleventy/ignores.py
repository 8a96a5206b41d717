"""Which files of the tree are templates.

https://www.11ty.dev/docs/ignores/
"""

from __future__ import annotations

import re
from pathlib import Path
from posixpath import normpath

from feeds.generators.eleventy.files import Files
from feeds.generators.eleventy.project import SUFFIXES, Project
from feeds.generators.files import glob


class Ignores:
    """What Eleventy passes over, by path."""

    def __init__(self, tree: Path, files: Files, project: Project) -> None:
        self._project = project
        self._output = project.output
        lines = [line for name in _names(project) for line in _lines(files, name)]
        self._patterns = tuple(_pattern(tree, line) for line in (*lines, *project.ignores))
        self._suffixes = tuple(s for s in SUFFIXES if s[1:] in project.formats)

    def descends(self, directory: str) -> bool:
        """Say whether templates or data may lie in or below a directory."""
        name = directory.rpartition("/")[2]
        if name[0] == "." or name == "node_modules" or self._is_output(directory):
            return False
        return not self._ignored(f"{directory}/x")

    def is_template(self, path: str) -> bool:
        """Say whether a file becomes a page; layouts, includes and data do not."""
        project = self._project
        folders = (project.includes, project.layouts, project.data)
        return (
            path.endswith(self._suffixes)
            and _lies_in(path, project.input)
            and not any(folder and _lies_in(path, folder) for folder in folders)
            and not self._ignored(path)
        )

    def holds_posts(self, directory: str) -> bool:
        """Say whether templates may lie in or below a directory."""
        source = self._project.input
        return self.descends(directory) and (
            _lies_in(directory, source) or _lies_in(source, directory)
        )

    def _is_output(self, directory: str) -> bool:
        return bool(self._output) and _lies_in(directory, self._output)

    def _ignored(self, path: str) -> bool:
        return any(pattern.fullmatch(path) for pattern in self._patterns)


def _names(project: Project) -> tuple[str, ...]:
    below = (f"{project.input}/.eleventyignore",) if project.input else ()
    return ((".gitignore",) if project.uses_gitignore else ()) + (".eleventyignore", *below)


def _lines(files: Files, name: str) -> list[str]:
    """Return a file's patterns, relative to the tree."""
    folder = name.rpartition("/")[0]
    lines = map(str.strip, (files.text(name) or "").split("\n"))
    return [f"{folder}/{line}".lstrip("/") for line in lines if line and line[0] not in "#!"]


def _pattern(tree: Path, line: str) -> re.Pattern[str]:
    anywhere = line.startswith("**/")
    path = line if anywhere else normpath(line).lstrip("/")
    below = not anywhere and (tree / path).is_dir()
    return glob(f"{path}/**" if below else path)


def _lies_in(path: str, folder: str) -> bool:
    return not folder or path == folder or path.startswith(f"{folder}/")
