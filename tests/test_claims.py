"""What commentary says, held against findings that fit in the head."""

import pytest

from sarabook import claims, passages
from sarabook.commentary import placeholders
from sarabook.commentary.placeholders import Section
from sarabook.findings import Finding, Findings

# area, measure: before, now. Robbery rose, shoplifting fell; Beat 62 has most crime, then 61, then 65.
COUNTS = {
    ("", "all_crime"): (1000, 900),
    ("", "robbery"): (40, 58),
    ("", "shoplifting"): (100, 80),
    ("", "cycle_theft"): (50, 50),
    ("", "hate_crime"): (30, 20),
    ("", "anti_social_behaviour"): (90, 90),
    ("beat_61", "all_crime"): (280, 300),
    ("beat_62", "all_crime"): (560, 500),
    ("beat_65", "all_crime"): (160, 100),
    ("beat_62", "robbery"): (10, 6),
}
VARIATION = {"robbery": "within normal variation", "shoplifting": "likely a real change"}


@pytest.fixture(scope="module")
def known():
    found = Findings()
    for (area, measure), (before, now) in COUNTS.items():
        stem = f"{area}.{measure}".strip(".")
        values = {"before": before, "now": now, "difference": now - before, "change": (now - before) / before * 100}
        units = {"before": "count", "now": "count", "difference": "difference", "change": "change"}
        for name, value in values.items():
            found.record(Finding(f"{stem}.{name}", float(value), units[name], "returns", "scanning"))
    for measure, said in VARIATION.items():
        found.record(Finding(f"{measure}.variation", said, "text", "returns", "scanning"))
    for measure, said in {"robbery": "worsened", "shoplifting": "unchanged"}.items():
        found.record(Finding(f"{measure}.direction", said, "direction", "returns", "scanning"))
    for name, value in {"position": 9.0, "position_before": 7.0, "group_size": 15.0}.items():
        found.record(Finding(f"robbery.{name}", value, "count", "returns", "scanning"))
    return found


@pytest.fixture(scope="module")
def read(charnwood, known):
    reader = claims.Reader(charnwood, known, {"crime_performance": "Table 3"})

    def faults(text):
        section = Section("params/2024-25/scanning.md", "Crime", 1, f"\n\n{text}\n")
        pieces, unknown = placeholders.pieces(section, known)
        assert not unknown
        return reader.faults(passages.of_section(section, pieces))

    return faults


def test_a_fault_names_line_words_finding_and_what_to_write(read):
    (fault,) = read("Beat 65 saw 59 fewer offences.")
    assert str(fault) == (
        'params/2024-25/scanning.md line 3: "59 fewer" near "Beat 65" is typed, and beat_65.all_crime.difference is '
        '−60. Write {{ beat_65.all_crime.difference_in_words }}; or accept "scanning.crime.59.37b4" in accepted.csv'
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Robbery rose to 58.", '"58" near "Robbery" is typed; robbery.now is 58'),
        ("Robbery rose to 59.", '"59" near "Robbery" is typed, and robbery.now is 58'),
        ("Robbery rose by 45%.", '"45%" near "Robbery" is typed; robbery.change is +45.0%'),
        ("Some six beats have delivery groups.", '"six" is typed'),
        ("Robbery doubled.", '"doubled" near "Robbery" is typed, and robbery.change is +45.0%'),
        ("Shoplifting fell by a third.", '"a third" near "Shoplifting" is typed, and shoplifting.change is −20.0%'),
        ("The fund paid £12,500 for locks.", '"£12,500" is typed'),
        ("Robbery rose by _45%_.", '"45%" near "Robbery" is typed'),
        ("There was a 30-percent rise, and a 1,234-offence fall.", '"1,234" is typed'),
        ("A rise of 18 may be chance.", '"18" is typed'),
        ("In December 30 robberies were recorded.", '"30" near "robberies" is typed'),
        ("Robbery (p <0.05) rose to 997 (>chance).", '"997" near "Robbery" is typed'),
        ("Robbery was at `58`.", '"58" near "Robbery" is typed'),
        ("There was one robbery offence fewer, and one offence more.", '"one" near "robbery" is typed'),
    ],
)
def test_a_typed_figure_is_caught_right_or_wrong(read, text, said):
    assert any(fault.problem.startswith(said) for fault in read(text))


