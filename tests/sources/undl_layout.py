"""Small files in the layout of the UN Digital Library's voting data, made here after its description."""

from __future__ import annotations

import csv
import io

GA = (
    "undl_id",
    "ms_code",
    "ms_name",
    "ms_vote",
    "date",
    "session",
    "resolution",
    "draft",
    "committee_report",
    "meeting",
    "title",
    "agenda_title",
    "subjects",
    "vote_note",
    "total_yes",
    "total_no",
    "total_abstentions",
    "total_non_voting",
    "total_ms",
    "undl_link",
)
SC = (
    "undl_id",
    "ms_code",
    "ms_name",
    "permanent_member",
    "ms_vote",
    "date",
    "resolution",
    "draft",
    "meeting",
    "description",
    "agenda",
    "subjects",
    "vote_note",
    "total_yes",
    "total_no",
    "total_abstentions",
    "total_non_voting",
    "total_ms",
    "modality",
    "undl_link",
)


def table(columns: tuple[str, ...], *rows: dict[str, str]) -> bytes:
    """A file with these columns, blank where a row says nothing."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, columns, restval="", extrasaction="ignore", lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def cast(call: dict[str, str], **votes: str) -> list[dict[str, str]]:
    """The rows of one vote: code -> ``"NAME Y"``."""
    return [
        call | {"ms_code": code, "ms_name": how.rpartition(" ")[0], "ms_vote": how.rpartition(" ")[2]}
        for code, how in votes.items()
    ]


def call(key: str, day: str, resolution: str, totals: str, **other: str) -> dict[str, str]:
    """What all rows of a vote tell; ``totals`` like ``135-1-3``."""
    counts = dict(zip(("total_yes", "total_no", "total_abstentions"), totals.split("-"), strict=True))
    return {
        "undl_id": key,
        "date": day,
        "resolution": resolution,
        "total_non_voting": "2.0",
        "total_ms": "193.0",
        "undl_link": f"https://digitallibrary.un.org/record/{key}",
        **{k: f"{v}.0" for k, v in counts.items()},
        **other,
    }


SEA = call(
    "3838000",
    "2019-12-10",
    "A/RES/74/19",
    "135-1-3",
    session="74",
    title="Oceans and the law of the sea : resolution / adopted by the General Assembly",
    agenda_title="Oceans and the law of the sea",
    draft="A/74/L.22|A/74/L.22/Add.1",
)
CHINA = call(
    "657000", "1971-10-25", "A/RES/2758(XXVI)", "76-35-17", session="26", title="Restoration of rights"
)
PAGES = call("670000", "1961-03-14", "A/RES/1600(XV)", "91-0-0", session="15", title="A page, no number")
ES11 = call(
    "3959000",
    "2022-03-02",
    "A/RES/ES-11/1",
    "141-5-35",
    session="ES-11",
    title="Aggression against Ukraine",
    agenda_title='Letter, "Uniting for peace"',
)
LOST = call("640000", "1985-12-10", "A/RES/40/999", "100-10-10", session="40", title="Under no symbol of his")

GA_ROWS = [
    *cast(
        SEA,
        CHN="CHINA Y",
        RUS="RUSSIAN FEDERATION Y",
        TUR="TÜRKIYE N",
        COD="DEMOCRATIC REPUBLIC OF THE CONGO X",
    ),
    *cast(CHINA, CHN="CHINA X", RUS="USSR Y", YMD="DEMOCRATIC YEMEN Y", GER="GERMANY, FEDERAL REPUBLIC OF N"),
    *cast(PAGES, RUS="USSR A", EGY="UNITED ARAB REPUBLIC Y"),
    *cast(ES11, CHN="CHINA A", RUS="RUSSIAN FEDERATION N"),
    *cast(LOST, CHN="CHINA Y"),
]

GAZA = call(
    "4031000",
    "2023-12-22",
    "S/RES/2720(2023)",
    "13-0-2",
    modality="Vote",
    agenda="The Middle East",
    description="Security Council resolution 2720 (2023) [on Gaza]",
)
HALL = call(
    "570000",
    "1973-04-20",
    "S/RES/331 (1973)",
    "15-0-0",
    modality="Vote",
    description="331 (1973)",
    vote_note="Adopted without a vote",
)
PRAISE = call(
    "571000", "1996-12-13", "S/RES/1090(1996)", "15-0-0", modality="Without Vote", description="1090"
)
OLD = call("572000", "1965-09-06", "S/RES/210(1965)", "10-0-1", modality="Vote", description="210 (1965)")
SEAT = {"permanent_member": "True"}

SC_ROWS = [
    *cast(GAZA | SEAT, CHN="CHINA Y", RUS="RUSSIAN FEDERATION A", USA="UNITED STATES A"),
    *cast(GAZA | {"permanent_member": "False"}, ARE="UNITED ARAB EMIRATES Y"),
    *cast(HALL | SEAT, CHN="CHINA Y", RUS="USSR Y"),
    *cast(PRAISE | SEAT, CHN="CHINA Y"),
    *cast(OLD | SEAT, CHN="CHINA Y", SUN="USSR Y", FRA="FRANCE X"),
]

FILES: dict[str, list[tuple[str, bytes]]] = {
    "undl_ga": [
        ("2026_02_06_ga_voting.csv", table(GA, *GA_ROWS)),
        ("2025_03_31_ga_voting_corr1.csv", table(tuple(c for c in GA if c != "vote_note"), *GA_ROWS)),
    ],
    "undl_sc": [("2026_02_06_sc_voting.csv", table(SC, *SC_ROWS))],
}
