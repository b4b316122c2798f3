"""What commentary says, held against findings that fit in the head."""

import dataclasses

import pytest

from sarabook.commentary import passages, placeholders
from sarabook.commentary.placeholders import CommentarySection
from sarabook.commentary.reader import Reader
from sarabook.methods.significance import CHANCE, MORE, UNKNOWN, USUAL
from sarabook.params import period
from sarabook.words.findings import Finding, Findings
from tests.conftest import ROOT

# area, measure: before, now. Robbery rose, shoplifting fell; Beat 62 has most crime, then 61, then 65.
BEATS = {
    ("", "all_crime"): (1000, 900),
    ("", "robbery"): (40, 58),
    ("", "shoplifting"): (100, 80),
    ("", "cycle_theft"): (50, 50),
    ("beat_61", "all_crime"): (280, 300),
    ("beat_62", "all_crime"): (560, 500),
    ("beat_65", "all_crime"): (160, 100),
    ("beat_62", "robbery"): (10, 6),
}
WARDS = {("bosworth", "all_crime"): (120, 100), ("nevill", "all_crime"): (90, 110), ("", "all_crime"): (210, 210)}


def known(counts, verdicts=()):
    """Findings of counts, and of what was tested."""
    found = Findings()
    for (area, measure), (before, now) in counts.items():
        stem = f"{area}.{measure}".strip(".")
        values = {"before": before, "now": now, "difference": now - before, "change": (now - before) / before * 100}
        units = {"before": "count", "now": "count", "difference": "difference", "change": "change"}
        if area:
            values["share"], units["share"] = now / counts["", "all_crime"][1] * 100, "percent"
        for name, value in values.items():
            found.record(Finding(f"{stem}.{name}", float(value), units[name], "returns", "scanning"))
    for measure, both in dict(verdicts).items():
        for name, said in zip(("unusual", "chance"), both, strict=True):
            found.record(Finding(f"{measure}.{name}", said, "text", "returns", "scanning"))
    return found


def passage(text, findings, heading="Crime"):
    section = CommentarySection("params/2024-25/scanning.md", heading, 1, f"\n\n{text}\n")
    pieces, unknown = placeholders.pieces(section, findings)
    assert not unknown
    return passages.of_section(section, pieces)


@pytest.fixture(scope="module")
def findings():
    verdicts = {"robbery": (UNKNOWN, CHANCE), "shoplifting": (UNKNOWN, MORE), "all_crime": (USUAL, MORE)}
    return known(BEATS, verdicts)


@pytest.fixture(scope="module")
def reader(charnwood, findings):
    return Reader(charnwood, findings, {"crime_performance": "Table 3"})


@pytest.fixture(scope="module")
def read(reader, findings):
    return lambda text, heading="Crime": reader.faults(passage(text, findings, heading))


def said(faults):
    return [fault.problem for fault in faults]


def test_a_fault_names_line_words_finding_and_what_to_write(read):
    (fault,) = read("Beat 65 saw 59 fewer offences.")
    assert str(fault) == (
        'params/2024-25/scanning.md line 3: "59 fewer" near "Beat 65" is typed, and beat_65.all_crime.difference is '
        '−60. Write {{ beat_65.all_crime.difference_in_words }}; or accept "scanning.crime.59.37b4" in accepted.csv'
    )


@pytest.mark.parametrize(
    ("text", "problem", "mend"),
    [
        ("Robbery rose to 58.", '"58" near "Robbery" is typed; robbery.now is 58', "{{ robbery.now }}"),
        ("Robbery rose to 59.", '"59" near "Robbery" is typed, and robbery.now is 58', "{{ robbery.now }}"),
        (
            "Robbery rose by 45%.",
            '"45%" near "Robbery" is typed; robbery.change is +45.0%',
            "{{ robbery.change | size }}",
        ),
        ("There was a rise of 12% in robbery.", '"12%" near "robbery" is typed, and', "{{ robbery.change | size }}"),
        ("Beat 62 was down by 61 offences.", '"61" near "Beat 62" is', "{{ beat_62.all_crime.difference | size }}"),
        ("Beat 62 has 50% of all crime.", '"50%" near "Beat 62" is typed, and', "{{ beat_62.all_crime.share }}"),
        ("There were 70 robberies.", '"70" near "robberies" is typed, and robbery.now is 58', "{{ robbery.now }}"),
        ("There were six robberies in Beat 62.", '"six" near "robberies"', "{{ beat_62.robbery.now | words }}"),
        ("Last year there were 43 robberies.", '"43" near "robberies" is typed, and', "{{ robbery.before }}"),
        ("Robbery is up by 80%, thanks to phones.", '"80%" near "Robbery"', "{{ robbery.change | size }}"),
        ("Robbery was a worry; it rose by 54%.", '"54%" near "Robbery"', "{{ robbery.change | size }}"),
        ("There were about 70 robberies.", '"70" near "robberies" is typed, and', "{{ robbery.now }}"),
        ("Of all beats most was in Beat 61: 300 offences.", '"300" near "Beat 61"', "{{ beat_61.all_crime.now }}"),
        ("Robbery had 68 offences against {{ robbery.before }}.", '"68" near "Robbery" is', "{{ robbery.now }}"),
    ],
)
def test_a_typed_figure_is_held_against_the_findings_of_what_is_named(read, text, problem, mend):
    found = [fault for fault in read(text) if "typed" in fault.problem]
    assert [(fault.problem[: len(problem)], fault.mend) for fault in found] == [(problem, f"Write {mend}")]


