"""The files beside the posts that decide how posts are read: configuration and data."""

from __future__ import annotations

import hashlib
import posixpath
from dataclasses import dataclass, field
from pathlib import Path

from feeds.errors import ConfigError, Fault
from feeds.generators.base import PostError
from feeds.generators.text import read_input, text_of


@dataclass(slots=True)
class Inputs:
    """What was read of a tree beside its posts, and what is wrong in it."""

    tree: Path
    faults: list[Fault] = field(default_factory=list, kw_only=True)
    read: dict[str, bytes] = field(default_factory=dict, kw_only=True)
    """The content of every file read, by path."""

    def load(self, name: str) -> str | None:
        """Return the text of a file of the tree; None where there is none.

        One that is there and cannot be read is a fatal fault: ids may depend on it.
        """
        try:
            content = read_input(self.tree, posixpath.normpath(name))
            text = text_of(content)
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as error:
            reason = (error.strerror or "cannot be read").lower()
            message = f"{reason}; make it a readable file inside the tree"
            self.faults.append(Fault(name, 0, message))
            return None
        except PostError as error:
            self.faults += [Fault(name, line, message) for line, message in error.faults]
            return None
        except ValueError:  # a name with NUL, which no file has
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
