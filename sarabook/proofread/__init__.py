"""Proofreading: a document typed elsewhere, checked against itself."""

from sarabook import documents
from sarabook.proofread import dates, figures_of_text, links, numbering, sentences, tables
from sarabook.proofread.remarks import in_order

TESTS = (tables.remarks, sentences.remarks, links.remarks, figures_of_text.remarks, numbering.remarks, dates.remarks)


def proofread(document):
    """List what in a document contradicts itself, in the order of its lines."""
    return in_order(remark for test in TESTS for remark in test(document))


def proofread_file(path):
    """Read a document and proofread it: the document and the remarks."""
    document = documents.read(path)
    return document, proofread(document)
