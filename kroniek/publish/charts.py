"""Charts: counts over time, drawn on the server as SVG, with a table that says the same.

    the archive ── by_theme | over_years ──▶ Chart ── svg ──▶ an image, wide or narrow

The image is an address of its own, so that a page never waits for the drawing. It carries its
colours for light and dark in one file: the reader's browser chooses.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from babel.dates import format_date
from django.db.models import Count
from django.db.models.functions import ExtractMonth
from django.utils.translation import gettext

from kroniek.archive.models import Concept, Scheme, Tag
from kroniek.archive.models.story import PUBLIC_STATES
from kroniek.publish import addresses, language
from kroniek.publish.words import Word, label_of
from kroniek.records import FacetValue, TagRole

# An archive of so many years or fewer is counted by month.
_FEW_YEARS = 3
_TOP_THEMES = 5
_OTHER = ""
SIZES = {"wide": (720, 240), "narrow": (340, 220)}

# (light, dark): after Okabe and Ito, made dark or light enough for 3:1 against the page, and
# told apart by readers with any colour blindness. The last is for "other themes".
_COLOURS = (
    ("#0b5f9e", "#63b5ea"),
    ("#c8560a", "#f2914a"),
    ("#067a5c", "#2fc49a"),
    ("#a8518a", "#e09cc4"),
    ("#8a6a00", "#e3c25a"),
    ("#928c82", "#7d776d"),
)
_INK = ("#5b564f", "#b0a99d")
_LINE = ("#ddd8ce", "#3b3733")
_PAPER = ("#fcfaf6", "#181715")


@dataclass(frozen=True, slots=True)
class Series:
    """One colour of the chart; `swatch` is its number in the style sheet."""

    word: Word
    href: str
    swatch: int


@dataclass(frozen=True, slots=True)
class Row:
    """One period: its counts in the order of the series."""

    period: str
    label: str
    counts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """`rows` from the oldest to the newest period, none left out between."""

    name: str
    series: tuple[Series, ...]
    rows: tuple[Row, ...]
    summary: str
    by_month: bool = False

    @property
    def newest_first(self) -> tuple[Row, ...]:
        return self.rows[::-1]


# --- what is counted ------------------------------------------------------------------------


def over_years(name: str, word: Word, years: Sequence[FacetValue], ui: str) -> Chart | None:
    """One concept's stories by year, from the year facet of a search; None without a date."""
    counts = {(int(value.id), 0): {_OTHER: value.count} for value in years if value.count}
    series = (Series(word, "", 0),)
    return _chart(name, series, (_OTHER,), counts, ui, by_month=False)


def by_theme(ui: str) -> Chart | None:
    """Stories by theme over time: the themes with the most, and all others together."""
    counted = _theme_counts()
    by_month = _by_month(counted)
    top = _top(counted)
    periods: dict[tuple[int, int], dict[str, int]] = {}
    for (theme, year, month), n in counted.items():
        period = periods.setdefault((year, month if by_month else 0), {})
        name = theme if theme in top else _OTHER
        period[name] = period.get(name, 0) + n
    keys = (*top, _OTHER)
    return _chart("themes", _series(top, ui), keys, periods, ui, by_month=by_month)


def _by_month(counted: Mapping[tuple[str, int, int], int]) -> bool:
    """Whether the archive is young, and most of its stories know their month."""
    years = {year for _, year, _ in counted}
    known = sum(n for (_, _, month), n in counted.items() if month)
    young = bool(years) and max(years) - min(years) < _FEW_YEARS
    return young and 2 * known >= sum(counted.values())


def _theme_counts() -> dict[tuple[str, int, int], int]:
    """(theme, year, month or 0) -> stories. A story counts under each of its themes."""
    tags = Tag.objects.filter(
        role=TagRole.THEME,
        state__in=PUBLIC_STATES,
        story__live=True,
        story__date_first__isnull=False,
        story__precision__in=("day", "month", "year"),
    ).order_by()
    rows = tags.values_list(
        "concept", "story__year", ExtractMonth("story__date_first"), "story__precision"
    ).annotate(n=Count("id"))
    counts: dict[tuple[str, int, int], int] = {}
    for theme, year, month, precision, n in rows:
        key = (theme, year, 0 if precision == "year" else month)
        counts[key] = counts.get(key, 0) + n
    return counts


def _top(counted: Mapping[tuple[str, int, int], int]) -> tuple[str, ...]:
    totals: dict[str, int] = {}
    for (theme, _, _), n in counted.items():
        totals[theme] = totals.get(theme, 0) + n
    return tuple(sorted(totals, key=lambda theme: (-totals[theme], theme))[:_TOP_THEMES])


def _series(top: Sequence[str], ui: str) -> tuple[Series, ...]:
    themes = Concept.objects.filter(scheme=Scheme.THEMES, pk__in=top).prefetch_related("labels")
    by_id = {theme.pk: theme for theme in themes}
    made = [
        Series(label_of(by_id[i], ui), addresses.concept(by_id[i], ui), n)
        for n, i in enumerate(top)
        if i in by_id
    ]
    return (*made, Series(Word(gettext("Other themes")), "", len(_COLOURS) - 1))


