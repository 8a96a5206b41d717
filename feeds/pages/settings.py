"""Settings of the pages, from the configuration."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

from feeds.config import Config
from feeds.errors import ConfigError
from feeds.model import Site
from feeds.pages.html import READERS, PagesRenderer
from feeds.pages.views import PagesSite, ReaderLink
from feeds.plan import PagePaths
from feeds.urls import quote_path


def page_renderer(config: Config, site: Site, base: Path) -> PagesRenderer | None:
    """Return what renders the pages; None if the configuration turns them off.

    Paths in the configuration are relative to ``base``. Raises
    :class:`~feeds.errors.ConfigError`.
    """
    pages = config.feeds.pages
    if not pages.enabled:
        return None
    mount = urlsplit(site.url).path
    shown = PagesSite(
        title=site.title,
        url=f"{site.url}/",
        description=site.description,
        language=site.language,
        path=mount + quote_path(pages.path),
        opml=mount + quote_path(PagePaths(pages).opml),
    )
    folder = base / pages.templates if pages.templates else None
    given = pages.readers
    readers = READERS if given is None else [ReaderLink(one.name, one.url) for one in given]
    try:
        return PagesRenderer(shown, folder, pages.language, readers)
    except ConfigError as error:
        faults = [
            one if one.path else config.fault(*one.message.split(": ", 1)) for one in error.faults
        ]
        raise ConfigError(faults) from error
