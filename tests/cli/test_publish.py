"""What ``feeds publish`` and ``feeds serve --edition`` say, and end with."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from feeds.cli import main
from tests.support.store import KEYS, cloud, needs_moto
from tests.support.tree import Tree

pytest.importorskip("obstore")


@pytest.fixture
def config(tree: Tree) -> str:
    tree.post("first.md", "First text.", tags=["交通"])
    tree.build()
    return str(tree.configure())


def said(*arguments: str) -> Result:
    ran = CliRunner().invoke(main, arguments)
    assert "Traceback" not in ran.output
    assert not ran.exception or isinstance(ran.exception, SystemExit)
    return ran


def test_publishing_tells_what_it_did(tree: Tree, config: str) -> None:
    url = (tree.root / "there").as_uri()
    ran = said("publish", url, "--config", config)
    assert ran.exit_code == 0
    assert " objects uploaded (" in ran.output
    again = said("publish", url, "--config", config)
    assert "0 objects uploaded (0 bytes), 0 removed." in again.output


def test_a_dry_run_names_what_would_be_done_and_does_nothing(tree: Tree, config: str) -> None:
    there = tree.root / "there"
    there.mkdir()
    (tree.output / "feed.atom").stat()
    ran = said("publish", there.as_uri(), "--config", config, "--dry-run")
    assert "upload feed.atom\n" in ran.output
    assert "upload tags/交通/feed.atom.br\n" in ran.output
    assert "would be uploaded" in ran.output
    assert list(there.iterdir()) == []


def test_verbose_names_what_is_done_and_quiet_says_nothing(tree: Tree, config: str) -> None:
    first, second = ((tree.root / name).as_uri() for name in ("first", "second"))
    named = said("publish", first, "--config", config, "--verbose").stdout.splitlines()
    assert "upload tags/交通/feed.atom.br" in named
    assert " objects uploaded (" in named[-1]
    assert said("publish", second, "--config", config, "--quiet").output == ""
    assert any((tree.root / "second").iterdir())


def test_what_was_built_is_published_without_posts_configuration_and_address(
    tree: Tree,
    config: str,
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path_factory.mktemp("elsewhere"))
    url = (tree.root / "there").as_uri()
    Path(config).unlink()
    tree.posts.rename(tree.root / "gone")
    ran = said("publish", url, "--output", str(tree.output), "--state", str(tree.state))
    assert ran.exit_code == 0
    assert " objects uploaded (" in ran.output
    ran = said("publish", url, "--output", str(tree.output))
    assert ran.exit_code == 2
    words = ".feeds: contains no feeds yet; run `feeds build`, or pass --output and --state"
    assert words in ran.output


def test_a_configuration_tells_publishing_where_things_are_and_no_more(
    tree: Tree, config: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tree.root)
    url = (tree.root / "there").as_uri()
    shutil.rmtree(tree.posts)
    Path(config).write_text("output: public\n")
    assert said("publish", url).exit_code == 0
    assert said("publish", url, "--source", "posts").exit_code == 0
    Path(config).write_text("outptu: public\n")
    ran = said("publish", url, "--config", config, "--output", "public", "--state", ".feeds")
    assert ran.exit_code == 2
    assert "did you mean output?" in ran.output


@pytest.mark.parametrize(
    ("url", "words"),
    [
        (
            "ftp://host/x",
            "'ftp://host/x' is not the URL of an object store; write s3://BUCKET/PATH",
        ),
        ("s3://", "'s3://' is not the URL of an object store"),
        ("s3://a\nb", "'s3://a\\nb' is not the URL of an object store"),
        (
            "s3://a b",
            "'a b' is not the name of a bucket; use only letters, digits, hyphens and dots",
        ),
        ("public", "'public' is not the URL of an object store"),
        ("/srv/my feeds", "'/srv/my feeds' is a path, not a URL; write file:///srv/my%20feeds"),
        ("s3://key:s3cret@bucket", "the URL must not contain a user, a query or a fragment"),
        ("s3://key:s3cret@[bucket", "the URL must not contain a user, a query or a fragment"),
        (
            "s3://127.0.0.1:9000/bucket",
            "127.0.0.1:9000 is not the name of a bucket; write s3://BUCKET/PATH, and set",
        ),
        ("az://x/y?sig=s3cret", "the URL must not contain a user, a query or a fragment"),
    ],
)
def test_a_url_that_cannot_be_a_stores_is_told_without_its_secrets(
    config: str, url: str, words: str
) -> None:
    publish, serve = ("publish", url, "--config", config), ("serve", "--edition", url)
    for command, place in ((publish, "STORE"), (serve, "--edition")):
        ran = said(*command)
        assert ran.exit_code == 2
        assert ran.stderr.startswith(f"{place}: {words}")
        assert "s3cret" not in ran.output


@pytest.mark.parametrize(
    "endpoint", ["localhost", "http://", "http://a b", "http://[::1", "s3://x"]
)
def test_an_endpoint_that_is_not_a_url_is_told(
    config: str, monkeypatch: pytest.MonkeyPatch, endpoint: str
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", endpoint)
    ran = said("publish", "s3://bucket", "--config", config)
    told = f"AWS_ENDPOINT_URL: {endpoint!r} is not a URL; write one such as https://HOST:PORT\n"
    assert (ran.exit_code, ran.stderr) == (2, told)


def test_a_key_that_cannot_be_read_is_told(config: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOOGLE_SERVICE_ACCOUNT", "missing.json")
    ran = said("publish", "gs://bucket", "--config", config)
    words = "the key cannot be read; set GOOGLE_SERVICE_ACCOUNT to a key file"
    assert (ran.exit_code, ran.stderr) == (1, f"gs://bucket: {words}\n")
    monkeypatch.setenv("AZURE_STORAGE_ACCOUNT_NAME", "name")
    monkeypatch.setenv("AZURE_STORAGE_ACCOUNT_KEY", "no base64!")
    ran = said("publish", "az://bucket", "--config", config)
    words = "AZURE_STORAGE_ACCOUNT_KEY is not valid; copy the key again"
    assert (ran.exit_code, ran.stderr) == (1, f"az://bucket: {words}\n")


@pytest.mark.parametrize("below", ["", "/x"])
def test_a_file_where_a_directory_is_published_is_told(tree: Tree, config: str, below: str) -> None:
    (tree.root / "file").touch()
    url = (tree.root / "file").as_uri() + below
    ran = said("publish", url, "--config", config)
    told = f"{url}: a file exists where a folder must be; remove it, or choose another path\n"
    assert (ran.exit_code, ran.stderr) == (1, told)


def test_where_nothing_was_built_yet_that_is_said(tree: Tree) -> None:
    tree.post("first.md")
    config = tree.configure()
    ran = said("publish", (tree.root / "there").as_uri(), "--config", str(config))
    assert ran.exit_code == 1
    assert "no feeds yet; run `feeds build`" in ran.output


def test_without_obstore_its_installation_is_named(
    tree: Tree, config: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "obstore", None)
    monkeypatch.setitem(sys.modules, "obstore.store", None)
    ran = said("publish", (tree.root / "there").as_uri(), "--config", config)
    assert ran.exit_code == 2
    assert (
        "feeds publish needs the extra publish; `feeds help commands` shows how to install it"
        in ran.output
    )


@needs_moto
def test_a_bucket_that_is_not_there_and_missing_credentials_are_told(
    config: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with cloud(tmp_path) as running:
        ran = said("publish", "s3://missing/x", "--config", config)
        assert ran.exit_code == 1
        assert "the bucket does not exist; create it" in ran.output
        url = running.bucket("bucket")
        monkeypatch.delenv("AWS_ACCESS_KEY_ID")
        ran = said("publish", url, "--config", config)
        assert ran.exit_code == 1
        assert (
            "credentials are missing; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY" in ran.output
        )
        assert KEYS["AWS_SECRET_ACCESS_KEY"] not in ran.output


def test_a_store_that_cannot_be_reached_is_told_in_words(
    config: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in {**KEYS, "AWS_ENDPOINT": "http://127.0.0.1:1"}.items():
        monkeypatch.setenv(name, value)
    ran = said("publish", "s3://bucket/x", "--config", config)
    assert ran.exit_code == 1
    told = "s3://bucket/x: the store cannot be reached; check the network and the endpoint\n"
    assert ran.stderr == told


@pytest.mark.parametrize("option", ["--source", "--url", "--timezone"])
def test_what_says_what_to_build_does_not_go_with_an_edition(option: str) -> None:
    ran = said("serve", "--edition", "s3://bucket", option, "x")
    assert ran.exit_code == 2
    assert f"{option}: cannot be combined with --edition" in ran.output


def test_feeds_are_not_published_over_what_was_built(tree: Tree, config: str) -> None:
    before = tree.times()
    url = tree.output.as_uri()
    ran = said("publish", url, "--config", config)
    words = f"STORE: '{url}' is the output folder; name another folder"
    assert (ran.exit_code, ran.output) == (2, words + "\n")
    assert tree.times() == before


@pytest.mark.usefixtures("config")
@pytest.mark.parametrize("is_configured", [False, True])
def test_most_feeds_are_removed_only_if_that_is_accepted(
    tree: Tree, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_configured: bool
) -> None:
    monkeypatch.chdir(tree.root)
    url = (tmp_path / "there").as_uri()
    where = ["--output", str(tree.output), "--state", str(tree.state)]
    tree.post("second.md", tags=["a", "b", "c", "d", "e", "f"])
    tree.build()
    assert said("publish", url, *where).exit_code == 0
    before = (tmp_path / "there" / "tags" / "a" / "feed.atom").stat()
    tree.feeds["kinds"] = ["site"]
    tree.build()
    ran = said("publish", url, *where, "--json")
    assert ran.exit_code == 1
    assert "feed files would be removed, such as /tags/a/feed.atom" in ran.output
    assert "publish once with --accept-removals" in ran.output
    assert (tmp_path / "there" / "tags" / "a" / "feed.atom").stat() == before
    if is_configured:
        tree.feeds["accept_removals"] = True
        tree.configure()
        ran = said("publish", url, *where)
    else:
        ran = said("publish", url, *where, "--accept-removals")
    assert ran.exit_code == 0
    assert not (tmp_path / "there" / "tags").exists()


@pytest.mark.parametrize("options", [["-v"], ["--dry-run"]])
def test_quiet_publishing_names_no_objects(tree: Tree, config: str, options: list[str]) -> None:
    url = (tree.root / "there").as_uri()
    assert said("publish", url, "--config", config).exit_code == 0
    Path(tree.root / "there/feed.atom").unlink()
    ran = said("publish", url, "--config", config, "--quiet", *options)
    assert (ran.exit_code, ran.output) == (0, "")
