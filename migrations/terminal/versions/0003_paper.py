"""Paper that waits too long is asked about: since when it is wanted; and what became of each pulse of the drawer.

Revision 0003. Self-contained: it imports nothing of the program, so that it means the same in every later release.
"""

from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.execute("ALTER TABLE slips ADD COLUMN wanted_day TEXT DEFAULT '' NOT NULL")
    op.execute("ALTER TABLE slips ADD COLUMN wanted_at_ms INTEGER DEFAULT 0 NOT NULL")
    op.execute("UPDATE slips SET wanted_day = day, wanted_at_ms = queued_at_ms")
    op.execute(
        """
CREATE TABLE drawer_pulses (
    opening_id TEXT NOT NULL,
    position INTEGER NOT NULL,
    state TEXT NOT NULL,
    printer_name TEXT NOT NULL,
    reason TEXT NOT NULL,
    PRIMARY KEY (opening_id),
    UNIQUE (position)
)
 STRICT
        """
    )
