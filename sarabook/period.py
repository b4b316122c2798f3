"""What people decide: a reporting period, its partnership and the measures, read from `params/` and validated."""

import contextlib
import datetime
import itertools
import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

import pandas as pd
from dateutil.relativedelta import relativedelta
from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    RootModel,
    Tag,
    ValidationError,
    model_validator,
)
from ruamel.yaml import YAML, SafeConstructor
from ruamel.yaml.error import YAMLError

from sarabook import wording
from sarabook.faults import Fault, Faults, nearest
from sarabook.findings import PART, SUBJECTS

NAME = re.compile(r"[0-9a-z][0-9a-z-]*")
TOP_LEVEL = {"notebooks", "params", "data", "output", "sarabook", "tests", "benchmarks", "partnerships"}
COMMANDS = {
    "setup",
    "all",
    "check",
    "build",
    "new-period",
    "lab",
    "write",
    "bind",
    "names",
    "proofread",
    "test",
    "lint",
    "clean",
    "help",
}
DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})|(\d{1,2})/(\d{1,2})/(\d{4})")
APRIL = 4  # the reporting year of police and councils begins on 1 April


def parse_date(text):
    """Read a date as people write it: ISO (2024-12-05) or day first (05/12/2024); anything else is a ValueError."""
    if isinstance(text, datetime.date):
        return text
    found = DATE.fullmatch(str(text).strip().removesuffix(" 00:00:00"))
    year, month, day, day_first, month_second, year_last = found.groups() if found else [None] * 6
    try:
        return datetime.date(int(year or year_last), int(month or month_second), int(day or day_first))
    except (TypeError, ValueError):
        raise ValueError("is not a date such as 2024-12-05 or 05/12/2024") from None


Day = Annotated[datetime.date, BeforeValidator(parse_date)]
Key = Annotated[str, Field(pattern=rf"^{PART.pattern}$")]


