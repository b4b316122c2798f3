"""Numbers, dates and changes as words. The only place that rounds: once, half up."""

import datetime
import math
import re
from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

from babel.dates import format_date
from babel.lists import format_list
from num2words import num2words

from sarabook.words.calendar import Window

ENGLISH = "en_GB"
MINUS = "−"
FEW = 36  # below it together even a doubling can be chance: 12 and 24 are the first with p < 0.05; METHODS.md
NEEDS_VERDICT = 100  # a percentage of fewer than this is said with its verdict
SYMBOLS = {"improved": "▲", "worsened": "▼", "about level": "↔", "unchanged": "↔"}  # up always means better
# Ratios that a sentence says in words, from and below: a change of three quarters and more reads ill as a percentage.
TIMES = ((1.85, 2, "nearly doubled"), (2, 2.001, "doubled"), (2.001, 2.75, "more than doubled"))
FEW_PLACES = 2  # a move in the family group by so many or fewer is about level: rates of peers lie close together


def rounded(value: float | Decimal, places: int = 0) -> Decimal:
    """Round half up, as people do by hand: `rounded(0.25, 1)` is 0.3, where Python's own round gives 0.2.

    The number is read as it prints (0.15, not 0.1499…), so that what a reader would calculate from the
    printed digits is what she gets.
    """
    step = Decimal(1).scaleb(-places)
    exact = value if isinstance(value, Decimal) else Decimal(repr(float(value)))
    return exact.quantize(step, rounding=ROUND_HALF_UP)


def number(value: float | Decimal, places: int = 0, signed: bool = False) -> str:
    """Write a number: 1,792; with `signed` +18 or −361; nought never bears a sign."""
    shown = rounded(value, places)
    sign = (MINUS if shown < 0 else "+" if signed else "") if shown else ""
    return f"{sign}{abs(shown):,.{places}f}"


def count(value: float | Decimal) -> str:
    """Write a count: `1,792`."""
    return number(value)


def percent(value: float | Decimal, signed: bool = False) -> str:
    """Write a percentage to one decimal: `19.5%`; with `signed`, `−3.8%`."""
    return number(value, 1, signed) + "%"


def ordinal(value: float) -> str:
    """Write a place in an order in words: `second`."""
    return num2words(int(value), to="ordinal", lang="en_GB")


def words(text: str) -> str:
    """Spell a whole number up to ten, as a sentence does: `3` becomes `three`, `0` `none`; the rest stays."""
    if not text.isdecimal() or int(text) > 10:
        return text
    return num2words(int(text), lang="en_GB") if int(text) else "none"


def size(text: str) -> str:
    """Leave out the sign of a figure, as beside a word that says which way it went: `−3.8%` becomes `3.8%`."""
    return text.lstrip("+" + MINUS)


def nth(value: float) -> str:
    """Write a place in an order in figures: `6th`."""
    return num2words(int(value), to="ordinal_num", lang="en_GB")


def position(value: float, size: float) -> str:
    """Write a place in a group: `6th of 15`."""
    return f"{nth(value)} of {count(size)}"


def items(words: Iterable[str], style: Literal["standard", "or"] = "standard") -> str:
    """Write a list as a sentence does: `robbery, shoplifting and cycle theft`, or with `or`; an empty one as `none`."""
    words = list(words)
    return format_list(words, style, locale=ENGLISH) if words else "none"


def listed(text: str) -> list[str]:
    """Take apart a cell that lists names with semicolons between them: `Beat 61; Beat 64`."""
    return [name.strip() for name in text.split(";") if name.strip()]


def sentence(text: str) -> str:
    """Give a text its capital: `residential burglary` becomes `Residential burglary`."""
    return text[:1].upper() + text[1:]


def code(key: str) -> str:
    """Write the key of a strategic priority as its code: `sp1` becomes `SP1`, `aim_1` `AIM 1`, `people` `People`."""
    return key.upper().replace("_", " ") if re.search(r"\d", key) else header(key)


def header(name: str) -> str:
    """Turn a column's name into a heading: `lead_role` becomes `Lead role`."""
    return sentence(str(name).replace("_", " "))


def date(day: datetime.date) -> str:
    """Write a date: `5 December 2024`."""
    return format_date(day, "d MMMM y", locale=ENGLISH)


