"""Sentences against themselves: changes, shares, sums and products whose figures all stand in one passage."""

import re
from fractions import Fraction
from itertools import groupby, pairwise
from math import prod

from sarabook import prose, wording
from sarabook.printed import agrees, pairs
from sarabook.proofread import passages
from sarabook.proofread.cells import factors
from sarabook.proofread.remarks import CERTAIN, LIKELY, LOOK, Remark, amount, change, excerpt, percent, share
from sarabook.proofread.tables import cut_off, rounds_to

COUNT = r"(?:\d{1,3}(?:,\d{3})+|\d+)"
NUMBER = r"£?\d{1,3}(?:,\d{3})+(?:\.\d+)?|£?\d+(?:\.\d+)?"
WORD = r"(?:(?!compared)[a-z]+|(?:19|20)\d\d(?:\s?[/–-]\s?\d{2,4})?,?)\s+"  # between two counts; a year may stand there
NO_COUNT = r"(?![\d%/]|\s?(?:%|per\s?cent|am\b|pm\b))"
# Two counts of two times, in the orders in which they are written.
FROM_TO = re.compile(
    rf"(?:\bfrom\s+|\()(?P<before>{NUMBER})\s+(?:{WORD}){{0,6}}?to\s+(?P<now>{NUMBER}){NO_COUNT}", re.I
)
TO_FROM = re.compile(rf"\bto\s+(?P<now>{NUMBER})\s+(?:{WORD}){{0,3}}?from\s+(?P<before>{NUMBER}){NO_COUNT}", re.I)
COMPARED = re.compile(
    rf"(?P<now>{NUMBER}),?\s+(?:[\w‘’'-]+,?\s+){{0,8}}?(?:compared\s+(?:to|with)|(?:up|down)\s+from"
    rf"|against(?=\s+(?:the\s+)?(?:{NUMBER})\s+(?:the|in|a|last|for|during)\b))"
    rf"\s+(?:the\s+)?(?:[a-z]+\s+){{0,5}}?(?P<before>{NUMBER}){NO_COUNT}",
    re.I,
)
# A part, its whole and its share, in the orders in which they are written.
_THE = r"(?:the\s+|a\s+total\s+of\s+|all\s+)?"
_PERCENT = r"(?P<percent>\d+(?:\.\d+)?)\s?(?:%|per\s?cent)"
PARTS = (
    re.compile(
        rf"(?<![\d/.,£-])(?P<part>£?{COUNT})\s+(?:out\s+)?of\s+{_THE}(?P<whole>£?{COUNT})(?![\d%/])"
        r"(?:[^.;:()%\d]|20\d\d(?:/\d\d)?(?!\d)){0,60}?"
        rf"(?:\(|,?\s(?:or|is|equat\w+ to|represent\w*|accounts? for|makes? up|i\.e\.)\s){_PERCENT}",
        re.I,
    ),
    re.compile(
        rf"\b{_PERCENT}\s+of\s+(?:[a-z]+\s+){{1,4}}\((?P<part>{COUNT})\s+(?:out\s+)?of\s+{_THE}(?P<whole>{COUNT})\)",
        re.I,
    ),
    re.compile(rf"\bof\s+{_THE}(?P<whole>{COUNT})\s+(?:[a-z]+,?\s+){{1,4}}(?P<part>{COUNT})\s+\({_PERCENT}\)", re.I),
    re.compile(
        rf"^(?:\d[\d.]*\s+)?Of\s+(?:the|these|those)\s+(?P<whole>{COUNT})\b[^.;:()%\d]{{0,50}}?\s(?P<part>{COUNT})\b"
        rf"[^.;:()%\d]{{0,40}}[;,]\s(?:that|which)\s(?:is|was|makes)\s{_PERCENT}",
    ),
)
RESULT = re.compile(r"=\s*(?P<result>£?\s?\d[\d,]*(?:\.\d+)?)")
WORKING_STARTS = re.compile(r"=\s?£?[\d,.]+|[:;=]|\.\s")
SUM = re.compile(r"(?P<left>£?\d[\d,.]*(?:\s*\+\s*£?\d[\d,.]*)+)\s*=\s*(?P<result>£?\d[\d,]*(?:\.\d+)?)")
TOTAL_OF = re.compile(
    rf"\b(?:total(?:ling|s|led)?\s+of:?|totalling|altogether)\s+(?P<after>{NUMBER})(?![\d%/])|(?<![\d,.])(?P<before>{NUMBER})\s+(?:\w+\s+){{0,2}}in\s+total\b",
    re.IGNORECASE,
)
TOGETHER = re.compile(
    rf"\btogether,?\s+(?:they\s+|these\s+)?(?:came|comes?|added|adds?|add|amount(?:s|ed)?)\s+(?:up\s+)?to\s+(?P<sum>{NUMBER})"
    r"(?![\d%/])",
    re.IGNORECASE,
)
IN_BRACKETS = re.compile(rf"\((?P<count>{NUMBER})\)")
APART = re.compile(r"\s+(?P<word>more|higher|above|fewer|less|lower|below)\b(?:\s+than)?\s+the\s+", re.I)
UP_OR_DOWN = re.compile(
    rf"(?P<now>{NUMBER})\s+(?:is|was|are|were)\s+(?P<way>up|down)\s+(?:by\s+)?(?P<step>{NUMBER})\s+on\s+"
    rf"(?:the\s+)?(?:year\s+before|previous\s+year|last\s+year)\b[^.;:\d]{{0,40}}?(?P<before>{NUMBER})(?![\d%/])",
    re.IGNORECASE,
)
EACH = re.compile(
    r"\s+(?:(?!at\b|for\b)[a-z-]+\s+){1,4}(?:at|@)\s+(?:an\s+average\s+of\s+)?(?P<rate>£\d[\d,]*(?:\.\d\d)?)"
    r"(?:\s+(?:each|an?\s+\w+|per\s+\w+))?(?=\s*(?:[.)](?!\d)|$|\((?P<after>£\d[\d,]*(?:\.\d\d)?)\)))",
    re.I,
)
MADE_UP = re.compile(
    r"(?P<amount>£\d[\d,]*(?:\.\d\d)?)"
    r"(?:,\s(?:made up of|being|that is|which is|i\.e\.|comprising)\s+|:\s+|\s\()$",
    re.IGNORECASE,
)
OF_THESE = re.compile(rf"^(?:\d[\d.]*\s+)?Of\s+(?:the|these|those)\s+(?P<whole>{COUNT})\b(?!\s?[%/])")
MAY_OVERLAP = re.compile(
    r"\b(?:also|both|as well|could|several|than|compared|against|another|of (?:the|these|those|them|whom|which)"
    r"|including|multiple|per|each)\b",
    re.IGNORECASE,
)
OF_PREVIOUS = re.compile(r"^Of\s+(?:these|those|them)\b,?(?!\s+\d[\d,]*\s+(?!\()[a-z]+,)")
OF_BASE = re.compile(rf"\b[Oo]f\s+(?:the\s+|these\s+|all\s+|a total of\s+)?(?P<base>{NUMBER})\s+(?!per\s?cent|%)[a-z]")
COUNT_AND_SHARE = re.compile(
    r"(?<![\d.,/£-])(?P<part>\d{1,3}(?:,\d{3})+|\d+)\s*(?:[a-z]+\s+){0,5}\((?P<percent>\d+(?:\.\d+)?)\s?%\)"
)
PEOPLE = (
    r"(?:residents|respondents|people|victims|households|those|clients|offenders|staff|women|men|pupils|service users)"
)
ONE_OF_PEOPLE = re.compile(
    rf"\s+of\s+(?:the\s+|all\s+|our\s+)?{PEOPLE}\b"
    r"|(?:\s+\(\d[\d,]*\))?\s+(?:felt|feel|found|said|agreed|thought|believed?|were\s+(?:dis)?satisfied)\b",
    re.IGNORECASE,
)
ALMOST = Fraction(2, 100)  # a part in words, such as a fifth, that is this near is meant
BESIDE = 60  # characters between two counts and the change they speak of
CHANGED = re.compile(passages.CHANGED, re.IGNORECASE)
SHARE_NOT_CHANGE = re.compile(
    r"\b(?:accounts?|accounted|accounting|mak(?:e|es|ing) up|made up|represents?|represented|comprises?"
    r"|equates?)\s+(?:for\s+|to\s+)?$",
    re.IGNORECASE,
)


