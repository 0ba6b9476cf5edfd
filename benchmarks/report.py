"""Results as Markdown tables and SVG charts, put into benchmarks/README.md."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from benchmarks.record import RESULTS, Result, Row, Table

README = RESULTS.parent / "README.md"
_FIGURES = re.compile(r"(<!-- figures -->\n).*(<!-- end of figures -->)", re.DOTALL)

_OURS, _THEIRS = "#0b5f9e", "#9a948b"
_INK = "#5b564f"


def write(results: Sequence[Result]) -> None:
    """Put the figures of all kept results into the README, and draw their charts."""
    parts = []
    for result in results:
        parts.append(markdown(result))
        for name, svg in charts(result):
            (RESULTS / name).write_text(svg, encoding="utf-8")
            parts.append(f"![{_ALT[name]}](results/{name})\n")
    figures = "\n".join(parts)
    text = README.read_text(encoding="utf-8")
    README.write_text(
        _FIGURES.sub(lambda found: f"{found[1]}\n{figures}\n{found[2]}", text), encoding="utf-8"
    )


# --- words ----------------------------------------------------------------------------------


def markdown(result: Result) -> str:
    return "\n".join(
        [
            f"## {result.name}",
            "",
            f"`{result.command}`, {result.date}, {result.stories:,} stories. "
            f"Load of the machine {result.load_before} before and {result.load_after} after "
            f"(processes that want a core; it has {result.machine['cores']}).",
            _machine(result),
            "",
            *(_section(table) for table in result.tables),
        ]
    )


def _machine(result: Result) -> str:
    on = result.machine
    return (
        f"{on['processor']}, {on['cores']} cores, {on['memory_gb']} GB, {on['system']}, "
        f"Python {on['python']}, SQLite {on['sqlite']}, Django {on['django']}, "
        f"Wagtail {on['wagtail']}, granian {on['granian']}."
    )


def _section(table: Table) -> str:
    return "\n".join([f"### {table.title}", "", *_rows(table.rows), "", table.how, ""])


def _rows(rows: Sequence[Row]) -> list[str]:
    names = list(rows[0])
    rule = ["---" if isinstance(rows[0][name], str) else "---:" for name in names]
    lines = [names, rule, *([_cell(row[name]) for name in names] for row in rows)]
    return [f"| {' | '.join(line)} |" for line in lines]


def _cell(value: Any) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else f"{value:,}"


# --- pictures -------------------------------------------------------------------------------

_ALT = {
    "importing.svg": "Bar chart: stories a second into Kroniek and into one plain table",
    "pages.svg": "Bar chart: median and 95th percentile of page times, one client",
    "startup.svg": "Bar chart: median time that commands take to start and end",
    "searching.svg": "Chart: 95th percentile of a query's time by system, at two sizes",
}


def charts(result: Result) -> list[tuple[str, str]]:
    """(file name, SVG) of a result; a benchmark without a chart has none."""
    if result.name == "importing":
        return [("importing.svg", _svg(_rates(result.table("rates"))))]
    if result.name == "pages":
        return [("pages.svg", _svg(_page_times(result.table("sequential"))))]
    if result.name == "startup":
        return [("startup.svg", _svg(_startup(result.table("startup"))))]
    if result.name == "searching":
        return [("searching.svg", _svg(_query_times(result.table("speed"))))]
    return []


def _rates(table: Table) -> Any:
    rows = [
        {
            "what": f"{row['what']}, {row['stories']:,}",
            "ours": row["what"].startswith("kroniek"),
            "from": 0,
            "to": row["stories/s"],
        }
        for row in table.rows
        if not row["what"].endswith("same file again")  # so fast that it would hide the others
    ]
    return _bars(rows, "stories a second (more is better)")


def _page_times(table: Table) -> Any:
    rows = [
        {
            "what": row["page"],
            "ours": not row["page"].startswith("bare"),
            "from": row["p50 ms"],
            "to": row["p95 ms"],
        }
        for row in table.rows
    ]
    return _ticks(rows, "milliseconds, median (point) to 95th percentile (line), logarithmic")


def _startup(table: Table) -> Any:
    rows = [
        {"what": row["what"], "ours": row["what"].startswith("kroniek"), "to": row["wall ms"]}
        for row in table.rows
    ]
    return _bars(rows, "milliseconds (less is better)")


def _query_times(table: Table) -> Any:
    rows = [
        {
            "what": row["system"] + (" (at least)" if row["given up"] else ""),
            "ours": row["system"].startswith("ours"),
            "size": f"{row['stories']:,} stories",
            "to": row["p95 ms"],
        }
        for row in table.rows
    ]
    return _by_size(rows, "milliseconds, 95th percentile, logarithmic (less is better)")


def _base(rows: list[dict[str, Any]]) -> Any:
    import altair

    colour = altair.Color(
        "ours:N", scale=altair.Scale(domain=[True, False], range=[_OURS, _THEIRS]), legend=None
    )
    what = altair.Y("what:N", sort=None, title=None, axis=altair.Axis(labelLimit=320))
    chart = altair.Chart(altair.InlineData(values=rows), width=460)
    return chart.encode(y=what, color=colour)


def _bars(rows: list[dict[str, Any]], title: str) -> Any:
    import altair

    base = _base(rows).encode(x=altair.X("to:Q", title=title))
    numbers = base.mark_text(align="left", dx=4, color=_INK).encode(
        text=altair.Text("to:Q", format=",")
    )
    return base.mark_bar(height=14) + numbers


def _ticks(rows: list[dict[str, Any]], title: str) -> Any:
    import altair

    scale = altair.Scale(type="log", nice=True)
    base = _base(rows).encode(x=altair.X("from:Q", title=title, scale=scale))
    lines = base.mark_rule(strokeWidth=3).encode(x2="to:Q")
    return lines + base.mark_circle(size=70, opacity=1)


def _by_size(rows: list[dict[str, Any]], title: str) -> Any:
    """A point for each size, the largest one full; the fastest system first."""
    import altair

    sizes = list(dict.fromkeys(row["size"] for row in rows))
    by_time = altair.EncodingSortField("to", op="max", order="ascending")
    what = altair.Y("what:N", sort=by_time, title=None, axis=altair.Axis(labelLimit=320))
    scale = altair.Scale(type="log", nice=True)
    shape = altair.Shape(
        "size:N",
        scale=altair.Scale(domain=sizes, range=["triangle-right", "circle"][-len(sizes) :]),
        legend=altair.Legend(title=None, orient="top"),
    )
    base = _base(rows).encode(y=what, x=altair.X("to:Q", title=title, scale=scale))
    lines = base.mark_rule(strokeWidth=2, opacity=0.4).encode(
        x=altair.X("min(to):Q", title=title, scale=scale), x2="max(to):Q"
    )
    return lines + base.mark_point(size=70, filled=True, opacity=1).encode(shape=shape)


def _svg(chart: Any) -> str:
    import vl_convert

    drawn = chart.configure(
        font="sans-serif", background="white", axis={"labelColor": _INK, "titleColor": _INK}
    ).configure_view(stroke=None)
    svg: str = vl_convert.vegalite_to_svg(drawn.to_dict())
    return svg
