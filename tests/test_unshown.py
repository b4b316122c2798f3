"""What was received and stands in no table is named."""

from dataclasses import dataclass

import pandas as pd

from sarabook.params.period import Period
from sarabook.report import unshown
from sarabook.words.findings import Finding, Findings
from tests.conftest import counts_table, window

WINDOWS = [window(2023), window(2024)]


@dataclass
class Given:
    """What a period received: one return."""

    period: Period
    counts: pd.DataFrame

    @property
    def counted(self):
        return {"area_offences": (self.counts, WINDOWS)}


def named(period, folder, counts, *shown):
    known = Findings()
    for key in shown:
        known.record(Finding(key, 1.0, "count", "", "scanning"))
    return unshown.unshown(Given(period, counts), known, folder)


def tables(folder, *sources):
    (folder / "tables/scanning").mkdir(parents=True)
    pd.DataFrame({"source": sources}).to_csv(folder / "tables/scanning/all.csv", index=False)
    (folder / "tables/scanning/nothing.csv").write_text("\n", encoding="utf-8")
    return folder


def test_a_return_that_no_table_names_is_said(small, tmp_path):
    period = small.load()
    received = [name for name, source in period.settings.sources.items() if source.status == "received"]
    folder = tables(tmp_path, *received[1:])
    nothing = counts_table(("robbery", "ward_1", 2024, 1)).head(0)
    said = named(period, folder, nothing)
    assert said == [f"{period.settings.sources[received[0]].title}: no table shows anything of it"]


def test_a_measure_by_area_that_no_finding_counts_is_said(small, tmp_path):
    period = small.load()
    folder = tables(tmp_path, *period.settings.sources)
    counts = counts_table(
        ("robbery", "ward_1", 2023, 5), ("robbery", "ward_1", 2024, 6), ("robbery", "ward_2", 2024, 7)
    )
    assert named(period, folder, counts, "ward_1.robbery.now", "ward_1.robbery.count.w2023_24") == [
        "Crime by ward: no table shows robbery of Ward 2 in 2024/25"
    ]
    assert named(period, folder, counts) == [
        "Crime by ward: no table shows robbery of Ward 1 and Ward 2 in 2023/24 and 2024/25"
    ]


def test_counts_that_are_hidden_are_not_missed(small, tmp_path):
    period = small.load()
    folder = tables(tmp_path, *period.settings.sources)
    counts = counts_table(("hate_crime", "ward_1", 2024, None), ("hate_crime", "ward_2", 2024, 30))
    assert named(period, folder, counts, "ward_2.hate_crime.now") == []
