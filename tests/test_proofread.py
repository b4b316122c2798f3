"""Proofreading: what a document says against itself, in the styles in which partnerships report."""

import docx
import pytest

from sarabook import __main__, environment
from sarabook.faults import Faults
from sarabook.proofread import documents, proofread, proofread_file
from sarabook.proofread.remarks import block, tally

PERFORMANCE = """Table 1: Recorded crime

Offence\t2018/19\t2019/20\t+/-\t%
Burglary\t412\t380\t-32\t-7.8%
Vehicle crime\t512\t351\t-161\t-31.4%
Robbery\t12\t15\t+3\t+25.0%
Shoplifting\t96\t112\t+16\t+16.7%
Total\t1032\t858\t-174\t-16.9%

"""
BEATS = """Table 1: All crime per beat

Beat\t2023/24\t2024/25\t%
Beat 1\t200\t190\t-5.0%
Beat 2\t150\t180\t+20.0%
Beat 3\t100\t120\t+20.0%
Beat 4\t50\t40\t-20.0%

"""
FAMILY = "Type\tPlace\nRobbery\t12/15\nBurglary\t3/15\n\n"


def said(text):
    return [(one.line, one.said, one.right, one.sure) for one in proofread(documents.of_text(text))]


def right(text):
    return [one.right for one in proofread(documents.of_text(text))]


# Tables.


def test_a_table_that_adds_up_is_left_alone():
    assert said(PERFORMANCE) == []


def test_a_difference_that_is_not_that_of_its_counts_is_certain():
    (remark,) = said("\n".join(PERFORMANCE.replace("+16\t", "+15\t").splitlines()[:7]))
    assert remark == (7, "Shoplifting: +15", "+16: from 96 to 112", "certain")


def test_a_percentage_that_is_not_that_of_its_counts_is_certain():
    assert said(PERFORMANCE.replace("+25.0%", "+30.0%")) == [
        (6, "Robbery: +30.0%", "+25.0%: +3 of 12 is +25.0%", "certain")
    ]


def test_a_percentage_that_was_cut_off_and_not_rounded_is_likely():
    assert said(PERFORMANCE.replace("+16.7%", "+16.6%"))[0][3] == "likely"


def test_a_percentage_without_decimals_may_be_half_a_point_off():
    assert said(PERFORMANCE.replace("-31.4%", "-31%").replace("+16.7%", "+17%")) == []


def test_a_percentage_that_lies_halfway_may_be_rounded_either_way():
    table = "Type\tBefore\tNow\t%\nA\t8\t9\t{}\nB\t100\t110\t10%\nC\t50\t60\t20%\n"
    assert said(table.format("12%")) == said(table.format("13%")) == []


def test_a_change_from_nought_has_no_percentage():
    table = PERFORMANCE.replace("Robbery\t12\t15\t+3\t+25.0%", "Robbery\t0\t15\t+15\t+1500%")
    assert (6, "Robbery: +1500%", "nothing: a change from nought has no percentage", "likely") in said(table)


def test_a_count_of_nothing_before_and_now_is_left_alone():
    assert said("Type\tBefore\tNow\t%\nA\t0\t0\t0%\nB\t100\t110\t10%\nC\t50\t60\t20%\n") == []


def test_newer_counts_may_stand_first():
    table = "Type\tThis year\tLast year\t%\nA\t110\t100\t10%\nB\t90\t100\t-10%\nC\t12\t10\t25%\n"
    assert right(table) == ["+20%: +2 of 10 is +20.0%"]


def test_a_total_that_is_not_the_sum_of_its_rows_is_certain_when_another_column_is():
    table = "Area\tA\tB\nNorth\t100\t30\nSouth\t200\t40\nGrand total\t310\t70\n"
    assert said(table) == [(4, "Grand total: 310", "300: the sum of the 2 rows", "certain")]


def test_a_total_that_leaves_out_a_row_says_which():
    table = "Work\tCost\nShutters\t£100\nLeaflets\t£300\nPatrols\t£600\nTotal\t£700\n"
    assert right(table) == ["1,000: the sum of the 3 rows; 300 was left out"]


def test_a_grand_total_may_be_the_sum_of_subtotals():
    assert said("Work\tCost\nA\t1\nB\t2\nSubtotal\t3\nC\t4\nD\t5\nSubtotal\t9\nTotal\t12\n") == []


def test_a_total_of_crime_is_no_sum_of_the_types_that_are_listed():
    assert said("Type\tCount\nTotal crime\t9000\nRobbery\t40\nArson\t20\n") == []


def test_shares_are_compared_with_the_sum_of_their_column():
    table = "Age | Victims | Share\n--- | --- | ---\nUnder 18 | 20 | 20%\n18 to 30 | 50 | 50%\nOver 30 | 30 | 35%\n"
    table = "\n".join(f"| {line} |" for line in table.splitlines())
    assert right(table) == ["30%: 30 of 100 is 30.0%"]


def test_shares_of_a_whole_that_is_not_printed_are_left_alone():
    assert said("Beat\tCrimes\tShare\nA\t200\t19.6%\nB\t300\t29.4%\nC\t500\t49.0%\n") == []


