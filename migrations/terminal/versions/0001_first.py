"""The first shape of a counter's file: the journal, its read tables, the sales beside it, and what keeps history.

Revision 0001. Self-contained: it imports nothing of the program, so that it means the same in every later release.
"""

from alembic import op

revision = "0001"
down_revision = None

TABLES = (
    """
CREATE TABLE approvals (
    approval_id TEXT NOT NULL,
    day TEXT NOT NULL,
    number TEXT NOT NULL,
    action TEXT NOT NULL,
    request_digest TEXT NOT NULL,
    requester_id TEXT NOT NULL,
    approver_id TEXT NOT NULL,
    outcome TEXT NOT NULL,
    amount_minor INTEGER NOT NULL,
    expires_at_ms INTEGER NOT NULL,
    reason TEXT NOT NULL,
    at_ms INTEGER NOT NULL,
    used_by TEXT,
    PRIMARY KEY (approval_id),
    CHECK (requester_id <> approver_id),
    UNIQUE (used_by)
)
 STRICT
    """,
    """
CREATE INDEX approvals_by_day ON approvals (day)
    """,
    """
CREATE TABLE counter_state (
    one INTEGER NOT NULL CHECK (one = 1),
    profile BLOB NOT NULL,
    incarnation INTEGER NOT NULL,
    policy_version TEXT NOT NULL,
    PRIMARY KEY (one)
)
 STRICT
    """,
    """
CREATE TABLE drafts (
    form TEXT NOT NULL,
    staff_id TEXT NOT NULL,
    at_ms INTEGER NOT NULL,
    bytes BLOB NOT NULL,
    PRIMARY KEY (form)
)
 STRICT
    """,
    """
CREATE TABLE imported_records (
    identity BLOB NOT NULL,
    copies INTEGER NOT NULL,
    seen_by INTEGER NOT NULL,
    seen INTEGER NOT NULL,
    PRIMARY KEY (identity)
)
 WITHOUT ROWID,
 STRICT
    """,
    """
CREATE TABLE journal (
    position INTEGER NOT NULL,
    stream TEXT NOT NULL,
    seq INTEGER NOT NULL,
    fact_id TEXT NOT NULL,
    type TEXT NOT NULL,
    day TEXT NOT NULL,
    hash TEXT NOT NULL,
    header BLOB NOT NULL,
    PRIMARY KEY (position),
    UNIQUE (stream, seq),
    UNIQUE (fact_id),
    UNIQUE (hash)
)
 STRICT
    """,
    """
CREATE INDEX journal_by_day ON journal (day, type)
    """,
    """
CREATE TABLE notices (
    position INTEGER NOT NULL,
    day TEXT NOT NULL,
    kind TEXT NOT NULL,
    at_ms INTEGER NOT NULL,
    actor TEXT NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (position)
)
 STRICT
    """,
    """
CREATE INDEX notices_by_day ON notices (day, kind)
    """,
    """
CREATE TABLE numbers (
    kind TEXT NOT NULL,
    day TEXT NOT NULL,
    counter TEXT NOT NULL,
    last INTEGER NOT NULL,
    PRIMARY KEY (kind, day, counter)
)
 STRICT
    """,
    """
CREATE TABLE open_lines (
    member_code TEXT NOT NULL,
    code TEXT NOT NULL,
    unit_price_minor INTEGER NOT NULL,
    sale_id INTEGER NOT NULL,
    line_no INTEGER NOT NULL,
    PRIMARY KEY (member_code, code, unit_price_minor, sale_id, line_no)
)
 WITHOUT ROWID,
 STRICT
    """,
    """
CREATE TABLE pin_states (
    staff_id TEXT NOT NULL,
    verifier TEXT NOT NULL,
    attempts INTEGER DEFAULT '0' NOT NULL,
    PRIMARY KEY (staff_id)
)
 STRICT
    """,
    """
CREATE TABLE returns (
    return_id TEXT NOT NULL,
    number TEXT NOT NULL,
    day TEXT NOT NULL,
    state TEXT NOT NULL,
    visit_id TEXT,
    receipt_number TEXT NOT NULL,
    sale_id INTEGER,
    staff_id TEXT NOT NULL,
    at_ms INTEGER NOT NULL,
    currency TEXT NOT NULL,
    reason TEXT NOT NULL,
    reason_detail TEXT NOT NULL,
    outcome TEXT NOT NULL,
    chosen TEXT NOT NULL,
    code TEXT NOT NULL,
    refund_minor INTEGER NOT NULL,
    taken_ms INTEGER,
    approval_id TEXT,
    accepted TEXT NOT NULL,
    note TEXT NOT NULL,
    voided_by TEXT,
    PRIMARY KEY (return_id),
    UNIQUE (number)
)
 STRICT
    """,
    """
CREATE INDEX returns_by_day ON returns (day)
    """,
    """
CREATE INDEX returns_by_receipt ON returns (receipt_number)
    """,
    """
CREATE TABLE sales (
    sale_id INTEGER NOT NULL,
    store_id TEXT NOT NULL,
    receipt_number TEXT NOT NULL,
    channel TEXT NOT NULL,
    bought_at_ms INTEGER NOT NULL,
    currency TEXT NOT NULL,
    paid_minor INTEGER NOT NULL CHECK (paid_minor >= 0),
    line_count INTEGER NOT NULL,
    coupon_minor INTEGER DEFAULT '0' NOT NULL,
    points_minor INTEGER DEFAULT '0' NOT NULL,
    rounding_minor INTEGER DEFAULT '0' NOT NULL,
    points_earned INTEGER DEFAULT '0' NOT NULL,
    member_code TEXT,
    customer_name TEXT,
    customer_phone TEXT,
    phone_tail TEXT,
    legal_entity TEXT,
    PRIMARY KEY (sale_id),
    UNIQUE (receipt_number, store_id)
)
 STRICT
    """,
    """
CREATE INDEX sales_by_member ON sales (member_code, bought_at_ms) WHERE member_code IS NOT NULL
    """,
    """
CREATE INDEX sales_by_phone_tail ON sales (phone_tail, bought_at_ms, paid_minor) WHERE phone_tail IS NOT NULL
    """,
    """
CREATE INDEX sales_by_time ON sales (bought_at_ms, paid_minor)
    """,
    """
CREATE TABLE sales_imports (
    import_id INTEGER NOT NULL,
    digest TEXT NOT NULL,
    file_name TEXT NOT NULL,
    profile TEXT NOT NULL,
    records INTEGER DEFAULT '0' NOT NULL,
    finished INTEGER DEFAULT '0' NOT NULL,
    PRIMARY KEY (import_id)
)
 STRICT
    """,
    """
CREATE INDEX sales_imports_by_digest ON sales_imports (digest)
    """,
    """
CREATE TABLE set_aside (
    digest TEXT NOT NULL,
    line INTEGER NOT NULL,
    code TEXT NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (digest, line)
)
 WITHOUT ROWID,
 STRICT
    """,
    """
CREATE TABLE slips (
    slip_id TEXT NOT NULL,
    position INTEGER NOT NULL,
    kind TEXT NOT NULL,
    about TEXT NOT NULL,
    printer TEXT NOT NULL,
    copy_no INTEGER NOT NULL,
    state TEXT NOT NULL,
    queued_at_ms INTEGER NOT NULL,
    day TEXT NOT NULL,
    printer_name TEXT DEFAULT '' NOT NULL,
    reason TEXT DEFAULT '' NOT NULL,
    PRIMARY KEY (slip_id),
    UNIQUE (position)
)
 STRICT
    """,
    """
CREATE INDEX slips_by_about ON slips (about)
    """,
    """
CREATE INDEX slips_by_state ON slips (state, position)
    """,
    """
CREATE TABLE staff_members (
    staff_id TEXT NOT NULL,
    number TEXT NOT NULL,
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    active INTEGER NOT NULL,
    last_signed_in_ms INTEGER,
    PRIMARY KEY (staff_id),
    UNIQUE (number)
)
 STRICT
    """,
    """
CREATE TABLE till_returns (
    till_return_id INTEGER NOT NULL,
    store_id TEXT NOT NULL,
    receipt_number TEXT NOT NULL,
    returned_at_ms INTEGER NOT NULL,
    currency TEXT NOT NULL,
    member_code TEXT,
    code TEXT NOT NULL,
    name TEXT NOT NULL,
    qty INTEGER NOT NULL CHECK (qty > 0),
    unit_price_minor INTEGER NOT NULL,
    amount_minor INTEGER NOT NULL,
    linked_sale_id INTEGER,
    linked_line_no INTEGER,
    unlinked_because TEXT,
    PRIMARY KEY (till_return_id),
    CHECK ((linked_sale_id IS NULL) = (linked_line_no IS NULL)),
    CHECK ((linked_sale_id IS NULL) = (unlinked_because IS NOT NULL))
)
 STRICT
    """,
    """
CREATE INDEX till_returns_by_member ON till_returns (member_code, code)
    """,
    """
CREATE INDEX till_returns_by_receipt ON till_returns (receipt_number)
    """,
    """
CREATE INDEX till_returns_by_sale ON till_returns (linked_sale_id) WHERE linked_sale_id IS NOT NULL
    """,
    """
CREATE TABLE visits (
    visit_id TEXT NOT NULL,
    day TEXT NOT NULL,
    running INTEGER NOT NULL,
    source TEXT NOT NULL,
    state TEXT NOT NULL,
    opened_at_ms INTEGER NOT NULL,
    opened_mono_ms INTEGER NOT NULL,
    opened_boot TEXT NOT NULL,
    greeted_at_ms INTEGER,
    greeted_mono_ms INTEGER,
    waited_ms INTEGER,
    in_time INTEGER,
    purpose TEXT,
    level TEXT,
    visitor TEXT,
    first_owner_id TEXT,
    owner_id TEXT,
    note TEXT DEFAULT '' NOT NULL,
    phone TEXT DEFAULT '' NOT NULL,
    member_code TEXT DEFAULT '' NOT NULL,
    scenario TEXT DEFAULT '' NOT NULL,
    needs TEXT DEFAULT '' NOT NULL,
    closed_at_ms INTEGER,
    taken_ms INTEGER,
    PRIMARY KEY (visit_id),
    UNIQUE (day, running)
)
 STRICT
    """,
    """
CREATE INDEX visits_by_state ON visits (state, day)
    """,
    """
CREATE TABLE bodies (
    position INTEGER NOT NULL,
    salt BLOB NOT NULL,
    bytes BLOB NOT NULL,
    PRIMARY KEY (position),
    FOREIGN KEY(position) REFERENCES journal (position)
)
 STRICT
    """,
    """
CREATE TABLE personal_parts (
    position INTEGER NOT NULL,
    salt BLOB NOT NULL,
    bytes BLOB NOT NULL,
    PRIMARY KEY (position),
    FOREIGN KEY(position) REFERENCES journal (position)
)
 STRICT
    """,
    """
CREATE TABLE refunds (
    refund_id TEXT NOT NULL,
    return_id TEXT NOT NULL,
    tender_seq INTEGER NOT NULL,
    tender TEXT NOT NULL,
    amount_minor INTEGER NOT NULL CHECK (amount_minor > 0),
    due_on TEXT NOT NULL,
    state TEXT NOT NULL,
    paid_at_ms INTEGER,
    paid_on TEXT,
    reference TEXT DEFAULT '' NOT NULL,
    reason TEXT DEFAULT '' NOT NULL,
    PRIMARY KEY (refund_id),
    FOREIGN KEY(return_id) REFERENCES returns (return_id)
)
 STRICT
    """,
    """
CREATE INDEX refunds_by_return ON refunds (return_id)
    """,
    """
CREATE INDEX refunds_by_state ON refunds (state, due_on)
    """,
    """
CREATE TABLE return_lines (
    return_id TEXT NOT NULL,
    line_no INTEGER NOT NULL,
    code TEXT NOT NULL,
    name TEXT NOT NULL,
    qty INTEGER NOT NULL CHECK (qty > 0),
    gross_minor INTEGER NOT NULL,
    refund_minor INTEGER NOT NULL,
    category TEXT NOT NULL,
    PRIMARY KEY (return_id, line_no),
    FOREIGN KEY(return_id) REFERENCES returns (return_id)
)
 STRICT
    """,
    """
CREATE TABLE sale_lines (
    sale_id INTEGER NOT NULL,
    line_no INTEGER NOT NULL,
    code TEXT NOT NULL,
    name TEXT NOT NULL,
    qty INTEGER NOT NULL CHECK (qty > 0),
    unit_price_minor INTEGER NOT NULL CHECK (unit_price_minor >= 0),
    gross_minor INTEGER NOT NULL CHECK (gross_minor >= 0),
    paid_minor INTEGER NOT NULL CHECK (paid_minor BETWEEN 0 AND gross_minor),
    category TEXT DEFAULT 'OTHER' NOT NULL,
    serial TEXT,
    delivered_on TEXT,
    installed_on TEXT,
    clearance INTEGER DEFAULT '0' NOT NULL,
    near_expiry INTEGER DEFAULT '0' NOT NULL,
    disclosed_flaw INTEGER DEFAULT '0' NOT NULL,
    weight_text TEXT,
    returned_at_till INTEGER DEFAULT '0' NOT NULL CHECK (returned_at_till >= 0),
    returned_here INTEGER DEFAULT '0' NOT NULL CHECK (returned_here >= 0),
    PRIMARY KEY (sale_id, line_no),
    CONSTRAINT never_more_back_than_sold CHECK (returned_at_till + returned_here <= qty),
    FOREIGN KEY(sale_id) REFERENCES sales (sale_id)
)
 WITHOUT ROWID,
 STRICT
    """,
    """
CREATE INDEX sale_lines_by_serial ON sale_lines (serial) WHERE serial IS NOT NULL
    """,
    """
CREATE TABLE sale_promotions (
    sale_id INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    kind TEXT NOT NULL,
    line_no INTEGER,
    at_minor INTEGER,
    off_minor INTEGER,
    buy INTEGER,
    free INTEGER,
    price_minor INTEGER,
    qty INTEGER,
    PRIMARY KEY (sale_id, seq),
    FOREIGN KEY(sale_id) REFERENCES sales (sale_id)
)
 WITHOUT ROWID,
 STRICT
    """,
    """
CREATE TABLE sale_tenders (
    sale_id INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    kind TEXT NOT NULL,
    amount_minor INTEGER NOT NULL CHECK (amount_minor >= 0),
    PRIMARY KEY (sale_id, seq),
    FOREIGN KEY(sale_id) REFERENCES sales (sale_id)
)
 WITHOUT ROWID,
 STRICT
    """,
)

APPEND_ONLY = ("journal", "bodies", "personal_parts")


def upgrade() -> None:
    for statement in TABLES:
        op.execute(statement)
    for table in APPEND_ONLY:
        for act in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, 'history is never changed: {act} on {table}'); END"
            )
    op.execute(
        "CREATE TRIGGER approvals_used_once BEFORE UPDATE OF used_by ON approvals WHEN OLD.used_by IS NOT NULL "
        "BEGIN SELECT RAISE(ABORT, 'an approval is used once'); END"
    )
