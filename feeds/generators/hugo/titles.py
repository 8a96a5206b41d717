"""Titles that Hugo makes for sections and terms: plural, title case.

Hugo takes both from Go packages, whose rules are followed with their exceptions: the plural from
github.com/gobuffalo/flect, the case from github.com/jdkato/prose/transform.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from feeds.generators.hugo.config import HugoConfig

_SMALL_WORDS = "a an and as at but by en for if in nor of on or per the to vs vs. via v v."
_PREPOSITIONS = (
    "with from into during including until against among throughout despite towards upon"
    " concerning about over through before between after since without under within along"
    " following across beyond around down near above"
)
_SMALL = frozenset(_SMALL_WORDS.split())
_SMALL_IN_CHICAGO = _SMALL | frozenset(_PREPOSITIONS.split())
_WORD = re.compile(r"[^\W_]+[^ \t\n\f\r/-]*")
_STARTS = re.compile(r"(?:(?<=[\x00-\x2f\x3a-\x40\x5b-\x5e\x60\x7b-\x7f\s])|^)[^\W\d_]")
_ASCII = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'", "–": "-", "—": "-", "…": "..."})


class TitleStyle(msgspec.Struct, frozen=True):
    """How a site titles its lists."""

    pluralizes: bool = True
    capitalizes: bool = True
    case: str = "ap"
    """AP, Chicago, Go, FirstUpper or None; AP stands for every other value."""

    @classmethod
    def of(cls, config: HugoConfig) -> TitleStyle:
        """Read it from the configuration."""

        def holds(key: str) -> bool:
            return config.get(key) is None or config.flag(key)

        return cls(
            pluralizes=holds("pluralizelisttitles"),
            capitalizes=holds("capitalizelisttitles"),
            case=config.text("titlecasestyle").lower(),
        )

    def section(self, name: str) -> str:
        """Return the title of a section, from the name of its folder."""
        return self.term(pluralized(name) if self.pluralizes else name)

    def term(self, name: str) -> str:
        """Return the title of a term, from its name as a page writes it."""
        return title_case(name, self.case) if self.capitalizes else name


def title_case(text: str, style: str) -> str:
    """Return a text in a style of title case."""
    if style == "none":
        return text
    if style == "firstupper":
        return _one(text[:1].upper(), text[:1]) + text[1:]
    if style == "go":
        return _STARTS.sub(lambda found: _one(found[0].title(), found[0]), text)
    small = _SMALL_IN_CHICAGO if style == "chicago" else _SMALL
    return _WORD.sub(lambda found: _cased(found, small), text)


def _cased(found: re.Match[str], small: frozenset[str]) -> str:
    """Return a word with its first letter in title case, or in lower case if it is a small one."""
    word, text, start, end = found[0], found.string, *found.span()
    before = text[max(start - 2, 0) : start].translate(_ASCII)[-2:]
    before = before if start > 1 else before + before  # the first character stands before itself
    after = text[end : end + 1].translate(_ASCII)[:1]
    if (
        word.lower() in small
        and before
        and after
        and before[-1] in " -/"
        and before[0] not in ":-"
        and (after != "-" or before[-1] == "-")
    ):
        return word.lower()
    return _one(word[0].title(), word[0]) + word[1:]


def _one(changed: str, character: str) -> str:
    """Return a changed character, unless it became several."""
    return changed if len(changed) == len(character) else character


_ALIKE = (
    "aircraft beef bison blues chassis deer fish moose police salmon series sheep shrimp species"
    " swine trout tuna you media graffiti equipment information jeans money news rice"
)
_EXACT = "ox:oxen louse:lice die:dice axis:axes alias:aliases use:uses toe:toes ID:IDs"
"""Words, each with its plural; these are not the last part of other words."""
_IRREGULAR = (
    "child:children foot:feet goose:geese man:men human:humans mouse:mice tooth:teeth"
    " woman:women person:people adieu:adieux fabliau:fabliaux bureau:bureaus criterion:criteria"
    " ganglion:ganglia lexicon:lexica mitochondrion:mitochondria noumenon:noumena"
    " phenomenon:phenomena taxon:taxa medium:media stadium:stadiums aquarium:aquaria"
    " auditorium:auditoria symposium:symposia curriculum:curriculums quota:quotas alumnus:alumni"
    " bacillus:bacilli cactus:cacti coccus:cocci focus:foci locus:loci nucleus:nuclei"
    " octopus:octupuses radius:radii syllabus:syllabi corpus:corpora genus:genera alumna:alumnae"
    " vertebra:vertebrae differentia:differentiae minutia:minutiae vita:vitae larva:larvae"
    " postcava:postcavae praecava:praecavae uva:uvae apex:apices codex:codices index:indices"
    " latex:latices vertex:vertices vortex:vortices appendix:appendices radix:radices"
    " helix:helices crisis:crises ellipsis:ellipses genesis:geneses oasis:oases thesis:theses"
    " testis:testes base:bases basis:bases vedalia:vedalias abuse:abuses cause:causes"
    " clause:clauses cruse:cruses excuse:excuses fuse:fuses house:houses misuse:misuses muse:muses"
    " pause:pauses ache:aches topaz:topazes buffalo:buffaloes potato:potatoes tomato:tomatoes"
    " dwarf:dwarfs hoof:hoofs thief:thieves chive:chives hive:hives move:moves movie:movies"
    " cookie:cookies pretorium:pretoriums agenda:agendas formula:formulas shoe:shoes"
)
_ENDINGS = (
    "tive:tives eaf:eaves oaf:oaves afe:aves arf:arves rfe:rves rf:rves lf:lves fe:ves ay:ays"
    " ey:eys oy:oys quy:quies uy:uys y:ies eau:eaux bula:bulae dula:bulae lula:bulae nula:bulae"
    " vula:bulae hedron:hedra ium:ia seum:seums eum:ea oum:oa stracum:straca dum:da elum:ela"
    " ilum:ila olum:ola ulum:ula llum:lla ylum:yla imum:ima ernum:erna gnum:gna brum:bra crum:cra"
    " terum:tera serum:sera trum:tra antum:anta atum:ata entum:enta etum:eta itum:ita otum:ota"
    " utum:uta ctum:cta ovum:ova trix:trices iasis:iases mesis:meses kinesis:kineses resis:reses"
    " gnosis:gnoses opsis:opses ysis:yses ouse:ouses lause:lauses us:uses ch:ches io:ios sh:shes"
    " ss:sses ez:ezzes iz:izzes tz:tzes zz:zzes ano:anos lo:los to:tos oo:oos o:oes x:xes S:Ses"
)
_OTHER_PLURALS = (
    "beefs fishes salmons shrimps swines trouts tunas adieus bureaux ganglions lexicons"
    " mitochondrions stadia aquariums auditoriums symposiums curricula alumnuses cactuses focuses"
    " locuses nucleuses octopi radiuses corpuses apexes codexes indexes latexes vertexes vortexes"
    " appendixes radixes helixes buffalos dwarves hooves formulae"
)
_IN_CAPITALS = "AES BSS CMOS DES DNS ESS FCS HTTPS IDS IPS MPLS POTS"
"""Acronyms in S. Hugo appends their plurals in capitals to what the site writes."""
_PARTS = re.compile(r"[\s_:/-]+|(?<![A-Z])(?=[A-Z])")


def _pairs(text: str) -> Iterator[tuple[str, str]]:
    for pair in text.split():
        singular, _, plural = pair.partition(":")
        yield singular, plural or singular


_PLURALS = dict(_pairs(f"{_ALIKE} {_EXACT} {_IRREGULAR}"))
_ARE_PLURAL = frozenset(_PLURALS.values()) | frozenset(_OTHER_PLURALS.split())
_ACRONYMS = frozenset(_IN_CAPITALS.split())
_RULES = (*reversed([*_pairs(f"{_ALIKE} {_IRREGULAR}")]), *_pairs(_ENDINGS))


def pluralized(name: str) -> str:
    """Return the plural of an English name, also if it is plural or not English."""
    part = next((one for one in reversed(_PARTS.split(name)) if one), "")
    if not part or name in _ARE_PLURAL or part.lower() in _ARE_PLURAL:
        return name
    if name in _PLURALS:
        return _PLURALS[name]
    lower = part.lower()
    if plural := _PLURALS.get(lower):
        return name.removesuffix(part) + (plural.capitalize() if part[0].isupper() else plural)
    part = part.upper() if part.upper() in _ACRONYMS else part
    for singular, plural in _RULES:
        if part.endswith(plural):
            return name.removesuffix(part) + part if part in _ACRONYMS else name
        if part.endswith(singular):
            return name.removesuffix(part) + part.removesuffix(singular) + plural
    return name if lower.endswith("s") else f"{name}s"
