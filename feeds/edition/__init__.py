"""What is published now: files in the output directory, validators in the state directory."""

from feeds.edition.output import Output, coded_name, holds
from feeds.edition.reading import read_edition, read_versions, table_file, table_stamp
from feeds.edition.rows import Edition, PublishedFeed, Version
from feeds.edition.writer import EditionWriter

__all__ = [
    "Edition",
    "EditionWriter",
    "Output",
    "PublishedFeed",
    "Version",
    "coded_name",
    "holds",
    "read_edition",
    "read_versions",
    "table_file",
    "table_stamp",
]
