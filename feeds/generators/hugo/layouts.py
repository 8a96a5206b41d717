"""Find RSS templates of the site and its themes, which a build cannot run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath

from feeds.generators.hugo import values
from feeds.generators.hugo.config import HugoConfig, load_config
from feeds.source import walk

_LISTS = frozenset(("all", "home", "index", "list", "section", "taxonomy", "term"))
_NOT_FOR_LISTS = frozenset(("baseof", "single"))
_OTHER_FORMATS = frozenset(
    ("404", "amp", "calendar", "css", "csv", "gotmpl", "html", "json", "markdown", "robots")
) | {"sitemap", "webappmanifest"}
_NO_LAYOUTS = frozenset(("partials", "shortcodes"))
_MOST_THEMES = 50
_SHOWN = 3


def layout_notes(config: HugoConfig) -> Iterator[str]:
    """Yield a note about the RSS templates, if there are any."""
    found = rss_templates(config)
    if found:
        more = f" and {len(found) - _SHOWN} more" if len(found) > _SHOWN else ""
        names = ", ".join(found[:_SHOWN]) + more
        yield (
            f"feeds does not run the site's own RSS templates ({names}), so its feeds may show"
            " other posts; run `feeds compare` before you publish, and read `feeds help moving`"
        )


def rss_templates(config: HugoConfig) -> list[str]:
    """Return the paths of all templates that Hugo may use for RSS, of the site and its themes."""
    folders = dict(_folders(config))
    formats = _OTHER_FORMATS | set(config.tables("outputformats")) - {"rss"}

    def descends(directory: str) -> bool:
        leads = any(f"{folder}/".startswith(f"{directory}/") for folder in folders)
        return leads or _holds_layouts(directory, folders)

    def is_template(path: str) -> bool:
        folder, _, name = path.rpartition("/")
        return _holds_layouts(folder, folders) and _is_rss(name.lower(), formats)

    return [file.path for file in walk(config.tree, descends, is_template, 0)[0]]


def _is_rss(name: str, formats: frozenset[str]) -> bool:
    first, *parts = name.split(".")
    if not parts or parts[-1] not in ("xml", "rss") or first in _NOT_FOR_LISTS:
        return False
    return first == "rss" or "rss" in parts or (first in _LISTS and formats.isdisjoint(parts))


def _holds_layouts(directory: str, folders: Mapping[str, str]) -> bool:
    """Say whether a directory has templates of pages, not only parts of templates."""
    for folder, target in folders.items():
        if f"{directory}/".startswith(f"{folder}/"):
            below = PurePosixPath(target, directory[len(folder) :].lstrip("/")).parts
            return all(
                part == "_default" or not (part[0] == "_" or part in _NO_LAYOUTS) for part in below
            )
    return False


def _folders(config: HugoConfig) -> Iterator[tuple[str, str]]:
    """Yield the folders of layouts in the tree, each with its place below ``layouts``."""
    waiting, seen = [("", config)], {""}
    while waiting and len(seen) <= _MOST_THEMES:
        top, own = waiting.pop()
        for source, target in _mounted(own):
            yield _joined(top, source), target
        for name in _imports(own):
            for folder in (_joined(_themes(config), name), _joined("_vendor", name)):
                if folder not in seen and (config.tree / folder).is_dir():
                    seen.add(folder)
                    waiting.append((folder, load_config(config.tree / folder)))


def _mounted(config: HugoConfig) -> list[tuple[str, str]]:
    mounts = config.get("module", "mounts")
    found = []
    for mount in mounts if isinstance(mounts, list) else ():
        top, _, target = values.text(values.at(mount, "target")).strip("/").partition("/")
        source = values.text(values.at(mount, "source"))
        if top == "layouts" and source and not source.startswith("/"):
            found.append((source, target))
    return found or [(config.text("layoutdir") or "layouts", "")]


def _imports(config: HugoConfig) -> list[str]:
    """Return the names of the themes and modules that a site or theme uses."""
    imports = config.get("module", "imports")
    modules = [values.at(one, "path") for one in imports] if isinstance(imports, list) else []
    names = [*values.strings(config.get("theme")), *map(values.text, modules)]
    return [name for name in names if name and ".." not in name.split("/")]


def _themes(config: HugoConfig) -> str:
    return config.text("themesdir") or "themes"


def _joined(*parts: str) -> str:
    path = PurePosixPath(*(part.strip("/") for part in parts))
    return "" if str(path) == "." else str(path)
