"""Habits of a command line: settings, formats by environment, quiet, log file, pager, completion."""

from __future__ import annotations

import io
import os
import pty
import re
import subprocess
import sys
from collections.abc import Callable
from contextlib import redirect_stderr
from pathlib import Path

import pytest

from comity.faces.cli import _habits

COMITY = [
    sys.executable,
    "-c",
    "import sys; sys.argv[0] = 'comity'; from comity.faces.cli import main; main()",
]


def run(*words: str, **env: str) -> subprocess.CompletedProcess[str]:
    """A run as from a shell, in a pipe."""
    return subprocess.run(
        [*COMITY, *words], capture_output=True, text=True, check=False, env={**os.environ, **env}
    )


def on_a_terminal(*words: str, **env: str) -> str:
    """What a terminal shows of a run."""
    own, theirs = pty.openpty()
    with subprocess.Popen(
        [*COMITY, *words], stdin=theirs, stdout=theirs, env={**os.environ, "TERM": "xterm", **env}
    ):
        os.close(theirs)
        shown = b""
        try:
            while part := os.read(own, 65536):
                shown += part
        except OSError:  # Linux's way to say that the other end is closed
            pass
    os.close(own)
    return shown.decode()


def first(text: str) -> str:
    return text.split("\n", 1)[0]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="the system has no disk that is always full")
@pytest.mark.parametrize("words", [("sources",), ("status", "--format", "json"), ("--version",)])
def test_a_full_disk_under_the_output_is_one_sentence(words: tuple[str, ...], tmp_path: Path) -> None:
    with Path("/dev/full").open("w") as full:
        env = {**os.environ, "COMITY_LAKE": str(tmp_path)}
        done = subprocess.run(
            [*COMITY, "-q", *words], stdout=full, stderr=subprocess.PIPE, text=True, check=False, env=env
        )
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "cannot be read or written (No space left on device): check" in done.stderr


def test_a_format_may_be_set_by_the_environment_or_the_settings_and_is_given_up_for_an_option(
    tmp_path: Path,
) -> None:
    config = tmp_path / "config.toml"
    config.write_text('format = "csv"\n[hotspots]\nformat = "json"\n')
    ours = {"COMITY_CONFIG": str(config)}
    assert first(run("sources").stdout).startswith("id\ttitle\t")
    assert first(run("sources", **ours).stdout).startswith("id,title,")
    assert first(run("hotspots", **ours).stdout) == "["
    assert first(run("sources", COMITY_FORMAT="text").stdout).startswith("Id  ")
    assert first(run("hotspots", COMITY_FORMAT="text", **ours).stdout).startswith("Id  ")
    assert first(run("sources", "--plain", COMITY_FORMAT="text", **ours).stdout).startswith("id\ttitle\t")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("colour = 1\n", "'colour' is none of format, lake, third, quiet, verbose, pager, log-file"),
        ("[sources]\ncolour = 1\n", "[sources] has no option --colour"),
        ("format\n", "are no TOML"),
    ],
)
def test_settings_that_say_nothing_known_are_refused_in_one_sentence(
    text: str, says: str, tmp_path: Path
) -> None:
    config = tmp_path / "config.toml"
    config.write_text(text)
    out = run("sources", COMITY_CONFIG=str(config))
    assert (out.returncode, out.stdout) == (1, "")
    assert says in out.stderr
    assert str(config) in out.stderr
    assert len(out.stderr.splitlines()) == 1


def test_quiet_shows_results_only_and_a_log_file_has_all(tmp_path: Path) -> None:
    lake, log = tmp_path / "lake", tmp_path / "log"
    words = ("compact", "--lake", str(lake))
    assert "Nothing to do" in run(*words).stderr
    assert run("--quiet", "--log-file", str(log), *words).stderr == ""
    assert "INFO Nothing to do" in log.read_text("utf-8")
    failed = run("--quiet", "--log-file", str(log), "watch", "XXX-RUS")
    assert failed.stderr == "comity: There is no state called 'XXX'; did you mean XKX?\n"
    assert "ERROR There is no state called" in log.read_text("utf-8")
    assert run("--log-file", str(tmp_path / "none" / "log"), *words).returncode == 1


