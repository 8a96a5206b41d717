"""A command without the libraries of an extra says in one sentence what to install."""

from __future__ import annotations

from pathlib import Path

import pytest

from feeds.config.schema import LimitsSection, ServeSection
from feeds.errors import ConfigError
from feeds.web.app import create_app
from feeds.web.settings import EditionSettings
from tests.support.packages import hide, run_feeds


@pytest.mark.parametrize(
    ("command", "hidden", "what", "extra"),
    [
        ("serve", "granian", "feeds serve", "serve"),
        ("serve", "watchfiles", "feeds serve", "serve"),
        ("watch", "watchfiles", "feeds watch", "serve"),
        ("serve --edition file:///store", "granian", "feeds serve --edition", "publish,serve"),
        ("serve --edition file:///store", "obstore", "feeds serve --edition", "publish,serve"),
        ("publish file:///store --output . --state .", "obstore", "feeds publish", "publish"),
        ("build --scheduler tcp://127.0.0.1:8786", "distributed", "--scheduler", "dask"),
    ],
)
def test_a_command_names_the_extra_that_it_needs(
    tmp_path: Path, command: str, hidden: str, what: str, extra: str
) -> None:
    hide([hidden], tmp_path / "packages")
    (tmp_path / "site/_posts").mkdir(parents=True)
    (tmp_path / "site/_config.yml").write_text("title: T\nurl: https://example.com\n")
    ran = run_feeds(*command.split(), packages=tmp_path / "packages", directory=tmp_path / "site")
    sentence = f"{what} needs the extra {extra}; `feeds help commands` shows how to install it\n"
    assert (ran.returncode, ran.stdout, ran.stderr) == (2, "", sentence)


def test_zstd_is_not_needed_unless_it_is_asked_for(tmp_path: Path) -> None:
    hide(["zstandard"], tmp_path / "packages")
    (tmp_path / "a.md").write_text("---\ndate: 2026-01-01\n---\n" + "Bread. " * 99)
    config = tmp_path / "feeds.yaml"
    config.write_text("site: {url: 'https://example.com', timezone: UTC}\n")
    ran = run_feeds("build", packages=tmp_path / "packages", directory=tmp_path)
    assert (ran.returncode, "zst" in ran.stdout + ran.stderr) == (0, False)
    config.write_text(config.read_text() + "feeds:\n  codings: [gzip, zstd]\n")
    ran = run_feeds("build", packages=tmp_path / "packages", directory=tmp_path)
    remedy = "zstd needs the extra zstd; `feeds help commands` shows how to install it"
    assert (ran.returncode, ran.stderr) == (2, f"feeds.yaml:3: feeds.codings: {remedy}\n")


def test_an_application_names_every_extra_that_its_configuration_needs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("feeds.web.app.find_spec", lambda _: None)
    serve = ServeSection(metrics=True, limits=LimitsSection(storage="redis://x"))
    with pytest.raises(ConfigError) as caught:
        create_app(EditionSettings(tmp_path, tmp_path, serve))
    assert str(caught.value).splitlines() == [
        "serve.limits needs the extra serve; `feeds help commands` shows how to install it",
        "serve.limits.storage needs the extra redis; `feeds help commands` shows how to install it",
        "serve.metrics needs the extra serve; `feeds help commands` shows how to install it",
    ]
