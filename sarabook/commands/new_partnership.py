"""A new partnership from street-level records: its folder, a first period, and commentary that holds true of them."""

import itertools
import json
import re
import shutil
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from string import Template

import pandas as pd

from sarabook.data import boundaries, geography, records, sources, street_level
from sarabook.methods import by_month, months, rates
from sarabook.params import period as periods
from sarabook.words import wording
from sarabook.words.calendar import Window
from sarabook.words.faults import Fault, Faults
from sarabook.words.findings import slug

LENGTHS = (12, 6)  # months of a window: a whole year, or else a half
MOST = 20  # windows that a source may have
TEMPLATES = Path(__file__).parents[1] / "report" / "templates" / "new_partnership"  # the first commentary
SUPPLIER = "data.police.uk (Open Government Licence v3.0)"
OUTLINES = """\
  boundaries:
    supplier: Office for National Statistics (contains OS data © Crown copyright and database right)
    status: received
    file: {}
"""


@dataclass(frozen=True)
class Draft:
    """What is known of a partnership from its name and its records."""

    place: str
    behind: str  # what stands behind its name
    lsoas: pd.DataFrame
    windows: list[Window]
    known: records.Records
    supplier: str
    outlines: Sequence[Path] = ()

    @property
    def key(self) -> str:
        """Name the partnership in findings: letters, digits and underscores."""
        return _key(self.place)

    @property
    def name(self) -> str:
        """Name the first period: by the partnership, and the month its window ends in."""
        return f"{self.key.replace('_', '-')}-{self.windows[-1].end:%Y-%m}"


def start(name: str, files: Sequence[Path], root: Path, supplier: str = SUPPLIER, note: str = "") -> Draft:
    """Start a partnership from downloads of street-level records; `note` stands behind its name and its title.

    Among the files may be one of boundaries. Nothing that exists is touched, and nothing is left half made.
    """
    absent = [file for file in files if not file.is_file()]
    if absent:
        raise Faults(Fault(str(file), "", "is not there", "Correct the name of the file") for file in absent)
    outlines = [file for file in files if file.suffix.lower() in boundaries.SUFFIXES]
    if len(outlines) > 1:
        raise Faults([Fault(str(outlines[1]), "", "is a second file of boundaries", "Give one, best of LSOAs")])
    files = [file for file in files if file not in outlines]
    known = records.read(files, root / street_level.CACHE, root)
    if not known.parts:
        raise Faults(known.faults)
    lsoas = geography.find(name, known.forces)
    behind = f" ({note})" if note else ""
    draft = Draft(_place(name, lsoas) + behind, behind, lsoas, _windows(known, lsoas, files), known, supplier, outlines)
    folder = root / "params" / "partnerships" / draft.key.replace("_", "-")
    made = [folder, root / "params" / draft.name, root / "data" / draft.name]
    there = [path for path in made if path.exists()]
    if there:
        mend = "Edit it, or remove it first"
        raise Faults(Fault(path.relative_to(root).as_posix() + "/", "", "is there already", mend) for path in there)
    try:
        _write(draft, files, made, root)
    except BaseException:
        for path in made:
            shutil.rmtree(path, ignore_errors=True)
        raise
    return draft


def _write(draft: Draft, files: Sequence[Path], made: Sequence[Path], root: Path) -> None:
    """Write a partnership and its first period into the folders to be made, with the files that were given."""
    for path in made:
        path.mkdir(parents=True)
    for file in [*files, *draft.outlines]:
        shutil.copyfile(file, made[2] / file.name)
    for path, text in (
        (made[0] / "partnership.yaml", _partnership(draft)),
        (made[1] / "period.yaml", _period(draft, files)),
    ):
        path.write_text(text, encoding="utf-8", newline="\n")
    period = periods.load(draft.name, root)
    if draft.outlines:
        sources.read(period, "boundaries")  # refused here, and not when the page is made
    for stage, text in _commentary(period, draft).items():
        (made[1] / f"{stage}.md").write_text(text, encoding="utf-8", newline="\n")


def _place(name: str, lsoas: pd.DataFrame) -> str:
    """Call the place as its districts or its partnership are called, whatever case or code it was asked for by."""
    levels = [lsoas[f"{level}_name"].unique() for level in ("ltla24", "csp24")]
    asked = [names[0] for names in levels if len(names) == 1]
    return next(
        (one for one in asked if one.lower() == name.lower()),
        wording.items(levels[0]) if len(levels[0]) > 1 else asked[0],
    )


def _key(text: str) -> str:
    """Make a key out of a name: accents left out, beginning with a letter."""
    plain = slug(unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode())
    return plain if plain[:1].isalpha() else f"area_{plain}"


