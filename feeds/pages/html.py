"""Render the HTML pages."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import quote

import msgspec
from msgspec.structs import replace

from feeds.errors import ConfigError, Fault
from feeds.pages.files import CODE_MARK, HTML_MARK, marked
from feeds.pages.jinja import PageTemplates
from feeds.pages.texts import Texts, TextsByLanguage, direction
from feeds.pages.views import FeedListPage, FeedPage, PageEntry, PagesSite, ReaderLink

POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'"
)
"""The Content-Security-Policy in each page (CSP Level 3)."""
HEADER_POLICY = f"{POLICY}; frame-ancestors 'none'"
"""That of the headers: browsers heed ``frame-ancestors`` only there."""

READERS = (
    ReaderLink("Feedly", "https://feedly.com/i/subscription/feed/{url}"),
    ReaderLink("Inoreader", "https://www.inoreader.com/?add_feed={url}"),
    ReaderLink("NewsBlur", "https://www.newsblur.com/?url={url}"),
    ReaderLink("The Old Reader", "https://theoldreader.com/feeds/subscribe?url={url}"),
    ReaderLink("Feedbin", "https://feedbin.com/?subscribe={url}"),
    ReaderLink("BazQux", "https://bazqux.com/add?url={url}"),
)
"""The readers that pages link if the configuration names none."""

_ASSETS = ("style.css", "script.js")
_SCRIPT_TEXTS = ("copy", "found", "found_some", "search_failed", "untitled")
# Characters that HTML forbids (HTML Living Standard 13.2.3.5), except white space.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff]")


class PagesRenderer:
    """Renders the pages of one site. Jinja is imported when the first page is rendered."""

    def __init__(
        self,
        site: PagesSite,
        folder: Path | None,
        language: str | None,
        readers: Sequence[ReaderLink],
    ) -> None:
        """``folder`` contains the site's own templates. ``language`` is that of all pages.

        Without ``language``, a page has the language of its feed or of the site, if there are
        texts in it. Raises :class:`~feeds.errors.ConfigError` if a file of the folder cannot be
        read, if a template's syntax is wrong, or if there are no texts in ``language``.
        """
        self._site = site
        self._language = language
        self._readers = tuple(readers)
        self._templates = PageTemplates(folder)
        self._languages = TextsByLanguage(*self._templates.texts)
        if language and not self._languages.has(language):
            known = ", ".join(self._languages)
            message = (
                f"no texts exist in {language}; use one of {known}, or add texts to texts.json"
            )
            raise ConfigError([Fault("", 0, f"feeds.pages.language: {message}")])
        self._templates.require_syntax()

    @cached_property
    def rules(self) -> str:
        """A digest of all that decides the bytes of pages besides views, code and libraries."""
        own = repr((self._site, self._language, self._readers))
        return hashlib.sha256(f"{self._templates.digest} {own}".encode()).hexdigest()[:32]

    def feed_page(self, page: FeedPage) -> bytes:
        """Return the page of a feed."""
        shown = replace(page, home=_web(page.home), entries=tuple(map(_linked, page.entries)))
        address = page.formats[0].url
        encoded = quote(address, safe="")
        return self._render(
            "feed.html",
            self._languages.find(self._language, page.language, self._site.language),
            page=shown,
            readers=[replace(one, url=one.url.replace("{url}", encoded)) for one in self._readers],
            app=f"feed:{address}",
        )

    def list_page(self, page: FeedListPage) -> bytes:
        """Return a page that lists feeds."""
        texts = self._languages.find(self._language, self._site.language)
        words = {**{name: texts.text(name) for name in _SCRIPT_TEXTS}, "kinds": texts.kinds}
        search = msgspec.json.encode(words).decode()
        return self._render("list.html", texts, page=page, search=search)

    def kind(self, kind: str) -> str:
        """Return the name of a kind of feeds, in the language of lists."""
        return self._languages.find(self._language, self._site.language).kind(kind)

    def assets(self) -> Mapping[str, bytes]:
        """Return the style sheet and the script, by name."""
        return {name: marked(self._templates.content(name), CODE_MARK) for name in _ASSETS}

    def _render(self, name: str, texts: Texts, **variables: Any) -> bytes:
        written = self._templates.render(
            name,
            site=self._site,
            text=texts.text,
            kind=texts.kind,
            language=texts.language,
            direction=direction(texts.language),
            policy=POLICY,
            **variables,
        )
        # Printable text has none of them; this test is twice as fast as the pattern.
        if not written.replace("\n", "").isprintable():
            written = _FORBIDDEN.sub("\ufffd", written)
        return marked(written, HTML_MARK)


def _linked(entry: PageEntry) -> PageEntry:
    link = _web(entry.link)
    return entry if link == entry.link else replace(entry, link=link)


def _web(url: str) -> str:
    """Return a URL that a page may link; empty if it is not one of http or https."""
    return url if url.startswith(("http://", "https://")) else ""
