"""Problems that were chosen: who, where and why; what is meant to be reached; and how it all hangs together."""

from collections.abc import Iterator, Mapping, Sequence

import pandas as pd

from sarabook.methods import evidence, money
from sarabook.params.models import Plan
from sarabook.words import tabular, wording
from sarabook.words.calendar import Day, Window
from sarabook.words.faults import Fault
from sarabook.words.findings import Findings, key, of_subject
from sarabook.words.statistics import CONDITIONS, STATISTICS, UNITS

TRIANGLE = ["victim", "offender", "location", "hypothesis"]
SMART = {"lead": "owner", "due": "date", "statistic": "measure of success", "condition": "condition"}
SMART |= {"baseline": "baseline", "target": "target"}
COUNTED = ("change", "difference", "now")  # the statistics whose baseline is a count of the window before
REGISTER = "objectives.csv"
# The tables that show the links of the chain, each with where it stands.
SHOWN_IN = ("problem_triangle", "interventions", "action_log", "ledger", "effects", "recommendations_made")
LINKS = ["driver", "action", "money", "effect", "recommendation"]  # of the chain that a priority begins


def triangle(problems: pd.DataFrame, taken: Sequence[str], plan: Plan, as_at: Day) -> pd.DataFrame:
    """Set out the problem-analysis triangle of each priority: victim, offender, location, and the hypothesis why.

    `taken` are the priorities in their order, `plan` the plan in force. Returns `priority, strategic_priority, victim,
    offender, location, hypothesis, source`, a row for each as it was last noted by the as-at date, blank where nothing
    was; no row where nothing was noted of any.
    """
    known = tabular.by(as_at, problems, "noted").sort_values("noted", kind="stable").groupby("measure").tail(1)
    noted = tabular.blank(known.set_index("measure").reindex(list(taken))[TRIANGLE], *TRIANGLE)
    codes = map(plan.priority_of, taken)
    table = noted.rename_axis("priority").reset_index().assign(source="problems")
    table.insert(1, "strategic_priority", [wording.code(code) if code else "none" for code in codes])
    return table[: 0 if noted.isna().all(axis=None) else None]


def plan(objectives: pd.DataFrame, taken: Sequence[str], as_at: Day) -> pd.DataFrame:
    """Set out what is planned for each priority: the objectives that start in the year after the as-at date, or last.

    Returns `priority, objective, lead_role, due, baseline, measure_of_success, source`, priorities in their order;
    one without an objective keeps its row, with the rest blank, so that the gap is seen; no row where none has one.
    """
    ahead = _ahead(objectives, as_at)
    table = pd.DataFrame({"measure": pd.Series(list(taken), dtype="str")}).merge(ahead, on="measure", how="left")
    success = tabular.texts(table, map(_target, tabular.rows(table)))
    table = table.assign(measure_of_success=success, source="objectives")
    table = tabular.blank(table.rename(columns={"measure": "priority", "lead": "lead_role"}), "lead_role")
    columns = ["priority", "objective", "lead_role", "due", "baseline", "measure_of_success", "source"]
    return table[columns][: 0 if table["objective"].isna().all() else None]


def _ahead(objectives, as_at):
    day = pd.Timestamp(as_at)
    year = day + pd.DateOffset(years=1)
    lasting = (objectives["start"] <= year) & ((objectives["start"] > day) | (objectives["due"] > year))
    return tabular.by(as_at, objectives[lasting], "noted")


def _running(objectives, window):
    """Keep the objectives that ran in the window whose figures they are judged by."""
    begun = tabular.by(window.end, objectives, "start")
    return begun[~(begun["due"] < pd.Timestamp(window.start))]


def _finding(findings, row, statistic, whole):
    """Give the finding of the measure and area of an objective, or nothing."""
    return findings.get(key(row.measure, statistic, "" if row.area == whole else row.area))


def gaps(objectives: pd.DataFrame, taken: Sequence[str], labels: Mapping[str, str], as_at: Day) -> Iterator[Fault]:
    """List what keeps the plan of a priority from being specific, measurable, owned and timed."""
    ahead = _ahead(objectives, as_at)
    without = [measure for measure in taken if measure not in set(ahead["measure"])]
    if without:
        mend = "Add a row for each, with owner, date, measure of success, baseline and target"
        problem = f"has no objective for {wording.items(labels[measure] for measure in without)}"
        yield Fault(REGISTER, "", problem, mend, f"{'_and_'.join(without)}.objectives")
    for row in ahead[ahead["measure"].isin(list(taken))].to_dict("records"):
        missing = [word for name, word in SMART.items() if pd.isna(row[name]) or row[name] == ""]
        if missing:
            problem = f"the objective for {labels[row['measure']]} has no {wording.items(missing)}"
            yield Fault(REGISTER, f"id {row['id']}", problem, "Fill it in")