def test_shares_are_compared_with_the_base_that_the_caption_states():
    table = "Table 1: Concerns (base: 200)\n\nConcern\tNumber\t%\nLitter\t100\t50%\nNoise\t80\t40%\nDogs\t60\t{}\n"
    assert (right(table.format("30%")), right(table.format("20%"))) == ([], ["30%: 60 of 200 is 30.0%"])


def test_shares_of_the_right_whole_are_left_alone_where_the_printed_total_is_wrong():
    table = "Answer\tNumber\t%\nYes\t500\t50%\nNo\t300\t30%\nPerhaps\t200\t20%\nTotal\t1,100\t100%\n"
    assert right(table) == ["1,000: the sum of the 3 rows"]


def test_the_percentage_of_the_sums_is_right_where_the_printed_total_is_wrong():
    table = (
        "Type\t2018/19\t2019/20\t%\nA\t100\t110\t+10.0%\nB\t200\t210\t+5.0%\nC\t50\t40\t-20.0%\nTotal\t350\t390\t{}\n"
    )
    assert right(table.format("+2.9%")) == ["360: the sum of the 3 rows"]
    assert len(right(table.format("+3.9%"))) == 2


def test_a_rate_of_which_three_rows_of_four_are_part_of_whole_is_compared():
    table = "Work\tStarted\tFinished\tRate\nA\t160\t124\t77.5%\nB\t96\t84\t87.5%\nC\t540\t513\t105%\nD\t25\t18\t{}\n"
    assert right(table.format("72%")) == ["95%: 513 of 540 is 95.0%"]
    assert right(table.format("60%")) == []


def test_units_in_words_times_their_rate_are_compared_with_the_amount():
    table = "Work\tUnits\tRate\tClaimed\nA\t792 hours\t£28\t£22,176\nB\t320 hours\t£24\t{}\nC\t65 kits\t£35\t{}\n"
    assert right(table.format("£7,920", "£2,275")) == ["7,680: 320 × 24"]
    assert right(table.format("£7,920", "£2,270")) == []


def test_an_amount_is_rate_times_hours_times_staff_times_weeks():
    table = """Activity\tRate\tHours\tStaff\tWeeks\tAmount
Patrols\t£25.00\t4\t2\t6\t£1,200.00
Stalls\t£25.00\t3\t2\t4\t£600.00
Visits\t£30.00\t2\t2\t5\t£650.00
Clinics\t£20.00\t2\t1\t5\t£200.00
"""
    assert right(table) == ["600: 30 × 2 × 2 × 5"]


def test_a_working_in_a_cell_is_compared_with_the_amount_beside_it():
    table = (
        "Work\tWorking\tAmount\nPatrols\t4 officers x 3 hours @ £25\t£300\nStalls\t2 officers x 4 hours x £25\t£250\n"
    )
    assert right(table) == ["200: 2 × 4 × 25"]


def test_what_remains_is_what_was_allocated_less_what_was_spent():
    table = "Work\tAllocated\tSpent\tRemaining\nA\t£900\t£850\t£50\nB\t£300\t£310\t-£10\nC\t£450\t£400\t£60\n"
    assert right(table) == ["50: 450 − 400"]


def test_a_running_balance_follows_from_the_one_above_it():
    table = "Work\tIncome\tSpent\tBalance\nGrant\t£900\t\t£900\nA\t\t£200\t£700\nB\t\t£50\t£640\n"
    assert right(table) == ["650: 700 + 0 − 50"]


LEDGER = """Work\tAllocated\tSpent\tCommitted\tRemaining
Shutters\t£10,000\t£2,500\t£7,500\t£0
Leaflets\t£5,000\t£1,000\t£0\t£4,000
Patrols\t£8,000\t£8,000\t\t£0
Total\t£23,000\t£11,500\t£7,500\t£4,000
"""


def test_a_ledger_of_what_is_spent_committed_and_remaining_is_no_comparison():
    assert said(LEDGER) == []


def test_what_remains_is_less_what_is_committed_too():
    rows = LEDGER.replace("£1,000\t£0", "£1,000\t£500").rpartition("Total")[0]
    assert said(rows) == [(3, "Leaflets: £4,000", "3,500: 5,000 − 1,000 − 500", "certain")]


def test_what_is_available_may_be_another_amount_than_what_was_not_spent():
    assert said("Work\tAllocated\tSpent\tAvailable\nA\t£100\t£0\t£100\nB\t£200\t£0\t£200\nC\t£300\t£50\t£300\n") == []


def test_a_cash_book_may_open_with_a_balance_brought_forward():
    opening = "Work\tIncome\tSpent\tBalance\nBrought forward\t\t\t£500\nGrant\t£900\t\t£1,400\n"
    assert said(opening + "A\t\t£200\t£1,200\nB\t\t£50\t£1,150\nTotal\t£900\t£250\t£1,150\n") == []
    assert right(opening + "A\t\t£200\t£1,200\nB\t\t£50\t£1,050\n") == ["1,150: 1,200 + 0 − 50"]


