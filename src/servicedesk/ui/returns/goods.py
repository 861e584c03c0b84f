"""① What comes back: the receipt's lines, ticked by Space, by a scan, or by a press."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from servicedesk.desk.return_forms import Pick
from servicedesk.domain.money import format_minor
from servicedesk.domain.sales import Sale, SaleLine, normal_code
from servicedesk.ui.parts import (
    RIGHT,
    SPRING,
    Chip,
    ElidedLabel,
    H,
    Label,
    Row,
    RowList,
    TickBox,
    V,
    frame,
    plain,
    scroll,
    show_if,
    two_lines,
)
from servicedesk.ui.returns.history import HistoryCard
from servicedesk.ui.telling import facts
from servicedesk.ui.words import t


class GoodsList(RowList):
    """The lines; Space ticks the current one, + and - change how many pieces."""

    ticked = Signal(int)
    stepped = Signal(int, int)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        key = Qt.Key(event.key())
        if key == Qt.Key.Key_Space and self.current >= 0:
            self.ticked.emit(self.current)
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal) and self.current >= 0:
            self.stepped.emit(self.current, 1)
        elif key == Qt.Key.Key_Minus and self.current >= 0:
            self.stepped.emit(self.current, -1)
        else:
            super().keyPressEvent(event)


class GoodsPanel(QWidget):
    """Knows which lines are ticked and how many pieces of each. ``changed`` comes after every change."""

    changed = Signal()
    refused = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._sale: Sale | None = None
        self._qty: dict[int, int] = {}
        self.list = GoodsList(t("Goods on this receipt"))
        self.list.ticked.connect(self.toggle)
        self.list.opened.connect(self.toggle)
        self.list.stepped.connect(self._step)
        self._categories: Callable[[str], str] = lambda _code: ""
        self._foot, self._off, self._paid = Label("", "t2"), ElidedLabel("", "sm t2", align=RIGHT), Label("", "strong")
        self._hint = Label(t("a scan ticks it"), "sm t3")
        head = frame(
            "sechead",
            H(Label(t("① What comes back"), "h2"), SPRING, self._hint,
              margins=(16, 10, 14, 10)),
        )  # fmt: skip
        self.history = HistoryCard()
        self.history.hide()
        held = plain(H(self.history, margins=(12, 0, 12, 12)))
        foot = frame("foot", H(self._foot, (self._off, 1), self._paid, gap=8, margins=(16, 10, 14, 10)))
        V(frame("card", V(head, (scroll(self.list), 1), held, foot, gap=0, margins=(1, 1, 1, 1))), into=self)

    def show_sale(self, sale: Sale, categories: Callable[[str], str], *, tick_only: bool = True) -> None:
        """Another receipt. When only one line can come back it is ticked at once. ``categories`` names a category."""
        self._sale, self._qty, self._categories = sale, {}, categories
        returnable = [line for line in sale.lines if line.left_qty > 0]
        if tick_only and len(returnable) == 1 and len(sale.lines) == 1:
            self._qty = {returnable[0].line_no: returnable[0].left_qty if returnable[0].left_qty == 1 else 1}
        off_minor = sum(line.gross_minor for line in sale.lines) - sale.paid_minor
        paid = (
            t("discounts {amount}, paid", amount=format_minor(-off_minor, sale.currency))
            if off_minor
            else t("paid in all")
        )
        self._off.setText(paid)
        self._paid.setText(format_minor(sale.paid_minor, sale.currency))
        self._show(0)

    def show_tight(self, *, tight: bool) -> None:
        """Where letters are large, the title needs the line."""
        show_if(self._hint, not tight)

    def update_sale(self, sale: Sale) -> None:
        """The same receipt, read again."""
        self._sale = sale
        self._show(self.list.current)

    def picks(self) -> tuple[Pick, ...]:
        return tuple(Pick(line_no, qty) for line_no, qty in sorted(self._qty.items()))

    def tick(self, picks: Iterable[tuple[int, int]]) -> None:
        """Tick these lines (number, pieces) as far as they are on the receipt, and no others."""
        if self._sale is not None:
            lines = {line.line_no for line in self._sale.lines}
            self._qty = {line_no: qty for line_no, qty in picks if line_no in lines and qty > 0}
            self._show(self.list.current)

    def tick_item(self, scan_text: str) -> bool:
        """A scanned item: tick its line, once more means one piece more. False when it is not on this receipt."""
        if self._sale is None:
            return False
        code = normal_code(scan_text)
        lines = [(index, line) for index, line in enumerate(self._sale.lines) if normal_code(line.code) == code]
        for index, line in lines:
            if self._qty.get(line.line_no, 0) < line.left_qty:
                self._qty[line.line_no] = self._qty.get(line.line_no, 0) + 1
                self._show(index)
                self.changed.emit()
                return True
        if lines:
            self.refused.emit(t("All pieces of this item are ticked or came back already."))
        return bool(lines)

    def toggle(self, index: int) -> None:
        if self._sale is None:
            return
        line = self._sale.lines[index]
        if line.line_no in self._qty:
            del self._qty[line.line_no]
        elif line.left_qty <= 0:
            # Ticking it is how the clerk learns why: the verdict names the earlier return.
            self._qty[line.line_no] = 1
        else:
            self._qty[line.line_no] = 1
        self._show(index)
        self.changed.emit()

    def _step(self, index: int, by: int) -> None:
        if self._sale is None:
            return
        line = self._sale.lines[index]
        wanted = self._qty.get(line.line_no, 0) + by
        if wanted <= 0:
            self._qty.pop(line.line_no, None)
        elif wanted <= line.left_qty:
            self._qty[line.line_no] = wanted
        else:
            self.refused.emit(t("Only {n} of this item can still come back.", n=max(line.left_qty, 0)))
            return
        self._show(index)
        self.changed.emit()

    def _show(self, current: int) -> None:
        assert self._sale is not None
        had_focus = self.list.hasFocus()
        self.list.set_rows([self._row(line, index) for index, line in enumerate(self._sale.lines)], current)
        if had_focus:
            self.list.setFocus(Qt.FocusReason.OtherFocusReason)
        pieces = sum(self._qty.values())
        self._foot.setText(t("{n} ticked", n=pieces) if pieces else t("nothing ticked yet"))

    def _row(self, line: SaleLine, index: int) -> Row:
        assert self._sale is not None
        ticked = self._qty.get(line.line_no, 0)
        amount = format_minor(line.gross_minor, self._sale.currency)
        count = t("{n} of {total}", n=ticked, total=line.qty) if line.qty > 1 and ticked else t("× {n}", n=line.qty)
        right = V(H(SPRING, Label(amount, "strong")), H(SPRING, Label(count, "sm t2")), gap=0)
        back = Chip(t("{n} back", n=line.returned_qty), "mute", "return") if 0 < line.returned_qty < line.qty else None
        words = two_lines(line.name, self._note(line), "strong", "sm t3", elide=True)
        face = H(TickBox(ticked=ticked > 0), (words, 1), back, right, gap=12, margins=(16, 6, 14, 6))
        state = t("ticked, {n}", n=ticked) if ticked else t("not ticked")
        row = Row(face, t("{name}, {amount}, {state}", name=line.name, amount=amount, state=state), height=66)
        row.pressed.connect(lambda: self.toggle(index))
        return row

    def _note(self, line: SaleLine) -> str:
        if line.left_qty <= 0:
            return facts(line.code, t("came back already"))
        special = t("clearance") if line.clearance else t("sold near its date") if line.near_expiry else ""
        return facts(line.code, line.serial or "", self._categories(line.category), line.weight_text or "", special)
