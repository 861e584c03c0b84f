"""The tables of what tills sold: reference data beside the journal, filled by imports (architecture 9, "Sales data").

They are not folded from facts, but for ``sale_lines.returned_here``. ``sale_id`` is never given to another sale.
"""

from __future__ import annotations

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
)

from servicedesk.records.meta import metadata, with_word_index

sales = Table(
    "sales",
    metadata,
    Column("sale_id", Integer, primary_key=True),
    Column("store_id", Text, nullable=False),
    Column("receipt_number", Text, nullable=False),  # as domain.sales.receipt_number_of spells it
    Column("channel", Text, nullable=False),
    Column("bought_at_ms", Integer, nullable=False),
    Column("currency", Text, nullable=False),
    Column("paid_minor", Integer, CheckConstraint("paid_minor >= 0"), nullable=False),
    Column("line_count", Integer, nullable=False),
    Column("coupon_minor", Integer, nullable=False, server_default="0"),
    Column("points_minor", Integer, nullable=False, server_default="0"),
    Column("rounding_minor", Integer, nullable=False, server_default="0"),
    Column("points_earned", Integer, nullable=False, server_default="0"),
    Column("member_code", Text),
    Column("customer_name", Text),
    Column("customer_phone", Text),
    Column("phone_tail", Text),
    Column("legal_entity", Text),
    UniqueConstraint("receipt_number", "store_id"),
    sqlite_strict=True,
)
Index("sales_by_time", sales.c.bought_at_ms, sales.c.paid_minor)
Index("sales_by_member", sales.c.member_code, sales.c.bought_at_ms, sqlite_where=sales.c.member_code.is_not(None))
Index(
    "sales_by_phone_tail",
    sales.c.phone_tail,
    sales.c.bought_at_ms,
    sales.c.paid_minor,
    sqlite_where=sales.c.phone_tail.is_not(None),
)

sale_lines = Table(
    "sale_lines",
    metadata,
    Column("sale_id", Integer, ForeignKey("sales.sale_id"), primary_key=True),
    Column("line_no", Integer, primary_key=True),
    Column("code", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("qty", Integer, CheckConstraint("qty > 0"), nullable=False),
    Column("unit_price_minor", Integer, CheckConstraint("unit_price_minor >= 0"), nullable=False),
    Column("gross_minor", Integer, CheckConstraint("gross_minor >= 0"), nullable=False),
    Column("paid_minor", Integer, CheckConstraint("paid_minor BETWEEN 0 AND gross_minor"), nullable=False),
    Column("category", Text, nullable=False, server_default="OTHER"),
    Column("serial", Text),
    Column("delivered_on", Text),
    Column("installed_on", Text),
    Column("clearance", Integer, nullable=False, server_default="0"),
    Column("near_expiry", Integer, nullable=False, server_default="0"),
    Column("disclosed_flaw", Integer, nullable=False, server_default="0"),
    Column("weight_text", Text),
    Column("returned_at_till", Integer, CheckConstraint("returned_at_till >= 0"), nullable=False, server_default="0"),
    Column("returned_here", Integer, CheckConstraint("returned_here >= 0"), nullable=False, server_default="0"),
    # The file itself refuses an over-return, whoever writes (reliability G5).
    CheckConstraint("returned_at_till + returned_here <= qty", name="never_more_back_than_sold"),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)
Index("sale_lines_by_serial", sale_lines.c.serial, sqlite_where=sale_lines.c.serial.is_not(None))

sale_tenders = Table(
    "sale_tenders",
    metadata,
    Column("sale_id", Integer, ForeignKey("sales.sale_id"), primary_key=True),
    Column("seq", Integer, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("amount_minor", Integer, CheckConstraint("amount_minor >= 0"), nullable=False),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)

sale_promotions = Table(
    "sale_promotions",
    metadata,
    Column("sale_id", Integer, ForeignKey("sales.sale_id"), primary_key=True),
    Column("seq", Integer, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("line_no", Integer),
    Column("at_minor", Integer),
    Column("off_minor", Integer),
    Column("buy", Integer),
    Column("free", Integer),
    Column("price_minor", Integer),
    Column("qty", Integer),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)

open_lines = Table(
    "open_lines",
    metadata,
    # Where a cancellation that names no sale looks for it. Only tills of that kind fill it.
    Column("member_code", Text, primary_key=True),
    Column("code", Text, primary_key=True),
    Column("unit_price_minor", Integer, primary_key=True),
    Column("sale_id", Integer, primary_key=True),
    Column("line_no", Integer, primary_key=True),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)

till_returns = Table(
    "till_returns",
    metadata,
    Column("till_return_id", Integer, primary_key=True),
    Column("store_id", Text, nullable=False),
    Column("receipt_number", Text, nullable=False),
    Column("returned_at_ms", Integer, nullable=False),
    Column("currency", Text, nullable=False),
    Column("member_code", Text),
    Column("code", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("qty", Integer, CheckConstraint("qty > 0"), nullable=False),
    Column("unit_price_minor", Integer, nullable=False),
    Column("amount_minor", Integer, nullable=False),
    Column("linked_sale_id", Integer),
    Column("linked_line_no", Integer),
    Column("unlinked_because", Text),
    CheckConstraint("(linked_sale_id IS NULL) = (linked_line_no IS NULL)"),
    CheckConstraint("(linked_sale_id IS NULL) = (unlinked_because IS NOT NULL)"),
    sqlite_strict=True,
)
Index("till_returns_by_receipt", till_returns.c.receipt_number)
Index("till_returns_by_sale", till_returns.c.linked_sale_id, sqlite_where=till_returns.c.linked_sale_id.is_not(None))
Index("till_returns_by_member", till_returns.c.member_code, till_returns.c.code)

imported_records = Table(
    "imported_records",
    metadata,
    # ``copies``: how many equal records were taken, ever. ``seen``: how many the import ``seen_by`` has met so far.
    Column("identity", LargeBinary, primary_key=True),
    Column("copies", Integer, nullable=False),
    Column("seen_by", Integer, nullable=False),
    Column("seen", Integer, nullable=False),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)

sales_imports = Table(
    "sales_imports",
    metadata,
    Column("import_id", Integer, primary_key=True),
    Column("digest", Text, nullable=False),
    Column("file_name", Text, nullable=False),
    Column("profile", Text, nullable=False),
    Column("records", Integer, nullable=False, server_default="0"),
    Column("finished", Integer, nullable=False, server_default="0"),
    sqlite_strict=True,
)
Index("sales_imports_by_digest", sales_imports.c.digest)

set_aside = Table(
    "set_aside",
    metadata,
    Column("digest", Text, primary_key=True),
    Column("line", Integer, primary_key=True),
    Column("code", Text, nullable=False),
    Column("text", Text, nullable=False),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)

items = Table(
    "items",
    metadata,
    # What was ever sold, each name of a code once; ``text`` is searched (empty until it is indexed).
    Column("item_id", Integer, primary_key=True),
    Column("code", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("text", Text, nullable=False, server_default=""),
    UniqueConstraint("code", "name"),
    sqlite_strict=True,
)
Index("items_not_indexed", items.c.item_id, sqlite_where=items.c.text == "")
with_word_index(items, "item_index")

SALES_TABLES = (
    sales, sale_lines, sale_tenders, sale_promotions, open_lines, till_returns, imported_records, sales_imports,
    set_aside, items,
)  # fmt: skip
"""In an order in which they can be filled; cleared in the reverse order."""