class Strict(BaseModel):
    """A part of a YAML file: a key that is not listed is a fault, not a silence."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def window_key(year):
    """Name the window of the reporting year that begins in this year: `w2024_25`."""
    return f"w{year}_{(year + 1) % 100:02d}"


def reporting_year(day):
    """Give the reporting year that a day is in, by the year in which it begins."""
    return day.year - (day.month < APRIL)


class Window(Strict):
    """The days that a count covers, first and last included."""

    start: Day
    end: Day

    @model_validator(mode="after")
    def _in_order(self):
        if self.end < self.start:
            raise ValueError("ends before it starts. Put the earlier day under start")
        if self.end >= self.start + relativedelta(years=1):
            raise ValueError("is longer than a year. A window covers a year at the most")
        return self

    @property
    def key(self):
        """Name the window by the reporting year in which most of it lies: `w2024_25`."""
        return window_key(reporting_year(self.start + (self.end - self.start) / 2))

    def earlier(self, years=1):
        """Give the same days some years before; 29 February becomes 28 February."""
        step = relativedelta(years=years)
        return Window(start=self.start - step, end=self.end - step)

    def same_days(self, other):
        """Say whether two windows cover the same days of the year; 28 and 29 February count as the same end."""
        return all(
            (a.month, min(a.day, 28) if a.month == 2 else a.day) == (b.month, min(b.day, 28) if b.month == 2 else b.day)
            for a, b in ((self.start, other.start), (self.end, other.end))
        )

    @property
    def has_leap_day(self):
        """Say whether a 29 February falls in the window, which makes it a day longer than its comparison."""
        days = (datetime.date(year, 2, 28) for year in {self.start.year, self.end.year})
        leaps = (day + datetime.timedelta(1) for day in days)
        return any(day.month == 2 and self.start <= day <= self.end for day in leaps)


class Area(Strict):
    """A beat, ward or other part of the partnership."""

    label: str
    covers: str = ""
    other_names: list[str] = []


class Group(Strict):
    """A group of areas with a delivery group of its own."""

    label: str
    areas: list[str]


class Family(Strict):
    """The most similar group of partnerships, the partnership itself left out of `members`."""

    label: str
    members: dict[str, list[str]] = Field(description="partnerships by the police force area they are in")

    @property
    def size(self):
        """Count the group with the partnership itself."""
        return sum(map(len, self.members.values())) + 1


class Partners(Strict):
    """Who is in the partnership."""

    statutory: list[str]
    other: list[str] = []


class Body(Strict):
    """A group or board through which the partnership works, and the one it reports to."""

    label: str
    reports_to: Key | None = None
    does: str = Field(default="", description="what it does, in a few words")


class Theme(Strict):
    """A theme of a plan: its priorities, and the sections of the report that speak of it."""

    label: str
    priorities: list[Key]
    sections: list[str] = []


class Plan(Strict):
    """A plan of the partnership, its strategic priorities and the themes they are grouped in."""

    title: str
    start: Day
    end: Day
    priorities: dict[Key, str]
    themes: dict[Key, Theme] = {}
    measures: dict[Key, list[Key]] = Field(default={}, description="the measures that each priority speaks of")

    @property
    def headings(self):
        """Give what the plan is ordered by: its themes, or its priorities where it has none; key to label."""
        return {key: theme.label for key, theme in self.themes.items()} or self.priorities

    def theme_of(self, key):
        """Name the heading that a theme or a priority stands under; nothing for one of another plan."""
        holding = (theme for theme, own in self.themes.items() if key in own.priorities)
        return key if key in self.headings else next(holding, None)

    def priority_of(self, measure):
        """Name the strategic priority that speaks of a measure, or nothing."""
        return next((key for key, measures in self.measures.items() if measure in measures), None)

    @model_validator(mode="after")
    def _measures_are_of_its_priorities(self):
        strange = set(self.measures) - set(self.priorities)
        if strange:
            raise ValueError(f"has measures of priorities it does not list: {', '.join(sorted(strange))}. Add them")
        return self

    @model_validator(mode="after")
    def _themes_hold_its_priorities(self):
        strange = {key for theme in self.themes.values() for key in theme.priorities} - set(self.priorities)
        if strange:
            raise ValueError(f"has themes with priorities it does not list: {', '.join(sorted(strange))}. Add them")
        return self


class Partnership(Strict):
    """A community safety partnership: who it is, what it covers, what it has decided."""

    name: str
    place: str
    whole: str = Field(description='how a sentence calls the whole, for example "the borough"')
    force: str
    area_word: str = Field(description='what an area is called, for example "beat"')
    area_words: str = Field(description='what several are called, for example "beats"')
    areas: dict[Key, Area]
    comparators: dict[Key, str] = Field(default={}, description="places it is compared with, and what they are called")
    delivery_groups: dict[Key, Group] = {}
    structure: dict[Key, Body] = Field(default={}, description="who reports to whom")
    family_group: Family | None = None
    partners: Partners
    plans: list[Plan] = Field(min_length=1)

    @model_validator(mode="after")
    def _reports_lead_upwards(self):
        labels = [body.label for body in self.structure.values()]
        if len(labels) > len(set(labels)):
            raise ValueError("has two bodies of one label in its structure. Give each its own")
        for key in self.structure:
            seen, above = {key}, self.structure[key].reports_to
            while above is not None:
                if above not in self.structure:
                    raise ValueError(f'has a structure in which "{above}" is no body. Add it, or correct reports_to')
                if above in seen:
                    raise ValueError(f'has a structure in which "{key}" reports to itself. Correct reports_to')
                seen.add(above)
                above = self.structure[above].reports_to
        return self

    def plan_on(self, day):
        """Give the plan in force on a day: the latest begun by then, which runs on until another does; or nothing."""
        begun = [plan for plan in self.plans if plan.start <= day]
        return max(begun, key=lambda plan: plan.start) if begun else None

    @property
    def places(self):
        """List the keys of all places but the whole: areas, delivery groups, and those it is compared with."""
        return [*self.areas, *self.delivery_groups, *self.comparators]


class Source(Strict):
    """One return or file: what it is, who supplies it, for which days, and whether it has come."""

    title: str
    kind: str
    supplier: str
    status: Literal["received", "awaited", "absent"]
    file: str = ""
    sheet: str = ""
    as_at: Day | None = None
    window: Window | None = None
    comparison: Window | None = None
    windows: int = Field(default=2, ge=2, le=20, description="how many yearly windows, the latest included")
    rows: Literal["whole", "areas", "comparators"] = Field(
        default="whole", description="what each row of counts is about"
    )
    recording_breaks: dict[Key, str] = Field(default={}, description="measures recorded otherwise before, and how")
    due: Day | None = None
    why: str = ""

    @model_validator(mode="after")
    def _says_what_its_status_needs(self):
        if self.file and not re.fullmatch(r"[^/\\]+", self.file):
            raise ValueError(f'names its file "{self.file}" with a folder. Write the name alone; it is read from data/')
        needed = {"received": ("file", self.file), "awaited": ("due", self.due), "absent": ("why", self.why)}
        key, value = needed[self.status]
        if not value:
            raise ValueError(f'has status "{self.status}" and no "{key}". Add {key}:')
        return self


class Weights(Strict):
    """What each part of the risk score counts for."""

    harm: float = Field(ge=0)
    likelihood: float = Field(ge=0)
    change: float = Field(ge=0)
    concern: float = Field(ge=0)
    capacity: float = Field(ge=0)

    @model_validator(mode="after")
    def _weigh_something(self):
        if not sum(weight for _, weight in self):
            raise ValueError("are all nought. Give at least one part a weight")
        return self


Grade = Annotated[int, Field(ge=0, le=4, strict=True)]


class Scales(Strict):
    """From what on a mark is full: offences a year, and the per cent of a worsening that chance does not explain."""

    likelihood: float = Field(gt=0)
    change: float = Field(gt=0)


class Priorities(Strict):
    """How problems are ranked: how many are taken, the weights, the scales, and what the partnership judges.

    Harm groups have points from 0 to 1. Community concern and capacity are grades from 0 (none) to 4 (very high) that
    the partnership gives; of capacity, how far what is needed exceeds what there is.
    """

    take: int = Field(ge=1)
    top: int = Field(default=3, ge=1, description="the first places that a problem may keep when weights move")
    weights: Weights
    scales: Scales
    harm_groups: dict[Key, Annotated[float, Field(ge=0, le=1)]]
    concern: dict[Key, Grade] = {}
    capacity: dict[Key, Grade] = {}


class Disclosure(Strict):
    """Below which numbers a count of people could give somebody away, and is not shown."""

    least_count: int = Field(default=5, ge=0)
    least_base: int = Field(default=50, ge=0)


class Reconciliation(Strict):
    """By how much figures that should agree may differ, in per cent of what is stated, before it is questioned."""

    tolerance: float = Field(default=0, ge=0)


class Settings(Strict):
    """One reporting period, as `period.yaml` states it."""

    title: str
    partnership: str
    layout: str = Field(default="assessment", description="which chapters are printed: a name of layouts.yaml")
    status: Literal["draft", "final"]
    as_at: Day
    window: Window
    comparison: Window
    previous: str = ""
    priorities: Priorities
    disclosure: Disclosure = Disclosure()
    reconciliation: Reconciliation = Reconciliation()
    sources: dict[Key, Source]

    @model_validator(mode="after")
    def _compares_like_with_like(self):
        pairs = [("the period", self.window, self.comparison)]
        pairs += [(f'source "{k}"', *self.windows_of(k)[-1:-3:-1]) for k in self.sources]
        for name, now, before in pairs:
            if before.end >= now.start:
                raise ValueError(f"{name} is compared with a window that does not lie before it. Correct comparison:")
            if not now.same_days(before):
                raise ValueError(
                    f"{name} compares {now.start} to {now.end} with {before.start} to {before.end}: other days of "
                    "the year. Let both windows start and end on the same days"
                )
        return self

    @property
    def whole(self):
        """Name the area that stands for the whole partnership."""
        return self.partnership.replace("-", "_")

    def windows_of(self, name):
        """List the windows of a source, oldest first; the last two are compared."""
        source = self.sources[name]
        now = source.window or self.window
        own = now.earlier() if source.window else self.comparison
        before = source.comparison or own
        return [before.earlier(years) for years in range(source.windows - 2, 0, -1)] + [before, now]


class Chapter(Strict):
    """A chapter of a layout: its title and the sections it prints, by the headings of the notebooks."""

    title: str
    sections: list[str] = Field(min_length=1)


NOTEBOOKS, THEMES = "notebooks", "themes"  # a chapter for each notebook; a chapter for each theme of the plan


def _text_or(tag):
    """Tell a keyword from what stands in its place by whether it is a text, so that a fault speaks of one of them."""
    return Discriminator(lambda value: "keyword" if isinstance(value, str) else tag)


ByTheme = Annotated[
    Annotated[Literal["themes"], Tag("keyword")] | Annotated[Chapter, Tag("chapter")], _text_or("chapter")
]
InOrder = Annotated[
    Annotated[Literal["notebooks"], Tag("keyword")] | Annotated[list[ByTheme], Tag("list")], _text_or("list")
]


class Layout(Strict):
    """The chapters of a kind of report, in order, and the tables and figures that are not printed in it."""

    chapters: InOrder
    leave_out: list[str] = []


class Layouts(RootModel[dict[Key, Layout]]):
    """What each layout prints, as `layouts.yaml` states it."""


class Measure(Strict):
    """A crime type or incident type, one row of `measures.csv`."""

    key: Key
    label: str
    part_of: str = ""
    better: Literal["lower", "higher", "neither"]
    sensitive: bool = Field(default=False, description="small counts of it by area are not shown")
    harm_group: str = ""
    groups: list[str] = Field(default=[], description="the measures that are sums of it and others")
    includes: list[str] = Field(default=[], description="what counts as it")
    other_names: list[str] = []


def groups_of(measures):
    """List the groups there are, each with the measures it is the sum of, by key."""
    named = dict.fromkeys(group for measure in measures.values() for group in measure.groups)
    return {group: [key for key, measure in measures.items() if group in measure.groups] for group in named}


@dataclass(frozen=True)
class Period:
    """A reporting period with all that is decided for it."""

    name: str
    root: Path
    settings: Settings
    partnership: Partnership
    measures: dict[str, Measure]
    layout: Layout
    labels: dict[str, str]

    @property
    def params(self):
        """Where the period's parameters and commentary stand."""
        return self.root / "params" / self.name

    @property
    def data(self):
        """Where the files received for the period stand."""
        return self.root / "data" / self.name

    @property
    def registers(self):
        """Where the partnership's living registers stand."""
        return self.root / "params" / "partnerships" / self.settings.partnership

    @property
    def whole(self):
        """Name the area that stands for the whole partnership."""
        return self.settings.whole

    @property
    def plan(self):
        """Give the plan in force on the last day of the window."""
        return self.partnership.plan_on(self.settings.window.end)

    @property
    def chapters(self):
        """List the chapters of the layout, its themes those of the plan; nothing where each notebook is a chapter."""
        if self.layout.chapters == NOTEBOOKS:
            return None
        themes = [theme for theme in self.plan.themes.values() if theme.sections]
        of_plan = [Chapter(title=t.label, sections=[*t.sections, progress_heading(t.label)]) for t in themes]
        return [one for part in self.layout.chapters for one in (of_plan if part == THEMES else [part])]

    def made_on(self, name):
        """Say by which day a report of this name was made."""
        return made_on(name, self.root)

    @property
    def previous_end(self):
        """Give the day on which the previous period's report ended, from which on recommendations are followed up."""
        previous = self.settings.previous
        return made_on(previous, self.root) if previous else None

    @property
    def main_measure(self):
        """Name the measure that stands for all crime: the first of `measures.csv` that is part of no other."""
        return next(key for key, measure in self.measures.items() if not measure.part_of)

    @property
    def sensitive(self):
        """List the measures whose small counts by area are not shown."""
        return [key for key, measure in self.measures.items() if measure.sensitive]

    def members(self, group):
        """List the measures that a group is the sum of."""
        return groups_of(self.measures).get(group, [])

    @property
    def crime_types(self):
        """List the types of crime of which less is better: not sensitive ones, and not those police activity makes."""
        parts = {key: measure for key, measure in self.measures.items() if measure.part_of == self.main_measure}
        return [key for key, measure in parts.items() if not measure.sensitive and measure.better == "lower"]

    @property
    def problems(self):
        """Give the measures that can be a problem of their own, by key: all but all crime and the groups."""
        sums = {self.main_measure, *groups_of(self.measures)}
        return {key: measure for key, measure in self.measures.items() if key not in sums}