def test_a_cash_book_may_have_payments_only():
    payments = "Work\tSpent\tBalance\nA\t£200\t£1,200\nB\t£50\t£1,150\nC\t£150\t£1,000\nD\t£100\t{}\n"
    assert (right(payments.format("£900")), right(payments.format("£950"))) == ([], ["900: 1,000 + 0 − 100"])


def test_what_remains_in_a_row_of_its_own_is_what_was_received_less_what_was_spent():
    table = "Item\tAmount\nBudget received\t£5,000\nTotal spent\t£3,000\nBudget remaining\t{}\n"
    assert (right(table.format("£2,000")), right(table.format("£1,900"))) == ([], ["2,000: 5,000 − 3,000"])


def test_a_table_of_one_row_is_judged_by_its_headings():
    table = "Offence\t2018/19\t2019/20\t%\nBurglary\t400\t380\t{}\n"
    assert said(table.format("-5%")) == []
    assert said(table.format("-6%")) == [(2, "Burglary: -6%", "−5%: −20 of 400 is −5.0%", "likely")]


@pytest.mark.parametrize("ranks", ["1234556", "1234557"])
def test_below_two_of_one_rank_the_next_may_be_left_out_or_not(ranks):
    rows = zip("ABCDEFG", (90, 80, 70, 60, 50, 50, 40), ranks, strict=True)
    assert said("Beat\tCrimes\tRank\n" + "".join(f"{name}\t{count}\t{rank}\n" for name, count, rank in rows)) == []


@pytest.mark.parametrize("working", ["2 x 4x4 vehicles", "CCTV, 4 x 12 cameras", "2 officers x £25 from 3 June"])
def test_what_multiplies_no_rate_or_more_than_its_factors_is_no_working(working):
    assert said(f"Work\tWorking\tAmount\nA\t{working}\t£900\n") == []


def test_a_rank_that_is_not_that_of_its_count_is_likely():
    table = "Beat\tCrimes\tRank\nA\t90\t1\nB\t70\t2\nC\t60\t3\nD\t40\t5\nE\t30\t5\n"
    assert right(table) == ["4, by its count"]


def test_a_fall_of_more_than_all_is_impossible():
    assert right("Type\tChange\nRobbery\t-120%\nArson\t-10%\n") == ["nothing can fall by more than 100%"]


def test_years_of_headings_that_break_their_sequence_are_likely():
    assert right("Ward\t2015/16\t2016/17\t2017/18\t2017/18\nA\t1\t2\t3\t4\n") == [
        "the years of the other columns are 1 apart"
    ]


def test_a_table_printed_twice_with_one_other_figure_is_likely():
    again = PERFORMANCE.replace("Table 1: Recorded crime", "As before:").replace(
        "12\t15\t+3\t+25.0%", "13\t15\t+2\t+15.4%"
    )
    assert "12, as in line 6" in right(PERFORMANCE + again)


# Sentences.


