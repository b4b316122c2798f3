"""What must agree between the files of `params/`: names that must exist in another, and names that must differ."""

from collections.abc import Collection, Iterable, Iterator

from sarabook.params.models import ALL_CRIME, EXTRACT, RECORDS, THEMES, Layouts, Measure, Partnership, Settings
from sarabook.words.faults import Fault, nearest
from sarabook.words.findings import SUBJECTS

MEASURES, LAYOUTS = "params/measures.csv", "params/layouts.yaml"
Measures = dict[str, Measure]


def of_measures(measures: Measures) -> Iterator[Fault]:
    """Ask that what a measure names exist, what it is part of and its groups, and that all crime be the outermost."""
    if measures and (ALL_CRIME not in measures or measures[ALL_CRIME].part_of):
        problem = f'has no row "{ALL_CRIME}" that is part of nothing: the measure that stands for all crime'
        yield Fault(MEASURES, "", problem, f"Add it ({ALL_CRIME},all crime,,lower), or leave its part_of blank")
    for key, measure in measures.items():
        where, mend = f"measure {key} › groups", "Correct it, or add a row for it"
        yield from _unknown(
            filter(None, [measure.part_of]), measures, "a measure", MEASURES, f"measure {key} › part_of"
        )
        yield from _unknown(measure.groups, measures, "a measure", MEASURES, where, mend)
        seen, above = {key}, measure.part_of
        while above in measures and above not in seen:
            seen.add(above)
            above = measures[above].part_of
        if above in seen or key in measure.groups:
            yield Fault(MEASURES, f"measure {key}", "is part of itself", "Correct part_of or groups, here or above it")


def of_settings(settings: Settings, measures: Measures, file: str) -> Iterator[Fault]:
    """Ask that the measures which a period judges, or says are recorded otherwise, exist."""
    judged = settings.priorities
    named = {"priorities › concern": judged.concern, "priorities › capacity": judged.capacity}
    named |= {f"sources › {key} › recording_breaks": one.recording_breaks for key, one in settings.sources.items()}
    for where, keys in named.items():
        yield from _unknown(keys, measures, "a measure", file, where)
    records = [key for key, one in settings.sources.items() if one.kind in (RECORDS, EXTRACT)]
    for key, one in settings.sources.items():
        where = f"sources › {key} › records"
        yield from _unknown(filter(None, [one.records]), records, "a source of records", file, where)


def of_partnership(partnership: Partnership, settings: Settings, measures: Measures) -> Iterator[Fault]:
    """Ask of a partnership that its plans speak of measures, its groups of areas, and that each name be of one."""
    place = f"params/partnerships/{settings.partnership}/partnership.yaml"
    for plan in partnership.plans:
        for keys in plan.measures.values():
            yield from _unknown(keys, measures, "a measure", place, f"plans › {plan.title} › measures")
    for key, group in partnership.delivery_groups.items():
        where, mend = f"delivery_groups › {key}", "Correct it, or add it under areas"
        yield from _unknown(group.areas, partnership.areas, "an area", place, where, mend)
    yield from _unknown(partnership.columns, settings.sources, "a source of params/sources.yaml", place, "columns")
    yield from _unknown(partnership.profiled, measures, "a measure", place, "profiled")
    if partnership.elsewhere:
        places = dict(partnership.elsewhere).values()
        yield from _unknown(places, partnership.comparators, "a place under comparators", place, "elsewhere")
    counted = [settings.whole, *partnership.areas, *partnership.comparators]
    yield from _unknown(partnership.codes, counted, "the whole, an area or a comparator", place, "codes")
    yield from _doubled_names(partnership, place)
    yield from _clashes([*partnership.places, settings.whole], measures, place)


def of_layout(layouts: Layouts, partnership: Partnership, settings: Settings, file: str) -> Iterator[Fault]:
    """Ask that a period's layout exist, that a plan be in force, and that it have what the layout goes by."""
    place = f"params/partnerships/{settings.partnership}/partnership.yaml"
    layout, plan = layouts.root.get(settings.layout), partnership.plan_on(settings.window.end)
    if layout is None:
        problem = f'"{settings.layout}" is not a layout of {LAYOUTS}{nearest(settings.layout, layouts.root)}'
        yield Fault(file, "layout", problem, "Correct it, or add it there")
    if plan is None:
        problem = f"no plan of {place} begins before {settings.window.end}"
        yield Fault(file, "window", problem, "Add the plan of that day under plans, or correct the date")
    elif layout and THEMES in layout.chapters and not any(theme.sections for theme in plan.themes.values()):
        named = f"“{plan.title}”" if plan.title else "any plan"
        problem = f'the layout "{settings.layout}" goes by theme, and no theme of {named} has sections'
        yield Fault(place, "plans › themes", problem, "Add them, or choose another layout in period.yaml")


def _unknown(
    names: Iterable[str], known: Collection[str], what: str, file: str, where: str, mend: str = "Correct it"
) -> Iterator[Fault]:
    """List the names that nothing known has."""
    for name in names:
        if name not in known:
            yield Fault(file, where, f'"{name}" is not {what}{nearest(name, known)}', mend)


def _doubled_names(partnership: Partnership, place: str) -> Iterator[Fault]:
    seen = {}
    for key, area in partnership.areas.items():
        for name in {n.lower() for n in (key, area.label, *area.other_names)}:
            if seen.setdefault(name, key) != key:
                problem = f'"{name}" also names {seen[name]}'
                yield Fault(place, f"areas › {key}", problem, "Give each name to one area")


def _clashes(places: list[str], measures: Measures, place: str) -> Iterator[Fault]:
    """List the names that places, measures and the reserved words share, of which findings are made."""
    areas, doubled = set(places), {name for name in places if places.count(name) > 1}
    clash = (areas & set(measures)) | (areas & set(SUBJECTS)) | (set(measures) & set(SUBJECTS))
    for name in sorted(clash | doubled):
        problem = f'"{name}" names two things: places, measures and the words {", ".join(SUBJECTS)} must differ'
        where = (place, f"areas › {name}") if name in areas else (MEASURES, f"measure {name}")
        yield Fault(*where, problem, "Rename the area or the measure")
