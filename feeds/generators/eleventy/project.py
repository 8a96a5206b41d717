"""The configuration of an Eleventy site, and which files are templates.

The configuration is JavaScript: it is scanned for literals, and never run.
https://www.11ty.dev/docs/config/
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from posixpath import join, normpath
from typing import Any

import msgspec

from feeds.errors import Fault
from feeds.generators.eleventy.collections import AddedCollection, added_collections
from feeds.generators.eleventy.datafiles import DataFiles
from feeds.generators.eleventy.filters import OWN_FILTERS
from feeds.generators.eleventy.javascript import UNREAD, Script
from feeds.generators.eleventy.markdown import MarkdownOptions, markdown_options
from feeds.generators.files import glob

NAMES = (
    ".eleventy.js",
    "eleventy.config.js",
    "eleventy.config.mjs",
    "eleventy.config.cjs",
    "eleventy.config.ts",
)
"""Names of the configuration, in Eleventy's order. Eleventy reads the last only if told to."""

SUFFIXES = (".md", ".html", ".njk", ".liquid")
"""The suffixes of templates."""
UNREADABLE = (
    *(".11ty.js", ".11ty.cjs", ".11ty.mjs", ".11ty.ts", ".11ty.jsx", ".11ty.tsx"),
    *(".webc", ".mdx", ".pug", ".hbs", ".ejs", ".haml", ".mustache", ".vto"),
)
"""The suffixes of templates that only Eleventy, mostly with a plugin, can render."""
_FORMATS = ("liquid", "md", "njk", "html")
_KEYS = {"dir", "pathPrefix", "templateFormats", "markdownTemplateEngine", "htmlTemplateEngine"}
_DIRECTORIES = {"input": "", "includes": "_includes", "data": "_data", "output": "_site"}
_ADDING = ("addFilter", "addAsyncFilter", "addLiquidFilter", "addNunjucksFilter")
_SETTERS = {
    "input": "setInputDirectory",
    "includes": "setIncludesDirectory",
    "data": "setDataDirectory",
    "output": "setOutputDirectory",
    "layouts": "setLayoutsDirectory",
}


class EleventyProject(msgspec.Struct, frozen=True):
    """The configuration, as far as it is literals.

    Directories are paths of the tree, without a trailing slash; the tree itself is empty.
    """

    name: str
    """The file it is in."""
    input: str = ""
    """The directory of templates."""
    includes: str = "_includes"
    layouts: str | None = None
    """None if layouts are among the includes."""
    data: str = "_data"
    """The directory of global data."""
    output: str = "_site"
    prefix: str = ""
    """``pathPrefix`` with a leading slash and without a trailing one; empty for none."""
    formats: tuple[str, ...] = _FORMATS
    """Suffixes of templates, without the dot."""
    engines: Mapping[str, str] = {}
    """The template language by file suffix; empty for none."""
    suffixes: tuple[str, ...] = (".11tydata", "")
    """The ends of the names of data files, before their suffix."""
    base_name: str | None = None
    """The name of a directory's data file; None for the directory's name."""
    merges: bool = True
    """Data of several sources are merged, lists and objects too."""
    aliases: Mapping[str, str] = {}
    """Layouts by their aliases."""
    global_data: Mapping[str, Any] = {}
    """Values by keys with dots, from ``addGlobalData``."""
    yaml: tuple[str, ...] = ()
    """The suffixes of data files in YAML."""
    collections: Mapping[str, AddedCollection] = {}
    """The collections that the configuration adds, by name."""
    plugins: tuple[Mapping[str, Any], ...] = ()
    """The options of every feed plugin."""
    ignores: tuple[str, ...] = ()
    """Patterns of files that are not templates."""
    uses_gitignore: bool = True
    """.gitignore has such patterns too."""
    markdown: MarkdownOptions = MarkdownOptions()
    links_files: bool = False
    """Links to files of templates become links to their pages."""
    filters: frozenset[str] = frozenset()
    """Eleventy's own filters that the configuration replaces."""
    faults: tuple[Fault, ...] = ()


def load_project(files: DataFiles) -> EleventyProject:
    """Read the first configuration file that exists; return Eleventy's defaults without one."""
    for name in NAMES:
        text = files.text(name)
        if text is not None:
            return _project(name, files.script(name, text), files.data("package.json"))
    return EleventyProject(NAMES[1], engines=_engines({}))


