"""Settings of older Pelicans, as Pelican 4 still understands them."""

from __future__ import annotations

import re
from typing import Any

from feeds.generators.pelican.assignments import Namespace

_FEEDS = {
    "FEED": "FEED_ATOM",
    "TAG_FEED": "TAG_FEED_ATOM",
    "CATEGORY_FEED": "CATEGORY_FEED_ATOM",
    "TRANSLATION_FEED": "TRANSLATION_FEED_ATOM",
}
_KINDS = ("SLUG", "CATEGORY", "TAG", "AUTHOR")
_EDGES = ((r"(?u)\A\s*", ""), (r"(?u)\s*\Z", ""))


def modernise(written: Namespace) -> None:
    """Give settings under their present names; those set under both keep the present one's."""
    for kind in ("ARTICLE", "PAGE"):
        _rename(written, f"{kind}_DIR", f"{kind}_PATHS", lambda value: [value])
    if written.values.get("CLEAN_URLS"):
        for kind, start in (("ARTICLE", ""), ("PAGE", "pages/")):
            _set(written, "CLEAN_URLS", f"{kind}_URL", f"{start}{{slug}}/")
            _set(written, "CLEAN_URLS", f"{kind}_LANG_URL", f"{start}{{slug}}-{{lang}}/")
    for old, new in _FEEDS.items():
        if written.values.get(old):
            _set(written, old, new, written.values[old])
    _substitutions(written)
    if "MD_EXTENSIONS" in written.values:
        written.values.pop("MARKDOWN", None)
    _percent_s(written)


def _rename(written: Namespace, old: str, new: str, change: Any) -> None:
    if old in written.values:
        _set(written, old, new, change(written.values[old]))


def _set(written: Namespace, old: str, new: str, value: Any) -> None:
    written.values[new] = value
    if old in written.places:
        written.places[new] = written.places[old]


def _percent_s(written: Namespace) -> None:
    for kind in ("AUTHOR", "CATEGORY", "TAG", "TRANSLATION"):
        field = "{lang}" if kind == "TRANSLATION" else "{slug}"
        for format in ("ATOM", "RSS"):
            key = f"{kind}_FEED_{format}"
            value = written.values.get(key)
            if isinstance(value, str) and value.count("%s") == 1:
                _set(written, key, key, value.replace("%s", field).replace("%%", "%"))


def _substitutions(written: Namespace) -> None:
    """Texts to replace became regular expressions; what else a slug drops went into them."""
    old = {kind: written.values.get(f"{kind}_SUBSTITUTIONS") for kind in _KINDS}
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
