"""The index of words without FTS5's 'secure-delete', which loses entries of other rows (SQLite 3.53).

Files of revision 0005 to 0007 may have it on. After a migration all facts are folded again, and the index with them.
Revision 0008. Self-contained: it imports nothing of the program, so that it means the same in every later release.
"""

from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.execute("INSERT INTO search_index (search_index, rank) VALUES ('secure-delete', 0)")
