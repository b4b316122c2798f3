import nbformat
import pandas as pd
import pytest
from bs4 import BeautifulSoup
from matplotlib import pyplot as plt

from sarabook import figures, page, tables
from sarabook.faults import Faults
from sarabook.findings import Findings
from sarabook.params.notebooks import Notebook
from tests.conftest import ROOT

WORDS = tables.Words(
    labels={"robbery": "robbery", "beat_62": "Beat 62", "beat_65": "Beat 65", "w2024_25": "2024/25"},
    columns={"measure": "Crime type", "area": "Beat"},
    headings={"now": "1 Apr to 5 Dec 2024", "before": "1 Apr to 5 Dec 2023", "whole": "the borough"},
)
ANALYSIS = Notebook(ROOT / "notebooks/2-analysis.ipynb", (2, ""), "analysis")


def make(period, chapters, say=print):
    return page.make(period, chapters, Findings(), say)


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


def test_a_blank_cell_is_a_dash_and_the_dash_is_explained():
    soup = shown(pd.DataFrame({"measure": ["robbery", "theft"], "change": [None, 5.0]}))
    assert texts(soup, "td") == ["–", "+5.0%"]
    assert texts(soup, ".note") == [tables.MISSING_NOTE]


def test_a_percentage_of_few_is_not_printed_and_that_is_said():
    table = pd.DataFrame(
        {"measure": ["robbery", "theft"], "before": [2.0, 40], "now": [5.0, 58], "change": [150.0, 45]}
    )
    soup = shown(table)
    assert texts(soup, "td:last-child") == ["–", "+45.0%"]
    assert texts(soup, ".note") == [tables.MISSING_NOTE, tables.FEW_NOTE]
    glance = table.drop(columns="before").assign(difference=table["now"] - table["before"])
    assert texts(shown(glance[["measure", "now", "difference", "change"]]), "td:last-child") == ["–", "+45.0%"]


def test_few_are_not_drawn_as_percentages():
    table = pd.DataFrame(
        {"measure": ["robbery", "theft"], "before": [2.0, 40], "now": [5.0, 58], "change": [150.0, 45]}
    )
    table = table.assign(difference=table["now"] - table["before"], source="x")
    chart = figures.changes(table, {"robbery": "robbery", "theft": "theft"})
    assert list(chart.data["measure"]) == ["theft"]
    assert "not drawn where they are below 20 together" in chart.statistic
    plt.close("all")


def test_a_place_in_the_group_is_said_with_the_size_of_the_group():
    table = pd.DataFrame({"measure": ["robbery"], "position": [3], "group_size": [15], "direction": ["worsened"]})
    words = tables.Words(WORDS.labels, WORDS.columns, {"position_now": "31 Oct 2024"})
    soup = BeautifulSoup(tables.html(table, "Places", words), "html.parser")
    assert texts(soup, "td") == ["3 of 15", "▼ worsened"]


def test_the_basis_of_counts_is_shown_only_where_one_is_not_recorded():
    table = pd.DataFrame({"measure": ["robbery"], "now": [3], "basis": ["recorded"]})
    assert "recorded" not in shown(table).get_text()
    assert "derived" in shown(table.assign(basis="derived")).get_text()


def test_cells_of_text_are_escaped():
    assert "<b>" not in tables.html(pd.DataFrame({"note": ["<b>bold</b>"]}), "Notes", WORDS)


def test_csv_is_unrounded_whole_where_whole_and_bears_a_byte_order_mark():
    written = tables.csv(pd.DataFrame({"now": [58.0, None], "change": [100 / 3, 45.0]}))
    assert written.decode("utf-8") == "\ufeffnow,change\n58,33.333333333333336\n,45.0\n"


CHANGES = pd.DataFrame(
    {
        "measure": ["robbery", "theft"],
        "before": [40.0, 100],
        "now": [58.0, 90],
        "difference": [18.0, -10],
        "change": [45.0, -10],
    }
).assign(source="returns")
LABELS = {"robbery": "robbery", "theft": "theft", "north": "North", "south": "South"}