@pytest.mark.parametrize(
    ("text", "should"),
    [
        ("Burglary decreased by 12% (from 512 to 351).", "−31.4%: −161 of 512 is −31.4%"),
        ("There were 412 in spring, compared with 400 before, an increase of 4%.", "+3.0%: +12 of 400 is +3.0%"),
        ("Burglary fell by 12%, from 200 to 180.", "−10.0%: −20 of 200 is −10.0%"),
        ("There were 180 burglaries, down from 200 (12%).", "−10.0%: −20 of 200 is −10.0%"),
        ("Burglary fell by 12% (180 compared to 200).", "−10.0%: −20 of 200 is −10.0%"),
        ("Burglary went from 200 in 2023/24 to 180, a 12% fall.", "−10.0%: −20 of 200 is −10.0%"),
        ("Burglary dropped to 180 from 200 (-12%).", "−10.0%: −20 of 200 is −10.0%"),
        ("We saw a 12% fall, with 180 burglaries compared to 200.", "−10.0%: −20 of 200 is −10.0%"),
        ("180 burglaries against 200 the year before: a fall of 12%.", "−10.0%: −20 of 200 is −10.0%"),
        ("Burglary went from 180 to 200, a decrease of 11.1%.", "from 180 to 200 is a rise"),
        ("Theft fell from 512 to 351, a reduction of 162.", "−161: from 512 to 351"),
        ("We recorded 134 crimes, a reduction of 10 (-5%).", "−6.9%: −10 of 144 is −6.9%"),
        ("Burglary: +109.8% (78 additional offences).", "no whole counts differ by 78 and by +109.8%"),
        ("Of the 48 asked, 12 out of 48 people (20%) agreed.", "25.0%: 12 of 48 is 25.0%"),
        ("Of 48 people, 12 (20%) agreed.", "25.0%: 12 of 48 is 25.0%"),
        ("20% of people (12 of 48) agreed.", "25.0%: 12 of 48 is 25.0%"),
        ("With 12 of 48 offences, theft makes up 20%.", "25.0%: 12 of 48 is 25.0%"),
        ("Of the 120 victims, 54 (45%) were female and 66 (50%) male.", "55.0%: 66 of 120 is 55.0%"),
        ("2 officers for 4 hours @ £18.50 = £158.00", "148: 2 × 4 × 18.50"),
        ("£100 + £250 = £340", "350: 100 + 250"),
        ("There were 20 in March, 15 in April and 12 in May, a total of 45.", "47: 20 + 15 + 12"),
        ("Locks were £20, lights £15 and signs £12, a total of £45.", "47: 20 + 15 + 12"),
        ("Theft had an increase of -5%.", "the sign and the word say contrary things"),
        ("Theft rose from 40 to 30.", "from 40 to 30 is a fall"),
        ("Arson rose from 0 to 3, up 300%.", "nothing: a change from nought has no percentage"),
        ("Burglary fell by 120%.", "nothing can fall by more than 100%"),
        ("Burglary fell by 120% (78 fewer offences).", "nothing can fall by more than 100%"),
        ("110% of residents felt safe.", "no part is more than 100% of the whole"),
        ("Cards came from 142 people, of whom 107% liked it.", "no part is more than 100% of the whole"),
        ("In the parks 118% (398) felt safe.", "no part is more than 100% of the whole"),
        ("We spent £980 of £1,100 in 2023/24, or 86.0%.", "89.1%: 980 of 1,100 is 89.1%"),
        ("Of the 372, 126 were domestic; that is 31%.", "33.9%: 126 of 372 is 33.9%"),
        ("There were 311 burglaries, 35 more than the 286 of last year.", "+25: from 286 to 311"),
        (
            "The fund had £119,700, which is £9,300 more than the £110,300 of last year.",
            "+9,400: from 110,300 to 119,700",
        ),
        ("It grew to 660 from 621 then: 93 more people.", "+39: from 621 to 660"),
        (
            "Of these 149, 83 were bikes, 41 cars and 35 scooters.",
            "83 + 41 + 35 is 159, more than 149, unless some are counted twice",
        ),
        (
            "There are 200 homes. Of these 100 are owned (50%), 60 are let (30%) and 30 (20%) lent.",
            "15.0%: 30 of 200 is 15.0%",
        ),
        ("We claimed £3,150, made up of six centres at £450 each.", "2,700: 6 × 450"),
        ("The patrols cost £8,600 (240 hours at £36 an hour).", "8,640: 240 × 36"),
        ("We paid for 95 homes at an average of £150 (£14,200).", "14,250: 95 × 150"),
        ("Theft of (71) and theft from (118) together came to 199.", "189: 71 + 118"),
        ("Theft has gone up by a fifth, with 51 cycles compared with 64.", "from 64 to 51 is a fall"),
        ("The grant of £300 was up £25 on last year, when it was £325.", "from 325 to 300 is a fall"),
    ],
)
def test_figures_of_one_sentence_are_compared(text, should):
    assert right(text) == [should]


@pytest.mark.parametrize(
    "text",
    [
        "Vehicle crime saw a reduction of 161 offences (-31.4%).",
        "Burglary is down 10% (25 fewer offences) to 225.",
        "Robbery fell by about 30% (from 100 to 72).",
        "Robbery rose by 100% (from 4 to 8).",
        "Burglary fell by 10%, from 200 in 2023/24 to 180, and 180 compared to 200 is 20 fewer.",
        "The team grew from 4 to 6 officers, and burglary fell by 12%, which 25% of residents (12 of 48) knew.",
        "The project ran from 5 to 12 December and burglary fell by 3%.",
        "The share of reports rose from 12% to 15%.",
        "Referrals reached 110% of the target.",
        "Of the 120 victims, 54 (45%) were female.",
        "The crime is on 6 of the 15 lists, and fell by 10%.",
        "Young people aged 12-17 were 5% fewer.",
        "2 officers x 4 hours @ £18.50 = £148.00",
        "2 officers x 4 hours at the summer fair in the park x £18 = £144.00\nBeta 2 x PCSO x 3 hours x £30 = £180",
        "There was a 4% increase (65% to 69%).",
        "Fraud fell by 0.1% (999,999,999,999 fewer).",
        "That is 12% less than before, or 164 fewer crimes.",
        "Of 142 people, 107% more than before (69), most liked it.",
        "Grants rose by 118% and people felt safe.",
        "Of 311 burglaries, 35 more than the 286 of last year, most were at night.",
        "There were 311 burglaries, about 35 more than the 286 of last year.",
        "Of these 149, 83 were bikes and 41 cars; 35 were also at night.",
        "Of these 149, 83 feared bikes, 41 cars, and 35 both.",
        "There are 200 homes. Of these 100 are owned (50%), 60 are let (30%) and 40 (20%) lent.",
        "The patrols cost £9,000: 240 hours at £36, and leaflets.",
        "We claimed £3,150, and six centres at £450 each are to follow.",
        "Theft of (71) and theft from (118) together came to 189, against 225 before.",
        "Confidence has gone up by a fifth, with 58 cycles taken compared with 64.",
        "The grant of £325 was up £25 on last year, when it was £300.",
    ],
)
def test_sentences_that_are_right_or_may_be_are_left_alone(text):
    assert said(text) == []