def window(span: Window, short: bool = False) -> str:
    """Write a window with both its days: `1 April to 5 December 2024`; the year stands twice only where it changes."""
    day = "d MMM" if short else "d MMMM"
    start = format_date(span.start, day if span.start.year == span.end.year else f"{day} y", locale=ENGLISH)
    return f"{start} to {format_date(span.end, f'{day} y', locale=ENGLISH)}"


def month(text: str) -> str:
    """Write a month: `April 2024` for `2024-04`."""
    return format_date(datetime.date.fromisoformat(f"{text}-01"), "MMMM y", locale=ENGLISH)


def months(span: Window) -> str:
    """Write a window of whole months: `July to December 2025`."""
    return re.sub(r"\b\d{1,2} (?=[A-Z])", "", window(span))


def reporting_year(span: Window) -> str:
    """Write the reporting year in which most of a window lies: `2024/25`."""
    return span.key.removeprefix("w").replace("_", "/")


def span(moments: Sequence[Window | datetime.date]) -> str:
    """Write what days a source covers: its windows, the latest first, or its dates; several years as one sentence."""
    windows = [moment for moment in moments if isinstance(moment, Window)]
    if not windows:
        return " and ".join(date(day) for day in moments if not isinstance(day, Window))
    if len(windows) > 2:
        return f"{days_of_year(windows[-1])} of each year from {windows[0].start.year} to {windows[-1].start.year}"
    return ", compared with ".join(map(window, reversed(windows)))


def short(moment: Window | datetime.date) -> str:
    """Write a window or a day briefly, for a heading."""
    return window(moment, short=True) if isinstance(moment, Window) else format_date(moment, "d MMM y", locale=ENGLISH)


def days_of_year(span: Window) -> str:
    """Write the days that windows of several years share: `1 April to 5 December`."""
    return " to ".join(format_date(day, "d MMMM", locale=ENGLISH) for day in (span.start, span.end))


def as_published(value: float) -> str:
    """Write a percentage as it was printed, with as many decimals: `−12%`, `−59.6%`; unlike ours, it is not redone."""
    return number(value, decimals(value), signed=True) + "%"


def decimals(value: float) -> int:
    """Say to how many decimals a number was given: 11.1 to one, 37 to none; a nought at the end is not told."""
    return max(0, -int(Decimal(repr(float(value))).normalize().as_tuple().exponent))


def p_value(value: float) -> str:
    """Write a p-value: `0.070`, `<0.001`."""
    return "<0.001" if rounded(value, 3) < Decimal("0.001") else number(value, 3)


def proportion(value: float) -> str:
    """Write a share as supplied: `69%`, `11.1%`; a calculated one to one decimal."""
    return f"{number(value, 0 if float(value).is_integer() else 1)}%"


def pounds(value: float) -> str:
    """Write an amount of money: `£11,000`; pence only where there are any."""
    return _sterling(value, 0 if float(value).is_integer() else 2)


def money(value: float | Decimal) -> str:
    """Write an amount of a ledger, always with its pence: `£54,870.00`, `−£12.50`."""
    return _sterling(value, 2)


def _sterling(value: float | Decimal, places: int) -> str:
    shown = number(value, places)
    return MINUS + "£" + shown.removeprefix(MINUS) if shown.startswith(MINUS) else "£" + shown


def few(now: float, before: float) -> bool:
    """Say whether two counts are too small for a percentage of them to mean anything."""
    return now + before < FEW


def change_in_words(now: float, before: float, unusual: str | None = None, chance: str | None = None) -> str:
    """Say how a count changed: `fell by 12.0% (from 1,000 to 880)`, `nearly doubled (from 36 to 68)`.

    From nought no percentage exists, and of small counts it misleads, so only the counts are given: `rose from 2 to 5`.
    A percentage of fewer than a hundred bears its verdict, where one is known: `unusual` or, where that is not known,
    `chance`; one that can have none always says so.
    """
    if now == before:
        return f"did not change ({count(now)} in both periods)"
    counts = f"from {count(before)} to {count(now)}"
    verb = "rose" if now > before else "fell"
    if not before or few(now, before):
        return f"{verb} {counts}"
    size = abs(now - before) * 100 / before
    verdict = chance if unusual and unusual.startswith("not known") else unusual
    always = (verdict or "").startswith("no verdict")
    said = f"; {verdict}" if verdict and (always or min(now, before) < NEEDS_VERDICT) else ""
    times = next((words for least, most, words in TIMES if least <= now / before < most), "")
    how = times or f"{verb} by {percent(size) if rounded(size, 1) else 'less than 0.1%'}"
    return f"{how} ({counts}{said})"


