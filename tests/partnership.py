"""A partnership that is not: ten wards, four counted types of crime and disorder beside all crime, two periods.

Its counts can be added up by hand. All crime fell from 1,000 to 900; robbery rose from 40 to 58, burglary from 100 to
120; shoplifting fell from 200 to 150. Each ward had 100 offences the year before; now Ward 1 has most and Ward 10
fewest, and the wards have 10 more than the district. Every kind of file stands somewhere.
"""

import datetime

import nbformat
import yaml

NAME, PREVIOUS = "2024-25", "2023-24"
REGISTERS = "params/partnerships/vale"
SETTINGS = f"params/{NAME}/period.yaml"
DATA = f"data/{NAME}"

PARTNERSHIP = """\
name: Vale Community Safety Partnership
place: Vale
whole: the district
force: Valeshire Police
area_word: ward
area_words: wards
areas:
{areas}
comparators: {{valeshire: Valeshire}}
delivery_groups:
  mill_group: {{label: Mill Group, areas: [ward_1, ward_2]}}
structure:
  partnership: {{label: Community Safety Partnership, does: Sets the plan}}
  mill: {{label: Mill Group, reports_to: partnership, does: Looks after two wards}}
family_group:
  label: Family Group
  members: {{Hillshire: [Dale, Combe]}}
partners: {{statutory: [Vale District Council, Valeshire Police], other: [The Hub]}}
plans:
  - title: Vale Safe
    start: 2023-04-01
    end: 2026-03-31
    priorities: {{sp1: Safer streets, sp2: Safer homes}}
    measures: {{sp1: [robbery], sp2: [burglary]}}
"""
PERIOD = """\
# What this period is.
title: Strategic Assessment 2024/25
partnership: vale
layout: assessment
status: draft
as_at: 2024-12-05
window: {start: 2024-04-01, end: 2024-12-05}
comparison: {start: 2023-04-01, end: 2023-12-05}
previous: 2023-24        # whose recommendations are followed up
priorities:
  take: 2
  weights: {harm: 60, change: 20, concern: 10, capacity: 10}
  scales: {change: 25}
disclosure: {least_count: 5, least_base: 50}
reconciliation: {tolerance: 3}
"""
# The returns that the notebooks may read: key, title, kind, rows.
CATALOGUE = [
    ("street_level", "Street-level records", "street_level", "whole"),
    ("offences", "Recorded crime", "counts", "whole"),
    ("area_offences", "Crime by ward", "counts", "areas"),
    ("crime_years", "Crime over the years", "counts", "whole"),
    ("monthly_crime", "Crime by month", "months", "whole"),
    ("context", "Crime elsewhere", "counts", "comparators"),
    ("published_figures", "Figures of the annual report", "published", "whole"),
    ("lsoa_offences", "Recorded crime by LSOA", "lsoas", "whole"),
    ("boundaries", "Boundaries", "boundaries", "whole"),
    ("peers", "Crime in the family group", "peers", "whole"),
    ("family_group_positions", "Family-group positions", "positions", "whole"),
    ("anti_social_behaviour", "Complaints", "counts", "whole"),
    ("anti_social_behaviour_profile", "Complaints by recorder", "profiles", "whole"),
    ("case_review_profile", "Case reviews by place", "profiles", "whole"),
    ("violence_profile", "Violence profile", "profiles", "whole"),
    ("perceptions", "Survey of residents", "survey", "whole"),
    ("services", "Services", "services", "whole"),
    ("campaigns", "Campaigns", "campaigns", "whole"),
]
ABSENT = ("street_level", "monthly_crime", "lsoa_offences", "boundaries", "peers", "case_review_profile")
# What period.yaml says of a source beside its title, supplier and file.
PARTICULARS = {
    "area_offences": {"windows": 3},
    "family_group_positions": {"as_at": datetime.date(2024, 10, 31)},
    "crime_years": {"status": "awaited", "due": datetime.date(2025, 2, 1)},
}
MEASURES = """\
key,label,part_of,better,sensitive,harm_days,groups,includes,other_names
all_crime,all crime,,lower,,,,,All Crime
robbery,robbery,all_crime,lower,,365,,,Robbery
burglary,burglary,all_crime,lower,,200,acquisitive,,Burglary – Residential
shoplifting,shoplifting,all_crime,lower,,1,acquisitive,theft from a shop,Shop theft
anti_social_behaviour,anti-social behaviour,,lower,,,,,ASB
hate_crime,hate crime,,neither,yes,,,,Hate Crime
safe_by_day,feeling safe by day,,higher,,,,,
acquisitive,acquisitive crime,,lower,,,,,
"""
EARLIER, BEFORE, NOW = (f"{year}-04-01,{year}-12-05" for year in (2022, 2023, 2024))
WARDS_NOW = [190, 160, 130, 110, 90, 70, 60, 50, 30, 20]
COUNTS = "Measure,Area,Start,End,Count\n"
OFFENCES = {"All Crime": (1000, 900), "Robbery": (40, 58), "Burglary": (100, 120), "Shoplifting": (200, 150)}


