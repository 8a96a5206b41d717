"""URLs as Eleventy's filters and browsers write them (WHATWG URL Standard).

https://www.11ty.dev/docs/plugins/html-base/ and https://www.11ty.dev/docs/filters/url/
"""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress
from posixpath import normpath
from urllib.parse import quote, unquote, urljoin, urlsplit, urlunsplit

_NOT_ENCODED = "/!$&'()*+,;=:@%|[]^~"
"""What a browser leaves in a path besides letters and digits (WHATWG URL, path
percent-encode set)."""
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_TAG = re.compile(r"<[A-Za-z][^<>]*>")
# A URL in an attribute; srcset has several.
_ROOTED = re.compile(
    r"(?:(?<=\s)(?:href|src|poster|data|cite|action|srcset)\s*=\s*[\"']|(?<=[\dwx],\s))(?=/(?!/))"
)
_MAY_LINK = re.compile(r"\.(?:md|html|njk|liquid)\b")
# A path to a template in an attribute. What follows ``?`` or ``#`` stays.
_TO_FILE = re.compile(r"(?<=\shref=[\"'])(?P<path>[^\"'?#:<>]+\.(?:md|html|njk|liquid))(?=[\"'?#])")
_DEFAULT_PORTS = {"http": 80, "https": 443}


def encoded(url: str) -> str:
    """Percent-encode a URL below the site's, as browsers and Node do."""
    end = re.search(r"[?#]", url)
    at = end.start() if end else len(url)
    # "replace": JSON can hold half of a surrogate pair.
    path = quote(url[:at].replace("\\", "/"), safe=_NOT_ENCODED, errors="replace")
    return path + quote(url[at:], safe=_NOT_ENCODED + "?#", errors="replace")


def is_absolute(url: str) -> bool:
    """Say whether a URL has a scheme."""
    return bool(_SCHEME.match(url))


def absolute(url: str, base: str) -> str:
    """Return what ``new URL(url, base)`` gives. Raises ``ValueError`` if that fails."""
    if not is_absolute(url) and not is_absolute(base):
        raise ValueError(base)
    parts = urlsplit(urljoin(base, url.strip()))
    if parts.scheme not in _DEFAULT_PORTS:
        return urlunsplit(parts)
    port = parts.port
    host = _host(parts.hostname or "")
    netloc = host if port in (None, _DEFAULT_PORTS[parts.scheme]) else f"{host}:{port}"
    rest = encoded(urlunsplit(("", "", parts.path or "/", parts.query, parts.fragment)))
    return f"{parts.scheme}://{netloc}{rest}"


def with_prefix(url: str, base: str, prefix: str) -> str:
    """Return an absolute URL whose path begins with the site's ``pathPrefix``.

    Raises ``ValueError`` if the URL cannot be made absolute.
    """
    parts = urlsplit(absolute(url, base))
    return urlunsplit(parts._replace(path=f"{prefix}{parts.path}"))


def below_prefix(url: str, prefix: str) -> str:
    """Return what Eleventy's ``url`` filter gives: a path from the root gets the prefix."""
    if is_absolute(url) or (url.startswith("//") and url != "//"):
        return url
    root = f"{prefix}/"
    path = _normal(url)
    if path in ("/", ".", root):
        return root
    return _normal(root + path) if path.startswith("/") else path


def based(url: str, base: str, prefix: str, page: str) -> str:
    """Return what the filter ``htmlBaseUrl`` gives; ``page`` is the path of the page it is in.

    Raises ``ValueError`` if the URL cannot be made absolute.
    """
    if base == "/" or is_absolute(url):
        return url
    if not is_absolute(base):
        return below_prefix(url, base.rstrip("/"))
    if page and not url.startswith("/"):
        url = urljoin(page, url)
    return with_prefix(url, base, prefix)


def prefixed(html: str, prefix: str) -> str:
    """Return HTML in which URLs that begin with a slash begin with the site's ``pathPrefix``."""
    return _TAG.sub(lambda tag: _ROOTED.sub(rf"\g<0>{prefix}", tag[0]), html)


def has_linked_files(text: str) -> bool:
    """Say whether Markdown or HTML may have links to files of templates."""
    return bool(_MAY_LINK.search(text))


def linked(html: str, page_of: Callable[[str], str | None]) -> str:
    """Return HTML in which links to files of templates lead to their pages.

    ``page_of`` returns the URL of the page that a path, decoded, belongs to; None if there is none.
    """

    def to_page(found: re.Match[str]) -> str:
        url = page_of(unquote(found["path"]))
        return found[0] if url is None else url

    return _TAG.sub(lambda tag: _TO_FILE.sub(to_page, tag[0]), html)


def _normal(path: str) -> str:
    normal = normpath(path) if path else "."
    normal = f"/{normal.lstrip('/')}" if normal.startswith("/") else normal
    return normal + "/" if path.endswith("/") and not normal.endswith("/") else normal


def _host(name: str) -> str:
    with suppress(UnicodeError):
        return name.encode("idna").decode()
    return name