def find_root(start=None):
    """Find the project: the nearest folder, from here upwards, that holds `params/`."""
    here = Path(start or Path.cwd()).resolve()
    for folder in (here, *here.parents):
        if (folder / "params").is_dir():
            return folder
    raise Faults([Fault(here.name, "", "no folder above it holds params/", "Go to the project's folder first")])


def names(root):
    """List the periods there are."""
    return sorted(path.parent.name for path in (root / "params").glob("*/period.yaml"))


def _glance(root):
    """Read every period's settings unchecked, for what concerns all of them: another's faults are not this one's."""
    for name in names(root):
        with contextlib.suppress(Faults):
            settings = read_yaml(root / "params" / name / "period.yaml", root)
            if isinstance(settings, dict):
                yield name, settings


def names_and_previous(root):
    """List the periods there are and those that they name as their previous ones."""
    return {*names(root), *filter(None, (settings.get("previous") for _, settings in _glance(root)))}


def made_on(name, root):
    """Say by which day a report was made: a period's as-at date, or the end of a reporting year such as 2023-24."""
    for known, settings in _glance(root):
        if known == name:
            try:
                return parse_date(settings.get("as_at"))
            except ValueError as error:
                problem = f'"{settings.get("as_at")}" {error}'
                raise Faults([Fault(f"params/{name}/period.yaml", "as_at", problem, "Correct it")]) from None
    return datetime.date(int(name[:4]) + 1, APRIL, 1) - datetime.timedelta(1)


