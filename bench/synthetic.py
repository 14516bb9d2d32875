"""Synthetic event files in the layout of GDELT 2.0: 61 columns, one zip file per fifteen minutes.

Run ``python bench/synthetic.py FOLDER [--rows N] [--dirty SHARE] [--dup SHARE] [--plain]``. The content of a
file depends only on the seed and its number, so a short run gives the first files of a long one. ``--dirty``
is the share of invalid lines (cut short, or with a wrong number, day or code). ``--dup`` is the share of
repeated ids. The events are invented.
"""

from __future__ import annotations

import argparse
import io
import zipfile
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute
import pyarrow.csv as pc

from comity.sources.gdelt.event_layout import COLUMNS

ROWS = 2_000
"""Rows of a file, about what a quarter of an hour holds."""
FIRST = datetime(2019, 1, 1, tzinfo=UTC)
SLOT = timedelta(minutes=15)

STATES = {
    "USA": "US",
    "RUS": "RS",
    "CHN": "CH",
    "GBR": "UK",
    "FRA": "FR",
    "DEU": "GM",
    "IND": "IN",
    "IRN": "IR",
    "ISR": "IS",
    "SYR": "SY",
    "TUR": "TU",
    "UKR": "UP",
    "VEN": "VE",
    "PRK": "KN",
    "KOR": "KS",
    "JPN": "JA",
    "PAK": "PK",
    "AFG": "AF",
    "SAU": "SA",
    "EGY": "EG",
    "NGA": "NI",
    "ZAF": "SF",
    "BRA": "BR",
    "MEX": "MX",
    "CAN": "CA",
    "AUS": "AS",
    "ITA": "IT",
    "ESP": "SP",
    "POL": "PL",
    "SRB": "RI",
    "KAZ": "KZ",
    "UZB": "UZ",
    "SDN": "SU",
    "CAF": "CT",
    "PHL": "RP",
    "VNM": "VM",
    "EUR": "",
    "AFR": "",
    "": "",
}
"""CAMEO code of an actor's country -> FIPS code of the place; regions and blanks among them."""
CODES = (
    "010",
    "020",
    "036",
    "040",
    "042",
    "043",
    "046",
    "051",
    "057",
    "071",
    "090",
    "111",
    "112",
    "120",
    "141",
    "172",
    "173",
    "190",
    "193",
)
ROLES = ("", "", "", "GOV", "GOV", "MIL", "BUS", "MED", "CVL", "LEG", "COP")
HOSTS = 3_000
STORIES = 600
PLACES = 4_000
DAYS_BEFORE = (0, 1, 7, 30, 365)
LAGS = (0.97, 0.012, 0.008, 0.006, 0.004)


@dataclass(frozen=True, slots=True)
class Dirt:
    """Share of invalid lines, and share of rows that repeat an id of an earlier file."""

    dirty: float = 0.0
    dup: float = 0.0


@cache
def _pools() -> dict[str, pa.Array]:
    """Return the words that all files draw from; they do not depend on the seed."""
    rng = np.random.default_rng(20190101)
    letters = np.array(list("abcdefghijklmnopqrstuvwxyz"))
    words = ["".join(rng.choice(letters, rng.integers(3, 9))) for _ in range(4_000)]
    hosts = [f"{'www.' if i % 3 else ''}{words[i]}{'.com' if i % 4 else '.co.uk'}" for i in range(HOSTS)]
    fips = np.array([f for f in STATES.values() if f])
    rows = []
    for i, f in enumerate(fips[rng.integers(0, len(fips), PLACES)]):
        lat, lon = rng.uniform(-60, 70), rng.uniform(-180, 180)
        kind = int(rng.choice([1, 3, 4, 5], p=[0.45, 0.1, 0.4, 0.05]))
        name = ", ".join(w.title() for w in words[i % 3_900 : i % 3_900 + (1 if kind == 1 else 3)])
        adm2 = "" if kind == 1 else str(rng.integers(1_000, 99_999))
        rows.append(
            (
                str(kind),
                name,
                f,
                f if kind == 1 else f"{f}{i % 90:02d}",
                adm2,
                f"{lat:.6g}",
                f"{lon:.6g}",
                f if kind == 1 else str(-(i + 10_000)),
            )
        )
    out = {f"place{k}": pa.array(v) for k, v in enumerate(zip(*rows, strict=True))}
    return out | {"words": pa.array(words), "hosts": pa.array(hosts)}


