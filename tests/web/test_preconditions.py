from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from werkzeug.http import http_date

from feeds.web.preconditions import Conditions, Validators, Verdict, Weights, http_instant, judge

BOTH = {"identity": 1000, "gzip": 300}
DIGEST = "0123456789abcdef0123456789abcdef"
CODED = "fedcba9876543210fedcba9876543210"
PLAIN_TAG = f'"{DIGEST}"'
GZIP_TAG = f'"{DIGEST}-gz.{CODED}"'
OTHER_GZIP_TAG = f'"{DIGEST}-gz.abcd"'

MODIFIED = int(datetime(2026, 11, 23, 10, 0, 0, tzinfo=UTC).timestamp())
BEFORE = "Mon, 23 Nov 2026 09:59:59 GMT"
EXACTLY = "Mon, 23 Nov 2026 10:00:00 GMT"
AFTER = "Mon, 23 Nov 2026 11:00:00 GMT"
NOW = MODIFIED + 7200.0

PLAIN = Validators(DIGEST, MODIFIED)
GZIP = Validators(DIGEST, MODIFIED, "gzip", CODED)


@pytest.mark.parametrize(
    ("header", "coding"),
    [
        (None, "identity"),
        ("", "identity"),
        ("gzip", "gzip"),
        ("GZIP", "gzip"),
        ("x-gzip", "gzip"),
        ("X-GZip;Q=0.5", "gzip"),
        ("gzip, deflate, br, zstd", "gzip"),
        ("deflate, br", "identity"),
        ("gzip;q=0", "identity"),
        ("gzip;q=0.000, *", "identity"),
        ("gzip;q=0.001", "gzip"),
        ("gzip;q=0.5, identity", "identity"),
        ("gzip;q=0.5, identity;q=0.4", "gzip"),
        ("gzip, identity", "gzip"),
        ("identity;q=0.5, gzip;q=0.5", "gzip"),
        ("identity", "identity"),
        ("identity;q=0, gzip", "gzip"),
        ("identity;q=0, *", "gzip"),
        ("identity;q=0", "identity"),
        ("*", "gzip"),
        ("*;q=0", "identity"),
        ("*;q=0, gzip", "gzip"),
        ("br;q=1.0, *;q=0.1", "gzip"),
        ("identity, *;q=0.5", "identity"),
        ("gzip;q=2", "identity"),
        ("gzip;q=high", "identity"),
        ("gzip;level=9", "identity"),
        (",,,", "identity"),
        ("gzip;;;q", "gzip"),
        ("\u00ff\u00fe", "identity"),
        ('"gzip', "identity"),
    ],
)
def test_the_client_chooses_the_coding(header: str | None, coding: str) -> None:
    assert Weights(header).choose(BOTH) == coding


@pytest.mark.parametrize("header", [None, "gzip", "identity;q=0, gzip", "*;q=0"])
def test_the_only_coding_is_sent(header: str | None) -> None:
    assert Weights(header).choose({"identity": 10}) == "identity"


@given(st.text())
def test_any_header_gives_an_available_coding(header: str) -> None:
    assert Weights(header).choose(BOTH) in BOTH


def test_each_coding_has_its_own_tag() -> None:
    assert (PLAIN.tag, GZIP.tag) == (PLAIN_TAG, GZIP_TAG)


def verdict(validators: Validators, accept: str | None = None, **conditions: str) -> Verdict:
    return judge(Conditions(**conditions), validators, Weights(accept), NOW)


@pytest.mark.parametrize(
    "tags",
    [
        PLAIN_TAG,
        "*",
        " * ",
        f"W/{PLAIN_TAG}",
        f"w/{PLAIN_TAG}",
        f'"other", {PLAIN_TAG}',
        f'"other",W/{PLAIN_TAG},"more"',
        DIGEST,
        f'"{DIGEST}-gzip"',
        f'"{DIGEST}--gzip"',
        f'"{DIGEST}-gz"',
        f'"{DIGEST};gzip"',
        f'"{DIGEST}:br"',
        f'"{DIGEST}-br"',
        f'W/"{DIGEST}-gzip"',
        f'"{DIGEST}"-gzip',
        f'"a, b", {PLAIN_TAG}',
    ],
)
def test_a_client_with_this_version_gets_304(tags: str) -> None:
    assert verdict(PLAIN, if_none_match=tags) == Verdict(304, PLAIN_TAG)


