"""Living registers read at a date: recommendations, the action log, what has worked, what is due, and duties."""

import pandas as pd

from sarabook import wording
from sarabook.faults import Fault
from sarabook.findings import IN_WORDS, REFERENCE, STATISTICS, UNITS, WINDOW, UnknownFinding, of_subject

CLOSED = ("complete", "superseded", "rejected")
FACT_UNITS = {"count": "count", "percent": "proportion", "pounds": "pounds"}
KINDS = {"worked": "Done, and said to work", "to develop": "To be developed"}
SEVERAL = "the partnership's registers"  # the source of what is gathered out of more than one
OTHER, OUTSIDE = "other", "outside the priorities of the plan"
READ = " (read from its update)"


def latest(updates, register, as_at):
    """Give the latest update of each row of a register by a day: `date, status, note, evidence, basis` by id."""
    seen = updates[(updates["register"] == register) & (updates["date"] <= pd.Timestamp(as_at))]
    newest = seen.sort_values("date", kind="stable").groupby("id").tail(1)
    return newest.set_index("id")[["date", "status", "note", "evidence", "basis"]]


# Recommendations.


def open_at(recommendations, updates, made_on, day):
    """Keep the recommendations of the reports made by a day that were not closed on it.

    `made_on` gives the day of each report by name, as `period.made_on` does.
    """
    if day is None:
        return recommendations.iloc[:0]
    made = _made(recommendations, made_on) <= pd.Timestamp(day)
    status = recommendations["id"].map(latest(updates, "recommendations", day)["status"])
    return recommendations[made & ~status.isin(CLOSED)]


def _made(recommendations, made_on):
    """Give the day of the report that made each recommendation, asking once for each report."""
    days = {name: pd.Timestamp(made_on(name)) for name in recommendations["made_in"].unique()}
    return recommendations["made_in"].map(days)


def progress(recommendations, updates, as_at):
    """Say how recommendations stand: the latest update of each by the as-at date.

    Returns `id, made_in, recommendation, update, evidence, status, source`, in the register's order. A status that was
    read out of the wording of an update says so.
    """
    table = recommendations.join(
        latest(updates, "recommendations", as_at)[["status", "note", "evidence", "basis"]], on="id"
    )
    status = table["status"] + table["basis"].map({"read": READ}).fillna("")
    table = table.assign(update=table["note"], status=status, source="recommendations")
    return table[["id", "made_in", "recommendation", "update", "evidence", "status", "source"]].reset_index(drop=True)


def made(recommendations, period, themes):
    """List what one assessment recommends: `id, recommendation, strategic_priority, lead_role, due, source`.

    `themes` are the strategic priorities by key; a recommendation that names none, or no lead, keeps a blank.
    """
    table = recommendations[recommendations["made_in"] == period].rename(columns={"lead": "lead_role"})
    codes = [wording.code(theme) if theme in themes else None for theme in table["theme"]]
    table = table.assign(strategic_priority=codes, source="recommendations").replace({"lead_role": {"": None}})
    columns = ["id", "recommendation", "strategic_priority", "lead_role", "due", "source"]
    return table[columns].reset_index(drop=True)


def unled(made):
    """List the new recommendations that nobody leads, and those without a date."""
    for column, word in (("lead_role", "lead"), ("due", "date")):
        without = made.loc[made[column].isna(), "id"]
        if len(without):
            problem = f"no {word} stands with {wording.items(without)}"
            yield Fault("recommendations.csv", "", problem, "Agree it, then fill it in")


def tally(followed):
    """Count the recommendations made, complete and open: one row for the subject `recommendations`."""
    complete = followed["status"].str.removesuffix(READ) == "complete"
    numbers = {"made": len(followed), "complete": int(complete.sum()), "open": len(still_open(followed))}
    return of_subject("recommendations", "recommendations", len(followed) > 0, **numbers)


def still_open(followed):
    """Keep the recommendations that are not closed: neither complete, superseded nor rejected."""
    return followed[~followed["status"].str.removesuffix(READ).isin(CLOSED)]


# Evidence.


def reference(name):
    """Cite a table or figure by its name, as commentary does."""
    return f"[@{name}]"


def names_in(text):
    """List the names of findings in a cell of evidence, which also may cite tables."""
    return [name for name in wording.listed(text) if not REFERENCE.fullmatch(name)]


