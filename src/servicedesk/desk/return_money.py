"""What a return pays back: the sale's stored shares, less what has come back of it before (returns-policy 6)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from servicedesk.desk.return_forms import MONEY_BACK, is_fault
from servicedesk.domain import refunds as rules
from servicedesk.domain.baskets import Basket, promotion_rule, till_basket
from servicedesk.domain.refunds import ReturnedGoods, SettledReturn
from servicedesk.domain.return_requests import Reason
from servicedesk.domain.sales import Sale
from servicedesk.records import sale_returns
from servicedesk.records.database import Reader
from servicedesk.records.queries import returns as return_rows
from servicedesk.records.queries.returns import ReturnRow

CASH = "CASH"


@dataclass(frozen=True, slots=True)
class Quote:
    """What would go back. ``line_shares`` (line_no, minor), ``tenders`` (seq, kind, minor) without empty ones;
    ``gross_minor`` the goods' price before discounts; ``review`` V-NEG where the kept goods cost more than was paid."""

    method: str
    refund_minor: int
    gross_minor: int
    line_shares: tuple[tuple[int, int], ...]
    tenders: tuple[tuple[int, str, int], ...]
    points_back: int
    points_clawed: int
    review: str | None

    @property
    def by_kind(self) -> tuple[tuple[str, int], ...]:
        return tuple((kind, amount) for _seq, kind, amount in self.tenders)


def basket_of(sale: Sale) -> Basket:
    """The sale as the money rules read it; what the till stored for each line stays as it is."""
    rules_of_sale = [
        promotion_rule(
            one.kind, line=one.line_no, at_minor=one.at_minor, off_minor=one.off_minor, buy=one.buy, free=one.free,
            price_minor=one.price_minor, qty=one.qty,
        )
        for one in sale.promotions
    ]  # fmt: skip
    return till_basket(
        [(line.line_no, line.qty, line.gross_minor, line.paid_minor) for line in sale.lines],
        [(tender.seq, tender.kind, tender.amount_minor) for tender in sale.tenders],
        rules_of_sale,
        coupon_minor=sale.coupon_minor,
        points_minor=sale.points_minor,
        rounding_minor=sale.rounding_minor,
        points_earned=sale.points_earned,
    )


def quote(connection: Reader, sale: Sale, picks: Sequence[tuple[int, int]], *, fault: bool) -> Quote | None:
    """What these pieces (line_no, qty) would pay back now; None when there are not that many left."""
    wanted = ReturnedGoods(tuple(picks), _money_reason(fault))
    answer = rules.refund(basket_of(sale), _earlier(connection, sale), wanted)
    if answer.refused or answer.method is None:
        return None
    return Quote(
        method=answer.method.value,
        refund_minor=answer.refund_minor,
        gross_minor=sum(line.gross_minor for line in answer.lines),
        line_shares=tuple((int(line.key), line.refund_minor) for line in answer.lines),
        tenders=tuple((part.seq, part.kind, part.amount_minor) for part in answer.tenders),
        points_back=answer.points_back,
        points_clawed=answer.points_clawed_back,
        review=answer.review,
    )


def _money_reason(fault: bool) -> str:
    return Reason.QUALITY.value if fault else Reason.NO_REASON.value


def _earlier(connection: Reader, sale: Sale) -> list[SettledReturn]:
    """What came back before, at the till (without amounts of ours) and here (with the amounts that were settled)."""
    at_till = [
        SettledReturn(ReturnedGoods(((line_no, qty),), Reason.QUALITY.value))
        for line_no, qty in sale_returns.returned_at_till(connection, sale.sale_id)
    ]
    here = [
        _settled(connection, row)
        for row in return_rows.of_receipt(connection, sale.receipt_number)
        if row.sale_id == sale.sale_id and row.state == "SETTLED" and row.chosen in MONEY_BACK
    ]
    return at_till + here


def _settled(connection: Reader, row: ReturnRow) -> SettledReturn:
    items = tuple((item.line_no, item.qty) for item in row.items)
    tenders = tuple((part.tender_seq, part.amount_minor) for part in return_rows.refunds_of(connection, row.return_id))
    reason = _money_reason(is_fault(row.code, row.reason))
    return SettledReturn(ReturnedGoods(items, reason), row.refund_minor, tenders)
