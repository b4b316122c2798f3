"""Small counts that could give somebody away: which are hidden, and which more, so that nothing gives those away.

Primary and secondary cell suppression, with an audit in whole numbers (Hundepool and others, *Statistical Disclosure
Control*, 2012, chapter 4). What is hidden is hidden before a notebook sees it. See METHODS.md.
"""

import itertools
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from sarabook.params.models import Measure, groups_of, outermost
from sarabook.words import tabular

TRIES = 6  # solutions asked for at random before one by one: more cost what they save
NEAR = 1e-6  # how far a number may be from a whole one that a solver has found
WIDTH = 3  # how far apart the least and the most must be that a hidden count can be, by all that is shown
SHOWN, FIXED, HIDDEN, UNSEEN = "shown", "fixed", "hidden", "unseen"
CELL = ["measure", "area", "start", "end", "count"]
ALIKE, PART, WHOLE = range(3)  # in which order more is hidden: counts that may be secret, other parts, what holds them


@dataclass
class Sums:
    """Counts, and which of them add up to which: all that somebody can reckon with who reads a report.

    A count is shown, and may be hidden; fixed, since it is known anyway; hidden already; or unseen, such as a rest.
    Of a secret one, a number from 1 to less than `least` gives somebody away.
    """

    least: int
    counts: list[int] = field(default_factory=list)
    states: list[str] = field(default_factory=list)
    secret: list[bool] = field(default_factory=list)
    order: list[int] = field(default_factory=list)
    sums: list[list[int]] = field(default_factory=list)  # each a total, and its parts

    def add(self, count: float, state: str = SHOWN, secret: bool = True, order: int = ALIKE) -> int:
        """Add a count; return its number."""
        self.counts.append(round(count))
        self.states.append(state)
        self.secret.append(secret)
        self.order.append(order)
        return len(self.counts) - 1

    def add_up(self, total: int, parts: Sequence[int], secret_rest: bool = False) -> None:
        """Say that counts add up to a total, or to less than it: then there is a rest, which nobody sees."""
        rest = self.counts[total] - sum(self.counts[part] for part in parts)
        if parts and rest >= 0:
            self.sums.append([total, *parts, *([self.add(rest, UNSEEN, secret_rest)] if rest else [])])

    def hidden(self) -> list[bool]:
        """Hide the small counts, and others beside them, until what is shown narrows none of them down; say which."""
        count, state = np.array(self.counts), np.array(self.states, dtype=object)
        small = np.array(self.secret, dtype=bool) & (count > 0) & (count < self.least)
        state[small & (state == SHOWN)] = HIDDEN
        least = np.where((count > 0) & (state != UNSEEN), 1, 0)  # a nought is shown, so what is hidden is none
        beside = defaultdict(list)
        for one in self.sums:
            for cell in one:
                beside[cell].append(one)
        ends = count.astype(float), count.astype(float)  # the least and the most that each is known to be able to be
        while True:
            kept = (state == HIDDEN) | (small & (state == UNSEEN))
            more = set()
            for cell in self._narrow(count, state, kept, least, ends):
                if not more & {one for each in beside[cell] for one in each}:
                    more |= set(self._beside(cell, beside, state))
            if not more:
                return (state == HIDDEN).tolist()  # whatever is narrow yet, its total says
            state[list(more)] = HIDDEN
            for _, *parts in (each for one in more if not count[one] for each in beside[one]):
                if np.isin(state[parts], (HIDDEN, UNSEEN)).all():  # no nought beside it is shown
                    least[parts] = 0

    def _beside(self, narrow, beside, state) -> list[int]:
        """Choose what to hide beside a count: the smallest in a sum of it, from that of which least is hidden.

        Where the sum has nothing left but noughts, all of these.
        """
        seen, near = set(), [narrow]
        while near:
            seen |= set(near)
            sums = {tuple(one): sum(state[cell] in (HIDDEN, UNSEEN) for cell in one) for n in near for one in beside[n]}
            for one in sorted(sums, key=sums.__getitem__):
                left = sorted((self.order[cell], self.counts[cell], cell) for cell in one if state[cell] == SHOWN)
                if left:
                    return next(([cell] for _, count, cell in left if count), [cell for *_, cell in left])
            near = [cell for one in sums for cell in one if state[cell] in (HIDDEN, UNSEEN) and cell not in seen]
        return []

    def _narrow(self, count, state, kept, least, ends) -> Iterator[int]:
        """List what is to be kept, and can be told to less than `WIDTH`, or than a total that is shown allows.

        What a count can be, it still can when more is hidden: `ends` are kept, and widened here.
        """
        unknown, needed = np.isin(state, (HIDDEN, UNSEEN)), np.where(kept, WIDTH, 0)
        for total, *parts in self.sums:
            if state[total] == FIXED:
                needed[parts] = np.minimum(needed[parts], count[total])
        for cells, matrix, constants in self._pieces(count, unknown):
            if needed[cells].any():
                low, high = (end[cells] for end in ends)
                _widen(low, high, count[cells], least[cells], needed[cells], matrix, constants)
                ends[0][cells], ends[1][cells] = low, high
                yield from cells[high - low < needed[cells]].tolist()

    def _pieces(self, count, unknown) -> Iterator[tuple[np.ndarray, Any, np.ndarray]]:
        """Split what is unknown into pieces with no sum in common: its numbers, the sums, and what these come to."""
        from scipy import sparse  # takes its time to load, as the solver does, which `check` need not wait

        matrix = sparse.lil_array((len(self.sums), len(count)))
        for row, (total, *parts) in enumerate(self.sums):
            matrix[row, parts], matrix[row, total] = 1, -1
        matrix = matrix.tocsr()
        constants, matrix = -matrix @ np.where(unknown, 0, count), matrix[:, unknown]
        _, piece = sparse.csgraph.connected_components(abs(matrix.T) @ abs(matrix), directed=False)
        cells = np.flatnonzero(unknown)
        for own in (np.flatnonzero(piece == one) for one in np.unique(piece)):
            rows = np.unique(matrix[:, own].nonzero()[0])
            if len(rows):
                yield cells[own], matrix[rows][:, own], constants[rows]