def remarks(found):
    """Proofread every passage of a document."""
    yield from _shares(found)
    for passage in found:
        if not passage.figures:
            continue
        for test in TESTS:
            yield from test(passage)


def number(text):
    """Read a number as it is printed."""
    return Fraction(text.replace(",", "").replace("£", "").strip().rstrip("."))


def _two_counts(passage):
    """Compare `from x to y` with the change and the difference beside it."""
    found = _counts(passage)
    if not found or len(FROM_TO.findall(passage.text)) > 1:
        return
    before, now = number(found["before"]), number(found["now"])
    starts = {one.start for one in passage.figures} | {one.start + 1 for one in passage.figures if one.unit == "pounds"}
    if not {found.start("before"), found.start("now")} <= starts:
        return  # years, days or ages
    inside = [one for one in passage.figures if one.end > found.start() and one.start < found.end()]
    percents = [one for one in passages.changes(passage) if one not in inside and _by(passage, one, found)]
    if len(percents) == 1 and not passages.is_about(passage, percents[0]):
        yield from _percentage(passage, percents[0], before, now)
    some = [one for one in passages.differences(passage) if one not in inside and _by(passage, one, found)]
    if len(some) == 1 and abs(some[0].value) != abs(now - before) and not passages.is_about(passage, some[0]):
        right = f"{amount(now - before, True)}: from {amount(before)} to {amount(now)}"
        yield Remark(passage.line, "difference", _around(passage, some[0]), right, CERTAIN)
    if found.re is FROM_TO:
        way = _way(passage.text[: found.start()])
    else:
        way = _by_so_much(passage, found.start(), before, now)
    if found.end() <= min((one.start for one in percents), default=0):
        way = passages.direction(passage, percents[0])  # "from 383 to 413, a decrease of 7.8%"
    if way and now != before and (now > before) != (way > 0):
        right = f"from {amount(before)} to {amount(now)} is {'a rise' if now > before else 'a fall'}"
        yield Remark(passage.line, "direction", excerpt(passage.text, found.start() - 40, found.end()), right, LIKELY)


