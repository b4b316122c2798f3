"""The page: what is kept of executed notebooks, how it is numbered, what it may hold, and what is refused."""

from pathlib import Path

import nbformat
import pytest
from bs4 import BeautifulSoup

from sarabook.params.notebooks import Notebook
from sarabook.report import gate, page
from sarabook.report.captions import typed_words
from sarabook.report.layout import drop_empty
from sarabook.report.marks import Kind, Marks, of_cell, output
from sarabook.report.numbers import number
from sarabook.report.questioned import gaps_and_faults
from sarabook.report.sections import outputs, read_sections
from sarabook.words.faults import Fault, Faults
from sarabook.words.findings import Findings

ANALYSIS = Notebook(Path("notebooks/2-analysis.ipynb"), (2, ""), "analysis")


def make(period, chapters, say=print):
    return page.make(period, chapters, Findings(), say)["assessment.html"]


def executed(*cells):
    """An executed notebook: a text that begins with # is Markdown; a dict is the marks of one output of a code cell."""
    made = nbformat.v4.new_notebook()
    for cell in cells:
        if isinstance(cell, str):
            made.cells.append(nbformat.v4.new_markdown_cell(cell))
            continue
        name = cell.get("name", "")
        html = f'<p id="{name}"><span class="number" data-name="{name}">{name}</span></p>{cell.pop("beneath", "")}'
        data = {"text/markdown": cell.pop("text")} if "text" in cell else {"text/html": html}
        metadata = {"sarabook": cell} if cell else {}
        output = nbformat.v4.new_output("display_data", data, metadata=metadata)
        made.cells.append(nbformat.v4.new_code_cell("x = 1", outputs=[output]))
    return made


def sections_of(*cells):
    return read_sections(ANALYSIS, executed(*cells))


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
    kept, dropped = drop_empty(sections)
    assert [section.title for section in kept] == ["Analysis", "Mine", "Full"]
    assert [section.title for section in dropped] == ["Empty"]


def test_a_heading_with_nothing_beneath_it_is_dropped():
    sections, _ = sections_of("# Analysis", "## Scratch", {}, "## Full", table("full"))
    assert [section.title for section in drop_empty(sections)[1]] == ["Scratch"]


def test_a_section_stays_for_the_sake_of_one_within_it_and_goes_with_it():
    sections, _ = sections_of("## Outer", {}, "### Inner", table("inner"))
    assert len(drop_empty(sections)[0]) == 2
    sections, _ = sections_of("# Chapter\n\nOn this.", "## Inner", {"kind": "empty", "name": "later"})
    assert drop_empty(sections)[0] == []


def test_tables_and_figures_are_numbered_as_printed_and_cited_by_number(vale):
    sections, _ = sections_of(
        "## A", table("first"), {"kind": "figure", "name": "chart"}, table("second"), "See [@second]."
    )
    assert number(sections, [], vale) == []
    html = [output.data["text/html"] for _, output, _ in outputs(sections)]
    assert [BeautifulSoup(one, "html.parser").get_text() for one in html] == ["Table 1:", "Figure 1:", "Table 2:"]
    assert sections[-1].cells[-1].source == "See [Table 2](#second)."


def test_a_reference_to_nothing_and_a_name_used_twice_are_faults(vale):
    sections, _ = sections_of(
        "## A", table("crime"), table("crime"), {"kind": "narrative", "name": "B", "text": "[@crmie]"}
    )
    said = "\n".join(map(str, number(sections, [], vale)))
    assert '"crime" is published twice' in said
    assert 'params/2024-25/analysis.md “B”: [@crmie] names no table or figure (nearest: "crime")' in said


def test_a_draft_may_cite_a_table_that_is_still_empty(vale):
    sections, _ = sections_of("## A", "See [@later].")
    assert number(sections, ["later"], vale) == []
    assert sections[-1].cells[-1].source == "See *(not supplied yet)*."