def quoted_change_in_words(change: float) -> str:
    """Say a change that was published without its counts: `rose by 19%, as published`."""
    if not change:
        return "did not change, as published"
    return f"{'rose' if change > 0 else 'fell'} by {as_published(change).lstrip('+' + MINUS)}, as published"


def difference_in_words(difference: float) -> str:
    """Say a difference of counts: `168 fewer`, `18 more`, `no change`."""
    if not difference:
        return "no change"
    return f"{count(abs(difference))} {'more' if difference > 0 else 'fewer'}"


def against_in_words(percentage: float) -> str:
    """Say how a count stands against an average: `12.6% below`, `13.5% above`, `level with`."""
    if not rounded(percentage, 1):
        return "level with"
    return f"{percent(abs(percentage))} {'above' if percentage > 0 else 'below'}"


def went_in_words(before: float, now: float) -> str:
    """Say from where to where a count went: `rose from 304 to 418`, `stayed at 40`."""
    if now == before:
        return f"stayed at {count(now)}"
    return f"{'rose' if now > before else 'fell'} from {count(before)} to {count(now)}"


def below_in_words(ratio: float) -> str:
    """Say a ratio to what was expected as a difference: 0.706 is `29.4% fewer`, 1.02 `2.0% more`, 1 `as many`."""
    share = percent(abs(ratio - 1) * 100)
    return "as many" if not rounded((ratio - 1) * 100, 1) else f"{share} {'fewer' if ratio < 1 else 'more'}"


def interval_of_change(low: float, high: float) -> str:
    """Say between which changes a ratio lies: 0.56 and 11.16 are `−44.0% to +1,016.0%`; it may have no upper end."""
    upper = percent((high - 1) * 100, signed=True) if math.isfinite(high) else "no upper limit"
    return f"{percent((low - 1) * 100, signed=True)} to {upper}"


def chance_in_words(verdict: str, value: float) -> str:
    """Say what chance has to do with a change, with its p-value: `chance could explain it (p = 0.070)`."""
    said = p_value(value)
    return f"{verdict} (p {said.replace('<', '< ') if '<' in said else f'= {said}'})"


def rank(value: float) -> str:
    """Write a rank: `2`; a mean of ranks with its decimal, `1.5`, since there is no such place."""
    return number(value, 0 if float(value).is_integer() else 1)


def rank_in_words(place: float, sharing: float | None = None) -> str:
    """Say a rank from the top: `highest`, `second highest`; `joint highest` where several are `sharing` it."""
    if not float(place).is_integer():
        return f"{rank(place)} from the top"
    said = "highest" if place == 1 else f"{ordinal(place)} highest"
    return f"joint {said}" if sharing and sharing > 1 else said


def position_in_words(now: float, before: float, size: float, moved: str | None = None) -> str:
    """Say how a place in the family group moved, first being best: `improved from 12th to 6th of 15`.

    `moved` is the direction; where it is not given, a move of a few places is about level.
    """
    if now == before:
        return f"stayed {position(now, size)}"
    moved = moved or ("about level" if abs(now - before) <= FEW_PLACES else "improved" if now < before else "worsened")
    verb = "stayed about level," if moved == "about level" else moved
    return f"{verb} from {nth(before)} to {position(now, size)}"


def peer_rank_in_words(place: float, size: float, best: float, worst: float) -> str:
    """Write a place by rate, and the places that chance leaves open: `5th of 11 (chance leaves 4th to 6th open)`."""
    stands = position(place, size)
    return f"{stands} (chance leaves {nth(best)} to {nth(worst)} open)" if best < worst else stands


def direction(word: str) -> str:
    """Write a direction in a symbol and a word, so that neither colour nor symbol stands alone: `▲ improved`."""
    symbol = next((sign for known, sign in SYMBOLS.items() if word.startswith(known)), "")
    return f"{symbol} {word}" if symbol else word
