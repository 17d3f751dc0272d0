"""Judge clocks by policies: which policy counts, when it is due, what is a breach, and when an anomaly has ended."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta

from schemas.sla import Breach, Clock, Ended, OpenAnomaly, Policy, Resolution, SlaKind, Subject

ELAPSED = "elapsed"
"""The clock that always runs; working time comes with the tickets' own limits."""


def in_force(policies: Iterable[Policy], *, now: datetime) -> list[Policy]:
    """
    Return the policies that count at `now`.

    Of several versions of a code only the highest counts: if that one is disabled, not valid now or on another clock
    than the elapsed one, the code rests.
    """
    newest: dict[str, Policy] = {}
    for policy in policies:
        if policy.code not in newest or newest[policy.code].version < policy.version:
            newest[policy.code] = policy
    return [newest[code] for code in sorted(newest) if _counts(newest[code], now)]


def _counts(policy: Policy, now: datetime) -> bool:
    begun = policy.valid_from is None or policy.valid_from <= now
    ended = policy.valid_to is not None and policy.valid_to <= now
    return policy.enabled and policy.clock == ELAPSED and begun and not ended


def shortest(policies: Iterable[Policy], kind: SlaKind) -> timedelta | None:
    """Return the shortest limit of a kind: a clock younger than it breaches nothing. None: no policy watches the kind."""
    minutes = [policy.threshold_minutes for policy in policies if policy.kind == kind]
    return timedelta(minutes=min(minutes)) if minutes else None


def choose(policies: Iterable[Policy], clock: Clock) -> Policy | None:
    """
    Return the policy for a clock: the one with the most specific scope, ties by code; None: no SLA.

    Most specific: most parts of the scope given, then the longest region.
    """
    fitting = [policy for policy in policies if policy.kind == clock.kind and _fits(policy, clock)]
    return min(fitting, key=_generality, default=None)


def _fits(policy: Policy, clock: Clock) -> bool:
    scope = policy.scope
    return (
        scope.platform in (None, clock.platform)
        and scope.carrier in (None, clock.subject.carrier)
        and (scope.region is None or (clock.adcode or "").startswith(scope.region))
        and (scope.category_code is None or scope.category_code in clock.categories)
    )


def _generality(policy: Policy) -> tuple[int, int, str]:
    scope = policy.scope
    given = sum(part is not None for part in (scope.platform, scope.carrier, scope.region, scope.category_code))
    return -given, -len(scope.region or ""), policy.code


def judge(clock: Clock, policies: Sequence[Policy], *, now: datetime) -> Breach | None:
    """
    Return the breach that a clock has ended in by `now`; None: in time, without policy, or not known well enough.

    Missing data is no breach: the subject must have been looked at with success after it fell due. What is due at its
    very start (a failed delivery) is proven by the scan that started it.
    """
    policy = choose(policies, clock)
    if policy is None:
        return None
    due_at = clock.due_at or clock.start_at + timedelta(minutes=policy.threshold_minutes)
    if due_at > now or not _proven(clock, due_at):
        return None
    return Breach(
        dedupe_key=key(clock, policy.code),
        kind=clock.kind,
        subject=clock.subject,
        policy_code=policy.code,
        policy_version=policy.version,
        severity=policy.severity,
        due_at=due_at,
        evidence={"since": _utc(clock.start_at), "threshold_minutes": policy.threshold_minutes} | clock.evidence,
    )


def _proven(clock: Clock, due_at: datetime) -> bool:
    """Tell whether we would know if the cause had ended; that no sync succeeded is our own knowledge."""
    known = clock.proof_at is not None and clock.proof_at > due_at
    return known or due_at == clock.start_at or clock.kind is SlaKind.SOURCE_STALE


def key(clock: Clock, policy_code: str) -> str:
    """Name a cause: kind, subject, policy and episode. One stall makes one anomaly, a new stall a new one."""
    return f"{clock.kind}:{subject_key(clock.subject)}:{policy_code}:{_utc(clock.start_at)}"


def subject_key(subject: Subject) -> str:
    """Name a subject: `account:order`, `carrier:number:leg` or `account:entity`."""
    if subject.tracking_no is not None:
        return f"{subject.carrier}:{subject.tracking_no}:{subject.leg}"
    return f"{subject.account}:{subject.entity or subject.external_order_id}"


def ended(anomaly: OpenAnomaly, policies: Sequence[Policy]) -> Ended | None:
    """
    Tell why an open anomaly has ended; None: its clock still runs under its policy.

    A new version of its policy keeps it; another policy that now takes precedence ends it.
    """
    clock = anomaly.clock
    if clock is None or key(clock, anomaly.policy_code) != anomaly.dedupe_key:
        return Ended(anomaly_id=anomaly.anomaly_id, resolution=Resolution.CAUSE_ENDED)
    policy = choose(policies, clock)
    if policy is None or policy.code != anomaly.policy_code:
        return Ended(anomaly_id=anomaly.anomaly_id, resolution=Resolution.POLICY_DISABLED)
    return None


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
