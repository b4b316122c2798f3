"""Style: how a page looks on a screen and on paper, and what stands in the margins of what is printed."""

from pathlib import Path

SHEET = Path(__file__).parent / "templates" / "style.css"
# Three bars of a chart, as a picture within the page, since a page asks nobody for anything.
ICON = (
    "data:image/svg+xml,%3Csvg%20xmlns='http://www.w3.org/2000/svg'%20viewBox='0%200%2016%2016'%3E%3Crect%20width='16'"
    "%20height='16'%20rx='3'%20fill='%2312436d'/%3E%3Cpath%20d='M4%2013V9m4%204V3m4%2010V6'%20stroke='%23fff'"
    "%20stroke-width='2'/%3E%3C/svg%3E"
)
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