def progress_heading(label):
    """Head the section that lists what has worked under a theme, and what is to be developed."""
    return f"Progress: {label}"


def default_period(root=None):
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


def load(name, root=None):
    """Read and validate all parameters of a period; every fault in them is raised at once."""
    root = root or find_root()
    _known(name, root)
    faults = []
    path = root / "params" / name / "period.yaml"
    settings = _model(Settings, path, root, faults)
    measures = _measures(root, faults)
    layouts = _model(Layouts, root / "params" / "layouts.yaml", root, faults)
    partnership = None
    if settings:
        folder = root / "params" / "partnerships" / settings.partnership
        partnership = _model(Partnership, folder / "partnership.yaml", root, faults)
        faults += _cross_checks(settings, partnership, measures, path.relative_to(root).as_posix())
        layout = layouts.root.get(settings.layout) if layouts else None
        plan = partnership.plan_on(settings.window.end) if partnership else None
        if layout and plan and THEMES in layout.chapters and not any(t.sections for t in plan.themes.values()):
            place = f"params/partnerships/{settings.partnership}/partnership.yaml"
            problem = f'the layout "{settings.layout}" goes by theme, and no theme of “{plan.title}” has sections'
            faults.append(Fault(place, "plans › themes", problem, "Add them, or choose another layout in period.yaml"))
        if layouts and layout is None:
            problem = (
                f'"{settings.layout}" is not a layout of params/layouts.yaml{nearest(settings.layout, layouts.root)}'
            )
            faults.append(Fault(path.relative_to(root).as_posix(), "layout", problem, "Correct it, or add it there"))
    if faults:
        raise Faults(faults)
    labels = {"monitored": "monitored types together", "unmonitored": "all other crime"}
    labels["case_reviews"] = "ASB case reviews"
    labels |= {measure.key: measure.label for measure in measures.values()}
    labels |= {key: area.label for key, area in (partnership.areas | partnership.delivery_groups).items()}
    labels |= partnership.comparators
    labels[settings.whole] = partnership.place
    return Period(name, root, settings, partnership, measures, layouts.root[settings.layout], labels)