def _windows(known: records.Records, lsoas: pd.DataFrame, files: Sequence[Path]) -> list[Window]:
    """Choose the latest whole year, or else half-year, of which the same months of the year before came as well.

    Returns like-for-like windows, oldest first: as many earlier ones as came whole.
    """
    forces = sorted(lsoas["force"].unique())
    file = ", ".join(path.name for path in files)
    if lacking := street_level.lacking(known, forces, file):
        raise Faults([*known.faults, lacking])
    months = known.months(forces)
    for last in reversed(months):
        for length in LENGTHS:
            if len(came := _alike(pd.Period(last), length, set(months))) > 1:
                return came
    last = pd.Period(months[-1])
    problem = f"has {months[0]} to {months[-1]}, and no half-year with the same months of the year before"
    mend = f"Download {last - 12 - LENGTHS[-1] + 1} to {last}, or more"
    raise Faults([*known.faults, Fault(file, "", problem, mend)])


def _alike(last: pd.Period, length: int, months: set[str]) -> list[Window]:
    """List the windows of so many months to one month of each year, oldest first: the latest ones that came whole."""
    ends = [last - 12 * years for years in range(MOST)]
    windows = [by_month.window(end - length + 1, length) for end in ends]
    came = itertools.takewhile(lambda window: set(window.months) <= months, windows)
    return list(came)[::-1]


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _around(draft: Draft) -> list[tuple[str, str, str]]:
    """Give the key, the name and the code of the larger places that hold all of it: its county, and the police area.

    A county is left out where there is none, or where it is this place itself or a whole police area.
    """
    own = draft.lsoas
    name, code = own[["pfa24_name", "pfa24_code"]].iloc[0]
    counties = own[["cty24_name", "cty24_code"]].drop_duplicates()
    same = [set(own["lsoa"]), set(geography.within(code))]
    places = [] if len(counties) > 1 or counties.isna().any(axis=None) else counties.itertuples(index=False, name=None)
    places = [place for place in places if set(geography.within(place[1])) not in same]
    label = name if name.endswith("Police") else f"{name} police area"
    return [(_key(text), text + draft.behind, one) for text, one in [*places, (label, code)]]


def _wards(draft: Draft) -> pd.DataFrame:
    """List the wards: `label, key, codes`, the district in the label where two have a ward of one name."""
    wards = draft.lsoas[["ward24_code", "ward24_name", "ltla24_name"]].drop_duplicates("ward24_code")
    wards = wards.sort_values(["ward24_name", "ward24_code"], ignore_index=True)
    twice = wards["ward24_name"].duplicated(keep=False)
    wards["label"] = wards["ward24_name"].where(~twice, wards["ward24_name"] + " (" + wards["ltla24_name"] + ")")
    of_lsoas = draft.lsoas.groupby("ward24_code")["lsoa"].agg(sorted)  # of a ward that lies here in part only
    wards["codes"] = pd.Series([_codes(draft, [code]) or of_lsoas[code] for code in wards["ward24_code"]])
    return wards.assign(key=[f"{_key(label)}_ward" for label in wards["label"]])


def _codes(draft: Draft, codes: Iterable[str]) -> list[str]:
    """Give these codes where all their LSOAs lie in the place; else nothing."""
    own = set(draft.lsoas["lsoa"])
    return list(codes) if all(own.issuperset(geography.within(code)) for code in codes) else []


def _partnership(draft: Draft) -> str:
    """Write partnership.yaml: what is known, and what is to be entered."""
    around, here, wards = _around(draft), f"{draft.key}_street_level", _wards(draft)
    force = draft.lsoas["pfa24_name"].iloc[0].removesuffix(" Police")
    districts = draft.lsoas["ltla24_code"].unique()
    whole = ", ".join(_codes(draft, districts) or draft.lsoas["csp24_code"].unique())  # or a part of its district
    several = "the districts" if len(districts) > 1 else "the district"
    areas = "\n".join(
        f"  {key}: {{label: {_quoted(label)}}}" for key, label in zip(wards["key"], wards["label"], strict=True)
    )
    codes = "\n".join(f"  {key}: [{', '.join(own)}]" for key, own in zip(wards["key"], wards["codes"], strict=True))
    comparators = "\n".join(f"  {key}: {_quoted(label)}" for key, label, _ in around)
    codes = "\n".join([*(f"  {key}: [{code}]" for key, _, code in around), codes])
    return f"""\
# The community safety partnership of {draft.place}, as far as street-level records and the look-ups of the Office for
# National Statistics know it. What is marked "to enter" is yours to state.
name: {_quoted(f"{draft.place} Community Safety Partnership")}
place: {_quoted(draft.place)}
whole: {several}              # how a sentence calls the whole: "the borough", "the city"
force: {_quoted(f"{force} Police")}
area_word: ward
area_words: wards

areas:
{areas}

# Places that crime here is compared with, each in one and the same source.
comparators:
  {here}: {_quoted(draft.place)}
{comparators}

# The place that is here, and the one that holds it: changes here are held against the rest of that one.
elsewhere: {{here: {here}, within: {around[0][0]}}}

# Of what places the records are counted, by ONS codes of districts, partnerships, counties, police areas, wards or
# LSOAs. A ward is made of whole LSOAs, those that ONS finds to fit it best.
codes:
  {draft.key}: [{whole}]
  {here}: [{whole}]
{codes}

# Days unlike others: what was counted in them stays out of averages, and of what is usual from year to year.
exceptional_windows:
  - {{start: 2020-03-01, end: 2021-07-31, why: restrictions on meeting and movement during the COVID-19 pandemic}}

# To enter: who is in the partnership, its plan with its priorities, and its family group by police force area, such as
# family_group: {{label: Most similar group, members: {{Kent: [Canterbury, Maidstone]}}}} (CONTRIBUTING.md, "To add a
# partnership").
partners: {{statutory: []}}
plans: []
"""