def test_shares_of_a_list_are_compared_with_their_sum():
    text = "Victims by age:\n\n- Under 18: 20 (20%)\n- 18 to 30: 50 (50%)\n- Over 30: 30 (35%)\n"
    assert right(text) == ["30.0%: 30 of 100 is 30.0%"]


def test_a_total_below_a_list_of_amounts_is_compared_with_their_sum():
    text = "Allocation £5,000\nShutters £1,200.00\nLeaflets £300.00\nPatrols £2,450.00\nTotal £3,850.00\n"
    assert right(text) == ["3,950: the sum of the 3 rows"]


def test_a_list_of_amounts_may_have_what_is_left_of_its_budget():
    text = "Budget £5,000\nShutters £1,200\nLeaflets £300\nTotal £1,500\nRemaining {}\n"
    assert (right(text.format("£3,500")), right(text.format("£3,400"))) == ([], ["3,500: 5,000 − 1,500"])


def test_a_list_of_income_may_hold_an_underspend_and_a_grant():
    assert said("Income\nGrant £500\nUnderspend carried forward £100\nDonation £50\nTotal £650\n") == []


def test_over_so_many_is_compared_with_the_exact_count():
    text = "We reached over 147,000 young people.\n\nThe posts were seen by 144,823 young people.\n"
    assert right(text) == ["144,823 in line 3, which is not over 147,000"]


# The text against the tables.


@pytest.mark.parametrize(
    ("text", "should"),
    [
        ("Vehicle crime fell by 30.9%.", "−31.4%: −161 of 512 is −31.4% (line 5)"),
        ("Robbery rose by 20% (3 more offences).", "+25.0%: +3 of 12 is +25.0% (line 6)"),
        ("Shoplifting rose by 16.7% (15 more offences).", "16: from 96 to 112 (line 7)"),
        ("There were 153 vehicle crimes.", None),
        ("There were 315 offences of vehicle crime.", "351, as in line 5"),
        ("The largest increase was in burglary.", "Robbery: +3 of 12 is +25.0% (line 6)"),
        ("There were reductions in 3 of the 4 types.", "2 of the 4 rows, as in line 4"),
        ("Three of the four types fell.", "2 of the 4 rows, as in line 4"),
    ],
)
def test_what_is_said_of_a_row_is_compared_with_it(text, should):
    found = [one for one in proofread(documents.of_text(PERFORMANCE + text)) if one.line == 10]
    assert [one.right for one in found] == ([should] if should else [])


@pytest.mark.parametrize(
    "text",
    [
        "Vehicle crime fell by 31%, which is 161 fewer offences.",
        "In 2016/17 vehicle crime fell by 31.0%.",
        "The largest increase was in robbery.",
        "Vehicle crime fell by 12% in the north.",
        "Vehicle crime, with bicycles, fell by 31.0% (from 529 to 365).",
        "Vehicle crime was 20 higher than in July (63), an increase of 31.7%.",
        "There were increases in 2 of the 4 types.",
        "Two of the four types rose.",
        "Three of the four types fell in the north.",
    ],
)
def test_what_fits_a_row_or_may_speak_of_something_else_is_left_alone(text):
    assert said(PERFORMANCE + text) == []


@pytest.mark.parametrize(
    ("text", "should"),
    [
        ("Beats 1 and 3 have the highest all crime.", "Beat 1 (190) and Beat 2 (180); Beat 3 has 120 (line 6)"),
        ("Beat 3 has the second highest all crime.", "Beat 2 (180); Beat 3 has 120 (line 6)"),
        ("Beats 1 and 2 make a total of 380.", "370: 190 + 180"),
        ("Beat 1 had 12 more crimes than Beat 2.", None),
        ("Beat 1 had 11 more crimes than Beat 2.", "10: 190 − 180"),
    ],
)
def test_ranks_sums_and_differences_of_rows_are_compared(text, should):
    assert right(BEATS + text) == ([should] if should else [])


WARDS = """Table 1: Crime by ward

Beat\tWard\tCrime 2023/24\tCrime 2024/25\tResidents
41\tQuay\t641\t622\t9,000
42\tEastfold\t378\t489\t8,000
43\tHarrow\t447\t431\t7,000
44\tBrack\t342\t336\t9,500
\tTotal\t1,808\t1,878\t33,500

"""


