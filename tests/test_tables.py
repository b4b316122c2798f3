"""Tables as they are printed: headings, cells, and what is said beneath them."""

import pandas as pd
from bs4 import BeautifulSoup

from sarabook.report import tables

WORDS = tables.Words(
    labels={"robbery": "robbery", "beat_62": "Beat 62", "beat_65": "Beat 65", "w2024_25": "2024/25"},
    columns={"measure": "Crime type", "area": "Beat"},
    headings={"now": "1 Apr to 5 Dec 2024", "before": "1 Apr to 5 Dec 2023", "whole": "the borough"},
)


def shown(table, **options):
    return BeautifulSoup(tables.html(table, "Crime", WORDS, **options), "html.parser")


def texts(soup, selector):
    return [tag.get_text() for tag in soup.select(selector)]


def test_a_table_prints_labels_headings_and_one_header_cell_a_row():
    table = pd.DataFrame({"measure": "robbery", "area": ["beat_62", "beat_65"], "now": [1792.0, 17], "source": "x"})
    soup = shown(table)
    assert texts(soup, "thead th") == ["Beat", "1 Apr to 5 Dec 2024"]
    assert texts(soup, "tbody th[scope=row]") == ["Beat 62", "Beat 65"]
    assert texts(soup, "td.number-cell") == ["1,792", "17"]
    assert texts(soup, "caption") == ["Crime: robbery"]


def test_a_row_is_named_by_the_first_words_that_tell_it_apart():
    effects = pd.DataFrame({"problem": ["robbery", "robbery"], "intervention": ["Patrol", "Lights"], "ratio": [1, 2]})
    assert texts(shown(effects), "tbody th[scope=row]") == ["Patrol", "Lights"]
    alike = effects.assign(intervention="Patrol")  # nothing does: it is what they are about
    assert texts(shown(alike), "tbody th[scope=row]") == ["Robbery", "Robbery"]
    some = effects.assign(intervention=["Patrol", None], place=["A", "B"])
    assert texts(shown(some), "tbody th[scope=row]") == ["A", "B"]


def test_what_neighbouring_rows_begin_with_alike_stands_once_over_them():
    table = pd.DataFrame({"area": ["beat_62"] * 2 + ["beat_65"] * 2, "measure": ["robbery", "theft"] * 2, "now": 3})
    soup = shown(table)
    assert texts(soup, "thead th") == ["Crime type", "1 Apr to 5 Dec 2024"]
    assert [texts(part, "th") for part in soup.select("tbody")] == [
        ["Beat 62", "Robbery", "Theft"],
        ["Beat 65", "Robbery", "Theft"],
    ]
    scattered = table.iloc[[0, 2, 1, 3]]  # two runs of each: said once, it would be said of the wrong rows
    assert not shown(scattered).select(".group")


def test_a_short_table_stays_on_one_page_of_a_print_and_a_long_one_may_part():
    short = pd.DataFrame({"measure": ["robbery", "theft"], "now": [58, 9]})
    assert shown(short).select_one(".exhibit.whole")
    long = pd.DataFrame({"measure": ["robbery", "theft"], "note": ["a" * tables.WHOLE, ""]})
    assert not shown(long).select_one(".exhibit.whole")


def test_columns_that_differ_in_their_year_alone_stand_under_one_head():
    table = pd.DataFrame({"measure": ["robbery", "theft"], "before": [40, 7], "now": [58, 9], "difference": [18, 2]})
    soup = shown(table)
    over = soup.select_one("th[scope=colgroup]")
    assert (over.get_text(), over["colspan"]) == ("1 Apr to 5 Dec", "2")
    assert texts(soup, "thead tr:nth-of-type(1) > *") == ["", "1 Apr to 5 Dec", ""]
    assert texts(soup, "thead tr:nth-of-type(2) th") == ["Crime type", "2023", "2024", "Difference"]
    years = tables.Words(
        WORDS.labels, WORDS.columns, {"before": "1 Apr 2022 to 31 Mar 2023", "now": "1 Apr 2023 to 31 Mar 2024"}
    )
    soup = BeautifulSoup(tables.html(table[["measure", "before", "now"]], "Crime", years), "html.parser")
    assert texts(soup, "thead th") == ["1 Apr to 31 Mar", "Crime type", "2022/23", "2023/24"]


def test_a_blank_cell_is_a_dash_and_the_dash_is_explained():
    soup = shown(pd.DataFrame({"measure": ["robbery", "theft"], "change": [None, 5.0]}))
    assert texts(soup, "td") == ["–", "+5.0%"]
    assert texts(soup, ".note.term") == [tables.BLANK]