def _widen(low, high, count, least, needed, matrix, constants) -> None:
    """Move the ends of what each count can be apart, until they are as far as is needed or can be no further.

    Each solution is a table that agrees with all that is shown, and says something of all its counts: a few in which
    each goes where it may leave few to be asked for one by one.
    """
    from scipy import optimize

    size, signs = len(count), np.random.default_rng(0)  # any seed, so that runs are alike
    sums, whole = optimize.LinearConstraint(matrix, constants, constants), np.ones(size)

    def solve(aim, most):
        # Of sums within sums the best table in fractions mostly is one in whole numbers, and is found sooner.
        bounds = np.column_stack(np.broadcast_arrays(least, most))
        solved = optimize.linprog(aim, A_eq=matrix, b_eq=constants, bounds=bounds, method="highs-ds").x
        if solved is None or (matrix @ solved.round() != constants).any() or abs(solved - solved.round()).max() > NEAR:
            solved = optimize.milp(aim, constraints=sums, bounds=optimize.Bounds(least, most), integrality=whole).x
        if solved is not None:  # else what was found before stands, and more is hidden
            np.minimum(low, solved.round(), out=low)
            np.maximum(high, solved.round(), out=high)

    for _ in range(TRIES + 1):
        if (narrow := high - low < needed).any():
            solve(signs.choice([-1, 1], size) * narrow, count + WIDTH)
    for cell in np.flatnonzero(high - low < needed):
        for sign in (1, -1):
            if high[cell] - low[cell] < needed[cell]:
                most = np.full(size, np.inf)
                most[cell] = count[cell] + WIDTH
                solve(sign * (np.arange(size) == cell), most)


def of_counts(
    counts: pd.DataFrame, areas: Collection[str], whole: str, measures: Mapping[str, Measure], least: int
) -> pd.Series:
    """Say which counts of a report are hidden: small ones of sensitive measures by area, and what would give them away.

    `counts` are tidy (`measure, area, start, end, count`), with `origin`, the return or records they come from, and
    `state`: `shown` for those of this report, `fixed` for what was published elsewhere or shown by the report before,
    `hidden` for what that one hid, which stays hidden. Counts of the whole are never hidden; where there is none, the
    sum of the areas is taken to be known from elsewhere.
    """
    sums, order = Sums(least), _order(measures)
    known = counts.dropna(subset="count").astype({"measure": object, "area": object})
    own = known[known["area"].isin(list(areas)) & known["measure"].isin(list(measures))]
    now = own["state"] == SHOWN
    secret = [key for key, measure in measures.items() if measure.sensitive]
    if not (now & own["measure"].isin(secret)).any():
        return pd.Series(False, counts.index)
    ids = _numbered(sums, own[~now], {}, measures, order)
    known_before = {_place(row): ids[row.Index] for row in tabular.rows(own[~now])}
    ids |= _numbered(sums, own[now], known_before, measures, order)
    own = own.assign(number=pd.Series(ids), report=now)
    of_whole = known[known["area"] == whole].groupby(["measure", "start", "end"])["count"].unique()
    for (_, _, *days), cells in own.groupby(["report", "origin", "measure", "start", "end"])["number"]:
        parts = list(cells.unique())
        together = sum(sums.counts[part] for part in parts)
        totals = [total for total in of_whole.get(tuple(days), ()) if total >= together]
        for total in totals or ([together] if len(parts) > 1 else []):
            sums.add_up(sums.add(total, FIXED), parts)
    for _, rows in own.groupby(["report", "area", "start", "end"]):
        by_origin = [dict(zip(one["measure"], one["number"], strict=True)) for _, one in rows.groupby("origin")]
        for there, others in itertools.product(by_origin, by_origin):  # a whole may stand in another return
            for key, members in _made_of(there, others, measures):
                sums.add_up(there[key], [others[member] for member in members])
    for (measure, _), rows in own.groupby(["measure", "area"]):
        for longer, shorter in _within(rows.drop_duplicates("number")):
            sums.add_up(longer, shorter, secret_rest=measures[str(measure)].sensitive)
    hidden = sums.hidden()
    return pd.Series({row: hidden[cell] for row, cell in ids.items()}, dtype=bool).reindex(
        counts.index, fill_value=False
    )


