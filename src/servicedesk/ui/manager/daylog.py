"""The day's log on the screen: the print itself, what is still missing, what to print (ux 4.14)."""

from __future__ import annotations

import csv
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QBoxLayout, QLabel, QVBoxLayout, QWidget

from servicedesk.desk import daylog
from servicedesk.desk.context import Desk
from servicedesk.desk.daylog import DrawnLog, PrintedLog, SectionChoice
from servicedesk.desk.outcomes import Done, Refused
from servicedesk.domain.daylog import Section
from servicedesk.domain.daylog_missing import Gap, Missing
from servicedesk.domain.staff import Permission, Session
from servicedesk.ui.background import Counter
from servicedesk.ui.parts import (
    SPRING,
    ChoiceGroup,
    H,
    Icon,
    KeyButton,
    Label,
    TickRow,
    Toast,
    V,
    clear,
    frame,
    plain,
    scroll,
    show_if,
)
from servicedesk.ui.theme import px
from servicedesk.ui.visits.page import OpenVisit
from servicedesk.ui.words import dated_words, t, words

_DPI = 110
_PAGE_WIDTH, _SIDE_WIDTH = 760, 350
_PAGE_WIDTH_TIGHT = 500
_MOST_GAPS = 4
_PAGES = {
    Gap.CASH_NOT_PAID: "refunds", Gap.REFUND_FAILED: "refunds", Gap.REFUND_OVERDUE: "refunds",
    Gap.REFUND_LAST_DAY: "refunds", Gap.SLIP_UNKNOWN: "reprint", Gap.SLIP_FAILED: "reprint",
    Gap.SLIP_WAITING: "reprint",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Shown:
    """A drawn day with its pages as pictures (RGB, width, height) and the sections that could be printed."""

    log: DrawnLog
    pages: tuple[tuple[bytes, int, int], ...]
    choices: tuple[SectionChoice, ...]


def draw_with_pages(
    desk: Desk, who: Session, day: date, sections: Collection[Section], dpi: float
) -> Done[Shown] | Refused:
    """On the desk worker: the log and the print of it."""
    from servicedesk.printing.preview import page_previews

    shown = daylog.show(desk, who, day, sections)
    if isinstance(shown, Refused):
        return shown
    log = shown.value
    pages = tuple((page.rgb, page.width, page.height) for page in page_previews(log.document, dpi))
    return Done(Shown(log, pages, daylog.choices(log.figures, log.missing)))


class DayLogTab(QWidget):
    """One day at a time. The picture in the middle is made by the printer's own renderer."""

    said = Signal(object)
    opened = Signal(object)
    wanted = Signal(str, object)

    def __init__(self, counter: Counter, now: Callable[[], datetime]) -> None:
        super().__init__()
        self._counter, self._now = counter, now
        self._day: date | None = None
        self._today: date | None = None
        self._shown: Shown | None = None
        self._page_width = _PAGE_WIDTH
        self._title, self._pages = Label("", "h2"), Label("", "sm t2")
        self.earlier = KeyButton(t("Day before"), "←", size="sm", on=lambda: self._step(-1))
        self.later = KeyButton(t("Day after"), "→", size="sm", on=lambda: self._step(1))
        self.save = KeyButton(t("Save PDF"), "Ctrl S", "download", size="sm", on=self._save_pdf)
        self.export = KeyButton(t("Export tables"), "Ctrl E", "upload", size="sm", on=self._export)
        self._sheet: QVBoxLayout = V(gap=14, margins=(14, 14, 14, 14))
        self._missing: QVBoxLayout = V(gap=6, margins=(14, 12, 12, 12))
        self._missing_card = frame("tone-warn r12", self._missing)
        self.sections = ChoiceGroup(self, many=True)
        self.sections.changed.connect(self.refresh)
        self._rows: dict[Section, TickRow] = {}
        self._choices: QVBoxLayout = V(gap=2, margins=(10, 12, 8, 10))
        self.print_button = KeyButton(t("Print"), "F8", "print", kind="primary", size="big", on=self.print_now)
        self._lay_out()

    def _lay_out(self) -> None:
        days = H(self.earlier, self._title, self.later, SPRING, gap=10)
        self._bar = H((days, 1), H(SPRING, self._pages, self.save, self.export, gap=10), gap=10)
        well = frame("sunken r12", V(scroll(plain(self._sheet)), margins=(1, 1, 1, 1)))
        choices = frame("card", self._choices)
        side = plain(V(self._missing_card, choices, SPRING, gap=12))
        column = plain(V((scroll(side), 1), self.print_button, gap=12), _SIDE_WIDTH)
        H((V(self._bar, (well, 1), gap=10), 1), column, gap=16, into=self)

    def show_tight(self, *, tight: bool) -> None:
        """Large letters on a small screen: the bar in two lines, a smaller page."""
        self._bar.setDirection(QBoxLayout.Direction.TopToBottom if tight else QBoxLayout.Direction.LeftToRight)
        self._page_width = _PAGE_WIDTH_TIGHT if tight else _PAGE_WIDTH
        if self._shown is not None:
            self._show_pages(self._shown)

    def refresh(self) -> None:
        """Draw the day anew, for whoever may read it."""
        profile, session = self._counter.profile, self._counter.session
        if profile is None or session is None or not session.may(Permission.DAYLOG_PRINT):
            return
        before, self._today = self._today, profile.business_day(self._now())
        if self._day in (None, before):
            self._day = self._today  # who looks at today goes on looking at today when the day turns over
        self._counter.do(draw_with_pages, self._day, self._wanted(), _DPI, then=self._take)

    def tick(self, now: datetime) -> None:
        """The counter may run overnight: the day turns over while the page is shown."""
        profile = self._counter.profile
        if profile is not None and self._today is not None and profile.business_day(now) != self._today:
            self.refresh()

    def _wanted(self) -> frozenset[Section]:
        """The ticked sections: none when nothing is ticked, all before there is anything to tick."""
        if not self._rows:
            return daylog.ALL_SECTIONS
        return frozenset(value for value in self.sections.values() if isinstance(value, Section))

    def _step(self, days: int) -> None:
        if self._day is not None:
            self._day += timedelta(days=days)
            self.refresh()

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier) -> bool:
        control = modifiers == Qt.KeyboardModifier.ControlModifier
        acts: dict[Qt.Key, Callable[[], object]] = {
            Qt.Key.Key_Left: lambda: self._step(-1), Qt.Key.Key_Right: lambda: self._step(1),
            Qt.Key.Key_F8: self.print_now,
        }  # fmt: skip
        if control:
            acts = {Qt.Key.Key_E: self._export, Qt.Key.Key_S: self._save_pdf}
        if key in acts:
            acts[key]()
            return True
        return False

    def _take(self, shown: Shown) -> None:
        self._shown = shown
        day = shown.log.figures.day
        self._title.setText(dated_words(day))
        profile = self._counter.profile
        self.later.setEnabled(profile is not None and day < profile.business_day(self._now()))
        count = len(shown.pages)
        self._pages.setText(t("{n} pages, A4", n=count) if count > 1 else t("1 page, A4"))
        self._show_pages(shown)
        self._show_missing(shown)
        self._show_choices(shown)
        self._show_act(count)

    def _show_act(self, pages: int) -> None:
        anything = bool(self._wanted())
        act = t("Print {n} pages", n=pages) if pages > 1 else t("Print 1 page")
        self.print_button.show_act(act if anything else t("Tick what to print"), "F8", "print")
        for button in (self.print_button, self.save, self.export):
            button.setEnabled(anything)

    def _show_pages(self, shown: Shown) -> None:
        clear(self._sheet)
        for number, (rgb, width, height) in enumerate(shown.pages, start=1):
            picture = QLabel()
            image = QImage(rgb, width, height, 3 * width, QImage.Format.Format_RGB888).copy()
            smooth = Qt.TransformationMode.SmoothTransformation
            fitted = QPixmap.fromImage(image).scaledToWidth(px(self._page_width), smooth)
            picture.setPixmap(fitted)
            picture.setAccessibleName(t("Page {n} of the log", n=number))
            self._sheet.addWidget(picture, 0, Qt.AlignmentFlag.AlignHCenter)
        self._sheet.addStretch(1)

    def _show_missing(self, shown: Shown) -> None:
        clear(self._missing)
        gaps = shown.log.missing
        show_if(self._missing_card, bool(gaps))
        if not gaps:
            return
        title = t("{n} things are open before printing", n=len(gaps))
        self._missing.addLayout(H(Icon("warn", "warn", 22, 2.0), (Label(title, "strong t-warn", wrap=True), 1), gap=9))
        for gap in gaps[:_MOST_GAPS]:
            self._missing.addWidget(self._gap(gap))
        if len(gaps) > _MOST_GAPS:
            more = t("and {n} more, all on the page", n=len(gaps) - _MOST_GAPS)
            self._missing.addWidget(Label(more, "sm t2"))

    def _gap(self, gap: Missing) -> QWidget:
        sentence = words().say(gap.sentence)
        go = KeyButton(t("Go there"), size="sm", on=lambda: self._go(gap))
        go.setAccessibleName(f"{t('Go there')} {sentence}")
        return plain(H((Label(sentence, wrap=True), 1), go, gap=8))

    def _go(self, gap: Missing) -> None:
        """Where it is put right."""
        page = _PAGES.get(gap.code)
        if page is None:
            self.wanted.emit("visit", OpenVisit(gap.about))
        else:
            self.wanted.emit(page, None)

    def _show_choices(self, shown: Shown) -> None:
        """What each section shows of this day; what was ticked stays ticked from day to day."""
        if not self._rows:
            self._make_choices(shown)
        for choice in shown.choices:
            self._rows[choice.section].show_right(words().say(choice.summary))

    def _make_choices(self, shown: Shown) -> None:
        self._choices.addWidget(plain(H(Label(t("What to print"), "h2"), SPRING, margins=(8, 0, 8, 4))))
        self._rows = {choice.section: TickRow(words().say(choice.title)) for choice in shown.choices}
        for section, row in self._rows.items():
            self.sections.add(section, row)
        self.sections.set_value(*self._rows)
        self._choices.addWidget(plain(V(*self._rows.values(), gap=0)))

    def print_now(self) -> None:
        if self._day is not None and self.print_button.isEnabled():
            self._counter.do(daylog.print_log, self._day, self._wanted(), then=self._printed)

    def _printed(self, printed: PrintedLog) -> None:
        said = t("The log is on its way to the printer.")
        if printed.copy_no:
            said = t("Copy {n} of the log is on its way, marked as a copy.", n=printed.copy_no)
        self.said.emit(Toast(said))

    def _target(self, suffix: str) -> Path | None:
        home = self._counter.home
        return None if home is None or self._day is None else home.paper / f"daylog-{self._day.isoformat()}{suffix}"

    def _save_pdf(self) -> None:
        target = self._target(".pdf")
        if target is not None and self._day is not None and self.save.isEnabled():
            self._counter.do(save_pdf, self._day, self._wanted(), target, then=self._saved)

    def _export(self) -> None:
        target = self._target(".csv")
        if target is not None and self._shown is not None and self.export.isEnabled():
            self._counter.do(save_table, self._shown.log, target, then=self._saved)

    def _saved(self, target: Path) -> None:
        self.said.emit(Toast(t("Saved: {file}", file=str(target))))


def save_pdf(desk: Desk, who: Session, day: date, sections: Collection[Section], target: Path) -> Done[Path] | Refused:
    """On the desk worker: the log as a PDF file."""
    from servicedesk.printing.pdf import render_pdf

    shown = daylog.show(desk, who, day, sections)
    if isinstance(shown, Refused):
        return shown
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(render_pdf(shown.value.document).pdf)
    return Done(target)


def save_table(desk: Desk, who: Session, log: DrawnLog, target: Path) -> Done[Path] | Refused:
    """On the desk worker: the log's tables for a spreadsheet, with the mark that tells one it is UTF-8."""
    exported = daylog.export(desk, who, log)
    if isinstance(exported, Refused):
        return exported
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows(exported.value)
    return Done(target)