def test_verbose_says_what_is_used_and_where_it_failed(tmp_path: Path) -> None:
    out = run("--verbose", "watch", "XXX-RUS", COMITY_LAKE=str(tmp_path / "lake"))
    assert str(tmp_path / "lake") in out.stderr
    assert "Traceback" in out.stderr


def test_long_text_goes_through_a_pager_on_a_terminal_only() -> None:
    mark = f"{sys.executable} -c 'import sys; print(\"PAGED\", sys.stdin.read())'"
    assert on_a_terminal("sources", COMITY_PAGER=mark).startswith("PAGED ")
    assert "icews" in on_a_terminal("sources", COMITY_PAGER=mark)
    for words, env in (
        (("--no-pager", "sources"), {"COMITY_PAGER": mark}),
        (("sources",), {"COMITY_PAGER": ""}),
        (("sources",), {"COMITY_PAGER": "cat"}),
        (("sources",), {"COMITY_PAGER": "no-such-pager"}),
        (("add", "--template"), {"COMITY_PAGER": mark}),
    ):
        assert "PAGED" not in on_a_terminal(*words, **env), words
    assert "PAGED" not in run("sources", COMITY_PAGER=mark).stdout


def test_no_colour_where_none_is_wanted() -> None:
    plain = {"COMITY_PAGER": ""}
    assert "\x1b[" in on_a_terminal("hotspots", NO_COLOR="", **plain)
    assert "\x1b[3" not in on_a_terminal("hotspots", NO_COLOR="1", **plain)


def test_an_account_is_the_same_text_in_a_pipe_and_on_a_terminal(empty_lake: Callable[[], Path]) -> None:
    words, ours = ("watch", "CHN-RUS", "iran"), {"COMITY_LAKE": str(empty_lake()), "COMITY_PAGER": ""}
    shown = on_a_terminal(*words, **ours, COLUMNS="80").replace("\r\n", "\n")
    piped = run(*words, **ours).stdout
    assert piped == re.sub(r"\x1b\[[\d;]*m", "", shown)
    assert piped.startswith("China and Russia: Iran  ")


def test_bytes_come_through_as_they_are(tmp_path: Path) -> None:
    template = run("add", "--template").stdout
    assert template.startswith("date,")
    assert on_a_terminal("add", "--template").replace("\r", "") == template


def test_a_pager_that_is_left_early_is_no_failure() -> None:
    leave = f"{sys.executable} -c 'import sys; print(sys.stdin.readline())'"
    shown = on_a_terminal("sources", COMITY_PAGER=leave)
    assert "Traceback" not in shown


def test_a_command_at_work_gives_signs_of_life_until_it_shows_something(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(_habits, "FIRST", 0.01)
    monkeypatch.setattr(_habits, "EVERY", 0.01)
    err, life = io.StringIO(), _habits.Life()
    with redirect_stderr(err):
        life.begin()
        while err.getvalue().count("\n") < 2:
            pass
        life.end()
        said = err.getvalue()
        life.end()
    assert said.startswith("comity: at work, 0 s\n")
    assert err.getvalue() == said


@pytest.mark.parametrize(
    ("words", "last"),
    [("get ice", "icews"), ("cite unga_v", "unga_voeten"), ("watch CHN-RUS --source ice", "icews")],
)
def test_sources_are_completed(words: str, last: str) -> None:
    count = str(len(words.split()))
    out = run(_COMITY_COMPLETE="bash_complete", COMP_WORDS=f"comity {words}", COMP_CWORD=count)
    assert f"plain,{last}" in out.stdout.splitlines()
