"""Ruby's ``strftime``: its flags, widths and conversions, in English whatever the locale."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_CONVERSION = re.compile(r"%([-0^#_]*)([0-9]{0,3})(:{0,3}z|[EO]?[a-zA-Z%])")
_WIDEST = 200

_COMPOSED = {
    "c": "%a %b %e %H:%M:%S %Y",
    "D": "%m/%d/%y",
    "x": "%m/%d/%y",
    "F": "%Y-%m-%d",
    "r": "%I:%M:%S %p",
    "R": "%H:%M",
    "T": "%H:%M:%S",
    "X": "%H:%M:%S",
    "v": "%e-%^b-%Y",
}
_SIGNS = {"n": "\n", "t": "\t", "%": "%"}

_TEXTS: Mapping[str, Callable[[datetime], str]] = {
    "a": lambda at: _DAYS[at.weekday()][:3],
    "A": lambda at: _DAYS[at.weekday()],
    "b": lambda at: _MONTHS[at.month - 1][:3],
    "h": lambda at: _MONTHS[at.month - 1][:3],
    "B": lambda at: _MONTHS[at.month - 1],
    "p": lambda at: "AM" if at.hour < 12 else "PM",
    "P": lambda at: "am" if at.hour < 12 else "pm",
    "Z": lambda at: _zone_name(at),
}
_NUMBERS: Mapping[str, tuple[Callable[[datetime], int], int, str]] = {
    "Y": (lambda at: at.year, 4, "0"),
    "C": (lambda at: at.year // 100, 2, "0"),
    "y": (lambda at: at.year % 100, 2, "0"),
    "m": (lambda at: at.month, 2, "0"),
    "d": (lambda at: at.day, 2, "0"),
    "e": (lambda at: at.day, 2, " "),
    "j": (lambda at: at.timetuple().tm_yday, 3, "0"),
    "H": (lambda at: at.hour, 2, "0"),
    "k": (lambda at: at.hour, 2, " "),
    "I": (lambda at: at.hour % 12 or 12, 2, "0"),
    "l": (lambda at: at.hour % 12 or 12, 2, " "),
    "M": (lambda at: at.minute, 2, "0"),
    "S": (lambda at: at.second, 2, "0"),
    "u": (lambda at: at.isoweekday(), 1, "0"),
    "w": (lambda at: at.isoweekday() % 7, 1, "0"),
    "G": (lambda at: at.isocalendar().year, 4, "0"),
    "g": (lambda at: at.isocalendar().year % 100, 2, "0"),
    "V": (lambda at: at.isocalendar().week, 2, "0"),
    "U": (lambda at: (at.timetuple().tm_yday + 6 - at.isoweekday() % 7) // 7, 2, "0"),
    "W": (lambda at: (at.timetuple().tm_yday + 6 - at.weekday()) // 7, 2, "0"),
    "s": (lambda at: int(at.timestamp()), 1, "0"),
}
_FRACTIONS = {"L": 3, "N": 9}


def strftime(moment: datetime, pattern: str) -> str:
    """Write an aware moment by a pattern of Ruby's."""
    return _CONVERSION.sub(lambda found: _converted(moment, found), pattern)


def _converted(moment: datetime, found: re.Match[str]) -> str:
    flags, width = found[1], min(int(found[2] or 0), _WIDEST)
    name = found[3] if found[3].endswith("z") else found[3].lstrip("EO") or found[3]
    if name in _NUMBERS:
        value, least, padding = _NUMBERS[name]
        return _padded(str(value(moment)), flags, width or least, padding)
    if name in _FRACTIONS:
        digits = width or _FRACTIONS[name]
        return f"{moment.microsecond:06d}".ljust(digits, "0")[:digits]
    if name.endswith("z"):
        return _offset(moment, name.count(":")).rjust(width, "0")
    if name in _SIGNS:
        return _SIGNS[name]
    if name in _COMPOSED:
        text = strftime(moment, _COMPOSED[name])
    elif name in _TEXTS:
        text = _TEXTS[name](moment)
    else:
        return found[0]
    return _padded(_cased(text, flags, name), flags, width, " ")


def _cased(text: str, flags: str, name: str) -> str:
    if "^" in flags:
        return text.upper()
    if "#" in flags:
        return text.lower() if name == "p" else text.upper()
    return text


def _padded(text: str, flags: str, width: int, padding: str) -> str:
    for flag in flags:
        padding = {"0": "0", "_": " ", "-": ""}.get(flag, padding)
    return text.rjust(width, padding) if padding else text


def _offset(moment: datetime, colons: int) -> str:
    seconds = int((moment.utcoffset() or timedelta()).total_seconds())
    hours, rest = divmod(abs(seconds), 3600)
    sign, between = "-" if seconds < 0 else "+", ":" if colons else ""
    end = f":{rest % 60:02d}" if colons == 2 else ""
    return f"{sign}{hours:02d}{between}{rest // 60:02d}{end}"


def _zone_name(moment: datetime) -> str:
    """Return the zone's abbreviation; nothing for one that is only an offset, as in Ruby."""
    name = moment.tzname() or ""
    return "" if name.startswith("UTC") and name != "UTC" else name
