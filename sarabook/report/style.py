"""Style: how a page looks on a screen and on paper, and what stands in the margins of what is printed."""

import base64
from pathlib import Path

SHEET = Path(__file__).parent / "templates" / "style.css"
DRAWING = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><rect width="16" height="16" rx="3" fill="#12436d"/>'
    '<path d="M4 13V9m4 4V3m4 10V6" stroke="#fff" stroke-width="2"/></svg>'
)
# Three bars of a chart, as a picture within the page, since a page asks nobody for anything.
ICON = f"data:image/svg+xml;base64,{base64.b64encode(DRAWING.encode()).decode()}"
MARGINS = """@page {{
  @top-left {{ content: "{title}"; }}
  @top-right {{ content: "{status}"; }}
}}
"""


def of_page(title: str, draft: bool) -> str:
    """Give the style of a page, with its title and whether it is a draft in the margins of its print."""
    return SHEET.read_text(encoding="utf-8") + MARGINS.format(title=_quoted(title), status="Draft" * draft)


def _quoted(text: str) -> str:
    """Write a text as it stands between quotation marks in a style, and can end neither these nor the style."""
    return "".join(letter if letter.isalnum() or letter in " .,:;/()-–’" else f"\\{ord(letter):x} " for letter in text)
