"""The report's charts, by matplotlib as SVG that takes its colours from the page around it."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from html import escape
from typing import TYPE_CHECKING
from warnings import catch_warnings, simplefilter

from cleaners.show import printable

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# A colour that matplotlib writes and nobody else means: it becomes the page's text colour.
_TEXT = "#010203"
_BAR = "#2e78b7"  # readable on white and on black: at least 3 to 1 on both
_BARS = ("#2e78b7", "#5d9e4a", "#b8862b", "#c2543f", "#8f63b8")
_SIZE_IN = (6.0, 3.2)
_MOST_BARS = 15

Series = Mapping[str, float]


def is_possible() -> bool:
    """Tell whether matplotlib (the extra ``report``) is installed."""
    try:
        import matplotlib as _  # noqa: F401, PLC0415  # optional, and slow to import
    except ImportError:
        return False
    return True


def bars(name: str, title: str, values: Series, unit: str) -> str:
    """Draw one bar a value, the largest on top; what is beyond the fifteenth is left out."""
    shown = dict(list(values.items())[:_MOST_BARS])
    axes = _axes(unit, height_in=0.6 + 0.26 * len(shown))
    labels = [_short(label) for label in shown]
    axes.barh(range(len(shown)), list(shown.values()), color=_BAR)
    axes.set_yticks(range(len(shown)), labels)
    axes.locator_params(axis="x", integer=True)
    axes.invert_yaxis()
    return _svg(name, title, axes, _told(shown, unit))


def columns(name: str, title: str, values: Series, unit: str) -> str:
    """Draw values in their order, one column each."""
    axes = _axes("", height_in=_SIZE_IN[1])
    axes.bar(range(len(values)), list(values.values()), color=_BAR)
    axes.set_ylabel(unit)
    axes.locator_params(axis="y", integer=True)
    step = max(1, len(values) // 8)
    axes.set_xticks(range(0, len(values), step), list(values)[::step], rotation=30, ha="right")
    return _svg(name, title, axes, _told(values, unit))


def stacked(
    name: str, title: str, rows: Sequence[str], parts: Mapping[str, Sequence[float]], unit: str
) -> str:
    """Draw one bar a row, made of the parts in their order."""
    shown = list(rows)[:_MOST_BARS]
    axes = _axes(unit, height_in=0.9 + 0.26 * len(shown))
    left = [0.0] * len(shown)
    for number, (part, values) in enumerate(parts.items()):
        colour = _BARS[number % len(_BARS)]
        axes.barh(range(len(shown)), values[: len(shown)], left=left, color=colour, label=part)
        left = [a + b for a, b in zip(left, values, strict=False)]
    axes.set_yticks(range(len(shown)), [_short(row) for row in shown])
    axes.locator_params(axis="x", integer=True)
    axes.invert_yaxis()
    axes.legend(frameon=False, ncols=3, fontsize=8, loc="lower left", bbox_to_anchor=(0, 1))
    return _svg(name, title, axes, f"by site: {', '.join(parts)}")


def _axes(xlabel: str, height_in: float) -> Axes:
    from matplotlib.figure import Figure  # noqa: PLC0415  # optional, and slow to import

    figure = Figure(figsize=(_SIZE_IN[0], height_in), layout="constrained")
    axes = figure.add_subplot()
    axes.set_xlabel(xlabel)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    for side in ("left", "bottom"):
        axes.spines[side].set_color(_TEXT)
    axes.tick_params(colors=_TEXT, labelsize=8)
    axes.xaxis.label.set_color(_TEXT)
    axes.yaxis.label.set_color(_TEXT)
    return axes


def _svg(name: str, title: str, axes: Axes, told: str) -> str:
    import matplotlib as mpl  # noqa: PLC0415  # optional, and slow to import

    figure = axes.get_figure(root=True)
    if figure is None:
        raise ValueError("the axes have no figure")
    legend = axes.get_legend()
    for text in legend.get_texts() if legend else ():
        text.set_color(_TEXT)
    stream = io.StringIO()
    with mpl.rc_context({"svg.fonttype": "none", "svg.hashsalt": name}), catch_warnings():
        # The reader's browser has the fonts that matplotlib misses here.
        simplefilter("ignore", UserWarning)
        figure.savefig(stream, format="svg", transparent=True, metadata={"Date": None})
    return (
        f'<figure><figcaption id="{name}-title">{escape(title)}</figcaption>\n'
        f"{_inline(stream.getvalue(), name, title, told)}</figure>"
    )


def _inline(svg: str, name: str, title: str, told: str) -> str:
    """Make the file a part of the page: no prologue, no style of its own, ids that are unique."""
    svg = svg[svg.index("<svg") :]
    svg = re.sub(r"<metadata>.*?</metadata>|<style[^>]*>.*?</style>", "", svg, flags=re.DOTALL)
    svg = re.sub(r'\bid="', f'id="{name}-', svg)
    svg = re.sub(r'(xlink:href="|url\()#', rf"\1#{name}-", svg)
    svg = svg.replace(_TEXT, "currentColor").replace("<text ", '<text fill="currentColor" ')
    label = escape(f"{title}: {told}", quote=True)
    return svg.replace("<svg ", f'<svg role="img" aria-label="{label}" ', 1)


def _told(values: Series, unit: str) -> str:
    told = ", ".join(f"{printable(label)} {value:,.0f}" for label, value in values.items())
    return f"{told} ({unit})"


def _short(label: str) -> str:
    most, label = 28, printable(label).replace("$", r"\$")  # a dollar would begin a formula
    return label if len(label) <= most else label[: most - 1] + "…"
