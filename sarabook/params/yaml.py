"""YAML read into models: every wrong key is named, with its place and how to mend it."""

import copy
import functools
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from ruamel.yaml import YAML, SafeConstructor
from ruamel.yaml.error import YAMLError
from ruamel.yaml.events import AliasEvent

from sarabook.words.faults import Fault, Faults, nearest

ALIAS = re.compile(r"(?:^|[\s,\[{:-])\*\w", re.MULTILINE)
SEE = "Compare the line, and the one above it, with another period's"
# What the reader of YAML says, and what the analyst is to do.
PLAIN = {
    "mapping values are not allowed": ("has a second colon in the line", "Put a text with a colon in quotes"),
    "found character '\\t'": ("is set in with a tab", "Set it in with spaces"),
    "cannot start any token": ("begins with a sign that means something else", "Put the text in quotes"),
    "did not find expected": ("does not fit the lines above it", "Set it in as far as its neighbours"),
    "expected <block end>": ("does not fit the lines above it", "Set it in as far as its neighbours"),
    "could not find expected ':'": ("has no colon after its key", "Write it as key: value"),
    "expected ',' or": ("has a bracket that does not end, or lacks a comma", "End it, or put such a text in quotes"),
    "unexpected end of stream": ("has a quotation mark that does not end", "End it"),
    "found duplicate key": ("has a key twice", "Keep one of the two"),
    "an alias": ("holds an alias (*name), which is not read", "Write out what it stands for"),
    "found another document": ("holds a line of three dashes, which begins another document", "Remove the line"),
}
NUMERALS = "Write it in digits"
LIST = ("must be a list", "Write it as [a, b], or one a line after a dash")
KEYED = ("must be keys with their values", "Write it as key: value, one a line")
M = TypeVar("M", bound=BaseModel)


class _DatesAsText(SafeConstructor):
    """Leaves dates as they were typed: one that does not exist is then the analyst's fault to see, at its key."""


_DatesAsText.add_constructor("tag:yaml.org,2002:timestamp", SafeConstructor.construct_yaml_str)


def read(path: Path, root: Path) -> Any:
    """Read a YAML file as plain values, or raise the fault that it cannot be read."""
    file = path.relative_to(root).as_posix()
    try:
        return copy.deepcopy(_parsed(path.read_text(encoding="utf-8-sig"))) or {}
    except FileNotFoundError:
        mend = "Add it, or correct the name that points to it"
        raise Faults([Fault(file, "", "the file is missing", mend)]) from None
    except UnicodeDecodeError as error:
        raise Faults([Fault(file, f"byte {error.start + 1}", "is not UTF-8 text", "Save it as UTF-8")]) from None
    except YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f"line {mark.line + 1}" if mark else ""
        problem = str(getattr(error, "problem", error)).strip().splitlines()[0]
        problem, mend = next((said for words, said in PLAIN.items() if words in problem), (problem, SEE))
        raise Faults([Fault(file, line, problem, mend)]) from None
    except RecursionError:
        raise Faults([Fault(file, "", "has brackets within brackets beyond number", "Remove them")]) from None


@functools.lru_cache(maxsize=64)
def _parsed(text: str) -> Any:
    """Parse a text once: a command asks for the same few files many times."""
    if ALIAS.search(text) and any(isinstance(event, AliasEvent) for event in YAML(typ="safe", pure=True).parse(text)):
        raise YAMLError("an alias")  # a few of them can stand for more than any memory holds
    yaml = YAML(typ="safe", pure=True)
    yaml.Constructor = _DatesAsText
    return yaml.load(text)


def read_model(
    model: type[M], path: Path, root: Path, faults: list[Fault], completed: Callable = lambda values: values
) -> M | None:
    """Read a YAML file into a model, or add what is wrong with it to `faults` and give nothing.

    `completed` may add to its values what other files state.
    """
    file = path.relative_to(root).as_posix()
    try:
        return model.model_validate(completed(read(path, root)))
    except Faults as error:
        faults += error.faults
    except ValidationError as error:
        faults += [explain(file, detail, model) for detail in error.errors()]
    return None


def explain(file: str, detail: Any, model: type[BaseModel]) -> Fault:
    """Turn what pydantic found into a sentence for the analyst."""
    where = " › ".join(str(part) for part in detail["loc"] if part not in ("keyword", "list", "chapter"))
    kind, value, message, limits = detail["type"], detail.get("input"), detail["msg"], detail.get("ctx", {})
    typed = {True: "true", False: "false"}.get(value, repr(value)) if isinstance(value, bool) else repr(value)
    if kind == "extra_forbidden":
        return Fault(file, where, f"unknown key{nearest(detail['loc'][-1], _keys(model))}", "Correct or remove it")
    if kind == "value_error":
        problem, _, mend = message.removeprefix("Value error, ").partition(". ")
        return Fault(file, where, f'"{value}" {problem}' if isinstance(value, str) else problem, mend or "Correct it")
    if kind == "string_type" and value is None:
        return Fault(file, where, "is blank", "Fill it in, or remove the line")
    if kind == "string_pattern_mismatch":
        message = "must be small letters, digits and underscores, a letter first"
    known = {
        "missing": ("is missing", "Add it"),
        "string_type": (f"{typed} is not a text", f'Put it in quotes: "{value}"'),
        "list_type": LIST,
        "too_short": ("is empty", "List one at least, or remove the line"),
        **dict.fromkeys(("int_type", "int_parsing", "int_from_float"), (f"{typed} is no whole number", NUMERALS)),
        **dict.fromkeys(("float_type", "float_parsing", "finite_number"), (f"{typed} is no number", NUMERALS)),
        "greater_than_equal": (f"{typed} is less than {limits.get('ge')}", "Correct it"),
        "greater_than": (f"{typed} is not more than {limits.get('gt')}", "Correct it"),
        "less_than_equal": (f"{typed} is more than {limits.get('le')}", "Correct it"),
        "literal_error": (f"{typed} is none of {limits.get('expected')}", "Write one of these"),
        **dict.fromkeys(("model_type", "dict_type", "model_attributes_type"), KEYED),
    }
    return Fault(file, where, *known.get(kind, (f'"{value}": {message}', "Correct it")))


def _keys(model: type[BaseModel]) -> set[str]:
    """List every key a YAML file of this model may hold, at any depth."""
    schema = model.model_json_schema()
    parts = [schema, *schema.get("$defs", {}).values()]
    return {key for part in parts for key in part.get("properties", {})}
