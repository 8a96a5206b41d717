"""``TYPOGRIFY``: typographic quotes, dashes and spaces."""

from __future__ import annotations

import re
from collections.abc import Mapping

import msgspec
import smartypants
from typogrify import filters

from feeds.generators.pelican.pelicanconf import PelicanConf

_FILTERS = ("amp", "smartypants", "caps", "initial_quotes", "widont")
_DASHES: Mapping[str, int] = {
    "oldschool": smartypants.Attr.set2,
    "oldschool_inverted": smartypants.Attr.set3,
}
_AMPERSAND = re.compile(r"(<[^<>]*>)|(\s|&nbsp;)(?:&|&amp;|&#38;)(\s|&nbsp;)")
_CAPITALS = re.compile(r"[A-Z\d']{1000,}")
_MOST_SEARCHED = 20_000_000
TOO_MUCH = "TYPOGRIFY is not applied, because too many tags are not closed; close them"


class Typography(msgspec.Struct, frozen=True):
    """What the settings ask of typogrify."""

    ignored: tuple[str, ...]
    """Elements whose text stays as written, beside ``pre`` and ``code``; some are ``tag.class``."""
    omitted: frozenset[str]
    """Filters that are not applied."""
    dashes: str

    @classmethod
    def of(cls, conf: PelicanConf) -> Typography | None:
        """Return what the settings ask for; None without TYPOGRIFY."""
        if not conf.get("TYPOGRIFY"):
            return None
        omitted = conf.texts("TYPOGRIFY_OMIT_FILTERS")
        for name in omitted:
            if name not in _FILTERS:
                message = f"{name!r} is not a filter; use one of {', '.join(_FILTERS)}"
                conf.fault("TYPOGRIFY_OMIT_FILTERS", f"TYPOGRIFY_OMIT_FILTERS: {message}")
        return cls(_ignored(conf), frozenset(omitted), conf.text("TYPOGRIFY_DASHES"))

    def is_fast(self, html: str) -> bool:
        """Say whether typogrify takes less than some seconds for a text.

        It searches for the end of every tag, comment and ignored element, and for the end of
        every run of capital letters, again from each beginning.
        """
        names = {"pre", "code", *(re.split(r"[.#]", one)[0] or "" for one in self.ignored)}
        lower = html.lower()
        searched = sum(_searched(lower, f"<{name}", f"</{name}") for name in names)
        searched += _searched(html, "<!--", "-->")
        searched += sum(part.count("<") * len(part) for part in html.split(">"))
        return searched < _MOST_SEARCHED and _CAPITALS.search(html) is None

    def applied(self, html: str) -> str:
        """Return a text in HTML as typogrify changes it; unchanged if that would take too long."""
        if not self.is_fast(html):
            return html
        # Pelican sets this default too. "w" curls &quot;, which docutils writes.
        smartypants.Attr.default = (
            _DASHES.get(self.dashes, smartypants.Attr.set1) | smartypants.Attr.w
        )
        chosen = {name: name not in self.omitted for name in _FILTERS}
        amp = chosen["amp"]
        chosen["amp"] = False
        return "".join(
            str(filters.applyfilters(_with_ampersands(part) if amp else part, **chosen))
            if is_open
            else part
            for part, is_open in filters.process_ignores(html, list(self.ignored))
        )


def _ignored(conf: PelicanConf) -> tuple[str, ...]:
    ignored = conf.texts("TYPOGRIFY_IGNORE_TAGS")
    try:
        filters.process_ignores("", list(ignored))
    except (IndexError, re.error) as error:
        message = f"TYPOGRIFY_IGNORE_TAGS is not valid ({error}); write names of tags"
        conf.fault("TYPOGRIFY_IGNORE_TAGS", message)
        return ()
    return ignored


def _searched(text: str, opening: str, closing: str) -> int:
    """Return how many characters all searches from openings that nothing closes read."""
    rest = text[text.rfind(closing) + 1 :]
    return rest.count(opening) * len(rest)


def _with_ampersands(html: str) -> str:
    """Do what the filter ``amp`` does. Its own takes exponential time for tags of many quotes."""

    def marked(found: re.Match[str]) -> str:
        tag, before, after = found.groups()
        return tag or f'{before}<span class="amp">&amp;</span>{after}'

    return _AMPERSAND.sub(marked, html)
