"""What each kind of finding has beside its value: one frozen type per measure, with plain values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from comity.records.kinds import Kind

Numbers = tuple[float, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Detail:
    """What any finding may have beside its value.

    Parameters
    ----------
    interval_of : what the interval is of, if the value is a word
    no_interval, no_placebo, no_records : why there is none
    first, last : first and last day (ISO 8601) of the records
    bin : width of the time bins counted
    note : a caution for readers
    against : for a search for evidence against acting together, whether it found some; ``None``: no search,
        or no answer
    """

    interval_of: str = ""
    no_interval: str = ""
    no_placebo: str = ""
    no_records: str = ""
    first: str = ""
    last: str = ""
    bin: str = ""
    note: str = ""
    against: bool | None = None


NO_DETAIL = Detail()


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareDetail(Detail):
    """A share of the recorded acts, its count and expected value; ``by`` counts acts of each state alone."""

    count: int
    expected: float | None
    by: Mapping[str, int] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowDetail(Detail):
    """A flow (such as trade) between two states by year; ``None`` for years without coverage."""

    first_year: int
    last_year: int
    by_year: Mapping[str, float | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class LadderDetail(Detail):
    """The day since which each criterion of military alignment is met; ``None`` if unknown."""

    since: str | None
    criteria: Mapping[str, str | None]
    unknown: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementDetail(Detail):
    """One index of how alike two states vote; ``opposite`` counts yes against no, ``days`` voting days."""

    index: str
    rank_of_all_pairs: int
    all_pairs: int
    opposite: int
    days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionAgreementDetail(Detail):
    """Two states' votes in one Assembly session: low end, median and high end of the band of similar pairs.

    ``band`` is of the pairs that are similar over all sessions, ``band_anew`` of those similar in this
    session. The pair has rank ``rank_anew`` among the ``of_anew`` latter pairs.
    """

    index: str
    session: int
    year: int
    band: Numbers
    band_anew: Numbers
    rank_anew: int
    of_anew: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AbsenceDetail(Detail):
    """How often each of two states was absent from a roll call in which the other voted."""

    away: Mapping[str, int]
    both_away: int
    one_unrecorded: int


@dataclass(frozen=True, slots=True, kw_only=True)
class VetoDetail(Detail):
    """All vetoed drafts since a day; ``joined`` counts the partner's vetoes that the state joined."""

    since: str
    vetoed_drafts: int
    joined: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LoneVetoDetail(VetoDetail):
    """The vetoes that one state cast with nobody else, out of its vetoes without others of the group."""

    sole_veto: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DissentDetail(Detail):
    """Numbers of texts adopted in the Council that one or both states did not vote for, and of subjects."""

    both: int
    one_alone: int
    other_alone: int
    texts: int
    subjects: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ContestedDetail(Detail):
    """Choices of each state on contested drafts, and how many shared choices chance gives."""

    choices: Mapping[str, int]
    expected: float
    p: float
    unknown: int


@dataclass(frozen=True, slots=True, kw_only=True)
class VotesApartDetail(Detail):
    """The number of roll calls on opposite sides."""

    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DistanceDetail(Detail):
    """The median distance of all pairs' voting positions in the same years, to compare a pair's with."""

    median: float


@dataclass(frozen=True, slots=True, kw_only=True)
class BeyondPositionDetail(Detail):
    """A pair's agreement in votes, and that which positions predict; ``ranks`` in similar pairs by model run.

    ``q`` is the false discovery rate, over all periods and areas tested, at which this result would count as
    significant.
    """

    word: str
    agreed: float
    expected: float
    dimensions: int
    ranks: Mapping[str, float]
    q: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SightDetail(Detail):
    """Acts of each of the two states in ``bins`` time bins with coverage."""

    acts: tuple[int, ...]
    bins: int


#: Words of a verdict on co-action.
TOGETHER = "together"
WITH_GROUP = "with its group"
LITTLE_OR_NOTHING = "little or nothing"
NOT_SHOWN = "not shown"
NOT_COVERED = "not covered"

#: Why a word "together" is withheld.
IN_STORIES = "only in stories that name both, which a coder may have made by booking acts twice"
DOUBLED = "no more than a coder who books one act in twenty twice would make"


