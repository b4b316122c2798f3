"""One contract for each kind of file: which columns there are, what each may hold, what makes a row unique.

To add a kind of file, add one function to CONTRACTS. Reading, messages and types follow from it.
"""

import re

import pandas as pd
import pandera.pandas as pa
from dateutil.relativedelta import relativedelta

from sarabook import period as periods
from sarabook import wording
from sarabook.counts import BASES
from sarabook.findings import STATISTICS
from sarabook.period import parse_date
from sarabook.registers import CONDITIONS

STATUSES = ["not started", "in progress", "complete", "superseded", "rejected"]
REGISTERS = ("recommendations", "updates", "objectives")
UNPAIRED = "its count for the other window of the comparison is missing | Add that row, with 0 if there were none"
DIGITS = r"[0-9]{1,15}"
GROUPED = re.compile(r"[+-]?[1-9][0-9]{0,2}(,[0-9]{3})+")  # 9,207 is a number; 9,20 is not


# Columns. Each check's message is "what is wrong | how to mend it".


def _names(vocabulary, what, mend):
    """Build a column of names: each is looked up, in any spelling that `params/` lists, and becomes its key."""
    known = {str(name).lower(): key for name, key in vocabulary.items()}
    check = pa.Check.isin(list(known.values()), error=f"is not {what} | {mend}")
    return pa.Column(str, check, metadata={"names": vocabulary, "tidy": lambda text: known.get(text.lower(), text)})


def _day():
    """Build a column of dates, ISO or day first."""
    check = pa.Check(lambda column: column.map(_is_date), error="is not a date | Write it as 2024-12-05 or 05/12/2024")
    return pa.Column(str, check, metadata={"tidy": _iso, "type": "datetime64[s]"})


def _whole_number(least=0):
    """Build a column of counts: whole numbers, thousands separators allowed."""
    said = f"is not a whole number of {least} or more | Write the count in digits, such as 58 or 9,207"
    check = pa.Check(lambda column: column.str.fullmatch(DIGITS) & ~column.isin(map(str, range(least))), error=said)
    return pa.Column(str, check, metadata={"tidy": _ungrouped, "type": "int64"})


def _number():
    """Build a column of numbers with a sign and decimals."""
    check = pa.Check.str_matches(r"^[+-]?[0-9]+(\.[0-9]+)?$", error="is not a number | Write digits, such as -5 or 2.5")
    tidy = {"tidy": lambda text: _ungrouped(text.replace(wording.MINUS, "-")), "type": "float64"}
    return pa.Column(str, check, metadata=tidy)


def _choice(*choices, default=None):
    """Build a column that holds one of a few words."""
    check = pa.Check.isin(choices, error=f"is not one of: {', '.join(filter(None, choices))} | Write one of these")
    lower = {"tidy": lambda text: text.lower() or default or ""}
    return pa.Column(str, check, metadata=lower, default=default)


def _text(required=True):
    """Build a column of free text."""
    if not required:
        return pa.Column(str, default="")
    return pa.Column(str, pa.Check(lambda column: column != "", error="is blank | Fill it in"))


def _unique(*columns):
    """Allow one row only for each combination of these columns."""
    return pa.Check(
        lambda table: ~table.duplicated(list(columns), keep="first"),
        error=f"repeats an earlier row ({', '.join(columns)} are the same) | Keep the right one",
    )


def _schema(columns, *checks):
    return pa.DataFrameSchema(columns, checks=list(checks), strict="filter", add_missing_columns=True)


# Contracts: kind of file -> its schema for a period (and, for a return, the name of its source).


def _counts(period, source):
    """Counts by measure, area and window."""
    windows, stated = period.settings.windows_of(source), period.settings.sources[source]
    area = _areas(period, blank_is_whole=stated.rows == "whole")
    area.checks.append(_of_whole_or_areas(period, stated.rows))
    columns = {"measure": _measures(period), "area": area, "start": _day(), "end": _day(), "count": _whole_number()}
    columns["basis"] = _choice(*BASES, default="recorded")
    return _schema(columns, _unique("measure", "area", "start", "end"), _inside(windows), _paired(windows))


def _positions(period, source):
    """Places in the family group, by measure and date; the first is best."""
    sizes = [str(period.partnership.family_group.size)] if period.partnership.family_group else []
    fits = pa.Check(
        lambda table: (
            pd.to_numeric(table["position"], errors="coerce").fillna(0)
            <= pd.to_numeric(table["group_size"], errors="coerce").fillna(float("inf"))
        ),
        error="the position is greater than the size of the group | Correct one of them",
    )
    size = _whole_number(least=2)
    size.checks.append(
        pa.Check.isin(
            sizes,
            error="is not the size of the family group | Correct it, or correct family_group in partnership.yaml",
        )
    )
    return _schema(
        {
            "measure": _measures(period),
            "as_at": _day(),
            "position": _whole_number(least=1),
            "group_size": size,
        },
        _unique("measure", "as_at"),
        fits,
        _dated(position_dates(period, source)),
    )


