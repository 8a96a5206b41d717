"""Read ``pelicanconf.py`` and ``publishconf.py`` without running them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from feeds.errors import Fault
from feeds.generators.files import Inputs
from feeds.generators.pelican.assignments import BrokenPython, Namespace, namespace
from feeds.zones import is_zone

NAMES = ("publishconf.py", "pelicanconf.py")
"""The first one that exists is read; it may import the other."""

Substitutions = tuple[tuple[str, str], ...]

_SLUG_SUBSTITUTIONS: Substitutions = (
    (r"[^\w\s-]", ""),
    (r"(?u)\A\s*", ""),
    (r"(?u)\s*\Z", ""),
    (r"[-\s]+", "-"),
)
_MARKDOWN: Mapping[str, Any] = {
    "extension_configs": {
        "markdown.extensions.codehilite": {"css_class": "highlight"},
        "markdown.extensions.extra": {},
    }
}
DEFAULTS: Mapping[str, Any] = {
    "PATH": ".",
    "ARTICLE_PATHS": [""],
    "ARTICLE_EXCLUDES": [],
    "PAGE_PATHS": ["pages"],
    "PAGE_EXCLUDES": [],
    "IGNORE_FILES": ["**/.*"],
    "READERS": {},
    "SITEURL": "",
    "SITENAME": "A Pelican Blog",
    "DEFAULT_LANG": "en",
    "FEED_ALL_ATOM": "feeds/all.atom.xml",
    "CATEGORY_FEED_ATOM": "feeds/{slug}.atom.xml",
    "AUTHOR_FEED_ATOM": "feeds/{slug}.atom.xml",
    "AUTHOR_FEED_RSS": "feeds/{slug}.rss.xml",
    "TRANSLATION_FEED_ATOM": "feeds/all-{lang}.atom.xml",
    "FEED_MAX_ITEMS": 100,
    "RSS_FEED_SUMMARY_ONLY": True,
    "USE_FOLDER_AS_CATEGORY": True,
    "DEFAULT_CATEGORY": "misc",
    "WITH_FUTURE_DATES": True,
    "INDEX_SAVE_AS": "index.html",
    "ARTICLE_URL": "{slug}.html",
    "ARTICLE_LANG_URL": "{slug}-{lang}.html",
    "ARTICLE_ORDER_BY": "reversed-date",
    "ARTICLE_TRANSLATION_ID": "slug",
    "PAGE_URL": "pages/{slug}.html",
    "PAGE_LANG_URL": "pages/{slug}-{lang}.html",
    "STATIC_URL": "{path}",
    "CATEGORY_URL": "category/{slug}.html",
    "CATEGORY_SAVE_AS": "category/{slug}.html",
    "TAG_URL": "tag/{slug}.html",
    "TAG_SAVE_AS": "tag/{slug}.html",
    "AUTHOR_URL": "author/{slug}.html",
    "AUTHOR_SAVE_AS": "author/{slug}.html",
    "PAGINATION_PATTERNS": [(2, "{name}{number}{extension}", "{name}{number}{extension}")],
    "MARKDOWN": _MARKDOWN,
    "DOCUTILS_SETTINGS": {},
    "DEFAULT_METADATA": {},
    "FILENAME_METADATA": r"(?P<date>\d{4}-\d{2}-\d{2}).*",
    "PATH_METADATA": "",
    "EXTRA_PATH_METADATA": {},
    "FORMATTED_FIELDS": ["summary"],
    "TYPOGRIFY_IGNORE_TAGS": [],
    "TYPOGRIFY_OMIT_FILTERS": [],
    "SUMMARY_END_SUFFIX": "…",
    "SUMMARY_MAX_LENGTH": 50,
    "SLUG_REGEX_SUBSTITUTIONS": _SLUG_SUBSTITUTIONS,
    "SLUGIFY_SOURCE": "title",
    "INTRASITE_LINK_REGEX": "[{|](?P<what>.*?)[|}]",
}


@dataclass(slots=True)
class PelicanConf(Inputs):
    """The settings as written in the tree's files, else their defaults."""

    name: str = NAMES[1]
    """The file that was read."""
    written: Namespace = field(default_factory=Namespace)

    def __contains__(self, key: str) -> bool:
        return key in self.written.values

    def get(self, key: str) -> Any:
        """Return a setting or its default; a computed setting is a fault."""
        if key in self.written.unknown:
            self.fault(key, f"feeds does not run the Python that sets {key}; write its value")
            self.written.unknown.discard(key)
        return self.written.values.get(key, DEFAULTS.get(key))

    def text(self, key: str) -> str:
        """Return a setting that is a string; empty if it is turned off."""
        value = self.get(key)
        if value is None or value is False:
            return ""
        if isinstance(value, str):
            return value
        return str(self._default(key, "a string", "''"))

    def texts(self, key: str) -> tuple[str, ...]:
        """Return a setting that is a list of strings."""
        value = self.get(key)
        if isinstance(value, list | tuple) and all(isinstance(one, str) for one in value):
            return tuple(value)
        return tuple(self._default(key, "a list of strings", "['name']") or ())

    def mapping(self, key: str) -> Mapping[str, Any]:
        """Return a setting that is a mapping from strings."""
        value = self.get(key) or {}
        if isinstance(value, list | tuple):  # Pelican also takes pairs
            value = _from_pairs(value)
        if isinstance(value, dict) and all(isinstance(one, str) for one in value):
            return value
        return dict(self._default(key, "a mapping", "{'name': 'value'}") or {})

    def number(self, key: str) -> int | None:
        """Return a setting that is a number; None if it is turned off."""
        value = self.get(key)
        if value is None or (isinstance(value, int) and not isinstance(value, bool)):
            return value
        self.fault(key, f"{key} must be a whole number, not {value!r}; write {key} = 50")
        default = DEFAULTS.get(key)
        return default if isinstance(default, int) else None

    def pattern(self, key: str) -> re.Pattern[str] | None:
        """Return a setting that is a regular expression; None if it is turned off."""
        text = self.text(key)
        try:
            return re.compile(text) if text else None
        except re.error as error:
            message = f"{key} is not a valid regular expression ({error}); correct it"
            self.fault(key, message, fatal=True)
            return None

    def substitutions(self, key: str) -> Substitutions:
        """Return a setting that is a list of regular expressions and their replacements."""
        value = self.get(key)
        try:
            pairs = tuple((str(one), str(other)) for one, other in value)
            for one, other in pairs:
                re.sub(one, other, "")
        except (TypeError, ValueError, re.error) as error:
            message = f"{key} must be a list of pairs ({error}); write [(r'old', 'new')]"
            self.fault(key, message, fatal=True)
            return _SLUG_SUBSTITUTIONS
        return pairs

    def fault(self, key: str, message: str, fatal: bool = False) -> None:
        """Record a fault at the line that sets a setting."""
        path, line = self.written.places.get(key, (self.name, 0))
        self.faults.append(Fault(path, line, message, fatal))

    def _default(self, key: str, wanted: str, example: str) -> Any:
        """Return a setting's default, because its value is of the wrong type."""
        self.fault(key, f"{key} must be {wanted}; write {key} = {example}")
        return DEFAULTS.get(key)


