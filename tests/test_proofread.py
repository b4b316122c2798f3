"""Proofreading: what a document says against itself, in the styles in which partnerships report."""

import itertools
import sys

import pytest

from sarabook import __main__, environment
from sarabook.proofread import proofread, reading
from sarabook.proofread.remarks import tally

PERFORMANCE = """Table 1: Recorded crime

Offence\t2018/19\t2019/20\t+/-\t%
Burglary\t412\t380\t-32\t-7.8%
Vehicle crime\t512\t351\t-161\t-31.4%
Robbery\t12\t15\t+3\t+25.0%
Shoplifting\t96\t112\t+16\t+16.7%
Total\t1032\t858\t-174\t-16.9%

"""


def said(text):
    return [(one.line, one.said, one.right, one.sure) for one in proofread(reading.of_text(text))]


def right(text):
    return [one.right for one in proofread(reading.of_text(text))]


# Tables.


def test_a_table_that_adds_up_is_left_alone():
    assert said(PERFORMANCE) == []


@pytest.mark.parametrize(
    ("old", "new", "remark"),
    [
        ("+16\t", "+15\t", (7, "Shoplifting: +15", "+16: from 96 to 112", "certain")),
        ("+25.0%", "+30.0%", (6, "Robbery: +30.0%", "+25.0%: +3 of 12", "certain")),
        ("1032\t", "1132\t", (8, "Total: 1132", "1,032: the sum of the 4 rows", "certain")),
        ("-174\t", "-175\t", (8, "Total: -175", "−174: the sum of the 4 rows", "certain")),
    ],
)
def test_a_changed_cell_is_found(old, new, remark):
    assert remark in said(PERFORMANCE.replace(old, new))


@pytest.mark.parametrize("printed", ["12%", "13%"])
def test_a_percentage_that_lies_halfway_may_be_rounded_either_way(printed):
    assert said(f"Type\tBefore\tNow\t%\nA\t8\t9\t{printed}\nB\t100\t110\t10%\nC\t50\t60\t20%\n") == []


def test_amounts_in_millions_have_the_range_that_rounding_allows():
    table = "£ million\t2023/24\t2024/25\tChange\nA\t60.1\t26.5\t-33.6\nB\t10.2\t11.4\t{}\nTotal\t70.4\t38.0\t-32.4\n"
    assert said(table.format("+1.1")) == []
    assert right(table.format("+1.4"))[0] == "+1.20: from 10.20 to 11.40"


@pytest.mark.parametrize("name", ["All crime", "", "District"])
def test_a_total_needs_no_name_where_other_columns_are_sums(name):
    table = "Ward\t2023\t2024\t2025\nNorth\t412\t380\t1\nSouth\t512\t351\t2\nEast\t12\t15\t30\n{}\t936\t{}\t33\n"
    assert said(table.format(name, 746)) == []
    assert [one[2:] for one in said(table.format(name, 756))] == [("746: the sum of the 3 rows", "certain")]


def test_all_crime_is_no_sum_of_the_types_that_are_listed():
    assert said("Type\tCount\nAll crime\t9000\nRobbery\t40\nArson\t20\n") == []


def test_rows_may_be_worked_out_of_rows():
    table = "Year\tA\tB\tC\n2023\t412\t120\t30\n2024\t380\t150\t33\nChange\t-32\t+30\t{}\n% change\t-7.8%\t+25%\t{}\n"
    assert said(table.format("+3", "+10%")) == []
    assert right(table.format("+4", "+12%")) == ["+3: from 30 to 33", "+10%: +3 of 30"]


def test_columns_may_be_set_with_spaces():
    table = """Offence          2018/19   2019/20    +/-       %
Burglary             412       380    -32   -7.8%
Vehicle crime        512       351   -161  -31.4%
Robbery               12        15     +3  +35.0%
Total                936       746   -190  -20.3%
"""
    assert right(table) == ["+25.0%: +3 of 12"]


def test_shares_of_a_whole_that_is_not_printed_are_left_alone():
    assert said("Beat\tCrimes\tShare\nA\t200\t19.6%\nB\t300\t29.4%\nC\t500\t49.0%\n") == []


