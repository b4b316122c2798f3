"""Finding a finding by words: which placeholders there are, and what each says now."""

import re
from collections.abc import Iterator

from sarabook.commentary.placeholders import written
from sarabook.words.findings import Findings


def names(findings: Findings, words: str, labels: dict[str, str]) -> Iterator[tuple[str, str]]:
    """List the placeholders whose names or labels hold all of some words, each with what it says now."""
    wanted = [re.compile(rf"(?<![a-z0-9]){re.escape(word)}") for word in words.lower().split()]
    for key in findings.sayable():
        if all(word.search(words_of(key, labels)) for word in wanted):
            yield written(key), findings.say(key)


def words_of(key: str, labels: dict[str, str]) -> str:
    """Give the words by which a finding is found: its name, whole and taken apart, and the labels of its parts."""
    return " ".join([key, re.sub(r"[._]", " ", key), *(labels.get(part, "") for part in key.split("."))]).lower()
