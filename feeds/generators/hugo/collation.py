"""Titles in the order in which Hugo lists pages of one moment: as CLDR's root collation.

Punctuation, then symbols, digits and letters; accents and case decide only between titles
that are otherwise the same, lower case first.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

_MARKS = " _-,;:!?.'\"()[]{}@*/\\&#%`^+<=>|~$"
_LETTERS = {"æ": "ae", "œ": "oe", "ß": "ss", "ø": "o", "đ": "d", "ł": "l", "ı": "i", "þ": "th"}
_SCRIPTS = ("LATIN", "GREEK", "CYRILLIC", "GEORGIAN", "ARMENIAN", "HEBREW", "ARABIC")
_LAST = {"HANGUL": 1, "HIRAGANA": 2, "KATAKANA": 2, "BOPOMOFO": 3, "CJK": 4}
_BY_SOUND = range(0xB0, 0xD8)
"""The rows of GB 2312 whose characters stand in the order of their sound."""


@lru_cache(maxsize=4096)
def key(text: str, by_sound: bool = False) -> str:
    """Return what sorts a title by its bytes in UTF-8.

    ``by_sound`` is for simplified Chinese: its common characters are sorted by pinyin.
    """
    primary, secondary, tertiary = [], [], []
    for character in unicodedata.normalize("NFD", text):
        if unicodedata.category(character) == "Mn":
            secondary.append(character)
            continue
        for letter in _LETTERS.get(character.lower(), character):
            primary.append(_primary(letter, by_sound))
            tertiary.append("1" if letter.lower() != letter else "0")
            secondary.append("!")
    whole = "\x01".join(("".join(primary), "".join(secondary), "".join(tertiary)))
    return whole.encode(errors="replace").decode()


def _primary(character: str, by_sound: bool) -> str:
    place = _MARKS.find(character)
    if place >= 0:
        return f"\x02{chr(0x20 + place)}"
    category = unicodedata.category(character)
    if category[0] in "ZPSC":
        return ("\x03" if category[0] in "ZP" else "\x04") + character
    if category[0] == "N":
        return f"\x05{unicodedata.digit(character, 10)}{character if category != 'Nd' else ''}"
    lower = character.lower()
    return chr(0x06 + _script(lower)) + (_sound(lower) if by_sound else lower)


def _sound(character: str) -> str:
    """Return the character of the place that its sound gives it; itself where that is unknown."""
    code = character.encode("gb2312", "ignore")
    if not code or code[0] not in _BY_SOUND:
        return character
    return chr(0x3400 + (code[0] << 8 | code[1]) - 0xB000)


def _script(character: str) -> int:
    """Scripts in CLDR's order; those not named stand after them as Unicode has them."""
    if character.isascii():
        return 0
    name = unicodedata.name(character, "").partition(" ")[0]
    after = len(_SCRIPTS) + _LAST.get(name, 0)
    return _SCRIPTS.index(name) if name in _SCRIPTS else after
