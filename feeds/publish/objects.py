"""Objects in a store, by key. The only module that uses obstore."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from glob import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import SplitResult, unquote, urlsplit

from msgspec import Struct
from msgspec.structs import asdict

from feeds.errors import ConfigError, Fault, StoreError, explained, missing_extra

if TYPE_CHECKING:
    from obstore.store import ObjectStore

_SCHEMES = ("s3", "gs", "az", "file")
_REQUEST, _RETRIES = timedelta(seconds=10), timedelta(seconds=15)
"""The limit for one request, and for all retries together; 25 s at most in all."""

_LISTED = 1000
"""Objects in one answer of a store."""

_ENDPOINTS = {
    "s3": ("AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT"),
    "az": ("AZURE_STORAGE_ENDPOINT", "AZURE_ENDPOINT"),
}
"""The environment variables that name a server, by scheme."""
_BUCKET = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_WORD = re.compile(r"[!-~]+")
"""ASCII without spaces."""

_CREDENTIALS = {
    "s3": "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY",
    "gs": "GOOGLE_SERVICE_ACCOUNT to a key file",
    "az": "AZURE_STORAGE_ACCOUNT_NAME and AZURE_STORAGE_ACCOUNT_KEY",
}
_ACCESS = ("PermissionDeniedError", "UnauthenticatedError")
_NO_CREDENTIALS = re.compile(
    r"169\.254\.169\.254|metadata\.google\.internal|Missing ?(?:Account|AccessKey|SecretAccessKey)"
)
"""Signs of missing credentials: without them, the cloud's metadata server is asked."""

_BAD_KEYS = {
    "service account file": "the key cannot be read; set GOOGLE_SERVICE_ACCOUNT to a key file",
    "Invalid Access Key": "AZURE_STORAGE_ACCOUNT_KEY is not valid; copy the key again",
}
"""Signs of credentials that cannot be read."""
_SYSTEM = re.compile(r"\(os error (\d+)\)")
_STATUS = re.compile(r"status code: (\d{3})")
_CODE = re.compile(r"<Code>([A-Za-z]+)</Code>")
_QUERY = re.compile(r"\?\S*")
_LONGEST_ANSWER = 200
"""Characters of a store's answer in a message."""


class Attributes(Struct, frozen=True):
    """The HTTP fields with which a store serves an object."""

    content_type: str
    cache_control: str
    encoding: str = ""
    """The content coding; empty for none."""


class Tag(Struct, frozen=True):
    """The state of an object: most stores use the etag, Google's uses the generation."""

    e_tag: str | None
    version: str | None


class StoredObject(Struct, frozen=True):
    """An object read from a store."""

    body: bytes
    tag: Tag
    modified: datetime
    """By the store's clock; aware."""