def test_a_chart_says_what_it_shows_in_words_of_the_plotted_numbers():
    chart = figures.changes(CHANGES, LABELS)
    assert chart.headline == "Robbery rose most (+45.0%) and theft fell most (−10.0%)"
    assert "Robbery +45.0% (40 to 58); Theft −10.0% (100 to 90)" in chart.alt
    plt.close("all")


def test_the_same_data_give_the_same_file():
    first, second = (figures.svg(figures.changes(CHANGES, LABELS).axes) for _ in range(2))
    assert first == second
    assert b"<dc:date>" not in first


def test_no_label_of_a_bar_chart_touches_the_names_of_the_bars():
    axes = figures.changes(CHANGES.assign(change=[45.0, -57.8]), LABELS).axes
    left = axes.get_window_extent().x0
    assert all(label.get_window_extent().x0 >= left - 1 for label in axes.texts)
    plt.close("all")


def test_a_group_shows_its_windows_and_where_there_are_few_its_changes():
    years = pd.DataFrame(
        {"measure": "theft", "area": ["north", "south"], "w2022_23": [10.0, 30], "w2023_24": [20.0, 30]}
    )
    years = years.assign(w2024_25=[12.0, 30], against_average=[-20.0, 0], source="returns")
    drawn = figures.of_group(CHANGES, years, LABELS, ["north"])
    assert drawn.headline == "North stands 20.0% below its earlier average"
    assert len(drawn.axes.axes_dict) == 1
    few = years.drop(columns="w2022_23")
    assert figures.of_group(CHANGES, few, LABELS, ["north"]).headline.startswith("Robbery rose most")
    plt.close("all")


def test_measures_may_be_drawn_over_the_years_side_by_side():
    years = pd.DataFrame({"measure": ["robbery", "theft"], "w2022_23": [10.0, 30], "w2023_24": [20.0, 30]})
    years = years.assign(w2024_25=[12.0, 33], against_average=[-20.0, 10], source="returns")
    chart = figures.lines(years, LABELS, by="measure")
    assert "Robbery from 10 to 12, 20.0% below its earlier average" in chart.alt
    assert chart.headline == "1 of 2 types stands above the average of their earlier windows"
    plt.close("all")


def test_the_largest_difference_is_the_headline_of_the_panels():
    table = pd.concat([CHANGES.assign(area="north", basis="recorded"), CHANGES.assign(area="south", basis="recorded")])
    table["difference"] = [18.0, -10, 3, -25]
    chart = figures.differences(table, LABELS)
    assert chart.headline == "The largest difference drawn is of theft in South: 25 fewer"
    assert "Robbery: North +18, South +3" in chart.alt
    scales = {axes.get_xlim() for axes in chart.axes.axes_dict.values()}
    assert len(scales) == 1
    assert min(scales)[0] <= -25 < 18 <= min(scales)[1]
    plt.close("all")


def test_several_measures_are_not_drawn_as_one():
    table = pd.DataFrame({"measure": ["a", "b"], "area": ["north", "north"], "now": [1, 2], "share": [1, 2]})
    with pytest.raises(Faults, match="a chart by area shows one measure, and here are a, b"):
        figures.sizes(table, LABELS, "the whole")


def test_every_kind_of_chart_shows_nothing_of_an_empty_table():
    shared = pd.DataFrame(columns=["measure", "area", "now", "share", "difference", "contribution", "source"])
    places = pd.DataFrame(columns=["measure", "position", "position_before", "places", "group_size", "direction"])
    years = pd.DataFrame(columns=["measure", "area", "w2023_24", "w2024_25", "against_average"])
    charts = [
        figures.changes(CHANGES.head(0), LABELS),
        figures.places(places, LABELS),
        figures.sizes(shared, LABELS, "the whole"),
        figures.contributions(shared, LABELS, "the whole"),
        figures.lines(years, LABELS),
        figures.of_group(CHANGES.head(0), years, LABELS, ["north"]),
        figures.differences(shared, LABELS),
        figures.profile(pd.DataFrame(columns=["measure", "proportion"]), LABELS),
        figures.answers(pd.DataFrame(columns=["answer"])),
    ]
    assert all(chart.axes is None for chart in charts)


