"""The demo store's days: who comes when, who works when, and what is done before the doors are shut."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from servicedesk.commands import demo_rhythm as rhythm
from servicedesk.commands.demo_counter import Counter, Person, Process, done, instant_of
from servicedesk.commands.demo_returns import Returns
from servicedesk.commands.demo_rhythm import Span, Stage
from servicedesk.commands.demo_till import DemoTill
from servicedesk.commands.demo_visits import Visits
from servicedesk.desk import daylog, visits
from servicedesk.desk.visits import Classification
from servicedesk.domain.staff import Permission, Role
from servicedesk.domain.visits import Purpose, Source, Visitor
from servicedesk.paths import Home
from servicedesk.terminal.incoming import take_incoming_files

_JUST_COME_S, _GREETED_AFTER_S = 18, 9
_FORGOTTEN_LOG = 3
"""So many days ago nobody printed the day's log."""
_NIGHTLY_DAYS = 18
"""In the last days the till hands its file over every night, before that on Sundays: a demo is made in seconds."""
_PAID_AT, _VOIDED_AT, _BEFORE_SAME_DAY = time(10, 30), time(9, 40), timedelta(minutes=10)
_LOG_AFTER = timedelta(minutes=13)
_NO_CHANCE_DAYS = 4
_LONG_AGO = datetime.combine(date(2000, 1, 1), time())

Coming = Iterator[tuple[datetime, Process]]


class TillPost:
    """Brings what the tills sold into the watched folder. ``taken`` counts the receipts, ``until`` is the last file."""

    def __init__(self, home: Home, counter: Counter, till: DemoTill) -> None:
        self._home, self._counter, self._till = home, counter, till
        self.taken, self.until = 0, _LONG_AGO

    def take(self) -> None:
        """A file of everything since the last one, written a minute ago."""
        now = self._counter.local()
        file = self._home.incoming / f"till-{now:%Y%m%d-%H%M}.csv"
        self.taken += self._till.write(file, self.until, now)
        self.until = now
        written_at = instant_of(now).timestamp() - 60
        os.utime(file, (written_at, written_at))
        done_with = take_incoming_files(lambda job: job(self._counter.desk), self._home)
        assert done_with == 1, "a file that is complete is taken"

    def known_until(self) -> date:
        """The last day whose receipts the counter has whole."""
        return (self.until - timedelta(hours=rhythm.CLOSES.hour)).date()

    def later(self) -> Process:
        """As something that is done in the course of a day."""
        self.take()
        yield from ()


