"""Proofreading: a document that was typed elsewhere, checked against itself.

Every test is a pure function that takes a document, or the passages and rows found in it, and gives remarks.
"""

from sarabook.proofread import across, dates, documents, links, numbering, repeats, sentences, standing, tables
from sarabook.proofread.passages import passages
from sarabook.proofread.remarks import in_order
from sarabook.proofread.rows import named


def proofread_file(path):
    """Read a document and proofread it; return the document and what there is to say of it."""
    document = documents.read(path)
    return document, proofread(document)


def proofread(document):
    """List what in a document contradicts itself, in the order of its lines."""
    found, rows = passages(document), named(document)
    return in_order(
        [
            *tables.remarks(document),
            *sentences.remarks(found),
            *links.remarks(document, found, rows),
            *standing.remarks(document, found),
            *across.remarks(document, rows),
            *repeats.remarks(document, found),
            *numbering.remarks(document),
            *dates.remarks(document, found, rows),
        ]
    )