def with_evidence(table, findings, labels):
    """Write out the evidence of each row: findings in words, tables as references; a blank where none is given."""
    texts = [
        _in_words(cell, findings, labels) if isinstance(cell, str) and cell else None for cell in table["evidence"]
    ]
    return table.assign(evidence=pd.Series(texts, table.index, dtype="str"))


def supported(table, findings):
    """Leave blank the evidence none of whose findings a report has; tables that it cites stay."""
    holds = [isinstance(cell, str) and _holds(cell, findings) for cell in table["evidence"]]
    return table.assign(evidence=table["evidence"].where(pd.Series(holds, table.index, dtype=bool), None))


def _holds(cell, findings):
    return bool(REFERENCE.search(cell)) or any(_has(name, findings) for name in names_in(cell))


def _has(name, findings):
    try:
        return bool(findings.say(name))
    except UnknownFinding:
        return False


def lost_evidence(table, findings):
    """List the evidence that names a finding which this report does not have."""
    for row in table[table["evidence"].notna()].to_dict("records"):
        of = row.get("id") or row.get("what") or row.get("requirement") or ""
        for name in names_in(row["evidence"]):
            try:
                findings.say(name)
            except UnknownFinding as error:
                yield Fault("The evidence", f"of “{of}”", str(error), "Correct the name, or leave it out")


def _in_words(cell, findings, labels):
    names = wording.listed(cell)
    return "; ".join(name if REFERENCE.fullmatch(name) else _said(name, findings, labels) for name in names)


def _said(name, findings, labels):
    """Say a finding with what it is of: `Robbery, Beat 65: rose by 142.9% (from 7 to 17)`."""
    try:
        text = findings.say(name)
    except UnknownFinding:
        return "not supplied in this report"
    if name in labels:
        return f"{labels[name]}: {text}"
    parts = [part for part in name.split(".") if not WINDOW.fullmatch(part)]
    subject = ", ".join(labels.get(part, wording.header(part).lower()) for part in reversed(parts[:-1]))
    what = (
        "" if parts[-1] in IN_WORDS else f" {STATISTICS[parts[-1]].heading.lower()}" if parts[-1] in STATISTICS else ""
    )
    return f"{wording.sentence(subject)}:{'' if '{' in what else what} {text}"


# The action log.


def action_log(actions, updates, as_at, keep_from):
    """List the actions agreed by the as-at date: those that need attention first, then the oldest.

    Attention needs an open action that is overdue, or has no owner or no date. Closed ones are listed if that came
    after `keep_from`. Returns `id, agreed, action, serves, owner, due, attention, status, update, days_open, theme,
    source`; a day is counted from the meeting to the as-at date, or to the closing update.
    """
    day = pd.Timestamp(as_at)
    table = actions[actions["agreed"] <= day].join(
        latest(updates, "actions", as_at)[["date", "status", "note"]], on="id"
    )
    closed = table["status"].isin(CLOSED)
    table = table[~closed | (table["date"] > pd.Timestamp(keep_from))].assign(closed=closed)
    until = table["date"].where(table["closed"], day)
    attention = [None if row.closed else _attention(row, day) for row in table.itertuples()]
    table = table.assign(
        days_open=(until - table["agreed"]).dt.days,
        attention=pd.Series(attention, table.index, dtype="str"),
        status=table["status"].fillna("no update"),
        update=table["note"].fillna(""),
        source="actions",
    )
    order = table.assign(calm=table["attention"].isna()).sort_values(
        ["closed", "calm", "days_open"], ascending=[True, True, False], kind="stable"
    )
    columns = [
        "id",
        "agreed",
        "action",
        "serves",
        "owner",
        "due",
        "attention",
        "status",
        "update",
        "days_open",
        "theme",
    ]
    return order.replace({"owner": {"": None}})[[*columns, "source"]].reset_index(drop=True)


def _attention(row, day):
    late = (day - row.due).days if pd.notna(row.due) else 0
    flags = [f"overdue by {late} day{'s' if late > 1 else ''}"] if late > 0 else []
    flags += ["no owner"] * (not row.owner) + ["no date"] * pd.isna(row.due)
    return wording.items(flags) if flags else None


def tally_actions(log):
    """Count the open actions, those overdue, unowned and undated, and the age of the oldest: one row for `actions`."""
    live = log[~log["status"].isin(CLOSED)]
    said = live["attention"].fillna("")
    words = {"overdue": "overdue", "unowned": "no owner", "undated": "no date"}
    numbers = {"made": len(log), "complete": int((log["status"] == "complete").sum()), "open": len(live)}
    numbers |= {name: int(said.str.contains(word).sum()) for name, word in words.items()}
    oldest = live["days_open"].max() if len(live) else None
    return of_subject("actions", "actions", len(log) > 0, **numbers, oldest=oldest)