def test_shares_are_compared_with_the_base_that_the_caption_states():
    table = "Table 1: Concerns (base: 200)\n\nConcern\tNumber\t%\nLitter\t100\t50%\nNoise\t80\t40%\nDogs\t60\t{}\n"
    assert (right(table.format("30%")), right(table.format("20%"))) == ([], ["30%: 60 of 200"])


def test_what_remains_is_what_was_allocated_less_what_was_spent_and_committed():
    table = "Work\tBudget\tSpent\tHeld\tLeft\nA\t£900\t£850\t£0\t£50\nB\t£300\t£200\t£60\t£40\nC\t£450\t£400\t£20\t{}\n"
    assert (right(table.format("£30")), right(table.format("£40"))) == ([], ["30: 450 − 400 − 20"])


def test_a_table_printed_twice_with_one_other_figure_is_likely():
    assert "12, as in line 6" in right(
        PERFORMANCE + PERFORMANCE.replace("Table 1: Recorded crime", "As before").replace("\t12\t", "\t13\t")
    )


# Sentences.


@pytest.mark.parametrize(
    ("text", "should"),
    [
        ("Crime fell 21% in the year ending March from 65,155 offences to 57,818.", "−11.3%: −7,337 of 65,155"),
        ("Burglary decreased by 12% (from 512 to 351).", "−31.4%: −161 of 512"),
        ("There were 412 in spring, compared with 400 before, an increase of 4%.", "+3.0%: +12 of 400"),
        ("Burglary went from 200 in 2023/24 to 180, a 12% fall.", "−10.0%: −20 of 200"),
        ("All crime stood at 5,528, down 72 on the 5,600 recorded in 2023/24 (-1.9%).", "−1.3%: −72 of 5,600"),
        ("Theft fell from 512 to 351, a reduction of 162.", "−161: from 512 to 351"),
        ("There were 311 burglaries, 35 more than the 286 of last year.", "+25: from 286 to 311"),
        ("Of the 48 asked, 12 out of 48 people (20%) agreed.", "25.0%: 12 of 48"),
        ("20% of people (12 of 48) agreed.", "25.0%: 12 of 48"),
        ("30% of the 48 people (12) agreed.", "25.0%: 12 of 48"),
        ("In sixty-one of the 147 cases (45%) a window was open.", "41.5%: 61 of 147"),
        ("We spent £980 of £1,100 in 2023/24, or 86.0%.", "89.1%: 980 of 1,100"),
        ("Of the 372, 126 were domestic; that is 31%.", "33.9%: 126 of 372"),
    ],
)
def test_the_counts_of_a_sentence_and_its_figure_are_compared_for_certain(text, should):
    assert [(one[2], one[3]) for one in said(text)] == [(should, "certain")]


@pytest.mark.parametrize(
    ("text", "should"),
    [
        ("Spending fell by 40%, from £60.1 billion to £26.5 billion.", "−55.9%"),
        ("Crime fell by 40%, from 65,000 to 57,000.", "−12.3%"),
        ("We recorded 134 crimes, a reduction of 10 (-5%).", "−6.9%: −10 of 144"),
        ("Burglary: +109.8% (78 additional offences).", "no whole counts differ by 78 and by +109.8%"),
    ],
)
def test_what_is_rounded_or_must_be_guessed_to_belong_is_likely(text, should):
    ((*_, shown, sure),) = said(text)
    assert (shown.startswith(should), sure) == (True, "likely")