def test_no_placeholder_is_offered_of_a_finding_that_a_later_notebook_makes(charnwood):
    later = Findings()
    for name, value, unit in (("now", 1792.0, "count"), ("before", 1963.0, "count")):
        later.record(Finding(f"beat_62.all_crime.{name}", value, unit, "returns", "analysis"))
    reader = Reader(charnwood, later)
    text = passage("Beat 62 had 1,792 offences.", later)
    (fault,) = reader.faults(text)
    assert fault.mend == "analysis finds it, and runs later: say it there, or in the summary"
    assert reader.bindings(text) == []
    (fault,) = reader.faults(dataclasses.replace(text, file="params/2024-25/response.md"))
    assert fault.mend == "Write {{ beat_62.all_crime.now }}"


def test_a_figure_of_a_place_that_is_compared_with_is_found_too(charnwood):
    found = Findings()
    for name, value, unit in (("now", 25850.0, "count"), ("before", 22713.0, "count"), ("change", 13.81, "change")):
        found.record(Finding(f"leicestershire.all_crime.{name}", value, unit, "context", "scanning"))
    (fault,) = Reader(charnwood, found).faults(passage("In Leicestershire all crime rose by 13.8%.", found))
    assert fault.mend == "Write {{ leicestershire.all_crime.change | size }}"


def test_the_advice_for_a_figure_beside_a_wrong_word_says_the_change_in_words(read):
    _, figure = read("Robbery fell by 45%.")
    assert figure.mend == "Write {{ robbery.change_in_words }}"


@pytest.mark.parametrize(
    "text",
    [
        "One in five offences is in Beat 62, and two beats share 3 schools.",
        "For twenty years patrols, of officers aged 30 to 50, have kept Beat 62 safe 24 hours a day.",
        "The target for robbery is a fall of 10%.",
        "A grant of £11,000 went to work on robbery in Beat 65.",
        "Operation Lexical 2 tackles robbery in Beat 62 and led to 14 arrests.",
        "Of these robberies, 12 were by young people; 3 robberies with a knife were the worst.",
        "Nationally robbery rose by 4%, and shoplifting by 7%.",
        "Nearly 5% of residents in Beat 65 fear robbery.",
        "Robbery investigations rose by 20%, and robbery victims are on average 19.",
        "In August there were 9 robberies.",
        "In Beat 65 officers made 45 searches, 12% more than a year before.",
        "Robbery in the town centre rose by 12%, and shoplifting of alcohol by 50%.",
    ],
)
def test_a_figure_that_no_finding_could_mean_has_no_mark_and_is_listed(reader, findings, text):
    typed = passage(text, findings)
    assert reader.faults(typed) == []
    assert reader.unheld(typed)


