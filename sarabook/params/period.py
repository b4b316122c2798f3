"""A reporting period with all that is decided for it, read from `params/` and validated."""

import contextlib
import datetime
import functools
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Self

import pandas as pd
from pydantic import ValidationError

from sarabook.environment import find_root
from sarabook.params import agreement, models, yaml
from sarabook.params.models import Measure, Settings, groups_of
from sarabook.words import wording
from sarabook.words.calendar import is_reporting_year, last_day, parse_date
from sarabook.words.faults import Fault, Faults, nearest

NAME = re.compile(r"(?=.*\d)[0-9a-z][0-9a-z-]*")  # the digit tells a period from every folder and command
LISTS = ("groups", "includes", "other_names")  # the columns of measures.csv that hold several names


@dataclass(frozen=True)
class Period:
    """A reporting period with all that is decided for it."""

    name: str
    root: Path
    settings: Settings
    partnership: models.Partnership
    measures: dict[str, Measure]
    layouts: dict[str, models.Layout]
    labels: dict[str, str]

    @property
    def params(self) -> Path:
        """Where the period's parameters and commentary stand."""
        return self.root / "params" / self.name

    @property
    def data(self) -> Path:
        """Where the files received for the period stand."""
        return self.root / "data" / self.name

    @property
    def registers(self) -> Path:
        """Where the partnership's living registers stand."""
        return self.root / "params" / "partnerships" / self.settings.partnership

    @property
    def whole(self) -> str:
        """Name the area that stands for the whole partnership."""
        return self.settings.whole

    @property
    def layout(self) -> models.Layout:
        """Give the layout that is printed."""
        return self.layouts[self.settings.layout]

    @property
    def briefing(self) -> Self | None:
        """Give the period as its member briefing is printed; nothing where none is written."""
        if models.BRIEFING not in self.layouts or not (self.params / f"{models.BRIEFING}.md").exists():
            return None
        return replace(self, settings=self.settings.model_copy(update={"layout": models.BRIEFING}))

    @property
    def plan(self) -> models.Plan:
        """Give the plan in force on the last day of the window."""
        plan = self.partnership.plan_on(self.settings.window.end)
        assert plan, "load asks for one"
        return plan

    @property
    def chapters(self) -> list[models.Chapter | str]:
        """List the chapters of the layout, its themes those of the plan; a keyword stands for those of notebooks."""
        themes = [theme for theme in self.plan.themes.values() if theme.sections]
        of_plan = [models.Chapter(title=t.label, sections=[*t.sections, progress_heading(t.label)]) for t in themes]
        return [one for part in self.layout.chapters for one in (of_plan if part == models.THEMES else [part])]

    def made_on(self, name: str) -> datetime.date:
        """Say by which day a report of this name was made."""
        return made_on(name, self.root)

    @property
    def previous_end(self) -> datetime.date | None:
        """Give the day on which the previous period's report ended, from which on recommendations are followed up."""
        previous = self.settings.previous
        return made_on(previous, self.root) if previous else None

    @property
    def main_measure(self) -> str:
        """Name the measure that stands for all crime."""
        return models.ALL_CRIME

    @property
    def sensitive(self) -> list[str]:
        """List the measures whose small counts by area are not shown."""
        return [key for key, measure in self.measures.items() if measure.sensitive]

    def members(self, group: str) -> list[str]:
        """List the measures that a group is the sum of."""
        return groups_of(self.measures).get(group, [])

    @property
    def crime_types(self) -> list[str]:
        """List the types of crime of which less is better: not sensitive ones, and not those police activity makes."""
        parts = {key: measure for key, measure in self.measures.items() if measure.part_of == self.main_measure}
        return [key for key, measure in parts.items() if not measure.sensitive and measure.better == "lower"]

    @property
    def problems(self) -> dict[str, Measure]:
        """Give the measures that can be a problem of their own, by key: all but all crime and the groups."""
        sums = {self.main_measure, *groups_of(self.measures)}
        return {key: measure for key, measure in self.measures.items() if key not in sums}


def names(root: Path) -> list[str]:
    """List the periods there are."""
    return sorted(path.parent.name for path in (root / "params").glob("*/period.yaml"))