def check_name(name):
    """Refuse a name that no period may have."""
    if name in TOP_LEVEL | COMMANDS:
        raise Faults([Fault(f"period {name}", "", "is the name of a folder or a command", "Choose another name")])
    if not NAME.fullmatch(name):
        fault = Fault(f"period {name}", "", "is not a name a period may have", "Use small letters, digits and hyphens")
        raise Faults([fault])


def _known(name, root):
    check_name(name)
    if name not in names(root):
        have = ", ".join(names(root)) or "none yet"
        near = nearest(name, names(root))
        start = f"Correct the name{near}, or start one: make new-period PERIOD={name} FROM=…"
        raise Faults([Fault(f"params/{name}/period.yaml", "", f"there is no such period (there are: {have})", start)])


class _DatesAsText(SafeConstructor):
    """Leaves dates as they were typed: one that does not exist is then the analyst's fault to see, at its key."""


_DatesAsText.add_constructor("tag:yaml.org,2002:timestamp", SafeConstructor.construct_yaml_str)


def read_yaml(path, root):
    """Read a YAML file as plain values, or raise the fault that it cannot be read."""
    file = path.relative_to(root).as_posix()
    try:
        yaml = YAML(typ="safe", pure=True)
        yaml.Constructor = _DatesAsText
        return yaml.load(path.read_text(encoding="utf-8-sig")) or {}
    except FileNotFoundError:
        raise Faults(
            [Fault(file, "", "the file is missing", "Add it, or correct the name that points to it")]
        ) from None
    except UnicodeDecodeError as error:
        raise Faults([Fault(file, f"byte {error.start + 1}", "is not UTF-8 text", "Save it as UTF-8")]) from None
    except YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f"line {mark.line + 1}" if mark else ""
        problem = str(getattr(error, "problem", error)).strip().splitlines()[0]
        raise Faults([Fault(file, line, problem, "Correct the YAML there")]) from None