@pytest.mark.parametrize(
    "text",
    [
        "From 1 April to 5 December 2024, in 2024/25 and in the second quarter, robbery was a concern in Beat 65.",
        "Section 17 of the Crime and Disorder Act 1998, and SI 2007/1830, regulation 7.",
        "SP1 is about violence. No one else has a delivery group.",
        "1. A list has numbers.\n2. They are no figures.",
        "Robbery {{ robbery.change_in_words }}.",
        "<!-- 58 robberies, see `table 3` --> Nothing.",
    ],
)
def test_names_dates_laws_and_placeholders_are_no_typed_figures(reader, findings, text):
    typed = passage(text, findings)
    assert reader.faults(typed) == []
    assert reader.unheld(typed) == []


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("Robbery fell.", '"fell", and robbery.difference is +18'),
        ("Robberies were down on last year.", '"were down", and robbery.difference is +18'),
        ("There was a fall in robbery.", '"a fall", and robbery.difference is +18'),
        ("Fewer robberies were recorded.", '"Fewer", and robbery.difference is +18'),
        ("All crime is higher.", '"is higher", and all_crime.difference is −100'),
        ("All crime is higher than it was a year ago.", '"is higher", and all_crime.difference is −100'),
        ("While cycle theft is a worry, shoplifting rose.", '"rose", and shoplifting.difference is −20'),
        ("Robbery rose and shoplifting rose.", '"rose", and shoplifting.difference is −20'),
        ("Beat 61 saw a reduction.", '"saw a reduction", and beat_61.all_crime.difference is +20'),
        ("In Beat 62 robbery, meanwhile, rose.", '"rose", and beat_62.robbery.difference is −4'),
        ("Robbery is a worry, and it rose in Beat 62.", '"rose", and beat_62.robbery.difference is −4'),
        ("Robbery fell by {{ robbery.difference }}.", '"fell", and robbery.difference is +18'),
        ("Compared with 2023/24, robbery has fallen.", '"fallen", and robbery.difference is +18'),
        ("Beat 61 has the highest number of crimes.", '"highest", and beat_61.all_crime.now is 300 where beat_62.all_'),
        ("Beat 65 is second.", '"second", and beat_65.all_crime.now is 100 where beat_61.all_crime.now is 300'),
        (
            "The most crime was recorded in Beat 65.",
            '"most", and beat_65.all_crime.now is 100 where beat_62.all_crime.',
        ),
        ("Robbery is the most common crime.", '"most common", and robbery.now is 58 where shoplifting.now is 80'),
        ("Robbery rose significantly.", '"significantly", and robbery.chance is chance could explain it'),
        ("All crime fell significantly.", '"significantly", and all_crime.unusual is within its usual range'),
        ("The fall in shoplifting is not significant.", '"significant", and shoplifting.chance is more than chance'),
    ],
)
def test_a_wrong_direction_rank_or_significance_is_questioned(read, text, problem):
    assert [one[: len(problem)] for one in said(read(text))] == [problem]


@pytest.mark.parametrize(
    "text",
    [
        "Robbery rose, and shoplifting fell. In Beat 62 robbery fell, while across the borough it rose.",
        "Robbery did not fall. Robbery may fall, and we hope for a fall in robbery.",
        "Confidence in how robbery is dealt with fell, and robbery investigations fell behind.",
        "Fewer officers work on robbery. The fear of robbery fell.",
        "Robbery fell nationally, and elsewhere in the county.",
        "Since 2019 robbery has fallen; in August it fell; over five years robbery fell.",
        "In 2023/24 robbery fell. Robbery is lower than the average.",
        "The report says that robbery fell. Members were told that robbery fell.",
        "Robbery is lower than shoplifting. Shoplifting is higher in Beat 62 than in Beat 65.",
        "Robbery at night fell, and robbery by young people fell. Robbery fell in the town centre.",
        "Some beats report a fall in robbery. Beat 61 rose to the challenge, and shoplifting rose up the agenda.",
        "In the family group our place for robbery is lower.",
        "Beat 62 has the highest number of crimes, and Beat 61 the second highest.",
        "Beat 65 has the highest crime impact. Beat 65 is the largest, and has the largest estate.",
        "The highest risk of robbery is in Beat 65. Most robbery victims in Beat 65 are men.",
        "Shoplifting is the most common crime, and robbery is second.",
        "Shoplifting fell significantly. Robbery is a significant concern, and residents are significant partners.",
        "Robbery saw the smallest rise in number.",
    ],
)
def test_what_is_true_hedged_denied_or_about_something_else_is_left_alone(read, text):
    assert said(read(text)) == []


def test_wards_are_read_as_beats_are():
    harborough, counts = period.load("harborough-2019-20", ROOT), known(WARDS)
    reader = Reader(harborough, counts)
    text = "Crime in Bosworth ward rose. Nevill has the highest number of offences. Crime in Market Harborough fell."
    assert said(reader.faults(passage(text, counts))) == ['"rose", and bosworth.all_crime.difference is −20']


@pytest.mark.parametrize("word", ["ward", "beat", "neighbourhood"])
def test_other_areas_are_read_in_the_partnerships_own_word(charnwood, findings, word):
    words = charnwood.partnership.model_copy(update={"area_word": word, "area_words": f"{word}s"})
    reader = Reader(dataclasses.replace(charnwood, partnership=words), findings)
    assert reader.faults(passage(f"While other {word}s improved, robbery fell.", findings)) == []
    assert said(reader.faults(passage("While other shops improved, robbery fell.", findings))) == [
        '"fell", and robbery.difference is +18'
    ]