def _by_so_much(passage, start, before, now):
    """Read the direction of `has gone up by a fifth, with` right before two counts that are so far apart."""
    words = re.search(rf"\b{passages.CHANGED}\s+by\s+[^.,;:()\d]{{1,25}},\s+with\s+$", passage.text[:start], re.I)
    parts = [one.value for one in passage.figures if words and one.unit == "part" and words.start() < one.start < start]
    near = before and any(abs(abs(now - before) / before - part) <= ALMOST for part in parts)
    return _way(words[0]) if near else 0


def _counts(passage):
    """Find two counts of two times."""
    return next((found for one in (FROM_TO, TO_FROM, COMPARED) if (found := one.search(passage.text))), None)


def _by(passage, one, found):
    """Say whether a figure stands by two counts, in their clause."""
    start, end = (one.end, found.start()) if one.end <= found.start() else (found.end(), one.start)
    between = passage.text[start:end].removesuffix(", with ")
    apart = re.search(r"[.;%]\s|:\s(?!an?\s|$)|,\s(?:and|but|while|whilst|with)\b", between)
    return len(between) <= BESIDE and not apart


def _way(words):
    """Read the last word of direction before `from x to y`, where it stands close by."""
    found = list(passages.DIRECTION.finditer(words[-60:]))
    return 0 if not found else 1 if found[-1]["up"] else -1


def _percentage(passage, one, before, now):
    if not before:
        if now:
            right = "nothing: a change from nought has no percentage"
            yield Remark(passage.line, "impossible", _around(passage, one), right, LIKELY)
        return
    exact = (now - before) * 100 / before
    if not rounds_to(abs(exact), abs(one.value), one.places):
        sure = LIKELY if cut_off(abs(exact), abs(one.value), one.places) else CERTAIN
        yield Remark(
            passage.line, "percentage", _around(passage, one), f"{percent(exact, True)}: {change(before, now)}", sure
        )


def _change_and_difference(passage):
    """Compare a percentage with the difference beside it, and with the count where one stands there too."""
    if _counts(passage):
        return
    percents, some = passages.changes(passage), passages.differences(passage)
    alone = len(percents) == 1 and len(some) == 1
    for one, difference in [(percents[0], some[0])] if alone else _beside(passage, percents, some):
        if (
            passages.is_about(passage, one)
            or passages.is_about(passage, difference)
            or not one.value * difference.value
        ):
            continue
        way = passages.direction(passage, difference) or passages.direction(passage, one) or 1
        step = abs(difference.value) * way
        counts = [count for count in passages.plain_counts(passage) if not passages.is_about(passage, count)]
        if step.denominator != 1:
            continue
        if alone and len(counts) == 1 and counts[0].value > 0:
            yield from _three(passage, one, step, counts[0])
        elif not alone or not counts:
            yield from _two(passage, one, difference, step)