def _glance(root: Path) -> Iterator[tuple[str, dict]]:
    """Read every period's settings unchecked, for what concerns all of them: another's faults are not this one's."""
    for name in names(root):
        with contextlib.suppress(Faults):
            settings = yaml.read(root / "params" / name / "period.yaml", root)
            if isinstance(settings, dict):
                yield name, settings


def names_and_previous(root: Path) -> set[str]:
    """List the periods there are and those that they name as their previous ones."""
    return {*names(root), *filter(None, (settings.get("previous") for _, settings in _glance(root)))}


def made_on(name: str, root: Path) -> datetime.date:
    """Say by which day a report was made: a period's as-at date, or the end of a reporting year such as 2023-24."""
    settings = dict(_glance(root)).get(name)
    if settings is None:
        return last_day(name)
    try:
        return parse_date(settings.get("as_at"))
    except ValueError as error:
        problem = f'"{settings.get("as_at")}" {error}'
        raise Faults([Fault(f"params/{name}/period.yaml", "as_at", problem, "Correct it")]) from None


def progress_heading(label: str) -> str:
    """Head the section that lists what has worked under a theme, and what is to be developed."""
    return f"Progress: {label}"


def default_period(root: Path | None = None) -> str:
    """Name the period a notebook opens by itself: the one `make lab PERIOD=…` named, else the newest."""
    if os.environ.get("SARABOOK_PERIOD"):
        return os.environ["SARABOOK_PERIOD"]
    dated = []
    for name, settings in _glance(root or find_root()):
        with contextlib.suppress(ValueError):
            dated.append((parse_date(settings.get("as_at")), name))
    if not dated:
        mend = "Start one: make new-period PERIOD=… FROM=…"
        raise Faults([Fault("params/", "", "holds no period with an as-at date", mend)])
    return max(dated)[1]


def load(name: str, root: Path | None = None) -> Period:
    """Read and validate all parameters of a period; every fault in them is raised at once."""
    root = root or find_root()
    _known(name, root)
    faults: list[Fault] = []
    params, file = root / "params", f"params/{name}/period.yaml"
    catalogue = yaml.read_model(models.Catalogue, params / "sources.yaml", root, faults)
    if catalogue is None:  # what a period lists cannot be told right from wrong without it
        raise Faults(faults)
    with_catalogue = functools.partial(_with_catalogue, catalogue=catalogue.root, name=name)
    settings = yaml.read_model(Settings, root / file, root, faults, with_catalogue)
    measures = _measures(root, faults)
    layouts = yaml.read_model(models.Layouts, params / "layouts.yaml", root, faults)
    partnership = None
    if settings:
        folder = params / "partnerships" / settings.partnership
        partnership = yaml.read_model(models.Partnership, folder / "partnership.yaml", root, faults)
        faults += [*agreement.of_measures(measures), *agreement.of_settings(settings, measures, file)]
        if settings.previous and settings.previous not in names(root) and not is_reporting_year(settings.previous):
            near = nearest(settings.previous, names(root))
            problem = f'"{settings.previous}" is neither a period nor a reporting year{near}'
            faults.append(Fault(file, "previous", problem, "Write it as 2023-24, or leave it blank"))
    if settings and partnership and layouts:
        faults += agreement.of_partnership(partnership, settings, measures)
        faults += agreement.of_layout(layouts, partnership, settings, file)
    if faults or not (settings and partnership and layouts):
        raise Faults(faults)
    labels = _labels(settings, partnership, measures)
    return Period(name, root, settings, partnership, measures, layouts.root, labels)


def _labels(settings, partnership, measures):
    """Give what the keys of measures, areas and other subjects read as."""
    labels = {"monitored": "monitored types together", "unmonitored": "all other crime"}
    labels["case_reviews"] = "ASB case reviews"
    labels |= {measure.key: measure.label for measure in measures.values()}
    labels |= {key: area.label for key, area in (partnership.areas | partnership.delivery_groups).items()}
    return labels | partnership.comparators | {settings.whole: partnership.place}


