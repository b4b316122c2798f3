"""The kinds of return: files of figures that suppliers send, each with its columns and its own rules."""

import datetime
import re
from fractions import Fraction

import pandas as pd
import pandera.pandas as pa
from dateutil.relativedelta import relativedelta

from sarabook import printed, wording
from sarabook.calendar import Window
from sarabook.data import named
from sarabook.data.columns import (
    choice,
    day,
    in_order,
    is_date,
    key,
    not_after,
    number,
    percentage,
    rules,
    schema,
    text,
    unique,
    whole_number,
)
from sarabook.params.period import Period
from sarabook.statistics import BASES

UNPAIRED = "its count for the other window of the comparison is missing | Add that row, with 0 if there were none"


def counts(period: Period, source: str) -> pa.DataFrameSchema:
    """Counts by measure, area and window."""
    windows, stated = period.settings.windows_of(source), period.settings.sources[source]
    area = named.areas(period, stated.rows)
    cells = {"measure": named.measures(period), "area": area, "start": day(), "end": day(), "count": whole_number()}
    cells["basis"] = choice(*BASES, default="recorded")
    return schema(cells, unique("measure", "area", "start", "end"), _inside(windows), _paired(windows))


def positions(period: Period, source: str) -> pa.DataFrameSchema:
    """Places in the family group, the first being best; a direction may be stated where no earlier place is known."""
    sizes = [str(period.partnership.family_group.size)] if period.partnership.family_group else []
    fits = pa.Check(
        lambda table: (
            pd.to_numeric(table["position"], errors="coerce").fillna(0)
            <= pd.to_numeric(table["group_size"], errors="coerce").fillna(float("inf"))
        ),
        error="the position is greater than the size of the group | Correct one of them",
    )
    size = whole_number(least=2)
    size.checks.append(
        pa.Check.isin(
            sizes, error="is not the size of the family group | Correct it, or correct family_group in partnership.yaml"
        )
    )
    return schema(
        {
            "measure": named.measures(period),
            "as_at": day(),
            "position": whole_number(least=1),
            "group_size": size,
            "direction": choice("", *wording.SYMBOLS, default=""),
        },
        unique("measure", "as_at"),
        fits,
        _dated(position_dates(period, source)),
    )


def _numbers(texts):
    return (pd.to_numeric(texts[name], errors="coerce") for name in ("count", "share", "base"))


def _says_something(texts):
    return (texts[["count", "share", "rank"]] != "").any(axis=1)


def _is_part_of_base(texts):
    count, _, base = _numbers(texts)
    return ~(count > base)


def _share_follows(texts):
    """Hold a share to its count as precisely as it is written: 18.3 to within 0.05, 18 to within 0.5."""
    count, share, base = _numbers(texts)
    half = texts["share"].map(lambda text: 0.5 / 10 ** len(text.partition(".")[2]))
    return ~((count * 100 / base.where(base > 0) - share).abs() > half + 1e-9)


PROFILE_RULES = {
    "holds neither a count, a share nor a rank | Give one of them": _says_something,
    "the count is greater than its base | Correct one of them": _is_part_of_base,
    "the share is not that of the count in its base | Correct one of them, or leave the share blank": _share_follows,
}


def profiles(period: Period, source: str) -> pa.DataFrameSchema:
    """What a measure is made of, by dimension (age, flag, day, recorder …): a count or a share of a stated base."""
    cells = {"measure": named.measures(period), "dimension": text(), "category": text()}
    cells |= {"count": whole_number(required=False), "share": percentage(required=False)}
    cells |= {"base": whole_number(required=False), "base_of": text(required=False)}
    cells["rank"] = whole_number(least=1, required=False)
    return schema(cells, unique("measure", "dimension", "category"), *rules(PROFILE_RULES))


def survey(period: Period, source: str) -> pa.DataFrameSchema:
    """Answers of a sample: the share that gave each, of how many who answered, or who were asked at the most."""
    cells = {"measure": named.measures(period), "question": text(), "share": percentage()}
    cells |= {"base": whole_number(least=1), "base_is": choice("answered", "at most")}
    return schema(cells, unique("measure"))


GIVEN = ["before", "now", "difference"]
NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")


def _publishes_something(texts):
    return (texts[[*GIVEN, "change", "rank"]] != "").any(axis=1)


def _each(test):
    """Make a test of a table out of one of a row; a row with a cell that is no number is said of that cell."""

    def of_table(texts):
        rows = texts[[*GIVEN, "change"]].to_dict("records")
        return pd.Series(
            [_unreadable(row) or test(*_values(row), row["change"]) for row in rows], texts.index, dtype=bool
        )

    return of_table


def _unreadable(row):
    return not all(NUMBER.fullmatch(text) for text in row.values() if text)


def _values(row):
    return [Fraction(row[name]) if row[name] else None for name in GIVEN]