@pytest.mark.parametrize(
    ("text", "should"),
    [
        ("Brack has the second highest number.", "Brack: place 1 or 4, by the counts of the table (line 7)"),
        ("Brack has the lowest number.", None),
        ("Brack has the largest number.", None),  # of residents
        ("Brack has the largest number (336).", "Brack: place 4, by the counts of the table (line 7)"),
        ("Harrow has the second highest number.", None),  # the year before
        ("Harrow now has the second highest number.", "Harrow: place 3, by the counts of the table (line 6)"),
        ("Harrow had 431. It is now the second most common.", "Harrow: place 3, by the counts of the table (line 6)"),
        (
            "The largest number (622) is that of Quay, followed by Harrow.",
            "Harrow: place 3, by the counts of the table",
        ),
        ("The largest number (622) is that of Quay, followed by Eastfold.", None),
        ("Brack had the second highest number of burglaries.", None),
        ("Brack had the second highest number in the county.", None),
        ("Brack had the second highest rate.", None),
        ("The four wards in Table 1 come to 1,888.", "1,878 or 1,808: the sum of the 4 rows from line 4"),
        ("The four wards in Table 1 come to 1,878.", None),
        ("The three wards in Table 1 come to 1,888.", None),
    ],
)
def test_places_and_sums_are_compared_with_the_table_above(text, should):
    found = right(WARDS + text)
    assert len(found) == bool(should)
    assert not should or found[0].startswith(should)


def test_a_group_of_ages_is_compared_with_the_table_above():
    ages = "Table 1: Residents by age\n\nAge\tNumber\n0 to 24\t120\n25 to 44\t310\n45 to 64\t330\n65 and over\t90\n\n"
    assert right(ages + "The largest group is those aged 45 to 64.") == []
    assert right(ages + "The largest group is those aged 25 to 44.") == [
        "25 to 44: place 2, by the counts of the table (line 5)"
    ]


def test_a_share_of_all_crime_is_compared_with_the_row_of_all_crime():
    table = "Type\tBefore\tNow\t%\nAll crime\t500\t530\t+6.0%\nRobbery\t40\t50\t+25.0%\nArson\t20\t22\t+10.0%\n\n"
    assert right(table + "Beat 9 had 100 crimes, which equates to 22% of all crime.") == ["18.9%: 100 of 530 is 18.9%"]


def test_a_percentage_is_compared_with_a_table_of_two_years_that_prints_none():
    bulletin = "Shoplifting decreased by {}.\n\nOffence\t2018/19\t2019/20\nShoplifting\t512\t351\nRobbery\t12\t15\n"
    assert said(bulletin.format("31.4%")) == []
    assert said(bulletin.format("31.5%")) == [
        (1, "Shoplifting decreased by 31.5%.", "−31.4%: −161 of 512 is −31.4% (line 4)", "likely")
    ]


def test_a_percentage_repeated_from_a_wrong_row_is_remarked_on_in_both_places():
    lines = [one[0] for one in said(PERFORMANCE.replace("+16.7%", "+16.6%") + "Shoplifting rose by 16.6%.")]
    assert lines == [7, 10]


def test_a_list_of_an_area_is_not_compared_with_the_whole():
    text = "In Beat 9 these types rose:\n\n- Robbery: +24% \n"
    assert said("Beat\tCrimes\nBeat 9\t40\nBeat 8\t50\n\n" + PERFORMANCE + text) == []


def test_parts_that_nearly_sum_to_the_whole_are_to_be_looked_at():
    whole = "Type\tBefore\tNow\t%\nAll crime\t499\t530\t+6.2%\nRobbery\t40\t50\t+25.0%\nArson\t20\t22\t+10.0%\n\n"
    (remark,) = said(whole + BEATS)
    assert remark[1:] == ("All crime: 499", "500 is the sum of the 4 rows from line 9, 1 more", "look")


def test_places_in_a_table_printed_twice_are_compared():
    first = "Type\tPlace\nRobbery\t12/15\nBurglary\t3/15\nArson\t5/15\n"
    assert right(f"{first}\nAs before:\n\n{first.replace('12/15', '14/15')}") == ["12/15, as in line 2"]


@pytest.mark.parametrize(
    ("text", "should"),
    [
        ("Robbery is ranked 11th of 15.", ["12/15, as in line 2"]),
        ("Robbery stands at 12/15.", []),
        ("Robbery was previously at 9/15.", []),
    ],
)
def test_places_in_the_family_group_are_compared(text, should):
    assert right(FAMILY + text) == should


# Numbers of tables and figures.


@pytest.mark.parametrize(
    ("text", "should"),
    [
        (
            "Table 1: Crime\n\nTable 1: Victims",
            ["another number: Table 1 stands in line 1 already, with another title"],
        ),
        ("Table 1: Crime\n\nTable 1: Crime (continued)", []),
        ("Figure 1: Crime\n\nFigure 3: Victims", ["no Figure 2 before it"]),
        ("Figure 1: Crime\n\nFigure 2 above shows more.", ["there is no Figure 2; the last before it is Figure 1"]),
        ("Figure 2 below shows more.", []),
        ("Table 1: Crime\n\nSee Table 7 of the national report.", []),
        ("See Appendix B.\n\nAppendix A", ["there is no Appendix B"]),
        ("Table 1: All crime by ward, Quarter 3\n\nSee Table 1.", []),
        ("Table 1: Crime 3\nTable 2: Victims 5\n\nTable 1: Crime\n\nTable 2: Victims", []),
    ],
)
def test_numbers_used_twice_left_out_or_cited_and_missing(text, should):
    assert right(text) == should


