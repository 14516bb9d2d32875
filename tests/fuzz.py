"""Damaged files against every source, mangled texts against the coder: ``make fuzz``, in short in the tests.

    PYTHONPATH=tests:tests/sources:tests/parts/reader python tests/fuzz.py [--seconds N] [--rounds N]

A round damages one file of every source and mangles one text.  Whatever comes of it must be records and
rejects in an account that balances, or a refusal in one sentence.  The same seed gives the same rounds; what
fails is written down with its round, so that ``--seed S --first R --rounds 1`` does it again.
"""

from __future__ import annotations

import argparse
import random
import string
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from all_layouts import FILES
from damage import HUGE, within
from hostile import PIECES, put_through

from comity.parts.reader.coders.rule_coder import RuleCoder
from comity.sources import registry
from comity.testing import check_bytes

SLOW = 20.0
"""Processor seconds for one small file or text: more means time that grows faster than the input."""
TEXT_ENDINGS = (".txt", ".md", ".html", ".wiki", ".jsonl")
NUMBERS = (
    b"0",
    b"-1",
    b"1e999",
    b"NaN",
    b"9" * 400,
    b"2147483648",
    b"0000-00-00",
    b"2019-02-30",
    b"99999-01-01",
)
BLANKS = (b"", b" ", b"\n", b"\r", b"\x00", b"\x0b", b"\xc2\x85", b"\xe2\x80\xa8", b"\xef\xbb\xbf")
MARKS = (b'"', b"'", b",", b";", b"\t", b"|", b"{", b"}", b"[", b"]", b"<", b">", b"&", b"\\", b"%", b"=")

Change = Callable[[random.Random, bytes], bytes]


def _span(chance: random.Random, data: bytes, most: int) -> tuple[int, int]:
    start = chance.randint(0, len(data))
    return start, min(len(data), start + chance.randint(0, most))


def flip(chance: random.Random, data: bytes) -> bytes:
    """Change one to eight bytes."""
    out = bytearray(data)
    for _ in range(chance.randint(1, 8) if out else 0):
        out[chance.randrange(len(out))] ^= chance.randint(1, 255)
    return bytes(out)


def cut(chance: random.Random, data: bytes) -> bytes:
    """Keep the beginning or the end."""
    at = chance.randint(0, len(data))
    return data[:at] if chance.random() < 0.7 else data[at:]


def insert(chance: random.Random, data: bytes) -> bytes:
    """Put marks, blanks, numbers or noise somewhere, over nothing or over a few bytes."""
    start, end = _span(chance, data, 12)
    new = chance.choice((*NUMBERS, *BLANKS, *MARKS, chance.randbytes(8), b"x" * HUGE))
    return data[:start] + new + data[end:]


def copy(chance: random.Random, data: bytes) -> bytes:
    """Put a piece of the file somewhere else in it."""
    start, end = _span(chance, data, 300)
    at = chance.randint(0, len(data))
    return data[:at] + data[start:end] + data[at:]


def shuffle_lines(chance: random.Random, data: bytes) -> bytes:
    """Leave out, double, blank or exchange lines."""
    lines = data.split(b"\n")
    for _ in range(chance.randint(1, 4)):
        at, other = chance.randrange(len(lines)), chance.randrange(len(lines))
        how = chance.randrange(4)
        if how == 0 and len(lines) > 1:
            del lines[at]
        elif how == 1:
            lines.insert(other, lines[at])
        elif how == 2:
            lines.insert(at, chance.choice(BLANKS))
        else:
            lines[at], lines[other] = lines[other], lines[at]
    return b"\n".join(lines)


def change_field(chance: random.Random, data: bytes) -> bytes:
    """Put another value into one field of one line."""
    mark = max((b",", b"\t", b";", b"|", b'"'), key=data.count)
    fields = data.split(mark)
    fields[chance.randrange(len(fields))] = chance.choice((*NUMBERS, *BLANKS, chance.choice(fields)))
    return mark.join(fields)


