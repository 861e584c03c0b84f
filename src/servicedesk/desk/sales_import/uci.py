"""Profile ``uci-online-retail``: the invoices of the Online Retail II data set, one record per line of an invoice.

What it has and how it is read:

* An invoice that begins with ``C`` is a cancellation: its quantities are negative, the original is not named.
* ``POST``, ``M``, ``D``, ``C2``, ``ADJUST`` and other letter codes stand on the invoice, so they are lines like others.
* A price of 0 is a price. A negative one, or a negative quantity on an invoice, is no sale and is set aside.
* Two equal records of one invoice are two lines. The n-th equal record is known when n were taken before. Description
  and country are no part of a record's identity: a corrected name is no new sale.
* A customer written as a float ("12417.0", a spreadsheet's work) is the same customer.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from servicedesk.desk.sales_import import fields
from servicedesk.desk.sales_import.fields import NotTaken, StoreTerms
from servicedesk.desk.sales_import.files import RawRecord
from servicedesk.domain.sales import normal_code
from servicedesk.domain.sales_import import CancelledRecord, SetAside, SetAsideCode, SoldRecord

NAME = "uci-online-retail"
COLUMNS = {
    "invoice": "invoice", "invoiceno": "invoice", "stockcode": "code", "description": "name", "quantity": "qty",
    "invoicedate": "at", "price": "price", "unitprice": "price", "customerid": "customer", "country": "country",
}  # fmt: skip
NEEDED = ("invoice", "code", "qty", "at", "price", "customer")


def read(
    records: Iterable[RawRecord], columns: list[str], terms: StoreTerms
) -> Iterator[SoldRecord | CancelledRecord | SetAside]:
    """One item per record. ``columns`` are our names of the file's columns, in its order."""
    for record in records:
        try:
            yield _one(record, columns, terms)
        except NotTaken as reason:
            yield reason.at(record.line)


def _one(record: RawRecord, columns: list[str], terms: StoreTerms) -> SoldRecord | CancelledRecord:
    row = row_of(record, columns)
    invoice = normal_code(fields.needed(row["invoice"], "Invoice"))
    code = fields.needed(row["code"], "StockCode")
    qty = fields.whole_number(fields.needed(row["qty"], "Quantity"))
    price_minor = fields.price_minor(fields.needed(row["price"], "Price"), terms.currency)
    at_ms = terms.instant_ms(fields.needed(row["at"], "InvoiceDate"))
    customer = row["customer"].removesuffix(".0") or None
    parts = (NAME, terms.store_id, invoice, code, str(qty), str(price_minor), customer or "")
    identity = fields.identity_of(at_ms, parts)
    name = row.get("name", "")
    if qty == 0:
        raise NotTaken(SetAsideCode.BAD_QUANTITY, row["qty"])
    if invoice.startswith("C"):
        if qty > 0:
            raise NotTaken(SetAsideCode.POSITIVE_CANCELLATION, row["qty"])
        amount_minor = -qty * price_minor
        return CancelledRecord(
            record.line, identity, invoice, at_ms, customer, code, name, -qty, price_minor, amount_minor
        )
    if qty < 0:
        raise NotTaken(SetAsideCode.NEGATIVE_QTY, row["qty"])
    return SoldRecord(record.line, identity, invoice, at_ms, customer, code, name, qty, price_minor)


def row_of(record: RawRecord, columns: list[str]) -> dict[str, str]:
    """A record's fields by our names, cleaned. Raises NotTaken when it cannot be told which field is which."""
    if record.fields is None:
        raise NotTaken(SetAsideCode.UNREADABLE if record.readable_text else SetAsideCode.BAD_TEXT)
    if len(record.fields) < len(columns):
        raise NotTaken(SetAsideCode.MISSING_FIELD, f"{len(record.fields)}/{len(columns)}")
    if len(record.fields) > len(columns):
        raise NotTaken(SetAsideCode.UNREADABLE, f"{len(record.fields)}/{len(columns)}")
    return {column: fields.clean_text(text) for column, text in zip(columns, record.fields, strict=True)}
