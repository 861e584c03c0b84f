"""A card's code: what the card says as compact bytes, signed with Ed25519, as text a QR code carries densely.

``SDC:`` and base 32 (RFC 4648 without padding): letters and digits only, so that it fits a QR code's alphanumeric mode
and survives a scanner that types like a keyboard in any layout. The bytes: version (1), key id (4), body (a MessagePack
array), signature (64) over all before it. The key id is the beginning of the public key's SHA-256.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from datetime import date, timedelta

import msgspec

from servicedesk.domain.cards import CardClaims, CardFault, CardGoods, short_name
from servicedesk.domain.sales import normal_code
from servicedesk.errors import KnownError

PREFIX = "SDC:"
VERSION = 1
LONGEST_TEXT = 600
"""Characters: what a QR code of 77 modules holds at error correction M, 29 mm on a thermal printer."""

_KEY_ID_BYTES, _SIGNATURE_BYTES = 4, 64
_HEAD_BYTES = 1 + _KEY_ID_BYTES
_DAY_ZERO = date(2000, 1, 1)
_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"


class CardTooLongError(KnownError):
    code = "SD-2701"
    exit_code = 2
    msgid = (
        "Receipt number, article code and serial number are too long for the code on a card. Nothing was saved. "
        "Shorten the serial number."
    )


class _Body(msgspec.Struct, array_like=True, forbid_unknown_fields=True):
    """The claims in their order; days since 2000-01-01, flags as one number."""

    number: str
    issued: int
    store_id: str
    receipt_number: str
    line_no: int
    code: str
    name: str
    serial: str
    price_minor: int
    currency: str
    category: str
    channel: str
    bought: int
    delivered: int | None
    installed: int | None
    exchanged: int | None
    repair_days: int
    repairs: int
    flags: int


_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(_Body)


def public_of(seed: bytes) -> bytes:
    """The public key (32 bytes) of a private seed (32 bytes)."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    return Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()


def key_id_of(public: bytes) -> str:
    """How a public key is named on cards: eight hexadecimal digits."""
    return hashlib.sha256(public).digest()[:_KEY_ID_BYTES].hex()


def digest_of(text: str) -> str:
    """SHA-256 of a card's text: what the fact of its issue keeps of it."""
    return hashlib.sha256(normal_code(text).encode()).hexdigest()


def sign(claims: CardClaims, seed: bytes) -> str:
    """The card's text. Raises CardTooLongError when no QR code of a slip could carry it."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    private = Ed25519PrivateKey.from_private_bytes(seed)
    key_id = hashlib.sha256(private.public_key().public_bytes_raw()).digest()[:_KEY_ID_BYTES]
    signed = bytes([VERSION]) + key_id + _encoder.encode(_body_of(claims))
    text = PREFIX + _letters(signed + private.sign(signed))
    if len(text) > LONGEST_TEXT:
        raise CardTooLongError
    return text


def read(text: str, public_keys: Mapping[str, bytes]) -> CardClaims | CardFault:
    """What a scanned text says, when one of these keys (by key id) signed exactly this; else what is wrong with it."""
    if len(text) > LONGEST_TEXT:
        return CardFault.TOO_LONG
    tidy = normal_code(text)
    if not tidy.startswith(PREFIX):
        return CardFault.NOT_OURS
    sealed = _bytes_of(tidy.removeprefix(PREFIX))
    if sealed is None or len(sealed) <= _HEAD_BYTES + _SIGNATURE_BYTES:
        return CardFault.ALTERED
    if sealed[0] != VERSION:
        return CardFault.OTHER_VERSION
    public = public_keys.get(sealed[1:_HEAD_BYTES].hex())
    if public is None:
        return CardFault.UNKNOWN_KEY
    signed, signature = sealed[:-_SIGNATURE_BYTES], sealed[-_SIGNATURE_BYTES:]
    if not _is_signed(public, signature, signed):
        return CardFault.ALTERED
    try:
        return _claims_of(_decoder.decode(signed[_HEAD_BYTES:]))
    except (msgspec.MsgspecError, OverflowError):
        return CardFault.ALTERED


def _is_signed(public: bytes, signature: bytes, signed: bytes) -> bool:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, signed)
    except InvalidSignature:
        return False
    return True


def _letters(sealed: bytes) -> str:
    return base64.b32encode(sealed).decode().rstrip("=")


def _bytes_of(letters: str) -> bytes | None:
    """None for what is no base 32, and for a second spelling of the same bytes: bits left over at the end are 0."""
    try:
        sealed = base64.b32decode(letters + "=" * (-len(letters) % 8))
    except ValueError:
        return None
    left_over = len(letters) * 5 % 8
    return None if "=" in letters or _ALPHABET.find(letters[-1:]) % (1 << left_over) else sealed


def _day(on: date | None) -> int | None:
    return None if on is None else (on - _DAY_ZERO).days


def _date(day: int | None) -> date | None:
    return None if day is None else _DAY_ZERO + timedelta(days=day)


def _body_of(claims: CardClaims) -> _Body:
    goods = claims.goods
    return _Body(
        number=claims.number,
        issued=(claims.issued_on - _DAY_ZERO).days,
        store_id=claims.store_id,
        receipt_number=claims.receipt_number,
        line_no=claims.line_no,
        code=claims.code,
        name=short_name(claims.name),
        serial=claims.serial,
        price_minor=claims.price_minor,
        currency=claims.currency,
        category=goods.category,
        channel=goods.channel,
        bought=(goods.bought_on - _DAY_ZERO).days,
        delivered=_day(goods.delivered_on),
        installed=_day(goods.installed_on),
        exchanged=_day(goods.exchanged_on),
        repair_days=goods.repair_days,
        repairs=goods.repairs,
        flags=goods.clearance | goods.near_expiry << 1 | goods.disclosed_flaw << 2,
    )


def _claims_of(body: _Body) -> CardClaims:
    goods = CardGoods(
        category=body.category,
        channel=body.channel,
        bought_on=_DAY_ZERO + timedelta(days=body.bought),
        delivered_on=_date(body.delivered),
        installed_on=_date(body.installed),
        exchanged_on=_date(body.exchanged),
        repair_days=body.repair_days,
        repairs=body.repairs,
        clearance=bool(body.flags & 1),
        near_expiry=bool(body.flags & 2),
        disclosed_flaw=bool(body.flags & 4),
    )
    return CardClaims(
        number=body.number,
        issued_on=_DAY_ZERO + timedelta(days=body.issued),
        store_id=body.store_id,
        receipt_number=body.receipt_number,
        line_no=body.line_no,
        code=body.code,
        name=body.name,
        serial=body.serial,
        price_minor=body.price_minor,
        currency=body.currency,
        goods=goods,
    )