def pairs(counts, area="Vale", days=(BEFORE, NOW)):
    """Write a row of a return for each count: of the window before, and of this one."""
    return "".join(
        f"{measure},{area},{day},{count}\n"
        for measure, both in counts.items()
        for day, count in zip(days, both, strict=True)
    )


def wards():
    """Write the crime of each ward, over three windows, and the shoplifting of one."""
    counts = enumerate(WARDS_NOW, start=1)
    rows = [pairs({"All Crime": (120, 100, now)}, f"Ward {n}", (EARLIER, BEFORE, NOW)) for n, now in counts]
    return "".join(rows) + pairs({"Shoplifting": (20, 30)}, "Ward 1")


RETURNS = {
    "offences.csv": COUNTS + pairs(OFFENCES),
    "area_offences.csv": COUNTS + wards(),
    "context.csv": COUNTS + pairs({"All Crime": (5000, 5500)}, "Valeshire"),
    "anti_social_behaviour.csv": COUNTS + pairs({"ASB": (80, 60)}),
    "published_figures.csv": f"""\
Measure,Area,Start,End,Before,Now,Difference,Change,Rank
Burglary,Ward 1,{NOW},,33,3,10,
Burglary,Ward 2,{NOW},,,4,22,
Robbery,Ward 1,{NOW},,,,60,
Hate Crime,Vale,{NOW},30,20,,,
""",
    "family_group_positions.csv": """\
Measure,As at,Position,Group size
All Crime,31/10/2023,3,3
All Crime,31/10/2024,2,3
Robbery,31/10/2023,1,3
Robbery,31/10/2024,2,3
""",
    "anti_social_behaviour_profile.csv": """\
Measure,Dimension,Category,Count,Share,Base,Base of,Rank
ASB,Recorded by,Police,40,,60,complaints,
ASB,Recorded by,Council,20,,60,complaints,
""",
    "violence_profile.csv": """\
Measure,Dimension,Category,Count,Share,Base,Base of,Rank
Robbery,Flag,Alcohol,29,,58,offences,
Robbery,Flag,Drugs,3,,58,offences,
""",
    "perceptions.csv": "Measure,Question,Share,Base,Base is\nfeeling safe by day,Safe by day?,69,1600,at most\n",
    "services.csv": """\
key,service,indicator,achieved,unit,target,start,end
refuge,Refuge,New clients,40,count,50,2024-04-01,2025-03-31
""",
    "campaigns.csv": """\
key,campaign,start,end,indicator,reached_before,reached,reached_after,part_of,note
leaflets,Leaflets,2024-08-13,2024-08-26,Homes reached,,500,,,
""",
}
PERIODS_OWN = {
    "facts.csv": "key,fact,value,unit,supplier,as_at\nlocks,Locks given out,100,count,Vale Council,2024-12-05\n",
    "accepted.csv": "name,reason,role\n",
    "scanning.md": """\
## Recorded crime

All crime {{ all_crime.change_in_words }}, as [@crime_performance] shows.

## Priorities

Robbery {{ robbery.change_in_words }}.
""",
    "analysis.md": """\
## Crime by ward

{{ ward_1.label }} {{ ward_1.all_crime.change_in_words }}; in {{ period.window }} the wards had \
{{ all_crime.areas_total.w2024_25 }}.
""",
}
OWN_REGISTERS = {
    "recommendations": """\
id,made_in,recommendation,theme,problems,lead,due
2023-1,2023-24,Light the underpass,sp1,robbery,Chair,2024-06-01
2023-2,2023-24,Mark bicycles,sp2,,Chair,
2024-1,2024-25,Lock back doors,sp2,burglary,Chair,2025-06-01
""",
    "updates": """\
register,id,date,status,note,evidence,basis
recommendations,2023-1,2024-06-01,complete,Lit,robbery.change_in_words,recorded
recommendations,2023-2,2024-11-01,in progress,Begun,,read
actions,a1,2024-11-01,in progress,Asked,,recorded
duties,plan,2024-11-01,met,Written,[@crime_performance],recorded
""",
    "actions": """\
id,agreed,action,owner,due,serves,theme
a1,2024-10-01,Ask for patrols,Chair,2025-01-01,2023-2,sp1
a2,2024-10-01,Count the locks,,,burglary,sp2
""",
    "objectives": """\
id,measure,area,objective,lead,noted,start,due,statistic,condition,baseline,target
o1,all_crime,Vale,Less crime,Chair,2024-04-01,2024-04-01,2025-03-31,change,below,1000,0
o2,robbery,Vale,Fewer robberies,Chair,2024-12-01,2025-04-01,2026-03-31,change,at most,58,-5
""",
    "problems": """\
measure,noted,victim,offender,location,hypothesis
robbery,2024-12-01,Students,,The underpass,It is dark
""",
    "interventions": """\
key,intervention,measure,kind,start,start_is,end,areas,compare_with,chosen_for,lead,noted
patrol,Patrols,all_crime,enforcement; prevention,2024-04-01,assumed,,Ward 10,rest,high count,Chair,2024-04-01
""",
    "funding": """\
fund,start,end,as_at,row,key,description,theme,serves,allocated,spent,committed,remaining
Safety Fund,2024-04-01,2025-03-31,2024-12-05,received,grant,Grant,,,100.00,,,
Safety Fund,2024-04-01,2025-03-31,2024-12-05,line,locks,Locks,sp2,burglary,70.00,10.00,20.00,40.00
Safety Fund,2024-04-01,2025-03-31,2024-12-05,line,talks,Talks,,,30.00,,,
Safety Fund,2024-04-01,2025-03-31,2024-12-05,total,total,Total,,,100.00,10.00,20.00,70.00
""",
    "claims": "key,line,as_at,claim,rate,hours,staff,weeks,claimed\nvisits,locks,2024-12-05,Visits,2.50,2,2,1,10.00\n",
    "lessons": "id,noted,theme,kind,what,evidence,owner\nl1,2024-11-01,sp1,worked,Lamps,robbery.now,\n",
    "dates": "date,body,event,announced\n2025-01-10,Partnership,Meeting,2024-11-01\n",
    "case_reviews": """\
as_at,start,end,received,threshold_met,to_date,hours_low,hours_high,cost_low,cost_high
2023-12-05,2023-04-01,2023-12-05,3,2,10,,,,
2024-12-05,2023-12-06,2024-12-05,4,4,14,,,,
""",
    "environmental_scanning": """\
id,noted,factor,change,owner,takes_effect,likely_effect
e1,2024-11-01,legal,A new Act,,2025,More work
""",
}
DUTIES = "key,duty,requirement,law,since\nplan,Plan,Have a plan,Act,2007-08-01\n"
LAYOUTS = "assessment: {chapters: [notebooks]}\n"
# Of the year before: the same return, but for a robbery that has since been recorded otherwise.
BEFORE_THAT = COUNTS + pairs({"All Crime": (1200, 1000), "Robbery": (50, 41)}, days=(EARLIER, BEFORE))

