"""The store's own policies, each locked once it is published.

Revision 0007. Self-contained: it imports nothing of the program, so that it means the same in every later release.
"""

from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.execute(
        """
CREATE TABLE policy_packs (
    version TEXT NOT NULL,
    position INTEGER NOT NULL,
    valid_from TEXT NOT NULL,
    digest TEXT NOT NULL,
    document TEXT NOT NULL,
    PRIMARY KEY (version),
    UNIQUE (position)
)
 STRICT
        """
    )
