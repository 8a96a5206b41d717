"""Every key of the configuration. docs/reference/config.md explains them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Annotated, Any, ClassVar, Literal, Self

from msgspec import Meta, field

from feeds.config import forms
from feeds.config.ignore import pattern_fault, patterns_in
from feeds.config.moves import Moves, Redirect, path_faults, redirect_faults, retired_faults
from feeds.config.sections import After, Before, ConfigSection, KeyFault, Location, read_section
from feeds.config.values import (
    AccessLog,
    Directory,
    Folder,
    Formats,
    HubUrls,
    Language,
    Name,
    Networks,
    Rate,
    ReaderUrl,
    Share,
    Size,
    Storage,
    TermsByKind,
    Timezone,
    Titles,
    Truth,
    Url,
    as_truth,
    listed,
)
from feeds.errors import NO_FILE, ConfigError, Fault
from feeds.model import USUAL_CODINGS, Coding, Format
from feeds.rules import require_rule


class Author(ConfigSection, frozen=True):
    """An author of posts (RFC 4287 3.2)."""

    short: ClassVar[Any] = Name

    name: Name
    uri: str | None = None
    email: str | None = None

    @classmethod
    def spelt_out(cls, given: Any) -> Any:
        """Accept a name alone."""
        return {"name": given} if isinstance(given, str) else given


class SiteSection(ConfigSection, frozen=True):
    """The site. A key without a value is taken from the generator's own configuration."""

    title: str | None = None
    url: Url | None = None
    description: str | None = None
    language: Language | None = None
    author: Annotated[tuple[Author, ...], Before(listed, Author)] = ()
    timezone: Timezone | None = None
    icon: str | None = None
    logo: str | None = None
    rights: str | None = None


class RedirectTo(ConfigSection, frozen=True):
    """The path where the feed of an old path is now."""

    short: ClassVar[Any] = Annotated[str, forms.REDIRECT_PATH]

    to: Annotated[str, forms.REDIRECT_PATH]
    status: Literal[200, 301, 308] = 200

    @classmethod
    def spelt_out(cls, given: Any) -> Any:
        """Accept a path alone."""
        return {"to": given} if isinstance(given, str) else given


class MaxAge(ConfigSection, frozen=True):
    """How long clients may keep a feed, in seconds (RFC 9111 5.2.2.1)."""

    compared: ClassVar[tuple[str, ...]] = ("shortest", "longest")

    shortest: Annotated[int, Meta(ge=0)] = 1800
    longest: Annotated[int, Meta(ge=0, le=31_536_000)] = 14_400

    @property
    def bounds(self) -> tuple[int, int]:
        """Both, the shorter first."""
        return self.shortest, self.longest

    def require(self, given: Collection[str]) -> None:  # noqa: ARG002 - defaults count as well
        """Raise ``ValueError`` unless the shorter one comes first."""
        if self.shortest > self.longest:
            raise ValueError("shortest is greater than longest; swap the two values")


class Reader(ConfigSection, frozen=True):
    """A feed reader that pages link to."""

    name: Name
    url: ReaderUrl
    """Where it subscribes to a feed; ``{url}`` is the feed's URL, percent-encoded."""


class PagesSection(ConfigSection, frozen=True):
    """HTML pages: lists of all feeds, and a page for each feed."""

    short: ClassVar[Any] = Annotated[Any, forms.YES_OR_NO]

    enabled: Truth = True
    path: Folder = "/feeds"
    language: Language | None = None
    templates: Directory | None = None
    readers: tuple[Reader, ...] | None = None

    @classmethod
    def spelt_out(cls, given: Any) -> Any:
        """Accept true or false alone."""
        truth = as_truth(given)
        return {"enabled": truth} if isinstance(truth, bool) else given


def _checked_redirects(value: Mapping[str, RedirectTo]) -> Mapping[str, RedirectTo]:
    _require_none(fault for old, new in value.items() for fault in redirect_faults(old, new.to))
    return value


def _checked_retired(value: tuple[str, ...]) -> tuple[str, ...]:
    _require_none(fault for path in value for fault in retired_faults(path))
    return value


def _checked_paths(value: Mapping[str, str]) -> Mapping[str, str]:
    _require_none(fault for kind, pattern in value.items() for fault in path_faults(kind, pattern))
    return value


def _checked_patterns(value: tuple[str, ...]) -> tuple[str, ...]:
    _require_none(fault for fault in map(pattern_fault, value) if fault)
    return value


def _require_none(faults: Iterable[str]) -> None:
    found = "; ".join(faults)
    if found:
        raise ValueError(found)