def _project(name: str, script: Script, package: Any) -> EleventyProject:
    options = _options(script)
    directories, faults = _directories(name, script, options)
    base_name = _last(script, "setDataFileBaseName")
    plugins = [text for _, text in script.calls("addPlugin")]
    return EleventyProject(
        name=name,
        **directories,
        prefix=_prefix(options.get("pathPrefix")),
        formats=_formats(script, options),
        engines=_engines(options),
        suffixes=_suffixes(script),
        base_name=base_name if isinstance(base_name, str) else None,
        merges=_last(script, "setDataDeepMerge") is not False,
        aliases=_pairs(script, "addLayoutAlias"),
        global_data=_pairs(script, "addGlobalData"),
        yaml=_yaml(script),
        collections=added_collections(script),
        plugins=_plugins(script),
        ignores=_strings(values[:1] for values, _ in script.calls("ignores.add")),
        uses_gitignore=_last(script, "setUseGitIgnore") is not False,
        markdown=markdown_options(script, package),
        links_files=any("InputPathToUrlTransformPlugin" in text for text in plugins),
        filters=_replaced_filters(script),
        faults=tuple(faults),
    )


def _options(script: Script) -> dict[str, Any]:
    """Return the options that the configuration returns, or exports as ``config``."""
    options: dict[str, Any] = {}
    exported = script.exported()
    for found in (exported, *script.returned(), script.names.get("config")):
        if isinstance(found, dict) and _KEYS & found.keys():
            options |= found
    return options


def _directories(
    name: str, script: Script, options: Mapping[str, Any]
) -> tuple[dict[str, Any], list[Fault]]:
    given = options.get("dir", {})
    wanted: dict[str, Any] = {**_DIRECTORIES, **(given if isinstance(given, dict) else {})}
    wanted |= {key: _last(script, call) for key, call in _SETTERS.items() if _last(script, call)}
    faults = [
        Fault(name, 0, f"feeds does not run the JavaScript that sets dir.{key}; {_remedy(key)}")
        for key, value in {**wanted, "dir": given}.items()
        if value is UNREAD
    ]
    source = _path(wanted["input"])
    found: dict[str, Any] = {
        key: _path(join(source, str(wanted[key]))) for key in ("includes", "data")
    }
    layouts = wanted.get("layouts")
    found["layouts"] = _path(join(source, layouts)) if isinstance(layouts, str) else None
    return {"input": source, "output": _path(wanted["output"]), **found}, faults


def _remedy(key: str) -> str:
    if key in ("input", "dir"):
        return "in the configuration, set generator: eleventy, and posts: to the input folder"
    return "write it as a string in quotes"


def _path(value: object) -> str:
    path = normpath(str(value) if isinstance(value, str) else ".").lstrip("/")
    return "" if path == "." else path


def _prefix(value: object) -> str:
    path = value.strip("/") if isinstance(value, str) else ""
    return f"/{path}" if path else ""


def _formats(script: Script, options: Mapping[str, Any]) -> tuple[str, ...]:
    given = _last(script, "setTemplateFormats") or options.get("templateFormats")
    listed = given.split(",") if isinstance(given, str) else given
    if not isinstance(listed, list) or not listed:
        return _FORMATS
    return tuple(one.strip().lower() for one in listed if isinstance(one, str))


def _engines(options: Mapping[str, Any]) -> dict[str, str]:
    def engine(key: str) -> str:
        value = options.get(key, "liquid")
        return value if isinstance(value, str) else ""

    markdown, html = engine("markdownTemplateEngine"), engine("htmlTemplateEngine")
    return {".md": markdown, ".html": html, ".njk": "njk", ".liquid": "liquid"}


def _suffixes(script: Script) -> tuple[str, ...]:
    given = _last(script, "setDataFileSuffixes")
    if not isinstance(given, list):
        return (".11tydata", "")
    return tuple(one for one in given if isinstance(one, str))


def _yaml(script: Script) -> tuple[str, ...]:
    names = _strings(values[:1] for values, _ in script.calls("addDataExtension"))
    listed = [one.strip() for name in names for one in name.split(",")]
    return tuple(one for one in listed if one in ("yaml", "yml"))