@dataclass(frozen=True, slots=True, kw_only=True)
class CoActionDetail(SightDetail):
    """Acting together: bins in which both act, z by null, who follows, and the weakest tie that would show.

    ``tie`` is the share of the less active state's days that, made joint, would give this z; ``tie_low`` to
    ``tie_high`` is its 90% interval. ``active`` is the share of bins in which the less active state acts.
    ``group`` names the states linked to both if the pair moves with them. ``withheld`` says why the verdict
    "together" is withheld, if it is. ``doubled`` is the share of days that a coder who books acts twice would
    make joint. ``little`` is the bound of "little or nothing". ``daily`` says that one state acts nearly
    every day, so no tie can be estimated.
    """

    observed: int
    expected: float
    excess_a_year: float
    excess_low: float
    excess_high: float
    level: float
    share_joint: float
    joint_p: float
    beyond_p: float
    joint_z: float
    beyond_z: float
    joint_tie: float
    beyond_tie: float
    active: float
    grouped: bool
    tie: float
    tie_low: float
    tie_high: float
    ladder: tuple[tuple[str, float], ...]
    group: tuple[str, ...]
    weakest_share: float | None
    follower: str | None
    follow_p: float | None
    follow_agreed: bool
    withheld: str = ""
    doubled: float = 0.0
    little: float = 0.0
    daily: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PooledDetail(Detail):
    """A score over all hotspots: p value, time bins, ranks of its interval's ends, and why it is withheld."""

    p: float
    bins: int
    rank_best: int
    rank_worst: int
    withheld: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedStoriesDetail(Detail):
    """News stories in which both states act, the number expected, and the median ratio of similar pairs.

    ``shown`` says whether the pair is in the highest twentieth of these pairs.
    """

    observed: int
    expected: float
    median: float
    shown: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TimingApartDetail(Detail):
    """The word for timing; ``less``: fewer joint time bins than expected; ``none``: no excess is shown."""

    word: str
    less: bool
    none: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PowerDetail(Detail):
    """The weakest coordination that a test would detect with this power: share of days, or kappa distance."""

    power: float
    weakest_share: float | None = None
    distance: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ComplementDetail(Detail):
    """Episodes in which one state acts and the other speaks, the share by chance, each state's deeds."""

    episodes: int
    expected: float
    p: float
    deeds: tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowDetail(Detail):
    """The z score for one state leading the other; ``agreed`` says if a second test has the same sign."""

    follower: str | None
    lead_z: float
    p: float
    second_z: float
    agreed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SilenceDetail(Detail):
    """Acts of a state made and expected, and the probability of detecting a halved rate."""

    p: float
    silent: bool
    said: int
    expected: float
    power_halved: float
    episodes: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FalseAlarmDetail(Detail):
    """The budget and threshold of an alarm, and the placebo pairs that it was measured on."""

    budget: float
    threshold: float
    placebo_pairs: int
    months: float
    dispersion: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ActAlertDetail(Detail):
    """The event that an alert reports; if ``coded``, a machine read it, and the value is its error rate."""

    occurrence: str
    window: tuple[str, ...]
    reports: int
    coded: bool = False
    pairs: int | None = None
    own: int | None = None
    own_a_month: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekAlertDetail(Detail):
    """The score and threshold of an unusual week, the rate of false alarms, and similar pairs that week."""

    window: tuple[str, ...]
    usual: float | None
    score: float
    threshold: float
    budget: float
    false_a_month: float
    false_a_month_at_most: float
    placebo_alarms: int
    placebo_pairs: int
    placebo_months: float
    likes_over_threshold: int
    likes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ForecastTrack:
    """The results of past forecasts of a series; ``past`` has month, low, median, high and outcome."""

    n: int
    inside: float
    brier_any: float
    skill: Mapping[str, float]
    p: Mapping[str, float]
    past: tuple[tuple[str, int, int, int, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ForecastDetail(Detail):
    """A forecast of a count: the probability of any, the median, and the results of past forecasts."""

    series: str
    months: int
    any: float
    median: float
    track: ForecastTrack | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerQuestionDetail(Detail):
    """A forecast question's base rate (how often yes before), and its answers in earlier windows of time."""

    base_rate: float
    yes_before: float
    asked_before: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BrierDetail(Detail):
    """The Brier score (mean squared error) of forecasts by base rates, and the number of days of issue."""

    base: float
    days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CalibrationDetail(Detail):
    """Forecasts binned by probability: each bin's low and high end, number, mean forecast, share of yes."""

    bins: tuple[tuple[float, float, int, float, float], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class VoidDetail(Detail):
    """Numbers of forecast questions without a valid answer, and of "no" only because no act was recorded."""

    void: int
    silence_of_a_selective_record: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PivotalDetail(Detail):
    """Roll calls whose result the two states together could have changed, or either of them alone."""

    rule: str
    body: str
    only_together: int
    either_alone: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DependenceDetail(Detail):
    """A partner's share of a flow (such as oil) by year, and the loss if all or nothing of it is replaced."""

    what: str
    last_year: int
    lost_if_all_replaced: float
    lost_if_none_replaced: float
    by_year: Mapping[str, float | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftsDetail(Detail):
    """Document symbols of the Security Council drafts that a finding counts."""

    drafts: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SignDetail(Detail):
    """A sign of a worsening relation: whether it shows, and the figures behind it."""

    sign: bool
    p: float | None = None
    rate_recent: float | None = None
    rate_before: float | None = None
    placebo_median: float | None = None
    share_before: float | None = None
    apart: int | None = None
    silent: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SignsDetail(Detail):
    """How many signs of a worsening relation chance gives, and the questions of the signs that show."""

    expected_by_chance: float
    p_if_independent: float
    shown: tuple[str, ...]
    cannot_tell: int


#: Details that include an expected value.
WITH_EXPECTED = (
    ShareDetail,
    ContestedDetail,
    BeyondPositionDetail,
    CoActionDetail,
    ComplementDetail,
    SilenceDetail,
)

#: The details that a kind may have, fullest first; every kind may have a plain :class:`Detail`.
DETAILS: dict[Kind, tuple[type[Detail], ...]] = {
    Kind.CO_ACTION: (CoActionDetail, SightDetail),
    Kind.DEED_SHARE: (ShareDetail,),
    Kind.AGAINST_THIRD: (ShareDetail,),
    Kind.LONE: (ShareDetail,),
    Kind.APART: (ShareDetail,),
    Kind.FLOW: (FlowDetail,),
    Kind.LADDER: (LadderDetail,),
    Kind.AGREEMENT_RAW: (AgreementDetail,),
    Kind.AGREEMENT_KAPPA: (AgreementDetail, SessionAgreementDetail),
    Kind.ABSENCE: (AbsenceDetail,),
    Kind.JOINT_VETOES: (VetoDetail,),
    Kind.VETO_RATE: (VetoDetail,),
    Kind.LONE_VETOES: (LoneVetoDetail,),
    Kind.COUNCIL_DISSENT: (DissentDetail,),
    Kind.COUNCIL_SHARED: (DissentDetail,),
    Kind.COUNCIL_LONE: (DissentDetail,),
    Kind.COUNCIL_JOINED: (DissentDetail,),
    Kind.CONTESTED_AGAINST: (ContestedDetail,),
    Kind.CONTESTED_ABSTAINED: (ContestedDetail,),
    Kind.VOTES_APART: (VotesApartDetail,),
    Kind.DISTANCE: (DistanceDetail,),
    Kind.BEYOND_POSITION: (BeyondPositionDetail,),
    Kind.BEYOND_POSITION_SHARE: (BeyondPositionDetail,),
    Kind.POOLED_WITH_GROUP: (PooledDetail,),
    Kind.POOLED_PAIR: (PooledDetail,),
    Kind.SHARED_STORIES: (SharedStoriesDetail,),
    Kind.TIMING_APART: (TimingApartDetail,),
    Kind.POWER: (PowerDetail,),
    Kind.FOLLOW: (FollowDetail,),
    Kind.FALSE_ALARMS: (FalseAlarmDetail,),
    Kind.FALSE_ACT: (ActAlertDetail,),
    Kind.LIKE_VETOES: (ActAlertDetail,),
    Kind.UNUSUAL_WEEK: (WeekAlertDetail,),
    Kind.FORECAST_COUNT: (ForecastDetail,),
    Kind.LEDGER_QUESTION: (LedgerQuestionDetail,),
    Kind.BRIER_SCORE: (BrierDetail,),
    Kind.CALIBRATION: (CalibrationDetail,),
    Kind.VOID_QUESTIONS: (VoidDetail,),
    Kind.PIVOTAL_VOTES: (PivotalDetail,),
    Kind.DEPENDENCE: (DependenceDetail,),
    Kind.DRAFTS_ONE_VETO: (DraftsDetail,),
    Kind.DRAFTS_VOTES_ALONE: (DraftsDetail,),
    Kind.DRAFTS_ABSTAINED: (DraftsDetail,),
    Kind.DRAFTS_VETO_ALONE: (DraftsDetail,),
    Kind.DRAFTS_UNVETOED: (DraftsDetail,),
    Kind.SIGN_FRICTION: (SignDetail,),
    Kind.SIGN_SILENCE: (SignDetail,),
    Kind.SIGN_TRADE: (SignDetail,),
    Kind.SIGN_VOTES: (SignDetail,),
    Kind.SIGN_RECORD: (SignDetail,),
    Kind.SIGNS: (SignsDetail,),
}
