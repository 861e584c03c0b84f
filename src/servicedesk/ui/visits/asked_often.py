"""What visitors ask most, answered from the rules in force: beside the choices where the screen is wide (ux 3)."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame

from servicedesk.domain.policies import Policy
from servicedesk.ui.parts import SPRING, H, Icon, Label, V, clear, plain, styled
from servicedesk.ui.telling import listed
from servicedesk.ui.words import language, t

_MOST_NAMED = 5


def answers(policy: Policy) -> tuple[tuple[str, str], ...]:
    """Question and answer, every number from the policy."""
    days: dict[int, list[str]] = {}
    for category in policy.categories.values():
        if category.no_reason_days > 0:
            days.setdefault(category.no_reason_days, []).append(
                category.zh if language() == "zh_CN" else category.en.lower()
            )
    longest = sorted(days, reverse=True)[:2]
    told = [t("{n} days: {goods}", n=count, goods=listed(days[count][:_MOST_NAMED])) for count in longest]
    guarantees, remote = policy.sanbao, policy.remote
    return (
        (t("Don't like it any more?"), ". ".join(told)),
        (
            t("Something is wrong with it?"),
            t("A refund within {n} days, an exchange within {m}, repair after that",
              n=guarantees.return_days, m=guarantees.exchange_days),
        ),
        (t("Bought online?"), t("{n} days without a reason, mostly", n=remote.no_reason_days)),
        (t("When does the money come?"), t("Within {n} days, the way it was paid", n=remote.refund_days_default)),
    )  # fmt: skip


class AskedOften(QFrame):
    """Four answers in two columns."""

    def __init__(self) -> None:
        super().__init__()
        styled(self, "card")
        self._rows = V(gap=12)
        head = H(Icon("question", "text2", 20), Label(t("Asked often"), "h2"), gap=8)
        V(head, self._rows, gap=10, margins=(16, 12, 16, 14), into=self)

    def show_policy(self, policy: Policy) -> None:
        """The answers of these rules."""
        clear(self._rows)
        told = [
            plain(V(Label(question, "strong"), Label(answer, "sm t2", wrap=True), SPRING, gap=2))
            for question, answer in answers(policy)
        ]
        for left, right in zip(told[::2], told[1::2], strict=True):
            self._rows.addLayout(H((left, 1), (right, 1), gap=24))
