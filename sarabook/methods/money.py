"""Money: a fund's ledger as it stood, what remains of each line, and what does not add up. Decimals, never floats."""

import math
from collections.abc import Collection, Iterator
from decimal import Decimal

import pandas as pd

from sarabook.methods import reconciliation
from sarabook.params.models import Plan
from sarabook.words import tabular, wording
from sarabook.words.calendar import Day, Window
from sarabook.words.faults import Fault
from sarabook.words.findings import key, slug

AMOUNTS = ["allocated", "spent", "committed", "remaining"]
NOTHING = Decimal(0)


def current(funding: pd.DataFrame, as_at: Day, window: Window) -> pd.DataFrame:
    """Keep the ledger of each fund's latest year that the window touches, as it last stood by the as-at date."""
    start, end = pd.Timestamp(window.start), pd.Timestamp(window.end)
    known = tabular.by(as_at, funding[(funding["start"] <= end) & (funding["end"] >= start)], "as_at")
    for day in ("start", "as_at"):
        known = known[known[day] == known.groupby("fund")[day].transform("max")]
    return known.reset_index(drop=True)


def ledger(current: pd.DataFrame) -> pd.DataFrame:
    """Set out each line of the current ledgers and the sum of each fund; what remains is worked out.

    Remaining is allocated less spent less committed, a blank counting as nothing. Returns `measure` (the subject
    `funding`), `key, fund, line, theme, serves, allocated, spent, committed, remaining, source`; the row of a fund's
    sum has the fund's own name as its key.
    """
    lines = current[current["row"] == "line"].rename(columns={"description": "line"})
    lines[AMOUNTS[:3]] = lines[AMOUNTS[:3]].map(lambda amount: amount or NOTHING)
    lines = lines.assign(remaining=lines["allocated"] - lines["spent"] - lines["committed"])
    rows = []
    for fund, own in lines.groupby("fund", sort=False):
        total = {"fund": fund, "key": slug(str(fund)), "line": "All lines", "theme": "", "serves": ""}
        rows += [*own.to_dict("records"), total | _sums(own)]
    columns = ["measure", "fund", "key", "line", "theme", "serves", *AMOUNTS, "source"]
    return pd.DataFrame(rows).assign(measure="funding", source="funding").reindex(columns=columns)


def lines(ledger: pd.DataFrame) -> pd.DataFrame:
    """Keep the lines of the funds, without the row of each fund's sum."""
    return ledger[ledger["key"] != ledger["fund"].map(slug)]


def by_theme(ledger: pd.DataFrame, plan: Plan) -> pd.DataFrame:
    """Add up the lines of all ledgers by theme of the plan: `theme, allocated, spent, committed, remaining, source`."""
    own, labels = lines(ledger), plan.headings | {None: "No theme"}
    themes = [plan.theme_of(theme) for theme in own["theme"]]
    named = own.assign(theme=[labels[theme] for theme in themes])
    sums = [{"theme": label} | _sums(named[named["theme"] == label]) for label in labels.values()]
    rows = [row for row in sums if any(row[name] for name in AMOUNTS)]
    return pd.DataFrame(rows, columns=["theme", *AMOUNTS]).assign(source="funding")


def _sums(table):
    return {name: sum(table[name], NOTHING) for name in AMOUNTS}


def income(current: pd.DataFrame) -> pd.DataFrame:
    """List what each fund received: `measure` (the subject `funding`), `key, fund, received_from, amount, source`."""
    received = current[current["row"] == "received"]
    table = received.rename(columns={"description": "received_from", "allocated": "amount"})
    table = table.assign(measure="funding", source="funding")
    return table[["measure", "key", "fund", "received_from", "amount", "source"]].reset_index(drop=True)