class Store:
    """The objects below one URL. Every method raises :class:`~feeds.errors.StoreError`."""

    def __init__(self, url: str, scheme: str, directory: Path | None, objects: ObjectStore) -> None:
        import obstore  # an optional dependency, as in open_store

        self.url = url
        self.directory = directory
        """The directory of a ``file:`` store, which has no conditional replace and no
        attributes; None for all others."""
        self._scheme = scheme
        self._objects = objects
        self._obstore = obstore
        self._errors = obstore.exceptions

    def get(self, key: str) -> StoredObject | None:
        """Return an object; None if there is none."""
        return self._get(key, {})

    def get_newer(self, key: str, known: Tag | None) -> StoredObject | None:
        """Return an object that must exist; None if it still has the known tag."""
        condition = {"if_none_match": known.e_tag} if known and known.e_tag else {}
        with self._translated():
            try:
                found = self._get(key, condition)
            except self._errors.NotModifiedError:
                return None
        if found is None:
            raise StoreError(f"{self.url}: the store contains no feeds; run `feeds publish` first")
        return found

    def _get(self, key: str, options: Any) -> StoredObject | None:
        with self._translated(self._errors.NotModifiedError):
            try:
                found = self._obstore.get(self._objects, key, options=options)
                meta, body = found.meta, bytes(found.bytes())
            except FileNotFoundError as error:
                if "NoSuchBucket" in str(error):
                    raise
                return None
            tag = Tag(meta["e_tag"], meta["version"])
            return StoredObject(body, tag, meta["last_modified"])

    def sizes(self, keys: Iterable[str]) -> dict[str, int]:
        """Return the sizes in bytes of those of these objects that exist.

        A store lists all its objects, a thousand in an answer. A directory is not listed: it
        may contain other files.
        """
        if self.directory:
            files = ((key, self.directory / key) for key in keys)
            return {key: file.stat().st_size for key, file in files if file.is_file()}
        with self._translated():
            found = self._obstore.list(self._objects, chunk_size=_LISTED)
            return {one["path"]: one["size"] for some in found for one in some}

    def put(self, key: str, body: bytes, attributes: Attributes | None = None) -> None:
        """Write an object, and replace one that exists."""
        self._put(key, body, attributes, "overwrite")

    def create(self, key: str, body: bytes, attributes: Attributes | None = None) -> Tag | None:
        """Write an object unless it exists; return its tag, or None if it exists."""
        try:
            return self._put(key, body, attributes, "create")
        except self._errors.AlreadyExistsError:
            return self._own(key, body)

    def replace(
        self, key: str, body: bytes, known: Tag, attributes: Attributes | None = None
    ) -> Tag | None:
        """Replace the object with this tag; return the new tag, or None if it has another tag."""
        version = {name: value for name, value in asdict(known).items() if value}
        try:
            return self._put(key, body, attributes, version)
        except self._errors.PreconditionError:
            return self._own(key, body)

    def _own(self, key: str, body: bytes) -> Tag | None:
        """Return the tag if this process wrote it: the answer was lost and the retry refused."""
        found = self.get(key)
        return found.tag if found and found.body == body else None

    def _put(self, key: str, body: bytes, attributes: Attributes | None, mode: Any) -> Tag:
        kept = self._errors.AlreadyExistsError, self._errors.PreconditionError
        with self._translated(*kept):
            said = _fields(attributes) if attributes and not self.directory else None
            # In one request: stores charge for the parts of unfinished uploads.
            put = self._obstore.put(
                self._objects, key, body, attributes=said, mode=mode, use_multipart=False
            )
            return Tag(put["e_tag"], put["version"])

    def delete(self, key: str) -> None:
        """Remove an object if it exists."""
        with self._translated(), suppress(FileNotFoundError):
            self._obstore.delete(self._objects, key)
            if self.directory:
                self._remove_empty(self.directory / key)

    def remove_parts(self, key: str) -> None:
        """Remove the partial files that a killed writer left beside this object in a directory."""
        if self.directory:
            file = self.directory / key
            for part in file.parent.glob(f"{escape(file.name)}#*"):
                part.unlink(missing_ok=True)

    def _remove_empty(self, file: Path) -> None:
        with suppress(OSError):
            while (file := file.parent) != self.directory:
                file.rmdir()

    @contextmanager
    def _translated(self, *kept: type[Exception]) -> Iterator[None]:
        try:
            yield
        except kept:
            raise
        except (self._errors.BaseError, OSError, ValueError, NotImplementedError) as error:
            raise StoreError(f"{self.url}: {_explained(error, self._scheme)}") from error


def open_store(url: str, make: bool = False, argument: str = "STORE") -> Store:
    """Return the store at a URL; credentials and endpoint come from the environment.

    ``argument`` is the command's name for the URL. ``make`` creates the directory of a
    ``file:`` URL if it is missing. Raises :class:`~feeds.errors.ConfigError` if the URL or an
    endpoint is wrong, or obstore is missing, and :class:`~feeds.errors.StoreError`. No message
    contains credentials.
    """
    parts = _parts(url, argument)
    _require_endpoints(parts.scheme)
    try:
        import obstore.store  # an optional dependency: the extra `publish`
    except ImportError as error:
        raise ConfigError([missing_extra("feeds publish", "publish")]) from error
    plain = parts.geturl().rstrip("/")
    directory = Path(unquote(parts.path)) if parts.scheme == "file" else None
    try:
        if directory:
            objects: Any = obstore.store.LocalStore(directory, mkdir=make)
        else:
            objects = obstore.store.from_url(plain, **_patience(parts.scheme))
    except (obstore.exceptions.BaseError, OSError, ValueError) as error:
        raise StoreError(f"{plain}: {_explained(error, parts.scheme)}") from error
    return Store(plain, parts.scheme, directory, objects)


def _parts(url: str, argument: str) -> SplitResult:
    try:
        parts = urlsplit(url if url.isprintable() else "")
    except ValueError:
        parts = urlsplit("")
    problem = _problem(url, parts)
    if problem:
        raise ConfigError([Fault(argument, 0, problem)])
    return parts