@pytest.mark.parametrize(
    "text",
    [
        "Spending went from £60.1 billion to £26.5 billion, a fall of £33.6 billion.",
        "It fell 11% in the year ending March from 65,155 offences to 57,818.",
        "There were 5.4 million incidents, an 11% fall from 6.0 million.",
        "Young people aged from 16 to 24 were 5% more of the victims.",
        "The rate of 2012/13 was 5% higher than in 2011/12.",
        "Table 2 summarises the 12 returns of 48 partners.",
        "Burglary is down 10% (25 fewer offences) to 225.",
        "Robbery fell by about 30% (from 100 to 72).",
        "The team grew from 4 to 6 officers, and burglary fell by 12%, which 25% of residents (12 of 48) knew.",
        "The project ran from 5 to 12 December and burglary fell by 3%.",
        "There were 1,200 offences, a rise of 9% compared with 1,000 in 2019 and 1,101 in 2020.",
        "Of the 120 victims, 54 (45%) were women, of whom 20 (37%) were under 25.",
        "Robberies rose from 12 in May to 15 in June, while thefts fell by 9%.",
        "There were 2,000 offences, compared with 1,800 in 2019, against a 4% rise nationally.",
        "That is 12% less than before, or 164 fewer crimes.",
        "Bell Foundry went from 2 to 5, with a 95% interval of 1 to 13, a rise.",
    ],
)
def test_sentences_that_are_right_or_may_be_are_left_alone(text):
    assert said(text) == []


@pytest.mark.parametrize(
    ("text", "should"),
    [
        ("Vehicle crime fell by 30.9% (161 fewer).", ["-31.4%, as in line 5"]),
        ("Shoplifting was up 16.7% at 121 offences.", []),
        ("Shoplifting was up 16.7% at 113 offences.", ["112, as in line 7"]),
        ("Vehicle crime fell by 31%, which is 161 fewer offences.", []),
    ],
)
def test_a_sentence_that_quotes_a_row_is_compared_with_it(text, should):
    assert right(PERFORMANCE + text) == should


# Numbers of tables and figures, dates and years.


@pytest.mark.parametrize(
    ("text", "should"),
    [
        (
            "Table 1: Crime\n\nTable 1: Victims",
            ["another number: Table 1 stands in line 1 already, with another title"],
        ),
        ("Table 1: Crime\n\nTable 1: Crime (continued)", []),
        ("Figure 1: Crime\n\nFigure 2 above shows more.", ["there is no Figure 2"]),
        ("Table 1: Crime\n\nTable 1 summarises all.\n\nSee Table 7 of the national report.", []),
        ("Table 1: Crime 3\nTable 2: Victims 5\n\nTable 1: Crime\n\nTable 2: Victims", []),
        ("The group met on Tuesday 14 March 2019.", ["14 March 2019 is a Thursday"]),
        ("The group met on 31 June 2019.", ["there is no such day"]),
        ("It met on 29 February, and 35 may have come.", []),
        ("Meeting\tDay\nGroup\tTuesday 14 March 2019\n", ["14 March 2019 is a Thursday"]),
        ("Ward\t2015/16\t2016/17\t2017/18\t2017/18\nA\t1\t2\t3\t4\n", ["the years of the other columns are 1 apart"]),
    ],
)
def test_numbers_of_tables_days_and_years_are_compared(text, should):
    assert right(text) == should


# What is said of them.


def test_the_last_line_says_what_was_read(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(environment, "inside", lambda: True)
    (tmp_path / "report.txt").write_text("Burglary fell by 12% (from 512 to 351).", encoding="utf-8")
    assert __main__.main(["proofread", str(tmp_path / "report.txt")]) == 1
    assert capsys.readouterr().out.endswith("report.txt: 1 fault (1 certain, 0 likely) in 0 tables and 1 sentence.\n")
    assert tally([], 0, 2) == "No faults found in 0 tables and 2 sentences."


def test_the_work_grows_with_the_length_of_a_document_and_no_faster(tmp_path):
    table = (
        "<p>Table {0}: Thefts from ward {0}<table><tr><th>Kind<th>2023<th>2024<tr><td>Theft {0}<td>40<td>50</table>\n"
    )

    def calls(tables):
        (tmp_path / "long.html").write_text("".join(map(table.format, range(tables))), encoding="utf-8")
        counted = itertools.count()
        sys.setprofile(lambda *_: next(counted))
        try:
            proofread(reading.read(tmp_path / "long.html"))
        finally:
            sys.setprofile(None)
        return next(counted)

    calls(10)
    assert calls(400) < calls(100) * 4 * 1.1
