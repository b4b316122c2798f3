"""The counts that were made of a period's street-level records, kept as returns in the place of the records."""

import io
from collections.abc import Iterator

import pandas as pd
from ruamel.yaml import YAML

from sarabook.data import kinds, sources
from sarabook.params.models import RECORDS
from sarabook.params.period import Period
from sarabook.words import wording
from sarabook.words.faults import Fault, Faults


def keep(period: Period) -> Iterator[str]:
    """Write each return that records stand in for as a file of its own, and name these in period.yaml instead.

    The downloads stay where they are; what was made of them no longer needs them. Returns the lines that say so.
    """
    listed = period.settings.sources
    name = next((key for key, one in listed.items() if one.kind == RECORDS and one.holds_records), None)
    if name is None:
        problem = "names no street-level records that were received"
        raise Faults([Fault(f"params/{period.name}/period.yaml", "sources", problem, "Nothing is left to keep")])
    drawn = [key for key, one in listed.items() if one.records == name and period.settings.is_drawn(key)]
    kept = {key: sources.read(period, key) for key in [*drawn, name]}
    kept = {key: table for key, table in kept.items() if len(table)}
    text = _settings(period, name, kept)
    for key, table in kept.items():
        path = period.data / f"{key}.csv"
        read = kinds.CONTRACTS[listed[key].kind].schema(period, key).columns
        columns = [column for column in read if column in table and column != "basis"]
        table[columns].to_csv(path, index=False, encoding="utf-8-sig")
        yield f"Wrote data/{period.name}/{path.name}: {wording.count(len(table))} rows."
    (period.params / "period.yaml").write_text(text, encoding="utf-8", newline="\n")
    yield f"params/{period.name}/period.yaml names them in the place of {listed[name].file}, which may now go."


def _settings(period: Period, name: str, kept: dict[str, pd.DataFrame]) -> str:
    """Write period.yaml anew, the records' entry replaced by one for each return; the comments stay."""
    yaml = YAML()
    yaml.width = 120
    settings = yaml.load((period.params / "period.yaml").read_text(encoding="utf-8-sig"))
    entry = dict(settings["sources"].pop(name))
    catalogue = yaml.load((period.root / "params" / "sources.yaml").read_text(encoding="utf-8-sig"))
    for key in kept:
        title = period.settings.sources[name].title
        own = entry | {
            "title": title if key == name else f"{title}: {catalogue[key]['title'].lower()}",
            "file": f"{key}.csv",
        }
        settings["sources"][key] = own | ({} if key == name else {"records": name})
    target = io.StringIO()
    yaml.dump(settings, target)
    return target.getvalue()