def _adds_up(before, now, difference, change):
    before, completed = printed.completed(before, now, difference)
    whole = all(value is None or value.denominator == 1 for value in (before, now, difference))
    positive = all(value is None or value >= 0 for value in (before, completed))
    return whole and positive and (None in (before, now, difference) or now - before == difference)


def _change_follows(before, now, difference, change):
    if not change:
        return True
    before, now = printed.completed(before, now, difference)
    if before is not None and now is not None:
        return printed.agrees(before, now, change)
    percentage, half = printed.printed(change)
    if now is not None or before is not None:  # one count stands beside the change
        endless = now is not None and (percentage - half <= -1 or now == 0)
        return endless or bool(printed.pairs(change, None, before, now))
    endless = difference is None or not Fraction(change) or abs(percentage) <= half
    return endless or bool(printed.pairs(change, difference))


PUBLISHED_RULES = {
    "holds no figure | Give a count, a difference, a change or a rank": _publishes_something,
    "before, now and difference are not whole counts that add up | Correct one, or leave it blank": _each(_adds_up),
    "the change does not follow from the counts or the difference | Correct it, or leave it blank": _each(
        _change_follows
    ),
}


def published(period: Period, source: str) -> pa.DataFrameSchema:
    """Figures as somebody published them, often without their counts, for the days that each row states."""
    (drawn,) = day_drawn(period, source)
    cells = {"measure": named.measures(period), "area": named.areas(period), "start": day(), "end": day()}
    cells |= {name: whole_number(required=False) for name in ("before", "now")}
    cells |= {"difference": number(required=False), "change": number(required=False, type=None)}
    cells["rank"] = whole_number(least=1, required=False)
    return schema(cells, unique("measure", "area"), in_order(), not_after(drawn), *rules(PUBLISHED_RULES))


# What a row of such a return must fulfil: "what is wrong | how to mend it" -> a test of the table's texts.
SERVICE_RULES = {
    "has reached less than nothing | Correct achieved": lambda texts: (
        ~(pd.to_numeric(texts["achieved"], errors="coerce") < 0)
    ),
    "has a target without the days it runs for | Give start and end": lambda texts: (
        (texts["target"] == "") | (texts["start"] != "") & (texts["end"] != "")
    ),
    "has a target of nought | Leave the target blank": lambda texts: (
        pd.to_numeric(texts["target"], errors="coerce") != 0
    ),
}


def services(period: Period, source: str) -> pa.DataFrameSchema:
    """What a funded service has reached, against its target and the days that the target runs for."""
    cells = {"key": key(), "service": text(), "indicator": text(), "achieved": number()}
    cells |= {"unit": choice("count", "percent", default="count"), "target": number(required=False)}
    cells |= {"start": day(required=False), "end": day(required=False)}
    return schema(cells, unique("key"), in_order(), *rules(SERVICE_RULES))


def _is_known(texts):
    """Say whether what an indicator is part of is another row's key."""
    return (texts["part_of"] == "") | texts["part_of"].isin(set(texts["key"]))


def _is_no_more(texts):
    """Say whether a count is no more than what it is part of."""
    counted = pd.to_numeric(texts["reached"], errors="coerce")
    whole = texts["part_of"].map(dict(zip(texts["key"], counted, strict=True))).astype(float)
    return ~(counted > whole) & (texts["part_of"] != texts["key"])


CAMPAIGN_RULES = {
    "is part of a key that no row has | Correct part_of, or leave it blank": _is_known,
    "is more than what it is part of, or part of itself | Correct reached or part_of": _is_no_more,
}


def campaigns(period: Period, source: str) -> pa.DataFrameSchema:
    """What a campaign reached: counts during it, and before and after where they are known."""
    cells = {"key": key(), "campaign": text(), "start": day(required=False), "end": day(required=False)}
    cells |= {"indicator": text(), "reached": whole_number()}
    cells |= {name: whole_number(required=False) for name in ("reached_before", "reached_after")}
    cells |= {"part_of": text(required=False), "note": text(required=False)}
    return schema(cells, unique("key"), in_order(), *rules(CAMPAIGN_RULES))


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


def day_drawn(period: Period, source: str) -> list[datetime.date]:
    """Give the day on which the figures of a source were drawn."""
    return [period.settings.sources[source].as_at or period.settings.as_at]


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
            [pair in pairs or not all(map(is_date, pair)) for pair in zip(table["start"], table["end"], strict=True)],
            index=table.index,
            dtype=bool,
        ),
        error=f"start and end are not a window of this source (they are: {listed}) | "
        "Correct the row, or the windows in period.yaml",
    )


def _dated(days):
    known = {str(day) for day in days}
    return pa.Check(
        lambda table: table["as_at"].isin(known) | ~table["as_at"].map(is_date),
        error=f"as_at is not a date of this source (they are: {wording.items(sorted(known))}) | "
        "Correct the row, or as_at in period.yaml",
    )
