"""Charts: one function for each kind, a table in, the chart and its words out.

seaborn in the style of the UK Government Analysis Function. Never a second axis, never colour alone: every mark is
labelled with what it shows.
"""

import io
import textwrap
from collections.abc import Callable, Collection, Mapping
from contextvars import ContextVar
from dataclasses import dataclass, replace
from functools import partial, wraps
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
import pandas as pd
import seaborn as sns
from afcharts.af_colours import get_af_colours
from matplotlib import collections, patheffects
from matplotlib import pyplot as plt
from matplotlib.container import BarContainer
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.text import Text
from matplotlib.ticker import MaxNLocator
from matplotlib.transforms import Bbox
from PIL import Image, ImageOps, UnidentifiedImageError

from sarabook.methods import evaluation
from sarabook.methods.significance import MORE, UNUSUAL, Yardstick, holds
from sarabook.report.drawing import SAID
from sarabook.report.tables import windows_of
from sarabook.words import tabular, wording
from sarabook.words.calendar import Window, reporting_year, window_key
from sarabook.words.faults import Fault, Faults

BLUE, ORANGE = get_af_colours("duo")
GREY = "#8C8C8C"  # 3.4:1 on white, 5.6:1 on the dark page
WIDE, NARROW = 8.6, 4.2  # inches; the page shows a chart at about this width, so letters keep their size
ROW = 0.33  # inches for a bar with its label
LETTERS = 54  # of a name and its text on one line of a narrow chart
THICK = 0.17  # inches of a bar in it
TEXT = 20  # letters that the text of a row may have
INTERVAL = ["change_lower", "change_upper"]
PART_OF = "Part of"  # the dimension of a profile that says of what it is a part
LINE = 0.19  # inches of a line of letters
FONT = "DejaVu Sans"  # comes with matplotlib, so that the same data give the same file on every machine
REPRODUCIBLE: dict[Any, str] = {"svg.hashsalt": "sarabook", "svg.fonttype": "none"}
ACROSS = 34  # letters of a question on one line
LETTER = 0.088  # inches of a bold letter, wide as they come
WIDEST = 1600  # pixels of a partner's picture: twice what the page shows, so that it prints well
LEDGER = {"spent": (GREY, ""), "committed": (ORANGE, "///"), "remaining": (BLUE, "")}  # colour, and hatching beside it
RATIOS = (0.1, 0.2, 0.3, 0.5, 0.7, 0.8, 0.9, 1, 1.1, 1.25, 1.5, 2, 3, 5, 10)
AWAY = 5  # points between the end of a bar and its text
PANELS, FOREMOST = 30, 12  # of more lines than can be told apart, these with most have a panel
NAMED = 4  # lines that a headline names
ON_PAPER = {"facecolor": "white", "edgecolor": "none", "pad": 0}  # no line runs through a text
LINE_IS = "The true change probably lies within the line over a bar: so it does 19 times in 20."
MARKS, FINE = 2_000, 144  # of more marks a chart is drawn as a picture, of so many dots an inch
NO_MARKER = ("None", "none", None, " ", "")
LARGEST = 2_000_000  # bytes of a chart that a page can carry
ROUNDS = 20  # widening an axis shortens its bars, which moves their labels: each round halves what is left


@dataclass(frozen=True)
class Chart:
    """A chart and its words: axes, text for those who cannot see it, the table behind it, and what it shows.

    The headline states the finding, the statistic what is drawn and its unit, to which the stage adds the days, and the
    key what its signs mean. `narrow` draws it once more, for a telephone; a chart of the analyst's own has none.
    """

    axes: Any
    alt: str
    data: pd.DataFrame | None
    headline: str = ""
    statistic: str = ""
    key: str = ""
    narrow: Callable[[], Any] | None = None


NOTHING = Chart(None, "", None)
_WIDTH = ContextVar("width", default=WIDE)


def in_two_widths(draw: Callable[..., Chart]) -> Callable[..., Chart]:
    """Make a chart that can be drawn once more for a telephone."""

    @wraps(draw)
    def drawn_wide(*given: Any, **named: Any) -> Chart:
        chart = draw(*given, **named)
        return replace(chart, narrow=partial(_narrowly, draw, given, named)) if chart.axes is not None else chart

    return drawn_wide


def _narrowly(draw, given, named):
    before = _WIDTH.set(NARROW)
    try:
        return draw(*given, **named).axes
    finally:
        _WIDTH.reset(before)


def is_narrow() -> bool:
    """Say whether a chart is being drawn for a telephone: a name then stands above its row, not beside it."""
    return _WIDTH.get() == NARROW


def style() -> None:
    """Set the house style for every plot of a notebook, the analyst's own among them."""
    plt.style.use("afcharts.afcharts")
    mpl.rcParams.update({"font.size": 11, "font.sans-serif": [FONT], "figure.dpi": 96})


def svg(axes: object) -> bytes:
    """Draw the figure that some axes belong to as SVG, the same bytes for the same data; then close it."""
    figure = _figure_of(axes)
    _draw_many_as_pictures(figure)
    target = io.BytesIO()
    with mpl.rc_context(REPRODUCIBLE):
        if figure.get_layout_engine():
            figure.draw_without_rendering()
        # Found here, the bounds need no drawing; `bbox_inches="tight"` draws all once more for them.
        bounds = axes.bounds() if isinstance(axes, _Panels) else figure.get_tightbbox()
        bounds = bounds.padded(mpl.rcParams["savefig.pad_inches"])
        bare = {"metadata": {"Date": None, "Creator": None}, "transparent": True}
        figure.savefig(target, format="svg", bbox_inches=bounds, dpi=FINE, **bare)
    plt.close(figure)
    return target.getvalue()


def _draw_many_as_pictures(figure: Figure) -> None:
    """Draw as a picture what has more marks than anybody tells apart, and as shapes what stands around it."""
    for axes in [*figure.axes, *(inner for outer in figure.axes for inner in outer.child_axes)]:
        alone = [*axes.patches, *axes.lines]  # bars, and the lines of as many series
        for one in [*axes.collections, *alone]:
            if _marks(one) > MARKS or (one in alone and len(alone) > MARKS):
                one.set_rasterized(True)


