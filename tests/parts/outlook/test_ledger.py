"""The ledger: frozen once, chained, whole after a kill, answered by records, scored with its doubt."""

from __future__ import annotations

import json
import multiprocessing
import signal
import subprocess
import sys
from dataclasses import replace
from datetime import date, timedelta

import issue_in_child
import numpy as np
import outlook_toy as toy
import pytest

import killed_at
from comity.errors import LakeDamagedError, QuestionError
from comity.parts.outlook.inputs import resolution_rules
from comity.parts.outlook.inputs.questions import ForecastQuestion, ResolutionRule
from comity.parts.outlook.inputs.resolution_rules import Resolution
from comity.parts.outlook.ledger import base_rates, forecast_skill, replay
from comity.parts.outlook.ledger.ledger import ROOT, Ledger, LedgerEntry

DAY = date(2020, 1, 1)
FIRST, LAST = date(2000, 1, 1), date(2025, 12, 31)


@pytest.fixture
def ground():
    return toy.ground(issue_in_child.facts(), FIRST, LAST)


@pytest.fixture
def asked(ground):
    return base_rates.ask(ground.as_of(date(2019, 12, 31)), DAY, 3)


def test_a_forecast_is_frozen_once_a_question_and_day(tmp_path, asked):
    book = Ledger(tmp_path / "lake")
    assert book.check() == (0, ROOT)
    assert book.issue(asked, "v", DAY) == len(asked) > 0
    before = book.path.read_bytes()
    assert book.issue(asked, "other", DAY) == 0
    assert book.path.read_bytes() == before
    assert book.issue(asked, "v", date(2020, 1, 2)) == len(asked)
    frozen = book.entries(toy.FRANCE_GERMANY)[0]
    same = next(a for a in asked if a.question.id == frozen.question.id)
    assert (frozen.question, frozen.probability) == (same.question, same.probability)
    assert (frozen.base_rate, frozen.vintage, frozen.issued) == (same.base_rate, "v", DAY)


def test_every_change_of_a_byte_a_line_or_their_order_is_found(tmp_path, asked):
    book = Ledger(tmp_path)
    for k in range(3):
        book.issue(asked, "v", DAY + timedelta(days=k))
    lines = book.path.read_bytes().splitlines(keepends=True)
    told = json.loads(lines[1])
    kinder = json.dumps(told | {"probability": 0.99}, sort_keys=True).encode() + b"\n"
    for wrong in (
        [lines[0], kinder, *lines[2:]],
        [*lines[:1], *lines[2:]],
        [lines[1], lines[0], *lines[2:]],
        [lines[0], *lines],
        [*lines[:-1], lines[-1][:40]],
        [*lines[:-1], lines[-1][:-1]],
        [*lines, b"\x00\xff\n"],
        [b"{}\n", *lines],
    ):
        book.path.write_bytes(b"".join(wrong))
        with pytest.raises(LakeDamagedError, match=r"(?i)ledger"):
            book.check()
        with pytest.raises(LakeDamagedError):
            book.issue(asked, "v", date(2021, 1, 1))
        assert book.path.read_bytes() == b"".join(wrong)


def test_a_clock_that_went_back_writes_nothing(tmp_path, asked, ground):
    book = Ledger(tmp_path)
    book.issue(asked, "v", DAY)
    with pytest.raises(QuestionError, match="clock"):
        book.issue(asked, "v", DAY - timedelta(days=1))
    with pytest.raises(QuestionError, match="clock"):
        book.settle([ground], DAY - timedelta(days=1))
    assert book.check()[0] == len(asked)


@pytest.mark.parametrize(("fault", "whole"), [("ledger written:1", False), ("ledger committed:1", True)])
def test_after_a_kill_the_old_ledger_or_the_new_one_is_there(tmp_path, fault, whole):
    def issue(day, fault=""):
        words = killed_at.command(fault, issue_in_child.__file__, str(tmp_path), day)
        return subprocess.run(words, capture_output=True, text=True, check=False)

    book = Ledger(tmp_path)
    n = int(issue("2020-01-01").stdout)
    assert issue("2020-01-02", fault).returncode == -signal.SIGKILL
    assert book.check()[0] == (2 * n if whole else n)
    assert int(issue("2020-01-02").stdout) == (0 if whole else n)
    assert book.check()[0] == 2 * n


def _one(root, day):
    subprocess.run([sys.executable, issue_in_child.__file__, root, day], check=False, capture_output=True)


def test_two_writers_at_once_leave_a_whole_chain(tmp_path):
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        pool.starmap(_one, [(str(tmp_path), "2020-01-01")] * 2)
    lines = Ledger(tmp_path).lines()
    assert len({x["key"] for x in lines}) == len(lines) > 0