@pytest.mark.parametrize(
    "tags",
    [
        "",
        '""',
        '"other"',
        f'"{DIGEST[:-1]}"',
        f'"{DIGEST}0"',
        f'"{DIGEST}zip"',
        f'"x{DIGEST}"',
        '"*"',
        "W/",
        ",,,",
        '"\u00ff',
        f'"{CODED}"',
        f'"-{DIGEST}"',
    ],
)
def test_a_client_without_this_version_gets_200(tags: str) -> None:
    assert verdict(PLAIN, if_none_match=tags) == Verdict(200, PLAIN_TAG)


@pytest.mark.parametrize(
    ("validators", "accept", "tag", "status", "echoed"),
    [
        (GZIP, "gzip", GZIP_TAG, 304, GZIP_TAG),
        (GZIP, "gzip", PLAIN_TAG, 304, PLAIN_TAG),
        (GZIP, "gzip", OTHER_GZIP_TAG, 304, OTHER_GZIP_TAG),
        (GZIP, "gzip", f'"{DIGEST}-gz.{CODED}-gzip"', 304, GZIP_TAG),
        (GZIP, "gzip", f"{PLAIN_TAG}, {GZIP_TAG}", 304, GZIP_TAG),
        (GZIP, "gzip", "*", 304, GZIP_TAG),
        (GZIP, "gzip, identity;q=0", PLAIN_TAG, 200, GZIP_TAG),
        (GZIP, "gzip, identity;q=0", f'"{DIGEST}-gzip"', 304, PLAIN_TAG),
        (PLAIN, None, GZIP_TAG, 200, PLAIN_TAG),
        (PLAIN, "gzip;q=0", GZIP_TAG, 200, PLAIN_TAG),
        (PLAIN, "identity, gzip;q=0.1", GZIP_TAG, 304, GZIP_TAG),
        (GZIP, "gzip", f'"{DIGEST}-zz.{CODED}"', 304, PLAIN_TAG),
    ],
)
def test_a_copy_in_another_coding_counts_if_that_coding_is_accepted(
    validators: Validators, accept: str | None, tag: str, status: int, echoed: str
) -> None:
    assert verdict(validators, accept, if_none_match=tag) == Verdict(status, echoed)


@pytest.mark.parametrize(
    ("conditions", "status"),
    [
        ({}, 200),
        ({"if_modified_since": EXACTLY}, 304),
        ({"if_modified_since": AFTER}, 304),
        ({"if_modified_since": BEFORE}, 200),
        ({"if_modified_since": "Monday, 23-Nov-26 10:00:00 GMT"}, 304),
        ({"if_modified_since": "Mon Nov 23 10:00:00 2026"}, 304),
        ({"if_modified_since": "Mon, 31 Nov 2026 10:00:00 GMT"}, 200),
        ({"if_modified_since": "never"}, 200),
        ({"if_modified_since": ""}, 200),
        ({"if_none_match": '"other"', "if_modified_since": AFTER}, 200),
        ({"if_none_match": "", "if_modified_since": AFTER}, 200),
        ({"if_none_match": PLAIN_TAG, "if_modified_since": BEFORE}, 304),
        ({"if_match": PLAIN_TAG}, 200),
        ({"if_match": f'"other", {PLAIN_TAG}'}, 200),
        ({"if_match": "*"}, 200),
        ({"if_match": '"other"'}, 412),
        ({"if_match": f"W/{PLAIN_TAG}"}, 412),
        ({"if_match": f'"{DIGEST}-gzip"'}, 412),
        ({"if_match": ""}, 412),
        ({"if_match": PLAIN_TAG, "if_unmodified_since": BEFORE}, 200),
        ({"if_match": '"other"', "if_none_match": PLAIN_TAG}, 412),
        ({"if_match": PLAIN_TAG, "if_none_match": PLAIN_TAG}, 304),
        ({"if_unmodified_since": BEFORE}, 412),
        ({"if_unmodified_since": EXACTLY}, 200),
        ({"if_unmodified_since": AFTER}, 200),
        ({"if_unmodified_since": "never"}, 200),
        ({"if_unmodified_since": BEFORE, "if_none_match": PLAIN_TAG}, 412),
        ({"if_unmodified_since": EXACTLY, "if_modified_since": EXACTLY}, 304),
    ],
)
def test_preconditions_are_evaluated_in_order(conditions: dict[str, str], status: int) -> None:
    assert verdict(PLAIN, **conditions) == Verdict(status, PLAIN_TAG)


