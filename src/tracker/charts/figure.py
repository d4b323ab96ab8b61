"""What all Plotly figures share: colours, the base layout, escaped text.

A figure is its data (a NamedTuple, computed apart and tested) and a drawing of it: `progress`,
`budget_bars`, `budget_shares`, `timeline`. Texts from data pass through `escape_plotly`, because Plotly reads markup.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, NamedTuple

import pandas as pd
import plotly.graph_objects as go

from tracker.analysis.rows import text_column
from tracker.html import Html
from tracker.i18n import Lang, Translator

PlotlySpec = dict[str, Any]
"""A trace, an axis, a shape or an annotation, as Plotly reads it."""

PLOTLY_CONFIG: Final = {
    "displayModeBar": True,
    "displaylogo": False,
    "scrollZoom": False,  # the page scrolls over the chart
    "responsive": True,
    "modeBarButtonsToRemove": ["lasso2d", "select2d", "sendDataToCloud", "sendChartToCloud"],
}
"""Zoom and a picture of the chart; no button sends data anywhere."""
FONT_FAMILY: Final = (
    '"Noto Sans CJK SC","Source Han Sans SC","Microsoft YaHei","PingFang SC",sans-serif'
)
FONT_SIZE, SMALL_FONT_SIZE = 13, 12


class RenderedChart(NamedTuple):
    """A figure with what stands for it where it cannot be seen."""

    figure: go.Figure  # shared by all sessions, so it is never changed
    alt: str
    data_table: Html = ""  # empty where the page without figures is the table
    config: Mapping[str, Any] = PLOTLY_CONFIG


class Palette(NamedTuple):
    """Colours as #RRGGBB: of the card and what is drawn on it, then of the statuses."""

    card: str
    ink: str
    dim: str
    line: str
    accent: str
    track: str
    achieved: str
    to_verify: str
    on_track: str
    at_risk: str
    off_track: str
    missed: str
    not_started: str
    not_judged: str
    unreported: str
    ended: str
    at_risk_edge: str
    grey_edge: str

    def status_colour(self, name: str) -> str:
        """The fill of a status."""
        return str(getattr(self, name))

    def status_edge(self, name: str) -> str:
        """The colour of lines and letters of a status: a pale fill has an edge of its own."""
        if name == "at_risk":
            return self.at_risk_edge
        if name == "to_verify":
            return self.achieved
        is_pale = name in ("not_started", "not_judged", "ended")
        return self.grey_edge if is_pale else self.status_colour(name)


# As look.css has them, so that a status is the same in a chart and beside it.
LIGHT: Final = Palette(
    card="#FFFFFF",
    ink="#152033",
    dim="#545D6F",
    line="#DDE3EA",
    accent="#1B3A6B",
    track="#E6EBF1",
    achieved="#2264CD",
    to_verify="#618EC2",
    on_track="#1F9A62",
    at_risk="#F5B81C",
    off_track="#9C1F07",
    missed="#3C0214",
    not_started="#FFFFFF",
    not_judged="#BCC4CF",
    unreported="#545D6F",
    ended="#CCCCAD",
    at_risk_edge="#7A5600",
    grey_edge="#545D6F",
)
DARK: Final = Palette(
    card="#131E2E",
    ink="#EEF3FA",
    dim="#A9B6C8",
    line="#22324A",
    accent="#8FB8FF",
    track="#22324A",
    achieved="#6CA8EE",
    to_verify="#0F4699",
    on_track="#25E795",
    at_risk="#F7C82E",
    off_track="#E7584E",
    missed="#DD7EB0",
    not_started="#131E2E",
    not_judged="#4A5565",
    unreported="#DDE1E6",
    ended="#3D3D2B",
    at_risk_edge="#F7C82E",
    grey_edge="#A9B6C8",
)


class ChartContext(NamedTuple):
    """The language and the colours of a drawing."""

    t: Translator
    palette: Palette

    @property
    def lang(self) -> Lang:
        return self.t.lang

    def column(self, name: str) -> str:
        """The column of a text of the data in this language."""
        return text_column(name, self.lang)


TITLE_WIDTH: Final = 44
"""Columns of a title that a phone has room for."""


def chart_context(t: Translator, *, dark: bool) -> ChartContext:
    """The language of ``t`` and the palette of the theme."""
    return ChartContext(t, DARK if dark else LIGHT)


def escape_plotly(text: object) -> str:
    """Text from data as plotly is to show it, character by character: no tag, entity or formula."""
    plain = " ".join(str(text).split())
    for mark, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ("$", "&#36;")):
        plain = plain.replace(mark, entity)
    return plain