# What has worked, by theme.


def learned(lessons, plan, as_at):
    """Keep what was noted in the year to the as-at date under the themes of a plan.

    Returns `theme, kind, what, evidence, owner, source`, the theme being the key of the plan's theme, or of its
    strategic priority where the plan has no themes, or `other` where it names none; what has worked comes first.
    """
    day = pd.Timestamp(as_at)
    recent = lessons[(lessons["noted"] <= day) & (lessons["noted"] > day - pd.DateOffset(years=1))]
    table = recent.assign(theme=[plan.theme_of(theme) or OTHER for theme in recent["theme"]], source="lessons")
    table = table.replace({"evidence": {"": None}, "owner": {"": None}})
    table = table.sort_values("kind", ascending=False, kind="stable").reset_index(drop=True)
    return table[["theme", "kind", "what", "evidence", "owner", "source"]]


def headings(learned, plan):
    """Give what the list is ordered by, key to label: the plan's own headings, and what stands outside them."""
    if learned.empty:
        return {}
    return plan.headings | ({OTHER: OUTSIDE} if OTHER in set(learned["theme"]) else {})


def of_theme(learned, key):
    """Keep what was noted under one theme: `kind, what, evidence, owner, source`."""
    own = learned[learned["theme"] == key].drop(columns="theme").reset_index(drop=True)
    return own.assign(kind=own["kind"].map(KINDS))


def by_theme(learned, plan, carried):
    """Set out by theme what there is: priorities, actions, money and recommendations, and what is said to work.

    `carried` holds, by heading, the themes of what the report has (`priorities`, `open_actions`, `recommendations`).
    Returns `theme`, a count for each of these, `said_to_work, with_evidence, to_be_developed, source`: a row for each
    theme of the plan, and one for what stands outside them.
    """
    themes = {name: [plan.theme_of(theme) or OTHER for theme in listed] for name, listed in carried.items()}
    others = any(OTHER in listed for listed in [*themes.values(), list(learned["theme"])])
    rows = []
    for key, label in (plan.headings | ({OTHER: OUTSIDE} if others else {})).items():
        own = learned[learned["theme"] == key]
        worked = own[own["kind"] == "worked"]
        row = {"theme": wording.sentence(label)} | {name: listed.count(key) for name, listed in themes.items()}
        row |= {"said_to_work": len(worked), "with_evidence": int(worked["evidence"].notna().sum())}
        rows.append(row | {"to_be_developed": len(own) - len(worked), "source": SEVERAL})
    columns = ["theme", *themes, "said_to_work", "with_evidence", "to_be_developed", "source"]
    return pd.DataFrame(rows if len(learned) or any(themes.values()) else [], columns=columns)


def tally_themes(learned, plan):
    """Name the themes with no evidence at all for what has worked: one row for the subject `themes`."""
    proven = set(learned.loc[(learned["kind"] == "worked") & learned["evidence"].notna(), "theme"])
    without = [label for key, label in plan.headings.items() if key not in proven]
    numbers = {"made": len(plan.headings), "without_evidence": wording.items(without)}
    return of_subject("themes", "lessons", len(learned) > 0, **numbers)


def theme_note(own):
    """Say of one theme's list whether anything there has evidence, and who owns what is to be developed."""
    worked, ahead = (own[own["kind"] == KINDS[kind]] for kind in ("worked", "to develop"))
    said = []
    if worked.empty:
        said.append("Nothing here is said to work.")
    elif worked["evidence"].isna().all():
        said.append("No evidence is given that anything here works.")
    elif worked["evidence"].isna().any():
        number = wording.words(str(int(worked["evidence"].isna().sum())))
        said.append(f"No evidence is given for {number} of those said to work.")
    if ahead["owner"].isna().any():
        number = wording.words(str(int(ahead["owner"].isna().sum())))
        said.append(f"No owner is named for {number} of those to be developed.")
    return " ".join(said)


# What is due.


