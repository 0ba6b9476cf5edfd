"""What somebody, or some program, may type into a search field."""

from __future__ import annotations

from collections.abc import Iterator


def _plain() -> Iterator[str]:
    yield from (
        "*",
        "**",
        "***a",
        "a*",
        "-",
        "--",
        "- -",
        "-*",
        "()",
        "(",
        ")",
        ")(",
        '""',
        '"',
        "«",
    )
    yield from (
        "AND",
        "OR",
        "NOT",
        "AND OR NOT",
        "a AND",
        "OR b",
        "NOT NOT NOT",
        "EN OF NIET",
        "- a",
    )
    yield from ("title:", "title:*", 'title:""', "title:(a", "year:abc", "year:-1", "year:0")
    yield from (
        "year:99999999999999999999",
        "year:2020..2010",
        "date:9999-99..",
        "date:..",
        "date:...",
    )
    yield from ("date:2020-02-31", "date:0000", "date:/", "date:../..", "theme:", "theme:nowhere")
    yield from (
        "language:",
        "source:%",
        "kind:x",
        "keyword:'",
        "foo:bar",
        "::",
        "a:b:c:d",
        "http://a/b?c=d",
    )
    yield from (
        "'; DROP TABLE archive_story; --",
        "1' OR '1'='1",
        '%" OR 1=1',
        "%",
        "_",
        "\\",
        "\\x00",
    )
    yield from ("%s %d %n {0} {} {{ 7*7 }} ${x} {% debug %}", "$(id)", "`id`", "../../etc/passwd")
    yield from (
        "<script>alert(1)</script>",
        '"><img src=x onerror=alert(1)>',
        "</title><b>x",
        "&lt;&amp;",
    )
    yield from (
        "🙂🙃",
        "🇧🇪",
        "👩‍👩‍👧‍👦 asiel",
        "עודה مرحبا",
        "\u202easiel",
        "عودة طوعية",
        "戻る",
        "Ελλάδα",
    )
    yield from (
        "a\x00b",
        "\x00",
        "\x01\x02\x1b[31m",
        "\x7f\x85\u2028\u2029",
        "\u200b",
        "\ufeff",
        "\u00ad",
    )
    yield from (
        "\ufffe\uffff",
        "\u0301\u0301",
        "e\u0301" * 50,
        "\u037a\ufe70",
        "\ufdfa",
        "x\u037aasylum\u037ay",
    )
    yield from (
        "½ ² ﬁ Ⅲ ß İ ı ſ",
        "९९ ٣",
        "_",
        "__ a_b",
        "a\tb\rc\x0bd\x0cf",
        "\u00a0",
        "'s-",
        "’",
        "-’",
    )
    yield from (
        '"a b"~999999999999',
        '"a"~',
        "a~2 b^3",
        "/regex.*/",
        "[a TO b]",
        "a && b || !c",
        "+a -b",
    )


def _long() -> Iterator[str]:
    yield "a" * 10_000
    yield "asiel " * 2_000
    yield " OR ".join(f"w{n}" for n in range(1_000))
    yield " OR ".join(["keeper"] * 1_000)
    yield "(" * 5_000
    yield "(" * 2_500 + "asiel" + ")" * 2_500
    yield ")" * 5_000
    yield "-" * 5_000 + "a"
    yield "NOT " * 1_000 + "a"
    yield '"' * 5_001
    yield '"' + "a " * 4_000 + '"'
    yield "a* " * 3_000
    yield "aa* OR " * 300
    yield "-".join(["terugkeer", "opvang"] * 120)
    yield "-".join(f"abcd{chr(97 + n % 26)}{chr(97 + n // 26)}" for n in range(260))
    yield " ".join(f"terugkeeer{chr(97 + n % 26)}{chr(97 + n // 26)}" for n in range(64))
    yield "2013/" * 400
    yield "theme:reception " * 500
    yield "voluntary return detention of minors " * 50
    yield "Donaudampfschifffahrtsgesellschaft" * 50
    yield "\u0301" * 5_000
    yield "🙂" * 5_000
    yield "asiel\x00" * 1_500
    yield "<b>" * 600


PLAIN = list(dict.fromkeys(_plain()))
LONG = list(_long())