OPEN = 'stage = sarabook.open_stage("{}", period)'
FINISH = "stage.finish()"
SCANNING = (
    "# Scanning\n\nWhat is happening.",
    f"""\
from sarabook.methods import counts, significance

{OPEN.format("scanning")}""",
    "## Recorded crime",
    """\
performance = counts.compare(stage.data("offences"), stage.windows("offences"))
performance = significance.tested(performance, stage.yardstick)
stage.table("crime_performance", performance, caption="Recorded crime")
stage.narrative("Recorded crime")""",
    "## Perceptions\n\nWhat people say.",
    'stage.table("asked", stage.data("crime_years"), caption="Crime over the years")',
    "## Priorities",
    'stage.narrative("Priorities")',
    FINISH,
)
ANALYSIS = (
    "# Analysis",
    f"""\
from sarabook.methods import counts, reconciliation
from sarabook.report import figures

{OPEN.format("analysis")}""",
    "## Crime by ward",
    """\
areas = stage.data("area_offences")
compared = counts.share_out(counts.compare(areas, stage.windows("area_offences")), stage.data("crime_performance"))
compared = compared[compared["measure"] == "all_crime"]
stage.table("ward_crime", compared, caption="Crime by ward")
chart = figures.sizes(compared, stage.labels, "the district")
stage.figure("ward_chart", chart, caption="Wards")""",
    """\
held = reconciliation.areas(areas, stage.data("offences"), stage.partnership.areas)
stage.finding(reconciliation.findings(reconciliation.together(held)))
stage.narrative("Crime by ward")""",
    FINISH,
)
NOTEBOOKS = {"1-scanning": SCANNING, "2-analysis": ANALYSIS}


