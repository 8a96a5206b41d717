"""What is published now: files in the output directory, validators in the state directory."""

from feeds.edition.output import Output, content_digest, holds
from feeds.edition.table import Edition, PublishedFeed, read_edition, table_stamp
from feeds.edition.writer import EditionWriter

__all__ = [
    "Edition",
    "EditionWriter",
    "Output",
    "PublishedFeed",
    "content_digest",
    "holds",
    "read_edition",
    "table_stamp",
]
