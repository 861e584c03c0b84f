"""The slips a customer leaves with: settled return, exchange or repair, refusal in writing, void.

Each function turns plain values (``domain.papers``) into a ``Document`` in the language of ``words``; it is queued with
the fact it tells of. Fields: returns-policy 4.1, 4.2; order and sizes: ux 11.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from servicedesk.desk import slip_parts as parts
from servicedesk.domain.documents import (
    Align,
    Aside,
    Barcode,
    Block,
    Boxed,
    CodeBox,
    CutLine,
    Document,
    Pair,
    Paper,
    QrBeside,
    Rule,
    Signatures,
    Size,
    Text,
)
from servicedesk.domain.money import format_minor
from servicedesk.domain.numbers import short
from servicedesk.domain.papers import RefusalNotice, ReturnSlip, SlipAnswer, VoidSlip
from servicedesk.wording import N_, Words

_TITLES = {
    SlipAnswer.REFUND: N_("Return slip"),
    SlipAnswer.EXCHANGE: N_("Exchange slip"),
    SlipAnswer.REPAIR: N_("Repair slip"),
}


def return_slip(words: Words, slip: ReturnSlip) -> Document:
    """What the customer takes away from a settled return, exchange or repair; the stub is signed and stays."""
    middle = {SlipAnswer.REFUND: _refund, SlipAnswer.EXCHANGE: _exchange, SlipAnswer.REPAIR: _repair}[slip.answer]
    title = words(_TITLES[slip.answer])
    blocks: tuple[Block, ...] = (
        *parts.head(words, slip.store, title, slip.number, slip.settled_at, slip.clerk),
        *parts.optional_pair(words("Customer"), slip.customer),
        *parts.optional_pair(words("Original receipt"), slip.receipt_number),
        *parts.optional_pair(words("Bought on"), slip.bought_at),
        Rule(),
        *parts.goods_lines(words, slip.lines, slip.currency),
        Rule(),
        *middle(words, slip),
        *_grounds(words, slip),
        Signatures((words("Customer's signature"), words("Clerk's signature"))),
    )
    return Document(
        kind=f"{slip.answer.value}_SLIP" if slip.answer is not SlipAnswer.REFUND else "RETURN_SLIP",
        number=slip.number,
        title=title,
        language=words.language,
        paper=Paper.SLIP_80MM,
        blocks=blocks if slip.answer is not SlipAnswer.REPAIR else (*blocks, *_machine_tag(words, slip)),
        copies=parts.copies(words),
        for_customer=_farewell(words, slip.number),
    )


def refusal_notice(words: Words, notice: RefusalNotice) -> Document:
    """不予办理告知单: the reason, the rule, what would change it, what can be done instead, and where to disagree."""
    title = words("Notice of refusal")
    basis = words("Basis: {basis} ({code}).", basis=notice.basis, code=notice.basis_code)
    return Document(
        kind="REFUSAL_NOTICE",
        number=notice.number,
        title=title,
        language=words.language,
        paper=Paper.SLIP_80MM,
        copies=parts.copies(words),
        blocks=(
            *parts.head(words, notice.store, title, notice.number, notice.refused_at, notice.clerk),
            *parts.optional_pair(words("Original receipt"), notice.receipt_number),
            *parts.optional_pair(words("Bought on"), notice.bought_at),
            Rule(),
            *parts.goods_lines(words, notice.lines, notice.currency),
            Pair(words("You asked for"), notice.asked, Size.MEDIUM, strong=True),
            Rule(),
            Boxed(words("Why it can't be done this time"), (notice.reason,)),
            *_doubt(words, doubtful=notice.date_doubtful),
            Text(basis),
            *parts.optional_text(
                words("What would change it: {facts}", facts=notice.would_change), notice.would_change
            ),
            *_alternatives(words, notice.alternatives),
            Rule(),
            Text(words("If you disagree, ask for the manager on duty, or call 12315. Bring this notice.")),
            *parts.policy_line(words, notice.policy_version),
            Signatures((words("Received (not agreed)"), words("Clerk's signature"))),
        ),
    )


def void_slip(words: Words, slip: VoidSlip) -> Document:
    """A settlement was wrong and is undone by its opposite; who allowed it stands on it."""
    title = words("Void slip")
    return Document(
        kind="VOID_SLIP",
        number=slip.number,
        title=title,
        language=words.language,
        paper=Paper.SLIP_80MM,
        copies=parts.copies(words),
        blocks=(
            *parts.head(words, slip.store, title, slip.number, slip.voided_at, slip.clerk),
            Pair(words("Approved by"), slip.approver),
            Rule(),
            Pair(words("Voids"), slip.voids_number, Size.MEDIUM, strong=True),
            Pair(words("Settled at"), slip.settled_at),
            Pair(words("Reason"), slip.reason),
            Rule(),
            Pair(words("Refund withdrawn"), format_minor(slip.refund_minor, slip.currency), Size.HUGE),
            *parts.tender_amounts(words, slip.tenders, slip.currency),
            *parts.optional_text(
                words("Handed back: {goods}.", goods=words(", ").join(slip.goods_back)), slip.goods_back
            ),
            Text(words("The slip {number} is no longer valid.", number=slip.voids_number), strong=True),
            Signatures((words("Customer's signature"), words("Clerk's signature"), words("Approver's signature"))),
        ),
    )


def reprinted(words: Words, document: Document, count: int, printed_at: str, clerk: str) -> Document:
    """The same paper, marked as the ``count``-th copy in its title and with a trace at its foot (reliability H5)."""
    trace = words("Copy {n}·{at}·{clerk}", n=count, at=printed_at, clerk=clerk)
    return replace(document, reprint=count, reprint_mark=words(" (copy {n})", n=count), reprint_trace=trace)


def erased_paper(words: Words, kind: str, number: str, *, page: bool) -> Document:
    """What is left of a paper of which every word was erased: that there was one, and its number."""
    title = words("Erased paper")
    return Document(
        kind=kind,
        number=number,
        title=title,
        language=words.language,
        paper=Paper.A4 if page else Paper.SLIP_80MM,
        blocks=(
            Pair(words("Number"), number, strong=True),
            Text(words("What this paper said was erased because it was about a person. Its record is kept.")),
        ),
    )


def _refund(words: Words, slip: ReturnSlip) -> Iterator[Block]:
    yield Pair(words("You get back"), format_minor(slip.refund_minor, slip.currency), Size.HUGE)
    yield from parts.tender_pairs(words, slip.tenders, slip.currency)
    yield from parts.arrival(words, slip.tenders)


def _exchange(words: Words, slip: ReturnSlip) -> Iterator[Block]:
    yield Text(words("You receive instead"), Size.MEDIUM)
    yield from parts.goods_lines(words, slip.replacements, slip.currency)
    yield Rule()
    amount = format_minor(abs(slip.difference_minor), slip.currency)
    if slip.difference_minor > 0:
        yield Pair(words("You pay the difference"), amount, Size.HUGE)
    elif slip.difference_minor < 0:
        yield Pair(words("You get back"), amount, Size.HUGE)
        yield from parts.tender_pairs(words, slip.tenders, slip.currency)
        yield from parts.arrival(words, slip.tenders)
    else:
        yield Pair(words("Difference"), amount, Size.HUGE)
    yield Text(words("The warranty of the new piece starts today. Keep this slip with its receipt."))


def _repair(words: Words, slip: ReturnSlip) -> Iterator[Block]:
    yield from parts.optional_text(words("Look: {condition}", condition=slip.condition), slip.condition)
    if slip.answer_on is not None:
        yield Text(words("You hear from us by"), align=Align.CENTRE)
        yield Text(parts.day_text(words, slip.answer_on), Size.HUGE, strong=True, align=Align.CENTRE)
        yield Text(
            words("We call you when it is done; you can also ask with this number."), Size.SMALL, align=Align.CENTRE
        )
    yield from parts.optional_pair(words("Expected cost"), slip.fee_text, Size.MEDIUM)
    yield Pair(words("Costs beyond the warranty"), words("we ask you first"))
    if slip.pickup_code:
        code = " ".join(slip.pickup_code)
        yield CodeBox(words("Pick-up code"), code, words("To collect it: this slip and the code"))
    terms = words("Please save your data first. The same fault is covered for 30 days after the repair.")
    yield Text(terms, Size.SMALL)


def _grounds(words: Words, slip: ReturnSlip) -> Iterator[Block]:
    """Why it was decided so, what we hold, who allowed it, and where to disagree."""
    yield from parts.optional_text(slip.say, slip.say)
    yield from _doubt(words, doubtful=slip.date_doubtful)
    if slip.basis:
        yield Text(words("Basis: {basis} ({code}).", basis=slip.basis, code=slip.basis_code))
    yield from parts.optional_text(
        words("Taken back: {goods}.", goods=words(", ").join(slip.taken_back)), slip.taken_back
    )
    yield from parts.optional_text(words("Note: {note}", note=slip.note), slip.note)
    yield from parts.optional_text(words("Approved by {name}.", name=slip.approver), slip.approver)
    yield from parts.optional_text(slip.invoice_note, slip.invoice_note)
    yield Text(words("If you disagree, ask for the manager on duty, or call 12315."), Size.SMALL)
    yield from parts.policy_line(words, slip.policy_version)


def _doubt(words: Words, *, doubtful: bool) -> Iterator[Block]:
    """The customer holds paper with a date that may be wrong: it says so."""
    if doubtful:
        told = words("Date doubtful: this computer's date was not confirmed. The receipt's own date counts.")
        yield Text(told, strong=True)


def _machine_tag(words: Words, slip: ReturnSlip) -> Iterator[Block]:
    """The part that is cut off and stuck to the machine."""
    yield CutLine(words("Cut here and stick it on the machine"))
    yield Text(short(slip.number), Size.HUGE, strong=True, align=Align.CENTRE)
    goods = "·".join(part for part in (*(line.name for line in slip.lines), slip.customer) if part)
    yield Text(goods, Size.MEDIUM, strong=True, align=Align.CENTRE)
    if slip.answer_on is not None:
        taken = words("Taken in {at}, answer by {day}", at=slip.settled_at, day=parts.day_text(words, slip.answer_on))
        yield Text(taken, align=Align.CENTRE)
    yield Barcode(slip.number)


def _farewell(words: Words, number: str) -> tuple[Block, ...]:
    lines = (
        Aside(words("Scan to see how it stands"), strong=True),
        Aside(words("Without a network, ask at the desk with the number")),
        Aside(words("How was it? Please tell us:")),
        Aside(words("□ good □ so-so □ not good"), strong=True),
    )
    thanks = words("Thank you for telling us. We are sorry for the trouble.")
    return Rule(), QrBeside(f"SD:{number}", lines), Text(thanks, align=Align.CENTRE)


def _alternatives(words: Words, alternatives: tuple[str, ...]) -> Iterator[Block]:
    if alternatives:
        yield Text(words("What we can do instead"), Size.MEDIUM, strong=True)
    for index, alternative in enumerate(alternatives, start=1):
        yield Text(f"{index}. {alternative}")