def notebook(*cells):
    """Make a notebook: a text that begins with # is Markdown, any other is code."""
    setup = "import sarabook\n\nperiod = sarabook.default_period()"
    made = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(setup, metadata={"tags": ["parameters"]})])
    for cell in cells:
        new = nbformat.v4.new_markdown_cell if cell.startswith("#") else nbformat.v4.new_code_cell
        made.cells.append(new(cell))
    return made


def period_yaml(settings, *names):
    """Write the settings of a period, with the sources it lists; the file of each bears its name."""
    titles, listed = {key: title for key, title, *_ in CATALOGUE}, {}
    for name in names:
        received = {"status": "received", "file": f"{name}.csv"}
        listed[name] = {"title": titles[name], "supplier": "Valeshire Police"} | PARTICULARS.get(name, {})
        listed[name] = listed[name] if "status" in listed[name] else listed[name] | received
    return settings + yaml.safe_dump({"sources": listed}, sort_keys=False)


def catalogue():
    """Write the returns that there may be."""
    parts = [(key, {"title": t, "kind": k, "rows": r, "shows": f"the figures of {key}"}) for key, t, k, r in CATALOGUE]
    return yaml.safe_dump(dict(parts), sort_keys=False)


def texts():
    """Give every file of the partnership but its notebooks: its place and its text."""
    areas = "\n".join(f"  ward_{n}: {{label: Ward {n}, covers: the streets of ward {n}}}" for n in range(1, 11))
    advanced = PERIOD.replace("previous: 2023-24 ", "previous: ''")
    for old, new in (("2023-", "2022-"), ("2024-", "2023-"), ("2024/25", "2023/24")):
        advanced = advanced.replace(old, new)
    yield f"{REGISTERS}/partnership.yaml", PARTNERSHIP.format(areas=areas)
    yield SETTINGS, period_yaml(PERIOD, *(key for key, *_ in CATALOGUE if key not in ABSENT))
    yield f"params/{PREVIOUS}/period.yaml", period_yaml(advanced, "offences")
    yield f"data/{PREVIOUS}/offences.csv", BEFORE_THAT
    yield "params/sources.yaml", catalogue()
    yield from {"params/measures.csv": MEASURES, "params/duties.csv": DUTIES, "params/layouts.yaml": LAYOUTS}.items()
    yield from ((f"{DATA}/{name}", text) for name, text in RETURNS.items())
    yield from ((f"params/{NAME}/{name}", text) for name, text in PERIODS_OWN.items())
    yield from ((f"{REGISTERS}/{name}.csv", text) for name, text in OWN_REGISTERS.items())


def write(root):
    """Write the partnership, with two small notebooks, into an empty folder."""
    for name, text in texts():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    (root / "notebooks").mkdir()
    for name, cells in NOTEBOOKS.items():
        made = notebook(*cells)
        for place, cell in enumerate(made.cells):
            cell.id = f"sara-{name}-{place}"  # as cells that came with the project
        nbformat.write(made, root / f"notebooks/{name}.ipynb")