def executed(*cells):
    """An executed notebook: a text that begins with # is Markdown; a dict is the marks of one output of a code cell."""
    made = nbformat.v4.new_notebook()
    for cell in cells:
        if isinstance(cell, str):
            made.cells.append(nbformat.v4.new_markdown_cell(cell))
            continue
        name = cell.get("name", "")
        html = f'<span class="number" data-name="{name}">{name}</span>'
        data = {"text/markdown": cell.pop("text")} if "text" in cell else {"text/html": html}
        metadata = {"sarabook": cell} if cell else {}
        output = nbformat.v4.new_output("display_data", data, metadata=metadata)
        made.cells.append(nbformat.v4.new_code_cell("x = 1", outputs=[output]))
    return made


def sections_of(*cells):
    return page.read_sections(ANALYSIS, executed(*cells))


def table(name):
    return {"kind": "table", "name": name}


def test_only_markdown_and_marked_outputs_are_kept_and_the_rest_is_named():
    sections, unpublished = sections_of("## Mine", {}, table("mine"))
    assert [cell.cell_type for cell in sections[0].cells] == ["markdown", "code"]
    assert sections[0].cells[1].source == ""
    assert unpublished == ["a value under “Mine”"]


def test_a_section_without_data_is_dropped_with_its_gaps_and_one_of_text_stays():
    empty, gap = {"kind": "empty", "name": "later"}, {"kind": "gap", "name": "Empty", "fault": {}}
    sections, _ = sections_of(
        "# Analysis", "## Empty\n\nIntroduced.", empty, gap, "## Mine\n\nMy view.", {}, "## Full", table("x")
    )
    kept, dropped = page.drop_empty(sections)
    assert [section.title for section in kept] == ["Analysis", "Mine", "Full"]
    assert [section.title for section in dropped] == ["Empty"]


def test_a_heading_with_nothing_beneath_it_is_dropped():
    sections, _ = sections_of("# Analysis", "## Scratch", {}, "## Full", table("full"))
    assert [section.title for section in page.drop_empty(sections)[1]] == ["Scratch"]


def test_a_section_stays_for_the_sake_of_one_within_it_and_goes_with_it():
    sections, _ = sections_of("## Outer", {}, "### Inner", table("inner"))
    assert len(page.drop_empty(sections)[0]) == 2
    sections, _ = sections_of("# Chapter\n\nOn this.", "## Inner", {"kind": "empty", "name": "later"})
    assert page.drop_empty(sections)[0] == []


def test_tables_and_figures_are_numbered_as_printed_and_cited_by_number(charnwood):
    sections, _ = sections_of(
        "## A", table("first"), {"kind": "figure", "name": "chart"}, table("second"), "See [@second]."
    )
    assert page.number(sections, [], charnwood) == []
    html = [output.data["text/html"] for _, output, _ in page._outputs(sections)]
    assert [BeautifulSoup(one, "html.parser").get_text() for one in html] == ["Table 1:", "Figure 1:", "Table 2:"]
    assert sections[-1].cells[-1].source == "See [Table 2](#second)."


def test_a_reference_to_nothing_and_a_name_used_twice_are_faults(charnwood):
    sections, _ = sections_of(
        "## A", table("crime"), table("crime"), {"kind": "narrative", "name": "B", "text": "[@crmie]"}
    )
    said = "\n".join(map(str, page.number(sections, [], charnwood)))
    assert '"crime" is published twice' in said
    assert 'params/2024-25/analysis.md “B”: [@crmie] names no table or figure (nearest: "crime")' in said


def test_a_draft_may_cite_a_table_that_is_still_empty(charnwood):
    sections, _ = sections_of("## A", "See [@later].")
    assert page.number(sections, ["later"], charnwood) == []
    assert sections[-1].cells[-1].source == "See *(not supplied yet)*."