def _from_pairs(value: list[Any] | tuple[Any, ...]) -> object:
    try:
        return dict(value)
    except (TypeError, ValueError):
        return value


def load_pelicanconf(tree: Path) -> PelicanConf:
    """Read the settings of a tree. Faults are collected; see :meth:`Inputs.raise_faults`."""
    conf = PelicanConf(tree)
    for name in NAMES:
        try:
            found = namespace(conf.load, name)
        except BrokenPython as error:
            message = f"the Python code is not valid ({error.problem}); correct it"
            conf.faults.append(Fault(error.path, error.line, message))
            continue
        if found is not None:
            conf.name, conf.written = name, found
            break
    _modernise(conf.written)
    zone = conf.get("TIMEZONE")
    if zone is not None and not (isinstance(zone, str) and is_zone(zone)):
        message = f"TIMEZONE {zone!r} is not a time zone; write one like 'Asia/Shanghai'"
        conf.fault("TIMEZONE", message, fatal=True)
    return conf


_OLD_FEEDS = {
    "FEED": "FEED_ATOM",
    "TAG_FEED": "TAG_FEED_ATOM",
    "CATEGORY_FEED": "CATEGORY_FEED_ATOM",
    "TRANSLATION_FEED": "TRANSLATION_FEED_ATOM",
}
_SUBSTITUTED = ("SLUG", "CATEGORY", "TAG", "AUTHOR")
_EDGES = ((r"(?u)\A\s*", ""), (r"(?u)\s*\Z", ""))