def test_a_section_about_an_area_may_mean_its_own_count(read):
    assert read("Robbery fell.", heading="Beat 62") == []


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("Robbery {{ shoplifting.change_in_words }}.", "speaks of robbery, and prints shoplifting.change_in_words"),
        ("Beat 62 had {{ beat_65.all_crime.now }} offences.", "speaks of Beat 62, and prints beat_65.all_crime.now"),
        ("Robbery in Beat 62 {{ robbery.change_in_words }}.", "speaks of Beat 62, and prints robbery.change_in_words"),
    ],
)
def test_a_placeholder_of_another_subject_than_the_name_before_it_is_questioned(read, text, problem):
    assert problem in "\n".join(said(read(text)))


@pytest.mark.parametrize(
    "text",
    [
        "Robbery and shoplifting changed by {{ robbery.difference }} and {{ shoplifting.difference }}.",
        "Beat 62 has {{ beat_62.all_crime.now }} of {{ all_crime.now }} offences.",
        "Beat 62 had {{ beat_62.robbery.now }} robberies, against {{ robbery.now }} in the borough.",
    ],
)
def test_a_placeholder_of_what_its_sentence_names_is_left_alone(read, text):
    assert read(text) == []


def test_a_typed_number_of_a_table_is_questioned_with_its_name(read):
    (fault,) = read("As Table 3 shows, patrols are out.")
    assert (fault.problem, fault.mend) == (
        '"Table 3" is typed, and numbers move',
        "Write [@crime_performance], if that is meant",
    )


NOW, BEFORE = "1 April to 5 December 2024", "1 April to 5 December 2023"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("In 2023/24 robbery {{ robbery.change_in_words }}.", f'"2023/24" stands where {NOW} is meant'),
        ("Robbery {{ robbery.change_in_words }}, compared with 2022/23.", f'"2022/23" stands where {BEFORE} is meant'),
        ("The comparison is with April to December 2022.", f'"2022" stands where {BEFORE} is meant'),
        ("This 2025/26 assessment is new.", f'"2025/26" stands where {NOW} is meant'),
        ("The performance year 2024/24 was hard.", '"2024/24" is no reporting year'),
        ("Robbery was at {{ robbery.now }} between April and December 2023.", f'"2023" stands where {NOW} is meant'),
    ],
)
def test_a_year_that_is_not_the_year_is_questioned(read, text, problem):
    assert said(read(text)) == [problem]


def test_a_year_that_is_compared_with_planned_or_named_is_left_alone(read):
    assert read("Compared with 2023/24 robbery {{ robbery.change_in_words }}. The plan is for 2025/26.") == []
    assert read("Robbery was at {{ robbery.now }}, more than over the same days of 2023.") == []
    assert read("Robbery was at {{ robbery.now }}, having been at {{ robbery.before }} in 2023.") == []


def test_a_year_beside_a_typed_figure_of_this_report_is_questioned_too(read):
    problem, _ = said(read("In 2022/23 robbery rose by 45.0%."))
    assert problem == f'"2022/23" stands where {NOW} is meant'


def test_a_title_with_another_year_is_questioned(project):
    project.change("params/2024-25/period.yaml", "title: Strategic Assessment 2024/25", "title: Assessment 2023/24")
    (fault,) = Reader(project.load(), Findings()).title_faults()
    assert fault.problem == 'the title says "2023/24", and the window is of 2024/25'


def test_a_long_list_of_small_words_is_read_in_no_time(read):
    assert read("Robbery, " + "again, now, overall, " * 40 + "it seems.") == []
    assert read("Robbery may rise " + "by 10 to 20 from 5 of 10 " * 40 + "x.") == []


@pytest.mark.parametrize("beside", ["", " It fell last year."])
def test_a_percentage_of_fewer_than_a_hundred_wants_its_verdict(read, beside):
    (problem,) = said(read("Robbery rose by {{ robbery.change | size }}." + beside))
    assert problem.startswith("robbery.change is a percentage of fewer than 100, without its verdict")


@pytest.mark.parametrize(
    "text",
    [
        "Robbery rose by {{ robbery.change | size }}, and {{ robbery.chance }}.",
        "Robbery {{ robbery.change_in_words }}, by {{ robbery.change | size }}.",
        "All crime fell by {{ all_crime.change | size }}.",
    ],
)
def test_with_its_verdict_or_of_more_a_percentage_may_stand(read, text):
    assert said(read(text)) == []
