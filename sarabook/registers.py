"""Living registers read at a date: how recommendations stand, and whether objectives are met."""

import operator

import pandas as pd

from sarabook import wording
from sarabook.findings import STATISTICS, UNITS, key

CONDITIONS = {"below": operator.lt, "at most": operator.le, "at least": operator.ge, "above": operator.gt}
CLOSED = ("complete", "superseded", "rejected")
FACT_UNITS = {"count": "count", "percent": "proportion", "pounds": "pounds"}
READ = " (read from its update)"
ILLUSTRATIVE = (
    "Illustrative rows are synthetic: they show how a plan is set out. The partnership has published no lead, date or "
    "target for them."
)


def progress(recommendations, updates, made_in, as_at):
    """Say how each recommendation of one assessment stands: the latest update by the as-at date.

    Returns `id, recommendation, update, status, source`, in the register's order. A status that was read out of the
    wording of an update says so.
    """
    of_period = recommendations[recommendations["made_in"] == made_in]
    seen = updates[(updates["register"] == "recommendations") & (updates["date"] <= pd.Timestamp(as_at))]
    latest = seen.sort_values("date", kind="stable").groupby("id").tail(1).set_index("id")
    table = of_period.join(latest[["status", "note", "basis"]], on="id")
    status = table["status"] + table["basis"].map({"read": READ}).fillna("")
    table = table.assign(update=table["note"], status=status, source="recommendations")
    return table[["id", "recommendation", "update", "status", "source"]].reset_index(drop=True)


def made(recommendations, period, themes):
    """List what one assessment recommends: `id, recommendation, strategic_priority, lead_role, source`.

    `themes` are the strategic priorities by key; a recommendation that names none, or no lead, keeps a blank.
    """
    table = recommendations[recommendations["made_in"] == period].rename(columns={"lead": "lead_role"})
    codes = [wording.code(theme) if theme in themes else None for theme in table["theme"]]
    table = table.assign(strategic_priority=codes, source="recommendations").replace({"lead_role": {"": None}})
    return table[["id", "recommendation", "strategic_priority", "lead_role", "source"]].reset_index(drop=True)


def tally(followed):
    """Count the recommendations made, complete and open: one row for the subject `recommendations`."""
    complete = followed["status"].str.removesuffix(READ) == "complete"
    row = {"measure": "recommendations", "made": len(followed), "complete": int(complete.sum())}
    row |= {"open": len(still_open(followed)), "source": "recommendations"}
    return pd.DataFrame([row] if len(followed) else [], columns=list(row))


def still_open(followed):
    """Keep the recommendations that are not closed: neither complete, superseded nor rejected."""
    return followed[~followed["status"].str.removesuffix(READ).isin(CLOSED)]


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


def plan(objectives, priorities, as_at):
    """Set out what is planned for each priority: the objectives that start after the as-at date.

    Returns `priority, objective, lead_role, due, measure_of_success, basis, source`, priorities in their order; one
    without an objective keeps its row, with the rest blank, so that the gap is seen.
    """
    ahead = objectives[objectives["start"] > pd.Timestamp(as_at)]
    table = pd.DataFrame({"measure": pd.Series(list(priorities), dtype="str")}).merge(ahead, on="measure", how="left")
    success = [_target(row) if isinstance(row.statistic, str) else None for row in table.itertuples()]
    table = table.assign(measure_of_success=pd.Series(success, dtype="str"))
    table = table.rename(columns={"measure": "priority", "lead": "lead_role"})
    table["source"] = "objectives"
    return table[["priority", "objective", "lead_role", "due", "measure_of_success", "basis", "source"]]


def plan_note(planned, labels):
    """Say what the reader of a plan must know: which rows are illustrative, and which priorities have no objective."""
    without = planned.loc[planned["objective"].isna(), "priority"].map(labels)
    gap = f"No objective yet: {wording.items(without)}." if len(without) else ""
    return " ".join(text for text in (illustrative_note(planned), gap) if text)


def illustrative_note(table):
    """Say that illustrative rows are synthetic, where there are any."""
    return ILLUSTRATIVE if (table["basis"] == "illustrative").any() else ""


def judge(objectives, findings, as_at, whole):
    """Say whether each running objective is met so far: the finding it names, held against its target.

    `findings` are those of earlier stages; `whole` is the area key of the whole partnership. Returns `objective,
    measure_of_success, result, verdict, basis, source`; the verdict is `met`, `missed`, or `cannot be judged` where the
    finding was not supplied.
    """
    day = pd.Timestamp(as_at)
    running = objectives[(objectives["start"] <= day) & (objectives["due"] >= day)]
    rows = []
    for row in running.itertuples():
        area = "" if row.area == whole else row.area
        finding = findings.get(key(row.measure, row.statistic, area))
        met = finding and CONDITIONS[row.condition](finding.value, row.target)
        verdict = "cannot be judged" if finding is None else "met" if met else "missed"
        rows.append((row.objective, _target(row), finding.text if finding else None, verdict, row.basis, "objectives"))
    return pd.DataFrame(rows, columns=["objective", "measure_of_success", "result", "verdict", "basis", "source"])


def tally_objectives(judged):
    """Count the published objectives met and missed, illustrative ones left out: one row for `objectives`."""
    published = judged[judged["basis"] == "published"]
    counted = published["verdict"].value_counts()
    row = {"measure": "objectives", "made": len(published), "met": int(counted.get("met", 0))}
    row |= {"missed": int(counted.get("missed", 0)), "source": "objectives"}
    return pd.DataFrame([row] if len(judged) else [], columns=list(row))


def _target(row):
    statistic = STATISTICS[row.statistic]
    if not row.target and statistic.unit in ("change", "difference") and row.condition in ("below", "above"):
        return "Any fall" if row.condition == "below" else "Any rise"
    return f"{wording.header(row.statistic)} {row.condition} {UNITS[statistic.unit](row.target)}"
