"""How pages that have the same date are ordered."""

from __future__ import annotations

from pathlib import Path

from feeds.generators.hugo.page import sort_key
from tests.support.hugo import CONFIG, post, site


def test_titles_are_sorted_as_readers_of_latin_script_expect() -> None:
    titles = ["", "_u", "!x", "#h", "$d", "1", "10", "2", "a", "A", "a b", "a-b", "ab", "aB", "é"]
    titles += ["É", "f", "α", "я", "日本"]
    backwards = titles[::-1]
    assert sorted(backwards, key=sort_key) == titles


def test_titles_in_simplified_chinese_are_sorted_by_sound(tmp_path: Path) -> None:
    hugo = site(tmp_path, config=CONFIG + "defaultContentLanguage = 'zh-cn'\n[languages.zh-cn]\n")
    titles = ("吊销", "帮助", "abc", "中国", "あ")
    ties = {t: post(hugo, f"title: {t}").tie for t in titles}
    assert sorted(titles, key=ties.__getitem__) == ["abc", "あ", "帮助", "吊销", "中国"]
