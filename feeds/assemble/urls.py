"""URLs for entries: absolute, in ASCII, with a scheme that is safe to follow."""

from __future__ import annotations

import re
from urllib.parse import SplitResult, quote, urljoin, urlsplit

_HIERARCHICAL = frozenset({"http", "https", "ftp", "ftps"})
SCHEMES = _HIERARCHICAL | frozenset(
    {"mailto", "tel", "sms", "geo", "xmpp", "sip", "irc", "ircs", "news", "magnet", "webcal"}
)
"""The schemes that are safe to follow: none runs code or contains the document itself."""

_AROUND = "".join(map(chr, range(0x21)))
_WITHIN = re.compile(r"[\t\n\r]")
_BEFORE_QUERY = re.compile(r"[^?#]*")
_UNSAFE = re.compile(r"%(?![0-9A-Fa-f]{2})|[^A-Za-z0-9\-._~!$&'()*+,;=:@/?%]+")
_AUTHORITY = re.compile(
    r"(?:[\w.~!$&'()*+,;=:%-]*@)?(?:\[[0-9a-f:.]+\]|[\w.~!$&'()*+,;=%-]+)(?::\d*)?",
    re.ASCII | re.IGNORECASE,
)
_PLAIN = re.compile(r"https?://[A-Za-z0-9.-]+(?:/[A-Za-z0-9\-._~!$&'()*+,=:@/]*)?")


def absolute(url: str, base: str) -> str | None:
    """Resolve ``url`` against ``base``, an absolute URL, as RFC 3986 5.2 does.

    White space and backslashes are read as browsers read them (URL Standard 4.4). The result
    is percent-encoded, its host in ASCII (RFC 3987 3.1). Returns None if the URL is empty or
    cannot be parsed, if its scheme is not in ``SCHEMES``, or if the scheme needs a host and
    there is none.
    """
    scheme, slashes, _ = base.partition("//")
    if slashes and url.startswith(slashes):
        url = scheme + url  # RFC 3986 5.2.2
    if _PLAIN.fullmatch(url):
        return url
    url = _WITHIN.sub("", url.strip(_AROUND))
    if "\\" in url:
        url = _BEFORE_QUERY.sub(_with_slashes, url, count=1)
    if not url:
        return None
    try:
        return _encoded(urlsplit(urljoin(base, url)))
    except ValueError:
        return None


def _with_slashes(match: re.Match[str]) -> str:
    return match[0].replace("\\", "/")


def _encoded(parts: SplitResult) -> str | None:
    if parts.scheme not in SCHEMES:
        return None
    authority = _authority(parts)
    if not _AUTHORITY.fullmatch(authority) if authority else parts.scheme in _HIERARCHICAL:
        return None
    path, query, fragment = (_UNSAFE.sub(_percent, part) for part in parts[2:])
    return parts._replace(netloc=authority, path=path, query=query, fragment=fragment).geturl()


def _authority(parts: SplitResult) -> str:
    port = parts.port  # raises ValueError if it is not a port
    if parts.netloc.isascii():
        return parts.netloc
    host = (parts.hostname or "").encode("idna").decode("ascii")
    return host if port is None else f"{host}:{port}"


def _percent(match: re.Match[str]) -> str:
    return quote(match[0], safe="")
