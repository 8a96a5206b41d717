"""Filters of numbers, which reckon with decimals as Ruby's BigDecimal does."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from decimal import Context as Decimals

from feeds.generators.jekyll.liquid.context import Context
from feeds.generators.jekyll.liquid.filters.registry import filters
from feeds.generators.jekyll.liquid.ruby import Failure, integer

_Number = int | Decimal
_DECIMAL = re.compile(r"-?[0-9]+\.[0-9]+")
_DECIMALS = Decimals(prec=40)
_LARGEST = 10**1000


def number(value: object) -> _Number:
    """Return a value as a number; 0 for what is none."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return 0
    if isinstance(value, float):
        return Decimal(repr(value))
    if isinstance(value, str) and len(value) < 1000 and _DECIMAL.fullmatch(value.strip()):
        return Decimal(value.strip())
    return integer(value)


def plain(value: _Number) -> int | float:
    """Return a result as templates hold it."""
    if isinstance(value, Decimal):
        return float(value)
    if abs(value) > _LARGEST:
        raise Failure("the number is too large")
    return value


def _reckon(
    whole: Callable[[int, int], int], decimal: Callable[[Decimal, Decimal], Decimal]
) -> Callable[[Context, object, object], int | float]:
    def reckoned(_: Context, left: object, right: object) -> int | float:
        one, other = number(left), number(right)
        if isinstance(one, int) and isinstance(other, int):
            return plain(whole(one, other))
        return plain(decimal(Decimal(one), Decimal(other)))

    return reckoned


def _remainder(left: Decimal, right: Decimal) -> Decimal:
    """Take the sign of the divisor, as Ruby's ``%`` does."""
    return left - right * (left / right).to_integral_value(ROUND_FLOOR)


filters("plus")(_reckon(lambda a, b: a + b, _DECIMALS.add))
filters("minus")(_reckon(lambda a, b: a - b, _DECIMALS.subtract))
filters("times")(_reckon(lambda a, b: a * b, _DECIMALS.multiply))
filters("divided_by")(_reckon(lambda a, b: a // b, _DECIMALS.divide))
filters("modulo")(_reckon(lambda a, b: a % b, _remainder))


@filters("abs")
def absolute(_: Context, value: object) -> int | float:
    found = number(value)
    return plain(max(found, -found))


@filters("ceil")
def ceil(_: Context, value: object) -> int | float:
    return int(Decimal(number(value)).to_integral_value(ROUND_CEILING))


@filters("floor")
def floor(_: Context, value: object) -> int | float:
    return int(Decimal(number(value)).to_integral_value(ROUND_FLOOR))


@filters("round")
def rounded(_: Context, value: object, digits: object = 0) -> int | float:
    places = int(number(digits))
    found = number(value)
    if not -1000 < places < 1000:
        raise Failure("digits are too many")
    if isinstance(found, int) and places >= 0:
        return found
    result = Decimal(found).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP, _DECIMALS)
    return float(result) if isinstance(found, Decimal) and digits != 0 else int(result)


@filters("at_least")
def at_least(_: Context, value: object, least: object) -> int | float:
    found: _Number = max(number(value), number(least))
    return plain(found)


@filters("at_most")
def at_most(_: Context, value: object, most: object) -> int | float:
    found: _Number = min(number(value), number(most))
    return plain(found)


@filters("to_integer")
def to_integer(_: Context, value: object) -> int:
    return integer(value)
