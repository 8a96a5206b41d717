"""The parts of the documentation that are made from docstrings in the package.

``python -m tests.support.reference``, run from the top of the checkout, writes them anew.
"""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Callable
from textwrap import dedent
from typing import Any

import feeds
from feeds.generators import Settings
from feeds.generators.files import Inputs, head, text_of
from feeds.generators.values import parse_date, slugify
from feeds.model import Post
from feeds.pages import views
from tests.support.docs import PAGES, read_page

START, END = "<!-- generated -->\n", "<!-- end of generated -->\n"
_FUNCTIONS = ("build", "check", "create_app", "blueprint")
_TABLES = ("Report", "Fault")
"""Public classes whose fields are shown."""
_VIEWS = (
    views.PagesSite,
    views.FeedListPage,
    views.FeedGroup,
    views.ListedFeed,
    views.FormatLink,
    views.FeedPage,
    views.PageEntry,
)
_TUPLE = re.compile(r"tuple\[(\w+), \.\.\.\]")
_ROLE = re.compile(r":\w+:`~?[\w.]*?(\w+)`")
_PAGE = re.compile(r"``docs/([\w/-]+\.md)``")
"""A page, as docstrings name it. The generated pages are in folders of ``docs/``."""


def _python_api() -> str:
    """Return every name of the public API with what its docstring says."""
    parts: list[str] = []
    for name in _FUNCTIONS:
        parts += [f"## `{name}`", _signature(getattr(feeds, name)), _words(getattr(feeds, name))]
    parts += ["## `Config`", _words(feeds.Config)]
    parts += ["### `Config.of`", _signature(feeds.Config.of), _words(feeds.Config.of)]
    for name in _TABLES:
        kind = getattr(feeds, name)
        parts += [f"## `{name}`", _words(kind), _fields(kind)]
    return "\n\n".join([*parts, "## Errors", _errors()])


def _variables() -> str:
    """Return the objects that templates get, with their fields."""
    return "\n\n".join(
        f"#### `{view.__name__}`\n\n{_words(view)}\n\n{_fields(view)}" for view in _VIEWS
    )


def _signature(function: Any) -> str:
    """Return the first lines of a function, as they are in its module."""
    source = dedent(inspect.getsource(function))
    (node,) = ast.parse(source).body
    assert isinstance(node, ast.FunctionDef)
    head = "\n".join(source.splitlines()[node.lineno - 1 : node.body[0].lineno - 1])
    return f"```python\n{head.removesuffix(':').replace('(cls, ', '(')}\n```"


def _words(documented: Any) -> str:
    """Return a docstring as Markdown."""
    return _markdown(inspect.getdoc(documented) or "")


def _markdown(text: str) -> str:
    linked = _PAGE.sub(r"[docs/\1](../\1)", text)
    return _ROLE.sub(r"`\1`", linked).replace("``", "`")


def _add_a_generator() -> str:
    """Return the fields of settings and posts, and the functions that help to fill them."""
    settings, post = _fields(Settings, with_defaults=True), _fields(Post, with_defaults=True)
    return "\n\n".join(
        (
            "### The settings of a site",
            "`__init__` sets `self.settings` to a `Settings`:",
            settings,
            "### The fields of a post",
            "`read` returns a `Reading` with a `Post`:",
            post,
            "### Functions that help",
            _helpers(),
        )
    )


def _helpers() -> str:
    lines = ["| function | what it does |", "|---|---|"]
    for function in (head, text_of, Inputs.load, Inputs.raise_faults, parse_date, slugify):
        signature = str(inspect.signature(function)).replace("'", "").replace("self, ", "")
        place = f"{function.__module__}.{function.__qualname__}"
        shown = f"{place}{signature}".replace("(self)", "()").replace("|", "\\|")
        lines.append(f"| `{shown}` | {' '.join(_words(function).split())} |")
    return "\n".join(lines)


def _fields(kind: type[Any], *, with_defaults: bool = False) -> str:
    (node,) = ast.parse(inspect.getsource(kind)).body
    assert isinstance(node, ast.ClassDef)
    default = " default |" if with_defaults else ""
    lines = [f"| field | type |{default} what it is |", f"|---|---|{'---|' if default else ''}---|"]
    for field, after in zip(node.body, node.body[1:], strict=False):
        if isinstance(field, ast.AnnAssign) and isinstance(after, ast.Expr):
            words = " ".join(_markdown(ast.literal_eval(after.value)).split())
            type_of_field = _TUPLE.sub(r"tuple of \1", ast.unparse(field.annotation))
            shown = type_of_field.replace("|", "or")
            value = f"`{ast.unparse(field.value)}`" if field.value else "required"
            cells = [f"`{ast.unparse(field.target)}`", f"`{shown}`", words]
            cells[2:2] = [value] if with_defaults else []
            lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def _errors() -> str:
    lines = ["| error | is a | when |", "|---|---|---|"]
    for name in feeds.__all__:
        kind = getattr(feeds, name)
        if isinstance(kind, type) and issubclass(kind, Exception):
            words = " ".join(_markdown(inspect.getdoc(kind) or "").split())
            lines.append(f"| `{name}` | `{kind.__mro__[1].__name__}` | {words} |")
    return "\n".join(lines)


PARTS: dict[str, Callable[[], str]] = {
    "add-a-generator": _add_a_generator,
    "python": _python_api,
    "templates": _variables,
}


def page(name: str) -> str:
    """Return a page with its generated part as it is now."""
    head, _, rest = read_page(name).partition(START)
    return f"{head}{START}\n{PARTS[name]()}\n\n{END}{rest.partition(END)[2]}"


if __name__ == "__main__":
    for name in PARTS:
        PAGES[name].write_text(page(name), encoding="utf-8")