class Days:
    """Lives one business day after the other; ``seed`` makes their weather."""

    def __init__(self, counter: Counter, till: DemoTill, post: TillPost, today: date, seed: int) -> None:
        self._counter, self._post, self._today, self._seed = counter, post, today, seed
        self._visits, self._returns = Visits(counter, till), Returns(counter, till, today)
        self._first_day = counter.local().date()

    def live(self, back: int) -> None:
        """The day ``back`` days before the last one. The last one is lived as far as it has come, and its moment is
        what whoever opens the demo meets."""
        day = self._today - timedelta(days=back)
        span = rhythm.span_of(day, self._counter.last_moment())
        if span.stage is not Stage.BEFORE:
            self._counter.run(self._coming(day, back, span), instant_of(span.until))
        if span.stage is Stage.OPEN:
            self._leave_people_waiting(span)
        elif span.stage is Stage.OVER:
            self._shut(day, back, span)
        if back == 0:
            self._counter.to(instant_of(self._counter.last_moment()))

    # --- who comes ---------------------------------------------------------------------------------------------------
    def _coming(self, day: date, back: int, span: Span) -> Coming:
        yield from self._working(day, back)
        crowd = rhythm.weather(self._seed, day, back)
        times = [at for at in rhythm.arrivals(self._counter.dice, day, crowd.crowd) if at <= span.last_arrival]
        for at in times:
            yield instant_of(at), self._visits.one(crowd.seasons)
        chances = self._chances(day, back)
        for at in times[1::3][:chances]:
            yield instant_of(at + timedelta(minutes=2)), self._returns.by_chance(self._post.known_until)
        for case in self._counter.about["cases"]:
            at = datetime.combine(day, time.fromisoformat(case["at"]))
            if case["back"] == back and at <= span.last_arrival and self._is_known(case):
                if case.get("ago") == 0:
                    yield instant_of(at - _BEFORE_SAME_DAY), self._post.later()
                yield instant_of(at), self._returns.told(case)

    def _chances(self, day: date, back: int) -> int:
        """How many bring something back whom nobody planned."""
        if (day - self._first_day).days < _NO_CHANCE_DAYS:
            return 0
        usual = 0 if back < rhythm.LIVELY_DAYS else 1 if day.weekday() < 5 else 2
        return usual + rhythm.after_the_wave(day)

    def _working(self, day: date, back: int) -> Coming:
        """The rota, and what has its hour: the money that the office sent, and the void of a wrong settlement."""
        clerks, opens_at = self._people(Role.CLERK), datetime.combine(day, rhythm.OPENS)
        lively = back < rhythm.LIVELY_DAYS
        early = clerks[back % len(clerks)] if lively or back % 2 else self._people(Role.SUPERVISOR)[0]
        yield instant_of(opens_at), self._counter.shift(early)
        if lively:
            change_at = datetime.combine(day, rhythm.SHIFT_CHANGE)
            yield instant_of(change_at), self._counter.shift(clerks[(back + 1) % len(clerks)])
        yield instant_of(datetime.combine(day, _PAID_AT)), self._returns.paid()
        for case in self._counter.about["cases"]:
            if "void" in case and case["back"] == back + 1:
                yield instant_of(datetime.combine(day, _VOIDED_AT)), self._returns.voided(case)

    def _is_known(self, case: dict[str, object]) -> bool:
        """Whether the counter was open when the case began, if it is one that goes on."""
        cases = {one["case"]: one for one in self._counter.about["cases"]}
        first = cases[case.get("again", case["case"])]
        return bool(self._today - timedelta(days=first["back"]) >= self._first_day)

    def _people(self, role: Role) -> list[Person]:
        return [one for one in self._counter.about["staff"] if one["role"] == role.value]

    # --- how it ends -------------------------------------------------------------------------------------------------
    def _shut(self, day: date, back: int, span: Span) -> None:
        """The last file of the till, the day's log, the lock. Once somebody forgot the log."""
        counter = self._counter
        counter.to(instant_of(span.closes_at + _LOG_AFTER))
        if back < _NIGHTLY_DAYS or day.weekday() == 6:
            self._post.take()
        if back != _FORGOTTEN_LOG:
            if not counter.who.may(Permission.DAYLOG_PRINT):
                counter.lock()
                counter.sign_in(self._people(Role.MANAGER if day.weekday() in (0, 5) else Role.SUPERVISOR)[0])
            done(daylog.print_log(counter.desk, counter.who, day))
            counter.print_all()
        counter.lock()

    def _leave_people_waiting(self, span: Span) -> None:
        """The moment the store stands at: one is served, one is parked, one has just come; as far as the doors have
        been open for so long."""
        counter = self._counter
        desk, now = counter.desk, counter.last_moment()
        if now - rhythm.LATEST_VISITS >= span.opens_at:
            self._post.take()
            counter.to(instant_of(now - rhythm.LATEST_VISITS))
            for place, purpose in enumerate((Purpose.EXCHANGE, Purpose.ORDER)):
                visit_id = done(visits.arrive(desk, counter.who, Source.KEY))
                counter.pass_s(_GREETED_AFTER_S)
                done(visits.greet(desk, counter.who, visit_id))
                note = counter.about["notes"][purpose.value][0]
                said = Classification(purpose, Visitor.MEMBER, note)
                done(visits.classify(desk, counter.who, visit_id, said))
                if place == 1:
                    done(visits.park(desk, counter.who, visit_id))
        just_come = now - timedelta(seconds=_JUST_COME_S)
        if just_come >= span.opens_at:
            counter.to(instant_of(just_come))
            done(visits.arrive(desk, counter.who, Source.DOOR))