def content(number: int, *, seed: int = 0, rows: int = ROWS, dirt: Dirt | None = None) -> bytes:
    """Return the bytes of one file by its number."""
    rng, how = np.random.default_rng([seed, number]), dirt or Dirt()
    columns = _columns(rng, number, rows, how)
    table = pa.table(
        [columns.get(c, pa.array([""] * rows)) for c in COLUMNS["gdelt2"]], names=list(COLUMNS["gdelt2"])
    )
    out = io.BytesIO()
    pc.write_csv(table, out, pc.WriteOptions(include_header=False, delimiter="\t", quoting_style="none"))
    return _spoil(out.getvalue(), rng, how.dirty) if how.dirty else out.getvalue()


def _columns(rng: np.random.Generator, number: int, rows: int, how: Dirt) -> dict[str, pa.Array]:
    added = FIRST + number * SLOT
    ids = 800_000_000 + number * rows + np.arange(rows)
    again = rng.random(rows) < how.dup
    ids[again] -= rng.integers(0, max(number, 1), again.sum()) * rows
    lag = rng.choice(DAYS_BEFORE, rows, p=LAGS)
    days = np.array([added.date()], "datetime64[D]") - lag
    text = pa.array(np.char.replace(days.astype(str), "-", ""))
    story = np.sort(rng.integers(0, STORIES, rows))
    code = pa.array(CODES).take(pa.array(rng.integers(0, len(CODES), rows)))
    tone = np.round(rng.normal(-2, 4, STORIES), 13)[story]
    mentions = pa.array((1 + rng.geometric(0.2, STORIES))[story].astype(str))
    root = pa.array([c[:2] for c in CODES])
    out = {
        "GLOBALEVENTID": pa.array(ids.astype(str)),
        "SQLDATE": text,
        "MonthYear": pa.compute.utf8_slice_codeunits(text, 0, 6),
        "Year": pa.compute.utf8_slice_codeunits(text, 0, 4),
        "FractionDate": pa.array(["2019.0027"] * rows),
        "IsRootEvent": pa.array(rng.integers(0, 2, rows).astype(str)),
        "EventCode": code,
        "EventBaseCode": code,
        "EventRootCode": root.take(pa.compute.index_in(code, pa.array(CODES))),
        "QuadClass": pa.array(rng.integers(1, 5, rows).astype(str)),
        "GoldsteinScale": pa.array(rng.choice(["-10.0", "-5.0", "-2.0", "0.0", "1.9", "3.4", "7.0"], rows)),
        "NumMentions": mentions,
        "NumSources": pa.array(["1"] * rows),
        "NumArticles": mentions,
        "AvgTone": pa.array(tone.astype(str)),
        "DATEADDED": pa.array([f"{added:%Y%m%d%H%M%S}"] * rows),
        "SOURCEURL": _addresses(rng).take(pa.array(story)),
    }
    for i in ("1", "2"):
        out |= _actor(rng, i, rows)
    place = rng.integers(0, PLACES, STORIES)[story]
    for who, share in (("Actor1", 0.9), ("Actor2", 0.7), ("Action", 0.97)):
        at = pa.array(place, mask=rng.random(rows) >= share)
        for k, c in enumerate(
            ("Type", "FullName", "CountryCode", "ADM1Code", "ADM2Code", "Lat", "Long", "FeatureID")
        ):
            blank = "0" if c == "Type" else ""
            out[f"{who}Geo_{c}"] = _pools()[f"place{k}"].take(at).fill_null(blank)
    return out


def _addresses(rng: np.random.Generator) -> pa.Array:
    words, hosts = _pools()["words"], _pools()["hosts"]
    some = [words.take(pa.array(rng.integers(0, len(words), STORIES))) for _ in range(7)]
    scheme = pa.array(rng.choice(["https://", "http://"], STORIES))
    host = hosts.take(pa.array(rng.zipf(1.3, STORIES) % HOSTS))
    slug = pa.compute.binary_join_element_wise(*some, "-")
    return pa.compute.binary_join_element_wise(scheme, host, "/news/2019/", slug, ".html", "")


