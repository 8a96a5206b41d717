"""URLs (RFC 3986), percent-encoding, and language tags (BCP 47)."""

from __future__ import annotations

import re
from urllib.parse import SplitResult, quote, urlsplit

SEGMENT_CHARACTERS = "!$&'()*+,;=:@"
"""Characters that a segment of a path may contain besides unreserved ones (RFC 3986 3.3)."""

PATH_CHARACTERS = "/" + SEGMENT_CHARACTERS

_NOT_IN_URL = re.compile(r"[\s\x00-\x20\x7f\\\"<>^`{|}\ud800-\udfff]")  # RFC 3986 appendix A
_LANGUAGE_TAG = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*")
_AUTHORITY = re.compile(r"(?:\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._~-]+)(?::[0-9]+)?")


def quote_path(path: str, also: str = "") -> str:
    """Percent-encode a path; the characters in ``also`` are not encoded either."""
    return quote(path, safe=PATH_CHARACTERS + also)


def percent_encoded(url: str) -> str:
    """Return a URL with everything percent-encoded that it must not contain after its host.

    What is encoded already is not encoded again.
    """
    start = url.find("/", url.find("://") + 3)
    if start < 0 or "://" not in url:
        return url
    return url[:start] + quote_path(url[start:], "%?#[]")


def served_path(path: str) -> str:
    """Return the path that a published file is requested at: ``/feeds/`` for an index page."""
    return path.removesuffix("index.html") if path.endswith("/index.html") else path


PARTS_FOLDER = ".feeds-parts"
"""The folder of files that are written but not yet published; no path begins with it."""


def is_in_parts_folder(path: str) -> bool:
    """Return whether a path begins with this folder, on any file system."""
    return path.casefold().startswith(f"/{PARTS_FOLDER}/")


def folders_of(path: str) -> set[str]:
    """Return the paths of all folders above a path that begins with a slash, except the root."""
    parts = path.split("/")
    return {"/".join(parts[:end]) for end in range(2, len(parts))}


def site_url(text: str) -> str:
    """Return a site's address in ASCII, without a trailing slash.

    ``ValueError`` says in words why the text cannot be one: it must be an absolute URL of
    http or https, with a host, without user, query and fragment.
    """
    parts = _absolute(text)
    if parts.query or parts.fragment:
        raise ValueError(f"{text!r} has a query or a fragment; remove it")
    return parts._replace(path=quote_path(parts.path, "%")).geturl().rstrip("/")


def hub_url(text: str) -> str:
    """Return a hub's address in ASCII, its query and its trailing slash kept.

    ``ValueError`` says in words why the text cannot be one, as for :func:`site_url`.
    """
    parts = _absolute(text)
    if parts.fragment:
        raise ValueError(f"{text!r} has a fragment; remove it")
    path, query = quote_path(parts.path, "%"), quote_path(parts.query, "%?")
    return parts._replace(path=path, query=query).geturl()


def _absolute(text: str) -> SplitResult:
    parts = _split(text)
    if parts is None or parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError(
            f"{text!r} is not an http or https URL; write one such as https://example.com"
        )
    if "@" in parts.netloc:
        raise ValueError("the URL contains a user name, which everyone would see; remove it")
    if not _AUTHORITY.fullmatch(parts.netloc):
        raise ValueError(f"{text!r} has no valid host; write one such as https://example.com")
    return parts


def _split(text: str) -> SplitResult | None:
    """Split a URL, its host in ASCII (RFC 3490); None if it is not a URL."""
    if _NOT_IN_URL.search(text):
        return None
    try:
        parts = urlsplit(text)
        host, port = parts.hostname or "", parts.port
        if not parts.netloc.isascii() and "@" not in parts.netloc:
            host = host.encode("idna").decode("ascii")
            parts = parts._replace(netloc=host if port is None else f"{host}:{port}")
    except ValueError:
        return None
    return parts


def is_language_tag(text: str) -> bool:
    """Return whether a text has the form of a language tag (RFC 5646 2.1), registered or not."""
    return _LANGUAGE_TAG.fullmatch(text) is not None


def language_tag(text: str) -> str | None:
    """Write a language as RFC 5646 does, ``zh_cn`` as ``zh-CN``; None if it is not a language."""
    first, *rest = text.strip().replace("_", "-").split("-")
    written = "-".join([first.lower(), *map(_recased, rest)])
    return written if is_language_tag(written) else None


def _recased(subtag: str) -> str:
    if len(subtag) == 2:
        return subtag.upper()  # RFC 5646 2.1.1: regions in upper case, scripts in title case
    return subtag.title() if len(subtag) == 4 and subtag.isalpha() else subtag.lower()
