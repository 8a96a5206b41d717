"""Single values of the configuration: sizes, time zones, rates, IP addresses."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from ipaddress import ip_network
from typing import Annotated, Any, Literal

from msgspec import Meta

from feeds.config import forms
from feeds.config.sections import After, Before
from feeds.model import FeedKind, Format
from feeds.urls import hub_url, is_language_tag, site_url
from feeds.zones import is_zone

_SIZE = re.compile(r"(\d{1,12}(?:\.\d{1,3})?) ?(?:([kmg])(i?)b|b|bytes)?", re.ASCII | re.IGNORECASE)
_POWERS = {"": 0, "k": 1, "m": 2, "g": 3}
_RATE = re.compile(
    r"[1-9]\d{0,8} ?(?:/|per) ?(?:[1-9]\d{0,3} ?)?(?:second|minute|hour|day)s?",
    re.ASCII | re.IGNORECASE,
)
TITLE_PLACEHOLDER = re.compile(r"\{(site|term)\}")
_BRACED = re.compile(r"\{[^{}]*\}")
_TRUTHS = dict.fromkeys(forms.YES_WORDS, True) | dict.fromkeys(forms.NO_WORDS, False)
_READER_URL = re.compile(r"(?:https?|feed):\S*\{url\}\S*", re.IGNORECASE)
_LONGEST_FOLDER = 100
"""Bytes of UTF-8: with the name of a term, a path must fit into the limits of file systems."""
_STORAGES = ("redis://", "rediss://", "redis+unix://")


def size_of(text: str) -> int:
    """Read a size in bytes: ``1 MiB`` is 1,048,576 bytes, ``1 MB`` a million, ``500`` is 500.

    Raises ``ValueError``.
    """
    found = _SIZE.fullmatch(text.strip())
    if not found:
        raise ValueError(f"{text!r} is not a size; write one such as 500 KiB or 2 MiB")
    number, prefix, binary = found.groups(default="")
    step = 1024 if binary else 1000
    return int(float(number) * step ** _POWERS[prefix.lower()])


def size_text(size: int) -> str:
    """Write a size in bytes with the largest unit that gives at least 1: ``25.9 MiB``."""
    power = next((power for power in (3, 2, 1) if size >= 1024**power), 0)
    unit = ("bytes", "KiB", "MiB", "GiB")[power]
    return f"{size / 1024**power:.1f}".removesuffix(".0") + f" {unit}"


def listed(value: Any) -> Any:
    """Return a single value as a list of one."""
    return [value] if isinstance(value, str | dict) else value


def _timezone(value: str) -> str:
    if not is_zone(value):
        raise ValueError(f"{value!r} is not a time zone; write one like Europe/Paris or UTC")
    return value


def _language(value: str) -> str:
    if not is_language_tag(value):
        raise ValueError(f"{value!r} is not a language tag; write one like en or zh-CN")
    return value


def _directory(value: str) -> str:
    if not value.strip() or "\0" in value:
        raise ValueError(f"{value!r} cannot be the name of a folder; write one such as public")
    return value


def _nonempty(value: str) -> str:
    if not value:
        raise ValueError("is empty; write a name")
    return value


def _some_formats(values: tuple[Format, ...]) -> tuple[Format, ...]:
    if not values:
        raise ValueError("is empty; name at least one format")
    return values


def _without_site(value: Mapping[str, tuple[str, ...]]) -> Mapping[str, tuple[str, ...]]:
    if FeedKind.SITE in value:
        raise ValueError("the site's feed has no terms; use category, tag or author")
    return value


def _titles(value: Mapping[str, str]) -> Mapping[str, str]:
    faults = [fault for kind, pattern in value.items() for fault in _title_faults(kind, pattern)]
    if faults:
        raise ValueError("; ".join(faults))
    return value


def _title_faults(kind: str, pattern: str) -> Iterator[str]:
    known = ("{site}",) if kind == FeedKind.SITE else ("{site}", "{term}")
    for placeholder in sorted(set(_BRACED.findall(pattern)) - {*known}):
        yield f"{kind}: unknown placeholder {placeholder}; use {' or '.join(known)}"
    if not pattern:
        yield f"{kind}: the title is empty; write one such as {' | '.join(known)}"


def _folder(value: str) -> str:
    parts = value.rstrip("/").split("/")
    if parts[0]:
        raise ValueError(f"{value!r} must begin with /")
    if any(part in ("", ".", "..") for part in parts[1:]):
        raise ValueError(f"{value!r} must not contain an empty part, . or ..")
    if any(character in value for character in "{}\\\0"):
        raise ValueError(f"{value!r} must not contain braces or backslashes; write one like /feeds")
    if len(value.encode(errors="replace")) > _LONGEST_FOLDER:
        raise ValueError(f"is longer than {_LONGEST_FOLDER} bytes; write a shorter path")
    return value.rstrip("/")


def _reader_url(value: str) -> str:
    if not _READER_URL.fullmatch(value):
        example = "https://reader.example/?add={url}"
        raise ValueError(f"{value!r} must be a URL with {{url}} in it; write one like {example}")
    return value


def _rate(value: str) -> str:
    if not _RATE.fullmatch(value):
        raise ValueError(f"{value!r} is not a rate; write one like 10/minute or 10/10 minutes")
    return value


def _storage(value: str) -> str:
    if value != "memory" and not value.startswith(_STORAGES):
        # The message leaves the value out: it may contain a password.
        raise ValueError("must be memory or redis://HOST:6379/0")
    return value


def _network(value: str) -> str:
    try:
        return str(ip_network(value, strict=False))
    except ValueError as error:
        message = f"{value!r} is not an IP address or network; write one like 10.0.0.5 or fd00::/8"
        raise ValueError(message) from error


def _as_size(value: Any) -> Any:
    return size_of(value) if isinstance(value, str) else value


def _as_share(value: Any) -> Any:
    """Accept true for all and false for none."""
    value = as_truth(value)
    return float(value) if isinstance(value, bool) else value


def as_truth(value: Any) -> Any:
    """Accept every YAML 1.1 word for true and false: PyYAML knows some, and none in quotes."""
    return _TRUTHS.get(value.lower(), value) if isinstance(value, str) else value


def _as_log(value: Any) -> Any:
    """Accept ``off``, which YAML 1.1 reads as false."""
    return None if as_truth(value) is False else value


Url = Annotated[str, After(site_url), forms.URL]
_HubUrl = Annotated[str, After(hub_url), forms.HUB]
HubUrls = Annotated[tuple[_HubUrl, ...], Before(listed, _HubUrl)]
Timezone = Annotated[str, After(_timezone), forms.TIMEZONE]
Directory = Annotated[str, After(_directory), forms.DIRECTORY]
Language = Annotated[str, After(_language), forms.LANGUAGE]
Name = Annotated[str, After(_nonempty), forms.NAME]
Formats = Annotated[tuple[Format, ...], After(_some_formats), forms.SOME]
Size = Annotated[int, Before(_as_size, Annotated[str, forms.SIZE]), Meta(ge=1)]
Share = Annotated[float, Before(_as_share, Annotated[Any, forms.YES_OR_NO]), Meta(ge=0, le=1)]
Titles = Annotated[Mapping[str, str], After(_titles), forms.TITLES]
TermsByKind = Annotated[Mapping[str, tuple[str, ...]], After(_without_site), forms.NO_SITE]
Rate = Annotated[str, After(_rate), forms.RATE]
Storage = Annotated[str, After(_storage), forms.STORAGE]
_Network = Annotated[str, After(_network), forms.NETWORK]
Networks = Annotated[tuple[_Network, ...], Before(listed, _Network)]
Truth = Annotated[bool | None, Before(as_truth, Annotated[Any, forms.YES_OR_NO])]
Folder = Annotated[str, After(_folder), forms.FOLDER]
ReaderUrl = Annotated[str, After(_reader_url), forms.READER_URL]
AccessLog = Annotated[Literal["text", "json"] | None, Before(_as_log, Annotated[Any, forms.OFF])]
