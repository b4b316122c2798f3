"""Proofreading: a document that was typed elsewhere, checked against itself."""

from pathlib import Path

from sarabook.proofread import dates, numbering, reading, sentences, workings
from sarabook.proofread.documents import Document
from sarabook.proofread.remarks import Remark, in_order


def proofread_file(path: str | Path) -> tuple[Document, list[Remark]]:
    """Read a document and proofread it; return the document and what there is to say of it."""
    document = reading.read(path)
    return document, proofread(document)


def proofread(document: Document) -> list[Remark]:
    """List what in a document contradicts itself, in the order of its lines."""
    rooms = (workings, sentences, numbering, dates)
    return in_order(remark for room in rooms for remark in room.remarks(document))