def _recommendations(period, source):
    """What each assessment recommended; rows stay, their progress stands in `updates`."""
    known = periods.names_and_previous(period.root)
    made_in = pa.Column(
        str,
        pa.Check(
            lambda column: column.map(lambda name: name in known or _is_year(name)),
            error=("is not a period or a reporting year such as 2023-24 | Correct it"),
        ),
    )
    columns = {"id": _text(), "made_in": made_in, "recommendation": _text()}
    columns["theme"] = _choice("", *period.partnership.plan.priorities, default="")
    return _schema(columns | {"lead": _text(required=False)}, _unique("id"))


def _updates(period, source):
    """What has become of rows of other registers, dated, the latest counting."""
    columns = {"register": _choice("recommendations"), "id": _text(), "date": _day(), "status": _choice(*STATUSES)}
    columns |= {"note": _text(required=False), "basis": _choice("recorded", "read", default="recorded")}
    return _schema(columns, _unique("register", "id", "date"))


def _objectives(period, source):
    """What the partnership means to reach: objective, lead, due date, and the finding that will prove it."""
    columns = {"id": _text(), "measure": _measures(period), "area": _areas(period), "objective": _text()}
    columns |= {"lead": _text(), "start": _day(), "due": _day(), "statistic": _choice(*STATISTICS)}
    columns |= {"condition": _choice(*CONDITIONS), "target": _number()}
    columns |= {"basis": _choice("published", "illustrative", default="published")}
    return _schema(columns, _unique("id"))


CONTRACTS = {
    "counts": _counts,
    "positions": _positions,
    "recommendations": _recommendations,
    "updates": _updates,
    "objectives": _objectives,
}


def _measures(period):
    vocabulary = {name: m.key for m in period.measures.values() for name in (m.key, m.label, *m.other_names)}
    return _names(
        vocabulary,
        "a measure",
        "Correct it, or add it to params/measures.csv: a row, or one of the other_names of a row",
    )


def _areas(period, blank_is_whole=True):
    partnership, whole = period.partnership, period.whole
    vocabulary = {whole: whole, partnership.place: whole, partnership.name: whole}
    vocabulary |= {"": whole} if blank_is_whole else {}
    vocabulary |= {n: key for key, area in partnership.areas.items() for n in (key, area.label, *area.other_names)}
    file = f"params/partnerships/{period.settings.partnership}/partnership.yaml"
    return _names(vocabulary, f"an area of {partnership.place}", f"Correct it, or add it to {file}")


def _of_whole_or_areas(period, rows):
    """Keep rows of the whole out of a source of areas, where they would be added up with them, and the reverse."""
    if rows == "areas":
        error = "is the whole, and this source is of areas | Remove the row: the areas are added up"
        return pa.Check(lambda column: column != period.whole, error=error)
    error = "is an area, and this source is of the whole | Set rows: areas for this source in period.yaml"
    return pa.Check(lambda column: ~column.isin(list(period.partnership.areas)), error=error)


def _paired(windows):
    """Ask for both windows of a comparison, since half of one would falsify every sum and share."""
    before, now = ((str(window.start), str(window.end)) for window in windows[-2:])
    partner = {before: now, now: before}

    def has_partner(table):
        rows = list(zip(table["measure"], table["area"], zip(table["start"], table["end"], strict=True), strict=True))
        there = set(rows)
        found = [span not in partner or (measure, area, partner[span]) in there for measure, area, span in rows]
        return pd.Series(found, index=table.index, dtype=bool)

    return pa.Check(has_partner, error=UNPAIRED)


def _inside(windows):
    pairs = {(str(window.start), str(window.end)) for window in windows}
    listed = "; ".join(wording.window(window, short=True) for window in windows)
    return pa.Check(
        lambda table: pd.Series(
            [pair in pairs or not all(map(_is_date, pair)) for pair in zip(table["start"], table["end"], strict=True)],
            index=table.index,
            dtype=bool,
        ),
        error=f"start and end are not a window of this source (they are: {listed}) | "
        "Correct the row, or the windows in period.yaml",
    )


def _dated(days):
    known = {str(day) for day in days}
    return pa.Check(
        lambda table: table["as_at"].isin(known) | ~table["as_at"].map(_is_date),
        error=f"as_at is not a date of this source (they are: {wording.items(sorted(known))}) | "
        "Correct the row, or as_at in period.yaml",
    )


def position_dates(period, source):
    """Give the two dates at which family-group positions are compared: a year before, and the source's own."""
    now = period.settings.sources[source].as_at or period.settings.as_at
    return now - relativedelta(years=1), now


def _is_year(text):
    """Say whether a text names a reporting year: `2023-24`, whose second year follows its first."""
    found = re.fullmatch(r"(\d{4})-(\d{2})", text)
    return bool(found) and (int(found[1]) + 1) % 100 == int(found[2])


def _is_date(text):
    try:
        parse_date(text)
    except ValueError:
        return False
    return True


def _ungrouped(text):
    return text.replace(",", "") if GROUPED.fullmatch(text) else text


def _iso(text):
    return str(parse_date(text)) if _is_date(text) else text
