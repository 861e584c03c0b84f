"""The tables of the counter's file: the journal, and the read tables that are folded from it.

``READ_TABLES`` can be thrown away and folded again at any time; the journal's tables refuse UPDATE and DELETE (triggers
in the migration). ``pin_states``, ``drafts`` and ``card_keys`` are neither: machine-kept state that is no part of
history.
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
    text,
)

from servicedesk.records.meta import metadata, with_word_index

# --- the journal -----------------------------------------------------------------------------------------------------
journal = Table(
    "journal",
    metadata,
    Column("position", Integer, primary_key=True),
    Column("stream", Text, nullable=False),
    Column("seq", Integer, nullable=False),
    Column("fact_id", Text, nullable=False, unique=True),
    Column("type", Text, nullable=False),
    Column("day", Text, nullable=False),
    Column("hash", Text, nullable=False, unique=True),
    Column("header", LargeBinary, nullable=False),
    UniqueConstraint("stream", "seq"),
    sqlite_strict=True,
)
Index("journal_by_day", journal.c.day, journal.c.type)

bodies = Table(
    "bodies",
    metadata,
    Column("position", Integer, ForeignKey("journal.position"), primary_key=True),
    Column("salt", LargeBinary, nullable=False),
    Column("bytes", LargeBinary, nullable=False),
    sqlite_strict=True,
)

personal_parts = Table(
    "personal_parts",
    metadata,
    Column("position", Integer, ForeignKey("journal.position"), primary_key=True),
    Column("salt", LargeBinary, nullable=False),
    Column("bytes", LargeBinary, nullable=False),
    sqlite_strict=True,
)

# --- machine-kept state ----------------------------------------------------------------------------------------------
pin_states = Table(
    "pin_states",
    metadata,
    Column("staff_id", Text, primary_key=True),
    Column("verifier", Text, nullable=False),
    Column("attempts", Integer, nullable=False, server_default="0"),
    sqlite_strict=True,
)

drafts = Table(
    "drafts",
    metadata,
    Column("form", Text, primary_key=True),
    Column("staff_id", Text, nullable=False),
    Column("at_ms", Integer, nullable=False),
    Column("bytes", LargeBinary, nullable=False),
    sqlite_strict=True,
)

card_keys = Table(
    "card_keys",
    metadata,
    Column("since", Integer, primary_key=True),  # the one with the highest signs
    Column("key_id", Text, nullable=False, unique=True),
    Column("public", LargeBinary, CheckConstraint("length(public) = 32"), nullable=False),
    Column("seed", LargeBinary, CheckConstraint("seed IS NULL OR length(seed) = 32")),
    sqlite_strict=True,
)

# --- read tables -----------------------------------------------------------------------------------------------------
counter_state = Table(
    "counter_state",
    metadata,
    Column("one", Integer, CheckConstraint("one = 1"), primary_key=True),
    Column("profile", LargeBinary, nullable=False),
    Column("incarnation", Integer, nullable=False),
    Column("policy_version", Text, nullable=False),
    sqlite_strict=True,
)

numbers = Table(
    "numbers",
    metadata,
    Column("kind", Text, primary_key=True),
    Column("day", Text, primary_key=True),
    Column("counter", Text, primary_key=True),
    Column("last", Integer, nullable=False),
    sqlite_strict=True,
)

staff_members = Table(
    "staff_members",
    metadata,
    Column("staff_id", Text, primary_key=True),
    Column("number", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("active", Integer, nullable=False),
    Column("last_signed_in_ms", Integer),
    sqlite_strict=True,
)

visits = Table(
    "visits",
    metadata,
    Column("visit_id", Text, primary_key=True),
    Column("day", Text, nullable=False),
    Column("running", Integer, nullable=False),
    Column("source", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("opened_at_ms", Integer, nullable=False),
    Column("opened_mono_ms", Integer, nullable=False),
    Column("opened_boot", Text, nullable=False),
    Column("greeted_at_ms", Integer),
    Column("greeted_mono_ms", Integer),
    Column("waited_ms", Integer),
    Column("in_time", Integer),
    Column("purpose", Text),
    Column("level", Text),
    Column("visitor", Text),
    Column("first_owner_id", Text),
    Column("owner_id", Text),
    Column("note", Text, nullable=False, server_default=""),
    Column("phone", Text, nullable=False, server_default=""),
    Column("member_code", Text, nullable=False, server_default=""),
    Column("scenario", Text, nullable=False, server_default=""),
    Column("needs", Text, nullable=False, server_default=""),
    Column("closed_at_ms", Integer),
    Column("taken_ms", Integer),
    UniqueConstraint("day", "running"),
    sqlite_strict=True,
)
Index("visits_by_state", visits.c.state, visits.c.day)

returns = Table(
    "returns",
    metadata,
    Column("return_id", Text, primary_key=True),
    Column("number", Text, nullable=False, unique=True),
    Column("day", Text, nullable=False),
    Column("state", Text, nullable=False),  # SETTLED, REFUSED, VOIDED
    Column("visit_id", Text),
    Column("receipt_number", Text, nullable=False),
    Column("sale_id", Integer),
    Column("staff_id", Text, nullable=False),
    Column("at_ms", Integer, nullable=False),
    Column("currency", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("reason_detail", Text, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("chosen", Text, nullable=False),
    Column("code", Text, nullable=False),
    Column("refund_minor", Integer, nullable=False),
    Column("taken_ms", Integer),
    Column("approval_id", Text),
    Column("accepted", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("voided_by", Text),
    sqlite_strict=True,
)
Index("returns_by_day", returns.c.day)
Index("returns_by_receipt", returns.c.receipt_number)

return_lines = Table(
    "return_lines",
    metadata,
    Column("return_id", Text, ForeignKey("returns.return_id"), primary_key=True),
    Column("line_no", Integer, primary_key=True),
    Column("code", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("qty", Integer, CheckConstraint("qty > 0"), nullable=False),
    Column("gross_minor", Integer, nullable=False),
    Column("refund_minor", Integer, nullable=False),
    Column("category", Text, nullable=False),
    sqlite_strict=True,
)

refunds = Table(
    "refunds",
    metadata,
    Column("refund_id", Text, primary_key=True),
    Column("return_id", Text, ForeignKey("returns.return_id"), nullable=False),
    Column("tender_seq", Integer, nullable=False),
    Column("tender", Text, nullable=False),
    Column("amount_minor", Integer, CheckConstraint("amount_minor > 0"), nullable=False),
    Column("due_on", Text, nullable=False),
    Column("state", Text, nullable=False),  # DUE, PAID, FAILED, VOIDED
    Column("paid_at_ms", Integer),
    Column("paid_on", Text),
    Column("reference", Text, nullable=False, server_default=""),
    Column("reason", Text, nullable=False, server_default=""),
    sqlite_strict=True,
)
Index("refunds_by_state", refunds.c.state, refunds.c.due_on)
Index("refunds_by_return", refunds.c.return_id)

approvals = Table(
    "approvals",
    metadata,
    Column("approval_id", Text, primary_key=True),
    Column("day", Text, nullable=False),
    Column("number", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("request_digest", Text, nullable=False),
    Column("requester_id", Text, nullable=False),
    Column("approver_id", Text, nullable=False),
    Column("outcome", Text, nullable=False),  # what was approved, or DENIED
    Column("amount_minor", Integer, nullable=False),
    Column("expires_at_ms", Integer, nullable=False),
    Column("reason", Text, nullable=False),
    Column("at_ms", Integer, nullable=False),
    Column("used_by", Text, unique=True),
    CheckConstraint("requester_id <> approver_id"),
    sqlite_strict=True,
)
Index("approvals_by_day", approvals.c.day)

slips = Table(
    "slips",
    metadata,
    Column("slip_id", Text, primary_key=True),
    Column("position", Integer, nullable=False, unique=True),
    Column("kind", Text, nullable=False),
    Column("about", Text, nullable=False),
    Column("printer", Text, nullable=False),
    Column("copy_no", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("queued_at_ms", Integer, nullable=False),
    Column("day", Text, nullable=False),
    Column("printer_name", Text, nullable=False, server_default=""),
    Column("reason", Text, nullable=False, server_default=""),
    Column("wanted_day", Text, nullable=False, server_default=""),
    Column("wanted_at_ms", Integer, nullable=False, server_default=text("0")),
    sqlite_strict=True,
)
Index("slips_by_state", slips.c.state, slips.c.position)
Index("slips_by_about", slips.c.about)

drawer_pulses = Table(
    "drawer_pulses",
    metadata,
    Column("opening_id", Text, primary_key=True),
    Column("position", Integer, nullable=False, unique=True),
    Column("state", Text, nullable=False),
    Column("printer_name", Text, nullable=False),
    Column("reason", Text, nullable=False),
    sqlite_strict=True,
)

notices = Table(
    "notices",
    metadata,
    Column("position", Integer, primary_key=True),
    Column("day", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("at_ms", Integer, nullable=False),
    Column("actor", Text, nullable=False),
    Column("text", Text, nullable=False),
    sqlite_strict=True,
)
Index("notices_by_day", notices.c.day, notices.c.kind)

erasures = Table(
    "erasures",
    metadata,
    Column("fact_id", Text, primary_key=True),
    Column("erased_by", Integer, nullable=False),
    sqlite_strict=True,
)

search_entries = Table(
    "search_entries",
    metadata,
    # The position of the fact that first said something of the thing: the newest thing has the highest.
    Column("entry_id", Integer, primary_key=True),
    Column("kind", Text, nullable=False),  # RETURN, VISIT
    Column("key", Text, nullable=False),
    Column("facet", Text, nullable=False),  # what a list is narrowed by: the state
    Column("text", Text, nullable=False),  # as domain.searching spells it
    UniqueConstraint("kind", "key"),
    sqlite_strict=True,
)
Index("search_entries_by_kind", search_entries.c.kind, search_entries.c.entry_id)
Index("search_entries_by_facet", search_entries.c.kind, search_entries.c.facet, search_entries.c.entry_id)
with_word_index(search_entries, "search_index")

script_uses = Table(
    "script_uses",
    metadata,
    Column("script_id", Text, primary_key=True),
    Column("uses", Integer, nullable=False),
    sqlite_strict=True,
)

cards = Table(
    "cards",
    metadata,
    Column("number", Text, primary_key=True),
    Column("position", Integer, nullable=False, unique=True),
    Column("day", Text, nullable=False),
    Column("sale_id", Integer, nullable=False),
    Column("line_no", Integer, nullable=False),
    Column("receipt_number", Text, nullable=False),
    Column("serial", Text, nullable=False),
    Column("payload_digest", Text, nullable=False),
    Column("because", Text, nullable=False),
    Column("superseded_by", Text, nullable=False, server_default=""),  # the card that replaces it
    Column("ended_by", Text, nullable=False, server_default=""),  # the return, exchange or void after which it is over
    sqlite_strict=True,
)
Index("cards_by_line", cards.c.sale_id, cards.c.line_no, cards.c.position)

policy_packs = Table(
    "policy_packs",
    metadata,
    Column("version", Text, primary_key=True),
    Column("position", Integer, nullable=False, unique=True),
    Column("valid_from", Text, nullable=False),
    Column("digest", Text, nullable=False),
    Column("document", Text, nullable=False),
    sqlite_strict=True,
)

READ_TABLES = (
    counter_state, numbers, staff_members, visits, returns, return_lines, refunds, approvals, slips, drawer_pulses,
    search_entries, script_uses, cards, erasures, policy_packs, notices,
)  # fmt: skip
"""Folded from facts, in an order in which they can be filled; cleared in the reverse order."""

APPEND_ONLY = (journal, bodies, personal_parts)
