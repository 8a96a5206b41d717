"""A build that would take most posts away from subscribers changes nothing and says why."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from msgspec.structs import replace

from feeds.catalogue.catalogue import Catalogue
from feeds.cli import main
from feeds.config import Config
from feeds.config.schema import SiteSection
from feeds.edition import EditionWriter
from feeds.errors import LostPostsError
from feeds.guard import Loss
from feeds.model import Format
from feeds.pipeline.build import BuildOptions, build
from feeds.pipeline.project import Project, open_project
from feeds.pipeline.refusals import Guard
from feeds.pipeline.report import Report
from tests.support.tree import NOW, Tree


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, list(arguments), catch_exceptions=False)


@pytest.fixture
def blog(tree: Tree, monkeypatch: pytest.MonkeyPatch) -> Tree:
    """Ten published posts, each with a tag of its own."""
    for day in range(10):
        tree.post(f"{day}.md", title=f"Post {day}", date=f"2026-01-1{day}", tags=[f"t{day}"])
    tree.build()
    monkeypatch.chdir(tree.root)
    return tree


def remove(tree: Tree, count: int) -> None:
    for post in sorted(tree.posts.iterdir())[:count]:
        post.unlink()


def break_date(tree: Tree, count: int) -> None:
    for post in sorted(tree.posts.iterdir())[:count]:
        post.write_text(post.read_text("utf-8").replace("date: ", "date: every "), "utf-8")


def draft(tree: Tree, count: int) -> None:
    for post in sorted(tree.posts.iterdir())[:count]:
        post.write_text(post.read_text("utf-8").replace("date: ", "draft: true\ndate: "), "utf-8")


def as_older_version(tree: Tree, posts: int) -> None:
    """Make the state as version 0.2 wrote it, after a build that published so many posts."""
    with closing(sqlite3.connect(tree.state / "catalogue.db")) as catalogue, catalogue:
        instant = int(NOW.timestamp()) * 1_000_000
        row = f"[{posts}, {instant}]"
        catalogue.execute("UPDATE meta SET value = ? WHERE key = 'baseline'", (row,))
        catalogue.execute("UPDATE meta SET value = 'older' WHERE key = 'rules'")
        catalogue.execute("DROP TABLE added")
    (tree.state / "catalogue.db.checksum").unlink()


def killed(*_: object) -> None:
    raise KeyboardInterrupt


def refused(tree: Tree) -> LostPostsError:
    """Build twice: both are refused, and neither changes a file or forgets what was lost."""
    before, times = tree.published(), tree.times()
    with pytest.raises(LostPostsError) as first:
        tree.build()
    with pytest.raises(LostPostsError) as second:
        tree.build()
    assert str(first.value) == str(second.value)
    assert (tree.published(), tree.times()) == (before, times)
    return first.value


@pytest.mark.parametrize("lose", [remove, break_date])
@pytest.mark.parametrize("count", [6, 9, 10])
def test_losing_most_posts_is_refused(blog: Tree, lose: object, count: int) -> None:
    assert callable(lose)
    lose(blog, count)
    assert f"{count} of 10 published posts are missing" in refused(blog).reason


def test_files_that_cannot_be_opened_count_as_faulty(
    blog: Tree, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = Project.content

    def unreadable(project: Project, path: str) -> bytes:
        if path < "7":
            raise PermissionError(13, "Permission denied", path)
        return content(project, path)

    monkeypatch.setattr(Project, "content", unreadable)
    for post in blog.posts.iterdir():
        post.touch()
    with pytest.raises(LostPostsError) as refusal:
        blog.build(force=True)
    assert refusal.value.reason.endswith("(7 with faults)")


@pytest.mark.parametrize("lose", [remove, break_date])
@pytest.mark.parametrize("count", [1, 5])
def test_losing_half_of_the_posts_or_fewer_is_ordinary(
    blog: Tree, lose: object, count: int
) -> None:
    assert callable(lose)
    lose(blog, count)
    assert blog.build().posts == 10 - count


def test_losing_four_posts_of_five_is_ordinary(tree: Tree) -> None:
    for day in range(1, 6):
        tree.post(f"{day}.md", date=f"2026-01-0{day}")
    tree.build()
    remove(tree, 4)
    assert tree.build().posts == 1


def test_losing_every_post_is_refused_however_few_there_were(tree: Tree) -> None:
    tree.post("a.md")
    tree.build()
    remove(tree, 1)
    assert refused(tree).reason == "the only published post is missing"


def test_posts_lost_a_few_at_a_time_add_up_for_ten_minutes(blog: Tree) -> None:
    """A server that follows a slow deletion sees many small ones."""
    remove(blog, 3)
    blog.build(NOW + timedelta(minutes=1))
    remove(blog, 2)
    blog.build(NOW + timedelta(minutes=2))
    remove(blog, 1)
    with pytest.raises(LostPostsError, match="6 of 10"):
        blog.build(NOW + timedelta(minutes=3))


def test_the_ten_minutes_do_not_begin_again_with_each_loss(blog: Tree) -> None:
    for minute, count in ((1, 3), (9, 1), (12, 1), (13, 3)):
        remove(blog, count)
        report = blog.build(NOW + timedelta(minutes=minute))
    assert report.posts == 2


def test_posts_of_a_refused_build_were_never_published(blog: Tree) -> None:
    """They do not count as missing when they are removed, even if a setting changes then."""
    remove(blog, 10)
    for number in range(20):
        blog.post(f"other-{number}.md", title=f"Another {number}", date="2026-02-02")
    assert "10 of 10" in refused(blog).reason
    remove(blog, 20)
    words = "10 of 10 published posts are missing (10 not found)"
    assert refused(blog).reason == words
    blog.site["timezone"] = "Asia/Tokyo"
    assert refused(blog).reason == words


def test_posts_published_while_losses_add_up_count_as_published(blog: Tree) -> None:
    remove(blog, 1)
    blog.build(NOW + timedelta(minutes=1))
    for day in range(10):
        blog.post(f"new-{day}.md", title=f"New {day}", date=f"2026-06-01 12:0{day % 3}:00")
    assert blog.build(NOW + timedelta(minutes=2)).posts == 19
    remove(blog, 8)
    assert blog.build(NOW + timedelta(minutes=3)).posts == 11
    remove(blog, 11)
    with pytest.raises(LostPostsError, match="20 of 20 published posts are missing"):
        blog.build(NOW + timedelta(minutes=4))


def test_the_state_of_an_older_version_does_not_make_more_posts_missing_than_published(
    tree: Tree,
) -> None:
    """It did not count posts that were published while losses added up."""
    for day in range(1, 5):
        tree.post(f"{day}.md", title=f"Old {day}", date=f"2026-01-0{day}")
    tree.build()
    remove(tree, 4)
    for day in range(1, 6):
        tree.post(f"new-{day}.md", title=f"New {day}", date=f"2026-02-0{day}")
    tree.build()
    as_older_version(tree, 4)
    remove(tree, 5)
    assert refused(tree).reason == "9 of 9 published posts are missing (9 not found)"


def test_an_update_of_feeds_does_not_end_a_refusal(blog: Tree) -> None:
    """Older versions did not note which posts only a refused build had read."""
    remove(blog, 10)
    for number in range(20):
        blog.post(f"other-{number}.md", title=f"Another {number}", date="2026-02-02")
    refused(blog)
    as_older_version(blog, 10)
    assert "10 of 10 published posts are missing" in refused(blog).reason


def test_losses_before_and_after_an_update_add_up(blog: Tree) -> None:
    remove(blog, 3)
    blog.build(NOW + timedelta(minutes=1))
    as_older_version(blog, 10)
    remove(blog, 1)
    blog.build(NOW + timedelta(minutes=2))
    remove(blog, 2)
    with pytest.raises(LostPostsError, match="6 of 10"):
        blog.build(NOW + timedelta(minutes=3))


@pytest.mark.parametrize("date", ["2026-01-02", "2025-01-02"], ids=["in the feed", "older"])
def test_renamed_posts_count_once_while_losses_add_up(tree: Tree, date: str) -> None:
    for number in range(10):
        tree.post(f"a{number}.md", title=f"Post {number}", date=date)
    for number in range(10, 30):
        tree.post(f"z{number}.md", title=f"Post {number}", date="2026-01-01")
    tree.build()
    for number in range(10):
        (tree.posts / f"a{number}.md").rename(tree.posts / f"b{number}.md")
    tree.feeds["accept_new_ids"] = 1
    assert tree.build(NOW + timedelta(minutes=1)).posts == 30
    remove(tree, 16)
    with pytest.raises(LostPostsError, match="16 of 30 published posts are missing"):
        tree.build(NOW + timedelta(minutes=2))


def test_a_post_that_replaces_another_with_its_title_is_not_the_other(tree: Tree) -> None:
    """Six weekly posts are removed; posts that were published before do not replace them."""
    for number in range(6):
        tree.post(f"a-{number}.md", title=f"Week {number}", date=f"2026-01-0{number + 1}")
        tree.post(f"b-{number}.md", title=f"Week {number}", date=f"2026-02-0{number + 1}")
    tree.build()
    remove(tree, 7)
    assert refused(tree).reason == "7 of 12 published posts are missing (7 not found)"


def test_renames_of_an_older_version_are_recognised(
    tree: Tree, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its state does not tell which posts were new in the last build."""
    for number in range(10):
        tree.post(f"{number}.md", title=f"Post {number}")
    tree.build()
    for post in sorted(tree.posts.iterdir())[:7]:
        post.rename(tree.posts / f"moved-{post.name}")
    tree.feeds["accept_new_ids"] = 1
    with monkeypatch.context() as patch:
        patch.setattr(Guard, "renamed", lambda _: [])
        tree.build(NOW + timedelta(minutes=1))
    as_older_version(tree, 10)
    assert tree.build(NOW + timedelta(minutes=2)).posts == 10


