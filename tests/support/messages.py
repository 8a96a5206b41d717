"""Every text that the program shows to users, found in its source; and the page that lists faults.

``python -m tests.support.messages`` prints all texts with their places. With ``--write`` it writes
docs/reference/messages.md anew.

A text is a string of at least two words that is neither a docstring nor code in another language.
Names in an f-string are replaced by the strings that they stand for, where the same function or
module says so; everything else becomes ``…``.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterable, Iterator
from itertools import islice, product
from pathlib import Path
from typing import NamedTuple

from . import ROOT
from .docs import DOCS

PACKAGE = ROOT / "feeds"
PAGE = DOCS / "reference" / "messages.md"
_START = "<!-- messages -->\n"
_MOST = 12
"""Alternatives of one f-string that are listed."""
_GAP = "…"
_WORDS = re.compile(r"[A-Za-z`…)]{2,}[,:;]? [a-z…`]{2,}")
_CODE = re.compile(
    r"\b(SELECT|INSERT|UPDATE|DELETE|CREATE|PRAGMA|DROP|BEGIN)\b|</|/>|\\[dwsbS(.]|^import |::"
    r"|^from \w|^#|: \w+; |-src '|; (charset=|autoplay)"
    r"|^[\s\w.#:\[\]=*^-]+(, [\w.#:\[\]=*^-]+)+$|\(\?|^[a-z0-9\s-]+$"
)
"""SQL, HTML, regular expressions, lists of selectors and of names."""
_SPLIT = re.compile(r"^(?P<problem>[^;]*[^;\s]); (?P<remedy>[^;].*)$", re.DOTALL)
_IN_MESSAGE = "(the message suggests one)"
GROUPS = {
    "cli": "Commands and options",
    "config": "The configuration",
    "generators": "Posts of every generator",
    "generators/plain": "Plain folders",
    "generators/jekyll": "Jekyll",
    "generators/hugo": "Hugo",
    "generators/pelican": "Pelican",
    "generators/eleventy": "Eleventy",
    "generators/zola": "Zola",
    "checks": "What feeds check finds",
    "pipeline": "Builds",
    "guard": "The guard",
    "assemble": "What feeds preview lists as removed",
    "pages": "Pages for people",
    "discovery": "Links to feeds in pages",
    "publish": "Object stores",
    "hosting": "Static hosts",
    "web": "The server",
    "": "Everything else",
}
"""The part of the page for the messages of each package, or of the packages below it."""


class Text(NamedTuple):
    """A text that users see."""

    file: Path
    line: int
    text: str
    """Parts that are only known when it is shown are ``…``."""
    is_help: bool
    """Whether it describes an option."""


def texts(package: Path = PACKAGE) -> Iterator[Text]:
    """Yield every text, by file and line."""
    for file in sorted(package.rglob("*.py")):
        module = ast.parse(file.read_bytes())
        yield from sorted(set(_texts_in(file, module)))


def _texts_in(file: Path, module: ast.Module) -> Iterator[Text]:
    helps = {
        id(word.value)
        for node in ast.walk(module)
        if isinstance(node, ast.Call)
        for word in node.keywords
        if word.arg == "help"
    }
    for node, names in _strings(module, _Names(module.body)):
        for text in _readings(node, names):
            words = re.sub(r"…( …)+", _GAP, " ".join(text.split()))
            if _WORDS.search(words) and not _CODE.search(words):
                yield Text(file, node.lineno, words, id(node) in helps)


class _Names:
    """What the names of a function, or of a module, stand for."""

    def __init__(
        self,
        body: Iterable[ast.AST],
        outer: _Names | None = None,
        parameters: ast.arguments | None = None,
    ) -> None:
        self._outer = outer
        own = parameters.args + parameters.kwonlyargs if parameters else []
        self._values: dict[str, list[tuple[int, ast.AST, ast.expr]]] = {one.arg: [] for one in own}
        for node in body:
            self._note(node, node)

    def _note(self, node: ast.AST, branch: ast.AST) -> None:
        """Note the strings that are assigned below a node; a branch is an outermost ``if``."""
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            value = (node.lineno, branch, node.value)
            self._values.setdefault(node.targets[0].id, []).append(value)
        for child in ast.iter_child_nodes(node):
            inside = branch if isinstance(branch, ast.If) else child
            if not isinstance(child, ast.FunctionDef | ast.ClassDef):
                self._note(child, inside)

    def values(self, name: str, line: int) -> list[ast.expr]:
        """Return what a name can stand for in a line: the last value, or those of its branches."""
        if name not in self._values:
            return self._outer.values(name, line) if self._outer else []
        before = [value for value in self._values[name] if value[0] < line or not self._outer]
        return [value for _, branch, value in before if branch is before[-1][1]]


def _strings(node: ast.AST, names: _Names) -> Iterator[tuple[ast.expr, _Names]]:
    """Yield the outermost strings below a node, each with the names that are known there."""
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return  # a docstring
    if isinstance(node, ast.FunctionDef):
        names = _Names(node.body, names, node.args)
    if isinstance(node, ast.JoinedStr) or (
        isinstance(node, ast.Constant) and isinstance(node.value, str)
    ):
        yield node, names
        return
    for child in ast.iter_child_nodes(node):
        yield from _strings(child, names)


def _readings(node: ast.expr, names: _Names, depth: int = 0) -> list[str]:
    """Return what an expression can stand for; ``…`` if the source does not say."""
    if isinstance(node, ast.Constant):
        return [node.value if isinstance(node.value, str) else _GAP]
    if isinstance(node, ast.JoinedStr):
        parts = [_readings(part, names, depth) for part in node.values]
        return ["".join(reading) for reading in islice(product(*parts), _MOST)]
    if isinstance(node, ast.FormattedValue):
        return _readings(node.value, names, depth)
    if isinstance(node, ast.IfExp):
        return _readings(node.body, names, depth) + _readings(node.orelse, names, depth)
    if isinstance(node, ast.Name) and depth < 3:
        values = names.values(node.id, node.lineno)
        found = [text for one in values for text in _readings(one, names, depth + 1)]
        return list(dict.fromkeys(found))[:_MOST] or [_GAP]
    return [_GAP]


def fault_messages() -> dict[str, list[tuple[str, str]]]:
    """Return each problem and its remedy, by the heading under which the page lists them."""
    found: dict[str, set[tuple[str, str]]] = {heading: set() for heading in GROUPS.values()}
    for text in texts():
        if text.is_help:
            continue
        if (split := _SPLIT.match(text.text)) and split["problem"].strip(_GAP + " ,:"):
            problem = re.sub(rf"^({_GAP})?: ", "", split["problem"].replace("{}", _GAP))
            remedy = split["remedy"].replace("{}", _GAP)
            remedy = _IN_MESSAGE if remedy == _GAP else remedy
            found[_heading(text.file)].add((problem, remedy))
    return {heading: sorted(messages, key=_order) for heading, messages in found.items()}


def _heading(file: Path) -> str:
    folders = file.relative_to(PACKAGE).parts[:-1]
    names = ("/".join(folders[:2]), "".join(folders[:1]), "")
    return next(GROUPS[name] for name in names if name in GROUPS)


def _order(message: tuple[str, str]) -> tuple[str, tuple[str, str]]:
    return re.sub(r"[^a-z ]", "", message[0].lower()).strip(), message


def page() -> str:
    """Return the page with the messages as they are now."""
    head = PAGE.read_text(encoding="utf-8").partition(_START)[0]
    parts = [head + _START]
    for heading, messages in fault_messages().items():
        if messages:
            rows = [f"| {_cell(problem)} | {_cell(remedy)} |" for problem, remedy in messages]
            table = ("| problem | remedy |", "|---|---|", *rows)
            parts.append("\n".join((f"\n## {heading}", "", *table, "")))
    return "".join(parts)


def _cell(text: str) -> str:
    parts = re.split(r"(`[^`]*`)", text)  # code is shown as it is
    parts[::2] = [re.sub(r"([<*_\[\]\\])", r"\\\1", part) for part in parts[::2]]
    return "".join(parts).replace("|", "\\|")


if __name__ == "__main__":
    if sys.argv[1:] == ["--write"]:
        PAGE.write_text(page(), encoding="utf-8")
    else:
        for text in texts(*map(Path, sys.argv[1:])):
            print(text.file.name, text.line, text.text, sep=": ")