def coloured(text: str, colour: str) -> str:
    """``text``, already `escape_plotly`, in a colour."""
    return f'<span style="color:{colour}">{text}</span>'


def to_iso_dates(days: Iterable[Any]) -> list[str | None]:
    """Days as plotly takes them: ISO texts, which no time zone can shift."""
    return [None if pd.isna(day) else pd.Timestamp(day).strftime("%Y-%m-%d") for day in days]


def build(
    look: Palette,
    traces: Sequence[PlotlySpec],
    *,
    height: int,
    top: int,
    bottom: int = 8,
    left: int = 8,
    xaxis: PlotlySpec,
    yaxis: PlotlySpec,
    shapes: Sequence[PlotlySpec] = (),
    notes: Sequence[PlotlySpec] = (),
    **more: Any,
) -> go.Figure:
    """The parts on a plain sheet that zooms along its horizontal axis.

    Built in one go: plotly checks all that is there again with each part that is added later.
    """
    text = {"family": FONT_FAMILY, "size": FONT_SIZE, "color": look.ink}
    legend = {
        "orientation": "h",
        "x": 0,
        "xref": "container",
        "xanchor": "left",
        "y": 1,
        "yref": "container",
        "yanchor": "top",
        "font": {"size": SMALL_FONT_SIZE, "color": look.dim},
        "itemclick": False,
        "itemdoubleclick": False,
        "bgcolor": "rgba(0,0,0,0)",
    }
    layout = {
        "template": go.layout.Template(),
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": text,
        "height": height,
        "margin": {"l": left, "r": 12, "t": top, "b": bottom, "pad": 0, "autoexpand": False},
        "dragmode": "zoom",
        "hovermode": "closest",
        "hoverlabel": {
            "bgcolor": look.card,
            "bordercolor": look.dim,
            "align": "left",
            "font": text,
        },
        "legend": legend | more.pop("legend", {}),
        "showlegend": False,
        "xaxis": _base_axis(look) | xaxis,
        "yaxis": _base_axis(look) | yaxis,
        "shapes": list(shapes),
        "annotations": [note for note in notes if note["text"]],
    }
    return go.Figure(list(traces), layout | more)


def _base_axis(look: Palette) -> PlotlySpec:
    return {
        "gridcolor": look.line,
        "gridwidth": 1,
        "zeroline": False,
        "showline": False,
        "ticks": "",
        "tickfont": {"size": SMALL_FONT_SIZE, "color": look.dim},
    }


# Days are written alike in both languages, and a tick says no more than its step needs.
DATE_TICK_FORMATS: Final = [
    {"dtickrange": [None, "M1"], "value": "%m-%d\n%Y"},
    {"dtickrange": ["M1", "M6"], "value": "%Y-%m"},
    {"dtickrange": ["M12", None], "value": "%Y"},
]


def vertical_line(day: str | None, colour: str) -> PlotlySpec:
    """A quiet line from top to bottom at an ISO day, behind everything."""
    return {
        "type": "line",
        "x0": day,
        "x1": day,
        "xref": "x",
        "y0": 0,
        "y1": 1,
        "yref": "paper",
        "layer": "below",
        "line": {"color": colour, "width": 1, "dash": "dot"},
    }


def annotation(text: str, look: Palette, **where: Any) -> PlotlySpec:
    """A short quiet text, already `escape_plotly`."""
    font = {"size": SMALL_FONT_SIZE, "color": look.dim}
    return {"text": text, "showarrow": False, "font": font, **where}


def pixel_axis(height: int) -> PlotlySpec:
    """A vertical axis in pixels from the top of the plot: rows stay as high on any width."""
    return {"range": [height, 0], "visible": False, "fixedrange": True}


def left_labels(
    texts: list[str], at: list[int], *, x: Any, look: Palette, quiet: bool = False
) -> PlotlySpec:
    """Texts, already `escape_plotly`, from the left edge ``x`` of the plot: a phone has no room for a margin."""
    return {
        "type": "scatter",
        "mode": "text",
        "text": texts,
        "x": [x] * len(at),
        "y": at,
        "textposition": "middle right",
        "cliponaxis": False,
        "hoverinfo": "skip",
        "showlegend": False,
        "textfont": {
            "size": SMALL_FONT_SIZE if quiet else FONT_SIZE,
            "color": look.dim if quiet else look.ink,
        },
    }