def _problem(url: str, parts: SplitResult) -> str:
    """Return what is wrong with the URL of a store, without secrets in it; empty if nothing is."""
    if "@" in (parts.netloc if parts.scheme else url) or parts.query or parts.fragment:
        secret = "the URL must not contain a user, a query or a fragment"
        return f"{secret}; remove it, and set credentials in the environment"
    if ":" in parts.netloc:
        wrong = f"{parts.netloc} is not the name of a bucket; write {parts.scheme}://BUCKET/PATH"
        return f"{wrong}, and set AWS_ENDPOINT_URL to the server's URL"
    if url.startswith("/"):
        return f"{url!r} is a path, not a URL; write {Path(url).as_uri()}"
    local = parts.scheme == "file"
    if parts.scheme not in _SCHEMES or bool(parts.netloc) == local or (local and not parts.path):
        like = "s3://BUCKET/PATH, gs://BUCKET/PATH, az://CONTAINER/PATH or file:///DIRECTORY"
        return f"{url!r} is not the URL of an object store; write {like}"
    if not local and not _BUCKET.fullmatch(parts.netloc):
        wrong = f"{parts.netloc!r} is not the name of a bucket"
        return f"{wrong}; use only letters, digits, hyphens and dots"
    return ""


def _require_endpoints(scheme: str) -> None:
    """Raise :class:`~feeds.errors.ConfigError` for an endpoint at which obstore would panic."""
    faults = [
        Fault(name, 0, f"{value!r} is not a URL; write one such as https://HOST:PORT")
        for name in _ENDPOINTS.get(scheme, ())
        if (value := os.environ.get(name)) and not _is_web(value)
    ]
    if faults:
        raise ConfigError(faults)


def _is_web(url: str) -> bool:
    try:
        parts = urlsplit(url)
        is_whole = bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
    return is_whole and parts.scheme in ("http", "https") and _WORD.fullmatch(url) is not None


def _patience(scheme: str) -> dict[str, Any]:
    options: dict[str, Any] = {"timeout": _REQUEST, "connect_timeout": _REQUEST}
    # Options in code override AWS_ALLOW_HTTP; an endpoint with http: is deliberate.
    endpoints = (os.environ.get(name, "") for name in _ENDPOINTS.get(scheme, ()))
    options["allow_http"] = any(one.startswith("http:") for one in endpoints)
    if scheme == "gs":
        # Without it Google decodes objects stored in gzip, and their digests differ.
        options["default_headers"] = {"accept-encoding": "gzip"}
    retries = {"max_retries": 5, "retry_timeout": _RETRIES}
    return {"client_options": options, "retry_config": retries}


def _fields(attributes: Attributes) -> Any:
    fields = {
        "Content-Type": attributes.content_type,
        "Cache-Control": attributes.cache_control,
        "Content-Encoding": attributes.encoding,
    }
    return {name: value for name, value in fields.items() if value}


def _explained(error: Exception, scheme: str) -> str:
    """Return an error as a message for users; a store's own answer may contain secrets."""
    text, kind = str(error), type(error).__name__
    code = _CODE.search(text)
    if code and code[1] == "NoSuchBucket":
        return "the bucket does not exist; create it"
    for sign, answer in _BAD_KEYS.items():
        if sign in text:
            return answer
    if _NO_CREDENTIALS.search(text):
        return f"credentials are missing; set {_CREDENTIALS.get(scheme, 'them in the environment')}"
    if "UnableToCanonicalize" in text:
        return "the folder does not exist; run `feeds publish` with this URL first"
    system = _SYSTEM.search(text)
    if system and scheme == "file":
        number = int(system[1])
        return explained(OSError(number, os.strerror(number)))
    if kind in _ACCESS or (code and code[1] in ("AccessDenied", "InvalidAccessKeyId")):
        why = f" ({code[1]})" if code else ""
        return (
            f"the store refuses access{why}; allow the credentials to list, read, write and delete"
        )
    code = code or _STATUS.search(text)
    if code:
        return f"the store answers {code[1]}; check the endpoint and the permissions"
    if "HTTP error: " in text or "timed out" in text:
        return "the store cannot be reached; check the network and the endpoint"
    return f"{_short(text)}; check the settings in the environment"


def _short(text: str) -> str:
    line = text.split("\n", 1)[0].split(": <", 1)[0]
    return _QUERY.sub("", line).strip(" -.")[:_LONGEST_ANSWER]