def test_a_section_that_the_contents_promise_is_missed():
    text = "Section 1: Start\nSection 2: Middle\nSection 3: End\n\nSection 1: Start\n\nSection 2: Middle\n\nEnd\n"
    assert right(text) == ["no heading “Section 3” stands in the document, only “End”"]


def test_a_list_of_another_length_than_was_announced_is_to_be_looked_at():
    assert said("There are three priorities:\n\n- Homes\n- Streets\n")[0][3] == "look"


def test_a_numbered_heading_below_a_list_is_none_of_its_items():
    assert said("There are two priorities:\n\n- Homes\n- Streets\n\n1. The district\n\nIt is large.\n") == []
    assert said("There are three priorities:\n\n- Homes\n\n- Streets\n\n- Parks\n") == []


# Dates and years.


@pytest.mark.parametrize(
    ("text", "should"),
    [
        ("The group met on Tuesday 14 March 2019.", ["14 March 2019 is a Thursday"]),
        ("The group met on Thursday 14 March 2019.", []),
        ("The group met on 31 June 2019.", ["there is no such day"]),
        ("It ran from 1 October 2019 to 30 September 2018.", ["the span ends before it begins"]),
        ("It ran from 1 October to 31 March 2020.", []),
        ("It ran from 14 September to 5 July 2020.", ["the span ends before it begins"]),
        ("The school year ran from 14 September to 5 July 2020.", []),
        ("It ran from 30 January to 12 January 2020.", ["the span ends before it begins"]),
        ("It ran from 20 December to 12 January 2020.", []),
        ("It ran from 6 April to 5 April 2020.", []),
        ("It ran from 1 September to 31 July 2020.", []),
        ("Between 1 April 2020 and 31 March 2020 it rained.", ["the span ends before it begins"]),
        ("It was agreed on 1 April 2020 and 31 March 2020.", []),
        ("Compared with 2023/2204.", ["2023/24, perhaps: the years do not follow one another"]),
        ("In 2024/24.", ["2024/25, perhaps: the years do not follow one another"]),
        ("The plan of 2023/2026 and that of 2020-23.", []),
        ("The regulations (SI 2007/1830) ask for it.", []),
    ],
)
def test_days_and_years_are_compared_with_the_calendar(text, should):
    assert right(text) == should


def test_days_in_the_cells_of_a_table_are_compared_with_the_calendar():
    assert right("Meeting\tDay\nJoint Action Group\tTuesday 14 March 2019\n") == ["14 March 2019 is a Thursday"]


def test_a_weekday_without_a_year_is_taken_near_the_date_of_the_document():
    text = "Minutes of 14 March 2019\n\nThe next meeting is on {} 13 June.\n"
    assert right(text.format("Monday")) == ["13 June 2019 is a Thursday"]
    assert right(text.format("Wednesday")) == []  # 13 June 2018


def test_a_sentence_that_comes_back_with_another_year_is_likely():
    one = "The partnership makes these recommendations with the aim of better results in the {} year to come."
    assert right(one.format("2025/26") + "\n\n" + one.format("2024/25")) == ["line 1 says the same of 2025/26"]


def test_a_heading_of_the_quarter_a_year_before_is_likely():
    assert right("Update: Q1 2021/22\n\nText of the update, in a sentence.\n\nRobbery Q1 2020/21\n") == [
        "2021/22, as the document reports it"
    ]


def test_a_sentence_about_the_quarter_a_year_before_is_no_heading():
    assert said("Update: Q1 2021/22\n\nMembers may recall the report of Q1 2020/21.\n") == []


def test_results_of_the_period_that_are_said_to_be_of_the_year_before_are_likely():
    text = (
        "Annual review 2019/20\n\n"
        + PERFORMANCE
        + "The partnership is pleased to report a fall in burglary of 7.8% for 2018/19."
    )
    assert right(text) == ["2019/20, as the document reports it"]


OF_TODAY = "the document is of 20 October 2022: one of the two dates is wrong"


@pytest.mark.parametrize(
    ("text", "should"),
    [
        (
            "The minutes of 20 October 2022 were agreed.",
            [OF_TODAY],
        ),
        ("The minutes of 21 July 2022 were agreed.", []),
        ("The minutes of 21 July 2022 were agreed on 20 October 2022.", []),
        ("The minutes of 20 October 2022 will be agreed.", []),
        ("The duty began on 1 May 2023.", [OF_TODAY]),
        ("The duty begins on 1 May 2023.", []),
    ],
)
def test_what_is_told_as_past_does_not_follow_the_date_of_the_document(text, should):
    assert right(f"Meeting of 20 October 2022\n\n{text}") == should


QUARTER = """Table 1: Crime from 1 April 2021 to {} June 2021 compared with 1 April 2020 to 30 June 2020

Type\tTotal as at {} June 2021\tTotal as at 30 June 2020\tPlace 30 June 2021
Robbery\t12\t15\t3/15
"""


