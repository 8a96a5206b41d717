"""What the configuration may say. Every key is documented in docs/config.md."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Annotated, Any, ClassVar, Literal, Self

from msgspec import Meta, field

from feeds.config.checking import After, Before, Location, read_section
from feeds.config.moves import Moves, Redirect
from feeds.config.patterns import path_faults, redirect_faults, retired_faults
from feeds.config.section import Section, listed
from feeds.config.serving import ServeSection
from feeds.config.sizes import size_of
from feeds.errors import ConfigError, Fault
from feeds.model import Coding, FeedKind, Format
from feeds.urls import hub_url, is_language_tag, site_url
from feeds.zones import is_zone


def _timezone(value: str) -> str:
    if not is_zone(value):
        raise ValueError(f"{value!r} is no time zone; write one like Europe/Paris or UTC")
    return value


def _language(value: str) -> str:
    if not is_language_tag(value):
        raise ValueError(f"{value!r} is no language tag; write one like en or zh-CN")
    return value


def _place(value: str) -> str:
    if not value.strip() or "\0" in value:
        raise ValueError(f"{value!r} is no directory; name one")
    return value


def _named(value: str) -> str:
    if not value:
        raise ValueError("is empty; write a text")
    return value


def _some(values: tuple[Format, ...]) -> tuple[Format, ...]:
    if not values:
        raise ValueError("is empty; name one at least")
    return values


def _redirects(value: Mapping[str, RedirectTo]) -> Mapping[str, RedirectTo]:
    _require_none(fault for old, new in value.items() for fault in redirect_faults(old, new.to))
    return value


def _retired(value: tuple[str, ...]) -> tuple[str, ...]:
    _require_none(fault for path in value for fault in retired_faults(path))
    return value


def _patterns(value: Mapping[str, str]) -> Mapping[str, str]:
    _require_none(fault for kind, pattern in value.items() for fault in path_faults(kind, pattern))
    return value


def _require_none(faults: Iterable[str]) -> None:
    found = "; ".join(faults)
    if found:
        raise ValueError(found)


def _of_terms(value: Mapping[str, tuple[str, ...]]) -> Mapping[str, tuple[str, ...]]:
    if FeedKind.SITE in value:
        raise ValueError("the site's feed has no terms; name category, tag or author")
    return value


def _as_share(value: Any) -> Any:
    """All or nothing may be said as true and false."""
    return float(value) if isinstance(value, bool) else value


def _as_size(value: Any) -> Any:
    return size_of(value) if isinstance(value, str) else value


Url = Annotated[str, After(site_url)]
HubUrl = Annotated[str, After(hub_url)]
Timezone = Annotated[str, After(_timezone)]
Place = Annotated[str, After(_place)]
Language = Annotated[str, After(_language)]
Share = Annotated[float, Before(_as_share), Meta(ge=0, le=1)]
ByKind = Annotated[Mapping[str, tuple[str, ...]], After(_of_terms)]


class Author(Section, frozen=True):
    """Somebody who writes on the site (RFC 4287 3.2)."""

    name: Annotated[str, After(_named)]
    uri: str | None = None
    email: str | None = None

    @classmethod
    def spelt_out(cls, given: Any) -> Any:
        """A name alone will do."""
        return {"name": given} if isinstance(given, str) else given


class SiteSection(Section, frozen=True):
    """The site: what is not said here comes from the generator's own configuration."""

    title: str | None = None
    url: Url | None = None
    description: str | None = None
    language: Language | None = None
    author: Annotated[tuple[Author, ...], Before(listed)] = ()
    timezone: Timezone | None = None
    icon: str | None = None
    logo: str | None = None
    rights: str | None = None


class RedirectTo(Section, frozen=True):
    """Where the feed of an old path is now."""

    to: str
    status: Literal[200, 301, 308] = 200

    @classmethod
    def spelt_out(cls, given: Any) -> Any:
        """A path alone will do."""
        return {"to": given} if isinstance(given, str) else given


