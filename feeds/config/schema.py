"""What config.yaml may say. Every key is documented in docs/config.md."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal, Self

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    PrivateAttr,
    field_validator,
    model_validator,
)

from feeds.codings import Coding
from feeds.config.patterns import path_faults, redirect_faults, retired_faults
from feeds.config.section import Section, filled, listed
from feeds.config.serving import ServeSection
from feeds.errors import Fault
from feeds.languages import is_language_tag
from feeds.model import FeedKind, Format, Person
from feeds.moves import Moves, Redirect
from feeds.urls import hub_url, site_url
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


Url = Annotated[str, AfterValidator(site_url)]
HubUrl = Annotated[str, AfterValidator(hub_url)]
Timezone = Annotated[str, AfterValidator(_timezone)]
Place = Annotated[str, AfterValidator(_place)]
Language = Annotated[str, AfterValidator(_language)]
ByKind = Annotated[Mapping[str, tuple[str, ...]], BeforeValidator(filled)]


class Author(Section):
    """Somebody who writes on the site (RFC 4287 3.2)."""

    name: str = Field(min_length=1)
    uri: str | None = None
    email: str | None = None

    @model_validator(mode="before")
    @classmethod
    def _from_name(cls, value: Any) -> Any:
        return {"name": value} if isinstance(value, str) else value


class SiteSection(Section):
    """The site: what is not said here comes from the generator's own configuration."""

    title: str | None = None
    url: Url | None = None
    description: str | None = None
    language: Language | None = None
    author: Annotated[tuple[Author, ...], BeforeValidator(listed)] = ()
    timezone: Timezone | None = None
    icon: str | None = None
    logo: str | None = None
    rights: str | None = None

    @property
    def people(self) -> tuple[Person, ...]:
        """The authors, as the model has them."""
        return tuple(Person(a.name, a.uri, a.email) for a in self.author)


class RedirectTo(Section):
    """Where the feed of an old path is now."""

    to: str
    status: Literal[200, 301, 308] = 200

    @model_validator(mode="before")
    @classmethod
    def _from_path(cls, value: Any) -> Any:
        return {"to": value} if isinstance(value, str) else value


class MaxAge(Section):
    """How long readers are told to wait, in seconds (RFC 9111 5.2.2.1)."""

    shortest: Annotated[int, Field(ge=0, strict=True)] = 1800
    longest: Annotated[int, Field(ge=0, le=31_536_000, strict=True)] = 14_400

    @property
    def bounds(self) -> tuple[int, int]:
        """Both, the shorter first."""
        return self.shortest, self.longest

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.shortest > self.longest:
            raise ValueError("shortest is longer than longest; exchange them")
        return self


class FeedsSection(Section):
    """Which feeds are built, where, and how much they show."""

    kinds: tuple[str, ...] | None = None
    formats: Annotated[tuple[Format, ...], Field(min_length=1)] = tuple(Format)
    codings: tuple[Coding, ...] = tuple(Coding)
    entries: Annotated[int, Field(ge=1, le=100_000, strict=True)] | None = None
    content: Literal["full", "summary"] | None = None
    minimum: Annotated[int, Field(ge=1, strict=True)] = 1
    paths: Annotated[Mapping[str, str], BeforeValidator(filled)] = Field(default_factory=dict)
    include: ByKind = Field(default_factory=dict)
    exclude: ByKind = Field(default_factory=dict)
    redirects: Annotated[Mapping[str, RedirectTo], BeforeValidator(filled)] = Field(
        default_factory=dict
    )
    retired: tuple[str, ...] = ()
    hubs: Annotated[tuple[HubUrl, ...], BeforeValidator(listed)] = ()
    max_age: MaxAge = MaxAge()
    accept_new_ids: Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)] = 0.5

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

    @field_validator("redirects")
    @classmethod
    def _old_paths(cls, value: Mapping[str, RedirectTo]) -> Mapping[str, RedirectTo]:
        faults = [fault for old, new in value.items() for fault in redirect_faults(old, new.to)]
        if faults:
            raise ValueError("; ".join(faults))
        return value

    @field_validator("retired")
    @classmethod
    def _retired_paths(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        faults = [fault for path in value for fault in retired_faults(path)]
        if faults:
            raise ValueError("; ".join(faults))
        return value

    @field_validator("paths")
    @classmethod
    def _patterns(cls, value: Mapping[str, str]) -> Mapping[str, str]:
        faults = [fault for kind, pattern in value.items() for fault in path_faults(kind, pattern)]
        if faults:
            raise ValueError("; ".join(faults))
        return value

    @field_validator("include", "exclude")
    @classmethod
    def _of_terms(cls, value: Mapping[str, tuple[str, ...]]) -> Mapping[str, tuple[str, ...]]:
        if FeedKind.SITE in value:
            raise ValueError("the site's feed has no terms; name category, tag or author")
        return value


class Config(Section):
    """All of config.yaml. Paths are relative to the directory that holds it."""

    _file: str = PrivateAttr("settings")
    _lines: Mapping[str, int] = PrivateAttr(default_factory=dict)

    site: SiteSection = SiteSection()
    posts: Place = "."
    permalink: str | None = None
    dialect: str = "auto"
    feeds: FeedsSection = FeedsSection()
    output: Place = "public"
    state: Place = ".feeds"
    serve: ServeSection = ServeSection()

    def read_from(self, file: str, lines: Mapping[str, int]) -> Self:
        """Remember the file this was read from, and the line of each key (``site.url``) in it."""
        self._file, self._lines = file, lines
        return self

    def fault(self, key: str, message: str) -> Fault:
        """Return a fault at a key's place, for what shows only when the tree is looked at."""
        above = key
        while above and above not in self._lines:
            above = above.rpartition(".")[0]
        return Fault(self._file, self._lines.get(above, 0), f"{key}: {message}")

    def with_site(self, **known: str | None) -> Self:
        """Return a copy in which the given keys of ``site`` are set, None left as it is.

        Raises ``ValueError`` where a value is not valid.
        """
        changes = {key: value for key, value in known.items() if value is not None}
        site = SiteSection.model_validate(self.site.model_dump(exclude_defaults=True) | changes)
        return self.model_copy(update={"site": site})