def test_a_heading_of_another_day_than_the_others_and_the_caption_is_likely():
    assert said(QUARTER.format(30, 30)) == []
    assert said(QUARTER.format(30, 20)) == [
        (3, "Total as at 20 June 2021", "30 June 2021, as the caption and the other headings say", "likely")
    ]


def test_a_heading_of_another_day_than_the_others_is_left_alone_where_no_caption_says_the_day():
    assert said(QUARTER.format(30, 20).partition("\n")[2]) == []


def test_a_caption_that_ends_on_another_day_than_all_headings_is_likely():
    assert right(QUARTER.format(20, 30)) == ["30 June 2021, as the headings below it say"]


def test_days_of_a_register_or_of_meetings_are_no_headings_that_must_agree():
    register = "Start\tEnd\tReview\n1 October 2021\t8 October 2021\t8 October 2021\n"
    meetings = "Table 1: Attendance from 1 April 2021 to 31 March 2022\n\nName\t12 May 2021\t9 June 2021\nA\t1\t0\n"
    assert said("Table 1: Dates up to 8 October 2021\n\n" + register) == said(meetings) == []


def test_years_of_lines_that_break_their_sequence_are_likely():
    lines = "Review of 2015/16, June 2016\nReview of 2016/17, June 2017\nReview of 2017/18, June 2018\nReview of {}\n"
    assert said(lines.format("2018/19, June 2019")) == []
    assert right(lines.format("2017/18, June 2019")) == ["2018/19, perhaps: the years of the lines above are 1 apart"]


def test_a_caption_that_runs_on_past_the_date_of_the_document_is_likely():
    text = "Report of 6 December 2022\n\nFigure 1: Crime from 1 April 2022 to 21 October 2023\n"
    assert right(text) == ["21 October 2023 is after the document's own date, 6 December 2022"]


def test_a_trend_of_other_years_than_its_caption_is_to_be_looked_at():
    text = "Figure 1: Burglary 2017/18-2022/23\n\nThe figure above has a 7-year trend.\n"
    assert right(text) == ["6 years: 2017 to 2022, as the caption above says"]


# What is printed.


def test_a_remark_says_place_kind_sureness_quotation_and_mend():
    (remark,) = proofread(documents.of_text("Burglary fell by 120%."))
    assert block(remark) == (
        "line 1 (impossible, certain): “Burglary fell by 120%.”\n    nothing can fall by more than 100%"
    )
    assert tally([remark]) == "1 fault: 1 certain, 0 likely, 0 to look at."


@pytest.fixture
def environment_made(monkeypatch):
    monkeypatch.setattr(environment, "inside", lambda: True)


@pytest.mark.usefixtures("environment_made")
@pytest.mark.parametrize(
    ("text", "status", "end"),
    [
        ("Burglary fell by 120%.", 1, "report.txt: 1 fault: 1 certain, 0 likely, 0 to look at.\n"),
        ("There are three priorities:\n\n- Homes\n- Streets\n", 0, "1 fault: 0 certain, 0 likely, 1 to look at.\n"),
        ("All is well.", 0, "report.txt: No faults found.\n"),
    ],
)
def test_the_command_fails_when_there_are_certain_or_likely_faults(tmp_path, capsys, text, status, end):
    (tmp_path / "report.txt").write_text(text, encoding="utf-8")
    assert __main__.main(["proofread", str(tmp_path / "report.txt")]) == status
    assert capsys.readouterr().out.endswith(end)


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("empty.txt", b"", "holds no words"),
        ("nought.txt", b"\0\0\0", "is no text in UTF-8"),
        ("latin.txt", "café".encode("latin-1"), "is no text in UTF-8"),
        ("picture.html", bytes(range(128, 256)) * 9, "is no HTML"),
        ("text.docx", b"Burglary fell by 120%.", "is no Word document"),
        ("report.pdf", b"%PDF-1.4", "reads text"),
    ],
)
def test_a_file_that_is_not_what_its_name_says_is_refused_in_a_sentence(tmp_path, name, content, why):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(Faults, match=why):
        documents.read(tmp_path / name)


def test_a_table_in_word_is_compared(tmp_path):
    document = docx.Document()
    table = document.add_table(rows=0, cols=4)
    for texts in ["Type 2018/19 2019/20 %", "A 100 110 10%", "B 50 60 20%", "C 40 50 20%"]:
        for cell, text in zip(table.add_row().cells, texts.split(), strict=True):
            cell.text = text
    document.save(tmp_path / "report.docx")
    _, remarks = proofread_file(tmp_path / "report.docx")
    assert [(one.line, one.said, one.right) for one in remarks] == [(4, "C: 20%", "+25%: +10 of 40 is +25.0%")]


def test_a_number_of_thousands_of_digits_counts_nothing():
    assert said(f"{'9' * 5000} crimes were {'9' * 400}% fewer.") == []


@pytest.mark.usefixtures("environment_made")
def test_the_command_says_what_it_cannot_read(tmp_path, capsys):
    assert __main__.main(["proofread", str(tmp_path / "none.txt")]) == 1
    assert "there is no such file" in capsys.readouterr().err
