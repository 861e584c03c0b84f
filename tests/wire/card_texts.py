"""One card and its text as the release that first signed cards left it; a key that is nobody's."""

from __future__ import annotations

import base64
import hashlib
from datetime import date

from servicedesk.domain.cards import CardClaims, CardGoods
from servicedesk.wire import cards

SEED = hashlib.sha256(b"a store's key").digest()
STRANGER = hashlib.sha256(b"somebody else's").digest()
PUBLIC = cards.public_of(SEED)
KEYS = {cards.key_id_of(PUBLIC): PUBLIC}
CLAIMS = CardClaims(
    number="CD-RM0101-261122-0413X",
    issued_on=date(2026, 11, 22),
    store_id="RM01",
    receipt_number="RM01-1117-0456",
    line_no=2,
    code="6921234500178",
    name="科沃斯扫地机器人 X20",
    serial="XB20-7733-5102-88",
    price_minor=299900,
    currency="CNY",
    goods=CardGoods(category="APPL_SMALL_3B", bought_on=date(2026, 11, 17), delivered_on=date(2026, 11, 20)),
)
TEXT = cards.sign(CLAIMS, SEED)
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"


def sealed_of(text: str) -> bytes:
    letters = text.removeprefix(cards.PREFIX)
    return base64.b32decode(letters + "=" * (-len(letters) % 8))


def text_of(sealed: bytes) -> str:
    return cards.PREFIX + base64.b32encode(sealed).decode().rstrip("=")


FIRST_RELEASE = (
    "SDC:AEB3IQYG3QABHNSDIQWVETJQGEYDCLJSGYYTCMRSFUYDIMJTLDGSMXVEKJGTAMNOKJGTAMJNGEYTCNZNGA2DKNQCVU3DSMRR"
    "GIZTINJQGAYTOOF446TZDZVSQPTJNL7GRGV6LHFQ42OLVZMZVDSLVORALAZDBMKYIIZDALJXG4ZTGLJVGEYDELJYHDHAABETPSRU"
    "GTSZVVAVAUCML5JU2QKMJRPTGQVFKNKE6USFZUTFTTJGLTAMAAAAAA5W6JVI5YOXHSGSP7CZV243ZWIQZ3NZVYJNOYM5HDIZR4WC"
    "YF6DEKK2D5JA7PUVYT6FUKRYETREHLCFQR4XEDDEPIOTIJX5JRPLTLIN"
)
"""The same text as the first release with cards wrote it; never changed."""
