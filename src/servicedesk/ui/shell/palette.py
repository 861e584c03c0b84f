"""Find anything: one field, records and acts together, the keyboard only (ux 4.16)."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from servicedesk.domain.scans import Scan, ScanKind, ScanPatterns, classify
from servicedesk.ui.parts import (
    RIGHT,
    SPRING,
    Chip,
    ElidedLabel,
    H,
    Icon,
    KeyCap,
    Label,
    Layer,
    Row,
    TextLine,
    V,
    announce,
    clear,
    frame,
    plain,
)
from servicedesk.ui.theme import px
from servicedesk.ui.words import t

MOST_ROWS = 8


@dataclass(frozen=True, slots=True)
class PaletteItem:
    """One thing that was found, or one act. ``open`` is done on Enter; ``more`` are further acts, shown with Tab."""

    icon: str
    title: str
    open: Callable[[], object]
    explained: str = ""
    right: str = ""
    chip: tuple[str, str, str] | None = None
    """Text, tone, icon."""
    key: str = ""
    more: tuple[tuple[str, Callable[[], object]], ...] = ()


@dataclass(frozen=True, slots=True)
class PaletteGroup:
    """Things of one kind, under their name. ``note`` is a sentence below them: what could be typed to find more."""

    title: str
    items: tuple[PaletteItem, ...]
    note: str = ""


Deliver = Callable[[Sequence[PaletteGroup]], None]
Finder = Callable[[str, Deliver], None]
"""Asked with the text typed; delivers later, on the GUI thread. An answer to an older text is put aside."""


def no_finder(_text: str, deliver: Deliver) -> None:
    """Nothing to search in yet."""
    deliver(())


class _Line(TextLine):
    """The field keeps the focus; the arrows walk the list below it."""

    def __init__(self, palette: Palette) -> None:
        super().__init__(t("Phone, number, amount, day, item, or what to do"), classes="plain", name=t("Find or scan"))
        self._palette = palette
        self.own_enter = True

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        if not self._palette.steer(Qt.Key(event.key())):
            super().keyPressEvent(event)

    def focusNextPrevChild(self, _forward: bool, /) -> bool:  # noqa: N802
        self._palette.steer(Qt.Key.Key_Tab)
        return True


class Palette(Layer):
    """The list over the work. It asks the finder at every change and shows the newest answer."""

    gives_way = True

    def __init__(self, finder: Finder = no_finder, patterns: ScanPatterns | None = None, scope: str = "") -> None:
        super().__init__("modal")
        self._finder, self._patterns = finder, patterns or ScanPatterns()
        self._asked, self._current = 0, 0
        self._items: list[PaletteItem] = []
        self._rows: list[Row] = []
        self._groups: Sequence[PaletteGroup] = ()
        self._line = _Line(self)
        self._known = Chip("", "info", "search")
        self._known.hide()
        self._list = V(gap=0, margins=(0, 6, 0, 8))
        self._note = Label("", "sm t3", align=RIGHT)
        self._build(scope)
        self._line.textChanged.connect(self._ask)
        self._ask(self._line.text())

    def _build(self, scope: str) -> None:
        scope_chip = Chip(scope, "mute", "filter") if scope else None
        head = frame(
            "sechead",
            H(
                Icon("search", "text2", 24),
                (self._line, 1),
                scope_chip,
                self._known,
                KeyCap("Esc"),
                gap=12,
                margins=(22, 4, 16, 4),
            ),
        )
        keys = H(*[each for key, word in self._keys() for each in (KeyCap(key), Label(word, "sm t2"), 6)], gap=7)
        foot = frame("modalfoot", H(keys, SPRING, self._note, margins=(20, 8, 20, 8)))
        V(head, self._list, foot, gap=0, into=self.panel)
        self.panel.setFixedWidth(px(760))
        self.panel.setAccessibleName(t("Find or scan"))

    @staticmethod
    def _keys() -> tuple[tuple[str, str], ...]:
        return (("↑ ↓", t("Choose")), ("Enter", t("Open")), ("Tab", t("More acts")))

    def first_focus(self) -> None:
        self._line.setFocus(Qt.FocusReason.OtherFocusReason)

    def place(self) -> None:
        width = min(px(760), self.width())
        height = min(self.panel.sizeHint().height(), self.height() - px(90))
        self.panel.setGeometry((self.width() - width) // 2, px(76), width, height)

    def text(self) -> str:
        return self._line.text()

    def set_text(self, text: str) -> None:
        self._line.setText(text)

    def steer(self, key: Qt.Key) -> bool:
        """Arrows, Enter and Tab of the field; False for keys that are typed."""
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self._move(1 if key == Qt.Key.Key_Down else -1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.primary()
        elif key == Qt.Key.Key_Tab:
            self._show_more()
        else:
            return False
        return True

    def primary(self) -> None:
        """Open the current row: away first, so that what it opens is not below the palette."""
        if self._items:
            act = self._items[self._current].open
            self.dismiss()
            act()

    def _ask(self, text: str) -> None:
        self._asked += 1
        asked = self._asked
        words = recognised(text, self._patterns)
        self._known.setVisible(words is not None)
        if words is not None:
            self._known.show_state(words[0], "info", words[1])
        self._finder(text.strip(), lambda groups: self._answered(asked, groups))

    def _answered(self, asked: int, groups: Sequence[PaletteGroup]) -> None:
        if asked != self._asked:
            return
        self._groups = groups
        self._note.setText(t("Found on this machine, works offline"))
        self._show(groups)

    def _show(self, groups: Sequence[PaletteGroup]) -> None:
        clear(self._list)
        self._items, self._rows, self._current = [], [], 0
        total = sum(len(group.items) for group in groups)
        for group, count in zip(groups, shared_rows([len(group.items) for group in groups]), strict=True):
            if group.note:
                self._list.addWidget(plain(H(Label(group.note, "t2", wrap=True), margins=(20, 10, 20, 8))))
            if count and group.title:
                self._list.addWidget(plain(H(Label(group.title, "sm strong t3"), margins=(20, 7, 20, 3))))
            for item in group.items[:count]:
                self._add(item)
        if total == 0 and not any(group.note for group in groups):
            self._list.addWidget(self._nothing())
        elif total > len(self._items):
            more = t("{n} more. Type a little more.", n=total - len(self._items))
            self._list.addWidget(plain(H(Label(more, "sm t3"), margins=(20, 6, 20, 2))))
        self._mark()
        self.place()

    def _add(self, item: PaletteItem) -> None:
        row = _row(item)
        index = len(self._rows)
        row.pressed.connect(lambda: self._pressed(index))
        self._items.append(item)
        self._rows.append(row)
        self._list.addWidget(row)

    def _nothing(self) -> QWidget:
        typed = self._line.text().strip()
        if not typed:
            return plain(
                H(Label(t("Type, or scan. Everything on this counter is found here."), "t2"), margins=(20, 16, 20, 16))
            )
        words = t("“{text}” not found. Try the whole phone number, or scan the receipt.", text=typed)
        return plain(H(Label(words, "t2", wrap=True), margins=(20, 16, 20, 16)))

    def _move(self, by: int) -> None:
        if self._rows:
            self._current = (self._current + by) % len(self._rows)
            self._mark()
            announce(self._line, self._rows[self._current].name)

    def _mark(self) -> None:
        for index, row in enumerate(self._rows):
            row.set_selected(index == self._current)

    def _pressed(self, index: int) -> None:
        self._current = index
        self.primary()

    def _show_more(self) -> None:
        """The further acts of the current row; Tab again goes back to the list."""
        if not self._items or not self._items[self._current].more:
            self._show(self._groups)
            return
        item = self._items[self._current]
        acts = tuple(PaletteItem("right", word, act) for word, act in item.more)
        self._show((PaletteGroup(item.title, acts),))


def shared_rows(wanted: Sequence[int], most: int = MOST_ROWS) -> list[int]:
    """How many rows each group gets of the few there are: one each in turn, so that no kind hides another."""
    given = [0] * len(wanted)
    while sum(given) < min(most, sum(wanted)):
        for index, count in enumerate(wanted):
            if given[index] < count and sum(given) < most:
                given[index] += 1
    return given


def _row(item: PaletteItem) -> Row:
    words = plain(
        V(ElidedLabel(item.title, "strong"), ElidedLabel(item.explained, "sm t3") if item.explained else None, gap=0)
    )
    face = H(
        Icon(item.icon, "accent" if item.icon == "user" else "text2", 22),
        (words, 1),
        Label(item.right, "strong", align=RIGHT) if item.right else None,
        Chip(*item.chip) if item.chip else None,
        KeyCap(item.key) if item.key else None,
        gap=14,
        margins=(20, 4, 20, 4),
    )
    name = " ".join(
        part for part in (item.title, item.explained, item.right, item.chip[0] if item.chip else "") if part
    )
    return Row(face, name, height=53, last=True)


def recognised(text: str, patterns: ScanPatterns) -> tuple[str, str] | None:
    """What the typed text looks like, in words, and its icon: said at once, before anything is found."""
    typed = text.strip()
    if re.fullmatch(r"\d{4}", typed):
        return t("Phone ending {digits}", digits=typed), "phone"
    if re.fullmatch(r"1\d{10}", typed):
        return t("Phone number"), "phone"
    if re.fullmatch(r"[¥£]?\d{1,7}\.\d{1,2}", typed):
        return t("Amount"), "cash"
    if re.fullmatch(r"(?:\d{4}[-/.年])?\d{1,2}(?:[-/]|月)\d{1,2}日?", typed):
        return t("Day"), "calendar"
    names = {
        ScanKind.RECEIPT: (t("Receipt"), "receipt"),
        ScanKind.ORDER: (t("Case number"), "cases"),
        ScanKind.MEMBER: (t("Member"), "star"),
        ScanKind.ITEM: (t("Item"), "box"),
        ScanKind.BADGE: (t("Staff badge"), "user"),
    }
    scan: Scan = classify(typed, patterns)
    return names.get(scan.kind)
