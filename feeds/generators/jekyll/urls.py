"""URLs, byte for byte as Ruby's Addressable writes them (RFC 3986 6.2.2)."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Literal, NamedTuple
from urllib.parse import quote, unquote_to_bytes

from feeds.urls import PATH_CHARACTERS, SEGMENT_CHARACTERS, quote_path

Form = Literal["NFC", "NFKC"]
"""The Unicode form of URLs: NFKC in Addressable before 2.8.2, NFC in later versions."""

_SEGMENT = SEGMENT_CHARACTERS
_QUERY = PATH_CHARACTERS + "?"
_NORMAL = re.compile(r"[A-Za-z0-9\-._~!$&'()*+,;=:@/]*")
_PARTS = re.compile(r"(?:([^:/?#]+):)?(?://([^/?#]*))?([^?#]*)(?:\?([^#]*))?(?:#(.*))?", re.DOTALL)
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9.+-]*")
_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9.+-]*:")
_PLUS = re.compile(r"(%2[Bb])")
_DEFAULT_PORT = {"http": ":80", "https": ":443"}
_BLANK = " \t\n\v\f\r\0"


class _UriParts(NamedTuple):
    """A URI reference's parts (RFC 3986 3); None for an absent part."""

    scheme: str | None
    authority: str | None
    path: str
    query: str | None
    fragment: str | None

    def join(self) -> str:
        scheme = "" if self.scheme is None else f"{self.scheme}:"
        authority = "" if self.authority is None else f"//{self.authority}"
        query = "" if self.query is None else f"?{self.query}"
        fragment = "" if self.fragment is None else f"#{self.fragment}"
        return f"{scheme}{authority}{self.path}{query}{fragment}"


def _split(text: str) -> _UriParts:
    found = _PARTS.fullmatch(text)
    assert found is not None  # every part may be empty
    scheme, authority, path, query, fragment = found.groups()
    return _UriParts(scheme, authority, path, query, fragment)


def encode(text: str) -> str:
    """Percent-encode the value of a placeholder, ``%`` included.

    Raises ``ValueError`` if a colon makes the text look like an invalid URL.
    """
    scheme, authority, path, query, fragment = _split(text)
    if (scheme is not None and not _SCHEME.fullmatch(scheme)) or path.startswith(":"):
        raise ValueError(text)
    return _UriParts(
        scheme,
        None if authority is None else quote(authority, safe=_SEGMENT + "[]"),
        quote_path(path),
        None if query is None else quote(query, safe=_QUERY),
        None if fragment is None else quote(fragment, safe=_QUERY),
    ).join()


def normalise_site(url: str, form: Form) -> str:
    """Normalise the URL of a site: its scheme, host, port and path."""
    scheme, authority, path, _, _ = _split(url.strip(_BLANK))
    scheme = scheme and scheme.lower()
    authority = authority and _normal_authority(scheme, authority)
    return _UriParts(scheme, authority, normalise_path(path, form), None, None).join()


def absolute(reference: str, start: str, form: Form) -> str:
    """Return a reference as a URL below ``start``; an absolute one stays as it is."""
    if "://" in reference or _ABSOLUTE.match(reference):
        return reference
    rooted = reference if reference.startswith("/") else f"/{reference}"
    return start + normalise_path(rooted, form)


def _normal_authority(scheme: str | None, authority: str) -> str:
    host = authority.strip(_BLANK).lower().removesuffix(_DEFAULT_PORT.get(scheme or "", "\0"))
    if host.isascii():
        return host
    try:
        return host.encode("idna").decode("ascii")
    except UnicodeError:
        return quote(host, safe=_SEGMENT + "[]")


def normalise_path(reference: str, form: Form) -> str:
    """Normalise a path with its query and fragment.

    Escapes are in upper case and only where needed, dot segments are removed, and text is in
    the Unicode form ``form``.
    """
    if _NORMAL.fullmatch(reference) and "/." not in reference:
        return reference
    scheme, _, path, query, fragment = _split(reference)
    assert scheme is None  # a path begins with a slash
    segments = [_normal(segment, _SEGMENT, form) for segment in path.strip(_BLANK).split("/")]
    path = "/".join(segments)
    return _UriParts(
        None,
        None,
        _without_dots(path) if "/." in path else path,
        None if not query else _normal_query(query, form) or None,
        None if not fragment else _normal(fragment, _QUERY, form),
    ).join()


@lru_cache(maxsize=4096)
def _normal(text: str, safe: str, form: Form) -> str:
    decoded = unquote_to_bytes(text)
    try:
        return quote(unicodedata.normalize(form, decoded.decode()), safe=safe)
    except UnicodeDecodeError:
        return quote(decoded, safe=_SEGMENT + "/?#[]")


def _normal_query(query: str, form: Form) -> str:
    """Normalise a query; an escaped ``+`` stays escaped, because a plain one means a space."""
    safe = _QUERY.replace("&", "").replace(";", "")

    def pair(text: str) -> str:
        pieces = _PLUS.split(text)
        return "".join(
            "%2B" if index % 2 else _normal(piece, safe, form) for index, piece in enumerate(pieces)
        )

    return "&".join(map(pair, query.split("&")))


def _without_dots(path: str) -> str:
    """Remove dot segments from an absolute path (RFC 3986 5.2.4)."""
    kept: list[str] = []
    segments = path.split("/")
    for segment in segments:
        if segment == ".." and len(kept) > 1:
            kept.pop()
        elif segment not in (".", ".."):
            kept.append(segment)
    if segments[-1] in (".", ".."):
        kept.append("")
    return "/".join(kept)
