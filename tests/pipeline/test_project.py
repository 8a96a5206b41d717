"""What is wrong before anything is read is told at its place, in paths that open from here."""

from __future__ import annotations

from pathlib import Path

import pytest

from feeds.config import load
from feeds.errors import ConfigError
from feeds.pipeline.project import Project, open_project


def opened(root: Path, config: str, posts: str = "blog") -> Project:
    file = root / "config.yaml"
    file.write_text(f"{config}\nposts: {posts}\n")
    return open_project(load(file), root)


def faults_of(root: Path, config: str) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        opened(root, config)
    return str(caught.value).splitlines()


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "blog").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_generators_broken_configuration_is_named_by_a_path_that_opens_from_here(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (site / "blog/_config.yml").write_text("title: x\ntimezone: Nowhere\n")
    (fault,) = faults_of(site, "")
    assert fault.startswith("blog/_config.yml:2: timezone must be a time zone, not 'Nowhere'")
    monkeypatch.chdir(site / "blog")
    (fault,) = faults_of(site, "")
    assert fault.startswith("_config.yml:2: ")


def test_a_missing_url_is_told_with_the_generators_wrong_one(site: Path) -> None:
    (site / "blog/_config.yml").write_text("title: x\nurl: example.com\n")
    wrong, missing = faults_of(site, "")
    assert wrong.startswith("blog/_config.yml:2: url: 'example.com' is not an http or https URL")
    assert missing.startswith("config.yaml: site.url: is missing")


@pytest.mark.parametrize(
    ("file", "key"),
    [
        ("_config.yml", "url"),
        ("hugo.yaml", "baseURL"),
        ("pelicanconf.py", "SITEURL"),
        ("zola.toml", "base_url"),
    ],
)
def test_a_missing_url_names_the_key_and_file_of_the_generator(
    site: Path, file: str, key: str
) -> None:
    (site / "blog" / file).touch()
    assert f"site.url: is missing; set {key} in {file}, or pass --url" in faults_of(site, "")[-1]


def test_a_missing_url_of_a_plain_folder_belongs_into_our_configuration(site: Path) -> None:
    (fault,) = faults_of(site, "")
    assert "site.url: is missing; set it in the configuration, or pass --url" in fault


def test_a_generators_wrong_url_does_no_harm_where_ours_wins(site: Path) -> None:
    (site / "blog/_config.yml").write_text("url: https://[foo\n")
    project = opened(site, "site: {url: 'https://example.com'}")
    assert project.site.url == "https://example.com"
    assert [fault.line for fault in project.generator.settings.faults] == [1]


@pytest.mark.parametrize(
    ("generator", "words"),
    [("plain", "'/x/' is not valid; begin it with /"), ("jekyll", "set it in _config.yml")],
)
def test_a_permalink_that_cannot_be_used_is_told_with_its_file_and_line(
    site: Path, generator: str, words: str
) -> None:
    url = "site: {url: https://example.com}"
    (fault,) = faults_of(site, f"generator: {generator}\npermalink: /x/\n{url}")
    assert fault.startswith("config.yaml:2: permalink: ")
    assert words in fault


def test_an_unknown_generator_is_told_where_it_is_written(site: Path) -> None:
    (fault,) = faults_of(site, "\ngenerator: jekyl")
    assert fault == "config.yaml:2: generator: 'jekyl' is not known; did you mean jekyll?"
