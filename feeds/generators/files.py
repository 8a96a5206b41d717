"""Decode posts, read configuration and data files, and match paths."""

from __future__ import annotations

import hashlib
import posixpath
import re
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from feeds.config.values import size_text
from feeds.errors import ConfigError, Fault
from feeds.generators.base import PostError
from feeds.source import TooLarge, read_bytes

_LARGEST_INPUT = 16 << 20
"""Bytes of a file other than a post: configuration, data, an include."""
_LARGEST_HEAD = 1 << 20
"""Bytes of a file that are read to recognise it."""
_GLOB_PART = re.compile(r"\*\*/|\*+|\?|\{[^{}]*\}|\[[^\]]+\]|[^*?\[{]+|.", re.DOTALL)


def text_of(content: bytes) -> str:
    """Decode UTF-8, remove a byte order mark, and write every line end as LF.

    Raises :class:`~feeds.generators.base.PostError` with the line that is not UTF-8.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        message = f"byte 0x{error.object[error.start]:02X} is not UTF-8; save the file as UTF-8"
        raise PostError((line, message)) from error
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def head(file: Path) -> str:
    """Return the text of a file, at most a mebibyte, every line end as LF.

    It is empty if the file does not exist or cannot be read. Bytes that are not UTF-8
    are replaced: this is for recognising files, not for reading their content.
    """
    if not file.is_file():
        return ""
    try:
        with file.open("rb") as stream:
            text = stream.read(_LARGEST_HEAD).decode("utf-8-sig", "replace")
    except OSError:
        return ""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def read_input(tree: Path, path: str) -> bytes:
    """Return the content of a file other than a post.

    Raises ``OSError`` as :func:`~feeds.source.read_bytes` does, and
    :class:`~feeds.generators.base.PostError` if the file is too large.
    """
    try:
        return read_bytes(tree, path, _LARGEST_INPUT)
    except TooLarge as error:
        size, most = size_text(error.size), size_text(_LARGEST_INPUT)
        message = f"the file is larger than {most} ({size}); make it smaller"
        raise PostError((0, message)) from error


def unreadable(error: OSError) -> str:
    """Return the message about a file that cannot be read."""
    reason = (error.strerror or str(error)).lower()
    return f"the file cannot be read ({reason}); make it a readable file in the site's folder"


@dataclass(slots=True)
class Inputs:
    """The files other than posts that decide how posts are read: configuration and data."""

    tree: Path
    faults: list[Fault] = field(default_factory=list, kw_only=True)
    """What is wrong in these files."""
    read: dict[str, bytes] = field(default_factory=dict, kw_only=True)
    """The content of every file read, by path."""

    def load(self, name: str) -> str | None:
        """Return the text of a file of the site; None if the file does not exist.

        A file that exists and cannot be read is a fatal fault: ids may depend on it.
        """
        try:
            content = read_input(self.tree, posixpath.normpath(name))
            text = text_of(content)
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as error:
            self.faults.append(Fault(name, 0, unreadable(error)))
            return None
        except PostError as error:
            self.faults += [Fault(name, line, message) for line, message in error.faults]
            return None
        except ValueError:  # no file has a NUL in its name
            return None
        self.read[name] = content
        return text

    def raise_faults(self) -> None:
        """Raise :class:`~feeds.errors.ConfigError` with every fault if any is fatal."""
        if any(fault.fatal for fault in self.faults):
            raise ConfigError(sorted(set(self.faults)))

    @property
    def digest(self) -> str:
        """A digest of every file read."""
        digest = hashlib.sha256()
        for name, content in sorted(self.read.items()):
            digest.update(f"{name}\0{len(content)}\0".encode() + content)
        return digest.hexdigest()


@lru_cache(256)
def glob(pattern: str, crosses: bool = False) -> re.Pattern[str]:
    """Return a regular expression for a pattern of paths; it matches a whole path.

    ``**`` matches any folders, ``*`` and ``?`` match characters of one name, and ``{a,b}``
    either alternative. If ``crosses``, ``*`` and ``?`` match a slash too.
    """
    try:
        return re.compile(_translated(pattern, crosses))
    except re.error:
        return re.compile(re.escape(pattern))


def _translated(pattern: str, crosses: bool) -> str:
    return "".join(_translated_part(part, crosses) for part in _GLOB_PART.findall(pattern))


def _translated_part(part: str, crosses: bool) -> str:
    if part == "**/":
        return "(?:.*/)?"
    if part[0] == "*":
        return ".*" if crosses or len(part) > 1 else "[^/]*"
    if part == "?":
        return "." if crosses else "[^/]"
    if part[0] == "{" and part[-1] == "}":
        return f"(?:{'|'.join(_translated(one, crosses) for one in part[1:-1].split(','))})"
    if part[0] == "[" and part[-1] == "]":
        return f"[^{part[2:]}" if part[1] == "!" else part
    return re.escape(part)
