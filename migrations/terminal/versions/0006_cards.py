"""After-sales cards: the keys that sign them, and which card of a line is the current one.

Revision 0006. Self-contained: it imports nothing of the program, so that it means the same in every later release.
The first key is made by the program after the migration; cards are folded from their facts.
"""

from alembic import op

revision = "0006"
down_revision = "0005"

STATEMENTS = (
    """
CREATE TABLE card_keys (
    since INTEGER NOT NULL,
    key_id TEXT NOT NULL,
    public BLOB NOT NULL CHECK (length(public) = 32),
    seed BLOB CHECK (seed IS NULL OR length(seed) = 32),
    PRIMARY KEY (since),
    UNIQUE (key_id)
)
 STRICT
    """,
    """
CREATE TABLE cards (
    number TEXT NOT NULL,
    position INTEGER NOT NULL,
    day TEXT NOT NULL,
    sale_id INTEGER NOT NULL,
    line_no INTEGER NOT NULL,
    receipt_number TEXT NOT NULL,
    serial TEXT NOT NULL,
    payload_digest TEXT NOT NULL,
    because TEXT NOT NULL,
    superseded_by TEXT DEFAULT '' NOT NULL,
    ended_by TEXT DEFAULT '' NOT NULL,
    PRIMARY KEY (number),
    UNIQUE (position)
)
 STRICT
    """,
    """
CREATE INDEX cards_by_line ON cards (sale_id, line_no, position)
    """,
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
