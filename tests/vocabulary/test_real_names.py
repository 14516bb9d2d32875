"""Every name and code that the real files put where a state belongs is a state, a body or a known other.

A failure names what is new: add it to ``names.csv``, or to ``not_states.yaml`` with what it is.
"""

from __future__ import annotations

import csv
import io
import json
import warnings
import zipfile
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from comity.sources.base import SourceFile
from comity.sources.kit.rdata_file import read_frames
from comity.vocabulary import states
from comity.vocabulary.parties import party, split

pytestmark = pytest.mark.real


def _unknown(values: Iterable[Any], system: str) -> set[str]:
    texts = {str(v).strip() for v in values if isinstance(v, str)}
    assert texts, "nothing was read"
    return {t for t in texts if t and not party(t, system).kind}


def _r(path: Path) -> Any:
    import rdata

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # rdata warns of tibbles and of column specifications
        if path.suffix == ".rds":
            return rdata.read_rds(path)
        return next(iter(rdata.read_rda(path).values()))


def _csv(path: Path, skip: int = 0, encoding: str = "utf-8-sig") -> list[dict[str, str]]:
    lines = path.read_text(encoding).splitlines(keepends=True)[skip:]
    return list(csv.DictReader(io.StringIO("".join(lines))))


def _xlsx(path: Path, sheet: int = 0) -> list[list[Any]]:
    import python_calamine

    return list(python_calamine.CalamineWorkbook.from_path(path).get_sheet_by_index(sheet).to_python())


def test_unga_names_and_codes(shared_data: Path) -> None:
    path = shared_data / "votes" / "unga_unvotes_votes.rda"
    votes = next(
        iter(read_frames(SourceFile(path.name, path.name, "0" * 16, lambda: path.open("rb"))).values())
    )
    seen = votes.group_by(["country", "country_code"]).aggregate([]).to_pydict()
    assert len(seen["country"]) == 200
    assert _unknown(seen["country"], "un") == set()
    for name, code in zip(seen["country"], seen["country_code"], strict=True):
        if isinstance(code, str) and code != "CS":  # Czechoslovakia's code was given again later
            assert states.resolve(code, "iso2") == states.resolve(name, "un"), name


def test_icews_country_columns(shared_data: Path) -> None:
    seen: set[str] = set()
    for path in sorted((shared_data / "events" / "icews_weekly").glob("*.zip")):
        with zipfile.ZipFile(path) as archive, archive.open(archive.namelist()[0]) as stream:
            header, *lines = stream.read().decode("utf-8").split("\n")
        at = [header.split("\t").index(c) for c in ("Source Country", "Target Country", "Country")]
        for line in lines:
            cells = line.split("\t")
            seen.update(cells[i] for i in at if i < len(cells))
    assert len(seen) > 200
    assert _unknown(seen, "icews") == set()


def test_cow_states_agree_by_number_and_by_letters(shared_data: Path) -> None:
    """Each membership spell: number and abbreviation mean one state, on its first day and its last."""
    for row in _r(shared_data / "ties" / "peacesciencer_cow_states.rda").itertuples():
        for y, m, d in ((row.styear, row.stmonth, row.stday), (row.endyear, row.endmonth, row.endday)):
            on = date(int(y), int(m), int(d))
            by_number = states.resolve(int(row.ccode), "cow", on)
            assert by_number is not None, row
            assert by_number == states.resolve(row.stateabb, "cowabb", on), row


@pytest.mark.parametrize(
    ("file", "columns"),
    [
        ("finance_aiddata_gcdf3_country_year_cow.csv", ("ccode",)),
        ("treaties_dcad_v1.0_main.csv", ("ccode1", "ccode2")),
        ("alliances_atop5_1sy.csv", ("state",)),
    ],
)
def test_cow_numbers(shared_data: Path, file: str, columns: tuple[str, ...]) -> None:
    rows = _csv(shared_data / "ties" / file, encoding="latin-1")
    assert _unknown((r[c] for r in rows for c in columns), "cow") == set()


def _state_department(shared: Path) -> Iterable[str]:
    for path in sorted((shared / "votes").glob("unga_us_state_coincidence_*.csv")):
        yield from (r["COUNTRY"] for r in _csv(path))


def _kaartmaker(shared: Path) -> Iterable[str]:
    for path in sorted((shared / "votes").glob("unga_kaartmaker_*.csv")):
        yield from (r["NAME_EN"] for r in _csv(path))


def _ideal_points(shared: Path) -> Iterable[str]:
    path = shared / "votes" / "unga_idealpoints_All_Apr2020.csv"
    yield from (r["Countryname"] for r in _csv(path, encoding="cp1252"))


def _sipri(shared: Path) -> Iterable[str]:
    path = shared / "ties" / "arms_sipri_trade_register_2000_2023.csv"
    for r in _csv(path, skip=11, encoding="latin-1"):
        # two stars mark an organisation: its name is a body's without them
        yield from (r[c].removesuffix("**") for c in ("Supplier", "Recipient"))


def _aei(shared: Path) -> Iterable[str]:
    rows = _csv(shared / "ties" / "finance_aei_china_investments_2005_2018.csv")
    yield from (r["Country"] for r in rows)


def _china_vitae(shared: Path) -> Iterable[str]:
    yield from _r(shared / "ties" / "meetings_chinavitae_engagements_2003_2018.rds")["country"]


