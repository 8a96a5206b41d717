"""What every feed says of the site: the configuration first, then the generator's own settings."""

from __future__ import annotations

from urllib.parse import urlsplit

from feeds.config import Author, Config
from feeds.errors import ConfigError
from feeds.generators import Settings
from feeds.model import Person, Site


def settle(config: Config, settings: Settings) -> Site:
    """Return the site as configured.

    Raises :class:`~feeds.errors.ConfigError` where nobody has said what the site's URL is.
    """
    given = config.site
    url = given.url or settings.url
    if not url:
        message = "not known; set it in the configuration, or pass --url https://example.com"
        raise ConfigError([config.fault("site.url", message)])
    return Site(
        title=given.title or settings.title or urlsplit(url).hostname or url,
        url=url,
        timezone=given.timezone or settings.timezone or "",
        description=given.description or settings.description or "",
        language=given.language or settings.language,
        authors=tuple(map(_person, given.author)) or settings.authors,
        icon=given.icon or settings.icon,
        logo=given.logo or settings.logo,
        rights=given.rights or settings.rights,
    )


def _person(author: Author) -> Person:
    return Person(author.name, author.uri, author.email)