def _chart(
    name: str,
    series: tuple[Series, ...],
    keys: tuple[str, ...],
    counts: Mapping[tuple[int, int], Mapping[str, int]],
    ui: str,
    *,
    by_month: bool,
) -> Chart | None:
    if by_month:
        # A story of which only the year is known stands in no month.
        counts = {period: found for period, found in counts.items() if period[1]}
    if not counts:
        return None
    rows = tuple(
        Row(_period(p), _label(p, ui), tuple(counts.get(p, {}).get(key, 0) for key in keys))
        for p in _between(min(counts), max(counts))
    )
    return Chart(name, series, rows, _summary(rows, ui), by_month)


def _between(first: tuple[int, int], last: tuple[int, int]) -> list[tuple[int, int]]:
    """All periods from the first to the last: a quiet year is shown as an empty one."""
    if not first[1]:
        return [(year, 0) for year in range(first[0], last[0] + 1)]
    months = range(first[0] * 12 + first[1] - 1, last[0] * 12 + last[1])
    return [(n // 12, n % 12 + 1) for n in months]


def _period(period: tuple[int, int]) -> str:
    year, month = period
    return f"{year:04d}-{month:02d}" if month else f"{year:04d}"


def _label(period: tuple[int, int], ui: str) -> str:
    year, month = period
    return format_date(dt.date(year, month, 1), "LLL y", locale=ui) if month else str(year)


def _summary(rows: Sequence[Row], ui: str) -> str:
    """What the picture says, for those who do not see it."""
    most = max(rows, key=lambda row: sum(row.counts))
    return gettext("Bar chart from %(first)s to %(last)s; the most in %(most)s (%(n)s).") % {
        "first": rows[0].label,
        "last": rows[-1].label,
        "most": most.label,
        "n": language.number(sum(most.counts), ui),
    }


# --- how it is drawn ------------------------------------------------------------------------


def svg(chart: Chart, size: str) -> str:
    """The chart as an image file, with its colours for light and dark."""
    import vl_convert

    drawn: str = vl_convert.vegalite_to_svg(_specification(chart, *SIZES[size]))
    head, _, rest = drawn.partition(">")
    return f"{head}>{_style()}{rest}"


def _style() -> str:
    names = [*((f"s{i}", pair) for i, pair in enumerate(_COLOURS)), ("ink", _INK), ("line", _LINE)]
    names.append(("paper", _PAPER))
    light = "".join(f"--{name}:{pair[0]};" for name, pair in names)
    dark = "".join(f"--{name}:{pair[1]};" for name, pair in names)
    return f"<style>:root{{{light}}}@media(prefers-color-scheme:dark){{:root{{{dark}}}}}</style>"


def _specification(chart: Chart, width: int, height: int) -> dict[str, Any]:
    """A Vega-Lite chart: stacked bars, one for each period."""
    import altair as alt

    columns = [str(series.swatch) for series in chart.series]
    values = [
        {"period": row.period, "label": row.label, "series": column, "order": order, "n": n}
        for row in chart.rows
        for order, (column, n) in enumerate(zip(columns, row.counts, strict=True))
    ]
    colour = alt.Color(
        "series:N",
        legend=None,
        scale=alt.Scale(domain=columns, range=[f"var(--s{column})" for column in columns]),
    )
    drawn = (
        alt.Chart(alt.InlineData(values=values), width=width, height=height)
        .mark_bar(stroke="var(--paper)", strokeWidth=1)
        .encode(x=_x(chart, width), y=_y(), color=colour, order=alt.Order("order:O"))
        .configure(background="transparent", font="system-ui, sans-serif", padding=2)
        .configure_axis(
            labelColor="var(--ink)",
            gridColor="var(--line)",
            domainColor="var(--line)",
            tickColor="var(--line)",
            labelFontSize=13,
        )
        .configure_view(stroke=None)
    )
    made: dict[str, Any] = drawn.to_dict()
    return made


def _x(chart: Chart, width: int) -> Any:
    import altair as alt

    periods = [row.period for row in chart.rows]
    # Every so many-eth label, counted from the newest, so that they never touch.
    step = max(1, -(-len(periods) * (64 if chart.by_month else 40) // width))
    ticks = periods[::-1][::step]
    labels = {row.period: row.label for row in chart.rows}
    axis = alt.Axis(
        title=None,
        values=ticks,
        labelAngle=0,
        ticks=False,
        grid=False,
        labelPadding=6,
        labelExpr=f"({_json(labels)})[datum.value]",
    )
    return alt.X("period:O", sort=periods, axis=axis, scale=alt.Scale(paddingInner=0.25))


def _y() -> Any:
    import altair as alt

    axis = alt.Axis(title=None, tickCount=4, tickMinStep=1, format="d", domain=False, ticks=False)
    return alt.Y("n:Q", stack="zero", axis=axis)


def _json(labels: Mapping[str, str]) -> str:
    import json

    return json.dumps(labels)
