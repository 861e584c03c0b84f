"""What can be found by its words: entries folded from facts, the items ever sold, and an index of pieces for each.

Revision 0005. Self-contained: it imports nothing of the program, so that it means the same in every later release.
The entries are folded and the items spelled by the program after the migration.
"""

from alembic import op

revision = "0005"
down_revision = "0003"

STATEMENTS = (
    """
CREATE TABLE search_entries (
    entry_id INTEGER NOT NULL,
    kind TEXT NOT NULL,
    key TEXT NOT NULL,
    facet TEXT NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (entry_id),
    UNIQUE (kind, key)
)
 STRICT
    """,
    """
CREATE INDEX search_entries_by_kind ON search_entries (kind, entry_id)
    """,
    """
CREATE INDEX search_entries_by_facet ON search_entries (kind, facet, entry_id)
    """,
    """
CREATE VIRTUAL TABLE search_index USING fts5(grams, content='', columnsize=0, detail='none', tokenize='ascii')
    """,
    """
CREATE TABLE items (
    item_id INTEGER NOT NULL,
    code TEXT NOT NULL,
    name TEXT NOT NULL,
    text TEXT DEFAULT '' NOT NULL,
    PRIMARY KEY (item_id),
    UNIQUE (code, name)
)
 STRICT
    """,
    """
CREATE INDEX items_not_indexed ON items (item_id) WHERE text = ''
    """,
    """
CREATE VIRTUAL TABLE item_index USING fts5(grams, content='', columnsize=0, detail='none', tokenize='ascii')
    """,
    """
CREATE TABLE script_uses (
    script_id TEXT NOT NULL,
    uses INTEGER NOT NULL,
    PRIMARY KEY (script_id)
)
 STRICT
    """,
    """
INSERT INTO items (code, name) SELECT code, name FROM sale_lines GROUP BY code, name
    """,
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
