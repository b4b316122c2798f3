"""A new period started from another: dates advanced, returns awaited, commentary copied to be reviewed."""

import datetime
import io
import re
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
from dateutil.relativedelta import relativedelta
from ruamel.yaml import YAML

from sarabook.commentary import placeholders
from sarabook.data import places, sources
from sarabook.methods import actions, recommendations
from sarabook.params import notebooks
from sarabook.params import period as periods
from sarabook.params.period import Period
from sarabook.words import calendar, tabular, wording
from sarabook.words.faults import Fault, Faults

NAMED = re.compile(r"(?P<year>\d{4})(?:-\d{2})?(?:-(?P<part>[hq])(?P<number>\d))?$")
MONTH = re.compile(rf"{calendar.MONTH.pattern}$")
PARTS = {"h": 6, "q": 3}  # months of what the end of a name says: a half-year, a quarter
DATES = ("as_at", "start", "end", "due")
DECIDED = ("published", "next_update")  # anew for each report
DUE_AFTER = relativedelta(weeks=4)  # an awaited return is asked for four weeks after its as-at date


def start(name: str, source_name: str, root: Path) -> Iterator[str]:
    """Start a period from another one; return the lines that tell what to do next. Nothing existing is touched."""
    source = periods.load(source_name, root)
    _refuse(name, root)
    step = _step(source, name)
    settings = _advanced(source, name, step)
    shared = [notebook.stage for notebook in notebooks.of_period(root, name)]
    files = [path for path in sorted(source.params.glob("*.md")) if path.stem in shared]
    texts = {path.name: _unreviewed(path, source, step) for path in files}
    folder = root / "params" / name
    folder.mkdir(parents=True)
    for file, text in {"period.yaml": settings, **texts}.items():
        (folder / file).write_text(text, encoding="utf-8", newline="\n")
    (root / "data" / name).mkdir(parents=True, exist_ok=True)
    return _next_steps(periods.load(name, root), source)


def _refuse(name: str, root: Path) -> None:
    periods.check_name(name)
    if (root / "params" / name).exists():
        raise Faults([Fault(f"params/{name}/", "", "is there already", "Edit it, or choose another name")])


def _step(source: Period, name: str) -> relativedelta:
    """Say by how much the dates advance: by the years between two names and, of `…-h1` and `…-h2`, their part of one.

    A name that ends in the month of the window, such as burnley-2025-12, says the month to which it advances. A year
    where the names do not tell.
    """
    last, until = pd.Period(source.settings.window.end, "M"), MONTH.search(name)
    if source.name.endswith(str(last)) and until:
        return _later(relativedelta(months=(pd.Period(until[0], "M") - last).n), source, name)
    one, other = (NAMED.search(text) for text in (source.name, name))
    if not one or not other:
        return relativedelta(years=1)
    part, window = PARTS.get(one["part"]), source.settings.window
    if one["part"] != other["part"] or (part and (len(window.months) != part or not window.is_of_months)):
        problem = f"does not fit {source.name}, whose window is {wording.window(window)}"
        raise Faults([Fault(f"period {name}", "", problem, "Give it a name of the same kind, as in 2025-26-h1")])
    parts = int(other["number"]) - int(one["number"]) if part else 0
    years = int(other["year"]) - int(one["year"])
    return _later(relativedelta(years=years, months=parts * (part or 0)), source, name)


def _later(step: relativedelta, source: Period, name: str) -> relativedelta:
    """Refuse a period that would not come after the one it is started from."""
    window = source.settings.window
    if (window.start + step) <= window.start:
        problem = f"does not come after {source.name}"
        raise Faults([Fault(f"period {name}", "", problem, "Give it the name of a later period")])
    return step


