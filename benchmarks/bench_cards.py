"""A card's code verified, beside the bare Ed25519 verification of as many bytes.

What is ours on top: the scanner's text made plain, base 32, the second spelling refused, the key looked up by its id,
the body read strictly. A counter answers a scan with it, so what counts besides is that nobody waits for it.
"""

from __future__ import annotations

from benchmarks.measuring import Table, interleaved
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from tests.wire.card_texts import CLAIMS, KEYS, PUBLIC, SEED, TEXT, sealed_of

from servicedesk.domain.cards import CardFault
from servicedesk.printing.codes import qr_modules
from servicedesk.wire import cards

SIGNATURE_BYTES = 64
EACH = 200


def main() -> int:
    sealed = sealed_of(TEXT)
    signed, signature = sealed[:-SIGNATURE_BYTES], sealed[-SIGNATURE_BYTES:]
    altered = TEXT[:60] + ("A" if TEXT[60] != "A" else "B") + TEXT[61:]
    assert cards.read(TEXT, KEYS) == CLAIMS
    assert isinstance(cards.read(altered, KEYS), CardFault)
    cases = {
        "ours": lambda: cards.read(TEXT, KEYS),
        "bare": lambda: Ed25519PublicKey.from_public_bytes(PUBLIC).verify(signature, signed),
        "altered": lambda: cards.read(altered, KEYS),
        "sign": lambda: cards.sign(CLAIMS, SEED),
    }
    taken = interleaved(cases, each=EACH)
    table = Table("Cards")
    table.ratio("a card verified and read", taken["ours"], "Ed25519 verify", taken["bare"], 1.5)
    table.ratio("an altered card refused", taken["altered"], "Ed25519 verify", taken["bare"], 1.5)
    table.ratio("a card signed", taken["sign"], "Ed25519 verify", taken["bare"], None)
    modules = len(qr_modules(TEXT))
    table.count("characters of the code", len(TEXT), f"≤ {cards.LONGEST_TEXT}", met=len(TEXT) <= cards.LONGEST_TEXT)
    table.count("modules of its QR code a side", modules, "≤ 61", met=modules <= 61)
    return table.show()


if __name__ == "__main__":
    raise SystemExit(main())