class FeedsSection(ConfigSection, frozen=True):
    """Which feeds are built, where, and what they show."""

    compared: ClassVar[tuple[str, ...]] = ("formats",)

    kinds: Annotated[tuple[str, ...], forms.KINDS] | None = None
    formats: Formats = tuple(Format)
    codings: tuple[Coding, ...] = USUAL_CODINGS
    entries: Annotated[int, Meta(ge=1, le=100_000)] | None = None
    content: Literal["full", "summary"] | None = None
    minimum: Annotated[int, Meta(ge=1)] = 1
    paths: Annotated[Mapping[str, str], After(_checked_paths), forms.PATHS] = field(
        default_factory=dict
    )
    titles: Titles = field(default_factory=dict)
    include: TermsByKind = field(default_factory=dict)
    exclude: TermsByKind = field(default_factory=dict)
    redirects: Annotated[
        Mapping[Annotated[str, forms.REDIRECT_PATH], RedirectTo], After(_checked_redirects)
    ] = field(default_factory=dict)
    retired: Annotated[tuple[Annotated[str, forms.RETIRED_PATH], ...], After(_checked_retired)] = ()
    hubs: HubUrls = ()
    stylesheet: bool = False
    max_age: MaxAge = MaxAge()
    pages: PagesSection = PagesSection()
    accept_new_ids: Share = 0.5
    accept_removals: Share = 0.5

    def require(self, given: Collection[str]) -> None:  # noqa: ARG002 - defaults count as well
        """Raise :class:`KeyFault` if formats would share a file."""
        formats = dict.fromkeys(map(str, self.formats))
        shared = [
            f"{kind}: the formats {', '.join(formats)} would share the file {pattern!r}; "
            "add {ext} to the path, or name only one format in feeds.formats"
            for kind, pattern in self.paths.items()
            if len(formats) > 1 and "{ext}" not in pattern
        ]
        if shared:
            raise KeyFault("paths", "; ".join(shared))

    @property
    def named_kinds(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """Each key that names kinds of feeds, and the kinds."""
        by_key = {"kinds": self.kinds or (), "paths": self.paths, "titles": self.titles}
        by_key |= {"include": self.include, "exclude": self.exclude}
        return tuple((key, tuple(kinds)) for key, kinds in by_key.items())

    @property
    def moves(self) -> Moves:
        """The redirects and the retired paths."""
        redirects = (Redirect(old, new.to, new.status) for old, new in self.redirects.items())
        return Moves(tuple(redirects), self.retired)


class LimitsSection(ConfigSection, frozen=True):
    """Limits for requests. Without a storage, the server answers every request.

    A rate is a number of requests in a period of time. The period begins with its first
    request, so that bursts are allowed. ``address`` counts all requests from one IP address.
    The others count the requests of one feed reader at one IP address for one feed:
    conditional requests, and the rest.
    """

    compared: ClassVar[tuple[str, ...]] = ("storage",)

    storage: Storage | None = None
    address: Rate = "20000/10 minutes"
    unconditional: Rate = "10/10 minutes"
    conditional: Rate = "100/10 minutes"

    def require(self, given: Collection[str]) -> None:
        """Raise ``ValueError`` if there are rates and no storage to count requests in."""
        if given and self.storage is None:
            raise ValueError("storage is missing; add storage: memory")


class ServeSection(ConfigSection, frozen=True):
    """How feeds are served. Only ``feeds serve`` uses ``host``, ``port`` and ``workers``."""

    host: str = "127.0.0.1"
    port: Annotated[int, Meta(ge=0, le=65535)] = 8000
    workers: Annotated[int, Meta(ge=1, le=64)] = 1
    browsers: Literal["page", "feed"] = "page"
    trusted_proxies: Networks = ()
    access_log: AccessLog = None
    metrics: Truth = None
    limits: LimitsSection = LimitsSection()


class CheckSection(ConfigSection, frozen=True):
    """What ``feeds check`` reports."""

    ignore: tuple[Annotated[str, After(require_rule), forms.RULE], ...] = ()


_OPTIONS = {"posts": "--source"}
"""Options that have another name than their key."""


class Config(ConfigSection, frozen=True):
    """The configuration as an object. Its attributes are the keys of the configuration file.

    The constructor does not check values. :meth:`of` checks them.
    """

    renamed: ClassVar[Mapping[str, str]] = {"dialect": "generator"}

    site: SiteSection = SiteSection()
    posts: Directory = "."
    ignore: Annotated[
        tuple[Annotated[str, forms.IGNORED], ...],
        Before(patterns_in, Annotated[str, forms.IGNORED_LINES]),
        After(_checked_patterns),
    ] = ()
    dates: Literal["git"] | None = None
    permalink: str | None = None
    generator: str = "auto"
    max_post_size: Size = 1 << 20
    feeds: FeedsSection = FeedsSection()
    output: Directory = "public"
    state: Directory = ".feeds"
    serve: ServeSection = ServeSection()
    check: CheckSection = CheckSection()
    _file: str = NO_FILE
    _lines: Mapping[str, int] = field(default_factory=dict)
    _options: Mapping[str, str] = field(default_factory=dict)
    """The option of each key whose value is from the command line."""
    _wrong: frozenset[str] = frozenset()
    """Keys whose values are not known because of a fault."""
    _faults: tuple[Fault, ...] = ()

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> Self:
        """Return the configuration with these values: ``Config.of({"site": {"url": …}})``.

        Raises :class:`~feeds.errors.ConfigError` with all faults.
        """
        return cls.read(values).checked()

    @classmethod
    def read(
        cls,
        values: Mapping[str, Any],
        file: str = NO_FILE,
        line: Callable[[Location], int] = lambda _: 0,
    ) -> Self:
        """Read a mapping; ``line`` returns the line of a value in the file.

        The result has what can be used. It carries the faults, so that those of the tree can be
        reported together with them.
        """
        config, wrong = read_section(cls, values)
        faults = sorted(Fault(file, line(one.where), one.message) for one in wrong)
        keys = (key for one in wrong for key in one.keys)
        return (config or cls()).with_faults(faults, keys)

    @classmethod
    def unreadable(cls, faults: Iterable[Fault]) -> Self:
        """Return a configuration of which only the faults are known."""
        return cls().with_faults(faults, cls.fields())

    def with_faults(self, faults: Iterable[Fault], keys: Iterable[str] = ()) -> Self:
        """Return a copy with more faults, because of which the values of keys are not known."""
        return self.replace(_faults=(*self._faults, *faults), _wrong=self._wrong.union(keys))

    @property
    def faults(self) -> tuple[Fault, ...]:
        """All that is wrong in it."""
        return self._faults

    def checked(self) -> Self:
        """Return this; raises :class:`~feeds.errors.ConfigError` if anything is wrong in it."""
        if self._faults:
            raise ConfigError(self._faults)
        return self

    def is_wrong(self, key: str) -> bool:
        """Return whether the value of a key (``site.url``) is not known because of a fault."""
        names = (key,) if key in self._options else (key, key.partition(".")[0])
        return not self._wrong.isdisjoint(names)

    def read_from(self, file: str, lines: Mapping[str, int]) -> Self:
        """Return a copy that knows its file and the line of each key (``site.url``) there."""
        return self.replace(_file=file, _lines=lines)

    def fault(self, key: str, message: str) -> Fault:
        """Return a fault at a key or its option, for problems that show when the tree is read."""
        if key in self._options:
            return Fault(self._options[key], 0, message)
        above = key
        while above and above not in self._lines:
            above = above.rpartition(".")[0]
        return Fault(self._file, self._lines.get(above, 0), f"{key}: {message}")

    def with_options(self, given: Mapping[str, str | None]) -> Self:
        """Return a copy with the values of options, by key; those that are None are not given.

        A wrong value becomes a fault of the option: ``--url`` for the key ``site.url``.
        """
        values = {key: value for key, value in given.items() if value is not None}
        names = {key: _OPTIONS.get(key, f"--{key.rpartition('.')[2]}") for key in values}
        of_site = {key[5:]: value for key, value in values.items() if key.startswith("site.")}
        said, wrong = read_section(SiteSection, of_site)
        site = self.site.replace(**{key: getattr(said, key) for key in of_site})
        others = {key: value for key, value in values.items() if "." not in key}
        changed = self.replace(
            site=site,
            _options={**self._options, **names},
            _wrong=self._wrong - values.keys(),
            **others,
        )
        faults = [Fault(f"--{one.where[-1]}", 0, one.message.partition(": ")[2]) for one in wrong]
        return changed.with_faults(faults, (f"site.{one.where[-1]}" for one in wrong))

    def with_site(self, **known: str | None) -> Self:
        """Return a copy with these keys of ``site``; those that are None stay as they are.

        Raises :class:`~feeds.errors.ConfigError`, which names keys as options (``--url``).
        """
        return self.with_options({f"site.{key}": value for key, value in known.items()}).checked()