def _with_catalogue(values: Any, catalogue: dict[str, models.Return], name: str) -> Any:
    """Complete the sources of a period by what the catalogue says of them; those it does not list are absent."""
    listed = values.get("sources") or {} if isinstance(values, dict) else None
    if not isinstance(listed, dict):
        return values  # said of the file itself
    entries = {key: entry for key, entry in listed.items() if isinstance(entry, dict)}  # others too are said of it
    faults = [fault for key, entry in entries.items() for fault in _misplaced(key, entry, catalogue, name)]
    if faults:
        raise Faults(faults)
    stated = {key: entry.model_dump() for key, entry in catalogue.items()}
    complete = {key: stated[key] | entry for key, entry in entries.items()}
    others = {key: entry | {"status": "absent"} for key, entry in stated.items() if key not in listed}
    return values | {"sources": listed | complete | others | _from_records(complete, others)}


def _from_records(complete: dict[str, dict], others: dict[str, dict]) -> dict[str, dict]:
    """Let records that were received stand in for the returns that a period does not list, an extract before others."""
    drawn = {}
    for kind in (models.RECORDS, models.EXTRACT):
        for name, records in complete.items():
            if records["kind"] == kind and records.get("status") == "received" and _holds_records(records):
                own = {key: value for key, value in records.items() if key not in models.Return.model_fields}
                own |= {"records": name, "title": records["title"]}
                drawn |= {key: one | own for key, one in others.items() if _is_held(one, kind)}
    return drawn


def _holds_records(records: dict) -> bool:
    """Say whether a source holds records themselves: an extract does, and a download as it comes."""
    return records["kind"] == models.EXTRACT or ".zip" in str(records.get("file", "")).lower()


def _is_held(entry: dict, kind: str) -> bool:
    """Say whether a return can be counted from records of a kind; an extract has those of here alone."""
    wanted = set(entry["from_records"])
    if kind == models.RECORDS:
        return bool(wanted & {"crime", "incidents"})
    return bool(wanted) and entry["kind"] in ("counts", "months", "profiles") and entry["rows"] != "comparators"


def _misplaced(key: str, entry: dict, catalogue: dict[str, models.Return], name: str) -> Iterator[Fault]:
    """List what stands in a period's source and belongs elsewhere: its kind, or that it is not supplied."""
    file, where = f"params/{name}/period.yaml", f"sources › {key}"
    if key not in catalogue:
        problem = f"is not a return of params/sources.yaml{nearest(key, catalogue)}"
        mend = "Correct the name, or add an entry there: its title, its kind and what it shows"
        yield Fault(file, where, problem, mend)
    for word in ("kind", "rows", "shows", "from_records"):
        if word in entry:
            yield Fault(file, f"{where} › {word}", "is said in params/sources.yaml", "Remove it here")
    if entry.get("status") == "absent":
        yield Fault(file, where, "is listed as absent", "Remove it: what is not listed is not supplied")


def check_name(name: str) -> None:
    """Refuse a name that no period may have."""
    if not NAME.fullmatch(name):
        mend = "Use small letters, digits and hyphens, with the year among them, as in 2024-25"
        raise Faults([Fault(f"period {name}", "", "is not a name a period may have", mend)])


def _known(name: str, root: Path) -> None:
    check_name(name)
    known = names(root)
    if name not in known:
        problem = f"there is no such period (there are: {', '.join(known) or 'none yet'})"
        mend = f"Correct the name{nearest(name, known)}, or start one: make new-period PERIOD={name} FROM=…"
        raise Faults([Fault(f"params/{name}/period.yaml", "", problem, mend)])


def _measures(root, faults):
    try:
        table = pd.read_csv(root / agreement.MEASURES, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    except (OSError, ValueError) as error:
        faults.append(Fault(agreement.MEASURES, "", f"cannot be read ({error})", "Save it as CSV in UTF-8"))
        return {}
    measures, seen = {}, {}
    for row, cells in enumerate(table.to_dict("records"), start=2):
        filled = {name: wording.listed(cell) if name in LISTS else cell for name, cell in cells.items() if cell}
        try:
            measure = Measure.model_validate(filled)
        except ValidationError as error:
            faults += [yaml.explain(f"{agreement.MEASURES} row {row}", detail, Measure) for detail in error.errors()]
            continue
        for name in {n.lower() for n in (measure.key, measure.label, *measure.other_names)}:
            if name in seen:
                problem = f'"{name}" also stands in row {seen[name]}'
                faults.append(Fault(agreement.MEASURES, f"row {row}", problem, "Give each name to one measure"))
            seen[name] = row
        measures[measure.key] = measure
    return measures