def _beside(passage, percents, some):
    """Pair percentages and differences of which one stands in brackets after the other."""
    figures = sorted([*percents, *some], key=lambda one: one.start)
    for one, other in pairwise(figures):
        between = passage.text[one.end : other.start]
        if {one.unit == "percent", other.unit == "percent"} == {True, False} and re.fullmatch(
            r"[^.;,\d(]{0,25}\(\s*", between
        ):
            yield (one, other) if one.unit == "percent" else (other, one)


def _two(passage, one, difference, step):
    """Remark on a change and a difference that no whole counts have, unless so many counts come near that some must."""
    size, half = abs(one.value), Fraction(1, 2 * 10**one.places)
    if size <= half or abs(step) * 100 / (size - half) - abs(step) * 100 / (size + half) > 2:
        return
    if (step > 0 or size < 100) and not pairs(_as_printed(one, step), int(step)):
        right = f"no whole counts differ by {amount(abs(step))} and by {one.text}"
        yield Remark(passage.line, "percentage", _span(passage, one, difference), right, LIKELY)


def _three(passage, one, step, count):
    now = count.value
    readings = [(now - step, now), (now, now + step)]
    if any(_fits(*reading, one) for reading in readings if reading[0] > 0 and reading[1] >= 0):
        return
    before, now = readings[0] if readings[0][0] > 0 else readings[1]
    if before <= 0 or now < 0 or abs(abs((now - before) * 100 / before) - abs(one.value)) > max(5, abs(one.value) / 2):
        return
    right = f"{percent((now - before) * 100 / before, True)}: {change(before, now)}"
    yield Remark(passage.line, "percentage", _span(passage, one, count), right, LIKELY)


def _fits(before, now, one):
    return agrees(int(before), int(now), _as_printed(one, now - before))


def _as_printed(one, step):
    """Give a percentage with the decimals that were typed and the sign of the step."""
    return ("-" if step < 0 else "") + wording.number(float(abs(one.value)), one.places).replace(",", "")


def _x_of_y(passage):
    """Compare `x of y` with the percentage beside it."""
    for found in (match for one in PARTS for match in one.finditer(passage.text)):
        part, whole, printed = number(found["part"]), number(found["whole"]), Fraction(found["percent"])
        places = len(found["percent"].partition(".")[2])
        if not whole or part > whole:
            if part > whole:
                yield Remark(
                    passage.line, "impossible", found[0], f"{amount(part)} cannot be a part of {amount(whole)}", LIKELY
                )
            continue
        if not rounds_to(part * 100 / whole, printed, places) and not CHANGED.search(
            passage.text[found.start() : found.end() + 15]
        ):
            sure = LIKELY if cut_off(part * 100 / whole, printed, places) else CERTAIN
            yield Remark(
                passage.line, "percentage", found[0], f"{percent(part * 100 / whole)}: {share(part, whole)}", sure
            )


def _shares(found):
    """Compare counts and their shares, `54 (45%)`, with the base that is stated before them, or with their sum."""
    last = None
    for _, group in groupby(found, key=lambda passage: (passage.block, passage.lead) if passage.item else passage):
        group = list(group)
        stated = OF_BASE.search(group[0].text) or OF_BASE.search(group[0].lead)
        before, last = _base_before(group[0], last), group[-1]
        shares = [(passage, match) for passage in group for match in COUNT_AND_SHARE.finditer(passage.text)]
        bases = [number(one["base"]) for one in (stated, before) if one]
        bases += [sum(number(match["part"]) for _, match in shares)] if len(shares) > 2 else []
        scored = [(sum(_is_share(match, base) for _, match in shares), base) for base in bases if base]
        fits, base = max(scored, default=(0, 0))
        if fits and fits * 2 >= len(shares) and (bool(stated and not before) or fits > 1):
            for passage, match in shares:
                if not _is_share(match, base) and number(match["part"]) <= base:
                    part = number(match["part"])
                    right = f"{percent(part * 100 / base)}: {share(part, base)}"
                    yield Remark(passage.line, "percentage", match[0], right, LIKELY)