def _model(model, path, root, faults):
    file = path.relative_to(root).as_posix()
    try:
        return model.model_validate(read_yaml(path, root))
    except Faults as error:
        faults += error.faults
    except ValidationError as error:
        faults += [_explain(file, detail, model) for detail in error.errors()]
    return None


def _explain(file, detail, model):
    """Turn what pydantic found into a sentence for the analyst."""
    where = " › ".join(str(part) for part in detail["loc"] if part not in ("keyword", "list", "chapter"))
    kind, value = detail["type"], detail.get("input")
    if kind == "extra_forbidden":
        return Fault(file, where, f"unknown key{nearest(detail['loc'][-1], _keys(model))}", "Correct or remove it")
    if kind == "missing":
        return Fault(file, where, "is missing", "Add it")
    message = detail["msg"].removeprefix("Value error, ")
    if kind == "value_error":
        problem, _, mend = message.partition(". ")
        shown = f'"{value}" {problem}' if isinstance(value, str) else problem
        return Fault(file, where, shown, mend or "Correct it")
    if kind == "string_type" and value is None:
        return Fault(file, where, "is blank", "Fill it in, or remove the line")
    if kind == "string_type":
        return Fault(file, where, f"{value!r} is not a text", f'Put it in quotes: "{value}"')
    if kind in ("model_type", "dict_type", "model_attributes_type"):
        return Fault(file, where, "must be keys with their values", "Write it as key: value, one a line")
    if kind == "string_pattern_mismatch":
        message = "must be small letters, digits and underscores, a letter first"
    return Fault(file, where, f'"{value}": {message}', "Correct it")


def _keys(model):
    """List every key a YAML file of this model may hold, at any depth."""
    schema = model.model_json_schema()
    parts = [schema, *schema.get("$defs", {}).values()]
    return {key for part in parts for key in part.get("properties", {})}


def _measures(root, faults):
    path = root / "params" / "measures.csv"
    try:
        table = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    except (OSError, ValueError) as error:
        faults.append(Fault("params/measures.csv", "", f"cannot be read ({error})", "Save it as CSV in UTF-8"))
        return {}
    measures, seen = {}, {}
    for row, cells in enumerate(table.to_dict("records"), start=2):
        filled = {column: cell for column, cell in cells.items() if cell}
        lists = {
            column: wording.listed(filled[column])
            for column in ("groups", "includes", "other_names")
            if column in filled
        }
        try:
            measure = Measure.model_validate(filled | lists)
        except ValidationError as error:
            faults += [_explain(f"params/measures.csv row {row}", detail, Measure) for detail in error.errors()]
            continue
        for name in {n.lower() for n in (measure.key, measure.label, *measure.other_names)}:
            if name in seen:
                mend = "Give each name to one measure"
                faults.append(
                    Fault("params/measures.csv", f"row {row}", f'"{name}" also stands in row {seen[name]}', mend)
                )
            seen[name] = row
        measures[measure.key] = measure
    return measures


