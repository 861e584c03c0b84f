"""What to say and what not to say at the reception (requirements 6.1, 6.2; ux 4.3)."""

from __future__ import annotations

from servicedesk.domain.visits import Level
from servicedesk.ui.scripts.script import AVOID, INSTEAD, Script
from servicedesk.wording import N_

GREETING = Script(
    "greeting",
    N_("Somebody comes"),
    "SOP-01",
    N_("Hello, welcome to {chain}! I am {name}. How may I help you?"),
    (
        N_("Stand up, look at the person, smile"),
        N_("Greet within 30 seconds, before what you are doing"),
        N_('Serving somebody? Say "One moment please, I will be right with you"'),
        N_("Ask why they came and choose it in the middle"),
    ),
    AVOID,
    INSTEAD,
)

LATE = Script(
    "late",
    N_("Waited too long"),
    "SOP-01",
    N_("Hello, I am sorry to have kept you waiting. I am {name}. How may I help you?"),
    (
        N_("Stand up, look at the person, smile"),
        N_("Apologise for the wait first"),
        N_("Ask why they came and choose it in the middle"),
    ),
    AVOID,
    INSTEAD,
)

LISTENING = Script(
    "listening",
    N_("Asking why they came"),
    "SOP-02",
    N_("How may I help you? Please take your time."),
    (
        N_("Let them finish, nod"),
        N_("Repeat in one sentence what you understood"),
        N_("Choose why they came in the middle"),
    ),
    AVOID,
    INSTEAD,
)

BUSY = Script(
    "queue",
    N_("Several people wait"),
    "SOP-01",
    N_("Good day to all of you. You are next, and I have seen you; it takes about {minutes} minutes."),
    (
        N_("Look at everybody once, say who is next"),
        N_("A question that takes a sentence may go first; ask the others"),
    ),
    N_('"Queue up"'),
    N_('"Thank you for waiting, I am with you in a moment."'),
)

NEEDS_HELP = Script(
    "needs-help",
    N_("Elderly, pregnant, or with a child"),
    "SOP-02",
    N_("Please sit down here, I will come to you."),
    (
        N_("Come around the counter, speak slowly"),
        N_("Fill in what has to be filled in for them, read it out"),
    ),
    N_('"Can you not read that?"'),
    N_('"I will read it to you."'),
)

PHONE = Script(
    "asking-phone",
    N_("Asking for the phone number"),
    "SOP-02",
    N_("May I note a number, only so that we can tell you when it is done? You need not leave one."),
    (
        N_("Say what it is for; a no is fine"),
        N_("Never read a number out"),
    ),
    N_('"I need your number"'),
    N_('"We only use it for this matter."'),
)

GOODBYE = Script(
    "goodbye",
    N_("Saying goodbye"),
    "SOP-03",
    N_("Is there anything else I can do for you? Thank you for coming, take care."),
    (
        N_("Say once more what happens next and by when"),
        N_("Look at the person until they turn away"),
    ),
    AVOID,
    INSTEAD,
)

BY_LEVEL = {
    Level.L1: Script(
        "question",
        N_("A question"),
        "SOP-03",
        N_("I am glad to look that up for you."),
        (
            N_("Answer on the spot, in plain words"),
            N_("Not sure? Say when you will know, and until when"),
            N_("Ask whether there is anything else"),
        ),
        AVOID,
        INSTEAD,
    ),
    Level.L2: Script(
        "something-to-do",
        N_("Something to do"),
        "SOP-06",
        N_("Of course, I will do that for you now. It takes about {minutes} minutes."),
        (
            N_("Say how long it takes"),
            N_("Ask for the receipt or the phone number"),
            N_("Say what happens next before you do it"),
        ),
        AVOID,
        INSTEAD,
    ),
    Level.L3: Script(
        "unhappy",
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

SCRIPTS = (GREETING, LATE, LISTENING, BUSY, NEEDS_HELP, PHONE, *BY_LEVEL.values(), GOODBYE)