def forward(period, tables, as_at):
    """List what is known to come after the as-at date, in order: `date, what, who, from, source`.

    It is gathered out of the registers in `tables` (`dates`, `objectives`, `actions`, `recommendations`,
    `updates`, `funding`), and the returns and plan of the `period`.
    """
    day = pd.Timestamp(as_at)
    rows = [(row.date, row.event, row.body, "dates") for row in tables["dates"].itertuples() if row.announced <= day]
    objectives = tables["objectives"][tables["objectives"]["basis"] != "illustrative"]
    begun = objectives[objectives["noted"] <= day]
    rows += [(row.due, f"Objective: {row.objective}", row.lead, "objectives") for row in begun.itertuples()]
    done = latest(tables["updates"], "actions", as_at)["status"]
    live = tables["actions"][~tables["actions"]["id"].map(done).isin(CLOSED) & (tables["actions"]["agreed"] <= day)]
    rows += [(row.due, f"Action: {row.action}", row.owner, "actions") for row in live.itertuples()]
    done = latest(tables["updates"], "recommendations", as_at)["status"]
    made = _made(tables["recommendations"], period.made_on) <= day
    known = tables["recommendations"][made & ~tables["recommendations"]["id"].map(done).isin(CLOSED)]
    rows += [(row.due, f"Recommendation {row.id}", row.lead, "recommendations") for row in known.itertuples()]
    for fund, own in tables["funding"].groupby("fund", sort=False):
        rows.append((own["end"].max(), f"{fund}: end of its year", "", "funding"))
    awaited = [source for source in period.settings.sources.values() if source.status == "awaited"]
    rows += [(pd.Timestamp(source.due), f"Return: {source.title}", source.supplier, "returns") for source in awaited]
    rows.append((pd.Timestamp(period.plan.end), f"{period.plan.title}: ends", "", "plan"))
    table = pd.DataFrame(rows, columns=["date", "what", "who", "from"])
    table["from"] = table["from"].map(wording.sentence)
    table = table[table["date"] > day].sort_values("date", kind="stable").drop_duplicates()
    return table.replace({"who": {"": None}}).assign(source=SEVERAL).reset_index(drop=True)


# Duties.


def duties(duties, updates, as_at):
    """Say how each duty of the law in force stands: its latest update of the year to the as-at date.

    Returns `duty, requirement, law, status, evidence, update, source`; nothing where no duty has an update at all.
    """
    known = latest(updates, "duties", as_at)
    known = known[known["date"] > pd.Timestamp(as_at) - pd.DateOffset(years=1)]
    in_force = duties[duties["since"] <= pd.Timestamp(as_at)]
    table = in_force.join(known[["status", "note", "evidence"]], on="key").rename(columns={"note": "update"})
    table = table.assign(status=table["status"].fillna("not assessed"), source="duties").reset_index(drop=True)
    columns = ["duty", "requirement", "law", "status", "evidence", "update", "source"]
    return table[columns].replace({"evidence": {"": None}, "update": {"": None}})[: len(table) if len(known) else 0]


def tally_duties(table):
    """Count the duties met, part met and not met: one row for the subject `duties`."""
    counted = table["status"].value_counts()
    words = ("met", "part met", "not met", "not shown")
    numbers = {word.replace(" ", "_"): int(counted.get(word, 0)) for word in words}
    return of_subject("duties", "duties", len(table) > 0, made=len(table), **numbers)


def unassessed(table):
    """List the duties whose standing nobody has stated."""
    for row in table[table["status"] == "not assessed"].itertuples():
        yield Fault("updates.csv", "register duties", f"“{row.requirement}” has no status", "Add a row")


# What changes around the partnership, and single figures.


def noted(register, as_at):
    """List the changes of law, policy and systems noted in the year to the as-at date.

    Returns `factor, what_changes, owner, takes_effect, likely_effect, noted, source`, in the register's order.
    """
    day = pd.Timestamp(as_at)
    table = register[(register["noted"] <= day) & (register["noted"] > day - pd.DateOffset(years=1))]
    table = table.assign(factor=table["factor"].str.capitalize(), source="environmental_scanning")
    table = table.replace({"owner": {"": None}}).rename(columns={"change": "what_changes"})
    return table[["factor", "what_changes", "owner", "takes_effect", "likely_effect", "noted", "source"]]


def facts(given):
    """List single facts as the report prints them: `fact, figure, supplier, as_at`."""
    figures = [UNITS[FACT_UNITS[row.unit]](row.value) for row in given.itertuples()]
    return given.assign(figure=pd.Series(figures, given.index, dtype=str))[["fact", "figure", "supplier", "as_at"]]
