"""What a cell says to the reader: the captions, descriptions and notes that are typed in it."""

import ast

from sarabook.params.notebooks import syntax_tree

# What a call may say to the reader: by the name of a word, or by its place in a call of these.
WORDS, SAYING = ("caption", "alt", "note", "heading", "source"), ("table", "figure", "Chart")


def typed_words(source: str) -> list[str]:
    """List the captions, descriptions and notes that are typed in a cell; what is worked out in them is left out.

    They may be typed into the call, or into a text of the same cell that the call names.
    """
    try:
        cell = syntax_tree(source)
    except SyntaxError:
        return []  # said by the check
    steps = [step for step in ast.walk(cell) if isinstance(step, ast.Assign)]
    named = {target.id: step.value for step in steps for target in step.targets if isinstance(target, ast.Name)}
    given = [value for call in ast.walk(cell) if isinstance(call, ast.Call) for value in _said_by(call)]
    given = [named.get(value.id) if isinstance(value, ast.Name) else value for value in given]
    return [text for value in given if value is not None for text in _texts(value) if text.strip()]


def _said_by(call: ast.Call) -> list[ast.expr]:
    """List what a call may say to the reader: its captions and the like, by name or by place."""
    by_place = call.args[1:] if getattr(call.func, "attr", "") in SAYING else []
    return [*by_place, *(word.value for word in call.keywords if word.arg in WORDS)]


def _texts(node: ast.expr) -> list[str]:
    """List the texts that are typed in an expression."""
    if isinstance(node, ast.Constant):
        return [node.value] if isinstance(node.value, str) else []
    if isinstance(node, ast.JoinedStr):
        return ["".join(str(part.value) if isinstance(part, ast.Constant) else " … " for part in node.values)]
    if isinstance(node, ast.BinOp):
        return [*_texts(node.left), *_texts(node.right)]
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        return _texts(node.func.value)
    return []
