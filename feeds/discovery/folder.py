"""Find the HTML files of a built site, and replace those that change.

No path leaves the folder: symbolic links are not followed. What another file is made from, such as
a service worker's list of hashes, is not looked at.
"""

from __future__ import annotations

import os
import re
import shutil
import stat
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

import msgspec

from feeds.discovery.heads import Head, UnfinishedHead, find_head
from feeds.discovery.links import Edit, FeedLink, edit_head
from feeds.errors import explained, printable
from feeds.http import decodes_to, encode
from feeds.model import Coding
from feeds.pages.files import LONGEST_MARK, is_ours

_HTML = re.compile(r"\.html?\Z", re.IGNORECASE)
_START = 64 << 10
_LARGEST_HEAD = 1 << 20
"""Bytes. Heads have some kilobytes, with whole style sheets some hundred."""
_LARGEST_CODED = 8 << 20
"""Bytes of a page whose compressed copies are compared with it."""
_PART = ".feeds-part-links"
_UTF_16 = re.compile(rb"\xff\xfe|\xfe\xff")
_FOREIGN = ("utf-16", "utf-32", "utf-7", "iso-2022", "hz-gb")
"""The beginnings of the names of encodings in which ASCII has other bytes or meanings."""
_OPENING = os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW


class PageResult(msgspec.Struct, frozen=True):
    """What became of one file."""

    path: str
    """Relative to the folder."""
    changed: bool = False
    problem: str = ""
    """Why it was left as it is, or what must be done now; empty if all is well."""
    failed: bool = False
    """It could not be read or written."""


class SiteFolder:
    """A folder with a built site."""

    def __init__(
        self,
        folder: Path,
        links_of: Callable[[str], Sequence[FeedLink]],
        url_of: Callable[[str], str],
        dry_run: bool = False,
    ) -> None:
        """``links_of`` and ``url_of`` return the links and the URL of a file by its path."""
        self._root = os.path.realpath(folder)
        self._links_of, self._url_of = links_of, url_of
        self._dry_run = dry_run

    def add_links(self) -> Iterator[PageResult]:
        """Give every page its links; yield each file that is a page or should be one, sorted."""
        pending = [""]
        while pending:
            folder = pending.pop()
            try:
                with os.scandir(os.path.join(self._root, folder)) as found:
                    entries = sorted(found, key=lambda one: one.name)
            except OSError as error:
                yield PageResult(printable(folder) or ".", problem=explained(error), failed=True)
                continue
            folders = []
            for entry in entries:
                path = f"{folder}/{entry.name}" if folder else entry.name
                if entry.is_dir(follow_symlinks=False):
                    folders.append(path)
                elif entry.name == _PART:
                    self._remove_part(path)
                elif _HTML.search(entry.name) and entry.is_file(follow_symlinks=False):
                    yield from self._page(path)
            pending += reversed(folders)

    def _page(self, path: str) -> Iterator[PageResult]:
        try:
            with open(path, "rb", opener=self._opener) as file:
                if not is_ours(_tail(file)):
                    yield from self._change(path, file)
        except OSError as error:
            yield PageResult(path, problem=explained(error), failed=True)

    def _opener(self, path: str, flags: int) -> int:
        return os.open(os.path.join(self._root, path), flags | _OPENING)

    def _change(self, path: str, file: BinaryIO) -> Iterator[PageResult]:
        text = file.read(_START)
        if _UTF_16.match(text):
            yield PageResult(path, problem=_foreign("UTF-16"))
            return
        try:
            text, head = _head(text, file)
        except UnfinishedHead:
            yield PageResult(path, problem=_unfinished(file))
            return
        if not head.is_document:
            return
        if head.charset.startswith(_FOREIGN):
            yield PageResult(path, problem=_foreign(printable(head.charset)))
            return
        edit = edit_head(text, head, self._links_of(path), self._url_of(path))
        if text.startswith(edit.content) and len(edit.content) == edit.end:
            yield PageResult(path)
            return
        yield PageResult(path, changed=True, problem=self._replace(path, file, edit))

    def _replace(self, path: str, file: BinaryIO, edit: Edit) -> str:
        """Replace a file and its compressed copies; return what must be done by somebody else."""
        place = os.path.join(self._root, path)
        copies = {coding: f"{place}.{coding.mark}" for coding in Coding}
        copies = {coding: copy for coding, copy in copies.items() if _is_plain(copy)}
        fresh = _fresh_copies(file, copies) if copies else {}
        if not self._dry_run:
            part = os.path.join(os.path.dirname(place), _PART)
            try:
                _write(part, file, edit)
                # A server never sends an old copy for the new page.
                for coding in fresh:
                    os.unlink(copies[coding])
                os.replace(part, place)
            except OSError:
                with suppress(OSError):
                    os.unlink(part)
                raise
            self._write_copies(place, {coding: copies[coding] for coding in fresh})
        stale = [os.path.basename(copies[coding]) for coding in copies if coding not in fresh]
        return (
            f"the page differs from {' and '.join(stale)}; compress the page again" if stale else ""
        )

    def _write_copies(self, place: str, copies: Mapping[Coding, str]) -> None:
        if copies:
            with open(place, "rb") as file:
                body, mode = file.read(), stat.S_IMODE(os.fstat(file.fileno()).st_mode)
            part = os.path.join(os.path.dirname(place), _PART)
            for coding, copy in copies.items():
                with open(part, "xb") as stream:
                    stream.write(encode(body, coding))
                    os.fchmod(stream.fileno(), mode)
                os.replace(part, copy)

    def _remove_part(self, path: str) -> None:
        """Remove what a run left that was killed."""
        if not self._dry_run:
            with suppress(OSError):
                os.unlink(os.path.join(self._root, path))


