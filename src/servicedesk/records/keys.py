"""The machine-kept store of keys: the file's key, the pepper of PINs, and the recovery code's wrapping of both.

Linux: files of mode 0600 in a 0700 folder; Windows: the same bytes behind DPAPI (machine scope), so that any user of
the till's machine can work and a copied disk is worthless (architecture 9 "Records", reliability 3.7).

The recovery code is printed once, at ``init``. It is 160 random bits in Crockford base 32; it opens ``recovery.json``,
which holds the two secrets sealed with AES-256-GCM under a key derived from it, and travels with every backup.
"""

from __future__ import annotations

import base64
import json
import os
import secrets
import sys
from dataclasses import dataclass
from pathlib import Path

from servicedesk.errors import KnownError
from servicedesk.records import durable
from servicedesk.records.errors import StoreKeyError

_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_GROUPS = 8
_GROUP_LENGTH = 4


class RecoveryCodeError(KnownError):
    code = "SD-1206"
    exit_code = 2
    msgid = (
        "This recovery code does not fit this counter. Nothing was changed. Check the printed code and type it again."
    )


@dataclass(frozen=True, slots=True)
class Keys:
    """``store`` opens the file (32 bytes), ``pepper`` goes into every PIN's verifier (32 bytes)."""

    store: bytes
    pepper: bytes


def new_recovery_code() -> str:
    """Eight groups of four characters; without I, L, O and U, so that it can be read aloud."""
    characters = [secrets.choice(_CROCKFORD) for _ in range(_GROUPS * _GROUP_LENGTH)]
    return "-".join("".join(characters[i : i + _GROUP_LENGTH]) for i in range(0, len(characters), _GROUP_LENGTH))


def _plain(code: str) -> bytes:
    """The code as typed by a tired person: case, blanks and look-alikes don't matter."""
    tidy = code.upper().translate(str.maketrans("ILOU", "110V"))
    return "".join(character for character in tidy if character in _CROCKFORD).encode()


def create(folder: Path, recovery_code: str) -> Keys:
    """Make a counter's secrets and seal them under the recovery code."""
    keys = Keys(secrets.token_bytes(32), secrets.token_bytes(32))
    install(folder, keys)
    _write(sealed_path(folder), _seal(keys, recovery_code))
    return keys


def sealed_path(folder: Path) -> Path:
    """Where the secrets lie sealed under the recovery code."""
    return folder / "recovery.json"


def install_sealed(folder: Path, sealed: bytes) -> None:
    """Keep the sealed secrets that came with a backup."""
    _write(sealed_path(folder), sealed)


def install(folder: Path, keys: Keys) -> None:
    """Keep the secrets on this machine."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    _write(folder / "store.key", _protect(keys.store))
    _write(folder / "pepper.key", _protect(keys.pepper))


def load(folder: Path) -> Keys:
    """The secrets of this machine. Raises StoreKeyError when they are not here or not for this machine."""
    try:
        keys = Keys(_unprotect((folder / "store.key").read_bytes()), _unprotect((folder / "pepper.key").read_bytes()))
    except OSError as error:
        raise StoreKeyError from error
    if len(keys.store) != 32 or len(keys.pepper) != 32:
        raise StoreKeyError
    return keys


def recover(sealed: bytes, recovery_code: str) -> Keys:
    """The secrets out of a ``recovery.json``. Raises RecoveryCodeError for a wrong code or a damaged file."""
    from argon2.exceptions import Argon2Error
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    try:
        parts = {name: base64.b64decode(text) for name, text in json.loads(sealed).items()}
        plain = AESGCM(_derive(recovery_code, parts["salt"])).decrypt(parts["nonce"], parts["sealed"], b"sd-recovery-1")
    except (InvalidTag, Argon2Error, ValueError, TypeError, KeyError, AttributeError) as error:
        raise RecoveryCodeError from error
    return Keys(plain[:32], plain[32:])


def prove_recovery_code(folder: Path, recovery_code: str) -> None:
    """Raise RecoveryCodeError unless this is the code of the counter whose keys lie in ``folder``."""
    try:
        sealed = sealed_path(folder).read_bytes()
    except OSError as error:
        raise RecoveryCodeError from error
    if recover(sealed, recovery_code) != load(folder):
        raise RecoveryCodeError


def _seal(keys: Keys, recovery_code: str) -> bytes:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    salt, nonce = secrets.token_bytes(16), secrets.token_bytes(12)
    sealed = AESGCM(_derive(recovery_code, salt)).encrypt(nonce, keys.store + keys.pepper, b"sd-recovery-1")
    parts = {"salt": salt, "nonce": nonce, "sealed": sealed}
    return json.dumps({name: base64.b64encode(value).decode() for name, value in parts.items()}).encode()


def _derive(recovery_code: str, salt: bytes) -> bytes:
    from argon2.low_level import Type, hash_secret_raw

    return hash_secret_raw(
        _plain(recovery_code), salt, time_cost=2, memory_cost=19 * 1024, parallelism=1, hash_len=32, type=Type.ID
    )


def _write(path: Path, content: bytes) -> None:
    """Write a secret: never readable by others, never half there."""
    partial = path.with_name(path.name + ".part")
    handle = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    os.replace(partial, path)
    durable.sync(path.parent)


if sys.platform == "win32":
    _LOCAL_MACHINE = 0x4

    def _protect(secret: bytes) -> bytes:
        import win32crypt

        return bytes(win32crypt.CryptProtectData(secret, "servicedesk", None, None, None, _LOCAL_MACHINE))

    def _unprotect(stored: bytes) -> bytes:
        import pywintypes
        import win32crypt

        try:
            return bytes(win32crypt.CryptUnprotectData(stored, None, None, None, _LOCAL_MACHINE)[1])
        except pywintypes.error as error:
            raise StoreKeyError from error
else:

    def _protect(secret: bytes) -> bytes:
        return secret

    def _unprotect(stored: bytes) -> bytes:
        return stored
