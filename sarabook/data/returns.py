"""The kinds of return: files of figures that suppliers send, each with its columns and its own rules."""

import datetime
import functools
from fractions import Fraction

import pandas as pd
import pandera.pandas as pa
from dateutil.relativedelta import relativedelta

from sarabook.data import columns, geography, named, rows
from sarabook.data.columns import also, choice, column, day, key, number, percentage, schema, text, value, whole_number
from sarabook.data.extract import COLUMNS, NEEDED
from sarabook.params.period import Period
from sarabook.words import printed, wording
from sarabook.words.calendar import MONTH, Window
from sarabook.words.statistics import BASES

GIVEN = ["before", "now", "difference"]
UNPAIRED = "its count for the other window of the comparison is missing | Add that row, with 0 if there were none"


def counts(period: Period, source: str) -> pa.DataFrameSchema:
    """Counts by measure, area and window."""
    windows, stated = period.settings.windows_of(source), period.settings.sources[source]
    area = named.areas(period, stated.rows)
    cells = {"measure": named.measures(period), "area": area, "start": day(), "end": day(), "count": whole_number()}
    cells["basis"] = choice(*BASES, default="recorded")
    return schema(cells, rows.unique("measure", "area", "start", "end"), _inside(windows), _paired(windows))


def months(period: Period, source: str) -> pa.DataFrameSchema:
    """Counts by measure and month of the whole or, where the rows of the source are of areas, of these."""
    listed = period.settings.sources
    cells = {"measure": named.measures(period), "month": _month(), "count": whole_number()}
    if source in listed and listed[source].rows == "areas":
        cells["area"] = named.areas(period, "areas")
    return schema(cells, rows.unique("measure", "month", *cells.keys() & {"area"}))


def _month():
    return column(MONTH.fullmatch, "is not a month | Write it as 2024-04")


def street_level(period: Period, source: str) -> pa.DataFrameSchema:
    """How many records the police force has, and how many of them without a place, where the records do not come."""
    cells = {"measure": named.measures(period), "start": day(), "end": day()}
    cells |= {"records": whole_number(), "unplaced": whole_number()}
    return schema(cells, rows.unique("measure", "start", "end"), rows.at_most("unplaced", "records"))


def positions(period: Period, source: str) -> pa.DataFrameSchema:
    """Places in the family group, the first being best; a direction may be stated where no earlier place is known."""
    family = period.partnership.family_group
    said = "is not the size of the family group | Correct it, or correct family_group in partnership.yaml"
    size = also(whole_number(least=2), lambda cell: family and cell == str(family.size), said)
    cells = {"measure": named.measures(period), "as_at": day(), "position": whole_number(least=1), "group_size": size}
    cells["direction"] = choice("", *wording.SYMBOLS, default="")
    fits = rows.at_most("position", "group_size")
    return schema(cells, rows.unique("measure", "as_at"), fits, _dated(position_dates(period, source)))


def extract(_period: Period, _source: str) -> pa.DataFrameSchema:
    """A row for each offence or incident, which `data.extract` reads and nobody sees."""
    return schema({name: text(required=name in NEEDED) for name in COLUMNS})


def boundaries(_period: Period, _source: str) -> pa.DataFrameSchema:
    """Outlines of LSOAs or of areas by their ONS codes, which `data.boundaries` reads."""
    return schema({"code": text()})


def lsoas(period: Period, source: str) -> pa.DataFrameSchema:
    """Counts by measure, LSOA and window; none of a sensitive measure, of which a small place gives people away."""
    windows, place = period.settings.windows_of(source), period.partnership.place
    own = functools.cache(lambda: geography.within_any(period.partnership.codes.get(period.whole, ())))
    said = f"is no LSOA of {place} | Correct it, or codes › {period.whole} in partnership.yaml"
    secret = "is sensitive, and by small areas would give people away | Remove the row"
    measure = also(named.measures(period), lambda key: key not in period.sensitive, secret)
    cells = {"measure": measure, "lsoa": also(text(), lambda code: code in own(), said), "start": day(), "end": day()}
    cells["count"] = whole_number()
    return schema(cells, rows.unique("measure", "lsoa", "start", "end"), _inside(windows))


