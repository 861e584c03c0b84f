"""What to say and what not to say beside the work (requirements 6.1, 6.2; ux 4.3)."""

from __future__ import annotations

from dataclasses import dataclass

from servicedesk.domain.visits import Level, Purpose
from servicedesk.wording import N_


@dataclass(frozen=True, slots=True)
class Script:
    """One situation: what to say, steps, what to avoid, what to say instead.

    English sources, said by ``ui.words``; ``{chain}``, ``{name}`` and ``{minutes}`` are filled in."""

    situation: str
    source: str
    say: str
    steps: tuple[str, ...]
    avoid: str
    instead: str


_AVOID = N_('"Wait a moment", "I don\'t know", "Not my job"')
_INSTEAD = N_('"Let me find out for you, one minute please."')

GREETING = Script(
    N_("Somebody comes"),
    "SOP-01",
    N_("Hello, welcome to {chain}! I am {name}. How may I help you?"),
    (
        N_("Stand up, look at the person, smile"),
        N_("Greet within 30 seconds, before what you are doing"),
        N_('Serving somebody? Say "One moment please, I will be right with you"'),
        N_("Ask why they came and choose it in the middle"),
    ),
    _AVOID,
    _INSTEAD,
)

LATE = Script(
    N_("Waited too long"),
    "SOP-01",
    N_("Hello, I am sorry to have kept you waiting. I am {name}. How may I help you?"),
    (
        N_("Stand up, look at the person, smile"),
        N_("Apologise for the wait first"),
        N_("Ask why they came and choose it in the middle"),
    ),
    _AVOID,
    _INSTEAD,
)

LISTENING = Script(
    N_("Asking why they came"),
    "SOP-02",
    N_("How may I help you? Please take your time."),
    (
        N_("Let them finish, nod"),
        N_("Repeat in one sentence what you understood"),
        N_("Choose why they came in the middle"),
    ),
    _AVOID,
    _INSTEAD,
)

RETURN = Script(
    N_("Return or exchange"),
    "SOP-07",
    N_("Of course, I will help you with the return. May I see the receipt and the goods?"),
    (
        N_("Take receipt and goods with both hands"),
        N_("Scan the receipt where the customer can see the screen"),
        N_("Hear the reason first, then look at the goods"),
        N_("The screen says whether it can come back; don't promise before"),
    ),
    _AVOID,
    _INSTEAD,
)

BY_LEVEL = {
    Level.L1: Script(
        N_("A question"),
        "SOP-03",
        N_("I am glad to look that up for you."),
        (
            N_("Answer on the spot, in plain words"),
            N_("Not sure? Say when you will know, and until when"),
            N_("Ask whether there is anything else"),
        ),
        _AVOID,
        _INSTEAD,
    ),
    Level.L2: Script(
        N_("Something to do"),
        "SOP-06",
        N_("Of course, I will do that for you now. It takes about {minutes} minutes."),
        (
            N_("Say how long it takes"),
            N_("Ask for the receipt or the phone number"),
            N_("Say what happens next before you do it"),
        ),
        _AVOID,
        _INSTEAD,
    ),
    Level.L3: Script(
        N_("Somebody is unhappy"),
        "SOP-09",
        N_("I am sorry that this happened to you. Please tell me, I am writing it down."),
        (
            N_("Acknowledge first, apologise, then ask"),
            N_("Don't explain, don't interrupt"),
            N_("Write down their own words"),
            N_("Say who takes care of it and by when they will hear from us"),
        ),
        N_('"That can\'t be", "It is company rules", "Others don\'t complain"'),
        N_('"I understand. Let me put this right for you."'),
    ),
}


def script_for(purpose: Purpose | None, level: Level | None, *, greeted: bool, late: bool) -> Script:
    """The script of this moment: it changes with the state and with the chosen purpose."""
    if purpose in (Purpose.RETURN, Purpose.EXCHANGE):
        return RETURN
    if level is not None:
        return BY_LEVEL[level]
    if greeted:
        return LISTENING
    return LATE if late else GREETING
