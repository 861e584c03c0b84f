"""One row of the generic till file as values: the receipt's part, the line's part, and what each column may hold."""

from __future__ import annotations

import re

from servicedesk.desk.sales_import import fields
from servicedesk.desk.sales_import.fields import NotTaken, StoreTerms
from servicedesk.domain.sales import OTHER_CATEGORY, Channel, Promotion, Tender, normal_code, receipt_number_of
from servicedesk.domain.sales_import import CancelledRecord, SetAsideCode
from servicedesk.domain.till_receipts import TillHead, TillLine

NAME = "generic"
HEAD = (
    "store", "receipt", "kind", "bought_at", "channel", "currency", "legal_entity", "member", "customer_name",
    "customer_phone", "tenders", "order_promotions", "coupon", "points", "points_earned", "rounding",
)  # fmt: skip
LINE = (
    "line", "code", "name", "category", "serial", "qty", "unit_price", "amount", "discount", "line_promotion",
    "promotion_off", "paid", "delivered_on", "installed_on", "clearance", "near_expiry", "disclosed_flaw", "weight",
    "original_receipt", "original_line",
)  # fmt: skip
COLUMNS = {name.replace("_", ""): name for name in (*HEAD, *LINE)}
NEEDED = ("receipt", "bought_at", "tenders", "line", "code", "name", "qty", "unit_price")

_TENDER = re.compile(r"([^=;]{1,40})=([^=;]+)")
_THRESHOLD = re.compile(r"SPEND ([0-9.]+) SAVE ([0-9.]+)")
_BUY_FREE = re.compile(r"BUY ([0-9]{1,4}) FREE ([0-9]{1,4})")
_SET_PRICE = re.compile(r"([0-9]{1,4}) FOR ([0-9.]+)")
_YES = {"Y": True, "1": True, "N": False, "0": False, "": False}

Row = dict[str, str]


def check_head(row: Row, first: Row) -> None:
    """Every row of a receipt says the same about the receipt."""
    if _kind(row) != _kind(first):
        raise NotTaken(SetAsideCode.MIXED_RECEIPT, row["kind"])
    for column in HEAD:
        if row[column] != first[column] and column not in {"kind", "receipt"}:
            raise NotTaken(SetAsideCode.RECEIPT_CHANGED, f"{column} {row[column]}")


def _kind(row: Row) -> str:
    kind = row["kind"].upper() or "SALE"
    if kind not in {"SALE", "RETURN"}:
        raise NotTaken(SetAsideCode.BAD_VALUE, f"kind {kind}")
    return kind


def head_of(row: Row, terms: StoreTerms) -> TillHead:
    """The columns of the whole receipt, read once for all its rows."""
    if row["currency"] and row["currency"].upper() != terms.currency:
        raise NotTaken(SetAsideCode.OTHER_CURRENCY, row["currency"])
    channel = row["channel"].upper() or Channel.STORE.value
    if channel not in set(Channel):
        raise NotTaken(SetAsideCode.BAD_VALUE, f"channel {channel}")
    at_ms = terms.instant_ms(fields.needed(row["bought_at"], "bought_at"))
    return TillHead(
        is_return=_kind(row) == "RETURN",
        store_id=row["store"] or terms.store_id,
        receipt_number=receipt_number_of(row["receipt"]),
        currency=terms.currency,
        channel=channel,
        bought_at_ms=at_ms,
        tenders=_tenders(row["tenders"], terms.currency),
        order_promotions=_order_promotions(row["order_promotions"], terms.currency),
        coupon_minor=_off(row, "coupon", terms.currency),
        points_minor=_off(row, "points", terms.currency),
        rounding_minor=_off(row, "rounding", terms.currency),
        points_earned=_count(row["points_earned"] or "0"),
        member_code=row["member"] or None,
        customer_name=row["customer_name"] or None,
        customer_phone=row["customer_phone"] or None,
        legal_entity=row["legal_entity"] or None,
    )


def _tenders(text: str, currency: str) -> tuple[Tender, ...]:
    """``CASH=50.00;WECHAT=40.00``. A tender nobody knows keeps its own name."""
    tenders = list[Tender]()
    for part in filter(None, (piece.strip() for piece in text.split(";"))):
        match = _TENDER.fullmatch(part)
        amount_minor = fields.amount_minor(match.group(2).strip(), currency) if match else -1
        if match is None or amount_minor < 0:
            raise NotTaken(SetAsideCode.BAD_AMOUNT, part)
        kind = match.group(1).strip()
        tenders.append(Tender(len(tenders) + 1, kind.upper() if kind.isascii() else kind, amount_minor))
    return tuple(tenders)


def _order_promotions(text: str, currency: str) -> tuple[Promotion, ...]:
    promotions = list[Promotion]()
    for part in filter(None, (" ".join(piece.split()).upper() for piece in text.split(";"))):
        match = _THRESHOLD.fullmatch(part)
        if match is None:
            raise NotTaken(SetAsideCode.BAD_VALUE, f"order_promotions {part}")
        at_minor, off_minor = (fields.amount_minor(amount, currency) for amount in match.groups())
        promotions.append(Promotion("threshold", at_minor=at_minor, off_minor=off_minor))
    return tuple(promotions)