def claims(claims: pd.DataFrame, current: pd.DataFrame, as_at: Day) -> pd.DataFrame:
    """Multiply out each claim under the lines of the current ledgers: rate by hours by staff by weeks.

    Returns `measure` (the subject `claims`), `key, fund, line, claim, working, stated, worked_out, stated_less,
    source`.
    """
    lines = current.set_index("key")[["fund", "description"]]
    own = tabular.by(as_at, claims[claims["line"].isin(lines.index)], "as_at")
    rows = []
    for row in tabular.rows(own):
        parts = [(row.hours, "hours"), (row.staff, "staff"), (row.weeks, "weeks")]
        given = [(number, name) for number, name in parts if number is not None]
        working = " × ".join([wording.money(row.rate), *(f"{number:f} {name}" for number, name in given)])
        worked_out = wording.rounded(math.prod((number for number, _ in given), start=row.rate), 2)
        amounts = (row.claimed, worked_out, row.claimed - worked_out)
        rows.append(("claims", row.key, *lines.loc[row.line], row.claim, working, *amounts))
    columns = ["measure", "key", "fund", "line", "claim", "working", "stated", "worked_out", "stated_less"]
    return pd.DataFrame(rows, columns=columns).assign(source="claims")


def differences(current: pd.DataFrame, claimed: pd.DataFrame) -> pd.DataFrame:
    """List every amount that was stated and does not follow from the others, claims among them.

    Held together are: what a fund received and the sum of its lines; each stated total and its sum; what a line is
    stated to have left and what it has; what is claimed and its working. Returns `measure, key, fund, what, stated,
    worked_out, stated_less, source`; `key` ends in what is stated: `ci001_received`.
    """
    rows = []
    for fund, own in current.groupby("fund", sort=False):
        sums, received = ledger(own).set_index("key"), own.loc[own["row"] == "received", "allocated"]
        if sums.empty:
            continue
        total = sums.loc[slug(str(fund))]
        if len(received):
            rows.append((fund, slug(f"{fund} received"), "Received, and all lines", sum(received), total["allocated"]))
        for row in own[own["row"] != "received"].to_dict("records"):
            held, names = (total, AMOUNTS) if row["row"] == "total" else (sums.loc[row["key"]], ["remaining"])
            rows += [
                (fund, f"{row['key']}_{name}", f"{row['description']}: {name}", row[name], held[name])
                for name in names
                if row[name] is not None
            ]
    table = pd.DataFrame(rows, columns=["fund", "key", "what", "stated", "worked_out"])
    table["stated_less"] = table["stated"] - table["worked_out"]
    of_claims = claimed.assign(what=claimed["line"] + ": " + claimed["claim"])
    table = pd.concat([table, of_claims[list(table)]], ignore_index=True)
    table.insert(0, "measure", "funding")
    return table[table["stated_less"] != NOTHING].assign(source="funding").reset_index(drop=True)


def doubts(differences: pd.DataFrame, tolerance: float) -> Iterator[Fault]:
    """Say which amounts do not follow from the others by more than the tolerance, in per cent: a gap for each.

    Each has the name of its finding, under which it may be accepted.
    """
    for row in tabular.rows(differences):
        if reconciliation.beyond(row.stated_less, row.worked_out, tolerance):
            apart = f"{wording.money(abs(row.stated_less))} {'less' if row.stated_less < 0 else 'more'}"
            problem = f"{row.fund}, {row.what}: stated as {wording.money(row.stated)}, which is {apart} "
            problem += f"than the {wording.money(row.worked_out)} worked out"
            name = key("funding", "stated_less", row.key)
            yield Fault("funding.csv", "", problem, "Ask who keeps the fund, and correct the register", name)


def without_lines(current: pd.DataFrame) -> str:
    """Name the funds of which only what they received is known, and no line."""
    without = [str(fund) for fund, own in current.groupby("fund", sort=False) if not (own["row"] == "line").any()]
    return f"We have no breakdown of: {wording.items(without)}." if without else ""


def serving(ledger: pd.DataFrame, names: Collection[str]) -> Decimal | None:
    """Add up what is allocated by the lines that serve any of these measures or interventions; nothing if none does."""
    own = [row.allocated for row in tabular.rows(ledger) if set(wording.listed(row.serves)) & set(names)]
    return sum(own, NOTHING) if own else None