class MaxAge(Section, frozen=True):
    """How long readers are told to wait, in seconds (RFC 9111 5.2.2.1)."""

    shortest: Annotated[int, Meta(ge=0)] = 1800
    longest: Annotated[int, Meta(ge=0, le=31_536_000)] = 14_400

    @property
    def bounds(self) -> tuple[int, int]:
        """Both, the shorter first."""
        return self.shortest, self.longest

    def require(self, given: Collection[str]) -> None:  # noqa: ARG002 - defaults count as well
        """The shorter one comes first."""
        if self.shortest > self.longest:
            raise ValueError("shortest is longer than longest; exchange them")


Redirects = Annotated[Mapping[str, RedirectTo], After(_redirects)]


class FeedsSection(Section, frozen=True):
    """Which feeds are built, where, and how much they show."""

    kinds: tuple[str, ...] | None = None
    formats: Annotated[tuple[Format, ...], After(_some)] = tuple(Format)
    codings: tuple[Coding, ...] = tuple(Coding)
    entries: Annotated[int, Meta(ge=1, le=100_000)] | None = None
    content: Literal["full", "summary"] | None = None
    minimum: Annotated[int, Meta(ge=1)] = 1
    paths: Annotated[Mapping[str, str], After(_patterns)] = field(default_factory=dict)
    include: ByKind = field(default_factory=dict)
    exclude: ByKind = field(default_factory=dict)
    redirects: Redirects = field(default_factory=dict)
    retired: Annotated[tuple[str, ...], After(_retired)] = ()
    hubs: Annotated[tuple[HubUrl, ...], Before(listed)] = ()
    max_age: MaxAge = MaxAge()
    accept_new_ids: Share = 0.5
    accept_removals: Share = 0.5

    @property
    def named_kinds(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """Every kind named here, by the key that names it."""
        by_key = {"kinds": self.kinds or (), "paths": self.paths}
        by_key |= {"include": self.include, "exclude": self.exclude}
        return tuple((key, tuple(kinds)) for key, kinds in by_key.items())

    @property
    def moves(self) -> Moves:
        """Where feeds used to be, as the model has it."""
        redirects = (Redirect(old, new.to, new.status) for old, new in self.redirects.items())
        return Moves(tuple(redirects), self.retired)


class Config(Section, frozen=True):
    """All of the configuration. Paths are relative to the directory that holds it."""

    renamed: ClassVar[Mapping[str, str]] = {"dialect": "generator"}

    site: SiteSection = SiteSection()
    posts: Place = "."
    permalink: str | None = None
    generator: str = "auto"
    max_post_size: Annotated[int, Before(_as_size), Meta(ge=1)] = 1 << 20
    feeds: FeedsSection = FeedsSection()
    output: Place = "public"
    state: Place = ".feeds"
    serve: ServeSection = ServeSection()
    _file: str = "settings"
    _lines: Mapping[str, int] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        values: Mapping[str, Any],
        file: str = "settings",
        line: Callable[[Location], int] = lambda _: 0,
    ) -> Self:
        """Read what a mapping says, ``line`` telling where in a file each value stands.

        Raises :class:`~feeds.errors.ConfigError` with every fault.
        """
        config, wrong = read_section(cls, values)
        if config is None:
            raise ConfigError(sorted(Fault(file, line(one.where), one.message) for one in wrong))
        return config

    def read_from(self, file: str, lines: Mapping[str, int]) -> Self:
        """Return it with the file it is from, and the line of each key (``site.url``) in it."""
        return self.replace(_file=file, _lines=lines)

    def fault(self, key: str, message: str) -> Fault:
        """Return a fault at a key's place, for what shows only when the tree is looked at."""
        above = key
        while above and above not in self._lines:
            above = above.rpartition(".")[0]
        return Fault(self._file, self._lines.get(above, 0), f"{key}: {message}")

    def with_site(self, **known: str | None) -> Self:
        """Return a copy in which the given keys of ``site`` are set, None left as it is.

        Raises :class:`~feeds.errors.ConfigError`, with each key as an option (``--url``).
        """
        changes = {key: value for key, value in known.items() if value is not None}
        said, wrong = read_section(SiteSection, changes)
        if said is None:
            raise ConfigError(Fault(f"--{one.where[-1]}", 0, one.message) for one in wrong)
        read = {key: getattr(said, key) for key in changes}
        return self.replace(site=self.site.replace(**read))