@pytest.mark.parametrize(
    "text",
    [
        "Beat 65 and Beats 61, 62 and 65 lie in the borough.",
        "From 1 April to 5 December 2024, in 2024/25 and in the second quarter.",
        "Section 17 of the Crime and Disorder Act 1998, and SI 2007/1830, regulation 7.",
        "SP1 is about violence, and young people under 18 or aged 10 to 17 are SP2.",
        "One of the beats has a delivery group; no one else has. The two are apart, and so are the two kinds.",
        "The Three Year Plan; ring 999, and for everything else there is 101.",
        "1. A list has numbers.\n2. They are no figures.",
        "Call 101, or 999 in an emergency. Crimes go to 999, and all else to 101.",
        "A one-stop shop is open half-way through the year.",
        "Robbery {{ robbery.change_in_words }}.",
        "Operation Two Valleys Walk is on 5-a-side pitches, from 18 May and on December 5.",
        "<!-- 58 robberies, see `table 3` --> Nothing.",
    ],
)
def test_names_dates_laws_and_placeholders_are_no_typed_figures(read, text):
    assert read(text) == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Robbery fell.", '"fell", and robbery.difference is +18'),
        ("Robberies were down on last year.", '"were down", and robbery.difference is +18'),
        ("There was a fall in robbery.", '"a fall", and robbery.difference is +18'),
        ("Fewer robberies were recorded.", '"Fewer", and robbery.difference is +18'),
        ("While shoplifting rose, robbery rose too.", '"rose", and shoplifting.difference is −20'),
        ("Robbery and shoplifting both rose.", '"rose", and shoplifting.difference is −20'),
        ("Beat 61 improved.", '"improved", and beat_61.all_crime.difference is +20'),
        ("Crime in Beat 62 rose.", '"rose", and beat_62.all_crime.difference is −60'),
        ("In Beat 62 robbery rose.", '"rose", and beat_62.robbery.difference is −4'),
        ("Robbery fell by {{ robbery.change }}.", '"fell", and robbery.difference is +18'),
        ("Shoplifting remained stable.", '"remained stable", and shoplifting.difference is −20'),
        ("Robbery improved its place in the family group.", '"improved", and robbery.direction is ▼ worsened'),
        ("Shoplifting slipped in the family group.", '"slipped", and shoplifting.direction is = unchanged'),
        ("Serious crime is rare. Crime came down in Beat 61.", '"came down", and beat_61.all_crime.difference is +20'),
        ("Shoplifting has risen once more.", '"risen", and shoplifting.difference is −20'),
        ("A fall was recorded in robbery.", '"A fall", and robbery.difference is +18'),
        ("The window saw robbery fall.", '"fall", and robbery.difference is +18'),
        ("Robbery continued to fall.", '"continued to fall", and robbery.difference is +18'),
        ("Robbery is a worry, and it rose in Beat 62.", '"rose", and beat_62.robbery.difference is −4'),
        ("In Beat 61 a reduction was recorded.", '"a reduction", and beat_61.all_crime.difference is +20'),
        ("Patrols did not stop in the town and robbery fell.", '"fell", and robbery.difference is +18'),
        ("Robbery in Beat 58 rose.", '"rose", and no finding speaks of robbery in Beat 58'),
    ],
)
def test_a_wrong_direction_is_caught(read, text, said):
    assert [fault.problem for fault in read(text)] == [said]


@pytest.mark.parametrize(
    "text",
    [
        "Robbery rose, and shoplifting fell.",
        "In Beat 62 robbery fell, while across the borough it rose.",
        "Cycle theft did not change.",
        "Robbery did not fall.",
        "Neither shoplifting nor crime in Beat 62 rose.",
        "The partnership aims to see a fall in robbery, and officers will work to reduce it.",
        "A fall in robbery would be welcome.",
        "Confidence in how robbery is dealt with fell.",
        "Robbery investigations fell behind.",
        "Fewer officers work on robbery.",
        "Robbery fell nationally, and elsewhere in the county.",
        "Since the pandemic robbery has fallen.",
        "Beat 62 is busy. In the same beat robbery, it is said, fell. So it did: robbery fell there, and in that beat.",
        "The document says that robbery fell.",
        "Between 2021 and 2022 robbery fell.",
        "Some beats report a fall in robbery.",
        "Hate crime is under-reported.",
        "In the family group our place for robbery worsened. Shoplifting is unchanged.",
        "Beat 61 rose to the challenge, and higher education thrives.",
    ],
)
def test_what_is_true_denied_wished_for_or_about_something_else_is_left_alone(read, text):
    assert read(text) == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Beat 61 has the highest number of crimes.", '"highest", and beat_61.all_crime.now is 300'),
        ("Beat 65 has the second highest level of crime.", '"second highest", and beat_65.all_crime.now is 100'),
        ("Most crime is recorded in Beat 65.", '"Most", and beat_65.all_crime.now is 100'),
        ("The largest fall was in Beat 61.", '"largest", and beat_61.all_crime.difference is +20'),
        ("Beats 62 and 65 have the highest number of crimes.", '"highest", and beat_65.all_crime.now is 100'),
        ("Beat 65 ranked second for crime.", '"ranked second", and beat_65.all_crime.now is 100'),
        ("Beat 65 comes second and Beat 62 is first.", '"comes second", and beat_65.all_crime.now is 100'),
        ("In third place stands Beat 61.", '"In third", and beat_61.all_crime.now is 300'),
        ("Beats 62 and 65 are the top two.", '"top two", and beat_65.all_crime.now is 100; first are Beat 62 and'),
        ("Shoplifting is the least frequent of all types.", '"least frequent", and shoplifting.now is 80'),
        ("Shoplifting {{ shoplifting.change_in_words }}, the fastest rise of all.", '"fastest", and shoplifting.'),
        ("Shoplifting saw the largest rise.", '"largest", and shoplifting.difference is −20'),
    ],
)
def test_a_wrong_rank_is_caught(read, text, said):
    assert [fault.problem[: len(said)] for fault in read(text)] == [said]