@given(st.lists(st.one_of(st.none(), st.text()), min_size=4, max_size=4), st.text())
def test_any_preconditions_give_a_verdict(headers: list[str | None], accept: str) -> None:
    found = judge(Conditions(*headers), GZIP, Weights(accept), NOW)
    assert found.status in (200, 304, 412)
    assert found.tag.isascii()
    assert found.tag.startswith(f'"{DIGEST}')


def test_the_selected_tag_gives_304_even_if_no_coding_is_acceptable() -> None:
    conditions = Conditions(if_none_match=PLAIN_TAG)
    assert judge(conditions, PLAIN, Weights("*;q=0"), NOW) == Verdict(304, PLAIN_TAG)


TODAY = datetime(2026, 11, 23, tzinfo=UTC).timestamp()
EXAMPLE = int(datetime(1994, 11, 6, 8, 49, 37, tzinfo=UTC).timestamp())


@pytest.mark.parametrize(
    "text",
    [
        "Sun, 06 Nov 1994 08:49:37 GMT",
        "Sunday, 06-Nov-94 08:49:37 GMT",
        "Sun Nov  6 08:49:37 1994",
        "sun, 6 nov 1994 08:49:37 gmt",
        " Sun, 06 Nov 1994 08:49:37 GMT\t",
        "Sun, 06 Nov 1994 08:49:37 GMT; length=4711",
    ],
)
def test_all_three_forms_of_a_date_are_understood(text: str) -> None:
    assert http_instant(text, TODAY) == EXAMPLE


@pytest.mark.parametrize(
    "text",
    [
        None,
        "",
        "0",
        "yesterday",
        "1994-11-06T08:49:37Z",
        "Sun, 31 Feb 2026 00:00:00 GMT",
        "Sun, 06 Nov 1994 25:00:00 GMT",
        "Sun, 06 Nov 1994 08:61:00 GMT",
        "Sun, 06 Nov 0000 08:49:37 GMT",
        "Sun, 06 Nov 99999999999999999999 08:49:37 GMT",
        "Sun, 06 Nov 1994 08:49:37",
        "Sun, 06 Nov 1994 08:49:37 +9999999999999999",
        "Sun, 06 Nov 1994 08:49:٣٧ GMT",
        "So, 06 Nov 1994 08:49:37 GMT",
    ],
)
def test_other_texts_are_not_dates(text: str | None) -> None:
    assert http_instant(text, TODAY) is None


@pytest.mark.parametrize(
    ("year", "meant"), [("94", 1994), ("76", 2076), ("77", 1977), ("26", 2026), ("00", 2000)]
)
def test_a_two_digit_year_is_at_most_fifty_years_ahead(year: str, meant: int) -> None:
    instant = http_instant(f"Sunday, 06-Nov-{year} 08:49:37 GMT", TODAY)
    assert instant is not None
    assert datetime.fromtimestamp(instant, UTC).year == meant


def test_a_leap_second_is_read() -> None:
    before = http_instant("Sat, 31 Dec 2016 23:59:59 GMT", TODAY)
    assert http_instant("Sat, 31 Dec 2016 23:59:60 GMT", TODAY) == before


@given(st.integers(0, 4_000_000_000))
def test_dates_that_are_sent_can_be_read(instant: int) -> None:
    assert http_instant(http_date(instant), TODAY) == instant


@given(st.text())
@example("Sun, 06 Nov 1994 08:49:61 GMT")
def test_any_text_is_a_date_or_none(text: str) -> None:
    assert http_instant(text, TODAY) is None
