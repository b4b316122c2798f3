"""What `params/` may state: a partnership, a reporting period with its sources, layouts and measures."""

import datetime
import re
from collections.abc import Collection, Mapping
from typing import Annotated, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    RootModel,
    Tag,
    model_validator,
)

from sarabook.words.calendar import Day, Window
from sarabook.words.findings import PART

RECORDS = "street_level"  # the kind of source that holds records, from which others are counted
EXTRACT = "extract"  # the kind that holds a row for each offence, which is never shown
BOUNDARIES = "boundaries"  # the kind that holds outlines, and no table
ALL_CRIME = "all_crime"  # the measure that stands for all crime, by its key in measures.csv
REST = "rest"  # what an intervention may be compared with: every area that is not treated
ADJOINING = "adjoining"  # what may lie around it: the LSOAs that border on its areas
Whole = Annotated[int, Field(strict=True)]  # not yes or no, which count as 1 and 0
Number = Annotated[float, Field(strict=True)]
Key = Annotated[str, Field(pattern=rf"^{PART.pattern}$")]


class Strict(BaseModel):
    """A part of a YAML file: a key that is not listed is a fault, not a silence."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


def _in_order(days):
    """Ask that what has a start and an end not end before it starts."""
    if days.end < days.start:
        raise ValueError(f"ends on {days.end}, before it starts on {days.start}. Correct one of them")
    return days


class Area(Strict):
    """A beat, ward or other part of the partnership."""

    label: str
    covers: str = ""
    known_as: str = Field(default="", description="how people call it, in a word or two")
    other_names: list[str] = []

    @property
    def named(self) -> str:
        """Name it as a sentence does to somebody who does not know its number: `Beat 61 (Syston and Thurmaston)`."""
        return f"{self.label} ({self.known_as})" if self.known_as else self.label


class Group(Strict):
    """A group of areas with a delivery group of its own."""

    label: str
    areas: list[str] = Field(min_length=1)


class Family(Strict):
    """The most similar group of partnerships, the partnership itself left out of `members`."""

    label: str
    members: dict[str, list[str]] = Field(description="partnerships by the police force area they are in")

    @property
    def size(self) -> int:
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
    def headings(self) -> dict[str, str]:
        """Give what the plan is ordered by: its themes, or its priorities where it has none; key to label."""
        return {key: theme.label for key, theme in self.themes.items()} or self.priorities

    def theme_of(self, key: str | None) -> str | None:
        """Name the heading that a theme or a priority stands under; nothing for one of another plan."""
        holding = (theme for theme, own in self.themes.items() if key in own.priorities)
        return key if key in self.headings else next(holding, None)

    def priority_of(self, measure: str) -> str | None:
        """Name the strategic priority that speaks of a measure, or nothing."""
        return next((key for key, measures in self.measures.items() if measure in measures), None)

    @model_validator(mode="after")
    def _ends_after_it_starts(self):
        return _in_order(self)

    @model_validator(mode="after")
    def _speaks_of_its_priorities(self):
        of_themes = {key for theme in self.themes.values() for key in theme.priorities}
        for what, keys in (("measures of", set(self.measures)), ("themes with", of_themes)):
            strange = sorted(keys - set(self.priorities))
            if strange:
                raise ValueError(f"has {what} priorities it does not list: {', '.join(strange)}. Add them")
        return self


NO_PLAN = Plan(title="", start=datetime.date.min, end=datetime.date.max, priorities={})


class Exceptional(Strict):
    """Days unlike others, such as those of a pandemic: what is counted in them says nothing of what is usual."""

    start: Day
    end: Day
    why: str

    @model_validator(mode="after")
    def _ends_after_it_starts(self):
        return _in_order(self)


class Elsewhere(Strict):
    """Two of the places that a partnership is compared with: the one that is here, and the one that holds it."""

    here: Key
    within: Key


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
    codes: dict[Key, list[str]] = Field(
        default={}, description="of what ONS codes the whole, areas and comparators are"
    )
    elsewhere: Elsewhere | None = Field(default=None, description="what changes here are held against")
    exceptional_windows: list[Exceptional] = Field(default=[], description="days unlike others, and why")
    delivery_groups: dict[Key, Group] = {}
    structure: dict[Key, Body] = Field(default={}, description="who reports to whom")
    family_group: Family | None = None
    columns: dict[Key, dict[Key, str]] = Field(
        default={}, description="by source, what the headings of a file call the columns that are read of it"
    )
    profiled: list[Key] = Field(default=[], description="the measures of which an extract is made into a profile")
    partners: Partners
    plans: list[Plan] = []
    contact: str = Field(default="", description="the role to ask about a report, in Markdown like the next three")
    feedback: str = Field(default="", description="how to say what should be better")
    licence: str = Field(default="", description="what others may do with a report")
    accessibility: str = Field(default="", description="who can read a report, and how to ask for another form of it")

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

    def plan_on(self, day: datetime.date) -> Plan | None:
        """Give the plan in force on a day: the latest begun by then, which runs on until another does; or nothing.

        Where none has been entered it is one without a title.
        """
        begun = [plan for plan in self.plans or [NO_PLAN] if plan.start <= day]
        return max(begun, key=lambda plan: plan.start) if begun else None

    @property
    def peers(self) -> list[str]:
        """List the other members of the family group."""
        return [name for names in self.family_group.members.values() for name in names] if self.family_group else []

    @property
    def places(self) -> list[str]:
        """List the keys of all places but the whole: areas, delivery groups, and those it is compared with."""
        return [*self.areas, *self.delivery_groups, *self.comparators]


class Return(Strict):
    """A return that notebooks may read, as `sources.yaml` states it for every period."""

    title: str
    kind: str
    rows: Literal["whole", "areas", "comparators"] = Field(
        default="whole", description="what each row of counts is about"
    )
    shows: str = Field(description="what it shows a reader, and a report without it does not")
    from_records: list[Literal["crime", "incidents", "profiles"]] = Field(
        default=[],
        description="what of street-level records, or of an extract, stands in for it where it is not listed",
    )


class Catalogue(RootModel[dict[Key, Return]]):
    """The returns there may be, by key."""


def _folder(name: str) -> str:
    """Ask that a name be one of a folder, and of no place elsewhere."""
    if not re.fullmatch(r"[0-9a-z][0-9a-z_-]*", name):
        raise ValueError("is no name of a folder in params/partnerships/. Use small letters, digits and hyphens")
    return name


def _together(files: object) -> object:
    """Write a list of files as one text."""
    return "; ".join(map(str, files)) if isinstance(files, list) else files


class Source(Return):
    """A return in one period: who supplies it, for which days, and whether it has come.

    One that the period does not list is absent. Street-level records may have come in several `file`s.
    """

    supplier: str = ""
    status: Literal["received", "awaited", "absent"]
    file: Annotated[str, BeforeValidator(_together)] = ""
    records: str = Field(default="", description="the source of street-level records that it was counted from")
    sheet: str = ""
    as_at: Day | None = None
    window: Window | None = None
    comparison: Window | None = None
    windows: Whole = Field(default=2, ge=2, le=20, description="how many yearly windows, the latest included")
    recording_breaks: dict[Key, str] = Field(default={}, description="measures recorded otherwise before, and how")
    due: Day | None = None

    @property
    def holds_records(self) -> bool:
        """Say whether it holds records themselves, and not what was counted of them."""
        return self.status == "received" and any(file.lower().endswith(".zip") for file in self.files)

    @property
    def files(self) -> list[str]:
        """List its files."""
        return self.file.split("; ") if self.kind == RECORDS or self.records else [self.file]

    @model_validator(mode="after")
    def _says_what_its_status_needs(self):
        if self.file and not re.fullmatch(r"[^/\\]+", self.file):
            raise ValueError(f'names its file "{self.file}" with a folder. Write the name alone; it is read from data/')
        needed = {"received": ("supplier", "file"), "awaited": ("supplier", "due"), "absent": ()}[self.status]
        for key in needed:
            if not getattr(self, key):
                raise ValueError(f'has status "{self.status}" and no "{key}". Add {key}:')
        return self


class Weights(Strict):
    """What each part of the risk score counts for."""

    harm: Number = Field(ge=0)
    change: Number = Field(ge=0)
    concern: Number = Field(ge=0)
    capacity: Number = Field(ge=0)

    @model_validator(mode="after")
    def _weigh_something(self):
        if not sum(weight for _, weight in self):
            raise ValueError("are all nought. Give at least one part a weight")
        return self


Grade = Annotated[int, Field(ge=0, le=4, strict=True)]


class Scales(Strict):
    """From what on a mark is full: the per cent of a worsening beyond what is usual or, if not known, beyond chance."""

    change: Number = Field(gt=0)


class Priorities(Strict):
    """How problems are ranked: how many are taken, the weights, the scale, and what the partnership judges.

    Community concern and capacity are grades from 0 (none) to 4 (very high) that
    the partnership gives; of capacity, how far what is needed exceeds what there is.
    """

    take: Whole = Field(ge=1)
    weights: Weights
    scales: Scales
    concern: dict[Key, Grade] = {}
    capacity: dict[Key, Grade] = {}


class Disclosure(Strict):
    """Below which numbers a count of people could give somebody away, and is not shown."""

    least_count: Whole = Field(default=5, ge=0)
    least_base: Whole = Field(default=50, ge=0)


class Reconciliation(Strict):
    """By how much figures that should agree may differ, in per cent of what is stated, before it is questioned."""

    tolerance: Number = Field(default=0, ge=0)


class CoverReport(Strict):
    """What goes before a report to a committee: what it is for, what the committee is asked, and what that entails."""

    committee: str = ""
    meeting: Day | None = None
    purpose: str = ""
    recommendation: str = ""
    reason: str = ""
    implications: dict[str, str] = Field(default={}, description="by kind, such as Financial; none is said as well")
    background_papers: str = ""
    contact: str = Field(default="", description="a role, and no name")

    @property
    def lacking(self) -> list[str]:
        """List the parts that nobody has written."""
        return [name.replace("_", " ") for name, said in self if not said and name not in ("committee", "meeting")]

    @model_validator(mode="after")
    def _has_no_placeholders(self):
        if "{{" in str(self):
            raise ValueError("holds a placeholder, which only commentary fills. Say it without a figure")
        return self


class Settings(Strict):
    """One reporting period, as `period.yaml` states it."""

    title: str
    partnership: Annotated[str, AfterValidator(_folder)]
    layout: str = Field(default="assessment", description="which chapters are printed: a name of layouts.yaml")
    status: Literal["draft", "final"]
    as_at: Day
    window: Window
    comparison: Window
    baseline: Window | None = Field(default=None, description="the months from which limits are drawn")
    previous: str = ""
    cover_report: CoverReport = CoverReport()
    published: Day | None = Field(default=None, description="the day on which the report is published")
    next_update: Day | None = None
    priorities: Priorities
    disclosure: Disclosure = Disclosure()
    reconciliation: Reconciliation = Reconciliation()
    sources: dict[Key, Source]

    @model_validator(mode="after")
    def _is_drawn_after_its_windows(self):
        own = [(f'source "{key}"', one.window, one.as_at or self.as_at) for key, one in self.sources.items()]
        for name, window, drawn in [("the period", self.window, self.as_at), *own]:
            if window and window.end > drawn:
                raise ValueError(f"{name} has a window to {window.end}, after its as-at date {drawn}. Correct one")
        return self

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
    def whole(self) -> str:
        """Name the area that stands for the whole partnership."""
        return self.partnership.replace("-", "_")

    @property
    def lacking(self) -> dict[str, Source]:
        """Give the sources that were not supplied; outlines are no figures that a report lacks."""
        return {key: one for key, one in self.sources.items() if one.status != "received" and one.kind != BOUNDARIES}

    def is_drawn(self, name: str) -> bool:
        """Say whether a source is counted, as it is read, from the records that another one holds."""
        source = self.sources[name]
        return source.status == "received" and bool(source.records) and source.file == self.sources[source.records].file

    def windows_of(self, name: str) -> list[Window]:
        """List the windows of a source, oldest first; the last two are compared."""
        source = self.sources[name]
        now = source.window or self.window
        own = now.earlier() if source.window else self.comparison
        before = source.comparison or own
        return [before.earlier(years) for years in range(source.windows - 2, 0, -1)] + [before, now]


class Chapter(Strict):
    """A chapter of a layout: its title, the sections it prints, by their headings, and figures taken out of others."""

    title: str
    sections: list[str] = []
    figures: list[str] = []

    @model_validator(mode="after")
    def _prints_something(self):
        if not (self.sections or self.figures):
            raise ValueError("names no sections and no figures. Add sections:")
        return self


# What stands for several chapters: that of the summary; one for each notebook; one for each theme of the plan.
SUMMARY, NOTEBOOKS, THEMES = "summary", "notebooks", "themes"
BRIEFING = "briefing"  # the layout of a page of its own, beside the report, and the commentary that asks for it
ChapterOrKeyword = Annotated[
    Annotated[Literal["summary", "notebooks", "themes"], Tag("keyword")] | Annotated[Chapter, Tag("chapter")],
    # so that a fault speaks of the one that was meant
    Discriminator(lambda value: "keyword" if isinstance(value, str) else "chapter"),
]


class Layout(Strict):
    """The chapters of a kind of report, in order; the tables and figures that its appendix takes, or nobody prints."""

    chapters: list[ChapterOrKeyword] = Field(min_length=1)
    appendix: list[str] = []
    leave_out: list[str] = []
    cover_report: bool = Field(default=False, description="whether that of period.yaml is printed first")

    @property
    def brief(self) -> bool:
        """Say whether it picks its sections, and is printed closely; else every notebook is printed whole."""
        return NOTEBOOKS not in self.chapters


class Layouts(RootModel[dict[Key, Layout]]):
    """What each layout prints, as `layouts.yaml` states it."""


class Measure(Strict):
    """A crime type or incident type, one row of `measures.csv`."""

    key: Key
    label: str
    part_of: str = ""
    better: Literal["lower", "higher", "neither"]
    sensitive: bool = Field(default=False, description="small counts of it by area are not shown")
    harm_days: float | None = Field(default=None, ge=0, description="days of one offence, Cambridge Crime Harm Index")
    blended: bool = Field(default=False, description="it mixes offences of so unlike harm that it is not ranked")
    groups: list[str] = Field(default=[], description="the measures that are sums of it and others")
    includes: list[str] = Field(default=[], description="what counts as it")
    other_names: list[str] = []


def inside(measures: Mapping[str, Measure], whole: str) -> list[str]:
    """List the measures that are part of one, or of a part of it."""
    found = [key for key, measure in measures.items() if measure.part_of == whole]
    return found + [one for key in found for one in inside(measures, key)]


def outermost(keys: Collection[str], measures: Mapping[str, Measure], whole: str) -> list[str]:
    """List those of some measures that are part of one directly, and whose group, if it is too, is not among them."""
    own = [key for key in keys if key in measures and measures[key].part_of == whole]
    return [key for key in own if not set(measures[key].groups) & set(own)]


def groups_of(measures: Mapping[str, Measure]) -> dict[str, list[str]]:
    """List the groups there are, each with the measures it is the sum of, by key."""
    named = dict.fromkeys(group for measure in measures.values() for group in measure.groups)
    return {group: [key for key, measure in measures.items() if group in measure.groups] for group in named}