def encode(chance: random.Random, data: bytes) -> bytes:
    """Write it in another encoding."""
    text = data.decode("utf-8", "replace")
    return text.encode(chance.choice(("utf-16", "latin-1", "cp1251", "utf-7", "utf-8-sig")), "replace")


CHANGES: tuple[Change, ...] = (flip, flip, cut, insert, insert, copy, shuffle_lines, change_field, encode)


def damage(chance: random.Random, data: bytes) -> bytes:
    """The file after one to three accidents, to it or to what is packed in it."""
    inner, pack = within(data, chance.randrange(10)) if chance.random() < 0.6 else (data, lambda d: d)
    for _ in range(chance.choice((1, 1, 2, 3))):
        inner = chance.choice(CHANGES)(chance, inner)
    return pack(inner)


def mangle(chance: random.Random) -> tuple[str, bytes]:
    """A text of hostile pieces, as a document of some kind."""
    pieces = [
        chance.choice((*PIECES, " ", " ", chance.choice(string.printable)))
        for _ in range(chance.randint(1, 120))
    ]
    text = "".join(pieces)
    if chance.random() < 0.3:
        text = " ".join(text.split()) * chance.randint(1, 20)
    data = text.encode("utf-8", "surrogatepass")
    return "text" + chance.choice(TEXT_ENDINGS), damage(chance, data) if chance.random() < 0.5 else data


@dataclass(slots=True)
class Tally:
    """What came of the rounds: outcomes by kind, and failures with how to see each again."""

    outcomes: Counter[str] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)

    def put(self, name: str, trial: Callable[[], str]) -> None:
        """Run one trial; anything it raises is a failure."""
        began = time.process_time()
        try:
            outcome = trial()
        except Exception as e:  # noqa: BLE001 - every kind is what is looked for
            self.failures.append(f"{name}: {''.join(traceback.format_exception(e, limit=-3)).strip()}")
            outcome = "failed"
        if (used := time.process_time() - began) > SLOW:
            self.failures.append(f"{name}: took {used:.0f} seconds")
        self.outcomes[outcome] += 1


def trials(seed: int, number: int, coder: RuleCoder) -> Iterator[tuple[str, Callable[[], str]]]:
    """All trials of a round, each with its name."""
    for source_id, files in sorted(FILES.items()):
        chance = random.Random(f"{seed} {number} {source_id}")
        name, whole = chance.choice(files)
        hurt = damage(chance, whole)

        def read(source_id: str = source_id, name: str = name, hurt: bytes = hurt) -> str:
            reading = check_bytes(registry.get(source_id), name, hurt)
            if reading is None:
                return "refused"
            accounted = reading.accepted + sum(reading.set_aside.values()) + len(reading.rejects)
            assert reading.row_count == accounted, f"{reading.row_count} rows, {accounted} accounted for"
            return "read with rejects" if reading.rejects else "read"

        yield f"seed {seed}, round {number}, {source_id}", read
    text = mangle(random.Random(f"{seed} {number} a text"))

    def code() -> str:
        out = put_through(*text, coder)
        return "text refused" if out.refused else "text coded"

    yield f"seed {seed}, round {number}, {text[0]}", code


def run(seed: int, *, seconds: float = float("inf"), rounds: int | None = None, first: int = 0) -> Tally:
    """Run rounds until their number or the time is reached."""
    tally, coder = Tally(), RuleCoder()
    until, number = time.monotonic() + seconds, first
    while rounds is None or number < first + rounds:
        for name, trial in trials(seed, number, coder):
            if time.monotonic() > until:
                return tally
            tally.put(name, trial)
        number += 1
    return tally


def main() -> int:
    """Run, and say what came of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=600.0)
    parser.add_argument("--rounds", type=int)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    tally = run(options.seed, seconds=options.seconds, rounds=options.rounds, first=options.first)
    print(", ".join(f"{n:,} {what}" for what, n in sorted(tally.outcomes.items())))
    print("\n\n".join(tally.failures) or "Nothing failed.")
    return bool(tally.failures)


if __name__ == "__main__":
    sys.exit(main())