def _base_before(passage, last):
    """Find the base of `Of these 18,460 own (65%)` in the sentence before: its only count."""
    if not last or passage.block != last.block or passage.item or not OF_PREVIOUS.match(passage.text):
        return None
    counts = [one for one in passages.plain_counts(last) if one.start and not passages.is_about(last, one)]
    return re.compile(rf"(?P<base>{COUNT})").match(last.text, counts[0].start) if len(counts) == 1 else None


def _is_share(match, base):
    places = len(match["percent"].partition(".")[2])
    return bool(base) and rounds_to(number(match["part"]) * 100 / base, Fraction(match["percent"]), places)


def _total(passage):
    """Compare a total with the counts of its sentence: `20 in March, 15 in April, a total of 45`."""
    found = TOTAL_OF.search(passage.text)
    if not found:
        return
    printed = number(found["after"] or found["before"])
    in_pounds = [one for one in passage.figures if one.unit == "pounds"] if "£" in found[0] else []
    counts = [
        one.value
        for one in in_pounds or passages.plain_counts(passage)
        if one.value != printed and not passages.is_about(passage, one)
    ]
    exact = sum(counts)
    if len(counts) > 1 and exact != printed and abs(exact - printed) * 10 <= printed and max(counts) < printed:
        right = f"{amount(exact)}: {' + '.join(map(amount, counts))}"
        yield Remark(passage.line, "total", found[0], right, LIKELY if found["after"] else LOOK)


def _together(passage):
    """Compare `theft of (71) and theft from (118) together came to 199` with the sum of what stands in brackets."""
    found = TOGETHER.search(passage.text)
    counts = [number(one["count"]) for one in IN_BRACKETS.finditer(passage.text, 0, found.start())] if found else []
    if len(counts) > 1 and number(found["sum"]) != sum(counts):
        right = f"{amount(sum(counts))}: {' + '.join(map(amount, counts))}"
        yield Remark(passage.line, "total", excerpt(passage.text, found.start(), found.end()), right, LIKELY)


def _of_these(passage):
    """Compare `of these 149, 83 were …, 41 … and 35 …` with the whole: parts are no more than it."""
    found = OF_THESE.search(passage.text)
    rest = passage.text[found.end() :] if found else ""
    if not found or MAY_OVERLAP.search(rest) or re.search(r"[;:]\s", rest):
        return
    counts = [one.value for one in passages.plain_counts(passage) if one.start >= found.end()]
    whole, exact = number(found["whole"]), sum(counts)
    if len(counts) > 2 and max(counts) < whole < exact and (exact - whole) * 10 <= whole:
        parts = " + ".join(map(amount, counts))
        right = f"{parts} is {amount(exact)}, more than {amount(whole)}, unless some are counted twice"
        yield Remark(passage.line, "total", excerpt(passage.text, found.start(), len(passage.text)), right, LOOK)


def _apart(passage):
    """Compare `311 burglaries, 35 more than the 286 of the year before` with its two counts."""
    figures = [one for one in passage.figures if one.unit in ("count", "pounds")]
    for now, step, before in zip(figures, figures[1:], figures[2:], strict=False):
        between = passage.text[now.end : step.start]
        found = APART.fullmatch(passage.text[step.end : before.start])
        if (
            not found
            or len({now.unit, step.unit, before.unit}) > 1
            or not re.fullmatch(r"[^.;:()%\d]{0,60}(?:,\s(?:which\s(?:is|was)\s)?|\s\()", between)
            or re.search(r"\b[Oo]f\s+(?:the\s+|these\s+)?$", passage.before(now))
            or any(passages.is_about(passage, one) for one in (now, step))
        ):
            continue
        more = -1 if found["word"].lower() in ("fewer", "less", "lower", "below") else 1
        if (now.value - before.value) * more != step.value and before.value / 2 <= now.value <= before.value * 2:
            right = f"{amount(now.value - before.value, True)}: from {amount(before.value)} to {amount(now.value)}"
            yield Remark(passage.line, "difference", _span(passage, now, before), right, LIKELY)


