"""Charts: one function for each kind, a table in, the chart and its words out.

seaborn in the style of the UK Government Analysis Function. Never a second axis, never colour alone: every mark is
labelled with what it shows.
"""

import io
from dataclasses import dataclass
from functools import partial

import matplotlib as mpl
import pandas as pd
import seaborn as sns
from afcharts.af_colours import get_af_colours
from matplotlib import pyplot as plt

from sarabook import wording
from sarabook.faults import Fault, Faults
from sarabook.findings import WINDOW

BLUE, ORANGE = get_af_colours("duo")
GREY = get_af_colours("focus")[1]
WIDTH = 8.6  # inches; the page shows a figure at about this width, so letters keep their size
ROW = 0.42  # inches for a bar with its label
FONT = "DejaVu Sans"  # comes with matplotlib, so that the same data give the same file on every machine
REPRODUCIBLE = {"svg.hashsalt": "sarabook", "svg.fonttype": "path"}
ROUNDS = 20  # widening an axis shortens its bars, which moves their labels: each round halves what is left


@dataclass(frozen=True)
class Chart:
    """A chart and its words: axes, text for those who cannot see it, the table behind it, and what it shows."""

    axes: object
    alt: str
    data: pd.DataFrame
    headline: str = ""


NOTHING = Chart(None, "", None)


def style():
    """Set the house style for every plot of a notebook, the analyst's own among them."""
    plt.style.use("afcharts.afcharts")
    mpl.rcParams.update({"font.size": 11, "font.sans-serif": [FONT], "figure.dpi": 96})


def svg(axes):
    """Draw the figure that some axes belong to as SVG, the same bytes for the same data; then close it."""
    figure = _figure_of(axes)
    target = io.BytesIO()
    with mpl.rc_context(REPRODUCIBLE):
        figure.savefig(target, format="svg", bbox_inches="tight", metadata={"Date": None, "Creator": None})
    plt.close(figure)
    return target.getvalue()


def changes(compared, labels):
    """Draw the change of each measure in per cent, greatest rise at the top, each bar labelled with its counts."""
    table = compared.dropna(subset="change").sort_values("change", ascending=False)
    if table.empty:
        return NOTHING
    names = [wording.sentence(labels[key]) for key in table["measure"]]
    texts = [
        f"{wording.percent(row.change, signed=True)} ({wording.count(row.before)} to {wording.count(row.now)})"
        for row in table.itertuples()
    ]
    plain = [labels[key] for key in table["measure"]]
    headline = _extremes(plain, table["change"], ["rose most", "fell most"], partial(wording.percent, signed=True))
    alt = f"Bar chart of the change in each crime type, greatest rise first. {_said(names, texts)}."
    data = table[["measure", "before", "now", "difference", "change", "source"]]
    return Chart(_bars(names, table["change"], texts), alt, data, headline)


def places(compared, labels):
    """Draw each measure's place in the family group, then and now; right is better, as up is in words."""
    table = compared.dropna(subset=["position", "position_before"])
    table = table.sort_values(["places", "position"], ascending=[False, True])
    if table.empty:
        return NOTHING
    names = [wording.sentence(labels[key]) for key in table["measure"]]
    moves = [wording.position_in_words(row.position, row.position_before, row.group_size) for row in table.itertuples()]
    counted = table["direction"].value_counts()
    headline = wording.items(f"{counted[word]} {word}" for word in wording.SYMBOLS if word in counted)
    alt = f"Dot chart of the place in the family group at two dates, first being best. {_said(names, moves)}."
    return Chart(_dots(table, names), alt, table, wording.sentence(headline))


def _dots(table, names):
    """Draw a hollow dot for each place then and a solid one for each place now, the first place to the right."""
    rows, size = range(len(table)), int(table["group_size"].max())
    _, axes = plt.subplots(figsize=(WIDTH, ROW * len(table) + 1.1))
    axes.hlines(rows, table["position_before"], table["position"], color=GREY, linewidth=3, zorder=1)
    axes.scatter(table["position_before"], rows, s=70, facecolor="white", edgecolor=BLUE, linewidth=2, zorder=2)
    axes.scatter(table["position"], rows, s=80, color=BLUE, zorder=3)
    for row, item in zip(rows, table.itertuples(), strict=True):
        end = min(item.position, item.position_before), row
        axes.annotate(wording.direction(item.direction), end, xytext=(10, 0), textcoords="offset points", va="center")
    axes.set_yticks(list(rows), names)
    axes.set_xlim(size + 0.5, -2.2)  # room for the words right of the first place
    axes.set_xticks([place for place in range(1, size + 1) if place in (1, size) or place % 5 == 0])
    axes.set_xlabel("Place in the family group (hollow: then; solid: now; further right is better)")
    axes.invert_yaxis()
    axes.grid(axis="y", visible=False)
    axes.grid(axis="x", visible=True)
    axes.tick_params(axis="y", length=0)
    return axes


def sizes(shared, labels, whole):
    """Draw the count of each area, largest first, each bar labelled with its share of the whole."""
    _one_measure(shared)
    table = shared.dropna(subset=["now", "share"])
    if table.empty:
        return NOTHING
    names = [labels[key] for key in table["area"]]
    texts = [f"{wording.count(row.now)} ({wording.percent(row.share)})" for row in table.itertuples()]
    alt = f"Bar chart of the count in each area and its share of {whole}, largest first. {_said(names, texts)}."
    headline = f"{names[0]} has {wording.percent(table.iloc[0].share)} of {whole}"
    return Chart(_bars(names, table["now"], texts), alt, table[["measure", "area", "now", "share", "source"]], headline)


