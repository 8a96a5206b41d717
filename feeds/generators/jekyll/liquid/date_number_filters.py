"""Filters for dates and numbers, and Ruby's ``strftime``."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from decimal import Context as DecimalContext

from feeds.generators.jekyll.dates import parse_date
from feeds.generators.jekyll.liquid.context import FilterTable, LiquidContext
from feeds.generators.jekyll.liquid.ruby import Failure, in_written_zone, integer, to_s
from feeds.zones import zone

FILTERS = FilterTable()

_LAST_SECOND = 253_402_214_400
"""The epoch's second a day before the end of the year 9999."""

_ORDINAL = "\0"
"""A placeholder in patterns for the day with its ending: ``21st``."""

_Number = int | Decimal
_DECIMAL = re.compile(r"-?[0-9]+\.[0-9]+")
_DECIMALS = DecimalContext(prec=40)
_LARGEST = 10**1000

_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
_DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
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


@FILTERS.named("date")
def date(context: LiquidContext, value: object, pattern: object) -> object:
    wanted = to_s(pattern)
    found = _moment(context, value) if wanted else None
    return value if found is None else strftime(found, wanted)


@FILTERS.named("date_to_xmlschema")
def date_to_xmlschema(context: LiquidContext, value: object) -> object:
    return _formatted(context, value, "%Y-%m-%dT%H:%M:%S%:z")


@FILTERS.named("date_to_rfc822")
def date_to_rfc822(context: LiquidContext, value: object) -> object:
    return _formatted(context, value, "%a, %d %b %Y %H:%M:%S %z")


@FILTERS.named("date_to_string")
def date_to_string(
    context: LiquidContext, value: object, kind: object = None, style: object = None
) -> object:
    return _formatted(context, value, _pattern("%b", kind, style))


@FILTERS.named("date_to_long_string")
def date_to_long_string(
    context: LiquidContext, value: object, kind: object = None, style: object = None
) -> object:
    return _formatted(context, value, _pattern("%B", kind, style))


def _pattern(month: str, kind: object, style: object) -> str:
    if kind != "ordinal":
        return f"%d {month} %Y"
    return f"{month} {_ORDINAL}, %Y" if style == "US" else f"{_ORDINAL} {month} %Y"


def _formatted(context: LiquidContext, value: object, pattern: str) -> object:
    if to_s(value) == "":
        return value
    found = _moment(context, value)
    if found is None:
        raise Failure(f"{to_s(value)[:60]!r} is not a date")
    local = found.astimezone(zone(context.lookups.timezone))
    ordinal = f"{local.day}{_ending(local.day)}"
    return strftime(local, pattern.replace(_ORDINAL, ordinal))


def _ending(day: int) -> str:
    return "th" if 11 <= day <= 13 else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")


def _moment(context: LiquidContext, value: object) -> datetime | None:
    """Parse a date; None if it is not one. ``now`` and ``today`` read no clock."""
    name = context.lookups.timezone
    if isinstance(value, datetime):
        local = value.astimezone(zone(name))  # which has an abbreviation
        return local if local.utcoffset() == value.utcoffset() else value
    if isinstance(value, bool) or not isinstance(value, str | int):
        return None
    text = str(value).lower()
    if text in ("now", "today"):
        return context.lookups.now
    if text.isascii() and text.isdigit():
        seconds = int(text) if len(text) < 15 else _LAST_SECOND
        if seconds >= _LAST_SECOND:
            return None
        return datetime.fromtimestamp(seconds, UTC).astimezone(zone(name))
    try:
        return in_written_zone(parse_date(str(value), name), text)
    except ValueError:
        return None


def _number(value: object) -> _Number:
    """Return a value as a number; 0 if it is not one."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return 0
    if isinstance(value, float):
        return Decimal(repr(value))
    if isinstance(value, str) and len(value) < 1000 and _DECIMAL.fullmatch(value.strip()):
        return Decimal(value.strip())
    return integer(value)


def _plain(value: _Number) -> int | float:
    """Return a result as a value of templates."""
    if isinstance(value, Decimal):
        return float(value)
    if abs(value) > _LARGEST:
        raise Failure("the number is too large")
    return value


def _arithmetic(
    whole: Callable[[int, int], int], decimal: Callable[[Decimal, Decimal], Decimal]
) -> Callable[[LiquidContext, object, object], int | float]:
    def calculate(_: LiquidContext, left: object, right: object) -> int | float:
        one, other = _number(left), _number(right)
        if isinstance(one, int) and isinstance(other, int):
            return _plain(whole(one, other))
        return _plain(decimal(Decimal(one), Decimal(other)))

    return calculate


def _remainder(left: Decimal, right: Decimal) -> Decimal:
    """Return the remainder with the sign of the divisor, as Ruby's ``%`` does."""
    return left - right * (left / right).to_integral_value(ROUND_FLOOR)


FILTERS.named("plus")(_arithmetic(lambda a, b: a + b, _DECIMALS.add))
FILTERS.named("minus")(_arithmetic(lambda a, b: a - b, _DECIMALS.subtract))
FILTERS.named("times")(_arithmetic(lambda a, b: a * b, _DECIMALS.multiply))
FILTERS.named("divided_by")(_arithmetic(lambda a, b: a // b, _DECIMALS.divide))
FILTERS.named("modulo")(_arithmetic(lambda a, b: a % b, _remainder))


@FILTERS.named("abs")
def absolute(_: LiquidContext, value: object) -> int | float:
    found = _number(value)
    return _plain(max(found, -found))


@FILTERS.named("ceil")
def ceil(_: LiquidContext, value: object) -> int | float:
    return int(Decimal(_number(value)).to_integral_value(ROUND_CEILING))


@FILTERS.named("floor")
def floor(_: LiquidContext, value: object) -> int | float:
    return int(Decimal(_number(value)).to_integral_value(ROUND_FLOOR))


@FILTERS.named("round")
def rounded(_: LiquidContext, value: object, digits: object = 0) -> int | float:
    places = int(_number(digits))
    found = _number(value)
    if not -1000 < places < 1000:
        raise Failure("the number of digits is too large")
    if isinstance(found, int) and places >= 0:
        return found
    result = Decimal(found).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP, _DECIMALS)
    return float(result) if isinstance(found, Decimal) and digits != 0 else int(result)


@FILTERS.named("at_least")
def at_least(_: LiquidContext, value: object, least: object) -> int | float:
    found: _Number = max(_number(value), _number(least))
    return _plain(found)


@FILTERS.named("at_most")
def at_most(_: LiquidContext, value: object, most: object) -> int | float:
    found: _Number = min(_number(value), _number(most))
    return _plain(found)


@FILTERS.named("to_integer")
def to_integer(_: LiquidContext, value: object) -> int:
    return integer(value)


def strftime(moment: datetime, pattern: str) -> str:
    """Format an aware datetime as Ruby does: in English, with flags and widths."""
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
    """Return the abbreviation of the zone. A bare offset has none, as in Ruby."""
    name = moment.tzname() or ""
    return "" if name.startswith("UTC") and name != "UTC" else name
