"""``feeds publish``: upload the feeds to an object store."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import click

from feeds.cli.console import display, note, tell_summary, write_json
from feeds.cli.options import (
    Where,
    build_at,
    directory_options,
    display_options,
    verbose_option,
)
from feeds.errors import counted
from feeds.publish.objects import Store, open_store
from feeds.publish.publish import PublishOptions, PublishReport, Step, publish


@click.command("publish")
@click.argument("store", metavar="STORE")
@click.option(
    "--dry-run", is_flag=True, help="List what would be uploaded and removed; change nothing."
)
@click.option("--accept-older", is_flag=True, help="Publish even if the feeds in STORE are newer.")
@click.option(
    "--accept-removals",
    is_flag=True,
    help="Publish even if this removes most feeds or replaces another site.",
)
@directory_options
@verbose_option("List every object that is uploaded or removed.")
@display_options
def publish_command(
    store: str, dry_run: bool, accept_older: bool, accept_removals: bool, **where: Any
) -> None:
    """Upload the built feeds to an object store such as S3.

    STORE is a URL that begins with s3://BUCKET, gs://BUCKET, az://CONTAINER or file://. The
    command does not build. It uploads only files that changed. If an upload is interrupted, run
    the command again.

    \b
    Examples:
      feeds publish s3://bucket/feeds --dry-run
      feeds publish s3://bucket/feeds
    """
    config, output, state = build_at(Where(**where))
    there = open_store(store, make=not dry_run)
    if there.directory and os.path.realpath(there.directory) == os.path.realpath(output):
        message = f"{store!r} is the output folder; name another folder"
        raise click.BadParameter(message, param_hint="STORE")
    removals = 1.0 if accept_removals else config.feeds.accept_removals
    options = PublishOptions(dry_run=dry_run, accept_older=accept_older, removals=removals)
    if display().json:
        _publish_as_json(output, state, there, options)
        return
    is_named = dry_run or display().verbose
    done = publish(output, state, there, _show if is_named else _keep_quiet, note, options)
    tell_summary(_summary(done, dry_run))


def _publish_as_json(output: Path, state: Path, store: Store, options: PublishOptions) -> None:
    changes: dict[Step, list[str]] = {step: [] for step in Step}
    remarks: list[str] = []
    done = publish(
        output, state, store, lambda step, key: changes[step].append(key), remarks.append, options
    )
    write_json(
        {
            "documents": done.documents,
            "uploaded": sorted(changes[Step.UPLOAD]),
            "bytes": done.size,
            "removed": sorted(changes[Step.REMOVE]),
            "remarks": remarks,
        }
    )


def _show(step: Step, key: str) -> None:
    tell_summary(f"{step} {key}")


def _keep_quiet(step: Step, key: str) -> None:
    """Print nothing: a summary follows."""


def _summary(done: PublishReport, dry_run: bool) -> str:
    would = "would be " if dry_run else ""
    return (
        f"{counted(done.documents, 'feed file')}: {counted(done.uploaded, 'object')} "
        f"{would}uploaded ({done.size} bytes), {done.removed} {would}removed."
    )
