"""A voice that a stranger recorded: its samples, and nothing else of it."""

import struct

import lameenc
import numpy as np

from eprimo.foundation.files.sizes import MOST_SECONDS, SPARE_SECONDS, Sound
from eprimo.foundation.sandbox.refusal import Refused

type _Samples = np.ndarray[tuple[int], np.dtype[np.int16]]

# What browsers and telephones write without compressing it: whole numbers of two bytes, of one or two channels.
_PLAIN, _BYTES = 1, 2
_SLOWEST, _FASTEST = 8_000, 48_000
_SHORTEST, _BOTH = 0.2, 2
_KILOBITS, _SAMPLES, _CARE = 32, 16_000, 5
_FORMAT = struct.Struct("<HHIIHH")
_MOST_CHUNKS = 64


def sound_of(content: bytes) -> Sound:
    """Encode a voice anew. Raises Refused: « sound » for another writing of sound, « long », « silent », « broken »."""
    try:
        rate, samples = _read(content)
    except (struct.error, ValueError) as error:
        raise Refused("broken") from error
    seconds = len(samples) / rate
    if seconds > MOST_SECONDS + SPARE_SECONDS:
        raise Refused("long")
    if seconds < _SHORTEST or not samples.any():
        raise Refused("silent")
    encoder = lameenc.Encoder()
    encoder.silence()
    encoder.set_channels(1)
    encoder.set_in_sample_rate(rate)
    encoder.set_out_sample_rate(_SAMPLES)
    encoder.set_bit_rate(_KILOBITS)
    encoder.set_quality(_CARE)
    return Sound(
        min(MOST_SECONDS, max(1, round(seconds))), bytes(encoder.encode(samples.tobytes()) + encoder.flush())
    )


def _read(content: bytes) -> tuple[int, _Samples]:
    """Samples a second, and those of one channel."""
    at, said = 12, None
    for _ in range(_MOST_CHUNKS):
        name, length = struct.unpack_from("<4sI", content, at)
        at += 8
        if name == b"fmt ":
            said = _FORMAT.unpack_from(content, at)
        if name == b"data" and said is not None:
            return _samples(said, content[at : at + length])
        at += length + length % 2
    raise ValueError


def _samples(said: tuple[int, ...], content: bytes) -> tuple[int, _Samples]:
    kind, channels, rate, _, _, bits = said
    if kind != _PLAIN or channels not in {1, _BOTH} or bits != 8 * _BYTES or not _SLOWEST <= rate <= _FASTEST:
        raise Refused("sound")
    whole = content[: len(content) - len(content) % (_BYTES * channels)]
    samples = np.frombuffer(whole, dtype="<i2").astype(np.int16)
    if channels == _BOTH:
        samples = samples.reshape(-1, _BOTH).mean(axis=1).astype(np.int16)
    return rate, samples
