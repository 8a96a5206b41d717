"""``feeds publish``: upload the built feeds to an object store."""

from __future__ import annotations

from typing import Any

import click

from feeds.cli.console import counted, note
from feeds.cli.options import Where, directories_at, shared_options
from feeds.publish.objects import open_store
from feeds.publish.publish import PublishOptions, PublishReport, Step, publish


@click.command("publish")
@click.argument("store", metavar="STORE")
@shared_options
@click.option("--dry-run", is_flag=True, help="Only name what would be uploaded and removed.")
@click.option("--accept-older", is_flag=True, help="Put these in the place of newer feeds.")
def publish_command(store: str, dry_run: bool, accept_older: bool, **where: Any) -> None:
    """Upload what was built to STORE: s3://, gs:// or az:// and a bucket, or file://.

    Only what changed is uploaded. Nothing is built. It may be cut off and run again; of two
    at once one waits.
    """
    output, state = directories_at(Where(**where))
    there = open_store(store, make=not dry_run)
    done = publish(
        output,
        state,
        there,
        _show if dry_run else _keep_quiet,
        note,
        PublishOptions(dry_run=dry_run, accept_older=accept_older),
    )
    click.echo(_summary(done, dry_run))


def _show(step: Step, key: str) -> None:
    click.echo(f"{step} {key}")


def _keep_quiet(step: Step, key: str) -> None:
    """Print nothing: a summary follows."""


def _summary(done: PublishReport, dry_run: bool) -> str:
    would = "would be " if dry_run else ""
    return (
        f"{counted(done.feeds, 'feed')}: {counted(done.uploaded, 'object')} {would}uploaded"
        f" ({done.size} bytes), {done.removed} {would}removed."
    )
