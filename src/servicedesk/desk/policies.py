"""The store's own policy: published by the manager, locked from then on, adopted on its day (returns-policy 1.1, 2.5).

A pack is a fact with every byte of it and their SHA-256. What it promises binds the sales made from its date on, so
that date is always still to come: nobody's purchase of this morning is judged by what was published at noon.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from servicedesk.desk.context import Desk
from servicedesk.desk.outcomes import Done, Refused
from servicedesk.domain.counters import PolicyAdopted
from servicedesk.domain.policies import Policy
from servicedesk.domain.policy_book import PolicyPublished
from servicedesk.domain.policy_findings import Finding, Severity
from servicedesk.domain.policy_floors import check
from servicedesk.domain.sentences import Sentence
from servicedesk.domain.staff import SYSTEM, Permission, Session
from servicedesk.records.errors import NotSavedError, StoreDamagedError
from servicedesk.records.queries import policies as policy_rows
from servicedesk.records.work import Work
from servicedesk.wire import policies as policy_files
from servicedesk.wording import N_

TOPICS = frozenset({"policies"})
_NUMBER = re.compile(r"[0-9A-Za-z][0-9A-Za-z.-]{0,19}", re.ASCII)

_AGAINST = N_(
    "{count} things stand against this policy, the first at {place}: {sentence} Nothing was published. "
    "Put them right and publish it again."
)
_NO_NUMBER = N_(
    "{version} is no number for a policy. Nothing was published. "
    "Give up to 20 letters, digits, dots and hyphens, as 2026.2."
)
_TAKEN = N_("Policy {version} is published already and locked. Nothing was changed. Give this one a number of its own.")
_TOO_EARLY = N_(
    "The policy begins on {day}, and today is {today}: what was sold up to today keeps its promise. "
    "Nothing was published. Give a later published_on."
)


@dataclass(frozen=True, slots=True)
class Unlawful(Refused):
    """The policy may not be published; ``findings`` are all of them, also those that only deserve a second look."""

    findings: tuple[Finding, ...] = ()


def publish(desk: Desk, who: Session, policy: Policy) -> Done[PolicyPublished] | Refused:
    """Publish a policy for this counter; the same one a second time changes nothing.

    The number must be new and the date later than today. Refused as ``Unlawful`` where a floor is broken."""
    refused = desk.refuse_unless(who, Permission.POLICY_PUBLISH) or _against(desk, policy)
    if refused:
        return refused
    document = policy_files.encode_policy(policy)
    pack = PolicyPublished(policy.version, policy.published_on, policy_files.digest_of(document), document)
    with desk.work(who) as work:
        known = policy_rows.pack(work.connection, pack.version)
        if known == pack:
            return Done(known)
        refused = _refuse_number(desk, work, pack)
        if refused:
            return refused
        work.record(pack)
    desk.policies_changed()
    return Done(pack, TOPICS)


def _against(desk: Desk, policy: Policy) -> Refused | None:
    findings = check(policy, policy_files.floors(), desk.profile.province or None)
    against = [finding for finding in findings if finding.severity is Severity.BLOCK]
    if not against:
        return None
    first = against[0]
    params = {"count": len(against), "place": first.setting, "sentence": first.sentence}
    return Unlawful("UNLAWFUL", Sentence(_AGAINST, params), findings)


def _refuse_number(desk: Desk, work: Work, pack: PolicyPublished) -> Refused | None:
    if not _NUMBER.fullmatch(pack.version):
        return Refused("NUMBER", Sentence(_NO_NUMBER, {"version": repr(pack.version)}))
    taken = policy_rows.pack(work.connection, pack.version) is not None
    if taken or pack.version == desk.policies.shipped.version:
        return Refused("LOCKED", Sentence(_TAKEN, {"version": pack.version}))
    if pack.valid_from <= desk.today():
        days = {"day": pack.valid_from.isoformat(), "today": desk.today().isoformat()}
        return Refused("TOO_EARLY", Sentence(_TOO_EARLY, days))
    return None


def adopt(desk: Desk) -> None:
    """Leave the fact that another policy is in force than the one that was adopted last; nothing where it is the same.

    A disk that refuses it, or a table that has to be folded again, keeps nobody out: every record names its policy
    anyway, and the next start tries again."""
    try:
        policy = desk.policy
        if desk.identity.policy_version == policy.version:
            return
        with desk.work(SYSTEM, essential=True) as work:
            pack = policy_rows.pack(work.connection, policy.version)
            work.record(PolicyAdopted(policy.version, pack.digest if pack else policy_files.default_digest()))
    except (NotSavedError, StoreDamagedError):
        return
    desk.identity_changed()
