"""Formulas: what is one and what is money, how it is typeset, what is refused, and what a pipe in it leaves alone."""

import pytest
from bs4 import BeautifulSoup
from nbconvert.filters.markdown_mistune import IPythonRenderer

from sarabook.report import formulas
from sarabook.report.export import _Renderer
from sarabook.words.faults import Faults
from tests.test_page import make, sections_of


def shown(source):
    return BeautifulSoup(formulas.to_html(source, _Renderer("page", [])), "html.parser")


def test_a_formula_is_typeset_within_a_line_and_in_lines_of_its_own():
    page = shown("The rate is $\\frac{n}{N}$.\n\n$$\nz = \\frac{a - b}{\\sqrt{a + b}}\n$$")
    assert [(tag["display"], tag.get_text()) for tag in page.find_all("math")] == [
        ("inline", "nN"),
        ("block", "z=a−ba+b"),
    ]
    assert page.p.get_text() == "The rate is nN."
    assert "$" not in page.get_text()


@pytest.mark.parametrize(
    "text",
    [
        "From $5 to $10.",
        "£3 to £5, and $ 5 or so$.",
        "US$5 and US$6",
        "It is \\$x\\$.",
        "`$x$` is code",
        "paid $5 `a$b` c",
        "$x\n\ny$",
    ],
)
def test_money_and_code_are_no_formulas(text):
    assert not shown(text).find_all("math")


@pytest.mark.parametrize("cell", ["`a|b`", "``a|b`` and `c|d`", "$P(a|b)$", "$$|x|$$"])
def test_a_pipe_in_code_or_a_formula_parts_no_cells_of_a_table(cell):
    page = shown(f"| one | two |\n|---|---|\n| {cell} | 2 |")
    assert [len(row.find_all(["td", "th"])) for row in page.find_all("tr")] == [2, 2]
    assert page.td.get_text().count("|") == cell.count("|")


@pytest.mark.parametrize("text", ["Either `a|b`\nor c", "$P(a|b)$\nis a share", "```\na $b|c$ | d\n---|---\n```"])
def test_a_pipe_in_code_or_a_formula_makes_no_table(text):
    page = shown(text)
    assert not page.find_all("table")
    assert "|" in page.get_text()


def test_an_operator_is_one_and_not_a_letter():
    assert "<mo>±</mo>" in formulas.typeset("x \\pm y")


@pytest.mark.parametrize(
    ("formula", "said"),
    [
        ("\\frac{a", "brace"),
        ("\\frac{a}", "is not complete"),
        ("a_", "cannot be read"),
        ("\\foo{x}", "has \\foo, which cannot be typeset"),
        ("5% of x", "has a %"),
        ("\\href{https://x.example}{y}", "asks for a mrow and href"),
        ("\\style{color: red}{x}", "asks for a mrow and style"),
    ],
)
def test_what_cannot_be_typeset_is_refused_before_a_run_with_its_place_and_mend(small, formula, said):
    small.notebook("1-scanning", "# Scanning", "## Mine\n\nOn this:\n\n$" + formula + "$")
    fault = next(fault for fault in small.faults() if "formula" in fault)
    assert fault.startswith("notebooks/1-scanning.ipynb cell 3, line 5: the formula “" + formula)
    assert said in fault
    assert fault.endswith("money is written \\$5")


def test_a_formula_in_commentary_has_its_line(brief):
    brief.add("params/2024-25/scanning.md", "\nAs {{ all_crime.now }} shows,\n$x_$ is it.\n")
    lines = brief.path("params/2024-25/scanning.md").read_text(encoding="utf-8").splitlines()
    where = f"params/2024-25/scanning.md line {lines.index('$x_$ is it.') + 1}: the formula “x_”"
    assert any(fault.startswith(where) for fault in brief.faults())


def test_a_formula_passes_the_gate_and_one_that_only_a_placeholder_spoilt_is_refused_by_the_page(vale):
    text = "## Mine\n\nSee $\\sum_{i=1}^n \\begin{cases} 1 & x>0 \\\\ 0 & x \\le 0 \\end{cases}$."
    assert "<math" in make(vale, [sections_of("# Analysis", text)[0]])
    said = {"kind": "narrative", "name": "Mine", "text": "It is $45.0%$."}
    with pytest.raises(Faults, match=r"“Mine”: the formula “45.0%” has a %"):
        make(vale, [sections_of("# Analysis", "## Mine", said)[0]])


def test_markdown_without_formulas_is_rendered_as_nbconvert_renders_it():
    text = "A [link](https://x.example), **bold**.\n\n| a | b |\n|:--|--:|\n| 1 | 2 |\n\n- [ ] task\n"
    renderer = IPythonRenderer(escape=False)
    assert formulas.to_html(text, renderer) == formulas.MarkdownWithMath(renderer).render(text)