def _marks(artist: Any) -> int:
    """Count the marks of what is drawn: its points or cells, or else its corners, of which ten take as much room."""
    if isinstance(artist, collections.Collection):
        is_mesh = isinstance(artist, collections.QuadMesh)
        many = np.asarray(artist.get_array()).size if is_mesh else len(np.asarray(artist.get_offsets()))
        return max(many, sum(map(_corners, artist.get_paths())) // 10)
    corners = _corners(artist.get_path())
    return corners if isinstance(artist, Line2D) and artist.get_marker() not in NO_MARKER else corners // 10


def _corners(path: Any) -> int:
    return len(np.asarray(path.vertices))


def drawn(axes: Any) -> list[float]:
    """List the numbers that a chart draws: the lengths of its bars, and how high its lines and points are."""
    found = []
    for each in _figure_of(axes).axes:
        for bars in (one for one in each.containers if isinstance(one, BarContainer)):
            found += [bar.get_width() if bars.orientation == "horizontal" else bar.get_height() for bar in bars.patches]
        lines = (line for line in each.lines if line.get_transform() == each.transData)  # not across the whole chart
        found += [value for line in lines for value in np.ravel(line.get_ydata())]
        points: list[Any] = [one for one in each.collections if hasattr(one, "get_offsets")]
        found += [height for one in points for height in np.asarray(one.get_offsets())[:, 1]]
    numbers = (float(value) for value in found if isinstance(value, int | float | np.number))
    return [value for value in numbers if value == value]  # what is missing is no number


def texts(axes: Any) -> list[str]:
    """List what a chart says in words: its titles, labels and notes."""
    words: list[Any] = _figure_of(axes).findobj(Text)
    return [word.get_text() for word in words if word.get_text()]


def picture(path: Path, root: Path) -> bytes:
    """Read a picture that a partner sent and draw it anew as PNG: without the camera's or the program's notes."""
    file = path.relative_to(root).as_posix()
    try:
        with Image.open(path, formats=["PNG", "JPEG"]) as opened:
            drawn = ImageOps.exif_transpose(opened).convert("RGBA")
    except FileNotFoundError:
        raise Faults([Fault(file, "", "is not there", "Put it there, or correct the name in stage.figure")]) from None
    except (UnidentifiedImageError, OSError):
        raise Faults([Fault(file, "", "is not a PNG or JPEG picture", "Save it as one of these")]) from None
    drawn.thumbnail((WIDEST, WIDEST))
    clean = Image.new("RGB", drawn.size, "white")  # what is transparent lies on the white of the page
    clean.paste(drawn, mask=drawn.getchannel("A"))
    target = io.BytesIO()
    clean.save(target, format="png", optimize=True)
    return target.getvalue()


@in_two_widths
def changes(compared: pd.DataFrame, labels: Mapping[str, str], by: str = "measure") -> Chart:
    """Draw the change of each measure, or area, in per cent, greatest rise at the top, labelled with its counts.

    Counts too small for a percentage to mean anything are not drawn.
    """
    if by == "area":
        _one_measure(compared)
    table = compared.dropna(subset="change").sort_values("change", ascending=False)
    few = table["now"] + table["before"] < wording.FEW
    table = table[~few]
    if table.empty:
        return NOTHING
    names = [wording.sentence(labels[key]) for key in table[by]]
    texts = [
        f"{wording.percent(row.change, signed=True)} ({wording.count(row.before)} to {wording.count(row.now)})"
        for row in tabular.rows(table)
    ]
    plain = [labels[key] for key in table[by]]
    headline = _most_changed(table, plain)
    what = "type" if by == "measure" else "place"
    alt = f"Bar chart of the change in each {what}, greatest rise first."
    data = table[
        [*dict.fromkeys(["measure", by]), "before", "now", "difference", "change", *_verdicts(table), "source"]
    ]
    statistic = f"Change in each {what}, per cent, with the counts before and now"
    statistic += f" (not drawn where they are below {wording.FEW} together)" if few.any() else ""
    intervals = table[INTERVAL] if set(INTERVAL) <= set(table) else None
    chart = _bars(names, table["change"], texts, hollow=_hollow(table), intervals=intervals)
    return Chart(chart, alt, data, headline, statistic, (LINE_IS + " ") * (intervals is not None) + _key(table))


@in_two_widths
def places(compared: pd.DataFrame, labels: Mapping[str, str]) -> Chart:
    """Draw each measure's place in the family group, then and now; right is better, as up is in words."""
    table = compared.dropna(subset=["position", "position_before"])
    table = table.sort_values(["places", "position"], ascending=[False, True])
    if table.empty:
        return NOTHING
    names = [wording.sentence(labels[key]) for key in table["measure"]]
    counted = table["direction"].value_counts()
    headline = wording.items(f"{counted[word]} {word}" for word in wording.SYMBOLS if word in counted)
    alt = "Dot chart of the place in the family group at two dates, first being best."
    statistic = "Place in the family group, first being best"
    return Chart(_dots(table, names), alt, table, wording.sentence(headline), statistic)


@in_two_widths
def peers(rates: pd.DataFrame, labels: Mapping[str, str], here: str) -> Chart:
    """Draw the rate of one measure in each place of the family group as a dot with its interval, this place filled."""
    _one_measure(rates)
    if here not in set(rates["place"]):
        return NOTHING
    label, names = labels[rates["measure"].iloc[0]], list(rates["place"])
    texts = [f"{wording.number(row.rate, 1)} ({wording.count(row.count)})" for row in tabular.rows(rates)]
    ahead = (rates["rate"] < rates.loc[rates["place"] == here, "rate"].item()).sum()
    stands = wording.position(ahead + 1, len(rates))
    alt = f"Dot chart of the rate of {label} in each place of the family group."
    colours = [BLUE if name == here else "white" for name in names]
    ends = rates[["rate_lower", "rate", "rate_upper"]]
    axes = _rates(names, ends, texts, c=colours, edgecolor=BLUE, linewidth=2)
    statistic = f"{wording.sentence(label)} per 1,000 residents, with the interval that chance allows, and the count"
    return Chart(axes, alt, rates, f"{here}: {stands}, the lowest rate being first", statistic)


@in_two_widths
def gathering(table: pd.DataFrame, labels: Mapping[str, str]) -> Chart:
    """Draw which share of the offences lies in which share of the LSOAs, those with most first."""
    if table.empty or not table["now"].sum():
        return NOTHING
    label, counts = labels[table["measure"].iloc[0]], table["now"].sort_values(ascending=False)
    size = len(counts)
    shares = [0.0, *(counts.cumsum() * 100 / counts.sum())]
    half = next(number for number, share in enumerate(shares) if share >= 50)
    _, axes = plt.subplots(figsize=(_WIDTH.get(), 3.6))
    across = [number * 100 / size for number in range(size + 1)]
    axes.plot(across, shares, color=BLUE, linewidth=2.4)
    axes.plot([0, 100], [0, 100], color=GREY, linewidth=1.5)
    axes.plot(across[half], shares[half], "o", color=BLUE, markersize=7)
    axes.plot([0, across[half], across[half]], [shares[half], shares[half], 0], color=BLUE, linewidth=1, linestyle=":")
    axes.annotate("spread evenly", (70, 70), xytext=(10, -4), textcoords="offset points", va="top")
    axes.set(xlabel="Per cent of LSOAs, those with most first", ylabel="Per cent of it", xlim=(0, 100), ylim=(0, 102))
    alt = f"Line chart: half of {label} is in {half} of {size} LSOAs; a straight line is an even spread."
    headline = f"Half of {label} is in {half} of {size} small areas"
    data = table.sort_values("now", ascending=False)[["measure", "place", "ward", "now", "source"]]
    return Chart(axes, alt, data, headline, "Per cent of the offences in per cent of the LSOAs, those with most first")


@in_two_widths
def deciles(rates: pd.DataFrame, label: str) -> Chart:
    """Draw the rate of one measure in each decile of deprivation, the most deprived on top, with its interval."""
    if len(rates) < 2:
        return NOTHING
    ends, known = rates[["rate_lower", "rate", "rate_upper"]], {1: " (most deprived)", 10: " (least deprived)"}
    names = [f"{decile}{known.get(decile, '')}" for decile in rates["decile"]]
    texts = [
        f"{wording.number(row.rate, 1)} ({wording.count(row.lsoas)} LSOA{'s' * (row.lsoas > 1)})"
        for row in tabular.rows(rates)
    ]
    alt = f"Dot chart of the rate of {label} by decile of deprivation, the most deprived first."
    most, least = (wording.number(rate, 1) for rate in rates["rate"].iloc[[0, -1]])
    headline = f"The most deprived tenth that is here has {most} per 1,000 residents, and the least deprived {least}"
    statistic = f"{wording.sentence(label)} per 1,000 residents in these days, with the interval that chance allows"
    return Chart(_rates(names, ends, texts, color=BLUE), alt, rates, headline, statistic)


def _rates(names, ends, texts, **dots):
    """Draw a rate and its interval in a row for each name, with its text."""
    axes = _intervals(names, ends, 0.8, 0.9, s=70, **dots)
    _beside(axes, ends["rate_upper"], texts, 8)
    axes.set_xlim(0, ends["rate_upper"].max() * (1.05 if is_narrow() else 1.35))  # room for the words
    axes.set(xlabel="Per 1,000 residents")
    return axes


def _dots(table, names):
    """Draw a hollow dot for each place then and a solid one for each place now, the first place to the right."""
    rows, size = range(len(table)), int(table["group_size"].max())
    axes = _rows(names, 1.0, 1.1)
    axes.hlines(rows, table["position_before"], table["position"], color=GREY, linewidth=3, zorder=1)
    axes.scatter(table["position_before"], rows, s=70, facecolor="white", edgecolor=BLUE, linewidth=2, zorder=2)
    axes.scatter(table["position"], rows, s=80, color=BLUE, zorder=3)
    ends = table[["position", "position_before"]].min(axis=1)
    _beside(axes, ends, table["direction"].map(wording.direction), 10)
    axes.set_xlim(size + 0.5, 0.5 if is_narrow() else -2.2)  # room for the words right of the first place
    axes.set_xticks([place for place in range(1, size + 1) if place in (1, size) or place % 5 == 0])
    _across(axes, "Place in the family group (hollow: then; solid: now; further right is better)")
    axes.grid(axis="y", visible=False)
    axes.grid(axis="x", visible=True)
    axes.tick_params(axis="y", length=0)
    return axes


@in_two_widths
def sizes(shared: pd.DataFrame, labels: Mapping[str, str], whole: str) -> Chart:
    """Draw the count of each area, largest first, each bar labelled with its share of the whole."""
    _one_measure(shared)
    table = shared.dropna(subset=["now", "share"])
    if table.empty:
        return NOTHING
    names = [labels[key] for key in table["area"]]
    texts = [f"{wording.count(row.now)} ({wording.percent(row.share)})" for row in tabular.rows(table)]
    alt = f"Bar chart of the count in each area and its share of {whole}, largest first."
    headline = f"{names[0]} has {wording.percent(table.iloc[0].share)} of {whole}"
    data = table[["measure", "area", "before", "now", "share", "source"]]
    statistic = f"Count in each area, and its share of {whole} in per cent"
    return Chart(_bars(names, table["now"], texts), alt, data, headline, statistic)


@in_two_widths
def contributions(table: pd.DataFrame, labels: Mapping[str, str], whole: str, by: str = "area") -> Chart:
    """Draw what each area, or measure, did to the change of the whole, in percentage points, greatest at the top."""
    if by == "area":
        _one_measure(table)
    table = table.dropna(subset="contribution").sort_values("contribution", ascending=False)
    if table.empty:
        return NOTHING
    names = [wording.sentence(labels[key]) for key in table[by]]
    texts = [
        f"{wording.number(row.contribution, 1, signed=True)} ({wording.difference_in_words(row.difference)})"
        for row in tabular.rows(table)
    ]
    named = table[table[by] != "unmonitored"]  # a remainder is nobody's headline
    plain = [labels[key] for key in named[by]]
    headline = _most_changed(named, plain, "difference", ["added most", "took off most"], wording.difference_in_words)
    what = "area" if by == "area" else "type"
    alt = f"Bar chart of each {what}'s part in the change of {whole}, in percentage points."
    numbers = ["before", "now", "difference", "contribution"]
    data = table[[*dict.fromkeys(["measure", by]), *numbers, *_verdicts(table), "source"]]
    statistic = f"Part of each {what} in the change of {whole}, percentage points, with the difference in counts"
    chart = _bars(names, table["contribution"], texts, hollow=_hollow(table))
    return Chart(chart, alt, data, headline, statistic, _key(table))


def _verdicts(table):
    """List the columns of a table that hold verdicts on its changes."""
    return [name for name in (*INTERVAL, "rests_on", "unusual", "chance", "verdict") if name in table]


def _hollow(table):
    """Say which bars are drawn hollow: those of changes that may not be called one, where they were tested."""
    return ~holds(table) if "verdict" in table else pd.Series(False, table.index)


def _key(table):
    """Say what a hollow bar is, where there are any."""
    return "A hollow bar could be chance, or is usual for here." if _hollow(table).any() else ""


def _titled(axes, title, across):
    """Head one of so many panels side by side, which needs no names at its scales."""
    title = textwrap.fill(title, int(_WIDTH.get() / across / LETTER))
    axes.set_title(title, fontsize=11, fontweight="bold", loc="left")
    axes.set(xlabel="", ylabel="")


def _days(axes, last, ends):
    """Write the first and the last of a panel's days under its line, within it."""
    axes.set_xticks([0, last], ends, fontsize=11)
    for tick, side in zip(axes.xaxis.get_major_ticks(), ("left", "right"), strict=True):
        tick.label1.set_horizontalalignment(side)


@in_two_widths
def profile(shares: pd.DataFrame, labels: Mapping[str, str]) -> Chart:
    """Draw the shares of a profile of one measure, dimension by dimension, each bar labelled."""
    _one_measure(shares)
    table = shares.dropna(subset="proportion")
    table = table[table["dimension"] != PART_OF] if len(table) else table
    if table.empty:
        return NOTHING
    label = labels[table["measure"].iloc[0]]
    alt = f"Bar chart of the shares of {label} by {wording.items(table['dimension'].str.lower().unique())}."
    several = table.groupby("dimension", sort=False).filter(lambda part: len(part) > 1)
    headline = ""
    if len(several):
        first = several[several["dimension"] == several["dimension"].iloc[0]]
        most = first.iloc[first["proportion"].argmax()]
        share = wording.proportion(most["proportion"])
        headline = f"Most frequent {most['dimension'].lower()}: {most['category']}, {share}"
    data = table[["measure", "dimension", "category", "count", "proportion", "base", "base_of", "withheld", "source"]]
    return Chart(_by_dimension(table), alt, data, headline, f"Share of {label}, per cent of each base")


def _by_dimension(table):
    """Draw a bar for each category under the name of its dimension; one that stands alone bears that name itself."""
    names, values, texts, heads = [], [], [], []
    for dimension, part in table.groupby("dimension", sort=False):
        if len(part) > 1:
            heads.append(len(names))
            names, values, texts = [*names, dimension], [*values, 0], [*texts, ""]
        for row in tabular.rows(part):
            names.append(row.category if len(part) > 1 else f"{dimension}: {row.category}")
            values.append(row.proportion)
            texts.append(wording.proportion(row.proportion) + _in_brackets(row.count))
    return _bars(names, values, texts, heads=heads)


def _in_brackets(count):
    """Write a count in brackets behind a share; nothing where it is not known."""
    return "" if pd.isna(count) else f" ({wording.count(count)})"


@in_two_widths
def answers(intervals: pd.DataFrame) -> Chart:
    """Draw each answer of a survey as a dot with its 95% interval."""
    table = intervals.sort_values("answer", ascending=False)
    if table.empty:
        return NOTHING
    texts = [
        f"{wording.proportion(row.answer)} ({wording.percent(row.lower)} to {wording.percent(row.upper)})"
        for row in tabular.rows(table)
    ]
    alt = "Dot chart of the share who gave each answer, with its 95% interval."
    first = table.iloc[0]
    headline = f"{first['question']}: {wording.proportion(first['answer'])}"
    least = "the narrowest 95% interval there can be" if (table["base_is"] == "at most").any() else "the 95% interval"
    statistic = f"Share who gave each answer, per cent, with {least}"
    return Chart(_answers(table, texts), alt, table, headline, statistic)


def _answers(table, texts):
    """Draw a dot and its interval for each answer, on a scale of a hundred."""
    questions = [textwrap.fill(question, ACROSS) for question in table["question"]]
    axes = _intervals(questions, table[["lower", "answer", "upper"]], 1.6, 0.9, s=70, color=BLUE)
    _beside(axes, table["upper"], texts, 8)
    axes.set_xlim(0, 102 if is_narrow() else 135)  # room for the words right of a hundred
    axes.set_xticks([0, 25, 50, 75, 100])
    axes.set(xlabel="Per cent")
    return axes


@in_two_widths
def ledger(lines: pd.DataFrame) -> Chart:
    """Draw each line of a fund as a bar of what is spent, committed and left, labelled with what remains."""
    table = lines[(lines[["allocated", "spent", "committed"]] != 0).any(axis=1)]
    if table.empty:
        return NOTHING
    names = [textwrap.fill(line, ACROSS) for line in table["line"]]
    texts = [f"{wording.pounds(row.remaining)} of {wording.pounds(row.allocated)} left" for row in tabular.rows(table)]
    alt = "Stacked bar chart of each line, with what remains of what was allocated."
    left, given = sum(table["remaining"]), sum(table["allocated"])
    headline = f"{wording.money(left)} of {wording.money(given)} remains"
    statistic = "Pounds spent, committed and remaining by line; each bar says what remains"
    return Chart(_stacked(table, names, texts), alt, table.drop(columns=["theme", "serves"]), headline, statistic)


def _stacked(table, names, texts):
    """Draw a bar for each line, in parts of what is spent, committed and left."""
    axes = _rows(names, 1.15, 0.9)
    parts = table[list(LEDGER)].astype(float).clip(lower=0)
    starts = parts.cumsum(axis=1).shift(axis=1, fill_value=0)
    for name, (colour, hatch) in LEDGER.items():
        drawn = {"left": starts[name], "color": colour, "hatch": hatch, "edgecolor": "white", "label": name}
        last = axes.barh(range(len(table)), parts[name], _thick(names), **drawn)
    axes.set_ylim(len(table) - 0.4, -0.6)
    _bare(axes, "bottom")
    axes.legend(loc="lower right", bbox_to_anchor=(1, 1), ncols=len(LEDGER), frameon=False)
    if is_narrow():
        _name_above(axes, names, texts)
    else:
        _make_room(axes.bar_label(last, texts, padding=AWAY))
    return axes


@in_two_widths
def ages(table: pd.DataFrame) -> Chart:
    """Draw how long each open action has been open, in days; those that need attention stand out."""
    if table["days_open"].nunique() < 2:  # bars of one length show nothing
        return NOTHING
    names = ["\n".join(textwrap.wrap(f"{row.id}: {row.action}", 52)[:2]) for row in tabular.rows(table)]
    flags = table["attention"].fillna("")
    texts = [
        f"{wording.count(days)} days" + (f", {flag}" if flag else "")
        for days, flag in zip(table["days_open"], flags, strict=True)
    ]
    axes = _bars(names, table["days_open"], texts, [ORANGE if flag else BLUE for flag in flags], 1.35)
    alt = "Bar chart of the days each action has been open."
    needing = int((flags != "").sum())
    headline = f"{needing} of {len(table)} open actions need attention"
    data = table[["id", "action", "agreed", "owner", "due", "days_open", "attention", "source"]]
    return Chart(axes, alt, data, headline, "Days open")


@in_two_widths
def forest(effects: pd.DataFrame) -> Chart:
    """Draw the ratio of each intervention that can be judged, with its 95% interval; left of the line is less."""
    judged = effects["effect"] != evaluation.VERDICTS["unknown"]
    table = effects[judged & (effects[["ratio", "ratio_lower"]] > 0).all(axis=1) & effects["ratio_upper"].notna()]
    if table.empty:
        return NOTHING
    names = [textwrap.fill(f"{row.intervention}: {row.problem}", ACROSS) for row in tabular.rows(table)]
    texts = [
        f"{wording.number(row.ratio, 2)} ({wording.number(row.ratio_lower, 2)} to {wording.number(row.ratio_upper, 2)})"
        for row in tabular.rows(table)
    ]
    alt = "Forest plot of the ratio of each intervention with its 95% interval."
    proven = int((table["effect"] == "works").sum())
    headline = f"{proven or 'None'} of {len(table)} that can be judged {'is' if proven < 2 else 'are'} shown to work"
    if len(table) == 1:
        headline = f"{table['intervention'].iloc[0]} is {'' if proven else 'not '}shown to work"
    columns = ["key", "intervention", "problem", "design", "ratio", "ratio_lower", "ratio_upper", "effect", "source"]
    axes = _ratios(table, names, [f"{text}\n{effect}" for text, effect in zip(texts, table["effect"], strict=True)])
    return Chart(axes, alt, table[columns], headline, "Ratio of the count now to that expected, with its 95% interval")


def _ratios(table, names, words):
    """Draw the dots and intervals of a forest plot, the words to the right."""
    axes = _intervals(names, table[["ratio_lower", "ratio", "ratio_upper"]], 2.1, 1.1, s=80, color=BLUE)
    axes.axvline(1, color="black", linewidth=1, zorder=1)
    _across(axes, "Ratio: below 1, fewer than the comparison areas would lead one to expect")
    _scale_of_ratios(axes, table, words)
    return axes


def _scale_of_ratios(axes, table, texts):
    """Set a scale of ratios that has room for the words to the right of the widest interval."""
    low, high = min(table["ratio_lower"].min(), 0.9) / 1.1, max(table["ratio_upper"].max(), 1.1) * 1.1
    ends = _beside(axes, [high / 1.1] * len(texts), texts, 14)
    axes.set_xscale("log")
    ticks = [tick for tick in RATIOS if low <= tick <= high]
    axes.set_xticks(ticks, [str(tick) for tick in ticks])
    axes.set_xticks([], minor=True)
    axes.set_xlim(low, high)
    for _ in range(ROUNDS):
        widest = [end.get_window_extent().transformed(axes.transData.inverted()).x1 for end in ends]
        axes.set_xlim(low, max(*widest, high) if widest else high)


@in_two_widths
def structure(bodies: pd.DataFrame) -> Chart:
    """Draw who reports to whom: each body in a box, to the right of the one it reports to."""
    if bodies.empty:
        return NOTHING
    axes = _boxes(bodies)
    return Chart(
        axes, "Diagram of the delivery structure: who reports to whom.", bodies.assign(source="the partnership")
    )


def _boxes(bodies):
    """Draw each body in a box, with a line from the one it reports to: side by side, or in a narrow chart beneath."""
    places, box = (
        _tree(bodies),
        {"boxstyle": "round,pad=0.45", "facecolor": "white", "edgecolor": BLUE, "linewidth": 1.5},
    )
    if is_narrow():
        places = {body: (depth, row) for row, (body, (depth, _)) in enumerate(places.items())}
    deepest, lowest = (max(ends) for ends in zip(*places.values(), strict=True))
    _, axes = plt.subplots(figsize=(_WIDTH.get(), (0.66 if is_narrow() else 0.92) * (lowest + 1) + 0.2))
    side, letters = ("left", 32) if is_narrow() else ("center", 24 if deepest < 3 else 18)
    for body, (depth, row) in places.items():
        text = {"ha": side, "va": "center", "fontsize": 11, "zorder": 3, "bbox": box}
        axes.text(depth, row, textwrap.fill(body, letters), **text)
    for body, above in zip(bodies["body"], bodies["reports_to"], strict=True):
        if pd.notna(above):
            (x0, y0), (x1, y1) = places[above], places[body]
            ways = ([x0, x0, x1], [y0, y1, y1]) if is_narrow() else ([x0, x0 + 0.5, x0 + 0.5, x1], [y0, y0, y1, y1])
            axes.plot(*ways, color=GREY, linewidth=2, zorder=1)
    axes.set_xlim(*((-0.1, deepest + 2.5) if is_narrow() else (-0.45, deepest + 0.45)))
    axes.set_ylim(lowest + 0.5, -0.5)
    axes.axis("off")
    return axes


def _tree(bodies):
    """Place bodies as a tree: how deep each stands, and its row, that of the middle of those beneath it."""
    beneath = bodies.groupby("reports_to", sort=False)["body"].apply(list).to_dict()
    places, row = {}, 0

    def place(body, depth):
        nonlocal row
        places[body] = (depth, row)  # each before those beneath it
        own = [place(one, depth + 1) for one in beneath.get(body, ())]
        if not own:
            own, row = [row], row + 1
        places[body] = (depth, sum(own) / len(own))
        return places[body][1]

    for body in bodies.loc[bodies["reports_to"].isna(), "body"]:
        place(body, 0)
    return places


@in_two_widths
def series(years: pd.DataFrame, labels: Mapping[str, str], known: Yardstick, interventions: pd.DataFrame) -> Chart:
    """Draw the areas of each intervention over the windows, with a line where it begins; those begun within them."""
    windows = windows_of(years)
    starts = {}
    for start, areas in zip(interventions["start"], interventions["areas"], strict=True):
        later = [window for window in windows if window >= window_key(reporting_year(start))]
        if later and later[0] != windows[0]:
            starts |= {area: windows.index(later[0]) - 0.5 for area in areas}
    chart = lines(years, labels, known, only=list(starts))
    if chart.axes is None:
        return NOTHING
    for key, axes in chart.axes.items():
        axes.axvline(starts[key], color=ORANGE, linewidth=1.5, linestyle="--")
        axes.annotate("begins", (starts[key], 0), xytext=(-4, 4), textcoords="offset points", ha="right", fontsize=11)
    alt = f"{chart.alt} A dashed line marks where the intervention begins, before the latest years."
    return replace(chart, alt=alt, key=f"{chart.key} The dashed line is where the intervention begins.".strip())


@in_two_widths
def lines(
    years: pd.DataFrame,
    labels: Mapping[str, str],
    known: Yardstick,
    by: str = "area",
    only: Collection[str] | None = None,
) -> Chart:
    """Draw the windows of each area, or measure, as a line of its own, with its usual range beside the latest.

    Each is on a scale of its own, from nought. A hollow dot is a window of exceptional days. With `only`, a list of
    keys, just those have a panel; of over thirty, the twelve with most.
    """
    if by == "area":
        _one_measure(years)
    windows = windows_of(years)
    table = years.dropna(subset=windows)
    shown = table if only is None else table[table[by].isin(only)]
    if shown.empty or len(windows) < 3:
        return NOTHING
    what = "areas" if by == "area" else "types"
    names = [wording.sentence(labels[key]) for key in shown[by]]
    headline = _above_average(dict(zip(names, shown["against_average"], strict=True)), what)
    drawn = ""
    if len(shown) > PANELS:
        drawn = f"Drawn are the {FOREMOST} of {len(shown)} {what} with most in the latest year."
        shown = shown.loc[shown[windows[-1]].nlargest(FOREMOST).sort_index().index]
    ranges = {getattr(row, by): _usual_counts(row, windows[-2], known) for row in tabular.rows(shown)}
    alt = f"{_number_of_lines(len(shown), what)} over {len(windows)} years, the same days of each."
    if len(shown) < 3:
        headline = "; ".join(map(_stands, names, shown["against_average"]))
    chart = _multiples(shown.set_index(by)[windows], labels, ranges, known.exceptional)
    statistic = "Count in the same days of each year" + ", each on its own scale" * (len(shown) > 1)
    key = [drawn, "The bar beside the latest is its usual range." * any(ranges.values())]
    key.append("A hollow dot is of exceptional days." * bool(known.exceptional & set(windows)))
    return Chart(chart, alt, shown, headline, statistic, " ".join(filter(None, key)))


def _stands(name, percentage):
    """Say how the latest count of a line stands against the average of earlier ones, where there is one."""
    return name if pd.isna(percentage) else f"{name} stands {wording.against_in_words(percentage)} its earlier average"


def _above_average(against, what):
    """Say how many lines stand above their average, of those that have one, and a few by name; or nothing."""
    known = {name: apart for name, apart in against.items() if not pd.isna(apart)}
    above = [name for name, apart in known.items() if apart > 0]
    verb = "stands" if len(above) == 1 else "stand"
    named = f": {wording.items(above)}" if 0 < len(above) <= NAMED else ""
    said = f"{len(above)} of {len(known)} {what} {verb} above the average of their earlier years{named}"
    return said if known else ""


def _number_of_lines(number, what):
    return f"Line charts, one for each of {number} {what}," if number > 1 else "Line chart"


def _usual_counts(row, before, known):
    """Give the ends of the counts that are usual after the window before; nothing where that is not known."""
    usual, count = known.of(row.source, row.measure, row.area), getattr(row, before)
    if usual is None or not count:
        return None
    return tuple(count * (1 + end / 100) for end in usual.range_of(count))


@in_two_widths
def of_group(
    changed: pd.DataFrame, years: pd.DataFrame, labels: Mapping[str, str], known: Yardstick, areas: Collection[str]
) -> Chart:
    """Draw the areas of a group over their windows; where fewer than three came, the change of each type instead."""
    drawn = lines(years, labels, known, only=areas)
    return drawn if drawn.axes is not None else changes(changed, labels)


@in_two_widths
def months(charts: pd.DataFrame, labels: Mapping[str, str], window: Window) -> Chart:
    """Draw the months of each measure by their count a day: the mean, the limits, and what stands out as a dot."""
    if charts.empty:
        return NOTHING
    names = {key: wording.sentence(labels[key]) for key in charts["measure"].unique()}
    marked = charts["signal"] != ""
    across = 2 if is_narrow() else 3
    panels = _panels(names, across, 2.0)
    for key, axes in panels.items():
        own = charts[charts["measure"] == key].reset_index(drop=True)
        last = len(own) - 1
        axes.fill_between([0, last], own["lower_a_day"].iloc[0], own["upper_a_day"].iloc[0], color=GREY, alpha=0.35)
        axes.axhline(own["mean_a_day"].iloc[0], color=GREY, linewidth=1)
        axes.plot(own.index, own["a_day"], color=BLUE, linewidth=1.6)
        out = own[own["signal"] != ""]
        axes.plot(out.index, out["a_day"], "o", color=ORANGE, markersize=5, zorder=3)
        _titled(axes, names[key], across)
        _days(axes, last, own["month"].iloc[[0, last]])
        axes.yaxis.set_major_locator(MaxNLocator(4))
        axes.set_ylim(bottom=0)
    _set_apart(panels, across)
    alt = f"{_number_of_lines(len(names), 'types')} by month."
    now = charts.loc[marked & charts["month"].isin(window.months), "measure"].nunique()
    out = wording.sentence(wording.words(str(now)))
    headline = f"{out} of {len(names)} charts have months that stand out from {wording.months(window)}"
    statistic = "Count a day in each month; the band lies between the limits, a dot is a month that stands out"
    return Chart(panels, alt, charts, headline, statistic)


def _multiples(lines, labels, ranges, exceptional):
    """Draw small multiples, each on its own scale: `lines` holds a row for each, and a column for each window."""
    across = min(len(lines), 2 if is_narrow() or len(lines) < 3 else 5)
    height = 1.8 if len(lines) < 3 else 1.95
    panels = _panels(lines.index, across, height)
    last, odd = lines.shape[1] - 1, [place for place, name in enumerate(lines) if name in exceptional]
    for key, axes in panels.items():
        own = lines.loc[key]
        if ranges[key]:
            axes.vlines(last + 0.35, *ranges[key], color=GREY, linewidth=5)
        axes.plot(range(last + 1), own, color=BLUE, linewidth=2.4)
        axes.plot(last, own.iloc[-1], "o", color=BLUE, markersize=5, clip_on=False)
        if odd:
            hollow = {"markerfacecolor": "white", "markersize": 5, "clip_on": False, "zorder": 3}
            axes.plot(odd, own.iloc[odd], "o", color=BLUE, **hollow)
        _titled(axes, f"{wording.sentence(labels[key])}: {wording.count(own.iloc[-1])}", across)
        _days(axes, last, [lines.columns[0][1:5], lines.columns[-1][1:5]])
        axes.yaxis.set_major_formatter(lambda value, _: wording.count(value))
        axes.yaxis.set_major_locator(MaxNLocator(4, integer=True))
        axes.set_ylim(bottom=0)
    _set_apart(panels, across)
    return panels


class _Panels(dict):
    """Panels of small multiples by key: they fill their figure, and nothing but a long title may reach beyond it."""

    def bounds(self):
        """Give what they take of the page, in inches; to ask all their letters would cost as much as to draw them."""
        figure = _figure_of(self)
        words = [one for axes in self.values() for one in axes.get_children() if isinstance(one, Text)]
        reached = [one.get_window_extent() for one in words if one.get_text()]
        return Bbox.union([figure.bbox, *reached]).transformed(figure.dpi_scale_trans.inverted())


def _panels(keys, across, height):
    """Make a panel for each key, so many side by side, of so many inches; the lowest of each column have the days."""
    number = len(keys)
    rows = -(-number // across)
    figure, grid = plt.subplots(rows, across, squeeze=False, figsize=(_WIDTH.get(), rows * height))
    for spare in grid.flat[number:]:
        spare.remove()
    sns.despine(figure)
    for above in grid.flat[: max(number - across, 0)]:
        above.tick_params(labelbottom=False)
    return _Panels(zip(keys, grid.flat, strict=False))


def _set_apart(panels, across):
    """Give panels room for their titles and scales by the letters of these: a layout that draws them costs as much."""
    figure, rows = _figure_of(panels), -(-len(panels) // across)
    wide, high = figure.get_size_inches()
    highest = [axes.get_ylim()[1] for axes in panels.values()]
    beside = LETTER * (1 + max(len(wording.number(top, 2 if top < 1 else int(top < 10))) for top in highest)) + 0.1
    above = LINE * (1 + max(axes.get_title(loc="left").count("\n") for axes in panels.values())) + 0.1
    below, between = 0.25, 0.1
    panel_wide = (wide - across * beside) / across
    panel_high = (high - below - rows * above - (rows - 1) * between) / rows
    figure.subplots_adjust(
        left=beside / wide,
        right=1,
        bottom=below / high,
        top=1 - above / high,
        wspace=beside / panel_wide,
        hspace=(above + between) / panel_high,
    )


def _one_measure(table):
    """Refuse to draw several measures as if they were one."""
    if table["measure"].nunique() > 1:
        several = ", ".join(table["measure"].unique())
        mend = 'Choose one first, as in table[table["measure"] == "robbery"]'
        raise Faults([Fault("figures", "", f"a chart by area shows one measure, and here are {several}", mend)])


def _rows(names, height, more):
    """Make axes with a row for each name, the first on top; each is so many rows high, with so many inches beside."""
    row = _narrow_row(names) if is_narrow() else height * ROW
    _, axes = plt.subplots(figsize=(_WIDTH.get(), row * len(names) + more))
    axes.set_yticks(range(len(names)), names)
    axes.set_ylim(len(names) - 0.5, -0.5)
    return axes


def _narrow_row(names):
    """Give the inches of a row that has its name and its text above it, on as many lines as the longest takes."""
    lines = max(len(name) + TEXT for name in names) // LETTERS + 1
    return THICK + lines * LINE + 0.14


def _name_above(axes, names, texts, heads=()):
    """Write each name and its text above its row, which then has the whole width of a narrow chart; heads in bold."""
    axes.figure.subplots_adjust(left=0.01, right=0.99)
    axes.set_yticks([])
    for row, both in enumerate(zip(names, texts, strict=True)):
        text = textwrap.fill(": ".join(" ".join(one.split()) for one in both if one), LETTERS)
        above = (THICK / 2 + 0.03) / _narrow_row(names)
        weight = "bold" if row in heads else "normal"
        place = {"xycoords": ("axes fraction", "data"), "va": "bottom", "ha": "left", "bbox": ON_PAPER}
        axes.annotate(text, (0, row - above), weight=weight, **place)


def _intervals(names, ends, height, more, **dots):
    """Draw a dot and its interval in a row for each name; the columns of `ends` are low, dot and high."""
    axes, rows = _rows(names, height, more), range(len(names))
    low, dot, high = (ends[column] for column in ends)
    axes.hlines(rows, low, high, color=GREY, linewidth=6)
    axes.scatter(dot, rows, zorder=3, **dots)
    _bare(axes)
    return axes


def _beside(axes, ends, texts, points):
    """Write each row's text so many points right of its end, or above it; return the texts that need room beside."""
    if is_narrow():
        _name_above(axes, [label.get_text() for label in axes.get_yticklabels()], texts)
        return []
    placed = {"xytext": (points, 0), "textcoords": "offset points", "va": "center"}
    return [axes.annotate(text, (end, row), **placed) for row, (end, text) in enumerate(zip(ends, texts, strict=True))]


def _bars(names, values, texts, colours=None, height=1.0, hollow=(), intervals=None, heads=()):
    """Draw horizontal bars, a rise in one colour and a fall in another, some hollow, each with its text at its end.

    `intervals` are drawn as lines over them; rows that are `heads` have a name in bold, and no bar.
    """
    axes, rows = _rows(names, height, 0.5), range(len(names))
    both = min(values) < 0 < max(values)
    colours = colours or [ORANGE if both and value > 0 else BLUE for value in values]
    sns.barplot(x=list(values), y=rows, orient="h", width=_thick(names), errorbar=None, ax=axes)
    axes.set_yticks(rows, names)
    bars = [bar for one in axes.containers if isinstance(one, BarContainer) for bar in one]
    for bar, colour in zip(bars, colours, strict=True):
        bar.set_facecolor(colour)
    for bar, empty in zip(bars, hollow, strict=False):
        bar.set(edgecolor=bar.get_facecolor(), linewidth=1.5, fill=not empty)
    ends = [row + side * _thick(names) / 2 for row in rows if row not in heads for side in (-1, 1)]
    ends = ends if is_narrow() else [-0.5, len(names) - 0.5]  # not across the names
    axes.vlines([0] * (len(ends) // 2), ends[::2], ends[1::2], color="black", linewidth=1)
    axes.set(xlabel="", ylabel="")
    _bare(axes, "bottom", "left")
    for bar, name, text in zip(bars, names, texts, strict=True):
        if text:
            bar.set_gid(f"{SAID}{name}: {text}")
    tips = list(values)
    if intervals is not None:
        low, high = (intervals[column].fillna(0) for column in intervals)
        edged = [patheffects.withStroke(linewidth=3.5, foreground="white")]  # a line shows on a dark bar too
        axes.hlines(rows, low, high, color="black", linewidth=1.5, path_effects=edged)
        tips = [max(ends) if value > 0 else min(ends) for value, *ends in zip(values, values, low, high, strict=True)]
    for row in heads:
        axes.get_yticklabels()[row].set_fontweight("bold")
    if is_narrow():
        _name_above(axes, names, texts, heads)
        return axes
    _make_room(
        [
            axes.annotate(text, (tip, row), **_end_of(value))
            for row, (tip, value, text) in enumerate(zip(tips, values, texts, strict=True))
        ]
    )
    return axes


def _end_of(value: float) -> Any:
    """Say how a text stands at the end of a bar: beyond it, on its own side."""
    side = -1 if value < 0 else 1
    placed = {"xytext": (side * AWAY, 0), "textcoords": "offset points", "va": "center"}
    return placed | {"ha": "right" if value < 0 else "left"}


def _thick(names):
    """Give the part of a row that its bar takes."""
    return THICK / _narrow_row(names) if is_narrow() else 0.8


def _across(axes, text):
    """Say what a scale shows, on as many lines as it takes."""
    axes.set_xlabel(textwrap.fill(text, LETTERS) if is_narrow() else text)


def _bare(axes, *lines):
    """Take off axes their grid and ticks; with the names of their lines, these and the scale, where bars say it all."""
    axes.grid(visible=False)
    axes.tick_params(axis="y", length=0)
    if lines:
        axes.set_xticks([])
        axes.spines[list(lines)].set_visible(False)


def _make_room(labels):
    """Give the panels of these labels of bars one scale that has room for them all.

    A label keeps its distance in pixels from the end of its bar, so that it is measured once.
    """
    placed, limits = [], {label.axes: label.axes.get_xlim() for label in labels}
    for label in labels:
        box, axes = label.get_window_extent(), label.axes
        end = axes.transData.transform(label.xy)[0]
        placed.append((label.xy[0], box.x0 - end, box.x1 - end, axes.bbox.width, axes))
    for _ in range(ROUNDS):
        scales = [(limits[axes][1] - limits[axes][0]) / width for *_, width, axes in placed]
        lefts = [value + before * scale for (value, before, *_), scale in zip(placed, scales, strict=True)]
        rights = [value + behind * scale for (value, _, behind, *_), scale in zip(placed, scales, strict=True)]
        limits = dict.fromkeys(limits, (min(0, *lefts), max(0, *rights)))
    for axes, ends in limits.items():
        axes.set_xlim(*ends)


def _most_changed(table, names, column="change", verbs=("rose most", "fell most"), write=None):
    """Say which rose most and which fell most: where the changes were tested, of those of the firmest verdict."""
    write = write or partial(wording.percent, signed=True)
    if "verdict" not in table:
        return _extremes(names, table[column], verbs, write)
    for verdict, rows in ((UNUSUAL, table["unusual"] == UNUSUAL), (MORE, holds(table))):
        if rows.any():
            kept = [name for name, said in zip(names, rows, strict=True) if said]
            return f"{wording.sentence(verdict)}: {_extremes(kept, table.loc[rows, column], verbs, write, False)}"
    return "No change here is shown to be more than chance, or usual years, can give"


def _extremes(names, values, verbs, write, opens=True):
    """Say which rose most and which fell most, of bars in order from the greatest; nothing where none did."""
    values = list(values)
    ends = [(names[0], values[0], verbs[0], values[0] > 0), (names[-1], values[-1], verbs[1], values[-1] < 0)]
    said = [f"{name} {verb} ({write(value)})" for name, value, verb, holds in ends if holds]
    return wording.sentence(" and ".join(said)) if opens else " and ".join(said)


def _figure_of(axes: Any) -> Figure:
    """Find the figure of axes, of panels or an array of axes, of a seaborn grid, or of a figure itself."""
    axes = next(iter(axes.values())) if isinstance(axes, dict) else axes
    first = axes.flat[0] if hasattr(axes, "flat") else axes
    figure = first if isinstance(first, Figure) else getattr(first, "figure", None)
    if not isinstance(figure, Figure):
        raise TypeError("a figure is published from matplotlib or seaborn axes, as in stage.figure(name, axes, …)")
    return figure
