"""Personal parts that a fact says are erased may be deleted; nothing else of history ever may.

Revision 0002. Every file that is brought to a new revision has its read tables folded again, which also puts the
notices of who was shown personal data into the logs of earlier days. Self-contained: it imports nothing of the program.
"""

from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.execute(
        "CREATE TABLE erasures (fact_id TEXT NOT NULL, erased_by INTEGER NOT NULL, PRIMARY KEY (fact_id)) STRICT"
    )
    op.execute("DROP TRIGGER personal_parts_no_delete")
    op.execute(
        "CREATE TRIGGER personal_parts_no_delete BEFORE DELETE ON personal_parts WHEN NOT EXISTS ("
        "SELECT 1 FROM journal JOIN erasures ON erasures.fact_id = journal.fact_id "
        "WHERE journal.position = OLD.position) "
        "BEGIN SELECT RAISE(ABORT, 'history is never changed: DELETE on personal_parts'); END"
    )