def test_records_answer_once_and_a_late_record_turns_a_no(tmp_path, asked, ground):
    book = Ledger(tmp_path)
    book.issue(asked, "v", DAY)
    kept = [f for f in issue_in_child.facts() if f["date"] < "2020"]
    silent = toy.ground(kept, FIRST, LAST)
    assert book.settle([silent.as_of(DAY)], DAY) == 0
    on = date(2020, 5, 1)
    assert book.settle([silent], on) == len(asked)
    assert book.settle([silent], on) == 0
    assert {e.outcome.answer for e in book.entries()} == {resolution_rules.NO}
    turned = book.settle([ground], date(2020, 6, 1))
    assert turned > 0
    yes = [e for e in book.entries() if e.outcome.answer == resolution_rules.YES]
    assert len(yes) == turned
    assert yes[0].outcome.records == ("chronicle:joint-exercise-bilateral-2020-02-10",)
    assert book.settle([silent], date(2020, 7, 1)) == 0, "a yes stands"
    answers = [x["answer"] for x in book.lines() if x.get("key") == yes[0].key and x["kind"] == "outcome"]
    assert answers == ["no", "yes"]


def entry(k, probability, answer, base=0.3, proof=True):
    day = date(2001, 1, 1) + timedelta(days=91 * (k // 10))
    rule = ResolutionRule("act", day, day + timedelta(days=89), day + timedelta(days=120), 1.0, ("s",), proof)
    q = ForecastQuestion("t", toy.FRANCE_GERMANY, f"Will {k}?", rule)
    p = round(float(probability), 6)
    return LedgerEntry(f"{k}", q, p, p, p, base, 40, day, "v", "1", "m", Resolution(answer, "", ()), day)


def test_the_standing_by_hand():
    some = [entry(k, 0.8 if k % 2 else 0.1, "yes" if k % 2 else "no") for k in range(40)]
    told = forecast_skill.scorecard(
        [*some, entry(41, 0.5, "void"), replace(entry(42, 0.5, "no"), outcome=None)]
    )
    void, score, gain, slope = told
    assert not slope.known  # every yes was thought likelier than every no: no slope is finite
    assert void.value == pytest.approx(1 / 41)
    assert score.value == pytest.approx((0.04 + 0.01) / 2)
    assert gain.value == pytest.approx(1 - 0.025 / ((0.49 + 0.09) / 2))
    assert gain.interval.low <= gain.value <= gain.interval.high
    assert not forecast_skill.scorecard(some[:20])[1].known
    months = forecast_skill.worst(some)
    assert all(len(es) <= 5 for es in months.values())
    assert [forecast_skill.miss(e) for e in next(iter(months.values()))][:1] == pytest.approx([0.2])


def test_silence_of_a_selective_record_is_told_apart():
    told = forecast_skill.scorecard([entry(k, 0.3, "no", proof=k < 4) for k in range(10)])
    assert told[0].detail.silence_of_a_selective_record == 6


def test_true_probabilities_score_what_they_must_and_are_called_calibrated():
    inside, briers, beyond = 0, [], []
    for seed in range(60):
        rng = np.random.default_rng(seed)
        p = rng.beta(1, 3, 600)
        happened = rng.random(600) < p
        told = forecast_skill.scorecard(
            [
                entry(k, x, "yes" if y else "no", 0.25)
                for k, (x, y) in enumerate(zip(p, happened, strict=True))
            ]
        )
        _, score, gain, slope = told
        inside += slope.interval.low <= 1 <= slope.interval.high
        briers.append(score.value - np.mean(p * (1 - p)))
        beyond.append(gain.interval.low > 0)
    assert inside / 60 >= 0.78
    assert abs(np.mean(briers)) < 0.005
    assert np.mean(beyond) > 0.95


def test_overconfident_probabilities_get_a_slope_below_one():
    rng = np.random.default_rng(0)
    p = rng.beta(1, 2, 2000)
    said = np.clip(1 / (1 + np.exp(-2.5 * np.log(p / (1 - p)))), 0.01, 0.99)
    done = [
        entry(k, s, "yes" if rng.random() < x else "no") for k, (s, x) in enumerate(zip(said, p, strict=True))
    ]
    slope = forecast_skill.scorecard(done)[3]
    assert slope.interval.high < 0.7


def test_a_replay_asks_from_the_eve_and_writes_nothing(ground):
    told = replay.replay(ground, replay.quarters(2019, 2020))
    assert {e.issued for e in told} == set(replay.quarters(2019, 2020))
    spring = [e for e in told if e.issued == DAY and e.question.template == "exercise"]
    assert [e.outcome.answer for e in spring] == ["yes"]
    live = base_rates.ask(ground.as_of(date(2019, 12, 31)), DAY, 3)
    assert {(a.question.id, a.probability) for a in live} == {
        (e.question.id, e.probability) for e in told if e.issued == DAY
    }
    assert all(e.outcome is not None for e in told)