def _cross_checks(settings, partnership, measures, file):
    """Check what spans files: names that must differ, and names that must exist."""
    faults = []
    for key, measure in measures.items():
        if measure.part_of and measure.part_of not in measures:
            problem = f'part_of "{measure.part_of}" is not a measure{nearest(measure.part_of, measures)}'
            faults.append(Fault("params/measures.csv", f"measure {key}", problem, "Correct it"))
        for group in set(measure.groups) - set(measures):
            problem = f'groups holds "{group}", which is not a measure{nearest(group, measures)}'
            faults.append(Fault("params/measures.csv", f"measure {key}", problem, "Correct it, or add a row for it"))
        groups = settings.priorities.harm_groups
        if measure.harm_group and measure.harm_group not in groups:
            near = nearest(measure.harm_group, groups)
            problem = f'harm_group "{measure.harm_group}" of measure "{key}" has no points{near}'
            faults.append(Fault(file, "priorities › harm_groups", problem, "Add it, or correct measures.csv"))
    if partnership is None:
        return faults
    place = f"params/partnerships/{settings.partnership}/partnership.yaml"
    if partnership.plan_on(settings.window.end) is None:
        problem = f"no plan of {place} begins before {settings.window.end}"
        faults.append(Fault(file, "window", problem, "Add the plan of that day under plans, or correct the date"))
    judged = settings.priorities
    named = {
        f"plans › {plan.title} › measures": [key for keys in plan.measures.values() for key in keys]
        for plan in partnership.plans
    }
    for where, keys in ({"concern": judged.concern, "capacity": judged.capacity} | named).items():
        for name in sorted(set(keys) - set(measures)):
            problem = f'"{name}" is not a measure{nearest(name, measures)}'
            at = (place, where) if where in named else (file, f"priorities › {where}")
            faults.append(Fault(*at, problem, "Correct it"))
    for key, source in settings.sources.items():
        for name in sorted(set(source.recording_breaks) - set(measures)):
            problem = f'"{name}" is not a measure{nearest(name, measures)}'
            faults.append(Fault(file, f"sources › {key} › recording_breaks", problem, "Correct it"))
    named = [*partnership.places, settings.whole]
    areas, doubled = set(named), {name for name in named if named.count(name) > 1}
    clash = (areas & set(measures)) | (areas & set(SUBJECTS)) | (set(measures) & set(SUBJECTS))
    for name in sorted(clash | doubled):
        problem = f'"{name}" names two things: places, measures and the words {", ".join(SUBJECTS)} must differ'
        where = (place, f"areas › {name}") if name in areas else ("params/measures.csv", f"measure {name}")
        faults.append(Fault(*where, problem, "Rename the area or the measure"))
    seen = {}
    for key, area in partnership.areas.items():
        for name in {n.lower() for n in (key, area.label, *area.other_names)}:
            if seen.setdefault(name, key) != key:
                problem = f'"{name}" also names {seen[name]}'
                faults.append(Fault(place, f"areas › {key}", problem, "Give each name to one area"))
    for key, group in partnership.delivery_groups.items():
        for area in group.areas:
            if area not in partnership.areas:
                problem = f'"{area}" is not an area{nearest(area, partnership.areas)}'
                faults.append(Fault(place, f"delivery_groups › {key}", problem, "Correct it, or add it under areas"))
    return faults


@dataclass(frozen=True)
class Notebook:
    """One notebook of a period: its file, its chapter number, and the name of its stage."""

    path: Path
    order: tuple[int, str]
    stage: str


def notebooks(root, name):
    """List the notebooks of a period in running order: the shared ones, and those in its own folder.

    `2a-hotspots.ipynb` in the period's folder joins chapter 2, after `2-analysis.ipynb`; its stage is `hotspots`.
    """
    folder, found, faults = root / "notebooks", [], []
    for path in sorted([*folder.glob("*.ipynb"), *(folder / name).glob("*.ipynb")]):
        match = re.fullmatch(r"(\d+)([a-z]?)-([a-z][a-z0-9_]*)", path.stem)
        if match:
            found.append(Notebook(path, (int(match[1]), match[2]), match[3]))
        else:
            mend = "Name it by its place and its stage, for example 2a-hotspots.ipynb"
            faults.append(Fault(path.relative_to(root).as_posix(), "", "the name does not say where it belongs", mend))
    found.sort(key=lambda notebook: notebook.order)
    for one, other in itertools.combinations(found, 2):
        if one.order == other.order or one.stage == other.stage:
            problem = f"takes the place or the name of {one.path.relative_to(root).as_posix()}"
            faults.append(Fault(other.path.relative_to(root).as_posix(), "", problem, "Rename one of them"))
    if faults:
        raise Faults(faults)
    return found