def peers(period: Period, source: str) -> pa.DataFrameSchema:
    """Counts by month of the places in the family group, by the force that recorded them; other places may stand in it.

    A place is called by its name or its ONS code, and is blank where none is known; a force as data.police.uk calls it.
    """
    cells = {"measure": named.measures(period), "place": text(required=False), "force": text()}
    cells |= {"month": _month(), "count": whole_number()}
    return schema(cells, rows.unique("measure", "place", "force", "month"))


def profiles(period: Period, source: str) -> pa.DataFrameSchema:
    """What a measure is made of, by dimension (age, flag, day, recorder …): a count or a share of a stated base."""
    cells = {"measure": named.measures(period), "dimension": text(), "category": text()}
    cells |= {"count": whole_number(required=False), "share": percentage(required=False)}
    cells |= {"base": whole_number(required=False), "base_of": text(required=False)}
    cells["rank"] = whole_number(least=1, required=False)
    bare = "holds neither a count, a share nor a rank | Give one of them"
    wrong = "the share is not that of the count in its base | Correct one of them, or leave the share blank"
    return schema(
        cells,
        rows.unique("measure", "dimension", "category"),
        rows.at_most("count", "base"),
        rows.rule(bare, lambda row: row["count"] or row["share"] or row["rank"]),
        rows.rule(wrong, _share_follows),
    )


def _share_follows(row):
    """Hold a share to its count as precisely as it is written: 18.3 to within 0.05, 18 to within 0.5."""
    count, share, base = (value(row[name]) for name in ("count", "share", "base"))
    half = 0.5 / 10 ** len(row["share"].partition(".")[2])
    return not base > 0 or not abs(count * 100 / base - share) > half + 1e-9


def survey(period: Period, source: str) -> pa.DataFrameSchema:
    """Answers of a sample: the share that gave each, of how many who answered, or who were asked at the most."""
    cells = {"measure": named.measures(period), "question": text(), "share": percentage()}
    cells |= {"base": whole_number(least=1), "base_is": choice("answered", "at most")}
    return schema(cells, rows.unique("measure"))


def published(period: Period, source: str) -> pa.DataFrameSchema:
    """Figures as somebody published them, often without their counts, for the days that each row states."""
    (drawn,) = day_drawn(period, source)
    cells = {"measure": named.measures(period), "area": named.areas(period), "start": day(), "end": day()}
    cells |= {name: whole_number(required=False) for name in ("before", "now")}
    cells |= {"difference": number(required=False), "change": number(required=False, type=None)}
    cells["rank"] = whole_number(least=1, required=False)
    bare = "holds no figure | Give a count, a difference, a change or a rank"
    apart = "before, now and difference are not whole counts that add up | Correct one, or leave it blank"
    wrong = "the change does not follow from the counts or the difference | Correct it, or leave it blank"
    return schema(
        cells,
        rows.unique("measure", "area"),
        rows.in_order(),
        rows.not_after(drawn),
        rows.rule(bare, lambda row: any(row[name] for name in (*GIVEN, "change", "rank"))),
        rows.rule(apart, lambda row: not _is_readable(row) or _adds_up(*_values(row))),
        rows.rule(wrong, lambda row: not _is_readable(row) or change_follows(*_values(row), change=row["change"])),
    )


def _is_readable(row):
    """Say whether all cells are numbers; one that is none is said of that cell."""
    return all(columns.DECIMAL.fullmatch(row[name]) for name in (*GIVEN, "change") if row[name])


def _values(row):
    return [Fraction(row[name]) if row[name] else None for name in GIVEN]


def _adds_up(before, now, difference):
    before, now = printed.completed(before, now, difference)
    whole = all(one is None or one.denominator == 1 for one in (before, now, difference))
    positive = all(one is None or one >= 0 for one in (before, now))
    return whole and positive and (before is None or now is None or difference in (None, now - before))


def change_follows(before: Fraction | None, now: Fraction | None, difference: Fraction | None, change: str) -> bool:
    """Say whether a printed change can be that of some counts, as far as these and their difference are known."""
    before, now = printed.completed(before, now, difference)
    if not change:
        return True
    if before is not None and now is not None:
        return printed.agrees(before, now, change)
    percentage, half = printed.printed(change)
    if now is not None:
        endless = percentage - half <= -1 or now == 0
    else:
        endless = before is None and (difference is None or not Fraction(change) or abs(percentage) <= half)
    return endless or bool(printed.pairs(change, difference, before, now))


