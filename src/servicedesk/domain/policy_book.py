"""Which rules bind: the policy of the day, with the promise each sale was made under (实施条例12; returns-policy 1.1).

A pack is numbered, dated and locked once it is published. Until the first pack of a store is in force the policy the
program ships with is; from then on a newer program never brings other promises by itself.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from servicedesk.domain.policies import Category, Policy, Regime, bound_by, in_force, promised


@dataclass(frozen=True, slots=True)
class PolicyPublished:
    """A store's own policy, from ``valid_from`` on. ``document`` is all of it in canonical JSON, ``digest`` the SHA-256
    of those bytes: what a store key signs."""

    version: str
    valid_from: date
    digest: str
    document: str


@dataclass(frozen=True, slots=True)
class PolicyBook:
    """Every policy of one counter; ``published`` in the order of publishing. A receipt from tomorrow, where a clock is
    wrong, is held to be of today."""

    shipped: Policy
    published: tuple[Policy, ...] = ()

    def on(self, day: date) -> Policy:
        """The policy of a day."""
        return in_force(self.published, day) or self.shipped

    def for_sale(self, category: str, sold_on: date, today: date) -> Policy:
        """Today's policy as it binds one sale: its promise as it was then, law's own figures the better of the two."""
        now, then = self.on(today), self.on(min(sold_on, today))
        if now is then or category not in now.categories or category not in then.categories:
            return now
        return bound_by(_better_figures(now, then, category), category, promised(then, category))

    def promise_version(self, sold_on: date, today: date) -> str:
        """The version whose promise binds a sale; empty where it is today's."""
        then = self.on(min(sold_on, today))
        return "" if then is self.on(today) else then.version


def _better_figures(now: Policy, then: Policy, category: str) -> Policy:
    """Who was promised more than the law's floor keeps it, and who is promised more today has it: for everything that
    has a floor, the better for the customer."""
    mine, theirs = now.sanbao, then.sanbao
    sanbao = replace(
        mine,
        return_days=max(mine.return_days, theirs.return_days),
        exchange_days=max(mine.exchange_days, theirs.exchange_days),
        repairs_before_exchange=min(mine.repairs_before_exchange, theirs.repairs_before_exchange),
        repair_days_limit=min(mine.repair_days_limit, theirs.repair_days_limit),
        lost_proof_days=max(mine.lost_proof_days, theirs.lost_proof_days),
        lost_proof_months=max(mine.lost_proof_months, theirs.lost_proof_months),
        accessory_months={
            part: max(months, theirs.accessory_months.get(part, 0)) for part, months in mine.accessory_months.items()
        },
        accessory_replacements_before_return=min(
            mine.accessory_replacements_before_return, theirs.accessory_replacements_before_return
        ),
    )
    ours, others = now.other_goods, then.other_goods
    other_goods = replace(
        ours,
        return_days=max(ours.return_days, others.return_days),
        wrong_item_days=max(ours.wrong_item_days, others.wrong_item_days),
        late_claim_months=max(ours.late_claim_months, others.late_claim_months),
    )
    return replace(
        now,
        sanbao=sanbao,
        other_goods=other_goods,
        remote=replace(now.remote, no_reason_days=max(now.remote.no_reason_days, then.remote.no_reason_days)),
        bop_months=max(now.bop_months, then.bop_months),
        accepted_proofs=now.accepted_proofs | then.accepted_proofs,
        categories={**now.categories, category: _better_row(now.categories[category], then.categories[category])},
    )


def _better_row(now: Category, then: Category) -> Category:
    """One category's legal figures; an exclusion holds only where both say so, for giving one up binds, too."""
    sanbao = Regime.SANBAO in (now.regime, then.regime)
    return replace(
        now,
        regime=Regime.SANBAO if sanbao else now.regime,
        warranty_months=_most(now.warranty_months, then.warranty_months),
        main_part_months=_most(now.main_part_months, then.main_part_months),
        parts_wait_days=_least(now.parts_wait_days, then.parts_wait_days),
        durable_bop=now.durable_bop or then.durable_bop,
        hard_excluded_remote=now.hard_excluded_remote and then.hard_excluded_remote,
        hard_excluded_once_opened=now.hard_excluded_once_opened and then.hard_excluded_once_opened,
        made_to_order=now.made_to_order and then.made_to_order,
        quality_only=now.quality_only and then.quality_only,
        art7_kind=None if then.art7_kind is None else now.art7_kind,
        accessory_parts=now.accessory_parts or then.accessory_parts,
    )


def _most(one: int | None, other: int | None) -> int | None:
    return max((value for value in (one, other) if value is not None), default=None)


def _least(one: int | None, other: int | None) -> int | None:
    return min((value for value in (one, other) if value is not None), default=None)
