"""Every message is on its page, and is written in plain words."""

from __future__ import annotations

from tests.support import messages


def test_the_page_lists_every_message() -> None:
    """``python -m tests.support.messages --write`` writes the page anew."""
    assert messages.PAGE.read_text(encoding="utf-8") == messages.page()


def test_texts_are_found_as_users_see_them() -> None:
    """Names are replaced by what they stand for."""
    found = {text.text for text in messages.texts()}
    assert "… must be a whole number from … to …" in found


def test_a_problem_is_listed_with_its_remedy() -> None:
    configuration = messages.fault_messages()["The configuration"]
    assert ("must be a string", "put it in quotes") in configuration
