"""The page on which an analyst finds a finding by words, sees how it reads in each form, and copies its placeholder."""

from collections.abc import Collection, Iterator, Mapping
from functools import cache, partial
from pathlib import Path

from sarabook.commentary.placeholders import FILTERS, written
from sarabook.params.period import Period
from sarabook.report.tables import TEMPLATES
from sarabook.words import wording
from sarabook.words.findings import FORMS, Findings
from sarabook.words.statistics import STATISTICS, statistic

FILE = "names.html"


def write(period: Period, known: Findings, folder: Path) -> Path:
    """Write the page of all that commentary of a period may cite; return its path."""
    sayable, word = set(known.sayable()), cache(partial(_word, labels=period.labels))
    entries = [
        {"title": wording.sentence(", ".join(map(word, key.split(".")))), "forms": list(_forms(key, known, sayable))}
        for key in known
    ]
    html = TEMPLATES.get_template("names.html.j2").render(title=period.settings.title, names=entries)
    (folder / FILE).write_text(html, encoding="utf-8", newline="\n")
    return folder / FILE


def _word(part: str, labels: Mapping[str, str]) -> str:
    """Say what a part of a name stands for: a measure or place by its label, a statistic by its heading."""
    heading = STATISTICS[part].heading if part in STATISTICS else ""
    return labels.get(part) or (heading if heading and "{" not in heading else wording.header(part)).lower()


def _forms(key: str, known: Findings, sayable: Collection[str]) -> Iterator[tuple[str, str]]:
    """List the placeholders of a finding, each with what it says: as it stands, in words, and with each filter."""
    own = statistic(key)
    names = (key.replace(f".{own}", f".{form}", 1) for form in FORMS.get(own, ()))
    for name in [key, *(name for name in names if name in sayable)]:
        text = known.say(name)
        yield written(name), text
        for use, changed in _filtered(text):
            yield written(name, use), changed


@cache
def _filtered(text: str) -> list[tuple[str, str]]:
    """List the filters that make a text read otherwise, each with how it reads then."""
    return [(use, changed) for use, change in FILTERS.items() if (changed := change(text)) != text]
