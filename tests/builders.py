"""A real counter for tests: an encrypted file in a temporary folder, people who are signed in, sales on the counter.

Making keys and checking PINs takes a second; it is done once a run, and each test gets a copy of that folder.
"""

from __future__ import annotations

import atexit
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import TypeVar

from sqlalchemy import func, select

from servicedesk.desk import setup, staff
from servicedesk.desk.context import Desk
from servicedesk.desk.outcomes import Done, Refused
from servicedesk.domain.counters import CounterProfile
from servicedesk.domain.sales import Sale, SaleLine, Tender, phone_tail_of, receipt_number_of
from servicedesk.domain.staff import Role, Session
from servicedesk.domain.times import FixedClock, to_ms
from servicedesk.paths import Home
from servicedesk.records import store
from servicedesk.records.sales_tables import sale_lines, sale_promotions, sale_tenders, sales
from servicedesk.records.work import Steps, no_steps

T = TypeVar("T")

ROOT = Path(__file__).resolve().parent.parent

MORNING = datetime(2026, 3, 10, 2, 0, tzinfo=UTC)
"""Ten o'clock of a Tuesday in Shanghai."""

PROFILE = CounterProfile("S01", "T1", "Willow", "Willow Bund", desk_name="Service desk", phone="021 5555 0100")
PEOPLE = (("1002", "Su Ning", Role.SUPERVISOR), ("1003", "Li Ting", Role.CLERK), ("1004", "Zhao Lei", Role.CLERK))
MANAGER_NAME = "Wang Fang"


class StaffedDesk(Desk):
    """A desk with everybody at work at once: sessions by role, PINs by staff number, and the clock to move."""

    clock: FixedClock
    manager: Session
    supervisor: Session
    clerk: Session
    other_clerk: Session
    pins: dict[str, str]
    recovery_code: str


@dataclass(frozen=True)
class _Template:
    home: Home
    recovery_code: str
    pins: dict[str, str]
    sessions: dict[str, Session]


@cache
def _template() -> _Template:
    folder = Path(tempfile.mkdtemp(prefix="servicedesk-template-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    home, clock = Home(folder / "home"), FixedClock(MORNING)
    first = setup.open_counter(home, clock, PROFILE, MANAGER_NAME)
    desk = setup.open_desk(home, clock)
    pins = {first.manager_number: first.manager_pin}
    manager = done(staff.sign_in(desk, first.manager_number, first.manager_pin))
    for number, name, role in PEOPLE:
        pins[number] = done(staff.add(desk, manager, first.manager_pin, number, name, role))
    sessions = {number: done(staff.sign_in(desk, number, pin)) for number, pin in pins.items()}
    desk.close()
    return _Template(home, first.recovery_code, pins, sessions)


def counter(folder: Path, *, steps: Steps = no_steps) -> StaffedDesk:
    """A counter of its own in ``folder``/home, with a manager, a supervisor and two clerks at work."""
    made = _template()
    home = Home(folder / "home")
    shutil.copytree(made.home.root, home.root)
    return reopened(home, FixedClock(MORNING), steps=steps, everybody_at_work=True)


def reopened(home: Home, clock: FixedClock, *, steps: Steps = no_steps, everybody_at_work: bool = False) -> StaffedDesk:
    """The counter of ``counter`` after a restart: nobody is signed in, unless everybody is wanted back at work."""
    made = _template()
    desk = StaffedDesk(store.open_store(home), clock, steps=steps)
    desk.pins, desk.recovery_code = dict(made.pins), made.recovery_code
    desk.manager, desk.supervisor, desk.clerk, desk.other_clerk = made.sessions.values()
    if everybody_at_work:
        put_to_work(desk)
    return desk


def put_to_work(desk: StaffedDesk) -> None:
    """Signing in ends the session before; tests of other things want all four people at hand."""
    for session in (desk.manager, desk.supervisor, desk.clerk, desk.other_clerk):
        desk.sessions[session.session_id] = session


@contextmanager
def closing(desk: StaffedDesk) -> Iterator[StaffedDesk]:
    try:
        yield desk
    finally:
        desk.close()


def done(outcome: Done[T] | Refused) -> T:
    """What an action answered; a refusal fails the test with its sentence."""
    assert isinstance(outcome, Done), outcome
    return outcome.value


def refusal(outcome: object) -> str:
    """The code of a refusal; an action that happened fails the test."""
    assert isinstance(outcome, Refused), outcome
    return outcome.code


# --- sales -----------------------------------------------------------------------------------------------------------
def a_line(line_no: int = 1, price_minor: int = 29900, **changes: object) -> SaleLine:
    plain = SaleLine(line_no, f"69012345{line_no:05d}", f"Kettle {line_no}", 1, price_minor, price_minor, price_minor)
    changed = replace(plain, **changes)  # type: ignore[arg-type] # a test names the fields it means
    if "gross_minor" not in changes and "qty" in changes:
        changed = replace(changed, gross_minor=changed.qty * price_minor, paid_minor=changed.qty * price_minor)
    return changed


def a_sale(number: str = "R-1001", *lines: SaleLine, **changes: object) -> Sale:
    """A receipt of three days ago, paid through WeChat."""
    bought = lines or (a_line(),)
    plain = Sale(
        sale_id=0,
        store_id=PROFILE.store_id,
        receipt_number=receipt_number_of(number),
        channel="STORE",
        bought_at=datetime(2026, 3, 7, 6, 0, tzinfo=UTC),
        currency="CNY",
        lines=tuple(bought),
        tenders=(Tender(1, "WECHAT", sum(line.paid_minor for line in bought)),),
    )
    return replace(plain, **changes)  # type: ignore[arg-type] # as above


def add_sale(desk: Desk, sale: Sale | None = None) -> Sale:
    """Put a sale on the counter, as an import leaves it; returns it with its id."""
    sale = sale or a_sale()
    with desk.database.transaction() as connection:
        sale_id = (connection.execute(select(func.max(sales.c.sale_id))).scalar() or 0) + 1
        plain = ("lines", "tenders", "promotions", "bought_at", "sale_id")
        head = {name: value for name, value in asdict(sale).items() if name not in plain}
        head |= {
            "sale_id": sale_id,
            "bought_at_ms": to_ms(sale.bought_at),
            "paid_minor": sale.paid_minor,
            "line_count": len(sale.lines),
            "phone_tail": phone_tail_of(sale.customer_phone) if sale.customer_phone else None,
        }
        connection.execute(sales.insert().values(**head))
        for line in sale.lines:
            row = asdict(line)
            row |= {
                "sale_id": sale_id,
                "returned_at_till": row.pop("returned_qty"),
                "delivered_on": line.delivered_on and line.delivered_on.isoformat(),
                "installed_on": line.installed_on and line.installed_on.isoformat(),
                "clearance": int(line.clearance),
                "near_expiry": int(line.near_expiry),
                "disclosed_flaw": int(line.disclosed_flaw),
            }
            connection.execute(sale_lines.insert().values(**row))
        for tender in sale.tenders:
            connection.execute(sale_tenders.insert().values(sale_id=sale_id, **asdict(tender)))
        for seq, promotion in enumerate(sale.promotions, 1):
            connection.execute(sale_promotions.insert().values(sale_id=sale_id, seq=seq, **asdict(promotion)))
    return replace(sale, sale_id=sale_id)