def test_a_percentage_of_few_is_not_printed_and_that_is_said():
    table = pd.DataFrame(
        {"measure": ["robbery", "theft"], "before": [2.0, 40], "now": [5.0, 58], "change": [150.0, 45]}
    )
    soup = shown(table)
    assert texts(soup, "tbody td:last-child") == ["–", "+45.0%"]
    assert texts(soup, ".note.term") == [tables.BLANK, tables.FEW]
    glance = table.drop(columns="before").assign(difference=table["now"] - table["before"])
    assert texts(shown(glance[["measure", "now", "difference", "change"]]), "tbody td:last-child") == ["–", "+45.0%"]


def test_a_place_in_the_group_is_said_with_the_size_of_the_group():
    table = pd.DataFrame({"measure": ["robbery"], "position": [3], "group_size": [15], "direction": ["worsened"]})
    words = tables.Words(WORDS.labels, WORDS.columns, {"position_now": "31 Oct 2024"})
    soup = BeautifulSoup(tables.html(table, "Places", words), "html.parser")
    assert texts(soup, "td") == ["3rd of 15", "▼ worsened"]


def test_the_basis_of_counts_is_shown_only_where_one_is_not_recorded():
    table = pd.DataFrame({"measure": ["robbery"], "now": [3], "basis": ["recorded"]})
    assert "recorded" not in shown(table).get_text()
    assert "worked out" in shown(table.assign(basis="derived")).get_text()


def test_cells_of_text_are_escaped():
    assert "<b>" not in tables.html(pd.DataFrame({"note": ["<b>bold</b>"]}), "Notes", WORDS)


def test_csv_is_unrounded_whole_where_whole_and_bears_a_byte_order_mark():
    written = tables.csv(pd.DataFrame({"now": [58.0, None], "change": [100 / 3, 45.0]}))
    assert written.decode("utf-8") == "\ufeffnow,change\n58,33.333333333333336\n,45.0\n"


def test_a_caption_names_the_measure_only_where_its_column_is_left_out():
    words = tables.Words({"robbery": "robbery"}, {}, {"now": "Now"}, ("town",))
    whole = pd.DataFrame({"measure": ["robbery"], "area": ["town"], "now": [58.0]})
    assert tables.constant_measure(whole, words, "Counts") == ""  # the area goes, the measure stays
    by_area = pd.DataFrame({"measure": ["robbery"] * 2, "area": ["north", "south"], "now": [5.0, 6]})
    assert tables.constant_measure(by_area, words, "Counts") == ": robbery"


def test_columns_that_do_not_agree_with_their_counts_are_named():
    table = pd.DataFrame({"before": [40, 10], "now": [58, 10], "difference": [18, 0], "change": [45.0, 0.0]})
    assert tables.disagreements(table) == []
    assert tables.disagreements(table.assign(change=[0.45, 0])) == [
        'its columns do not agree: "change" is 0.45 where 40 and 58 give 45.00'
    ]
    assert "difference" in tables.disagreements(table.assign(difference=[-18, 0]))[0]


def test_shares_that_are_parts_of_one_are_questioned_and_small_percentages_are_not():
    parts = pd.DataFrame({"now": [58, 70], "share": [0.453, 0.547]})
    assert tables.disagreements(parts) == ['its column "share" holds parts of one: 0.453 would print as 0.5%']
    assert tables.disagreements(parts.assign(share=[45.3, 54.7])) == []
    alone = parts.head(1)  # 58 are 0.453% of 12,804
    assert tables.disagreements(alone, largest=20_000) == []
    assert len(tables.disagreements(alone, largest=9_207)) == 1


def test_only_a_year_is_written_as_a_year():
    words = tables.Words({}, {}, {})
    assert words.cell("year", {"year": 2024}) == "2024"
    assert words.cell("rate_per_year", {"rate_per_year": 12.96}) == "13.0"
    assert words.cell("change_on_year", {"change_on_year": -3.84}) == "−3.8"


def test_areas_against_measures_are_shaded_in_each_column_from_nought_to_its_highest():
    table = pd.DataFrame(
        {
            "area": ["a", "b", "c"],
            "theft": ["178† ▲", "43", None],
            "robbery": ["1,000", None, None],
            "id": ["7", "8", "9"],
        }
    )
    words = tables.Words({"theft": "theft", "robbery": "robbery"}, {}, {})
    html = tables.html(table, "By type", words)
    levels = {cell.get_text(): cell["class"] for cell in BeautifulSoup(html, "lxml").select("tbody td")}
    assert levels["178† ▲"] == ["short", "heat-4"]
    assert levels["43"] == ["short", "heat-1"]  # 43 of 178 are 24%: the second fifth
    assert not any("heat" in one for text in ("1,000", "7") for one in levels[text])  # the only count; no count
    assert tables.AREAS_HEAT in html


def test_of_more_rows_than_anybody_reads_the_first_are_printed_and_that_is_said():
    html = tables.html(pd.DataFrame({"place": [f"Place {n}" for n in range(1200)]}), "Places", WORDS)
    assert "Place 49" in html
    assert "Place 50" not in html
    assert "The first 50 of 1,200 rows; the file of this table has all." in html