def test_a_post_whose_id_another_post_shares_is_missing(tree: Tree) -> None:
    for number in range(6):
        tree.post(f"old-{number}.md", date="2026-01-01", title=f"Old {number}", id=f"x:{number}")
        tree.post(f"young-{number}.md", date="2026-01-02", title=f"New {number}", id=f"x:{number}")
    tree.build()
    remove(tree, 7)
    words = "7 of 12 published posts are missing (7 not found)"
    assert refused(tree).reason == words
    tree.site["timezone"] = "Asia/Tokyo"
    assert refused(tree).reason == words


def test_posts_that_a_killed_build_may_have_published_count(
    blog: Tree, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(20):
        blog.post(f"other-{number}.md", title=f"Another {number}", date="2026-02-02")
    with monkeypatch.context() as patch:
        patch.setattr(EditionWriter, "commit", killed)
        with pytest.raises(KeyboardInterrupt):
            blog.build()
    assert b"Another 1" in (blog.output / "feed.atom").read_bytes()
    remove(blog, 30)
    assert refused(blog).reason == "30 of 30 published posts are missing (30 not found)"


def test_posts_of_a_build_during_which_a_file_changed_count(
    blog: Tree, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(20):
        blog.post(f"other-{number}.md", title=f"Another {number}", date="2026-02-02")
    with monkeypatch.context() as patch:
        patch.setattr(Guard, "require_posts", lambda _: blog.post("other-1.md", title="Changed"))
        assert "other-1.md changed during the build" in str(blog.build().remarks)
    remove(blog, 30)
    assert refused(blog).reason == "30 of 30 published posts are missing (30 not found)"


def test_posts_lost_at_different_times_do_not_add_up(blog: Tree) -> None:
    remove(blog, 5)
    blog.build(NOW + timedelta(hours=1))
    remove(blog, 4)
    assert blog.build(NOW + timedelta(hours=2)).posts == 1


def test_ordinary_edits_do_not_read_the_whole_index(
    blog: Tree, monkeypatch: pytest.MonkeyPatch
) -> None:
    for post in blog.posts.iterdir():
        post.write_text(post.read_text("utf-8") + "More.", "utf-8")
    monkeypatch.setattr(Catalogue, "everything", pytest.fail)
    assert blog.build().posts == 10


def test_the_next_build_is_not_compared_with_a_refused_one(blog: Tree) -> None:
    remove(blog, 6)
    refused(blog)
    remove(blog, 1)
    assert "7 of 10" in refused(blog).reason


def test_posts_that_come_back_end_the_refusal(blog: Tree) -> None:
    before, times = blog.published(), blog.times()
    shutil.move(blog.posts, blog.root / "elsewhere")
    refused(blog)
    blog.posts.rmdir()
    shutil.move(blog.root / "elsewhere", blog.posts)
    assert blog.build().written == 0
    assert (blog.published(), blog.times()) == (before, times)


def test_the_message_says_how_many_why_where_and_what_to_do(blog: Tree) -> None:
    remove(blog, 4)
    break_date(blog, 4)
    result = run("build")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == (
        "nothing was written: 8 of 10 published posts are missing (4 not found, 4 with faults)\n"
        "Not found: 0.md, 1.md, 2.md and 1 more\n"
        "posts/4.md:2: date \"every '2026-01-14'\" is not a date; write 2026-11-23 or "
        "2026-11-23 07:26:17 +0800\n"
        "posts/5.md:2: date \"every '2026-01-15'\" is not a date; write 2026-11-23 or "
        "2026-11-23 07:26:17 +0800\n"
        "posts/6.md:2: date \"every '2026-01-16'\" is not a date; write 2026-11-23 or "
        "2026-11-23 07:26:17 +0800\n"
        "And 1 more fault. To see them all, run `feeds check`.\n"
        "The folder posts was read as a plain folder of posts. Check that it is the right folder, "
        "that no files are missing, and that the site's settings did not change.\n"
        "To build anyway, run `feeds build` once with the same options and --accept-removals.\n"
    )


def test_accepted_removals_are_not_refused_again(blog: Tree) -> None:
    remove(blog, 10)
    assert run("build", "--accept-removals").exit_code == 0
    assert not [name for name in blog.published() if name.startswith("tags/")]
    assert run("build").exit_code == 0
    for day in range(7):
        blog.post(f"new-{day}.md", title=f"New {day}")
    assert run("build").exit_code == 0
    remove(blog, 7)
    assert run("build").exit_code == 1


@pytest.mark.parametrize(
    ("share", "lost", "code"), [(1, 10, 0), (True, 10, 0), (0.9, 9, 0), (0.4, 5, 1), (0, 5, 1)]
)
def test_the_configuration_says_how_many_may_disappear(
    blog: Tree, share: float, lost: int, code: int
) -> None:
    blog.feeds["accept_removals"] = share
    blog.configure()
    remove(blog, lost)
    assert run("build").exit_code == code


def test_posts_that_their_authors_withdraw_disappear(blog: Tree) -> None:
    draft(blog, 9)
    assert blog.build().posts == 1


def test_withdrawn_posts_do_not_count_as_lost(blog: Tree) -> None:
    draft(blog, 9)
    remove(blog, 4)
    assert blog.build().posts == 1


def test_withdrawals_that_leave_nothing_are_refused_and_named(blog: Tree) -> None:
    draft(blog, 10)
    error = refused(blog)
    assert error.reason == "no posts would remain: 10 posts were removed by their authors"
    assert "Removed by their authors: 0.md (draft), 1.md (draft), 2.md (draft) and 7 more" in str(
        error
    )


def test_renamed_posts_are_not_missing(blog: Tree) -> None:
    """Their ids stay where the front matter keeps them, and their titles say who they are."""
    for post in list(blog.posts.iterdir()):
        post.rename(blog.posts / f"moved-{post.name}")
    blog.feeds["accept_new_ids"] = 1
    assert blog.build().posts == 10


@pytest.mark.parametrize("change", ["timezone", "url"])
def test_posts_are_remembered_after_a_setting_changes_reading(blog: Tree, change: str) -> None:
    blog.site[change] = {"timezone": "Asia/Tokyo", "url": "https://other.example"}[change]
    blog.feeds["accept_new_ids"] = 1
    remove(blog, 6)
    assert "6 of 10" in refused(blog).reason


def test_another_site_does_not_replace_this_one(blog: Tree) -> None:
    shutil.rmtree(blog.posts)
    for number in range(20):
        blog.post(f"other-{number}.md", title=f"Another {number}", date="2026-02-02")
    assert "10 of 10" in refused(blog).reason


@pytest.mark.parametrize("count", [6, 10])
def test_without_the_state_directory_the_published_feeds_are_compared(
    blog: Tree, count: int
) -> None:
    shutil.rmtree(blog.state)
    remove(blog, count)
    words = f"{count} of 10 published posts are missing ({count} not found)"
    assert refused(blog).reason == words


def test_without_the_state_directory_half_of_the_posts_may_disappear(blog: Tree) -> None:
    shutil.rmtree(blog.state)
    remove(blog, 5)
    assert blog.build().posts == 5


def test_a_first_build_without_a_post_writes_nothing(
    tree: Tree, monkeypatch: pytest.MonkeyPatch
) -> None:
    tree.write("a.md", "---\ntitle: A\ndate: 2026-01-01\ndraft: true\n---\nText.\n")
    tree.configure()
    monkeypatch.chdir(tree.root)
    result = run("build")
    assert result.exit_code == 1
    assert result.stderr == (
        "nothing was written: the site has no posts to publish (1 draft)\n"
        "The folder posts was read as a plain folder of posts. Check that it is the right folder, "
        "and that no files are missing.\n"
        "To publish a feed without posts, run `feeds build` once with the same options and "
        "--accept-removals.\n"
    )
    assert not tree.output.exists()
    result = run("build", "--accept-removals")
    assert result.exit_code == 0
    assert b"<entry" not in tree.published()["feed.atom"]


HUGO = """\
baseURL = "https://h.example/"
title = "H"
defaultContentLanguage = "LANGUAGE"
[languages.en]
[languages.de]
"""


@pytest.fixture
def hugo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A site of Hugo's in two languages, with six posts in English."""
    monkeypatch.chdir(tmp_path)
    posts = tmp_path / "site" / "content" / "posts"
    posts.mkdir(parents=True)
    (tmp_path / "site" / "hugo.toml").write_text(HUGO.replace("LANGUAGE", "en"), "utf-8")
    for day in range(1, 7):
        matter = f"title: Post {day}\ndate: 2026-01-0{day}\nexpiryDate: 2026-05-0{day}"
        (posts / f"{day}.en.md").write_text(f"---\n{matter}\n---\nText.\n", "utf-8")
    return tmp_path


def hugo_build(
    place: Path,
    now: datetime,
    options: BuildOptions = BuildOptions(),  # noqa: B008 - immutable
) -> Report:
    project = open_project(Config().replace(posts=str(place / "site")), place)
    return build(project, now, lambda *_: None, options)


def test_posts_that_expire_disappear_unless_they_are_the_last(hugo: Path) -> None:
    assert hugo_build(hugo, datetime(2026, 4, 1, tzinfo=UTC)).posts == 6
    assert hugo_build(hugo, datetime(2026, 5, 5, 12, tzinfo=UTC)).posts == 1
    with pytest.raises(LostPostsError) as refused:
        hugo_build(hugo, datetime(2026, 6, 1, tzinfo=UTC))
    assert "Removed by their authors: content/posts/6.en.md (by its date)" in str(refused.value)


def test_the_feed_of_the_site_is_not_emptied_while_there_are_posts(hugo: Path) -> None:
    """With another main language, all posts belong to a feed below /en/."""
    now = datetime(2026, 4, 1, tzinfo=UTC)
    hugo_build(hugo, now)
    before = (hugo / "public" / "index.xml").read_bytes()
    assert before.count(b"<item>") == 6
    (hugo / "site" / "hugo.toml").write_text(HUGO.replace("LANGUAGE", "de"), "utf-8")
    with pytest.raises(LostPostsError, match=r"/index\.atom would be empty"):
        hugo_build(hugo, now, BuildOptions(accept_new_ids=True))
    assert (hugo / "public" / "index.xml").read_bytes() == before


def test_expired_posts_that_are_removed_are_not_missing(hugo: Path) -> None:
    hugo_build(hugo, datetime(2026, 4, 1, tzinfo=UTC))
    for post in sorted((hugo / "site" / "content" / "posts").iterdir())[:5]:
        post.unlink()
    assert hugo_build(hugo, datetime(2026, 5, 5, 12, tzinfo=UTC)).posts == 1


@pytest.mark.parametrize("change", ["plain", "no feeds"])
def test_the_site_does_not_lose_its_own_feed(hugo: Path, change: str) -> None:
    """Hugo's settings are gone, or tell it to make no feeds."""
    now = datetime(2026, 4, 1, tzinfo=UTC)
    hugo_build(hugo, now)
    before = files(hugo / "public")
    settings = hugo / "site" / "hugo.toml"
    if change == "plain":
        settings.unlink()
        site = SiteSection(url="https://h.example", timezone="UTC")
        config = Config().replace(posts=str(hugo / "site"), site=site)
    else:
        settings.write_text('disableKinds = ["RSS"]\n' + settings.read_text("utf-8"), "utf-8")
        config = Config().replace(posts=str(hugo / "site"))
    options = BuildOptions(accept_new_ids=True)
    with pytest.raises(LostPostsError, match="would be removed, such as /index") as caught:
        build(open_project(config, hugo), now, lambda *_: None, options)
    named = "settings switch off these feeds: " in str(caught.value)
    assert named == (change == "no feeds")
    assert files(hugo / "public") == before
    options = BuildOptions(accept_new_ids=True, accept_removals=True)
    build(open_project(config, hugo), now, lambda *_: None, options)
    assert not (hugo / "public" / "index.xml").exists()


@pytest.mark.parametrize("was_built", [False, True])
def test_a_site_that_switches_off_every_feed_is_told_so(hugo: Path, was_built: bool) -> None:
    """As people do who let this program make the feeds instead of Hugo."""
    now = datetime(2026, 4, 1, tzinfo=UTC)
    project = open_project(Config().replace(posts=str(hugo / "site")), hugo)
    if was_built:
        build(project, now, lambda *_: None, BuildOptions(accept_removals=True))
    settings = hugo / "site" / "hugo.toml"
    settings.write_text('disableKinds = ["RSS"]\n' + settings.read_text("utf-8"), "utf-8")
    project = open_project(project.config, hugo)
    with pytest.raises(LostPostsError, match="The site's own settings switch off these feeds"):
        build(project, now, lambda *_: None)
    wanted = replace(project.config.feeds, paths={"site": "/index.xml"}, formats=(Format.RSS,))
    config = project.config.replace(feeds=wanted)
    assert build(open_project(config, hugo), now, lambda *_: None).feeds == 1


def test_kinds_that_no_post_has_are_named(tree: Tree) -> None:
    tree.post("a.md", date="2026-01-01")
    tree.feeds["kinds"] = ["tag", "author"]
    error = refused(tree)
    assert error.reason == "no post belongs to any feed"
    assert "feeds.kinds in the configuration does not contain site" in str(error)
    tree.feeds["retired"] = ["/**"]
    assert tree.build().feeds == 0


def test_a_feed_that_moves_with_a_redirect_is_not_lost(blog: Tree) -> None:
    blog.feeds["paths"] = {"site": "/all.{ext}"}
    error = refused(blog)
    assert "all published files of the site's feed" in error.reason
    assert "feeds.paths in the configuration gives the site's feed another path." in str(error)
    blog.feeds["redirects"] = {f"/feed.{ext}": f"/all.{ext}" for ext in ("atom", "rss", "json")}
    assert blog.build().removed == 3


def files(folder: Path) -> dict[str, bytes]:
    return {str(file): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


@pytest.mark.parametrize(
    ("loss", "reason"),
    [
        (Loss(0, 0), "the site has no posts to publish"),
        (
            Loss(0, 0, left_out={"fault": 2, "draft": 1}),
            "the site has no posts to publish (1 draft, 2 with faults)",
        ),
        (
            Loss(9, 0, gone=7, withdrawn=[("a.md", "draft"), ("b.md", "expired")]),
            "no posts would remain: 7 of 9 published posts are missing (7 not found), "
            "2 posts were removed by their authors",
        ),
        (
            Loss(1, 0, withdrawn=[("a.md", "draft")]),
            "no posts would remain: 1 post was removed by its author",
        ),
    ],
)
def test_the_reason_names_every_cause(loss: Loss, reason: str) -> None:
    assert loss.is_refused(0.5)
    assert loss.reason == reason


def test_the_most_common_faults_are_named_first(blog: Tree) -> None:
    """They may have one cause, such as a missing zone."""
    blog.post("0.md", title="Rare", date="nonsense")
    del blog.site["timezone"]
    lines = str(refused(blog)).splitlines()
    assert "date has no time zone" in lines[1]
    assert lines[1].endswith(" more like it)")
    assert "0.md:" in lines[2]
