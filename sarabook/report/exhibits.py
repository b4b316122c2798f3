"""Exhibits: a table, chart or picture as it is printed, with what stands above and beneath it."""

import base64
import html

import pandas as pd

from sarabook.params import period as periods
from sarabook.report import tables
from sarabook.report.figures import Chart
from sarabook.report.headings import words
from sarabook.report.notes import notes, subtitle


def table(
    name: str,
    shown: pd.DataFrame,
    caption: str,
    period: periods.Period,
    note: str = "",
    hidden: list[str] | None = None,
) -> str:
    """Lay out a table; `hidden` are the measures of which small counts are left out of it."""
    return tables.html(shown, caption, words(shown, period), name, notes(shown, period, note, hidden or ()))


def chart(name: str, drawn: Chart, data: pd.DataFrame, svg: bytes, caption: str, period: periods.Period) -> str:
    """Lay out a chart: its headline and what it shows above it, the table behind it to be opened, and its sources."""
    lines, read_as = notes(data, period), words(data, period)
    beneath = tables.html(data, f"Data of figure: {caption}", read_as, notes=lines)
    said = f'<p class="headline">{html.escape(drawn.headline)}</p>\n'
    said += f'<p class="subtitle">{html.escape(subtitle(drawn.statistic, data, period))}</p>'
    details = f"<details><summary>Data of this figure</summary>\n{beneath}\n</details>\n"
    caption = caption + tables.constant_measure(data, read_as, caption)
    return _figure(name, caption, said, ("svg+xml", svg), drawn.alt, details, " ".join(lines))


def picture(name: str, png: bytes, caption: str, alt: str, source: str) -> str:
    """Lay out a picture that a partner sent, with the line that says where it comes from."""
    return _figure(name, caption, "", ("png", png), alt, "", source)


def _figure(name: str, caption: str, said: str, image: tuple[str, bytes], alt: str, details: str, source: str) -> str:
    """Lay a figure out: its caption, what is said above it, the image, what opens beneath it, and its source."""
    kind, content = image
    return f"""<figure id="{name}">
<figcaption><span class="number" data-name="{name}">{name}</span> {html.escape(caption)}</figcaption>
{said}
<img src="data:image/{kind};base64,{base64.b64encode(content).decode("ascii")}" alt="{html.escape(alt, quote=True)}">
{details}<p class="note">{html.escape(source)}</p>
</figure>"""
