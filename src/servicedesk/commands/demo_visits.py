"""Who comes to the demo store's desk without goods to bring back: questions, needs, orders, complaints."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from servicedesk.commands.demo_counter import Counter, Process, done
from servicedesk.commands.demo_till import DemoTill, invented_phone
from servicedesk.desk import receipts, visits
from servicedesk.desk.visits import Classification
from servicedesk.domain.visits import LEVEL_OF, Level, NeedsNoted, Purpose, Source, Visitor
from servicedesk.records.queries import sales

_PURPOSES = (
    *[Purpose.PRODUCT] * 9, *[Purpose.PROMOTION] * 5, *[Purpose.OTHER] * 4, *[Purpose.REPRINT] * 3,
    *[Purpose.ORDER] * 3, *[Purpose.REPAIR] * 2, *[Purpose.COMPLAINT] * 2, Purpose.SUGGESTION, Purpose.INCIDENT,
)  # fmt: skip
_VISITORS = (
    Visitor.WALK_IN, Visitor.WALK_IN, Visitor.WALK_IN, Visitor.MEMBER, Visitor.MEMBER, Visitor.ELDERLY,
    Visitor.WITH_CHILD,
)  # fmt: skip
_SOURCES = (Source.KEY, Source.KEY, Source.DOOR)
_LEAVES_UNGREETED, _SHOWN_NEEDS, _PHONE_LEFT = 0.03, 0.5, 0.6
_LAST_PARKED_HOUR = 20


class Visits:
    """Makes visitors. What they come for is dealt like cards, so that in some thirty of them everything occurs."""

    def __init__(self, counter: Counter, till: DemoTill) -> None:
        self._counter, self._till = counter, till
        self._cards: dict[str, list[Any]] = {}

    def one(self, seasons: frozenset[str]) -> Process:
        """Somebody comes, is greeted, says what it is about, and is served; now and then somebody does not wait."""
        counter = self._counter
        desk, dice = counter.desk, counter.dice
        visit_id = done(visits.arrive(desk, counter.who, dice.choice(_SOURCES)))
        if dice.random() < _LEAVES_UNGREETED:
            yield dice.uniform(40, 90)
            done(visits.leave(desk, counter.who, visit_id))
            return
        waits_s = counter.wait_s()
        counter.in_hand += 1
        yield waits_s
        done(visits.greet(desk, counter.who, visit_id))
        yield dice.uniform(10, 40)
        purpose = self._dealt("purposes", _PURPOSES)
        done(visits.classify(desk, counter.who, visit_id, self._said(purpose, seasons)))
        yield from self._served(visit_id, purpose)
        counter.in_hand -= 1

    def _said(self, purpose: Purpose, seasons: frozenset[str]) -> Classification:
        dice, about = self._counter.dice, self._counter.about
        notes = list(about["notes"][purpose.value])
        fitting = [one for season in sorted(seasons) for one in about["notes_when"].get(season, {}).get(purpose, ())]
        note = dice.choice(fitting) if fitting and dice.random() < 0.5 else self._dealt(purpose.value, notes)
        leaves_phone = LEVEL_OF[purpose] is not Level.L1 and dice.random() < _PHONE_LEFT
        phone = invented_phone(dice) if leaves_phone else ""
        return Classification(purpose, dice.choice(_VISITORS), note, phone)

    def _served(self, visit_id: str, purpose: Purpose) -> Process:
        counter = self._counter
        dice = counter.dice
        if purpose is Purpose.PRODUCT and dice.random() < _SHOWN_NEEDS:
            yield dice.uniform(20, 60)
            self._note_needs(visit_id)
        if LEVEL_OF[purpose] is Level.L3:
            yield from self._upset(visit_id)
        yield dice.uniform(40, 330)
        if purpose is not Purpose.REPRINT or not self._reprinted(visit_id):
            closing = counter.about["closing"].get(purpose.value, [""])
            done(visits.finish(counter.desk, counter.who, visit_id, dice.choice(closing)))

    def _note_needs(self, visit_id: str) -> None:
        """The situation first, then what is shown (M-02)."""
        counter = self._counter
        told = self._dealt("needs", counter.about["needs"])
        codes = {one["name"]: one["code"] for one in counter.about["goods"]}
        needs = NeedsNoted(visit_id, tuple(told["tags"]), tuple(codes[name] for name in told["shown"]), told["outcome"])
        done(visits.note_needs(counter.desk, counter.who, visit_id, needs, told["scenario"], told["constraints"]))

    def _upset(self, visit_id: str) -> Process:
        """Somebody unhappy is listened to, then handed on to the supervisor, or asked to sit down for a while."""
        counter = self._counter
        yield counter.dice.uniform(90, 240)
        if counter.dice.random() < 0.5:
            supervisor = counter.second_person("SUPERVISOR")
            done(visits.hand_on(counter.desk, counter.who, visit_id, supervisor["number"]))
        elif counter.local().hour < _LAST_PARKED_HOUR:
            done(visits.park(counter.desk, counter.who, visit_id))
            counter.in_hand -= 1
            yield counter.dice.uniform(900, 2400)
            counter.in_hand += 1
            done(visits.resume(counter.desk, counter.who, visit_id))

    def _reprinted(self, visit_id: str) -> bool:
        """A copy of a receipt of the last days, marked as one; False when the till sold nothing lately."""
        counter = self._counter
        day: date = counter.local().date()
        numbers = [number for back in (2, 3, 5, 8) for number in self._till.sold_on(day - timedelta(days=back))]
        with counter.desk.database.reading() as connection:
            sale = sales.find_sale(connection, counter.dice.choice(numbers)) if numbers else None
        if sale is None:
            return False
        done(receipts.reprint(counter.desk, counter.who, sale.sale_id, visit_id=visit_id))
        counter.print_all()
        return True

    def _dealt(self, pack: str, cards: Any) -> Any:
        """The next card of a shuffled pack; a new one is shuffled when it is used up."""
        left = self._cards.setdefault(pack, [])
        if not left:
            left.extend(cards)
            self._counter.dice.shuffle(left)
        return left.pop()
