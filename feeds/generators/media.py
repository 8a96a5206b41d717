"""Images, enclosures and ``feed: false`` in front matter, for all generators.

Site generators leave these keys to themes, so they are read alike everywhere.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from itertools import islice
from mimetypes import MimeTypes
from posixpath import splitext
from typing import Any

import msgspec

from feeds.generators.yaml_values import BareWord
from feeds.model import Enclosure

_IMAGE_KEYS = (
    ("image",),
    ("images",),
    ("cover",),
    ("header", "image"),
    ("header", "teaser"),
    ("header", "og_image"),
    ("feature",),
    ("feature_image",),
    ("featured_image",),
    ("thumbnail",),
)
"""In the order in which they are looked for."""
_IMAGE_URLS = ("path", "url", "src", "image", "feature")
_ENCLOSURE_KEYS = ("enclosure", "enclosures")
_KEYS = frozenset((*(keys[0] for keys in _IMAGE_KEYS), *_ENCLOSURE_KEYS))
_ENCLOSURE_URLS = ("url", "src", "href", "path", "file")
_DEEPEST = 2
_MOST = 20
"""At most this many items of a list are read."""
_MOST_ENCLOSURES = 100
_LENGTH = re.compile(r"\s*([0-9]{1,18})\s*", re.ASCII)
_GREATEST = 10**18
_MEDIA_TYPES = {
    "mp3": "audio/mpeg",
    "m4a": "audio/mp4",
    "m4b": "audio/mp4",
    "ogg": "audio/ogg",
    "oga": "audio/ogg",
    "opus": "audio/ogg",
    "flac": "audio/flac",
    "wav": "audio/wav",
    "mp4": "video/mp4",
    "m4v": "video/mp4",
    "webm": "video/webm",
    "pdf": "application/pdf",
    "epub": "application/epub+zip",
    "zip": "application/zip",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "png": "image/png",
    "gif": "image/gif",
    "webp": "image/webp",
    "avif": "image/avif",
}
"""Types that Python does not know, or knows by an older name."""
_ANY_TYPE = "application/octet-stream"
_OWN_START = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//|\.|#|\?")


Keys = tuple[str, *tuple[str | int, ...]]
"""A top-level key, then the keys and places in lists below it: ``("enclosures", 0, "length")``."""


class Media(msgspec.Struct, frozen=True):
    """What the front matter of a post says about its media."""

    image: str | None = None
    enclosures: tuple[Enclosure, ...] = ()
    problems: tuple[tuple[Keys, str], ...] = ()
    """Keys, and what is wrong with them; the post is published."""


def media_of(values: Mapping[str, Any], place: Callable[[str], str] = str) -> Media:
    """Read the image and the enclosures of a post.

    ``place`` turns a URL as written into one that is absolute, or relative to the post's link.
    """
    if _KEYS.isdisjoint(values):
        return Media()
    found = (_image(_at(values, keys)) for keys in _IMAGE_KEYS)
    image = next(filter(None, found), None)
    problems = dict[str, Keys]()  # each message once: a line is slow to find
    if not _image(values.get("image")) and _is_wrong_image(values.get("image")):
        problems["image has no URL; write image: /picture.png"] = ("image",)
    enclosures: dict[str, Enclosure] = {}
    for key in _ENCLOSURE_KEYS:
        for one, below, wrong in _enclosures(values.get(key)):
            if one:
                enclosures.setdefault(one.url, one)
            if wrong:
                problems.setdefault(f"{key} {wrong}", (key, *below))
    return Media(
        place(image) if image else None,
        tuple(msgspec.structs.replace(one, url=place(url)) for url, one in enclosures.items()),
        tuple((keys, message) for message, keys in problems.items()),
    )


def is_out_of_feeds(value: object) -> bool:
    """Say whether the value of ``feed`` is false; in quotes it is a string, not the boolean."""
    return value is False or (isinstance(value, BareWord) and value.lower() == "false")


def below(start: str, url: str) -> str:
    """Place a relative URL below ``start``, the site's URL; other URLs stay unchanged."""
    return url if _OWN_START.match(url) else f"{start}/{url.lstrip('/')}"


def _at(values: Any, keys: tuple[str, ...]) -> Any:
    for key in keys:
        values = values.get(key) if isinstance(values, dict | Mapping) else None
    return values


def _image(value: Any, depth: int = 0) -> str | None:
    """Return the first URL in a string, a mapping or a list."""
    if isinstance(value, str) and not isinstance(value, BareWord):
        return str(value).strip() or None
    if depth > _DEEPEST:
        return None
    inner: Iterator[Any] = iter(())
    if isinstance(value, dict):
        inner = (value.get(key) for key in _IMAGE_URLS)
    elif isinstance(value, list):
        inner = islice(value, _MOST)
    return next(filter(None, (_image(one, depth + 1) for one in inner)), None)


def _is_wrong_image(value: Any) -> bool:
    if isinstance(value, dict):
        return any(value.get(key) for key in _IMAGE_URLS)
    return value not in ("", []) and value is not None and not isinstance(value, bool | str)


def _enclosures(value: Any) -> Iterator[tuple[Enclosure | None, tuple[str | int, ...], str]]:
    """Yield each enclosure, and where and what is wrong with it (empty if nothing is)."""
    is_list = isinstance(value, list)
    for number, given in enumerate(value[:_MOST_ENCLOSURES] if is_list else [value]):
        if given is None or given == "" or isinstance(given, bool | BareWord):
            continue
        place = (number,) if is_list else ()
        facts = given if isinstance(given, dict) else {"url": given}
        url = next(filter(None, (_text(facts.get(key)) for key in _ENCLOSURE_URLS)), "")
        if not url:
            yield None, place, "has no url; write url: /episode.mp3"
            continue
        length = _length(facts.get("length"))
        type = _text(facts.get("type")) or _media_type(url)
        wrong = (
            ""
            if length is not None
            else "has a length that is not a number of bytes; write length: 12345"
        )
        yield Enclosure(url, type, length or 0), (*place, "length"), wrong


def _text(value: Any) -> str:
    is_text = isinstance(value, str) and not isinstance(value, BareWord)
    return str(value).strip() if is_text else ""


def _length(value: Any) -> int | None:
    """Return a length in bytes, 0 if there is none; None if it is not a number of bytes."""
    if value is None or value == "":
        return 0
    if isinstance(value, int) and not isinstance(value, bool):
        return value if 0 <= value <= _GREATEST else None
    found = _LENGTH.fullmatch(value) if isinstance(value, str) else None
    return int(found[1]) if found else None


def _media_type(url: str) -> str:
    suffix = splitext(re.split(r"[?#]", url, maxsplit=1)[0])[1].lower()
    return _MEDIA_TYPES.get(suffix[1:]) or _known_types().get(suffix, _ANY_TYPE)


@cache
def _known_types() -> Mapping[str, str]:
    """Return the types that Python knows everywhere, without those of this machine."""
    return MimeTypes().types_map[True]