def _actor(rng: np.random.Generator, i: str, rows: int) -> dict[str, pa.Array]:
    states = list(STATES)
    weight = 1 / np.arange(1, len(states) + 1) ** 0.7
    weight[-1] = weight.sum() * (0.1 if i == "1" else 0.35)
    who = pa.array(states).take(pa.array(rng.choice(len(states), rows, p=weight / weight.sum())))
    role = pa.array(ROLES).take(pa.array(rng.integers(0, len(ROLES), rows)))
    code = pa.compute.binary_join_element_wise(who, role, "")
    name = _pools()["words"].take(pa.array(rng.integers(0, 400, rows)))
    known = pa.compute.not_equal(code, "")
    return {
        f"Actor{i}Code": code,
        f"Actor{i}CountryCode": who,
        f"Actor{i}Type1Code": role,
        f"Actor{i}Name": pa.compute.if_else(known, pa.compute.utf8_upper(name), ""),
    }


def _spoil(data: bytes, rng: np.random.Generator, share: float) -> bytes:
    """Damage a share of the lines: some are cut short, others get a wrong number, day or code."""
    lines = data.split(b"\n")[:-1]
    for n, i in enumerate(np.flatnonzero(rng.random(len(lines)) < share).tolist()):
        fields = lines[i].split(b"\t")
        if n % 4 == 0:
            fields = fields[:40]
        else:
            at, wrong = ((1, b"20190230"), (34, b"4#.2"), (26, b"xx"))[n % 4 - 1]
            fields[at] = wrong
        lines[i] = b"\t".join(fields)
    return b"\n".join([*lines, b""])


def name(number: int) -> str:
    """Return the published name of a file by its number."""
    return f"{FIRST + number * SLOT:%Y%m%d%H%M%S}.export.CSV"


def write_one(folder: Path, number: int, seed: int, dirt: Dirt, *, plain: bool) -> None:
    """Write one file into the folder of its month, as a zip or, if ``plain``, unzipped."""
    data, member = content(number, seed=seed, dirt=dirt), name(number)
    if plain:
        (folder / member).write_bytes(data)
        return
    info = zipfile.ZipInfo(member, (2019, 1, 1, 0, 0, 0))
    info.compress_type = zipfile.ZIP_DEFLATED
    with zipfile.ZipFile(folder / f"{member}.zip", "w") as out:
        out.writestr(info, data)


def write(folder: Path, rows: int, *, seed: int = 0, dirt: Dirt | None = None, plain: bool = False) -> None:
    """Write enough files for ``rows`` rows, in two processes; existing files are kept."""
    folder.mkdir(parents=True, exist_ok=True)
    end = "" if plain else ".zip"
    todo = [n for n in range(-(-rows // ROWS)) if not (folder / f"{name(n)}{end}").exists()]
    with ProcessPoolExecutor(2) as pool:
        work = [pool.submit(_write_some, folder, todo[k::2], seed, dirt or Dirt(), plain) for k in (0, 1)]
        for w in work:
            w.result()


def _write_some(folder: Path, numbers: list[int], seed: int, dirt: Dirt, plain: bool) -> None:
    for n in numbers:
        write_one(folder, n, seed, dirt, plain=plain)


def lines(rows: int, *, seed: int = 0, dirt: Dirt | None = None) -> Iterator[bytes]:
    """Yield the contents of the files in order."""
    for n in range(-(-rows // ROWS)):
        yield content(n, seed=seed, dirt=dirt)


def main() -> None:
    """Write the files that the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--rows", type=int, default=500_000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--dirty", type=float, default=0.0)
    parser.add_argument("--dup", type=float, default=0.0)
    parser.add_argument("--plain", action="store_true")
    options = parser.parse_args()
    write(
        options.folder,
        options.rows,
        seed=options.seed,
        dirt=Dirt(options.dirty, options.dup),
        plain=options.plain,
    )


if __name__ == "__main__":
    main()
