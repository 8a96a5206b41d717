"""Bodies that kramdown and CommonMark read in different ways, by the rule they are about."""

from __future__ import annotations

GFM: dict[str, str] = {
    "attributes": (
        'a\n{: .x}\n\n[b](/c){:target="_blank"} *d*{:.e} f {:.g}\n\n- {:.h} i\n{: #j}\n'
    ),
    "attributes by name": "{:k: .l}\n\na\n{:k}\n",
    "contents": (
        "* a\n{:toc}\n\n## One *1*\n\n### Two\n\n### Three\n{:.no_toc}\n\n## Four\n\ntext\n"
    ),
    "numbered contents": "# Title\n\n1. TOC\n{:toc}\n\n# A\n\n### B\n\n## C\n",
    "boundary": "- a\n^\n- b\n",
    "footnotes": 'a[^1] b[^2] c[^1]\n\n[^1]: One "note"\n[^2]: Two\n\n    more\n',
    "descriptions": "term\n: one\n: two\n\n  more\n\nother\n\n: three\n",
    "tables": (
        "| a | b | c |\n\na | b\nc | `d | e`\n\n|h|i|\n|-|-|\n| |j|k|\n|---|\n|l|m|\n|===|\n|n|o|\n"
    ),
    "no tables": "a\n| b | c |\n|---|---|\n\n| d | e |\nf\n",
    "abbreviations": "HTML, XHTML.\n\n*[HTML]: Hyper Text\n",
    "html": "<div>\n\n*a*\n\n</div>\n*b*\n\n<p>*c*</p> d\n\n<span>*e*</span>\n\nf </b> <i>g\n",
    "markdown in html": (
        '<div markdown="1">\n*a*\n\n- b\n</div>\n\n<div><p markdown="span">*c*</p></div>\n'
    ),
    "raw html": '<kbd>*a*</kbd> <code>"b" & c</code> <mark>*d*</mark> Set<Int> `e` Array<T>\n',
    "math": "a $$x_1 < y_2$$ b\n\n$$\nz *= 1* +\n$$\n\n$$a$$ b\n",
    "quotes": (
        '`if`\'s "a" \'90s "\'b\'" ("c") "*d*" *e*\'s [f](/)\'s @"g" \'h "-" "+" j="k","l"\n'
    ),
    "symbols": "a -- b --- c... <<d>> << e >> f-g http://x.example/a--b ---- .....\n",
    "emphasis": (
        "**重点：**后文 a_b_c __d__ *e * f* **g **h** _i_j *k **l** m* ***n*** 2*3*4 _o__p_ * q\n"
    ),
    "struck": "a ~~b~~ c ~~ d ~~ ~e~ f~~g~~h ~~~i~~~ 那~~~完\n",
    "code": "`a` ``b ` c`` `d ` e ` f `` g `\n\n``` ruby title\nh\n```\n",
    "fences": '```ruby\n"a" -- b\n```\n\n~~~ c\nd\n~~~\n\ne\n```\nf\n```\n',
    "lists": "+ a\n+ b\n    * c\n\nIn\n29. d\n\n1) e\n2) f\n\ng\n- h\n",
    "code in lists": '* a\n\n  b "c":\n\n      {|d| ... } # "e"\n      f_g_h\n\n* i\n',
    "headings": ("#a\n\n# b #\n\n ## c\n\nd\n# e\n\nf\ng\n===\n\nh\n---\n\n# i {#j}\n\n# k{#l}\n"),
    "rules": "* * *\n\na\n***\nb\n\n___\n",
    "links": (
        '[a b](/c d) [e](</f> "g") [h\n'
        "i](/j) [k][L] [l] [m] ![n](/o \"p's\") [q](/r_(s)_t)\n\n[l]: /u 'v'\n"
    ),
    "images": '![a *b* "c"](/d.png){: .e} ![f][g]\n\n[g]: /h.png\n',
    "autolinks": (
        "<https://a.example/b_c_d?e&f> <g@h.example> <mailto:i@j.example> https://k.example/l_m_n\n"
    ),
    "entities": "&amp; &copy; &nosuch; &#169; &#xA9; a & b &lt;c&gt; AT&T\n",
    "escapes": (
        '\\* \\_ \\` \\# \\+ \\- \\. \\! \\/ \\a \\: \\| \\\\ \\< \\~ \\-- \\... \\"i\\"\n'
    ),
    "breaks": "a  \nb\\\\\nc\\\nd\n",
    "extensions": (
        "a {::comment}b{:/} c\n\n{::comment}\nd\n{:/comment}\n\n{::nomarkdown}\n*e*\n{:/}\n\nf\n"
    ),
    "quotations": 'a\n> b "c"\nd\n\n> e `f\n> g` *h\n> i*\n> {: .j}\n',
    "definitions": (
        "[a] [b][C, 1.2] [d e] [f\\_g][] [h]\n\n[a]: https://x.example/(y)z)\n[c, 1.2]: /one\n"
        "[C, 1.2]: /two 'T'\n[D e]: /a b\n[f_g]: /h\n\n1. x\n\n[h]: /i\n"
    ),
    "open brackets": "a [b [c](/d) e [f](/g) h\n\n[i [j] k](/l) [m\n",
    "hard spaces": "**a b\u00a0**c **\u00a0d** e _f\u00a0_ *g\u00a0* \u00a0`h\n",
    "empty headings": "### \n\na\n\n## ##\n\n#### b ##\n",
    "rules after headings": "a\n---\n---\n\nb\n---\nc\n",
    "tables in lists": (
        "* a\n\n    b | c\n    d | e\n\n1. f\n\n   | g |\n   |---|\n   | h |\n"
        "2. i\n    * j\n\n      k | l\n"
    ),
    "tables that items begin with": (
        "- a | b\n- c\n    * |d|e|\n- `f | g`\n- h | i\n  j | k\n\nl\n\n1. m | n\n   o\n"
        "2. p|q\n\n   r\n"
    ),
    "a table above a list": "* a|b\n    * c\n* d\n",
    "tables after html": "<!-- a -->\n| b | c |\n\n<div>d</div>\n| e | f |\n",
    "fences after items": "- a\n- b\n```ruby\nc\n\nd\n```\n\ne\n\n- f\n```\ng\n```\n",
    "lines after headings of items": "- #### a\n**b** c\n\t- d\n\n- e\n",
    "lines with hard spaces after code": "    a\n \u00a0 \u00a0 b<c>\n    d\n",
    "lines after code": (
        "    a\n\n    b\n# c\nd\n\n    e\n- f\n\n    g\n<div>h</div>\n\n    i<j>\n\u00a0   k<l>\n"
    ),
    "tags of no element": (
        "<pre>\n<a@b.example> < c <d\n</pre>\n\n<div>e</b> <!-- </div> --> </br></div>\n\n*f*\n"
    ),
    "tags left open": "<div><p>a</div>\n\n*b*\n",
    "markdown in raw html": (
        '<div>\n<div markdown="1">\n*a*\n\n- b\n</div>\n<p markdown="span">*c*</p> <b>*d*</b>\n'
        '<script>if (a<b) { "</p>" }</script>\n</div>\ne\n'
    ),
    "stray tags": "a\n\n</div>\n\nb < c > d <3 <e@ <> <-\n",
}
PLAIN: dict[str, str] = {
    "headings": "#a\n\n##b##\n\nc\n# d\n\ne\n===\n",
    "lists": "a\n- b\n\n- c\n- d\n",
    "fences": '~~~ ruby\n"a"\n~~~\n\nb\n~~~\nc\n~~~\n\n```\nd\n```\n',
    "quotations": "a\n> b\n\n> c\n",
    "struck": "~~a~~ \\~\n",
}