def judge(objectives: pd.DataFrame, findings: Findings, window: Window, whole: str) -> pd.DataFrame:
    """Say whether each objective that ran in the window is met so far: the finding it names, held against its target.

    `findings` are those of earlier stages; `whole` is the area key of the whole partnership. Returns `objective,
    baseline, measure_of_success, result, verdict, source`; the verdict is `met`, `missed`, or `cannot be judged`
    where the finding was not supplied or no target was set.
    """
    rows = []
    for row in tabular.rows(_running(objectives, window)):
        finding = _finding(findings, row, row.statistic, whole)
        verdict = "cannot be judged"
        if finding and row.condition and pd.notna(row.target):
            verdict = "met" if CONDITIONS[row.condition](finding.value, row.target) else "missed"
        result = finding and finding.text
        rows.append((row.objective, row.baseline, _target(row), result, verdict, "objectives"))
    columns = ["objective", "baseline", "measure_of_success", "result", "verdict", "source"]
    return pd.DataFrame(rows, columns=columns).astype({"baseline": "float64"})


def baselines(objectives: pd.DataFrame, findings: Findings, window: Window, whole: str) -> Iterator[Fault]:
    """List the objectives in their first year whose baseline is not the report's own count of the window before."""
    running = _running(objectives, window)
    first = running["start"] > pd.Timestamp(window.end) - pd.DateOffset(years=1)
    for row in tabular.rows(running[first & running["statistic"].isin(COUNTED)]):
        before = _finding(findings, row, "before", whole)
        if before and pd.notna(row.baseline) and row.baseline != before.value:
            problem = f"has a baseline of {wording.count(row.baseline)}, and the return has {before.text}"
            yield Fault(REGISTER, f"id {row.id}", problem, "Correct it")


def tally_objectives(judged: pd.DataFrame) -> pd.DataFrame:
    """Count the objectives met and missed: one row for `objectives`."""
    verdicts = tabular.tally(judged["verdict"], "met", "missed")
    return of_subject("objectives", "objectives", len(judged) > 0, made=len(judged), **verdicts)


def _target(row):
    if pd.isna(row.target) or not (row.statistic and row.condition):
        return None
    statistic = STATISTICS[row.statistic]
    if not row.target and statistic.unit in ("change", "difference") and row.condition in ("below", "above"):
        return "Any fall" if row.condition == "below" else "Any rise"
    return f"{wording.header(row.statistic)} {row.condition} {UNITS[statistic.unit](row.target)}"


def chain(taken: Sequence[str], parts: Mapping[str, pd.DataFrame], as_at: Day) -> pd.DataFrame:
    """Follow each priority to its driver, action, money, effect and recommendation, each with where it is shown.

    `taken` are the priorities in their order; `parts` the tables of the report by name: `problems` (from `triangle`),
    `interventions` and `actions` (the registers), `ledger` (from `money.ledger`), `effects` (from `evaluation.assess`)
    and `recommendations` (the register's rows of this report). Returns `priority, driver, action, money, effect,
    recommendation, source`; a link that is missing is blank, and there is no row where all are. An intervention that
    begins after the as-at date bears its day.
    """
    rows = []
    for priority in taken:
        driver = parts["problems"].set_index("priority")["hypothesis"].get(priority)
        done = parts["interventions"][parts["interventions"]["measure"] == priority]
        made = [row.id for row in tabular.rows(parts["recommendations"]) if priority in row.problems]
        served = {priority, *done["key"], *made}
        logged = [row.id for row in tabular.rows(parts["actions"]) if served & set(wording.listed(row.serves))]
        amount = money.serving(parts["ledger"], served)
        effects = tabular.rows(parts["effects"][parts["effects"]["key"].isin(done["key"])])
        row = {
            "driver": _cited(problem_triangle="" if pd.isna(driver) else driver),
            "action": _cited(interventions="; ".join(_named(done, as_at)), action_log=", ".join(logged)),
            "money": _cited(ledger="" if amount is None else wording.money(amount)),
            "effect": _cited(effects="; ".join(f"{row.intervention}: {row.effect}" for row in effects)),
            "recommendation": _cited(recommendations_made=", ".join(made)),
        }
        rows.append({"priority": priority} | row)
    table = pd.DataFrame(rows, columns=["priority", *LINKS], dtype="str").assign(source="problems")
    return table[: 0 if table[LINKS].isna().all(axis=None) else None]


def broken(chained: pd.DataFrame, labels: Mapping[str, str]) -> str:
    """Say where the chain of a priority breaks: which links nobody has supplied."""
    breaks: dict[str, list[str]] = {}
    for row in chained.to_dict("records"):
        missing = wording.items([link for link in LINKS if pd.isna(row[link])], "or")
        breaks.setdefault(missing, []).append(labels[row["priority"]])
    breaks.pop("none", None)
    said = [f"{wording.sentence(wording.items(of))}: no {missing}." for missing, of in breaks.items()]
    return " ".join(["Still missing.", *said]) if said else ""


def _named(interventions, as_at):
    """Name interventions; those to come with the day on which they begin."""
    for row in tabular.rows(interventions):
        later = row.start > pd.Timestamp(as_at)
        yield f"{row.intervention}, from {wording.date(row.start)}" if later else row.intervention


def _cited(**texts):
    """Say some texts, each with the table that shows it, by its name; blank where none is given."""
    return "; ".join(f"{text} ({evidence.reference(name)})" for name, text in texts.items() if text) or None