def _up_or_down(passage):
    """Compare `£30,000 was up £2,500 on the year before, when it was £32,500` with its two amounts."""
    found = UP_OR_DOWN.search(passage.text)
    if not found:
        return
    now, step, before = (number(found[part]) for part in ("now", "step", "before"))
    said = excerpt(passage.text, found.start(), found.end())
    if abs(now - before) == step and (now > before) != (found["way"].lower() == "up"):
        right = f"from {amount(before)} to {amount(now)} is {'a rise' if now > before else 'a fall'}"
        yield Remark(passage.line, "direction", said, right, LIKELY)


def _each(passage):
    """Compare `£3,150, made up of six centres at £450 each` with the product."""
    counted = prose.find(passage.text) if "£" in passage.text else []
    for one in (one for one in counted if one.unit == "count"):
        found = EACH.match(passage.text, one.end)
        stated = found and (found["after"] or ((made := MADE_UP.search(passage.before(one))) and made["amount"]))
        if stated and number(stated) != one.value * number(found["rate"]) and not passages.is_about(passage, one):
            rate = number(found["rate"])
            right = f"{amount(one.value * rate)}: {amount(one.value)} × {amount(rate)}"
            said = excerpt(passage.text, one.start - (0 if found["after"] else 30), found.end())
            yield Remark(passage.line, "total", said, right, LIKELY)


def _products(passage):
    """Compare a printed working, such as `£25 × 4 hours × 6 weeks = £600`, with its result."""
    for found in RESULT.finditer(passage.text):
        working = WORKING_STARTS.split(passage.text[: found.start()])[-1].strip()
        multiplied = factors(working)
        if multiplied and abs(prod(multiplied) - number(found["result"])) > Fraction(1, 100):
            right = f"{amount(prod(multiplied))}: {' × '.join(map(amount, multiplied))}"
            yield Remark(passage.line, "total", f"{working} {found[0]}", right, LIKELY)
    for found in SUM.finditer(passage.text):
        parts = [number(text) for text in found["left"].split("+")]
        if sum(parts) != number(found["result"]):
            yield Remark(
                passage.line, "total", found[0], f"{amount(sum(parts))}: {' + '.join(map(amount, parts))}", CERTAIN
            )


def _direction(passage):
    """Remark on a sign that says the contrary of the word beside it: an increase of −5%."""
    for one in passage.figures:
        if one.unit not in ("percent", "count") or not re.match(r"[-−–+]", one.text) or re.match(r"[-−–]\s", one.text):
            continue
        word = re.search(
            r"\b(?:(?P<up>increase|rise|growth)|(?P<down>decrease|reduction|fall|drop))\s+of\s+(?:\w+\s+)?$",
            passage.before(one),
            re.IGNORECASE,
        )
        after = re.match(
            r"\s+(?:(?P<up>increase|rise|growth)|(?P<down>decrease|reduction|fall|drop))\b",
            passage.after(one),
            re.IGNORECASE,
        )
        for found in (word, after):
            if found and (one.value > 0) == bool(found["down"]) and one.value:
                right = "the sign and the word say contrary things"
                yield Remark(
                    passage.line, "direction", excerpt(passage.text, one.start - 25, one.end + 12), right, LIKELY
                )


def _more_than_all(passage):
    """Remark on a fall of more than all, and on a share of more than the whole."""
    for one in passage.figures:
        if one.unit != "percent" or abs(one.value) <= 100 or passages.is_about(passage, one):
            continue
        if one in passages.changes(passage) and passages.direction(passage, one) < 0:
            yield Remark(
                passage.line, "impossible", _around(passage, one), "nothing can fall by more than 100%", CERTAIN
            )
        elif (
            (SHARE_NOT_CHANGE.search(passage.before(one)) and re.match(r"\s+of\s", passage.after(one)))
            or re.search(r"\bof\s+(?:whom|them|these|those)\s+(?:only\s+)?$", passage.before(one), re.IGNORECASE)
            or ONE_OF_PEOPLE.match(passage.after(one))
        ):
            yield Remark(
                passage.line, "impossible", _around(passage, one), "no part is more than 100% of the whole", LIKELY
            )


def _around(passage, one):
    return excerpt(passage.text, one.start - 30, one.end + 20)


def _span(passage, *some):
    return excerpt(passage.text, min(one.start for one in some) - 5, max(one.end for one in some) + 12)


TESTS = (
    _two_counts,
    _change_and_difference,
    _x_of_y,
    _products,
    _direction,
    _more_than_all,
    _total,
    _together,
    _of_these,
    _apart,
    _each,
    _up_or_down,
)
