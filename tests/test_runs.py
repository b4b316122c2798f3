"""Where a run writes, and how what is finished takes the place of what was."""

import errno
from pathlib import Path

import pytest

from sarabook.commands import build
from sarabook.running import runs
from sarabook.words.faults import Faults
from tests import partnership


def made(root, text="new"):
    """Make a period, as a run does that writes a page, a table, and what is for the analyst alone."""
    with runs.held(root, "2024-25"), runs.working(root, "2024-25") as work:
        for name in ("assessment.html", "wards.html", "names.html", "1-scanning.ipynb", "received.csv", "tables/a.csv"):
            (work / name).parent.mkdir(exist_ok=True)
            (work / name).write_text(text, encoding="utf-8")


def test_what_is_handed_out_is_in_a_folder_of_its_own_without_what_is_the_analysts(tmp_path):
    made(tmp_path)
    site = tmp_path / "output/site/2024-25"
    assert sorted(path.relative_to(site).as_posix() for path in site.rglob("*.*")) == [
        "assessment.html",
        "tables/a.csv",
        "wards.html",
    ]


def test_a_period_that_is_being_made_is_not_made_a_second_time(tmp_path):
    made(tmp_path, "good")
    with (
        runs.held(tmp_path, "2024-25"),
        pytest.raises(Faults, match=r"is being made already since \d\d:\d\d \(process"),
    ):
        made(tmp_path, "second")
    assert (tmp_path / "output/2024-25/assessment.html").read_text() == "good"
    made(tmp_path, "third")
    assert (tmp_path / "output/2024-25/assessment.html").read_text() == "third"


def test_an_output_that_is_a_link_is_not_replaced(tmp_path):
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "output").mkdir()
    (tmp_path / "output/2024-25").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(Faults, match="is a link to another folder"):
        made(tmp_path)


def test_a_full_disk_is_said_and_the_last_output_is_whole(tmp_path, monkeypatch):
    made(tmp_path, "good")
    rename = Path.rename

    def full(path, target):
        if path.name == ".2024-25" and Path(target).name == "2024-25":
            raise OSError(errno.ENOSPC, "No space left on device", str(path))
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", full)
    with pytest.raises(Faults, match=r"the disk is full\. Make room, then build again; the last output is as it was"):
        made(tmp_path, "new")
    assert (tmp_path / "output/2024-25/assessment.html").read_text() == "good"


def test_a_swap_cut_short_is_made_good_before_the_next_run(tmp_path):
    made(tmp_path, "good")
    for output in (tmp_path / "output", tmp_path / "output/site"):
        (output / "2024-25").rename(output / ".2024-25-before")  # stopped between two renames
    with runs.held(tmp_path, "2024-25"):
        for output in (tmp_path / "output", tmp_path / "output/site"):
            assert (output / "2024-25/assessment.html").read_text() == "good"


def test_a_page_is_replaced_at_one_go(tmp_path):
    page = tmp_path / "assessment.html"
    page.write_text("old")
    runs.replace(page, "new")
    assert page.read_text() == "new"
    assert [path.name for path in tmp_path.iterdir()] == ["assessment.html"]


def test_a_file_saved_while_the_report_is_made_is_no_source_of_it(small):
    save = "from pathlib import Path; file = Path('../data/2024-25/offences.csv')"
    add = "_ = file.write_text(file.read_text() + '\\n')"
    small.notebook("1-scanning", "# Scanning", partnership.OPEN.format("scanning"), save, add, partnership.FINISH)
    with pytest.raises(Faults, match=r"offences\.csv: was saved while the report was being made"):
        build.build(partnership.NAME, small.root, lambda _: None)