def _tail(file: BinaryIO) -> bytes:
    """Return the last bytes of a file, which show whether a build of feeds wrote it."""
    size = os.fstat(file.fileno()).st_size
    return os.pread(file.fileno(), LONGEST_MARK, max(size - LONGEST_MARK, 0))


def _head(text: bytes, file: BinaryIO) -> tuple[bytes, Head]:
    """Return the beginning of a file, as long as needed, and its head."""
    if len(text) == _START:
        with suppress(UnfinishedHead):
            return text, find_head(text, is_whole=False)
        text += file.read(_LARGEST_HEAD - _START)
    return text, find_head(text, is_whole=len(text) < _LARGEST_HEAD)


def _foreign(encoding: str) -> str:
    return f"pages in {encoding} cannot be changed; save the page as UTF-8"


def _unfinished(file: BinaryIO) -> str:
    if os.fstat(file.fileno()).st_size < _LARGEST_HEAD:
        return "the head element is not closed; close every comment, tag and script in it"
    return "the head element is larger than 1 MiB; move styles and scripts to files"


def _is_plain(place: str) -> bool:
    try:
        return stat.S_ISREG(os.lstat(place).st_mode)
    except OSError:
        return False


def _fresh_copies(file: BinaryIO, copies: Mapping[Coding, str]) -> Mapping[Coding, str]:
    """Return the compressed copies that have the bytes of the page."""
    file.seek(0)
    body = file.read(_LARGEST_CODED + 1)
    return {coding: copy for coding, copy in copies.items() if _is_copy(copy, coding, body)}


def _is_copy(copy: str, coding: Coding, body: bytes) -> bool:
    if len(body) > _LARGEST_CODED or os.lstat(copy).st_size > _LARGEST_CODED:
        return False
    with open(copy, "rb", opener=lambda path, flags: os.open(path, flags | _OPENING)) as stream:
        return decodes_to(stream.read(), coding, body)


def _write(part: str, file: BinaryIO, edit: Edit) -> None:
    """Write a changed page, with the mode and, where permitted, the owner of the old one."""
    with suppress(FileNotFoundError):
        os.unlink(part)  # of a run that was killed
    before = os.fstat(file.fileno())
    with open(part, "xb") as stream:
        stream.write(edit.content)
        file.seek(edit.end)
        shutil.copyfileobj(file, stream, 1 << 20)
        with suppress(PermissionError):
            os.fchown(stream.fileno(), before.st_uid, before.st_gid)
        os.fchmod(stream.fileno(), stat.S_IMODE(before.st_mode))
