"""Forecasts of monthly counts as findings and fan charts, always with the results of past forecasts."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date

from comity.lake.query.view import View
from comity.parts.outlook.forecast import counts, evaluation, scores, series
from comity.parts.outlook.forecast.counts import Ahead
from comity.parts.outlook.forecast.evaluation import Track
from comity.parts.outlook.forecast.series import MonthlySeries
from comity.parts.outlook.inputs.forecast_inputs import ForecastInputs
from comity.records import bins
from comity.records.details import ForecastDetail, ForecastTrack
from comity.records.finding import Finding, Interval, cannot_tell
from comity.records.kinds import Kind, Subject
from comity.vocabulary.group import Group

METHOD = counts.METHOD
HORIZONS = (1, 3, 6)
LEVELS = (0.1, 0.25, 0.5, 0.75, 0.9)
#: Most past forecasts shown in a fan chart.
SHOWN = 24

#: Months without data after which a stream is no longer used for forecasts.
STALE = 3

NULL = "the counts of the last 24 months as they lie"


@dataclass(frozen=True, slots=True)
class Past:
    """A past forecast of one month, with its 80% interval and the outcome."""

    month: date
    low: int
    middle: int
    high: int
    came: int


@dataclass(frozen=True, slots=True)
class Fan:
    """Data of a fan chart: each month ahead, with the count at each probability in :data:`LEVELS`.

    ``past`` holds earlier forecasts, oldest first, each made as many months ahead as the fan's first month.
    """

    name: str
    unit: str
    stream: str
    months: tuple[date, ...]
    quantiles: tuple[tuple[int, ...], ...]
    past: tuple[Past, ...]


def forecast(
    view: View,
    group: Group,
    hotspot: str | None = None,
    *,
    horizons: Collection[int] = HORIZONS,
    sources: Collection[str] = (),
    today: date = date.min,
) -> list[Finding]:
    """Forecast how many joint acts and events the next months will have, with 80% intervals.

    Parameters
    ----------
    view : the records, as of a given day or all
    group : the states; event streams are used for pairs only
    hotspot : id of a top-level hotspot (default: all)
    horizons : numbers of months to forecast the sum of
    sources : only these sources (default: all)
    today : months that ended before this day are not forecast

    Returns
    -------
    One finding per series and horizon. Its detail holds the probability of at least one event and the track
    record: number of past forecasts, skill and Diebold-Mariano p values against the benchmark rules, and the
    share of outcomes inside the intervals.
    """
    monthly = _series(view, group, hotspot, sources, today)
    subject = Subject(states=group.codes, place=hotspot or "")
    if not monthly:
        why = "no chronicle names every member and no event stream held reaches so far"
        return [cannot_tell(Kind.FORECAST, subject, why, method=METHOD, null=NULL)]
    return [_finding(s, h, subject) for s in monthly for h in sorted(horizons)]


def fans(
    view: View,
    group: Group,
    hotspot: str | None = None,
    *,
    sources: Collection[str] = (),
    today: date = date.min,
) -> list[Fan]:
    """Return the fan charts of all series of counts with enough data, six months ahead."""
    return [f for s in _series(view, group, hotspot, sources, today) if (f := fan(s)) is not None]


def fan(s: MonthlySeries) -> Fan | None:
    """Return the fan chart of one series of counts; ``None`` if there is too little data."""
    ahead = [
        counts.forecast(s.counts, Ahead(s.lag + k), s.plain, s.volume) for k in range(1, max(HORIZONS) + 1)
    ]
    forecasts = [f for f in ahead if f is not None]
    if len(forecasts) < len(ahead):
        return None
    months = tuple(s.month(len(s.counts) - 1 + s.lag + k) for k in range(1, len(forecasts) + 1))
    levels = tuple(tuple(scores.quantile(f.pmf, q) for q in LEVELS) for f in forecasts)
    track = evaluation.track(s.counts, Ahead(s.lag + 1), plain=s.plain, volume=s.volume)
    return Fan(s.name, s.unit, s.stream, months, levels, past(s, track)[-SHOWN:])


def past(s: MonthlySeries, track: Track | None) -> tuple[Past, ...]:
    """Return past forecasts of a series with their outcomes; a sum of months gets its first month's date."""
    if track is None:
        return ()
    rows = zip(track.origins, track.low, track.middle, track.high, track.outcome, strict=True)
    return tuple(Past(s.month(t + track.ahead.lead), *(int(x) for x in rest)) for t, *rest in rows)


def _series(
    view: View, group: Group, hotspot: str | None, sources: Collection[str], today: date
) -> list[MonthlySeries]:
    inputs = ForecastInputs.read(view, group)
    out = series.count_joint_acts(inputs, hotspot)
    if len(group.codes) == 2:
        pair = (group.codes[0], group.codes[1])
        ends = max((c.last for c in view.coverage() if c.table in ("events", "acts")), default=date.min)
        for stream in sorted({c.source for c in view.coverage() if c.table == "events"}):
            streamed = series.count_events(view, pair, stream, hotspot)
            fresh = [s for s in streamed if bins.following(s.month(len(s.counts)), "month", STALE) > ends]
            out += fresh
    return [_skip_past(s, today) for s in out if not sources or s.stream in sources or s.stream == "record"]


def _skip_past(s: MonthlySeries, today: date) -> MonthlySeries:
    """Skip months of a series before ``today``, so that the first forecast month is not in the past."""
    lag = s.lag
    while s.month(len(s.counts) + lag) < today.replace(day=1):
        lag += 1
    return replace(s, lag=lag)


def _finding(s: MonthlySeries, months: int, about: Subject) -> Finding:
    ahead = Ahead(s.lag + 1, months)
    first = s.month(len(s.counts) + s.lag)
    last = bins.following(first, "month", months - 1)
    span = bins.label(first, "month") + (f" to {bins.label(last, 'month')}" if months > 1 else "")
    subject = replace(about, topic=s.name, span=span, stream=s.stream)
    track = evaluation.track(s.counts, ahead, plain=s.plain, volume=s.volume)
    current = track.now if track else counts.forecast(s.counts, ahead, s.plain, s.volume)
    if current is None:
        why = f"{s.known} months were seen; {counts.FIRST + counts.PAST + ahead.reach} are needed"
        return cannot_tell(Kind.FORECAST_COUNT, subject, why, method=METHOD, null=NULL, n=s.known)
    low, high = scores.central(current.pmf, evaluation.LEVEL)
    detail = ForecastDetail(
        series=s.name,
        months=months,
        first=first.isoformat(),
        any=current.any,
        median=scores.quantile(current.pmf, 0.5),
        track=_track(s, track),
    )
    return Finding(
        Kind.FORECAST_COUNT,
        subject,
        current.mean,
        s.unit,
        NULL,
        s.known,
        METHOD,
        interval=Interval(float(low), float(max(low, high)), evaluation.LEVEL),
        records=s.records,
        records_total=len(s.records),
        detail=detail,
    )


def _track(s: MonthlySeries, track: Track | None) -> ForecastTrack | None:
    if track is None:
        return None
    return ForecastTrack(
        n=track.n,
        inside=track.coverage,
        brier_any=track.brier,
        skill={r: track.skill(r) for r in evaluation.RULES},
        p={r: track.against(r)[1] for r in evaluation.RULES},
        past=tuple((p.month.isoformat(), p.low, p.middle, p.high, p.came) for p in past(s, track)[-SHOWN:]),
    )
