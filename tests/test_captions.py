"""What a cell says to the reader: the captions, descriptions and notes that are typed in it."""

import pytest

from sarabook.report.captions import typed_words


@pytest.mark.parametrize(
    "cell",
    [
        'stage.table("one", crime, caption="Robbery at 999")',
        'stage.table("one", crime, "Robbery at 999")',
        'stage.figure("one", figures.Chart(axes, "Robbery at 999", crime), caption=said)',
        'said = "Robbery at 999"\nstage.table("one", crime, caption=said)',
        'stage.table("one", crime, caption="Robbery at 999".format(day))',
    ],
)
def test_what_a_cell_says_to_the_reader_is_read_however_it_is_typed(cell):
    assert typed_words(cell) == ["Robbery at 999"]


def test_texts_typed_together_are_read_and_what_only_code_reads_is_not():
    assert typed_words('stage.table("a", crime, caption="Now " + "999")') == ["Now ", "999"]
    assert typed_words('stage.table("a", stage.data("crime")[["area", "999"]], caption=f"{x} of 7")') == [" …  of 7"]
