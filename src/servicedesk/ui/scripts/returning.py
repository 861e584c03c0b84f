"""What to say while goods come back, about the verdict, and about the money (requirements 6.1; ux 4.4, 4.12)."""

from __future__ import annotations

from servicedesk.ui.scripts.script import AVOID, INSTEAD, Script
from servicedesk.wording import N_

RETURN = Script(
    "return",
    N_("Return or exchange"),
    "SOP-07",
    N_("Of course, I will help you with the return. May I see the receipt and the goods?"),
    (
        N_("Take receipt and goods with both hands"),
        N_("Scan the receipt where the customer can see the screen"),
        N_("Hear the reason first, then look at the goods"),
        N_("The screen says whether it can come back; don't promise before"),
    ),
    AVOID,
    INSTEAD,
)

NO_RECEIPT = Script(
    "no-receipt",
    N_("No receipt"),
    "SOP-07",
    N_("That is all right. Do you remember the day you bought it, or how you paid? I will look it up."),
    (
        N_("Ask for the day, the amount or the member code first"),
        N_("Four digits of the phone only together with the day or the name"),
        N_("Nothing found: call the manager, don't send the customer away"),
    ),
    N_('"Without a receipt there is nothing I can do"'),
    N_('"Let us find it together."'),
)

LOOKING = Script(
    "looking-at-goods",
    N_("Looking at the goods"),
    "SOP-07",
    N_("I will check it together with you, so that we both see the same."),
    (
        N_("Say aloud what you see, before you choose it on the screen"),
        N_("A fault: let the customer show it, don't doubt it"),
    ),
    N_('"You must have dropped it"'),
    N_('"Here is a mark. Do you know when it came?"'),
)

TAKES_LONGER = Script(
    "takes-longer",
    N_("It takes longer: say how long"),
    "SOP-06",
    N_("I am sorry this takes longer than I said. I need about {minutes} more minutes. Would you like to sit down?"),
    (
        N_('Say a time, not "soon"'),
        N_("Say what you are waiting for"),
        N_("Offer a seat and water; offer to call when it is done"),
    ),
    N_('"It will be quick", "The system is slow"'),
    N_('"At twenty past I will tell you where we are."'),
)

ALLOWED = Script(
    "verdict-return",
    N_("It can come back"),
    "SOP-07",
    N_("You can return it. The money goes back the way you paid, and here is the last day it arrives."),
    (
        N_("Turn the screen (F11) and show the amount and the day"),
        N_("Give the slip with both hands, point at the number"),
    ),
    N_('"This time we make an exception"'),
    N_('"This is within our promise, gladly."'),
)

DEDUCTED = Script(
    "verdict-deducted",
    N_("It can come back, with a deduction"),
    "SOP-07",
    N_("You can return it. Because it was used, this amount is taken off; I will show you how it is worked out."),
    (
        N_("Show the lines of the amount, not only the sum"),
        N_("Not agreed: offer the exchange or the repair beside it"),
    ),
    N_('"The computer takes it off"'),
    N_('"The rule is printed here; let us go through it."'),
)

EXCHANGED = Script(
    "verdict-exchange",
    N_("It can be exchanged"),
    "SOP-07",
    N_("I can give you a new one in exchange. Shall we check together that the new one is right?"),
    (
        N_("Fetch the piece first, then settle"),
        N_("Out of stock: say so, and offer what else the screen offers"),
    ),
    N_('"Take another one"'),
    N_('"Let us open the new one together."'),
)

REPAIRED = Script(
    "verdict-repair",
    N_("It can be repaired"),
    "SOP-08",
    N_(
        "We will have it repaired for you. I will write down the fault, "
        "and you will hear from us by the day on the slip."
    ),
    (
        N_("Write down accessories and marks, let the customer read it"),
        N_("Say who calls, and when"),
    ),
    N_('"Ask the manufacturer"'),
    N_('"We take care of it, you need not go anywhere."'),
)

REFUSED = Script(
    "verdict-no",
    N_("It cannot come back"),
    "SOP-07",
    N_("I am sorry, this one can no longer be returned. What I can do for you is this; which one helps you most?"),
    (
        N_("First the regret, then the reason in one sentence, then what can be done"),
        N_("Show the rule on the screen; don't argue about it"),
        N_("Still not agreed: call the manager (F12), or take it up as a complaint"),
    ),
    N_('"No", "Rules are rules", "You should have come earlier"'),
    N_('"I understand. Let us see what is possible."'),
)

SEALED = Script(
    "verdict-no-opened",
    N_("Opened goods that are worn or eaten"),
    "SOP-07",
    N_(
        "For the sake of everybody's health we can't put opened ones back. "
        "If something is wrong with it, I will take care of it now."
    ),
    (
        N_("Ask whether something is wrong with it: a fault is another matter"),
        N_("Never say that the customer is not clean"),
    ),
    N_('"Who knows what you did with it"'),
    N_('"You would not want one that was opened either."'),
)

MANAGER_COMES = Script(
    "waiting-for-manager",
    N_("Waiting for the manager"),
    "SOP-10",
    N_("I have asked my manager to decide this for you. Please sit down; may I bring you some water meanwhile?"),
    (
        N_("Seat and water first"),
        N_("Tell the manager everything yourself; the customer need not say it twice"),
        N_("Nobody after five minutes: say it, and call again"),
    ),
    N_('"The manager is busy"'),
    N_('"I will go and see how far it is."'),
)

MANAGER_DECLINED = Script(
    "manager-declined",
    N_("The manager did not agree"),
    "SOP-10",
    N_("My manager has looked at it and it can't be returned. We both want to help; these two ways are open to you."),
    (
        N_("Say the manager's sentence, not your own"),
        N_("Name at least one thing that can be done"),
    ),
    N_('"I told you so"'),
    N_('"Let me do this for you right now."'),
)

CASH_BACK = Script(
    "money-cash",
    N_("Money back in cash"),
    "SOP-07",
    N_("Here is your money, let us count it together. Please keep the slip."),
    (
        N_("Count aloud into the customer's hand"),
        N_("Close the drawer before you talk on"),
    ),
    AVOID,
    INSTEAD,
)

MONEY_LATER = Script(
    "money-later",
    N_("Money back to the card or the phone"),
    "SOP-07",
    N_(
        "The money goes back the way you paid and arrives by the day on this slip. "
        "If it doesn't, call us with this number."
    ),
    (N_("Point at the day and at the telephone number"),),
    N_('"That depends on the bank"'),
    N_('"By this day at the latest; we watch it for you."'),
)

MONEY_LATE = Script(
    "money-late",
    N_("A refund is late: call the customer"),
    "SOP-11",
    N_(
        "Hello, this is {name} of {chain}. Your refund has not arrived yet and I am sorry. "
        "I have asked, and I will call you again today."
    ),
    (
        N_("Call before they do, on the day it is due"),
        N_("Say what went wrong in one sentence and what happens next"),
        N_("Never ask for a card number or a code on the telephone"),
    ),
    N_('"It is not our fault", "Wait some more days"'),
    N_('"I stay with it until it has arrived."'),
)

SCRIPTS = (
    RETURN, NO_RECEIPT, LOOKING, TAKES_LONGER, ALLOWED, DEDUCTED, EXCHANGED, REPAIRED, REFUSED, SEALED, MANAGER_COMES,
    MANAGER_DECLINED, CASH_BACK, MONEY_LATER, MONEY_LATE,
)  # fmt: skip
