"""``comity verify``, ``backup`` and ``restore``: is the lake what was written, and how to get it back."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from comity.faces.cli._options import lake_option
from comity.faces.cli._output import PARTLY, chosen, format_option, say, write_json, write_rows
from comity.faces.present.sanitize import one_line
from comity.lake.checkup import Damage
from comity.lake.store import Lake


@click.command()
@click.option("--repair", "mend", is_flag=True, help="Repair what can be repaired; nothing is deleted.")
@click.option("--dismiss", multiple=True, metavar="NAME", help="Leave out for good what is missing of NAME.")
@lake_option
@format_option
def verify(mend: bool, dismiss: tuple[str, ...], lake: str | None, fmt: str | None) -> None:
    """Read every byte of the lake and compare it with the manifest; name all that is damaged or missing.

    With --repair, lost records come back from their mirror. Commits with damaged files are taken out into the
    lake's folder quarantine; files that `comity get` downloaded are added again at once. Every command names
    the others until you add them again, or leave them out for good with --dismiss. The exit code is 3 as long
    as anything is damaged or missing.

    \b
      comity verify
      comity verify --repair
    """  # noqa: D301 - click's mark
    place, how = Lake.open(lake), chosen(fmt)
    for name in dismiss:
        place.dismiss(name)
    repair = place.repair() if mend else None
    checkup = repair.after if repair else place.check(deep=True)
    done = [Damage("done", "", text) for text in repair.done] if repair else []
    if how == "json":
        more = {"done": list(repair.done)} if repair else {}
        write_json({"files": checkup.files, "damage": [asdict(d) for d in checkup.damage], **more})
    elif how != "text":
        write_rows([asdict(d) for d in (*done, *checkup.damage)], how, ("kind", "path", "text"))
    else:
        for line in (*done, *checkup.damage):
            click.echo(one_line(line.text))
        if not checkup.damage:
            click.echo(f"{checkup.files:,} files are what was written.")
    if checkup.damage:
        raise SystemExit(PARTLY)


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@lake_option
def backup(folder: Path, lake: str | None) -> None:
    """Copy the lake to an empty FOLDER, each file compared with the manifest; others may write meanwhile.

    The desk's database of cases and notes lies beside the lake: copy that, too.

    \b
      comity backup /mnt/backup/2026-11-27
    """  # noqa: D301
    copied = Lake.open(lake).backup(folder)
    say([f"{copied.files:,} files ({copied.bytes / 1e6:,.1f} MB) were copied to {folder}."])
    say(f"{path} is a link or no regular file, so it was left out." for path in copied.left_out)


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@lake_option
def restore(folder: Path, lake: str | None) -> None:
    """Make a backup in FOLDER the lake, after every file was verified; the lake before is moved aside.

    \b
      comity restore /mnt/backup/2026-11-27
    """  # noqa: D301
    place = Lake.open(lake)
    before = place.restore(folder)
    say([f"{place.root} is as in {folder}." + (f" The lake before is now {before}." if before else "")])
