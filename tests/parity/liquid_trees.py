"""Small sites, one for each group of Liquid's rules that need several files."""

from __future__ import annotations

CONFIG = "title: Example\nurl: https://example.com\ntimezone: Asia/Shanghai\n"


def post(body: str, matter: str = "title: A title\n") -> str:
    """Return a post's text."""
    return f"---\n{matter}---\n{body}\n"


_INCLUDES = {
    "_includes/a.html": "[{{ include.x }}|{{ include.y }}|{{ include['z'] }}|{{ page.title }}]",
    "_includes/nest.html": "({% include a.html x=include.n %}{{ include.n }}{{ set }})",
    "_includes/sub/set.md": "{% assign set = 'assigned' %}{% for i in (1..3) %}{{ i }}{% endfor %}",
    "_includes/break.html": "{% break %}",
}

TREES: dict[str, dict[str, str]] = {
    "includes": {
        "_config.yml": CONFIG,
        **_INCLUDES,
        "_posts/2020-01-01-parameters.md": post(
            "{% include a.html x=\"one\" y='two' z=page.title %}\n"
            '{% include a.html x="has \\"quotes\\"" y=\'it\\\'s\' z=true %}\n'
            '{% include a.html x=1.5 y=nil z="" %}{% include a.html %}\n'
            '{% include a.html\n  x="several"\n  y="lines" %}'
        ),
        "_posts/2020-01-02-nested.md": post(
            "{% include sub/set.md %}{{ set }}{% include nest.html n='in' %}\n"
            "{% for i in (1..3) %}{{ i }}{% if i == 2 %}{% include break.html %}{% endif %}"
            "{% endfor %}"
        ),
        "_posts/2020-01-03-names.md": post(
            "{% assign name = 'a' %}{% include {{ name }}.html x='by name' %}"
            "{% include sub/{{ page.file }}.md %}",
            "title: Names\nfile: set\n",
        ),
        "_posts/2020-01-04-relative.md": post("{% include_relative rel.txt x='y' %}"),
        "_posts/rel.txt": "relative {{ page.title }} {{ include.x }}",
        "_posts/sub/2020-01-05-below.md": post("{% include_relative deep/code.rb %}"),
        "_posts/sub/deep/code.rb": "puts 1",
    },
    "links": {
        "_config.yml": CONFIG + "baseurl: /blog\n",
        "about.md": "---\n---\nAbout",
        "sub/index.md": "---\n---\nIndex",
        "sub/page.html": "---\npermalink: /own/\n---\nPage",
        "a b.txt": "text",
        "_posts/2019-01-01-older.md": post("Older.", "categories: news\n"),
        "news/_posts/2019-02-01-above.md": post("Above."),
        "_posts/deep/2019-03-01-below.md": post("Below."),
        "_posts/2020-01-01-links.md": post(
            "{% link about.md %} {% link sub/index.md %} {% link sub/page.html %}\n"
            "{% link _posts/2019-01-01-older.md %} {% link a b.txt %} {% link /a b.txt %}\n"
            "{% assign which = 'about' %}{% link {{ which }}.md %}"
        ),
        "_posts/2020-01-02-posts.md": post(
            "{% post_url 2019-01-01-older %} {% post_url /2019-01-01-older %}\n"
            "{% post_url news/2019-02-01-above %} {% post_url deep/2019-03-01-below %}"
        ),
        "_posts/2020-01-03-filters.md": post(
            "{{ '/x y' | relative_url }} {{ 'x' | absolute_url }} {{ page.url | absolute_url }}\n"
            "{{ '中' | relative_url }} {{ page | relative_url }} {{ '#f' | absolute_url }}"
        ),
    },
    "pretty links": {
        "_config.yml": CONFIG + "permalink: pretty\n",
        "about.md": "---\n---\nAbout",
        "sub/index.html": "---\n---\nIndex",
        "_posts/2020-01-01-links.md": post("{% link about.md %} {% link sub/index.html %}"),
    },
    "the site": {
        "_config.yml": CONFIG + "author: {name: Ada, list: [1, two]}\n",
        "_data/people.yml": "- {name: Ada, age: 36}\n- {name: Bo, age: 9}\n",
        "_data/deep/more.csv": "name,n\nx,1\ny,2\n",
        "_posts/2019-01-01-older.md": post(
            "Older *body*.\n\nRest {{ page.num }}.", "tags: [a, b]\nnum: 3\n"
        ),
        "news/_posts/2019-02-01-middle.md": post("Middle.", "title: It's\ntags: a\nnum: 1\n"),
        "_posts/2020-01-01-newest.md": post(
            "{% for post in site.posts %}{{ post.title }}|{{ post.url }}|{{ post.date }}|"
            "{{ post.tags | join: ',' }}|{{ post.categories }}|{{ post.num }};{% endfor %}\n\n"
            "{{ site.posts[1].excerpt }} {{ site.posts.last.excerpt | strip_html }}\n\n"
            "{{ site.posts.last.content }} {{ page.previous.title }} {{ page.next.title }}\n\n"
            "{% for tag in site.tags %}{{ tag[0] }} {{ tag[1].size }},{% endfor %}"
            "{{ site.categories.news.size }} {{ site.related_posts | map: 'title' | join }}\n\n"
            "{{ site.posts | where: 'num', 3 | map: 'title' }} {{ site.posts | group_by: 'num' |"
            " map: 'name' | join: '+' }} {{ site.posts | sort: 'num', 'last' | map: 'num' |"
            " join: '/' }}\n\n"
            "{{ site.author.name }} {{ site.author.list }} {{ site.data.people | map: 'name' }}"
            " {{ site.data.deep.more[1].n }} {{ site.permalink }} {{ site.collections.size }}"
        ),
        "_posts/2019-06-01-between.md": post(
            "{{ page.next.url }} {{ page.previous.url }} {{ page.id }} {{ page.path }}"
            " {{ page.relative_path }} {{ page.collection }} {{ page.slug }} {{ page.ext }}"
            " {{ page.name }} {{ page.draft }} {{ page.layout }} {{ page.categories | inspect }}",
            "layout: none\n",
        ),
    },
    "defaults": {
        "_config.yml": CONFIG
        + "defaults: [{scope: {path: ''}, values: {who: All, list: [1]}},"
        + " {scope: {path: _posts/sub, type: posts}, values: {who: Sub}}]\n",
        "_posts/2020-01-01-all.md": post("{{ page.who }} {{ page.list }}"),
        "_posts/sub/2020-01-02-sub.md": post("{{ page.who }}"),
        "_posts/sub/2020-01-03-own.md": post("{{ page.who }}", "who: Own\n"),
    },
    "excerpts": {
        "_config.yml": CONFIG,
        "_posts/2020-01-01-own.md": post("First {{ page.title }}.\n\nThen: {{ page.excerpt }}"),
        "_posts/2020-01-02-given.md": post("{{ page.excerpt }}", "excerpt: Given *so*.\n"),
        "_posts/2020-01-03-cut.md": post(
            "{% if true %}\nFirst.\n\nSecond.\n{% endif %}\n\n{{ page.excerpt }}"
        ),
        "_posts/2020-01-04-whose.md": post("{{ page.id }} {{ page.path }}\n\n{{ page.excerpt }}"),
    },
    "code": {
        "_config.yml": CONFIG,
        "_posts/2020-01-01-code.md": post(
            'Before.\n\n{% highlight ruby %}\ndef a\n  1 < 2 && "x"\n\nend\n{% endhighlight %}\n\n'
            "After *it*.\n\n{% highlight c++ linenos %}\nint a;\n\nint b;\n{% endhighlight %}\n"
        ),
        "_posts/2020-01-02-raw.md": post(
            "{% raw %}{{ not }} {% worked off %}{% endraw %} {% comment %}{{ hidden }}"
            "{% comment %}twice{% endcomment %}{% endcomment %}"
            "\n\n{% highlight html %}{% raw %}{{ x }}{% endraw %}{{ page.title }}{% endhighlight %}"
        ),
        "_posts/2020-01-03-none.md": post("{{ page.title }}", "render_with_liquid: false\n"),
    },
    "Markdown made by templates": {
        "_config.yml": CONFIG,
        "_data/list.yml": "[{a: 1, b: x}, {a: 2, b: y}]\n",
        "_posts/2020-01-01-table.md": post(
            "| a | b |\n|---|---|\n"
            "{% for row in site.data.list -%}\n| {{ row.a }} | {{ row.b }} |\n"
            "{% endfor %}\n\n{% for row in site.data.list %}\n* {{ row.b }}\n{% endfor %}\n"
        ),
        "_posts/2020-01-02-filter.md": post("{{ '**bold** text' | markdownify }}"),
    },
}
