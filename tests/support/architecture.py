"""The layout in docs/explanation/architecture.md: each module and its docstring's first line.

``python -m tests.support.architecture``, run from the top of the checkout, writes it anew.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.support import ROOT
from tests.support.docs import PAGES
from tests.test_layers import GROUND_FLOOR, LAYERS

PAGE = PAGES["architecture"]
START, END = "<!-- layout -->\n", "<!-- end of layout -->\n"


def layout() -> str:
    """Return the layout: packages in the order in which they may import each other."""
    return "".join(f"{line}\n" for line in ("```", *_lines(), "```"))


def _lines() -> Iterator[str]:
    yield "feeds/"
    for name in ("__init__", *GROUND_FLOOR):
        yield from _module(ROOT / "feeds" / f"{name}.py", "  ")
    for name in LAYERS:
        yield from _package(ROOT / "feeds" / name, "  ")


def _package(place: Path, indent: str) -> Iterator[str]:
    if not place.is_dir():
        yield from _module(place.with_suffix(".py"), indent)
        return
    yield _line(f"{indent}{place.name}/", place / "__init__.py")
    if classes := _classes(place / "__init__.py"):
        many = "es" if len(classes) > 1 else ""
        yield f"{f'{indent}  __init__.py':<28} The class{many} {' and '.join(classes)}."
    for inner in sorted(place.iterdir(), key=lambda found: (found.is_dir(), found.name)):
        if inner.is_dir() and (inner / "__init__.py").exists():
            yield from _package(inner, f"{indent}  ")
        elif inner.suffix == ".py" and inner.name != "__init__.py":
            yield from _module(inner, f"{indent}  ")
        elif inner.suffix == ".jinja":
            yield f"{indent}  {inner.name}"


def _module(file: Path, indent: str) -> Iterator[str]:
    if file.exists():
        yield _line(f"{indent}{file.name}", file)


def _line(name: str, file: Path) -> str:
    words = ast.get_docstring(ast.parse(file.read_text(encoding="utf-8"))) or ""
    first, _, _ = words.partition("\n")
    return f"{name:<28} {first}".rstrip()


def _classes(file: Path) -> list[str]:
    """Return the public classes that a module defines."""
    body = ast.parse(file.read_text(encoding="utf-8")).body
    return [one.name for one in body if isinstance(one, ast.ClassDef) and one.name[0] != "_"]


def page() -> str:
    """Return the page with the layout as it is now."""
    text = PAGE.read_text(encoding="utf-8")
    head, _, rest = text.partition(START)
    return head + START + layout() + END + rest.partition(END)[2]


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