def _modernise(written: Namespace) -> None:
    """Translate settings of older Pelicans, as ``pelican.settings`` of Pelican 4 does."""
    for kind in ("ARTICLE", "PAGE"):
        if f"{kind}_DIR" in written.values:
            _set(written, f"{kind}_DIR", f"{kind}_PATHS", [written.values[f"{kind}_DIR"]])
    if written.values.get("CLEAN_URLS"):
        for kind, start in (("ARTICLE", ""), ("PAGE", "pages/")):
            _set(written, "CLEAN_URLS", f"{kind}_URL", f"{start}{{slug}}/")
            _set(written, "CLEAN_URLS", f"{kind}_LANG_URL", f"{start}{{slug}}-{{lang}}/")
    for old, new in _OLD_FEEDS.items():
        if written.values.get(old):
            _set(written, old, new, written.values[old])
    _modernise_substitutions(written)
    if "MD_EXTENSIONS" in written.values:
        written.values.pop("MARKDOWN", None)
    _modernise_feed_paths(written)


def _set(written: Namespace, old: str, new: str, value: Any) -> None:
    written.values[new] = value
    if old in written.places:
        written.places[new] = written.places[old]


def _modernise_feed_paths(written: Namespace) -> None:
    """Replace ``%s`` in the paths of feeds."""
    for kind in ("AUTHOR", "CATEGORY", "TAG", "TRANSLATION"):
        field = "{lang}" if kind == "TRANSLATION" else "{slug}"
        for format in ("ATOM", "RSS"):
            key = f"{kind}_FEED_{format}"
            value = written.values.get(key)
            if isinstance(value, str) and value.count("%s") == 1:
                _set(written, key, key, value.replace("%s", field).replace("%%", "%"))


def _modernise_substitutions(written: Namespace) -> None:
    """Make regular expressions of the strings that slugs replace.

    The expressions also remove what slugs dropped in any case.
    """
    old = {kind: written.values.get(f"{kind}_SUBSTITUTIONS") for kind in _SUBSTITUTED}
    if not any(old.values()):
        return
    if old["SLUG"]:
        for kind in ("CATEGORY", "TAG"):
            old[kind] = [*_list(old["SLUG"]), *_list(old[kind])] if old[kind] else old[kind]
        old["AUTHOR"] = old["AUTHOR"] or []
    for kind, pairs in old.items():
        if isinstance(pairs, list | tuple):
            value = _expressions(pairs)
            _set(written, f"{kind}_SUBSTITUTIONS", f"{kind}_REGEX_SUBSTITUTIONS", value)


def _list(value: object) -> list[Any]:
    return list(value) if isinstance(value, list | tuple) else []


def _expressions(pairs: list[Any] | tuple[Any, ...]) -> list[Any]:
    usable = [one for one in pairs if isinstance(one, list | tuple) and len(one) in (2, 3)]
    replaced = [(re.escape(str(one[0])), str(one[1]).replace("\\", r"\\")) for one in usable]
    if any(len(one) == 3 and one[2] for one in usable):
        return [*replaced, *_EDGES]
    return [*replaced, (r"[^\w\s-]", ""), *_EDGES, (r"[-\s]+", "-")]
