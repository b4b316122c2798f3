"""The commands there are: what each is called with, and what it does."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Command:
    """A command: what it does, what follows its name on a command line, and what is typed after `make`, if more.

    Of what follows, a name with a question mark may be left out, and one with a star may be any number of words.
    """

    does: str
    takes: tuple[str, ...] = ()
    make: str = ""


# In the order in which they are listed. No period may have the name of one.
COMMANDS = {
    "help": Command("list the commands"),
    "build": Command("make a period's assessment", ("period",), "2024-25"),
    "all": Command("make every period's assessment"),
    "check": Command(
        "check a period's params, data and commentary, without running a notebook", ("period?",), "check PERIOD=2024-25"
    ),
    "lab": Command("open JupyterLab on the notebooks", ("period?",), "lab PERIOD=2024-25"),
    "write": Command(
        "make the page anew whenever commentary is saved, without running notebooks",
        ("period?",),
        "write PERIOD=2024-25",
    ),
    "bind": Command("replace figures typed into commentary by their placeholders", ("period?",), "bind PERIOD=2024-25"),
    "names": Command(
        "write a page to look placeholders up on, or list those that some words name",
        ("period?", "words*"),
        "names PERIOD=2024-25 WORDS=burglary",
    ),
    "proofread": Command(
        "check a report that was typed elsewhere against itself", ("file",), "proofread FILE=report.docx"
    ),
    "new-period": Command(
        "start a period from another", ("period", "source"), "new-period PERIOD=2025-26 FROM=2024-25"
    ),
    "setup": Command("make the environment (once, and again when requirements.txt has changed)"),
    "test": Command("run the tests"),
    "test-all": Command("run the tests and the slow ones, of what ships, and say how much of the code they run"),
    "lint": Command("check the style of code and notebooks"),
    "clean": Command("remove all that was built"),
}
