"""The counter's profile as stored bytes."""

from __future__ import annotations

import msgspec

from servicedesk.domain.counters import CounterProfile

_decoder = msgspec.json.Decoder(CounterProfile)


def encode(profile: CounterProfile) -> bytes:
    return msgspec.json.encode(profile, order="sorted")


def decode(profile: bytes) -> CounterProfile:
    return _decoder.decode(profile)