def _plugins(script: Script) -> tuple[Mapping[str, Any], ...]:
    return tuple(
        values[1]
        for values, _ in script.calls("addPlugin")
        if len(values) > 1 and isinstance(values[1], dict) and "collection" in values[1]
    )


def _replaced_filters(script: Script) -> frozenset[str]:
    """Return the filters that have names of Eleventy's own; those of the feed plugin do not count.

    They are often added again, for Liquid.
    """
    added = _strings(values[:1] for call in _ADDING for values, _ in script.calls(call))
    return frozenset(added) & OWN_FILTERS


def _pairs(script: Script, call: str) -> dict[str, Any]:
    return {
        values[0]: values[1]
        for values, _ in script.calls(call)
        if len(values) > 1 and isinstance(values[0], str)
    }


def _last(script: Script, call: str) -> Any:
    """Return the first argument of the last call; None if there is no call."""
    found = [values[0] for values, _ in script.calls(call) if values]
    return found[-1] if found else None


def _strings(found: Iterable[list[Any]]) -> tuple[str, ...]:
    return tuple(one for values in found for one in values if isinstance(one, str))


class Ignores:
    """Says by path which files are templates and which directories are read.

    https://www.11ty.dev/docs/ignores/
    """

    def __init__(self, tree: Path, files: DataFiles, project: EleventyProject) -> None:
        self._project = project
        lines = [line for name in _ignore_files(project) for line in _lines(files, name)]
        self._patterns = tuple(_pattern(tree, line) for line in (*lines, *project.ignores))
        self._suffixes = tuple(s for s in SUFFIXES if s[1:] in project.formats)

    def descends(self, directory: str) -> bool:
        """Say whether there may be templates or data in or below a directory."""
        name = directory.rpartition("/")[2]
        output = self._project.output
        if name[0] == "." or name == "node_modules" or (output and is_below(directory, output)):
            return False
        return not self._ignored(f"{directory}/x")

    def is_template(self, path: str) -> bool:
        """Say whether a file becomes a page. Layouts, includes and data do not."""
        return path.endswith(self._suffixes) and self._is_content(path)

    def unreadable(self, path: str) -> str | None:
        """Return the suffix of a file that becomes a page, and that feeds cannot read."""
        suffix = next((one for one in UNREADABLE if path.endswith(one)), None)
        return suffix if self._is_content(path) else None

    def _is_content(self, path: str) -> bool:
        project = self._project
        folders = (project.includes, project.layouts, project.data)
        return (
            is_below(path, project.input)
            and not any(folder and is_below(path, folder) for folder in folders)
            and not self._ignored(path)
        )

    def holds_posts(self, directory: str) -> bool:
        """Say whether there may be templates in or below a directory."""
        source = self._project.input
        return self.descends(directory) and (
            is_below(directory, source) or is_below(source, directory)
        )

    def _ignored(self, path: str) -> bool:
        return any(pattern.fullmatch(path) for pattern in self._patterns)


def stem(name: str) -> str:
    """Return a template's name without its suffix."""
    return next((name.removesuffix(end) for end in SUFFIXES if name.endswith(end)), name)


def is_below(path: str, folder: str) -> bool:
    """Say whether a path is a folder or something below it; the empty folder is the tree."""
    return not folder or path == folder or path.startswith(f"{folder}/")


def _ignore_files(project: EleventyProject) -> tuple[str, ...]:
    below = (f"{project.input}/.eleventyignore",) if project.input else ()
    return ((".gitignore",) if project.uses_gitignore else ()) + (".eleventyignore", *below)


def _lines(files: DataFiles, name: str) -> list[str]:
    """Return the patterns in a file, relative to the tree."""
    folder = name.rpartition("/")[0]
    lines = map(str.strip, (files.text(name) or "").split("\n"))
    return [f"{folder}/{line}".lstrip("/") for line in lines if line and line[0] not in "#!"]


def _pattern(tree: Path, line: str) -> re.Pattern[str]:
    anywhere = line.startswith("**/")
    path = line if anywhere else normpath(line).lstrip("/")
    below = not anywhere and (tree / path).is_dir()
    return glob(f"{path}/**" if below else path)