def _period(draft: Draft, files: Sequence[Path]) -> str:
    """Write period.yaml: the latest window that the months allow, compared with the same months a year before."""
    now, before = draft.windows[-1], draft.windows[-2]
    listed = ", ".join(_quoted(path.name) for path in files)
    outlines = "".join(OUTLINES.format(_quoted(path.name)) for path in draft.outlines)
    return f"""\
# What this reporting period is. Dates are written 2024-12-05 or 05/12/2024; windows include both their days.
title: {_quoted(f"Strategic Assessment, {wording.months(now)}{draft.behind}")}
partnership: {draft.key.replace("_", "-")}
layout: assessment            # a chapter for each stage of SARA
status: draft
as_at: {now.end}
window: {{start: {now.start}, end: {now.end}}}
comparison: {{start: {before.start}, end: {before.end}}}

# How problems are ranked (METHODS.md, "Risk score"). Concern and capacity are grades that the partnership gives.
priorities:
  take: 3
  weights: {{harm: 60, change: 20, concern: 10, capacity: 10}}
  scales: {{change: 25}}     # full marks: per cent of worsening beyond what is usual or, if not known, beyond chance

reconciliation: {{tolerance: 0.5}}   # per cent by which figures that should agree may differ unquestioned

# The returns that were received (with their file) or are awaited. What is not listed of params/sources.yaml is not
# supplied, or is counted from street-level records.
sources:
  street_level:
    supplier: {draft.supplier}
    status: received
    file: [{listed}]
    windows: {len(draft.windows)}
{outlines}"""


def _commentary(period: periods.Period, draft: Draft) -> dict[str, str]:
    """Write a first commentary out of placeholders, for the sections that the records fill."""
    by_ward = street_level.read(period, "area_offences")
    latest = by_ward[(by_ward["measure"] == period.main_measure) & (by_ward["end"] == by_ward["end"].max())]
    first = list(latest.sort_values("count", ascending=False, kind="stable")["area"])
    within, label, _ = _around(draft)[0]
    lived = rates.per_thousand(latest.rename(columns={"count": "now"}), street_level.residents(period))
    others = wording.items(f"{{{{ {area}.label }}}} with {{{{ {area}.all_crime.now }}}}" for area in first[1:3])
    known = {"first": first[0], "others": f"; next: {others}" * (len(first) > 1), "dense": lived["area"].iloc[0]}
    known |= {"here": f"{draft.key}_street_level", "within": within, "area": label, "place": draft.place}
    settings, odd = period.settings, period.partnership.exceptional_windows
    by_month = months.charts(street_level.read(period, "monthly_crime"), settings.window, settings.baseline, odd)
    empty = {"Trend by area"} if len(draft.windows) < 3 else set()
    empty |= {"Months"} if by_month.empty else set()
    texts = {path.stem: _without(empty, path.read_text(encoding="utf-8")) for path in TEMPLATES.glob("*.md")}
    return {stage: Template(text).safe_substitute(known) for stage, text in texts.items()}


def _without(titles: Collection[str], text: str) -> str:
    """Leave out sections for which the records have too few months."""
    sections = re.split(r"^(?=## )", text, flags=re.MULTILINE)
    return "".join(one for one in sections if one.partition("\n")[0].removeprefix("## ") not in titles)


def next_steps(draft: Draft) -> Iterator[str]:
    """Say what was started, what is to be known of the records, and what to do next."""
    key = draft.key.replace("_", "-")
    now, before = draft.windows[-1], draft.windows[-2]
    yield f"Started params/partnerships/{key}/, params/{draft.name}/ and data/{draft.name}/."
    yield f"Areas: {len(_wards(draft))} wards. Windows: {wording.window(now)}, compared with {wording.window(before)}"
    yield f"({len(draft.windows)} like-for-like windows came whole)."
    yield from map(str, draft.known.faults)
    yield from draft.known.remarks
    yield f"Make the page: make {draft.name}   (or python -m sarabook build {draft.name})"
    yield "What only you can state, and the page will ask for or leave out:"
    yield f"  params/partnerships/{key}/partnership.yaml: the partners, the plan and its priorities"
    yield f"  params/{draft.name}/: recommendations in summary.md, and whether the commentary says what you would say"
    yield '  registers of actions, objectives, interventions and funding (README.md, "Registers")'
    if not draft.outlines:
        yield '  boundaries of LSOAs, for maps (README.md, "Kinds of file")'
