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


@lru_cache(maxsize=4096)
def key(text: str) -> str:
    """Return what sorts a title by its bytes in UTF-8."""
    primary, secondary, tertiary = [], [], []
    for character in unicodedata.normalize("NFD", text):
        if unicodedata.category(character) == "Mn":
            secondary.append(character)
            continue
        for letter in _LETTERS.get(character.lower(), character):
            primary.append(_primary(letter))
            tertiary.append("1" if letter.lower() != letter else "0")
            secondary.append("!")
    whole = "\x01".join(("".join(primary), "".join(secondary), "".join(tertiary)))
    return whole.encode(errors="replace").decode()


def _primary(character: str) -> str:
    place = _MARKS.find(character)
    if place >= 0:
        return f"\x02{chr(0x20 + place)}"
    category = unicodedata.category(character)
    if category[0] in "ZPSC":
        return ("\x03" if category[0] in "ZP" else "\x04") + character
    if category[0] == "N":
        return f"\x05{unicodedata.digit(character, 10)}{character if category != 'Nd' else ''}"
    lower = character.lower()
    return chr(0x06 + _script(lower)) + lower


def _script(character: str) -> int:
    """Scripts in CLDR's order; those not named stand after them as Unicode has them."""
    if character.isascii():
        return 0
    name = unicodedata.name(character, "").partition(" ")[0]
    return _SCRIPTS.index(name) if name in _SCRIPTS else len(_SCRIPTS)
