"""A new period started from another: dates advanced, returns awaited, commentary copied to be reviewed."""

import io
import re
from collections.abc import Iterator
from pathlib import Path

from dateutil.relativedelta import relativedelta
from ruamel.yaml import YAML

from sarabook import calendar, tabular, wording
from sarabook.commentary import placeholders
from sarabook.data import places, sources
from sarabook.faults import Fault, Faults
from sarabook.methods import actions, recommendations
from sarabook.params import notebooks
from sarabook.params import period as periods
from sarabook.params.period import Period

DATES = ("as_at", "start", "end", "due")
DUE_AFTER = relativedelta(weeks=4)  # an awaited return is asked for four weeks after its as-at date


def start(name: str, source_name: str, root: Path) -> Iterator[str]:
    """Start a period from another one; return the lines that tell what to do next. Nothing existing is touched."""
    source = periods.load(source_name, root)
    _refuse(name, root)
    years = _years_between(source_name, name)
    settings = _advanced(source, name, years)
    shared = [notebook.stage for notebook in notebooks.of_period(root, name)]
    files = [path for path in sorted(source.params.glob("*.md")) if path.stem in shared]
    texts = {path.name: _unreviewed(path, source_name, years) for path in files}
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


def _years_between(one: str, other: str) -> int:
    """Count the years from one period's name to another's; one where the names do not begin with a year."""
    years = [int(found[0]) for found in (re.match(r"\d{4}", name) for name in (one, other)) if found]
    return years[1] - years[0] if len(years) == 2 else 1


def _advanced(source: Period, name: str, years: int) -> str:
    """Write period.yaml anew with its dates advanced and its returns awaited; the analyst's comments stay."""
    yaml = YAML()
    yaml.width = 120
    yaml.preserve_quotes = True
    settings = yaml.load((source.params / "period.yaml").read_text(encoding="utf-8-sig"))
    _advance(settings, relativedelta(years=years))
    settings["title"] = settings["title"].replace(_spoken(source.name), _spoken(name))
    settings["status"] = "draft"
    settings["previous"] = source.name
    for key, entry in settings["sources"].items():
        if "title" in entry:
            entry["title"] = entry["title"].replace(_spoken(source.name), _spoken(name))
        if entry["status"] == "received":
            drawn = (source.settings.sources[key].as_at or source.settings.as_at) + relativedelta(years=years)
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
            entry[key] = calendar.parse_date(value) + step


def _spoken(name: str) -> str:
    return name.replace("-", "/")


def _unreviewed(path: Path, source_name: str, years: int) -> str:
    """Copy commentary, the windows it cites advanced, with each section marked as not yet reviewed."""
    mark = f"\n{placeholders.UNREVIEWED}: copied from {source_name}; delete this line when it is right -->"
    text = path.read_text(encoding="utf-8-sig")
    clean = re.sub(rf"\n{placeholders.UNREVIEWED}[^\n]*-->", "", text)
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
