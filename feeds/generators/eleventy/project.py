"""eleventy.config.js: what it says in literals of directories, formats, data and feeds.

https://www.11ty.dev/docs/config/ — the file is scanned, never run.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from posixpath import join, normpath
from typing import Any, NamedTuple

from feeds.errors import Fault
from feeds.generators.eleventy.files import Files
from feeds.generators.eleventy.javascript import UNREAD, Script

NAMES = (
    *(".eleventy.js", "eleventy.config.js", "eleventy.config.mjs", "eleventy.config.cjs"),
    "eleventy.config.ts",
)
"""In Eleventy's own order; the last one only if ``--config`` names it."""

SUFFIXES = (".md", ".html", ".njk", ".liquid")
"""Of templates."""
_FORMATS = ("liquid", "md", "njk", "html")
_KEYS = {"dir", "pathPrefix", "templateFormats", "markdownTemplateEngine", "htmlTemplateEngine"}
_DIRECTORIES = {"input": "", "includes": "_includes", "data": "_data", "output": "_site"}
_SETTERS = {
    "input": "setInputDirectory",
    "includes": "setIncludesDirectory",
    "data": "setDataDirectory",
    "output": "setOutputDirectory",
    "layouts": "setLayoutsDirectory",
}
_GLOB = re.compile(r"getFilteredByGlob\s*\(")
_TAG = re.compile(r"getFilteredByTags?\s*\(")
_ALL = re.compile(r"\.\s*getAll(?:Sorted)?\s*\(")
_CALLED = re.compile(r"(?<![.\w$])([A-Za-z_$][\w$]*)\s*\(")
_STEPS = re.compile(r"\.\s*(?:filter|sort|slice|reverse|map|concat)\s*\(")


class Collection(NamedTuple):
    """What ``addCollection`` gathers, as far as it can be read."""

    globs: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    everything: bool = False
    certain: bool = True
    """Nothing but the call that names them decides."""

    @property
    def gathers(self) -> bool:
        """Whether it can be read at all which pages it looks at."""
        return bool(self.globs or self.tags or self.everything)


@dataclass(frozen=True, slots=True)
class Project:
    """The configuration as far as literals tell it. Directories have no trailing slash."""

    name: str
    input: str = ""
    includes: str = "_includes"
    layouts: str | None = None
    data: str = "_data"
    output: str = "_site"
    prefix: str = ""
    """``pathPrefix`` with a leading and no trailing slash; empty for none."""
    formats: tuple[str, ...] = _FORMATS
    engines: Mapping[str, str] = field(default_factory=dict)
    """The template language by file suffix; empty for none."""
    suffixes: tuple[str, ...] = (".11tydata", "")
    base_name: str | None = None
    merges: bool = True
    aliases: Mapping[str, str] = field(default_factory=dict)
    global_data: Mapping[str, Any] = field(default_factory=dict)
    yaml: tuple[str, ...] = ()
    collections: Mapping[str, Collection] = field(default_factory=dict)
    plugins: tuple[Mapping[str, Any], ...] = ()
    """The options of every feed plugin."""
    ignores: tuple[str, ...] = ()
    uses_gitignore: bool = True
    faults: tuple[Fault, ...] = ()


def load_project(files: Files) -> Project:
    """Read the first configuration file there is; Eleventy's defaults where there is none."""
    for name in NAMES:
        text = files.text(name)
        if text is not None:
            return _project(name, files.script(name, text))
    return Project(NAMES[1], engines=_engines({}))


def _project(name: str, script: Script) -> Project:
    options = _options(script)
    directories, faults = _directories(name, script, options)
    return Project(
        name=name,
        **directories,
        prefix=_prefix(options.get("pathPrefix")),
        formats=_formats(script, options),
        engines=_engines(options),
        suffixes=_suffixes(script),
        base_name=_last_text(script, "setDataFileBaseName"),
        merges=_last(script, "setDataDeepMerge") is not False,
        aliases=_pairs(script, "addLayoutAlias"),
        global_data=_pairs(script, "addGlobalData"),
        yaml=_yaml(script),
        collections=_collections(script),
        plugins=_plugins(script),
        ignores=_texts(values[:1] for values, _ in script.calls("ignores.add")),
        uses_gitignore=_last(script, "setUseGitIgnore") is not False,
        faults=tuple(faults),
    )


def _options(script: Script) -> dict[str, Any]:
    """Return what the configuration returns or exports as ``config``."""
    options: dict[str, Any] = {}
    exported = script.exported()
    for found in (exported, *script.returned(), script.named("config")):
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
        Fault(name, 0, f"dir.{key} is worked out by JavaScript, which is not run; {_remedy(key)}")
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
        return "set generator: eleventy and posts: to the input directory in the configuration"
    return "write it as a literal string"


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
    names = _texts(values[:1] for values, _ in script.calls("addDataExtension"))
    listed = [one.strip() for name in names for one in name.split(",")]
    return tuple(one for one in listed if one in ("yaml", "yml"))


def _collections(script: Script) -> dict[str, Collection]:
    return {
        values[0]: _collection(script, text)
        for values, text in script.calls("addCollection")
        if values and isinstance(values[0], str)
    }


def _collection(script: Script, text: str) -> Collection:
    """Return what a call gathers, by itself or in a function of the same file that it calls."""
    own = _gathered(script, text)
    if own.gathers:
        return own
    called = (_gathered(script, script.body(name)) for name in _CALLED.findall(text))
    found = (one for one in called if one.gathers)
    return next(found, own)._replace(certain=False)


def _gathered(script: Script, text: str) -> Collection:
    part = Script(text)
    part.names.update(script.names)
    globs = _arguments(part, "getFilteredByGlob") if _GLOB.search(text) else ()
    tags = () if globs or not _TAG.search(text) else _arguments(part, "getFilteredByTag")
    tags = tags or _arguments(part, "getFilteredByTags")
    everything = not globs and not tags and bool(_ALL.search(text))
    certain = bool(globs or tags or everything) and not _STEPS.search(text)
    return Collection(globs, tags, everything, certain)


def _arguments(script: Script, call: str) -> tuple[str, ...]:
    values = next((values for values, _ in script.calls(call)), [])
    flat = values[0] if values and isinstance(values[0], list) else values
    return tuple(one for one in flat if isinstance(one, str))


def _plugins(script: Script) -> tuple[Mapping[str, Any], ...]:
    return tuple(
        values[1]
        for values, _ in script.calls("addPlugin")
        if len(values) > 1 and isinstance(values[1], dict) and "collection" in values[1]
    )


def _pairs(script: Script, call: str) -> dict[str, Any]:
    return {
        values[0]: values[1]
        for values, _ in script.calls(call)
        if len(values) > 1 and isinstance(values[0], str)
    }


def _last(script: Script, call: str) -> Any:
    """Return the first argument of the last such call; None where there is none."""
    found = [values[0] for values, _ in script.calls(call) if values]
    return found[-1] if found else None


def _last_text(script: Script, call: str) -> str | None:
    found = _last(script, call)
    return found if isinstance(found, str) else None


def _texts(found: Any) -> tuple[str, ...]:
    return tuple(one for values in found for one in values if isinstance(one, str))