@pytest.mark.parametrize(
    ("markdown", "said"),
    [
        ('<script src="https://x.example/a.js"></script>', "holds a <script>"),
        ("<style>@import url(https://x.example/a.css)</style>", "holds a <style>"),
        ("<svg><image href='https://x.example/a.png'/></svg>", "holds a <svg>"),
        ("![A map](https://x.example/a.png)", 'holds src="https://x.example/a.png" in a <img>'),
        ('<img src="data:image/png;base64,AA">', "holds a picture without words"),
        ('<p onclick="x()">Hello</p>', 'holds onclick="x()" in a <p>'),
        ('<p style="background: url(x.png)">Hello</p>', 'holds style="background: url(x.png)" in a <p>'),
        ("[x](javascript:alert(1))", 'holds href="javascript:alert(1)" in a <a>'),
        ("<button formaction='https://x.example/'>x</button>", "holds a <button>"),
        ("Saved in C:\\Users\\jane\\report", "a path of somebody's machine"),
        ("Saved in /home/jane/report", "a path of somebody's machine"),
    ],
)
def test_the_page_is_made_of_known_parts_and_asks_no_other_host(charnwood, tmp_path, markdown, said):
    sections, _ = sections_of(f"## A\n\n{markdown}")
    with pytest.raises(Faults) as raised:
        make(charnwood, [sections])
    assert said in str(raised.value)


def test_what_markdown_makes_passes(charnwood, tmp_path):
    link, table = "[council](https://www.example.gov.uk/) **bold** `code`", "| a | b |\n|:-:|--:|\n| 1 | 2 |"
    sections, _ = sections_of(f"## A\n\n{link}\n\n{table}\n\n- [x] done\n\n3. third")
    made = make(charnwood, [sections])
    assert 'href="https://www.example.gov.uk/"' in made


def test_the_page_forbids_itself_every_request(charnwood, tmp_path):
    sections, _ = sections_of("## A\n\nWords.")
    policy = BeautifulSoup(make(charnwood, [sections]), "html.parser").find("meta", attrs={"http-equiv": True})
    assert policy["content"] == "default-src 'none'; img-src data:; style-src 'unsafe-inline'"


def test_a_29_february_in_the_window_of_a_source_is_noted(project, tmp_path):
    own = "status: received\n    window: {start: 2024-01-01, end: 2024-03-31}\n    file: offences.csv"
    project.change("params/2024-25/period.yaml", "status: received\n    file: offences.csv", own)
    project.path("data/2024-25/offences.csv").write_text(
        "measure,area,start,end,count\nrobbery,,2023-01-01,2023-03-31,1\nrobbery,,2024-01-01,2024-03-31,2\n"
    )
    made = make(project.load(), [sections_of("## A\n\nWords.")[0]])
    assert "A 29 February falls in 1 January to 31 March 2024: a day more than in its comparison." in made


def test_titles_are_text_and_not_markup(project, tmp_path):
    project.change("params/2024-25/period.yaml", "title: Strategic Assessment", "title: <em>Strategic</em> Assessment")
    made = make(project.load(), [sections_of("## A\n\nWords.")[0]])
    assert "&lt;em&gt;Strategic" in made
    assert BeautifulSoup(made, "html.parser").h1.em is None


FAULT = {"file": "params/2024-25/analysis.md", "where": "line 3", "problem": "not written", "mend": "Write it"}


@pytest.mark.parametrize(
    "cell",
    [
        'stage.table("one", crime, caption="Robbery at 999")',
        'stage.table("one", crime, "Robbery at 999")',
        'stage.figure("one", figures.Chart(axes, "Robbery at 999", crime), caption=said)',
        'said = "Robbery at 999"\nstage.table("one", crime, caption=said)',
        'stage.table("one", crime, caption="Robbery at 999".format(day))',
    ],
)
def test_what_a_cell_says_to_the_reader_is_read_however_it_is_typed(cell):
    assert page.typed_words(cell) == ["Robbery at 999"]


