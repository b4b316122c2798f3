"""What a period received, as a notebook may see it: the small counts that could give somebody away are hidden.

One place stands between what was received and all that is published, so that no table, chart, sentence or file can show
what no notebook ever had. The counts themselves stay in `data/`.
"""

import contextlib
import hashlib
import os
from collections import defaultdict
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import scipy

from sarabook.data import named, sources
from sarabook.methods import disclosure, exposure, profiles, published
from sarabook.params import models
from sarabook.params import period as periods
from sarabook.params.models import Source
from sarabook.words import calendar, wording
from sarabook.words.faults import Faults

KEPT, MANY = "output/.hidden", 5_000  # where it is kept which of so many counts are hidden: it takes seconds to find
SHA = hashlib.sha256().digest_size
Counted = dict[str, tuple[pd.DataFrame, list[calendar.Window]]]  # returns of counts by name, each with its windows


def counts_of(period: periods.Period) -> dict[str, pd.DataFrame]:
    """Give every return of counts that a period received, by name, as it was received: for those who may see it all."""
    listed = period.settings.sources.items()
    return {
        name: sources.read(period, name)
        for name, source in listed
        if source.status == "received" and source.kind == "counts"
    }


class Received:
    """The returns and registers of a period, each read by its name, with the small counts hidden."""

    def __init__(self, period: periods.Period):
        self.period = period
        self.why_not_before = ""  # why the report before cannot be read, where it is here and has a fault

    def read(self, name: str) -> pd.DataFrame:
        """Give a source or a register; blank where a count is hidden, and without what cannot be shown at all."""
        source = self.period.settings.sources.get(name)
        if source and source.kind == "counts" and source.status == "received":
            return self._guarded[name]
        table = sources.read(self.period, name)
        if source and source.kind == "profiles":
            return profiles.shares(table, self.period.settings.disclosure)
        if source and source.kind == "lsoas":  # of which areas could be added up
            return table[~table["measure"].isin([measure for measure, _ in self.hidden])].reset_index(drop=True)
        by_area = source and source.kind in ("months", "published") and "area" in table
        return table[~self._gives_away(table)].reset_index(drop=True) if by_area else table

    @property
    def counted(self) -> Counted:
        """Give every return of counts, with its windows."""
        return {name: (table, self.period.settings.windows_of(name)) for name, table in self._guarded.items()}

    @cached_property
    def before(self) -> "Received | None":
        """Give what the report before received, if it was made here."""
        name, root = self.period.settings.previous, self.period.root
        if name not in periods.names(root):
            return None
        try:
            earlier = Received(periods.load(name, root))
            _ = earlier.hidden  # reads all that this report is held against
        except Faults as error:
            self.why_not_before = f"{name} cannot be read, and nothing is held against it: {error}"
            return None
        return earlier if earlier.period.settings.window.end < self.period.settings.window.end else None

    @cached_property
    def watch(self) -> exposure.Watch:
        """Give what finds counts that give somebody away in what did not come from here."""
        known = self.period
        measures = {name.lower().partition(" (")[0]: key for name, key in named.names_of_measures(known).items()}
        return exposure.Watch(
            {name.lower(): key for name, key in (named.places_in_areas(known) | named.names_of_areas(known)).items()},
            {name: key for name, key in measures.items() if key in known.sensitive},
            known.settings.disclosure.least_count,
            lambda: self.hidden,
            [name for name, key in measures.items() if key not in known.sensitive],
        )

    def gives_away(self, table: pd.DataFrame | None, *texts: str) -> tuple[str, str] | None:
        """Say why a table may not be published under its caption and other texts, and the mend; or nothing.

        Without a table, why the texts may not.
        """
        people, measures, said = [], [], list(texts)
        if table is not None:
            columns = table.select_dtypes(exclude=["number", "datetime", "bool"])
            cells = {str(cell) for name in columns for cell in columns[name].dropna().unique()} | set(map(str, table))
            said += sorted(cell for cell in cells if " " in cell)
            people += exposure.of_people(table)
            measures = [self.watch.of_table(table, *texts[:1])]
        if people := [*people, *exposure.of_person(said)]:
            what = f"holds {wording.items(people)}: records of people are not published"
            return what, "Count its rows, and publish the counts"
        for measure in (*measures, *map(self.watch.of_text, said)):
            if measure:
                what = f"counts of {self.period.measures[measure].label} by area could give somebody away"
                return what, "Take them from stage.data, which hides these"
        return None

    @cached_property
    def hidden(self) -> dict[tuple[str, str], set[int]]:
        """List the counts that are hidden, by measure and area: so that none of them comes in by another way.

        But for those that are shown of other days: whether such a number is of these nobody can tell.
        """
        found, shown = defaultdict(set), defaultdict(set)
        for name, table in self._counts.items():
            cells = table[["measure", "area", "count"]].itertuples(index=False, name=None)
            for (measure, area, count), hides in zip(cells, self._hides[name], strict=True):
                (found if hides else shown)[measure, area].add(int(count))
        return {pair: counts - shown[pair] for pair, counts in found.items()}

    @cached_property
    def _counts(self) -> dict[str, pd.DataFrame]:
        return counts_of(self.period)

    @cached_property
    def _guarded(self) -> dict[str, pd.DataFrame]:
        return {name: _blank(table, self._hides[name]) for name, table in self._counts.items()}

    @cached_property
    def _hides(self) -> dict[str, pd.Series]:
        """Say of each return which of its counts are hidden."""
        period, shown = self.period, np.array([], dtype=bool)
        now = [self._stated(name, table, disclosure.SHOWN) for name, table in self._counts.items()]
        areas, least = period.partnership.areas, period.settings.disclosure.least_count
        if any(table["measure"].isin(period.sensitive).any() and table["area"].isin(areas).any() for table in now):
            every = pd.concat([*now, *self._quoted(), *self._shown_before()], ignore_index=True)
            shown = self._found(every, list(areas), period.whole, period.measures, least)
        found, start = {}, 0
        for name, table in self._counts.items():
            own = shown[start : start + len(table)] if len(shown) else False
            found[name] = pd.Series(own, table.index)
            start += len(table)
        return found

    def _found(self, counts: pd.DataFrame, *by: Any) -> np.ndarray:
        """Say which of some counts are hidden; of many that is kept, since every notebook of a build asks the same.

        It is kept under a name made of all that it rests on, the method itself among it.
        """
        if len(counts) < MANY:
            return disclosure.of_counts(counts, *by).to_numpy(dtype=bool)
        method = [Path(str(one.__file__)).read_text(encoding="utf-8") for one in (disclosure, models)]
        rests_on = f"{counts.to_csv()}{by!r}{method}{scipy.__version__}"
        path = self.period.root / KEPT / hashlib.sha256(rests_on.encode()).hexdigest()
        with contextlib.suppress(OSError):
            kept = path.read_bytes()
            if len(kept) > SHA and hashlib.sha256(kept[SHA:]).digest() == kept[:SHA]:  # else it is damaged
                return np.frombuffer(kept[SHA:], dtype=bool)
        found = disclosure.of_counts(counts, *by).to_numpy(dtype=bool)
        with contextlib.suppress(OSError):  # a folder that may not be written costs time alone
            path.parent.mkdir(parents=True, exist_ok=True)
            unfinished = path.with_name(f"{path.name}.{os.getpid()}")
            unfinished.write_bytes(hashlib.sha256(found.tobytes()).digest() + found.tobytes())
            unfinished.replace(path)
        return found

    def _quoted(self) -> Iterator[pd.DataFrame]:
        """Give the counts of the whole that were published elsewhere, with which areas can be reckoned up too."""
        for name, source in self.period.settings.sources.items():
            if source.kind == "published" and source.status == "received":
                table = published.derive(sources.read(self.period, name)).assign(origin=name, state=disclosure.FIXED)
                year = pd.DateOffset(years=1)
                yield table.assign(count=table["now"])[[*disclosure.CELL, "origin", "state"]]
                then = table.assign(start=table["start"] - year, end=table["end"] - year, count=table["before"])
                yield then[[*disclosure.CELL, "origin", "state"]]

    def _shown_before(self) -> Iterator[pd.DataFrame]:
        """Give the counts of the report before: what it showed, and what it hid."""
        if before := self.before:
            for name, table in before._counts.items():
                state = np.where(before._hides[name], disclosure.HIDDEN, disclosure.FIXED)
                yield before._stated(name, table, state)

    def _stated(self, name: str, table: pd.DataFrame, state: str | np.ndarray) -> pd.DataFrame:
        source: Source = self.period.settings.sources[name]
        return table[disclosure.CELL].assign(origin=source.records or name, state=state)

    def _gives_away(self, table: pd.DataFrame) -> pd.Series:
        """Say which rows by area cannot be shown: months of a sensitive measure, or of one that is hidden there.

        Where months of a sensitive measure came by area, also those of all that is part of the same whole, since the
        whole less these would give it away. And figures published elsewhere with a small count, or from which one
        follows, which need not be published again.
        """
        period, area = self.period, table["area"].isin(list(self.period.partnership.areas))
        sensitive = table["measure"].isin(period.sensitive)
        if "month" in table:
            pairs = pd.Series(list(zip(table["measure"], table["area"], strict=True)), table.index)
            part_of = {key: one.part_of for key, one in period.measures.items()}
            wholes = set(table.loc[area & sensitive, "measure"].map(part_of)) - {""}
            beside = table["measure"].map(part_of).isin(wholes)
            return area & (sensitive | beside | pairs.isin(list(self.hidden)))
        numbers = published.derive(table)[["before", "now"]]
        small = (numbers.gt(0) & numbers.lt(period.settings.disclosure.least_count)).any(axis=1)
        return area & sensitive & small


def _blank(table: pd.DataFrame, hidden: pd.Series) -> pd.DataFrame:
    return table.assign(count=table["count"].where(~hidden)) if hidden.any() else table
