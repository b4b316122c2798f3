"""Maps: the rate of each place in classes of one colour from light to dark, the highest numbered and named."""

import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib import pyplot as plt
from matplotlib.patches import Patch

from sarabook.report.figures import NARROW, NOTHING, WIDE, Chart, in_two_widths, is_narrow
from sarabook.words import wording

CLASSES = 5
HIGHEST = 5  # places that are named
SHADES = ["#DCEBF9", "#6BACE6", "#12436D"]  # of the Analysis Function's blue, the first light enough for four more
FINEST = 600  # parts of the map's width, below which an outline is drawn no finer
LARGEST = 5.2  # inches of the map's longer side
EDGE = "#505A5F"
APART = 17  # points between the middles of two numbers, so that they stand clear of each other
ROUNDS = 100  # each moves numbers that are too close a little further apart


@in_two_widths
def rates(table: pd.DataFrame, shapes: pd.DataFrame, names: pd.Series, words: str) -> Chart:
    """Draw the rate of each place on a map, in fifths of the places; those without an outline are left out, and said.

    `table` is one of rates, the highest first, of areas or LSOAs (`words` calls them, as in "wards"); `names` has what
    each of its rows is called, `shapes` are the outlines by `code`.
    """
    by = "area" if "area" in table else "lsoa"
    table = table.assign(name=list(names))
    drawn = shapes[["code", "geometry"]].merge(table, left_on="code", right_on=by) if len(shapes) else table.iloc[:0]
    if len(drawn) < CLASSES:
        return NOTHING
    drawn = drawn.sort_values("rate", ascending=False, kind="stable", ignore_index=True)
    drawn["map_class"] = _classed(drawn["rate"])
    highest = [f"{name} {wording.number(rate, 1)}" for name, rate in drawn[["name", "rate"]].head(HIGHEST).to_numpy()]
    missing = len(table) - len(drawn)
    statistic = "Per 1,000 residents in these days, and high where many come who live elsewhere; as many "
    statistic += f"{words} in each class, or nearly"
    statistic += f"; {wording.count(missing)} without an outline are not drawn" if missing else ""
    alt = (
        f"Map of {wording.count(len(drawn))} {words} by their rate, in {drawn['map_class'].nunique()} classes. The "
        f"highest are {wording.items(highest)}; the lowest is {drawn['name'].iloc[-1]} "
        f"{wording.number(drawn['rate'].iloc[-1], 1)}."
    )
    headline = f"{drawn['name'].iloc[0]} has the highest rate"
    data = table.drop(columns="name").merge(drawn[[by, "map_class"]], on=by, how="left")
    data = data.assign(source=data["source"] + "; boundaries")
    return Chart(_draw(drawn, highest, words), alt, data, headline, statistic)


def _classed(values):
    """Put values into classes of as many each, called by their lowest and highest: `15.0 to 35.6`."""
    fifths = pd.qcut(values, CLASSES, labels=False, duplicates="drop")
    ends = values.groupby(fifths).transform("min"), values.groupby(fifths).transform("max")
    pairs = zip(*ends, strict=True)
    return [" to ".join(dict.fromkeys(wording.number(end, 1) for end in pair)) for pair in pairs]


def _draw(drawn, highest, words):
    """Draw places by their class, with a key to the classes and to the numbers."""
    west, south, east, north = drawn.total_bounds
    size = (NARROW if is_narrow() else LARGEST) / max(east - west, north - south)
    figure, axes = plt.subplots(figsize=(min(WIDE, (east - west) * size), (north - south) * size))
    drawn = drawn.set_geometry(drawn.geometry.simplify_coverage(max(east - west, north - south) / FINEST))
    classes = drawn["map_class"].value_counts(sort=False)  # the highest first, as the places are
    shades = dict(zip(classes.index, reversed(sns.blend_palette(SHADES, len(classes))), strict=True))
    drawn.plot(ax=axes, color=[shades[one] for one in drawn["map_class"]], edgecolor=EDGE, linewidth=0.5)
    axes.set_axis_off()
    _number(axes, drawn.geometry.representative_point()[: len(highest)].get_coordinates().to_numpy())
    texts = [f"{one} ({number} {words})" for one, number in classes.items()]
    key = [Patch(facecolor=shades[one], edgecolor=EDGE, linewidth=0.5) for one in classes.index]
    x, y = (0, -0.03) if is_narrow() else (1.02, 1)  # where the keys begin: beneath the map, or beside it
    beside = {"bbox_to_anchor": (x, y), "loc": "upper left", "borderaxespad": 0, "frameon": False}
    legend = axes.legend(key, texts, title="Per 1,000 residents", alignment="left", fontsize=11, **beside)
    figure.canvas.draw()
    bottom = axes.transAxes.inverted().transform((0, legend.get_window_extent().y0))[1]
    text = "\n".join(["Highest", *(f"{number}  {one}" for number, one in enumerate(highest, 1))])
    axes.text(x, bottom - 0.05, text, transform=axes.transAxes, va="top", fontsize=11, linespacing=1.5)
    return axes


def _number(axes, points):
    """Number places at the points given, from one on; numbers that would cover each other move apart, on a line."""
    to_points = axes.transData.transform(points) * 72 / axes.figure.dpi
    placed = to_points.astype(float)
    for _ in range(ROUNDS):
        between = placed[:, None] - placed[None]
        distance = np.hypot(*between.T).T
        close = (distance < APART) & ~np.eye(len(placed), dtype=bool)
        if not close.any():
            break
        away = np.where(distance[..., None] > 0, between / np.maximum(distance, 1e-9)[..., None], [1.0, 0.0])
        placed += (away * ((APART - distance) / 3 * close)[..., None]).sum(axis=1)
    circle = {"boxstyle": "circle,pad=0.15", "facecolor": "white", "edgecolor": EDGE, "linewidth": 0.7}
    line = {"arrowstyle": "-", "color": "black", "linewidth": 0.8, "shrinkA": 0, "shrinkB": 0}
    for number, (point, moved) in enumerate(zip(points, placed - to_points, strict=True), 1):
        text = {"xytext": moved, "textcoords": "offset points", "ha": "center", "va": "center", "fontsize": 11}
        axes.annotate(str(number), point, bbox=circle, arrowprops=line, **text)