def line_promotion(row: Row, line_no: int, currency: str) -> Promotion | None:
    """A line's promotion as the till words it, or None."""
    text = " ".join(row["line_promotion"].split()).upper()
    if not text:
        return None
    if match := _BUY_FREE.fullmatch(text):
        return Promotion("buy_n_get_m", line_no=line_no, buy=int(match.group(1)), free=int(match.group(2)))
    if match := _SET_PRICE.fullmatch(text):
        price_minor = fields.amount_minor(match.group(2), currency)
        return Promotion("set_price", line_no=line_no, qty=int(match.group(1)), price_minor=price_minor)
    raise NotTaken(SetAsideCode.BAD_VALUE, f"line_promotion {text}")


def line_number(row: Row, numbers: set[int]) -> int:
    """The line's number on the receipt, from 1."""
    line_no = _count(fields.needed(row["line"], "line"))
    if line_no in numbers:
        raise NotTaken(SetAsideCode.DUPLICATE_LINE, row["line"])
    numbers.add(line_no)
    return line_no


def _count(text: str) -> int:
    number = fields.whole_number(text)
    if number < 0:
        raise NotTaken(SetAsideCode.BAD_VALUE, text)
    return number


def _off(row: Row, column: str, currency: str) -> int:
    """What a deduction took off. Below zero it would charge more than the marked price (returns-policy 4.4)."""
    off_minor = fields.amount_minor(row[column] or "0", currency)
    if off_minor < 0:
        raise NotTaken(SetAsideCode.BAD_AMOUNT, f"{column} {row[column]}")
    return off_minor


def _yes(row: Row, column: str) -> bool:
    answer = _YES.get(row[column].upper())
    if answer is None:
        raise NotTaken(SetAsideCode.BAD_VALUE, f"{column} {row[column]}")
    return answer


def _quantity(row: Row) -> int:
    qty = fields.whole_number(fields.needed(row["qty"], "qty"))
    if qty < 0:
        raise NotTaken(SetAsideCode.NEGATIVE_QTY, row["qty"])
    if qty == 0:
        raise NotTaken(SetAsideCode.BAD_QUANTITY, row["qty"])
    return qty


def _gross_minor(row: Row, qty: int, unit_price_minor: int, currency: str) -> int:
    """What the line cost before promotions: the stated amount (free only for weighed goods) less discount."""
    amount_minor = qty * unit_price_minor
    if row["weight"]:
        amount_minor = fields.amount_minor(fields.needed(row["amount"], "amount"), currency)
    elif row["amount"] and fields.amount_minor(row["amount"], currency) != amount_minor:
        raise NotTaken(SetAsideCode.BAD_AMOUNT, row["amount"])
    if row["weight"] and qty != 1:
        raise NotTaken(SetAsideCode.BAD_QUANTITY, row["qty"])
    gross_minor = amount_minor - _off(row, "discount", currency)
    if gross_minor < 0:
        raise NotTaken(SetAsideCode.BAD_AMOUNT, row["discount"] or row["amount"])
    return gross_minor


def _identity(row: Row, line_no: int, head: TillHead) -> bytes:
    content = (row[column] for column in (*HEAD[3:], *LINE[1:]))
    parts = (NAME, head.store_id, head.receipt_number, str(line_no), _kind(row), *content)
    return fields.identity_of(head.bought_at_ms, parts)


def sold(line: int, row: Row, line_no: int, head: TillHead) -> TillLine:
    """One sold line with its discounts."""
    qty = _quantity(row)
    unit_price_minor = fields.price_minor(fields.needed(row["unit_price"], "unit_price"), head.currency)
    promotion_off_minor = _off(row, "promotion_off", head.currency)
    if promotion_off_minor and not row["line_promotion"]:
        raise NotTaken(SetAsideCode.BAD_VALUE, f"promotion_off {row['promotion_off']}")
    if row["original_receipt"] or row["original_line"]:
        raise NotTaken(SetAsideCode.MIXED_RECEIPT, row["original_receipt"])
    return TillLine(
        line=line,
        identity=_identity(row, line_no, head),
        line_no=line_no,
        code=fields.needed(row["code"], "code"),
        name=fields.needed(row["name"], "name"),
        qty=qty,
        unit_price_minor=unit_price_minor,
        gross_minor=_gross_minor(row, qty, unit_price_minor, head.currency),
        promotion_off_minor=promotion_off_minor,
        paid_minor=_off(row, "paid", head.currency) if row["paid"] else None,
        category=row["category"].upper() or OTHER_CATEGORY,
        serial=normal_code(row["serial"]) or None,
        delivered_on=fields.day(row["delivered_on"]),
        installed_on=fields.day(row["installed_on"]),
        clearance=_yes(row, "clearance"),
        near_expiry=_yes(row, "near_expiry"),
        disclosed_flaw=_yes(row, "disclosed_flaw"),
        weight_text=row["weight"] or None,
    )


def given_back(line: int, row: Row, line_no: int, head: TillHead) -> CancelledRecord:
    """One line that came back at the till."""
    qty = _quantity(row)
    unit_price_minor = fields.price_minor(fields.needed(row["unit_price"], "unit_price"), head.currency)
    refund_minor = (
        _off(row, "paid", head.currency) if row["paid"] else _gross_minor(row, qty, unit_price_minor, head.currency)
    )
    original = receipt_number_of(row["original_receipt"])
    return CancelledRecord(
        line=line,
        identity=_identity(row, line_no, head),
        receipt_number=head.receipt_number,
        returned_at_ms=head.bought_at_ms,
        member_code=head.member_code,
        code=fields.needed(row["code"], "code"),
        name=fields.needed(row["name"], "name"),
        qty=qty,
        unit_price_minor=unit_price_minor,
        amount_minor=refund_minor,
        of_receipt=original or None,
        of_line=_count(row["original_line"]) if row["original_line"] else None,
    )