def services(period: Period, source: str) -> pa.DataFrameSchema:
    """What a funded service has reached, against its target and the days that the target runs for."""
    cells = {"key": key(), "service": text(), "indicator": text(), "achieved": number()}
    cells |= {"unit": choice("count", "percent", default="count"), "target": number(required=False)}
    cells |= {"start": day(required=False), "end": day(required=False)}
    return schema(
        cells,
        rows.unique("key"),
        rows.in_order(),
        rows.rule("has reached less than nothing | Correct achieved", lambda row: not value(row["achieved"]) < 0),
        rows.rule(
            "has a target without the days it runs for | Give start and end",
            lambda row: not row["target"] or (row["start"] and row["end"]),
        ),
        rows.rule("has a target of nought | Leave the target blank", lambda row: value(row["target"]) != 0),
    )


def _is_known(texts):
    """Say whether what an indicator is part of is another row's key."""
    return texts["part_of"].isin({"", *texts["key"]})


def _is_no_more(texts):
    """Say whether a count is no more than what it is part of."""
    counted = texts["reached"].map(value)
    whole = texts["part_of"].map(dict(zip(texts["key"], counted, strict=True))).astype(float)
    return ~(counted > whole) & (texts["part_of"] != texts["key"])


def campaigns(period: Period, source: str) -> pa.DataFrameSchema:
    """What a campaign reached: counts during it, and before and after where they are known."""
    cells = {"key": key(), "campaign": text(), "start": day(required=False), "end": day(required=False)}
    cells |= {"indicator": text(), "reached": whole_number()}
    cells |= {name: whole_number(required=False) for name in ("reached_before", "reached_after")}
    cells |= {"part_of": text(required=False), "note": text(required=False)}
    unknown = "is part of a key that no row has | Correct part_of, or leave it blank"
    more = "is more than what it is part of, or part of itself | Correct reached or part_of"
    return schema(
        cells,
        rows.unique("key"),
        rows.in_order(),
        pa.Check(_is_known, error=unknown),
        pa.Check(_is_no_more, error=more),
    )


def position_dates(period: Period, source: str) -> tuple[datetime.date, datetime.date]:
    """Give the two dates at which family-group positions are compared: a year before, and the source's own."""
    (now,) = day_drawn(period, source)
    return now - relativedelta(years=1), now


def windows(period: Period, source: str) -> list[Window]:
    """List the windows of a source, oldest first."""
    return period.settings.windows_of(source)


def latest_window(period: Period, source: str) -> list[Window]:
    """Give the latest window of a source alone."""
    return windows(period, source)[-1:]


def no_days(_period: Period, _source: str) -> list[datetime.date]:
    """Give no day: outlines are of none."""
    return []


def day_drawn(period: Period, source: str) -> list[datetime.date]:
    """Give the day on which the figures of a source were drawn."""
    return [period.settings.sources[source].as_at or period.settings.as_at]


def _paired(windows):
    """Ask for both windows of a comparison, since half of one would falsify every sum and share."""
    partners = [(str(window.start), str(window.end)) for window in windows[-2:]]

    def has_partner(table):
        compared = pd.Series(list(zip(table["start"], table["end"], strict=True)), table.index).isin(partners)
        starts = table["start"].where(compared).groupby([table["measure"], table["area"]])
        return ~compared | (starts.transform("nunique") == len(partners))

    return pa.Check(has_partner, error=UNPAIRED)


def _inside(windows):
    pairs = {(str(window.start), str(window.end)) for window in windows}
    listed = "; ".join(wording.window(window, short=True) for window in windows)
    return rows.rule(
        f"start and end are not a window of this source (they are: {listed}) | "
        "Correct the row, or the windows in period.yaml",
        lambda row: (
            (row["start"], row["end"]) in pairs or not (columns.is_date(row["start"]) and columns.is_date(row["end"]))
        ),
    )


def _dated(days):
    known = [str(day) for day in days]
    return rows.rule(
        f"as_at is not a date of this source (they are: {wording.items(sorted(known))}) | "
        "Correct the row, or as_at in period.yaml",
        lambda row: row["as_at"] in known or not columns.is_date(row["as_at"]),
    )
