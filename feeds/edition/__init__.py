"""What is published now: files in the output folder, and a table of them."""

from feeds.edition.drafts import Bodies, Draft, draft_of
from feeds.edition.lock import DirectoryLock, Lock, take_lock, try_lock
from feeds.edition.mirror import EditionMirror
from feeds.edition.outcome import NAME as OUTCOME
from feeds.edition.outcome import BuildOutcome, note_kept, note_outcome, read_outcome
from feeds.edition.output import OutputDirectory, coded_name, holds, writing
from feeds.edition.reading import read_edition, read_versions, table_file, table_stamp
from feeds.edition.rows import NAME as TABLE
from feeds.edition.rows import Edition, PublishedFile, Version
from feeds.edition.soundness import is_as_left
from feeds.edition.writer import BUILD_LOCK, EditionWriter, make_state_directory

__all__ = [
    "BUILD_LOCK",
    "OUTCOME",
    "TABLE",
    "Bodies",
    "BuildOutcome",
    "DirectoryLock",
    "Draft",
    "Edition",
    "EditionMirror",
    "EditionWriter",
    "Lock",
    "OutputDirectory",
    "PublishedFile",
    "Version",
    "coded_name",
    "draft_of",
    "holds",
    "is_as_left",
    "make_state_directory",
    "note_kept",
    "note_outcome",
    "read_edition",
    "read_outcome",
    "read_versions",
    "table_file",
    "table_stamp",
    "take_lock",
    "try_lock",
    "writing",
]
