"""The house's rules, read off the imports of every module."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import NamedTuple

import pytest

import feeds

PACKAGE = Path(feeds.__file__).parent
LAYERS = (
    "config",
    "source",
    "markup",
    "generators",
    "catalogue",
    "plan",
    "assemble",
    "render",
    "pages",
    "discovery",
    "edition",
    "guard",
    "ahead",
    "pipeline",
    "checks",
    "publish",
    "hosting",
    "live",
    "web",
    "api",
    "cli",
)
GROUND_FLOOR = ("interrupts", "errors", "rules", "model", "http", "urls", "zones")
ROOMS = {
    "brotli": "feeds.http",
    "click": "feeds.cli",
    "comrak": "feeds.markup",
    "dateutil": "feeds.generators.pelican.metadata",
    "dask": "feeds.pipeline.cluster",
    "distributed": "feeds.pipeline.cluster",
    "deflate": "feeds.catalogue.database feeds.http",
    "docutils": "feeds.generators.pelican",
    "feedgen": "feeds.render.syndication",
    "flask": "feeds.web",
    "frontmatter": "feeds.generators.frontmatter",
    "granian": "feeds.web.server",
    "jinja2": "feeds.hosting.servers feeds.pages.jinja",
    "limits": "feeds.web.limits",
    "liquid": "feeds.generators.jekyll.liquid",
    "lxml": "feeds.render feeds.guard.feed_reader",
    "markdown": "feeds.generators.pelican",
    "markdown_it": "feeds.generators.eleventy.markdown",
    "markupsafe": "feeds.generators.pelican",
    "mdit_py_plugins": "feeds.generators.eleventy.markdown",
    "nh3": "feeds.assemble",
    "obstore": "feeds.publish.objects",
    "pathspec": "feeds.config.ignore",
    "prometheus_client": "feeds.web.metrics",
    "pygments": "feeds.generators.hugo",
    "pyromark": "feeds.generators.zola",
    "rich": "feeds.cli",
    "selectolax": "feeds.assemble",
    "smartypants": "feeds.generators.pelican",
    "sqlite3": "feeds.catalogue feeds.edition feeds.source",
    "tomllib": "feeds.generators.frontmatter",
    "typogrify": "feeds.generators.pelican",
    "tzdata": "feeds.zones",
    "unidecode": "feeds.generators.values",
    "watchfiles": "feeds.live.watcher",
    "werkzeug": "feeds.web",
    "yaml": "feeds.generators feeds.config",
    "zoneinfo": "feeds.zones",
    "zstandard": "feeds.http",
}


class Import(NamedTuple):
    importer: str
    imported: str
    line: int

    def __str__(self) -> str:
        return f"{self.importer}:{self.line} imports {self.imported}"


def name_of(path: Path) -> str:
    parts = ("feeds", *path.relative_to(PACKAGE).with_suffix("").parts)
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {name_of(path): path for path in sorted(PACKAGE.rglob("*.py"))}


def imports_of(module: str) -> Iterator[Import]:
    """Yield every import, also those inside functions and for type checking alone."""
    for node in ast.walk(ast.parse(MODULES[module].read_bytes())):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield Import(module, alias.name, node.lineno)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{module}:{node.lineno}: write the import in full"
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                yield Import(module, whole if whole in MODULES else str(node.module), node.lineno)


IMPORTS = [found for module in MODULES for found in imports_of(module)]
INTERNAL = [found for found in IMPORTS if found.imported.split(".")[0] == "feeds"]


def layer_of(module: str) -> str:
    return module.split(".")[1] if "." in module else ""


def is_allowed(found: Import) -> bool:
    importer, imported = layer_of(found.importer), layer_of(found.imported)
    if importer == imported or imported in GROUND_FLOOR:
        return True
    if imported not in LAYERS or importer in GROUND_FLOOR:
        return False
    return importer in ("", "__main__") or LAYERS.index(imported) < LAYERS.index(importer)


def test_every_module_has_its_place() -> None:
    places = {layer_of(module) for module in MODULES}
    assert places <= {"", "__main__", *LAYERS, *GROUND_FLOOR}
    assert {"source", "generators"} <= places


def test_a_layer_imports_only_what_stands_to_its_left() -> None:
    assert [str(found) for found in INTERNAL if not is_allowed(found)] == []


@pytest.mark.parametrize(
    ("importer", "imported", "allowed"),
    [
        ("feeds.generators.plain", "feeds.source", True),
        ("feeds.source.tree", "feeds.generators", False),
        ("feeds.web.app", "feeds.cli", False),
        ("feeds.cli.main", "feeds.web.server", True),
        ("feeds.config.file", "feeds.generators", False),
        ("feeds.model", "feeds.errors", True),
        ("feeds.plan.plan", "feeds.config", True),
        ("feeds.__main__", "feeds.cli", True),
        ("feeds.api", "feeds.pipeline.build", True),
        ("feeds.web.app", "feeds.api", False),
        ("feeds", "feeds.api", True),
    ],
)
def test_the_rule_tells_right_from_left(importer: str, imported: str, allowed: bool) -> None:
    assert is_allowed(Import(importer, imported, 1)) is allowed


def test_no_generator_uses_the_code_of_another() -> None:
    """A change of one generator's code has only its own sites read again."""
    found = [
        str(one)
        for one in INTERNAL
        if (own := generator_of(one.importer))
        and (other := generator_of(one.imported))
        and own != other
    ]
    assert found == []


def generator_of(module: str) -> str:
    """Return the package of one generator that holds a module, or an empty text."""
    parts = module.split(".")
    if parts[:2] != ["feeds", "generators"] or len(parts) < 3:
        return ""
    return parts[2] if (PACKAGE / "generators" / parts[2]).is_dir() else ""


def test_no_layer_reaches_into_the_front_door() -> None:
    assert [str(found) for found in INTERNAL if found.imported == "feeds"] == []


def test_every_library_has_its_room() -> None:
    strays = [
        str(found)
        for found in IMPORTS
        if (rooms := ROOMS.get(found.imported.split(".")[0]))
        and not any(f"{found.importer}.".startswith(f"{room}.") for room in rooms.split())
    ]
    assert strays == []


def test_no_module_imports_itself_by_way_of_another() -> None:
    graph: dict[str, set[str]] = {module: set() for module in MODULES}
    for found in INTERNAL:
        graph[found.importer].add(found.imported)
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(" → ".join(error.args[1]))


@pytest.mark.parametrize("module", MODULES)
def test_a_module_has_one_subject(module: str) -> None:
    assert len(MODULES[module].read_bytes().splitlines()) <= 400
