"""What is published now: files in the output directory, validators in the state directory."""

from feeds.edition.output import Output, holds
from feeds.edition.table import Edition, PublishedFeed, read_edition, table_stamp
from feeds.edition.writer import EditionWriter

__all__ = [
    "Edition",
    "EditionWriter",
    "Output",
    "PublishedFeed",
    "holds",
    "read_edition",
    "table_stamp",
]