def _leaders_abroad(shared: Path) -> Iterable[str]:
    rows = _xlsx(shared / "ties" / "visits_who_where_when_chinese_leaders_1949_2020.xlsx", 1)
    at = rows[0].index("Country")
    yield from (r[at] for r in rows[1:])


def _aiddata(shared: Path) -> Iterable[str]:
    rows = _xlsx(shared / "ties" / "finance_aiddata_gcof_v1.0_2000_2014.xlsx")
    at = rows[0].index("recipient_condensed")
    yield from (r[at] for r in rows[1:])


def _aiddata_places(shared: Path) -> Iterable[str]:
    for cell in _r(shared / "ties" / "finance_aiddata_gbwalker_aiddf.rds")["country"].dropna():
        yield from cell.split(";")


def _public_diplomacy(shared: Path) -> Iterable[str]:
    rows = _csv(shared / "ties" / "visits_aiddata_chinese_public_diplomacy_v2.csv")
    yield from (r["receiving_country"] for r in rows)


def _peacekeeping(shared: Path) -> Iterable[str]:
    yield from (r["Country"] for r in _csv(shared / "ties" / "peacekeeping_un_country_by_year.csv"))


def _vetoes(shared: Path) -> Iterable[str]:
    for r in _csv(shared / "votes" / "unsc_vetoes_yordan_1946_2022.csv", encoding="latin-1"):
        yield from (r[f"member_veto{n}"] for n in (1, 2, 3))
    for r in _csv(shared / "votes" / "unsc_vetoes_lurak_1991_2022.csv"):
        yield r["country"]


@pytest.mark.parametrize(
    "names",
    [
        _state_department,
        _kaartmaker,
        _ideal_points,
        _sipri,
        _aei,
        _china_vitae,
        _leaders_abroad,
        _aiddata,
        _aiddata_places,
        _public_diplomacy,
        _peacekeeping,
        _vetoes,
    ],
    ids=lambda f: f.__name__.strip("_"),
)
def test_free_names(shared_data: Path, names: Callable[[Path], Iterable[str]]) -> None:
    seen = set(names(shared_data))
    assert len(seen) > 5
    assert _unknown(seen - {"0", "1"}, "any-name") == set()


def test_vetoes_name_the_state_of_the_day(shared_data: Path) -> None:
    """The Soviet Union until 1991, Russia after; the seat of China from Taipei before October 1971."""
    for r in _csv(shared_data / "votes" / "unsc_vetoes_yordan_1946_2022.csv", encoding="latin-1"):
        month, day, year = map(int, r["date"].split("/"))
        on = date(year, month, day)
        for n in (1, 2, 3):
            code = states.resolve(r[f"member_veto{n}"], "un", on) or states.resolve(
                r[f"member_veto{n}"], "any-name", on
            )
            if r[f"member_veto{n}"] in ("USSR", "Russia"):
                assert code == ("SUN" if on < date(1991, 12, 26) else "RUS"), r
            if r[f"member_veto{n}"] == "China":
                assert code == ("TWN" if on < date(1971, 10, 25) else "CHN"), r


def test_sanctions_lists(shared_data: Path) -> None:
    unknown = {
        p.written
        for r in _csv(shared_data / "ties" / "sanctions_gsdb_v4_cases.csv", encoding="latin-1")
        for c in ("sanctioned_state", "sanctioning_state")
        for p in split(r[c])
        if not p.kind
    }
    assert unknown == set()


def test_human_rights_codes(shared_data: Path) -> None:
    text = (shared_data / "votes" / "hrc_chr_votes_data.js").read_text("utf-8")
    data = json.loads(text[text.index("{") : text.rindex("}") + 1])
    assert {c for c in data["votes"] if states.resolve(c, "iso3") is None} == set()


def test_gdelt_actor_and_place_codes(shared_data: Path) -> None:
    actors: set[str] = set()
    places: set[str] = set()
    for path in sorted((shared_data / "events" / "gdelt2_raw").glob("*xport.CSV*")):
        raw = path.read_bytes()
        if path.suffix == ".zip":
            with zipfile.ZipFile(io.BytesIO(raw)) as archive:
                raw = archive.read(archive.namelist()[0])
        for line in raw.decode("utf-8", "replace").splitlines():
            cells = line.split("\t")
            assert len(cells) == 61
            actors.update((cells[7], cells[17]))
            places.update((cells[37], cells[45], cells[53]))
    assert len(actors) > 100
    assert _unknown(actors, "cameo") == set()
    assert _unknown(places, "fips") == set()


def test_gdelt_daily_place_codes(shared_data: Path) -> None:
    path = shared_data / "events" / "gdelt_aggregated"
    counts = _r(path / "magrossi_gdelt_daily_counts_all_events_all_countries.rds")
    assert _unknown(counts["CountryCode"].unique(), "fips") == set()


def test_gdelt_partner_codes(shared_data: Path) -> None:
    import pandas as pd

    folder = shared_data / "events" / "gdelt_aggregated"
    seen: set[str] = set()
    for path in sorted(folder.glob("mijapa_monthly/*.csv.gz")) + sorted(folder.glob("icyswan*.csv.gz")):
        table = pd.read_csv(path, dtype=str, keep_default_na=False)
        for c in table.columns:
            if c.strip() in ("Actor1CountryCode", "Actor2CountryCode"):
                seen |= set(table[c])
    assert len(seen) > 200
    assert _unknown(seen, "cameo") == set()