def _advanced(source: Period, name: str, step: relativedelta) -> str:
    """Write period.yaml anew with its dates advanced and its returns awaited; the analyst's comments stay."""
    yaml = YAML()
    yaml.width = 120
    yaml.preserve_quotes = True
    settings = yaml.load((source.params / "period.yaml").read_text(encoding="utf-8-sig"))
    _advance(settings, step)
    settings["title"] = _titled(settings["title"], source, name, step)
    settings["status"] = "draft"
    settings["previous"] = source.name
    settings.pop("cover_report", None)  # what was asked of a meeting that is over
    for day in DECIDED:
        settings.pop(day, None)
    for key, entry in settings["sources"].items():
        if "title" in entry:
            entry["title"] = _titled(entry["title"], source, name, step)
        if entry["status"] == "received":
            drawn = (source.settings.sources[key].as_at or source.settings.as_at) + step
            entry["status"] = "awaited"
            entry["due"] = drawn + DUE_AFTER
    target = io.StringIO()
    yaml.dump(settings, target)
    return target.getvalue()


def _advance(entry, step):
    for key, value in entry.items():
        if isinstance(value, dict):
            _advance(value, step)
        elif key in DATES:
            entry[key] = _end(calendar.parse_date(value), step)


def _titled(title: str, source: Period, name: str, step: relativedelta) -> str:
    """Advance what a title says of the period: its name, or its window."""
    before = source.settings.window
    after = calendar.Window(start=before.start + step, end=_end(before.end, step))
    said = [(wording.months(before), wording.months(after)), (wording.window(before), wording.window(after))]
    for old, new in [*said, (_spoken(source.name), _spoken(name))]:
        title = title.replace(old, new)
    return title


def _end(day: datetime.date, step: relativedelta) -> datetime.date:
    """Advance the last day of a window: the last of a month stays one."""
    last = (day + datetime.timedelta(1)).day == 1
    return day + datetime.timedelta(1) + step - datetime.timedelta(1) if last else day + step


def _spoken(name: str) -> str:
    return name.replace("-", "/")


def _unreviewed(path: Path, source: Period, step: relativedelta) -> str:
    """Copy commentary, the windows it cites advanced, with each section marked as not yet reviewed."""
    mark = f"\n{placeholders.UNREVIEWED}: copied from {source.name}; delete this line when it is right -->"
    text = path.read_text(encoding="utf-8-sig")
    clean = re.sub(rf"\n{placeholders.UNREVIEWED}[^\n]*-->", "", text)
    before = source.settings.window
    after = calendar.Window(start=before.start + step, end=_end(before.end, step))
    years = calendar.reporting_year(after.start) - calendar.reporting_year(before.start)
    advanced = re.sub(r"\.w(\d{4})_\d{2}\b", lambda found: f".{calendar.window_key(int(found[1]) + years)}", clean)
    return placeholders.HEADING.sub(lambda found: found[0] + mark, advanced)


def _next_steps(new: Period, source: Period) -> Iterator[str]:
    settings = new.settings
    yield f"Started params/{new.name}/ and data/{new.name}/ from {source.name}."
    yield f"Windows: {wording.window(settings.window)}, compared with {wording.window(settings.comparison)}."
    yield "Returns needed; put each into the data folder, then set its status to received:"
    for entry in settings.sources.values():
        if entry.status == "awaited" and entry.due:
            yield f"  {entry.file or entry.title}: {entry.title}, from {entry.supplier} by {wording.date(entry.due)}"
    yield "Registers to bring up to date:"
    yield from (f"  {place}" for place in places.kept(new))
    facts = sources.read(source, "facts")
    if len(facts):
        yield f"Facts: {source.name} has {len(facts)}; those that hold again go into params/{new.name}/facts.csv."
    made, updates = sources.read(new, "recommendations"), sources.read(new, "updates")
    followed = recommendations.open_at(made, updates, new.made_on, source.settings.as_at)
    yield f"Recommendations still open: {len(followed)}. Each needs an update in updates.csv by"
    yield f"{wording.date(settings.as_at)}; without their status the report is refused:"
    for row in tabular.rows(followed):
        yield f"  {row.id}: {row.recommendation}"
    log = actions.log(sources.read(new, "actions"), updates, source.settings.as_at, source.settings.as_at)
    yield f"Actions still open: {len(log)}."
    for row in tabular.rows(log):
        yield f"  {row.id}: {row.action}" + (f" ({row.attention})" if isinstance(row.attention, str) else "")
    yield "The commentary was copied and every section is marked unreviewed: read it, correct it, delete the mark."
