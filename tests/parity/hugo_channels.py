"""Small sites whose feeds differ in title, link and language: files by path."""

from __future__ import annotations

from .hugo_trees import CONFIG, page, pages

_LANGUAGES = (
    "defaultContentLanguage = 'de'\n[languages.de]\nweight = 1\n[languages.fr]\nweight = 2\n"
)
_TAGGED = "title: 1\ntags: [t]"


def _in_folders(*names: str) -> dict[str, str]:
    return {f"content/{name}/a.md": page("title: A\n") for name in names}


def _in_languages(*languages: str, path: str = "posts/a") -> dict[str, str]:
    return {f"content/{path}.{one}.md": page(f"{_TAGGED}\n") for one in languages}


_NAMES = (
    *("blog post", "My Posts", "the_note", "BLOG", "iOS", "video", "gallery", "person", "news"),
    *("series", "über", "日本", "c++ & x", "idea-of-the-day", "css", "dns", "a.b", "2020", "about"),
)
_TERMS = (
    "tags: [JavaScript, machine learning, a tale of two cities, c/d, élan, x & y, NLP-tools]\n"
    "categories: ['o''clock', 'read/write of', 'the end of', '“the” end', 3d for the win, '-a b']\n"
)
_STYLES = ("ap", "Chicago", "Go", "None", "FirstUpper", "unknown")

CHANNELS: dict[str, dict[str, str]] = {
    "names of sections": {"hugo.toml": CONFIG, **_in_folders(*_NAMES)},
    "names of sections as they are": {
        "hugo.toml": CONFIG + "pluralizeListTitles = false\ncapitalizeListTitles = false\n",
        **_in_folders(*_NAMES),
    },
    "case kept": {
        "hugo.toml": CONFIG + "disablePathToLower = true\n",
        **_in_folders("blog post"),
        **pages("title: 1\ntags: [Big Data]"),
    },
    **{
        f"terms in the style {style}": {
            "hugo.toml": CONFIG + f"titleCaseStyle = '{style}'\n",
            **pages(f"title: 1\n{_TERMS}"),
            **_in_folders("notes of a trip"),
        }
        for style in _STYLES
    },
    "titles of lists": {
        "hugo.toml": CONFIG,
        "content/_index.md": page("title: Home & more\n", ""),
        "content/posts/_index.md": page("title: \"Deep '&' <Er>\"\n", ""),
        "content/posts/sub/_index.md": page("weight: 1\n", ""),
        "content/posts/sub/a.md": page("title: A\n"),
        "content/notes/_index.md": page("title: Example\n", ""),
        "content/notes/a.md": page("title: A\n"),
        "content/tags/go/_index.md": page("title: The Go language\n", ""),
        "content/tags/big-data/_index.md": page("weight: 1\n", ""),
        **pages("title: 1\ntags: [Go, Big Data, other]"),
    },
    "titles passed down": {
        "hugo.toml": CONFIG,
        "content/_index.md": page("title: Home\ncascade: {title: Passed}\n", ""),
        **pages(_TAGGED),
    },
    "addresses of lists": {
        "hugo.toml": CONFIG + "[permalinks.section]\nnotes = '/n/:title/'\n"
        "[permalinks.term]\ntags = '/t/:slug/'\n",
        "content/posts/_index.md": page("title: Posts\nurl: /blog\n", ""),
        "content/notes/_index.md": page("title: A/B\\C\n", ""),
        "content/notes/a.md": page("title: A\ntags: [UX/UI, A b, mine]\n"),
        "content/sub/_index.md": page("title: S\nslug: own slug\n", ""),
        "content/sub/a.md": page("title: A\n"),
        "content/tags/mine/_index.md": page("title: M\nslug: my-own\n", ""),
        **pages("title: 1"),
    },
    "ugly": {
        "hugo.toml": CONFIG + "uglyURLs = true\n" + _LANGUAGES,
        **_in_languages("de", "fr"),
    },
    "ugly by section": {
        "hugo.toml": CONFIG + "[uglyURLs]\nposts = true\ntags = true\n",
        **pages(_TAGGED),
        **_in_folders("notes"),
    },
    "languages": {
        "hugo.toml": CONFIG + "languageCode = 'en-us'\n" + _LANGUAGES + "title = 'Français'\n"
        "locale = 'fr-CA'\nlanguageCode = 'fr-BE'\n[languages.es]\nlanguageCode = 'es-mx'\n",
        "content/posts/_index.fr.md": page("title: Billets\n", ""),
        "content/tags/t/_index.fr.md": page("title: Té\n", ""),
        "content/_index.es.md": page("title: Inicio\n", ""),
        **_in_languages("de", "fr", "es"),
    },
    "the default language in a folder": {
        "hugo.toml": CONFIG + "defaultContentLanguageInSubdir = true\n" + _LANGUAGES,
        **_in_languages("de", "fr"),
    },
    "a language turned off": {
        "hugo.toml": CONFIG + "disableLanguages = ['fr']\n" + _LANGUAGES,
        **_in_languages("de", "fr"),
    },
    "a locale of the site": {
        "hugo.toml": CONFIG + "locale = 'en-GB'\nlanguageCode = 'de'\n",
        **pages(_TAGGED),
    },
    "no language": {"hugo.toml": CONFIG + "defaultContentLanguage = 'nl'\n", **pages(_TAGGED)},
    "a path in the base": {
        "hugo.toml": CONFIG.replace(".com/", ".com/sub/") + _LANGUAGES,
        **_in_languages("de", "fr"),
    },
}