def test_texts_typed_together_are_read_and_what_only_code_reads_is_not():
    assert page.typed_words('stage.table("a", crime, caption="Now " + "999")') == ["Now ", "999"]
    assert page.typed_words('stage.table("a", stage.data("crime")[["area", "999"]], caption=f"{x} of 7")') == [
        " …  of 7"
    ]


def test_a_gap_is_shown_in_a_draft_and_refused_in_a_final(project):
    sections, _ = sections_of("## A", {"kind": "gap", "name": "A", "fault": FAULT})
    assert page.gaps_and_faults(sections, project.load()) == []
    project.change("params/2024-25/period.yaml", "status: draft", "status: final")
    assert str(page.gaps_and_faults(sections, project.load())[0]) == (
        "params/2024-25/analysis.md line 3: not written. Write it"
    )


# The code is of the figures in the problem, of which there are none.
ACCEPTED = "name,reason,role\nrobbery.total.0000,The return is being corrected,Community safety analyst\n"


def questioned(**fault):
    return sections_of("## A", {"kind": "gap", "name": "A", "fault": FAULT | {"name": "robbery.total"} | fault}, {})[0]


def test_what_is_accepted_by_name_leaves_a_final_report_and_is_printed_with_its_reason_and_role(project):
    project.change("params/2024-25/period.yaml", "status: draft", "status: final")
    with pytest.raises(Faults, match=r'or accept "robbery\.total\.0000" in accepted.csv'):
        make(project.load(), [questioned()])
    project.path("params/2024-25/accepted.csv").write_text(ACCEPTED, encoding="utf-8")
    made = BeautifulSoup(make(project.load(), [questioned()]), "html.parser")
    assert made.find("aside", class_="gap") is None
    row = made.find("caption", string="Accepted differences").find_parent("table").tbody.tr
    assert [cell.get_text() for cell in row] == [
        "Not written",
        "The return is being corrected",
        "Community safety analyst",
    ]


def test_what_was_accepted_is_questioned_anew_once_a_figure_of_it_has_changed(project):
    project.path("params/2024-25/accepted.csv").write_text(ACCEPTED, encoding="utf-8")
    project.change("params/2024-25/period.yaml", "status: draft", "status: final")
    with pytest.raises(Faults, match=r'robbery is 59.* or accept "robbery\.total\.(?!0000)'):
        make(project.load(), [questioned(problem="robbery is 59")])


def test_an_acceptance_of_nothing_is_said_in_a_draft_and_refused_in_a_final(project):
    project.path("params/2024-25/accepted.csv").write_text(ACCEPTED, encoding="utf-8")
    said = []
    make(project.load(), [questioned(name="another")], said.append)
    assert "accepts “robbery.total.0000”, and nothing of that name is in question" in said[0]
    project.change("params/2024-25/period.yaml", "status: draft", "status: final")
    with pytest.raises(Faults, match="nothing of that name is in question"):
        make(project.load(), [questioned(name="another")])


def test_a_fault_of_the_commentary_that_only_the_run_could_show_stops_the_page(charnwood, tmp_path):
    sections, _ = sections_of("## A", {"kind": "fault", "name": "A", "fault": FAULT})
    with pytest.raises(Faults, match=r"analysis\.md line 3: not written"):
        make(charnwood, [sections])


def test_a_caption_names_the_measure_only_where_its_column_is_left_out():
    words = tables.Words({"robbery": "robbery"}, {}, {"now": "Now"}, ("town",))
    whole = pd.DataFrame({"measure": ["robbery"], "area": ["town"], "now": [58.0]})
    assert tables.constant_measure(whole, words, "Counts") == ""  # the area goes, the measure stays
    by_area = pd.DataFrame({"measure": ["robbery"] * 2, "area": ["north", "south"], "now": [5.0, 6]})
    assert tables.constant_measure(by_area, words, "Counts") == ": robbery"