def contributions(shared, labels, whole):
    """Draw what each area did to the change of the whole, in percentage points, greatest addition at the top."""
    _one_measure(shared)
    table = shared.dropna(subset="contribution").sort_values("contribution", ascending=False)
    if table.empty:
        return NOTHING
    names = [labels[key] for key in table["area"]]
    texts = [
        f"{wording.number(row.contribution, 1, signed=True)} ({wording.difference_in_words(row.difference)})"
        for row in table.itertuples()
    ]
    headline = _extremes(names, table["difference"], ["added most", "took off most"], wording.difference_in_words)
    alt = f"Bar chart of each area's part in the change of {whole}, in percentage points. {_said(names, texts)}."
    data = table[["measure", "area", "difference", "contribution", "source"]]
    return Chart(_bars(names, table["contribution"], texts), alt, data, headline)


def lines_by_area(years, labels):
    """Draw each area's windows as a line of its own, all on one scale, the others in grey behind it."""
    _one_measure(years)
    windows = [column for column in years if WINDOW.fullmatch(column)]
    table = years.dropna(subset=[*windows, "against_average"])
    if table.empty or len(windows) < 2:
        return NOTHING
    names = [labels[key] for key in table["area"]]
    said = [
        f"from {wording.count(first)} to {wording.count(last)}, {wording.against_in_words(against)} its earlier average"
        for first, last, against in zip(table[windows[0]], table[windows[-1]], table["against_average"], strict=True)
    ]
    above = int((table["against_average"] > 0).sum())
    alt = f"Line charts, one for each area, over {len(windows)} like-for-like windows. {_said(names, said)}."
    headline = f"{above} of {len(table)} areas stand above the average of their earlier windows"
    return Chart(_multiples(table.set_index("area")[windows], labels), alt, table, headline)


def _multiples(lines, labels):
    """Draw small multiples: `lines` holds a row for each area and a column for each window."""
    grid = sns.FacetGrid(lines.reset_index(), col="area", col_wrap=5, height=1.95, aspect=0.88, sharey=True)
    last = lines.shape[1] - 1
    for key, axes in grid.axes_dict.items():
        axes.plot(range(last + 1), lines.T.to_numpy(), color=GREY, linewidth=0.5)
        axes.plot(range(last + 1), lines.loc[key], color=BLUE, linewidth=2.4)
        axes.plot(last, lines.loc[key].iloc[-1], "o", color=BLUE, markersize=5)
        title = f"{labels[key]}: {wording.count(lines.loc[key].iloc[-1])}"
        axes.set_title(title, fontsize=11, fontweight="bold", loc="left")
        axes.set_xticks([0, last], [lines.columns[0][1:5], lines.columns[-1][1:5]], fontsize=9)
        axes.yaxis.set_major_formatter(lambda value, _: wording.count(value))
        axes.set_ylim(bottom=0)
        axes.set(xlabel="", ylabel="")
    grid.figure.tight_layout(h_pad=1.4)
    return grid


def _one_measure(table):
    """Refuse to draw several measures as if they were one."""
    if table["measure"].nunique() > 1:
        several = ", ".join(table["measure"].unique())
        mend = 'Choose one first, as in table[table["measure"] == "robbery"]'
        raise Faults([Fault("figures", "", f"a chart by area shows one measure, and here are {several}", mend)])


def _bars(names, values, texts):
    """Draw horizontal bars, a rise in one colour and a fall in another, each with its text at its end."""
    _, axes = plt.subplots(figsize=(WIDTH, ROW * len(names) + 0.5))
    table = pd.DataFrame({"name": names, "value": list(values)})
    both = min(values) < 0 < max(values)
    colours = [ORANGE if both and value > 0 else BLUE for value in values]
    palette = dict(zip(names, colours, strict=True))
    sns.barplot(table, x="value", y="name", hue="name", palette=palette, legend=False, saturation=1, ax=axes)
    axes.axvline(0, color="black", linewidth=1)
    axes.set(xlabel="", ylabel="")
    axes.set_xticks([])
    axes.grid(visible=False)
    axes.spines["bottom"].set_visible(False)
    axes.tick_params(axis="y", length=0)
    _label(axes, values, texts)
    return axes


def _label(axes, values, texts):
    """Write each bar's text at its end, away from the axis, with room for it."""
    drawn = []
    for row, (value, text) in enumerate(zip(values, texts, strict=True)):
        side = "right" if value < 0 else "left"
        offset = (-5 if value < 0 else 5, 0)
        drawn.append(axes.annotate(text, (value, row), xytext=offset, textcoords="offset points", va="center", ha=side))
    for _ in range(ROUNDS):
        ends = [label.get_window_extent().transformed(axes.transData.inverted()) for label in drawn]
        axes.set_xlim(min(0, *(end.x0 for end in ends)), max(0, *(end.x1 for end in ends)))


def _said(names, texts):
    """Say every bar with its text, for those who cannot see the chart."""
    return "; ".join(f"{name} {text}" for name, text in zip(names, texts, strict=True))


def _extremes(names, values, verbs, write):
    """Say which rose most and which fell most, of bars in order from the greatest; nothing where none did."""
    values = list(values)
    ends = [(names[0], values[0], verbs[0], values[0] > 0), (names[-1], values[-1], verbs[1], values[-1] < 0)]
    said = [f"{name} {verb} ({write(value)})" for name, value, verb, holds in ends if holds]
    return wording.sentence(" and ".join(said))


def _figure_of(axes):
    """Find the figure of axes, of an array of axes, of a seaborn grid, or of a figure itself."""
    if isinstance(axes, mpl.figure.Figure):
        return axes
    first = axes.flat[0] if hasattr(axes, "flat") else axes
    figure = getattr(first, "figure", None)
    if not isinstance(figure, mpl.figure.FigureBase):
        raise TypeError("a figure is published from matplotlib or seaborn axes, as in stage.figure(name, axes, …)")
    return figure
