"""From a file's bytes to text, the same for posts and for what their generators read."""

from __future__ import annotations

from pathlib import Path

from feeds.config.sizes import size_text
from feeds.generators.base import PostError
from feeds.source import TooLarge, read_bytes

_LARGEST_INPUT = 16 << 20
"""Bytes of a file beside the posts: configuration, data, an include."""


def read_input(tree: Path, path: str) -> bytes:
    """Return the content of a file beside the posts.

    Raises ``OSError`` as :func:`~feeds.source.read_bytes` does, and
    :class:`~feeds.generators.base.PostError` where the file is too large.
    """
    try:
        return read_bytes(tree, path, _LARGEST_INPUT)
    except TooLarge as error:
        size, most = size_text(error.size), size_text(_LARGEST_INPUT)
        raise PostError((0, f"{size}, more than {most}; make the file smaller")) from error


_MOST_BYTES = 2**20


def head(file: Path) -> str:
    """Return the text of a file, at most a mebibyte, every line end as LF.

    It is empty if there is no such file, or if it cannot be read. Bytes that are not UTF-8
    are replaced: this is for recognising files, not for reading their content.
    """
    if not file.is_file():
        return ""
    try:
        with file.open("rb") as stream:
            text = stream.read(_MOST_BYTES).decode("utf-8-sig", "replace")
    except OSError:
        return ""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def text_of(content: bytes) -> str:
    """Decode UTF-8, without byte order mark, every line end as LF.

    Raises :class:`~feeds.generators.base.PostError` with the line that is not UTF-8.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        message = f"byte 0x{error.object[error.start]:02X} is not UTF-8; save the file as UTF-8"
        raise PostError((line, message)) from error
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text
