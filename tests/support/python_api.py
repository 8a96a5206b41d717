"""The reference part of docs/reference/python.md, made from signatures and docstrings.

``python -m tests.support.python_api``, run from the top of the checkout, writes it anew.
"""

from __future__ import annotations

import ast
import inspect
import re
from textwrap import dedent
from typing import Any

import feeds
from tests.support.docs import PAGES

PAGE = PAGES["python"]
START, END = "<!-- api -->\n", "<!-- end of api -->\n"
_FUNCTIONS = ("build", "check", "create_app", "blueprint")
_TABLES = ("Report", "Fault")
"""Classes whose fields are shown."""
_ROLE = re.compile(r":\w+:`~?[\w.]*?(\w+)`")


def reference() -> str:
    """Return every name of the public API with what its docstring says."""
    parts: list[str] = []
    for name in _FUNCTIONS:
        parts += [f"## `{name}`", _signature(getattr(feeds, name)), _words(getattr(feeds, name))]
    parts += ["## `Config`", _words(feeds.Config)]
    parts += ["### `Config.of`", _signature(feeds.Config.of), _words(feeds.Config.of)]
    for name in _TABLES:
        kind = getattr(feeds, name)
        parts += [f"## `{name}`", _words(kind), _fields(kind)]
    parts += ["## Errors", _errors()]
    return "\n" + "\n\n".join(parts) + "\n\n"


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
    return _ROLE.sub(r"`\1`", text).replace("``", "`")


def _fields(kind: type[Any]) -> str:
    (node,) = ast.parse(inspect.getsource(kind)).body
    assert isinstance(node, ast.ClassDef)
    lines = ["| field | type | what it is |", "|---|---|---|"]
    for field, after in zip(node.body, node.body[1:], strict=False):
        if isinstance(field, ast.AnnAssign) and isinstance(after, ast.Expr):
            words = " ".join(_markdown(ast.literal_eval(after.value)).split())
            kind_of_value = ast.unparse(field.annotation).replace("|", "or")
            lines.append(f"| `{ast.unparse(field.target)}` | `{kind_of_value}` | {words} |")
    return "\n".join(lines)


def _errors() -> str:
    lines = ["| error | is a | when |", "|---|---|---|"]
    for name in feeds.__all__:
        kind = getattr(feeds, name)
        if isinstance(kind, type) and issubclass(kind, Exception):
            words = " ".join(_markdown(inspect.getdoc(kind) or "").split())
            lines.append(f"| `{name}` | `{kind.__mro__[1].__name__}` | {words} |")
    return "\n".join(lines)


def page() -> str:
    """Return the page with the reference part as it is now."""
    text = PAGE.read_text(encoding="utf-8")
    head, _, rest = text.partition(START)
    return head + START + reference() + END + rest.partition(END)[2]


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