def _numbered(sums, rows, before, measures, order) -> dict:
    """Add the counts of some rows to the sums; give each row its number. What is the same count has the same number.

    `before` has the numbers of counts that are known by measure, area and window. What was hidden stays so. What was
    shown is still known, unless a count of its measure and window has been revised since: then nobody can be sure.
    """
    numbers = {row.Index: before.get(_place(row)) for row in tabular.rows(rows)}
    revised = {
        (row.measure, row.start, row.end)
        for row in tabular.rows(rows)
        if numbers[row.Index] is not None and sums.counts[numbers[row.Index]] != row.count
    }
    found, alike = {}, {}
    for row in tabular.rows(rows):
        number, cell = numbers[row.Index], (*_place(row), row.count)
        was_hidden = number is not None and sums.states[number] == HIDDEN
        sure = was_hidden or (row.measure, row.start, row.end) not in revised
        if number is not None and sums.counts[number] == row.count and sure:
            found[row.Index] = number
            continue
        if cell not in alike:
            state = HIDDEN if was_hidden else row.state
            alike[cell] = sums.add(row.count, state, measures[row.measure].sensitive, order[row.measure])
        found[row.Index] = alike[cell]
    return found


def _place(row):
    return (row.measure, row.area, row.start, row.end)


def _order(measures):
    """Say of each measure when it is hidden beside a small count."""
    wholes = {*groups_of(measures), *(one.part_of for one in measures.values())}
    return {key: ALIKE if one.sensitive else WHOLE if key in wholes else PART for key, one in measures.items()}


def _made_of(there, others, measures) -> Iterator[tuple[str, list[str]]]:
    """List which of some measures hold which others: what is part of them, and the members of groups."""
    groups = groups_of(measures)
    for key in there:
        yield key, outermost(others, measures, key)
        yield key, [member for member in groups.get(key, ()) if member in others]


def _within(rows) -> Iterator[tuple[int, list[int]]]:
    """List the windows that lie within another: each by itself, and as many as fit in beside each other."""
    windows = sorted(zip(rows["end"], rows["start"], rows["number"], strict=True))
    for end, start, longer in windows:
        fitting, free = [], start
        for last, first, shorter in windows:
            if start <= first and last <= end and (first, last) != (start, end):
                yield longer, [shorter]
                if first >= free:
                    fitting.append(shorter)
                    free = last + pd.Timedelta(days=1)
        if len(fitting) > 1:
            yield longer, fitting


def of_profile(counts: pd.Series, profile: pd.DataFrame, overlapping: Collection[str], least: int) -> pd.Series:
    """Say which counts of a profile are hidden: small ones, and those that with their base would give one away.

    Categories of a dimension are parts of its base, those of an `overlapping` one each by itself; so is a rest that is
    not listed: of 97 men among 100 people, the men are hidden. A base that is not given may be known from elsewhere.
    """
    sums, cells = Sums(least), {}
    for (_, dimension), rows in profile.groupby(["measure", "dimension"]):
        cells |= {row: sums.add(counts[row]) for row in rows.index if pd.notna(counts[row])}
        by_itself = str(dimension).lower().partition(" ")[0] in overlapping
        for given in rows["base"].dropna().unique() if rows["base"].notna().any() else [None]:
            alike = rows.index[rows["base"].isna() | (rows["base"] == given)]  # one base holds where none is given too
            own = [cells[row] for row in alike if row in cells]
            together = sum(sums.counts[cell] for cell in own)
            base = together if given is None else int(given)
            if own and not (given is None and (by_itself or len(own) < 2)):
                for parts in ([one] for one in own) if by_itself else [own]:
                    sums.add_up(sums.add(base if by_itself else max(base, together), FIXED), parts, secret_rest=True)
    hidden = sums.hidden()
    found = pd.Series({row: hidden[cell] for row, cell in cells.items()}, dtype=bool)
    return found.reindex(profile.index, fill_value=False)
