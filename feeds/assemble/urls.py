"""URLs in entries: absolute, in ASCII, with a safe scheme."""

from __future__ import annotations

import re
from urllib.parse import SplitResult, quote, urljoin, urlsplit

_HIERARCHICAL = frozenset({"http", "https", "ftp", "ftps"})
# Mostly those that HTML lets websites handle (HTML 8.10.2, "safelisted scheme").
_OTHER_SCHEMES = """
bitcoin geo im irc ircs magnet mailto matrix mms news nntp openpgp4fpr sftp sip sips sms smsto ssh
tel urn webcal xmpp
"""
_OTHERS = frozenset(_OTHER_SCHEMES.split())
SCHEMES = _HIERARCHICAL | _OTHERS
"""The schemes that are safe to follow: none runs code or contains the document itself."""

_AROUND = "".join(map(chr, range(0x21)))
_WITHIN = re.compile(r"[\t\n\r]")
_BEFORE_QUERY = re.compile(r"[^?#]*")
_SAFE = r"A-Za-z0-9\-._~!$&'()*+,;=:@/?%"
_UNSAFE = re.compile(rf"%(?![0-9A-Fa-f]{{2}})|[^{_SAFE}]+")
# URL Standard 4.4: browsers keep a second ``#``, and a page's scripts may look for it.
_UNSAFE_IN_FRAGMENT = re.compile(rf"%(?![0-9A-Fa-f]{{2}})|[^{_SAFE}#]+")
_AUTHORITY = re.compile(
    r"(?:[\w.~!$&'()*+,;=:%-]*@)?(?:\[[0-9a-f:.]+\]|[\w.~!$&'()*+,;=%-]+)(?::\d*)?",
    re.ASCII | re.IGNORECASE,
)
_IP_LITERAL = re.compile(r"(\[[0-9A-Fa-f]*:[0-9A-Fa-f:.]+\])")  # RFC 3986 3.2.2
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
    scheme, _, rest = url.partition(":")
    if scheme.lower() in _OTHERS and (rest.isascii() or not rest.startswith("//")):
        return _encoded_whole(scheme.lower(), rest)
    try:
        return _encoded(urlsplit(urljoin(base, url)))
    except ValueError:
        return None


def _with_slashes(match: re.Match[str]) -> str:
    return match[0].replace("\\", "/")


def _encoded_whole(scheme: str, rest: str) -> str | None:
    """Encode a URL whose scheme has its own syntax: ``irc://#channel`` has no host."""
    before, mark, fragment = rest.partition("#")
    if not before.strip("/") and not fragment:
        return None
    parts = _IP_LITERAL.split(before)
    parts[::2] = (_UNSAFE.sub(_percent, part) for part in parts[::2])
    return f"{scheme}:{''.join(parts)}{mark}{_UNSAFE.sub(_percent, fragment)}"


def _encoded(parts: SplitResult) -> str | None:
    if parts.scheme not in SCHEMES:
        return None
    authority = _authority(parts)
    if not _AUTHORITY.fullmatch(authority) if authority else parts.scheme in _HIERARCHICAL:
        return None
    path, query = (_UNSAFE.sub(_percent, part) for part in parts[2:4])
    fragment = _UNSAFE_IN_FRAGMENT.sub(_percent, parts.fragment)
    return parts._replace(netloc=authority, path=path, query=query, fragment=fragment).geturl()


def _authority(parts: SplitResult) -> str:
    port = parts.port  # raises ValueError if it is not a port
    if parts.netloc.isascii():
        return parts.netloc
    host = (parts.hostname or "").encode("idna").decode("ascii")
    return host if port is None else f"{host}:{port}"


def _percent(match: re.Match[str]) -> str:
    return quote(match[0], safe="")