@pytest.mark.parametrize(
    "text",
    [
        "Beat 62 has the highest number of crimes, and Beat 65 the lowest.",
        "Beats 61 and 62 have the most crime.",
        "Beat 61 has the second highest level of crime.",
        "Beats 61 and 62 are the top two.",
        "The largest fall in per cent was in Beat 65, the largest in number there and in Beat 62.",
        "Robbery saw the largest rise.",
        "Beat 65 has the highest crime impact.",
        "Robbery {{ robbery.change_in_words }}, the steepest of all.",
        "Beat 61 saw a rise and by far the largest of any beat.",
        "Shoplifting has the highest number of crimes; of what is no crime there may be more.",
        "The most similar group, the most serious robbery and the most vulnerable people in Beat 65.",
        "At most, patrols move robbery on.",
        "The highest risk of robbery is in Beat 65, which has the largest estate.",
    ],
)
def test_a_right_rank_and_one_of_something_else_is_left_alone(read, text):
    assert read(text) == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Robbery {{ shoplifting.change_in_words }}.", "speaks of robbery, and prints shoplifting.change_in_words"),
        ("Robbery rose by {{ all_crime.change }}.", "speaks of robbery, and prints all_crime.change"),
        ("Beat 62 had {{ beat_65.all_crime.now }} offences.", "speaks of Beat 62, and prints beat_65.all_crime.now"),
        ("Robbery in Beat 62 {{ robbery.change_in_words }}.", "speaks of Beat 62, and prints robbery.change_in_words"),
    ],
)
def test_a_placeholder_of_another_subject_than_the_name_before_it_is_caught(read, text, said):
    assert said in "\n".join(fault.problem for fault in read(text))


@pytest.mark.parametrize(
    "text",
    [
        "Robbery and shoplifting changed by {{ robbery.change }} and {{ shoplifting.change }}.",
        "Beat 62 has {{ beat_62.all_crime.now }} of {{ all_crime.now }} offences.",
        "Robbery {{ robbery.change_in_words }} in Beat 62, and {{ shoplifting.difference_in_words }} thefts.",
        "Beat 62 had {{ beat_62.robbery.now }} robberies, against {{ robbery.now }} in the borough.",
    ],
)
def test_a_placeholder_of_what_its_sentence_names_is_left_alone(read, text):
    assert read(text) == []


def test_significant_is_said_only_where_the_test_says_so(read):
    (fault,) = read("Robbery rose significantly.")
    assert fault.problem == '"significantly", and robbery.variation is within normal variation'
    assert read("Shoplifting fell significantly. Violence does significant injury.") == []


def test_a_significant_change_that_nobody_tested_is_caught(read):
    (fault,) = read("There was a significant fall in hate crime.")
    assert fault.problem == '"significant", and no test of hate crime says so'


def test_a_typed_number_of_a_table_is_caught_with_its_name(read):
    (fault,) = read("As Table 3 shows, patrols are out.")
    assert (fault.problem, fault.mend) == (
        '"Table 3" is typed, and numbers move',
        "Write [@crime_performance], if that is meant",
    )


NOW, BEFORE = "1 April to 5 December 2024", "1 April to 5 December 2023"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("In 2023/24 robbery {{ robbery.change_in_words }}.", f'"2023/24" stands where {NOW} is meant'),
        ("Robbery {{ robbery.change_in_words }}, compared with 2022/23.", f'"2022/23" stands where {BEFORE} is meant'),
        (
            "Against the same days of 2022, robbery {{ robbery.change_in_words }}.",
            f'"2022" stands where {BEFORE} is meant',
        ),
        ("The comparison is with April to December 2022.", f'"April to December 2022" stands where {BEFORE} is meant'),
        ("This 2025/26 assessment is new.", f'"2025/26" stands where {NOW} is meant'),
        ("This assessment for 2025/26 is new.", f'"2025/26" stands where {NOW} is meant'),
        ("The performance year 2024/24 was hard.", '"2024/24" is no reporting year'),
        ("The performance year 2023/2204 was hard.", '"2023/2204" is no reporting year'),
    ],
)
def test_a_year_that_is_not_the_year_is_caught(read, text, said):
    assert [fault.problem for fault in read(text)] == [said]


def test_a_year_that_is_compared_with_planned_or_named_is_left_alone(read):
    assert (
        read("Compared with 2023/24 robbery {{ robbery.change_in_words }}. The plan for 2025/26, of 2023-2033.") == []
    )
    assert read("Robbery was at {{ robbery.now }}, more than over the same days of 2023.") == []


def test_a_title_with_another_year_is_caught(project):
    project.change("params/2024-25/period.yaml", "title: Strategic Assessment 2024/25", "title: Assessment 2023/24")
    (fault,) = claims.Reader(project.load(), Findings()).title_faults()
    assert fault.problem == 'the title says "2023/24", and the window is of 2024/25'
