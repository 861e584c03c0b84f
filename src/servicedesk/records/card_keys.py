"""The keys that sign after-sales cards: machine-kept, in the encrypted file, never part of a fact.

The first is made with the file, or when an older file is brought up to date. It is sealed as everything in the file is:
by the store's key, which the recovery code seals in its turn. So it is in each backup, a restored counter still knows
its cards, and no copy of it lies outside. Another key (the chain's) only joins: the newest seed signs, and every public
key that was ever known still verifies.
"""

from __future__ import annotations

import secrets

from sqlalchemy import Connection, select

from servicedesk.errors import BugError
from servicedesk.records.database import Reader
from servicedesk.records.tables import card_keys
from servicedesk.wire import cards


def ensure(connection: Connection) -> None:
    """Make the first key, in the caller's transaction, where there is none that signs."""
    if _newest_seed(connection) is None:
        add(connection, secrets.token_bytes(32))


def add(connection: Connection, seed: bytes) -> str:
    """Sign with this seed (32 bytes) from now on; answers its key id. A key known before only signs again."""
    public = cards.public_of(seed)
    key_id = cards.key_id_of(public)
    connection.execute(card_keys.delete().where(card_keys.c.key_id == key_id))
    connection.execute(card_keys.insert().values(key_id=key_id, public=public, seed=seed))
    return key_id


def trust(connection: Connection, public: bytes) -> str:
    """Verify cards of this public key (32 bytes), too; answers its key id."""
    key_id = cards.key_id_of(public)
    values = {"key_id": key_id, "public": public, "seed": None}
    connection.execute(card_keys.insert().prefix_with("OR IGNORE").values(**values))
    return key_id


def seed(connection: Reader) -> bytes:
    """What signs now."""
    found = _newest_seed(connection)
    if found is None:
        raise BugError("a counter has a card key from its first transaction on")
    return found


def _newest_seed(connection: Reader) -> bytes | None:
    query = select(card_keys.c.seed).where(card_keys.c.seed.is_not(None)).order_by(card_keys.c.since.desc()).limit(1)
    return connection.execute(query).scalar()


def public_keys(connection: Reader) -> dict[str, bytes]:
    """Every key a card may be signed with, by key id."""
    return {row.key_id: row.public for row in connection.execute(select(card_keys.c.key_id, card_keys.c.public))}
