"""The page on which an analyst finds a finding by words, sees how it reads in each form, and copies its placeholder."""

from pathlib import Path

from sarabook import wording
from sarabook.commentary.names import words_of
from sarabook.commentary.placeholders import FILTERS, written
from sarabook.findings import FORMS, Findings
from sarabook.params.period import Period
from sarabook.report.tables import TEMPLATES
from sarabook.statistics import STATISTICS, statistic

FILE = "names.html"


def write(period: Period, known: Findings, folder: Path) -> Path:
    """Write the page of all that commentary of a period may cite; return its path."""
    sayable = set(known.sayable())
    entries = [_entry(key, known, sayable, period.labels) for key in known]
    html = TEMPLATES.get_template("names.html.j2").render(title=period.settings.title, names=entries)
    (folder / FILE).write_text(html, encoding="utf-8", newline="\n")
    return folder / FILE


def _entry(key, known, sayable, labels):
    """Give what is shown of a finding: its title, the words that find it, and each placeholder with what it says."""
    title = ", ".join(_word(part, labels) for part in key.split("."))
    own = statistic(key)
    forms = (key.replace(f".{own}", f".{form}", 1) for form in FORMS.get(own, ()))
    forms = [key, *(name for name in forms if name in sayable)]
    said = [one for form in forms for one in _filtered(form, known.say(form))]
    return {"title": wording.sentence(title), "words": f" {title} {words_of(key, labels)}".lower(), "forms": said}


def _word(part, labels):
    heading = STATISTICS[part].heading if part in STATISTICS else ""
    return labels.get(part) or (heading if heading and "{" not in heading else wording.header(part)).lower()


def _filtered(name, text):
    """List a placeholder as it stands and with each filter that makes it read otherwise."""
    yield written(name), text
    for use, change in FILTERS.items():
        if change(text) != text:
            yield written(name, use), change(text)
