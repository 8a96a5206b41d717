"""A document from the web, within a minute and 64 MiB."""

from __future__ import annotations

from concurrent.futures import Future
from http.client import HTTPException, HTTPResponse, IncompleteRead
from threading import Thread
from typing import IO
from urllib.error import HTTPError, URLError
from urllib.parse import quote, urljoin, urlsplit
from urllib.request import (
    HTTPDefaultErrorHandler,
    HTTPErrorProcessor,
    HTTPHandler,
    HTTPRedirectHandler,
    HTTPSHandler,
    OpenerDirector,
    ProxyHandler,
    Request,
)

MOST_BYTES = 64 * 2**20
_SILENCE, _LONGEST = 20.0, 60.0  # seconds: for one answer of the network, for all of it
_CHUNK = 2**16
_URL_CHARACTERS = "%:/?#[]@!$&'()*+,;="


def fetch(address: str) -> tuple[bytes, str]:
    """Return what a URL of http or https answers with, and where redirects led.

    Raises ``OSError``, in words, where it cannot be had within a minute and 64 MiB.
    """
    answer: Future[tuple[bytes, str]] = Future()
    Thread(target=_ask, args=(address, answer), daemon=True).start()
    try:
        # A socket's own timeout begins anew with every byte; this one is for the whole.
        return answer.result(_LONGEST)
    except TimeoutError as error:
        raise OSError(f"takes longer than {_LONGEST:.0f} seconds") from error


def _ask(address: str, answer: Future[tuple[bytes, str]]) -> None:
    try:
        answer.set_result(_answer(address))
    except Exception as error:
        answer.set_exception(error)


def _answer(address: str) -> tuple[bytes, str]:
    headers = {"User-Agent": "feeds", "Accept-Encoding": "identity"}
    try:
        _require_web(address)
        with _opener().open(Request(_ascii(address), headers=headers), timeout=_SILENCE) as found:
            return _bounded(found), str(found.url)
    except HTTPError as error:
        error.close()
        said = str(error.reason).partition("\n")[0]
        raise OSError(f"answers {error.code} {said}") from error
    except URLError as error:
        reason = getattr(error.reason, "strerror", None) or error.reason
        raise OSError(f"cannot be fetched: {reason}") from error
    except TimeoutError as error:
        raise OSError(f"says nothing for {_SILENCE:.0f} seconds") from error
    except IncompleteRead as error:
        raise OSError("cannot be fetched: the answer is cut off") from error
    except (HTTPException, ValueError) as error:
        raise OSError(f"cannot be fetched: {error}") from error


def _ascii(address: str) -> str:
    """Write a URL as HTTP sends it: its host by RFC 3490, the rest by RFC 3986."""
    parts = urlsplit(address)
    host = parts.netloc.encode("idna").decode("ascii")
    return quote(parts._replace(netloc=host).geturl(), safe=_URL_CHARACTERS)


def _opener() -> OpenerDirector:
    """Return an opener that knows http and https alone: none for files, none for FTP."""
    opener = OpenerDirector()
    for handler in (
        ProxyHandler(),
        HTTPHandler(),
        HTTPSHandler(),
        _Redirects(),
        HTTPDefaultErrorHandler(),
        HTTPErrorProcessor(),
    ):
        opener.add_handler(handler)
    return opener


class _Redirects(HTTPRedirectHandler):
    max_redirections = 5
    max_repeats = 2

    def redirect_request(
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: object, newurl: str
    ) -> Request | None:
        try:
            _require_web(urljoin(req.full_url, newurl))
        except OSError:
            fp.close()
            raise
        return super().redirect_request(req, fp, code, msg, headers, newurl)  # type: ignore[arg-type]


def _require_web(address: str) -> None:
    if urlsplit(address).scheme.lower() not in ("http", "https"):
        raise OSError(f"{address}: only http and https are fetched")


def _bounded(answer: HTTPResponse) -> bytes:
    chunks: list[bytes] = []
    size = 0
    while chunk := answer.read(_CHUNK):
        chunks.append(chunk)
        size += len(chunk)
        require_bounded(size)
    if answer.length:  # read(n) ends without a word where Content-Length promised more
        raise IncompleteRead(b"", answer.length)
    return b"".join(chunks)


def require_bounded(size: int) -> None:
    """Raise ``OSError``, in words, where a document has more than 64 MiB."""
    if size > MOST_BYTES:
        raise OSError(f"is larger than {MOST_BYTES // 2**20} MiB")
