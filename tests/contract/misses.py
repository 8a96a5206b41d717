"""What a static host cannot do: the reason, and the cases by name, ``*`` for any rest."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

import pytest

_CHOICE = "codings::the_most_wanted_is_sent_and_of_equals_the_smallest"
_COPY = "tags::a_copy_in_an_accepted_coding_is_still_good_rfc_9111_4_3_4"
_OTHER_COPY = "tags::a_copy_in_another_coding_is_sent_again_13_1_2"
_HELD = "tags::the_version_held_is_named"
_MARKED = "tags::a_tag_marked_on_its_way_names_its_version_also_with_gzip"
_WRITTEN = "targets::the_same_address_written_otherwise_leads_there_in_one_hop_rfc_3986_6"
_MET = "preconditions::what_holds_is_answered"
_NO_DATE = "dates::what_is_no_date_is_ignored_13_1_3"

_EVERY_HOST = {
    "It never sends changes only (RFC 3229), but always the whole feed": (
        "deltas::only_what_was_added_or_changed_is_sent*",
        "deltas::a_delta_*",
        "deltas::the_tag_of_a_delta_*",
        "deltas::an_entry_pushed_out_by_newer_ones_was_not_removed*",
        "deltas::feed_among_other_manipulations_*",
        "deltas::several_lines_are_one_list_5_3",
        "deltas::whoever_has_the_feed_is_told_so[the version that is]",
        "deltas::whoever_has_the_feed_is_told_so[weak]",
        "deltas::whoever_has_the_feed_is_told_so[in a list]",
        "deltas::the_version_held_is_found_in_whatever_form*",
    ),
    "The ETag is made of the time and size of the file, not of its bytes": (
        "headers::etag_is_strong_and_the_hash_of_the_bytes_8_8_3_3*",
    ),
    "Errors are always plain text, never JSON": (
        "refusals::errors_are_json_where_it_is_accepted_rfc_9457_3*",
    ),
    "A path in another case or Unicode form is not found": (
        f"{_WRITTEN}[NFD]",
        f"{_WRITTEN}[*case*]",
    ),
}

MISSES: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "nginx": {
        **_EVERY_HOST,
        "It sends gzip only. With its Brotli module, `brotli_static on` in a file for"
        " `--include` adds br": (
            f"{_CHOICE}[br]",
            f"{_CHOICE}[zstd]",
            f"{_CHOICE}[8.4.1 mixed case]",
            f"{_CHOICE}[a tie of *]",
            f"{_CHOICE}[a tie with identity]",
            f"{_CHOICE}[a browser]",
            f"{_CHOICE}[12.4.2 br first]",
            f"{_CHOICE}[12.4.2 zstd first]",
            f"{_CHOICE}[12.4.2 a thousandth more]",
            f"{_CHOICE}[12.4.2 q upper case]",
            f"{_CHOICE}[12.4.2 one refused]",
            f"{_CHOICE}[12.5.3 any but gzip]",
            f"{_CHOICE}[5.6.3 spaces]",
            "codings::*[br]",
            "codings::*[zstd]",
            "codings::every_coding_decodes_to_the_same_feed[br-*]",
            "codings::every_coding_decodes_to_the_same_feed[zstd-*]",
            "headers::* br]",
            "headers::* zstd]",
            "headers::each_coding_has_a_tag_of_its_own_8_8_3_3*",
            "headers::a_coding_saves_bytes*",
            "not_modified::304_*br-*",
            "not_modified::304_*zstd-*",
            "not_modified::head_is_get_without_its_body_9_3_2[* br]",
            "not_modified::head_is_get_without_its_body_9_3_2[* zstd]",
            f"{_COPY}[br, *]",
            f"{_COPY}[zstd, *]",
            f"{_COPY}[two, *]",
            f"{_OTHER_COPY}[br, *]",
            f"{_OTHER_COPY}[zstd, *]",
        ),
        "In Accept-Encoding it looks for gzip only: it does not understand x-gzip, `*` or"
        " the weights": (
            f"{_CHOICE}[8.4.1*x-gzip*]",
            f"{_CHOICE}[12.4.2 identity first]",
            f"{_CHOICE}[12.5.3 any]",
            f"{_CHOICE}[12.5.3 any, a little]",
            f"{_CHOICE}[12.5.3 identity refused, any]",
            f"{_COPY}[gzip, any accepted]",
            f"{_COPY}[gzip, x-gzip accepted]",
        ),
        "It knows only the ETag of the coding that it would send, not those of other codings": (
            f"{_COPY}[identity, *]",
        ),
        "It does not recognise an ETag that a proxy marked, or that lost its quotes": (
            f"{_HELD}[13.1.2 any, spaces-*]",
            f"{_HELD}[*gz*]",
            f"{_HELD}[*br-*]",
            f"{_HELD}[*zstd-*]",
            f"{_HELD}[a client without quotes-*]",
            f"{_MARKED}*",
        ),
        "It answers 400 to two lines of If-None-Match, of If-Match or of a date": (
            "tags::several_lines_are_one_list_5_3",
            f"{_MET}[5.3 several lines-*]",
        ),
        "It reads only the first of several lines of Accept-Encoding": (
            "codings::several_lines_are_one_list_5_3",
        ),
        "If a request has both If-None-Match and If-Modified-Since, both must match": (
            "dates::beside_a_tag_that_holds_the_date_is_ignored_13_2_2",
        ),
        "It accepts some dates that are not correct": (
            f"{_NO_DATE}[no such month]",
            f"{_NO_DATE}[another zone]",
            f"{_NO_DATE}[no zone]",
            f"{_NO_DATE}[two dates]",
        ),
        "It also checks If-Unmodified-Since if there is If-Match, and the value must be a date": (
            f"{_MET}[13.1.4 no date-*]",
            f"{_MET}[13.2.2 the date is ignored-*]",
        ),
    },
    "caddy": {
        **_EVERY_HOST,
        "It sends the first of br, zstd and gzip that the client accepts, whatever the"
        " weights; it does not understand `*`": (
            f"{_CHOICE}[12.4.2 gzip first]",
            f"{_CHOICE}[12.4.2 zstd first]",
            f"{_CHOICE}[12.4.2 identity first]",
            f"{_CHOICE}[12.5.3 any]",
            f"{_CHOICE}[12.5.3 any but gzip]",
            f"{_CHOICE}[12.5.3 any, a little]",
            f"{_CHOICE}[12.5.3 identity refused, any]",
            f"{_COPY}[gzip, any accepted]",
        ),
        "It sends compressed files in chunks, without Content-Length": (
            "headers::content_length_8_6[* gzip]",
            "headers::content_length_8_6[* br]",
            "headers::content_length_8_6[* zstd]",
            "not_modified::head_is_get_without_its_body_9_3_2[* gzip]",
            "not_modified::head_is_get_without_its_body_9_3_2[* br]",
            "not_modified::head_is_get_without_its_body_9_3_2[* zstd]",
            "not_modified::304_describes_no_content_15_4_5[gzip-*]",
            "not_modified::304_describes_no_content_15_4_5[br-*]",
            "not_modified::304_describes_no_content_15_4_5[zstd-*]",
        ),
        "It knows only the ETag of the coding that it would send, not those of other codings": (
            f"{_COPY}[gzip, preferred]",
            f"{_COPY}[gzip, br selected]",
            f"{_COPY}[gzip weak, br selected]",
            f"{_COPY}[identity, *]",
            f"{_COPY}[two, gzip selected]",
            f"{_MARKED}[mod_deflate -gzip]",
            f"{_MARKED}[a proxy ;gzip]",
            f"{_MARKED}[of another compressor]",
        ),
        "It reads only the first of several lines of one name": (
            "codings::several_lines_are_one_list_5_3",
            "tags::several_lines_are_one_list_5_3",
            f"{_MET}[5.3 several lines-*]",
        ),
        "It does not understand an ETag that contains a comma": (
            f"{_HELD}[8.8.3 a comma within a tag-*]",
        ),
        "It ignores an empty If-None-Match": (
            "dates::beside_an_empty_tag_the_date_is_ignored_13_2_2",
        ),
        "412 has no text, and has the fields of the feed": (
            "preconditions::what_fails_is_412_15_5_13[*-GET]",
            "refusals::errors_are_plain_text_else[*-412]",
        ),
    },
}
"""By host. Each case named here must fail there, so that the list stays true."""


@dataclass(frozen=True, slots=True)
class Case:
    """One test, asked of one host."""

    host: str
    """Empty where the test asks none."""
    name: str
    """``codings::choice[12.5.3 gzip]``"""


def reason(case: Case) -> str | None:
    """Return why a host cannot do what is asked; None where it can."""
    known = MISSES.get(case.host, {}).items()
    return next(
        (why for why, cases in known if any(is_named(case.name, one) for one in cases)), None
    )


def case_of(item: pytest.Item) -> Case:
    """Tell a test's host from the rest of its name."""
    module = item.path.stem.removeprefix("test_")
    function, _, rest = item.name.removeprefix("test_").partition("[")
    words = rest.removesuffix("]").split("-")
    asked = item.callspec.params.get("host") if hasattr(item, "callspec") else None
    host = getattr(asked, "name", "")
    if host:
        words.remove(host)
    given = "-".join(words)
    return Case(host, f"{module}::{function}" + (f"[{given}]" if given else ""))


def is_named(case: str, cases: str) -> bool:
    """Whether the pattern names the case."""
    parts = map(re.escape, cases.split("*"))
    return re.fullmatch(".*".join(parts), case) is not None