@pytest.mark.parametrize(
    ("markdown", "said"),
    [
        ('<script src="https://x.example/a.js"></script>', "holds a <script>"),
        ("<style>@import url(https://x.example/a.css)</style>", "holds a <style>"),
        ("<svg><image href='https://x.example/a.png'/></svg>", "holds a <svg>"),
        ("<svg><text>drawn by hand</text></svg>", "holds a <svg>"),
        ('<img alt="A map" src="data:image/svg+xml;base64,AA">', "holds src="),
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
def test_the_page_is_made_of_known_parts_and_asks_no_other_host(vale, markdown, said):
    sections, _ = sections_of(f"## A\n\n{markdown}")
    with pytest.raises(Faults) as raised:
        make(vale, [sections])
    assert said in str(raised.value)


@pytest.mark.parametrize(
    "markdown",
    [
        "</div><script>alert(1)</script>",
        "</main>\n\n<p>After the end</p>",
        "</body></html>",
        "<div>never ended",
        "<b>never ended",
        "<table><p>beside its rows</p></table>",
        '<![CDATA[><meta http-equiv="refresh" content="0;url=https://x.example/">]]>',
        "<body onload=x>",
        "<?php echo 1 ?>",
        "<!-- --!><p>after what only some take for the end of a comment</p>",
        '<noscript><p title="</noscript><img src=x onerror=alert(1)>"></noscript>',
        "<p id=a id=b>twice</p>",
    ],
)
def test_nothing_gets_round_the_gate_by_tags_that_browsers_read_otherwise(vale, markdown):
    sections, _ = sections_of(f"## A\n\n{markdown}\n\nThe rest.")
    with pytest.raises(Faults, match=r"“A”: holds HTML that browsers do not read as it is written"):
        make(vale, [sections])


@pytest.mark.parametrize("markdown", ["<main>x</main>", "<h1>x</h1>", "<footer>x</footer>"])
def test_what_the_template_writes_once_nobody_else_writes(vale, markdown):
    sections, _ = sections_of(f"## A\n\n{markdown}")
    with pytest.raises(Faults, match="which only the template may write"):
        make(vale, [sections])


@pytest.mark.parametrize(
    ("put_in", "said"),
    [
        ("</main><p>beside it</p><main>", "a second <main>"),
        ("</main><p>beside it</p>", "browsers do not read as it is written"),
        ("<!-- ask her sister -->", "“A”: holds a comment, “ask her sister”"),
        ("</main></div><div><main>", "a second <main>"),
        ("<p style=\"--c1:'a'; background: url(x)\">x</p>", "holds style="),
        ('<a href="tables/../../secret.csv">x</a>', "holds href="),
        ("<svg><image href='https://x.example/a.png'/></svg>", "in a <image>"),
        ("<svg onload='x()'></svg>", 'holds onload="x()" in a <svg>'),
        ("<svg><foreignObject>x</foreignObject></svg>", "holds a <foreignObject>"),
        ("<svg><desc>Surname: Example</desc></svg>", "records of people are not published"),
        ("<svg><text>Surname: Example</text></svg>", "records of people are not published"),
    ],
)
def test_the_finished_file_is_looked_at_once_more_as_a_whole(vale, put_in, said):
    page = make(vale, [sections_of("## A\n\nWords.")[0]])
    assert gate.refused(page, vale) == []
    assert any(said in str(fault) for fault in gate.refused(page.replace("Words.", put_in), vale))


@pytest.mark.parametrize(
    ("markdown", "said"),
    [
        ("Ward 1 had *3* hate crimes.", "counts of hate crime by area could give somebody away"),
        ("### Three hate crimes in Ward 1\n\nMore.", "counts of hate crime by area"),
        ('See <abbr title="Ward 1 had 3 hate crimes.">this</abbr>.', "counts of hate crime by area"),
        ("Surname: Marked, of the High Street.", "records of people are not published"),
        ("| Surname | What |\n|---|---|\n| Marked | robbery |", "records of people are not published"),
    ],
)
def test_no_text_of_the_page_gives_anybody_away_wherever_it_was_typed(vale, markdown, said):
    with pytest.raises(Faults, match=said):
        make(vale, [sections_of(f"## A\n\n{markdown}")[0]])
    harmless = "Ward 1 had 30 hate crimes, and the Hub is in it. Name: The Hub. The surname is left out."
    assert harmless in make(vale, [sections_of(f"## A\n\n{harmless}")[0]])


def test_what_markdown_makes_passes(vale):
    link, table = "[council](https://www.example.gov.uk/) **bold** `code`", "| a | b |\n|:-:|--:|\n| 1 | 2 |"
    sections, _ = sections_of(f"## A\n\n{link}\n\n{table}\n\n- [x] done\n\n3. third")
    made = make(vale, [sections])
    assert 'href="https://www.example.gov.uk/"' in made


def test_the_page_forbids_itself_every_request(vale):
    sections, _ = sections_of("## A\n\nWords.")
    policy = BeautifulSoup(make(vale, [sections]), "html.parser").find("meta", attrs={"http-equiv": True})
    for word in ("default-src 'none'", "base-uri 'none'", "form-action 'none'"):
        assert word in policy["content"]


def test_a_29_february_in_the_window_of_a_source_is_noted(brief):
    own = "status: received\n    window: {start: 2024-01-01, end: 2024-03-31}\n    file: offences.csv"
    brief.change("params/2024-25/period.yaml", "status: received\n    file: offences.csv", own)
    brief.path("data/2024-25/offences.csv").write_text(
        "measure,area,start,end,count\nrobbery,,2023-01-01,2023-03-31,1\nrobbery,,2024-01-01,2024-03-31,2\n"
    )
    made = make(brief.load(), [sections_of("## A\n\nWords.")[0]])
    assert "A 29 February falls in 1 January to 31 March 2024: a day more than in its comparison." in made


def test_titles_are_text_and_not_markup(brief):
    brief.change("params/2024-25/period.yaml", "title: Strategic Assessment", "title: <em>Strategic</em> Assessment")
    made = make(brief.load(), [sections_of("## A\n\nWords.")[0]])
    assert "&lt;em&gt;Strategic" in made
    assert BeautifulSoup(made, "html.parser").h1.em is None


def test_headings_tables_and_figures_can_be_linked_to(vale):
    made = BeautifulSoup(make(vale, [sections_of("## A", table("first"), "Words.")[0]]), "html.parser")
    assert made.h3.a["href"] == f"#{made.h3['id']}"
    assert made.select_one("main .number")["href"] == "#first"


def test_a_heading_that_is_a_link_already_stays_one(vale):
    made = BeautifulSoup(
        make(vale, [sections_of("## See [the council](https://www.example.gov.uk/)\n\nWords.")[0]]), "html.parser"
    )
    assert [link["href"] for link in made.h3.find_all("a")] == ["https://www.example.gov.uk/"]


def test_what_is_stated_of_publication_is_printed_and_what_is_not_leaves_no_trace(brief):
    brief.add(
        "params/partnerships/vale/partnership.yaml",
        "\ncontact: Community safety analyst\nlicence: '[Open](https://www.example.gov.uk/) <b>'\n",
    )
    brief.change("params/2024-25/period.yaml", "title:", "published: 2025-03-01\ntitle:")
    made = BeautifulSoup(make(brief.load(), [sections_of("## A\n\nWords.")[0]]), "html.parser")
    assert [term.get_text() for term in made.footer.find_all("dt")] == ["Contact", "Licence"]
    assert made.footer.a["href"] == "https://www.example.gov.uk/"
    assert made.footer.b is None  # what is no Markdown is text
    cover = dict(zip(*([tag.get_text() for tag in made.header.find_all(name)] for name in ("dt", "dd")), strict=True))
    assert cover["Published"] == "1 March 2025"
    assert "Next update" not in cover


def test_the_print_has_the_title_in_its_margins_whatever_letters_it_has(brief):
    brief.change("params/2024-25/period.yaml", "title: Strategic Assessment", 'title: A "</style>" \\ of ours')
    made = make(brief.load(), [sections_of("## A\n\nWords.")[0]])
    assert made.count("</style>") == 1
    assert r"""content: "A \22 \3c /style\3e \22  \5c  of ours""" in made


FAULT = {"file": "params/2024-25/analysis.md", "where": "line 3", "problem": "not written", "mend": "Write it"}


def test_a_gap_is_shown_in_a_draft_and_refused_in_a_final(brief):
    sections, _ = sections_of("## A", {"kind": "gap", "name": "A", "fault": FAULT})
    assert gaps_and_faults(sections, brief.load()) == []
    brief.change("params/2024-25/period.yaml", "status: draft", "status: final")
    assert str(gaps_and_faults(sections, brief.load())[0]) == (
        "params/2024-25/analysis.md line 3: not written. Write it"
    )


# The code is of the figures in the problem, of which there are none.
ACCEPTED = "name,reason,role\nrobbery.total.0000,The return is being corrected,Community safety analyst\n"


def questioned(**fault):
    return sections_of("## A", {"kind": "gap", "name": "A", "fault": FAULT | {"name": "robbery.total"} | fault}, {})[0]


def test_what_is_accepted_by_name_leaves_a_final_report_and_is_printed_with_its_reason_and_role(brief):
    brief.change("params/2024-25/period.yaml", "status: draft", "status: final")
    with pytest.raises(Faults, match=r'or accept "robbery\.total\.0000" in accepted.csv'):
        make(brief.load(), [questioned()])
    brief.path("params/2024-25/accepted.csv").write_text(ACCEPTED, encoding="utf-8")
    made = BeautifulSoup(make(brief.load(), [questioned()]), "html.parser")
    assert made.find(class_="gap") is None
    row = made.find("caption", string="Accepted differences").find_parent("table").tbody.tr
    assert [cell.get_text() for cell in row] == [
        "Not written",
        "The return is being corrected",
        "Community safety analyst",
    ]


def test_what_was_accepted_is_questioned_anew_once_a_figure_of_it_has_changed(brief):
    brief.path("params/2024-25/accepted.csv").write_text(ACCEPTED, encoding="utf-8")
    brief.change("params/2024-25/period.yaml", "status: draft", "status: final")
    with pytest.raises(Faults, match=r'robbery is 59.* or accept "robbery\.total\.(?!0000)'):
        make(brief.load(), [questioned(problem="robbery is 59")])


def test_an_acceptance_of_nothing_is_said_in_a_draft_and_refused_in_a_final(brief):
    brief.path("params/2024-25/accepted.csv").write_text(ACCEPTED, encoding="utf-8")
    said = []
    make(brief.load(), [questioned(name="another")], said.append)
    assert "accepts “robbery.total.0000”, and nothing of that name is in question" in said[0]
    brief.change("params/2024-25/period.yaml", "status: draft", "status: final")
    with pytest.raises(Faults, match="nothing of that name is in question"):
        make(brief.load(), [questioned(name="another")])


def test_a_fault_of_the_commentary_that_only_the_run_could_show_stops_the_page(vale):
    sections, _ = sections_of("## A", {"kind": "fault", "name": "A", "fault": FAULT})
    with pytest.raises(Faults, match=r"analysis\.md line 3: not written"):
        make(vale, [sections])


# Marks: what passes from a stage to the page, through the metadata of an output.

UNWRITTEN = Fault("params/2024-25/analysis.md", "line 3", "is not written", "Write it", "analysis.robbery")


@pytest.mark.parametrize(
    "marks",
    [
        Marks(Kind.TABLE, "crime", methods=("Family group",), typed=("Recorded crime",)),
        Marks(Kind.HEADING, "Loughborough Central"),
        Marks(Kind.GAP, "What changed", fault=UNWRITTEN),
    ],
)
def test_marks_come_out_of_a_saved_notebook_as_they_went_in(marks):
    cell = nbformat.v4.new_code_cell("", outputs=[output({"text/plain": "shown"}, marks)])
    saved = nbformat.writes(nbformat.v4.new_notebook(cells=[cell]))
    assert of_cell(nbformat.reads(saved, as_version=4).cells[0]) == marks


def test_what_the_analyst_shows_for_herself_has_no_marks():
    assert Marks.from_output(nbformat.v4.new_output("display_data", {"text/plain": "58"})) is None


# Captions, descriptions and notes: what the cells type for the reader.


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
    assert typed_words(cell) == ["Robbery at 999"]


def test_texts_typed_together_are_read_and_what_only_code_reads_is_not():
    assert typed_words('stage.table("a", crime, caption="Now " + "999")') == ["Now ", "999"]
    assert typed_words('stage.table("a", stage.data("crime")[["area", "999"]], caption=f"{x} of 7")') == [" …  of 7"]
