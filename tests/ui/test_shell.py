"""The window: keys go where ux 5 says, scans find their page, layers and covers keep what lies below."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from tests import keys
from tests.ui.audit import audit
from tests.ui.conftest import SIZES

from servicedesk.domain.scans import Scan, ScanKind, ScanPatterns
from servicedesk.domain.times import FixedClock
from servicedesk.errors import BugError
from servicedesk.ui.parts import Drawer, KeyButton, Label, ModalDialog, TextBox, TextLine, Toast, V
from servicedesk.ui.shell.customer import CustomerFace
from servicedesk.ui.shell.page import KeyHint, Page
from servicedesk.ui.shell.palette import PaletteGroup, PaletteItem, recognised
from servicedesk.ui.shell.topbar import CounterFace, PersonFace
from servicedesk.ui.shell.window import Window
from servicedesk.ui.staff.signin import SignInPage, StaffTile

NO = Qt.KeyboardModifier.NoModifier
ALT = Qt.KeyboardModifier.AltModifier
CTRL = Qt.KeyboardModifier.ControlModifier
AT = datetime(2026, 11, 22, 2, 42, tzinfo=UTC)
FACE = CustomerFace(
    "禾木生活馆·人民路店", "李婷", "可以退", "ok", "小熊电热水壶 1.7L", "11月17日购买·小票 RM01-1117-0456",
    "质量问题，购买 7 天内可退、可换、可修。", (("商品原价", "¥199.00"), ("满减分摊", "−¥10.82")), "退给您", "¥188.18",
    ("原路退回微信支付", "最晚 11月25日（周三）到账"), "请您核对。没有问题的话，服务员会为您打印退货单。",
)  # fmt: skip


class Desk(Page):
    """A page with two lines, a box and a button, that writes down what it hears."""

    topics = frozenset({"visits"})

    def __init__(self, place: str, eager: bool = False) -> None:
        super().__init__()
        self.place, self.eager = place, eager
        self.heard: list[str] = []
        self.scans: list[Scan] = []
        self.takes: set[ScanKind] = set()
        self.busy = False
        self.first, self.second, self.box = (
            TextLine("甲", name="甲"),
            TextLine("乙", name="乙"),
            TextBox("话", name="话"),
        )
        self.act = KeyButton("办理", "F10", kind="primary", on=lambda: self.heard.append("clicked"))
        V(Label(place, "h1"), self.first, self.second, self.act, self.box, into=self)

    def heading(self) -> str:
        return self.place

    def key_hints(self) -> list[KeyHint]:
        return [KeyHint("F10", "办理"), KeyHint("Esc", "返回")]

    def activated(self, request: object | None) -> None:
        self.heard.append(f"activated {request}")

    def refresh(self) -> None:
        self.heard.append("refreshed")

    def first_focus(self) -> QWidget:
        return self.act

    def take_scan(self, scan: Scan) -> bool:
        self.scans.append(scan)
        return scan.kind in self.takes

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier) -> bool:
        self.heard.append(f"{'Alt+' if modifiers & ALT else ''}{key.name.removeprefix('Key_')}")
        return self.eager

    def primary(self) -> None:
        self.heard.append("primary")

    def unfinished(self) -> bool:
        return self.busy


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(AT)


@pytest.fixture
def window(look, qtbot, clock) -> Iterator[Window]:
    look()
    made = Window(CounterFace("禾木生活馆", "人民路店", "1 号台"), now=clock.now, zone="Asia/Shanghai")
    for name, place in (
        ("home", "home"),
        ("visit", "visit"),
        ("returns", "visit"),
        ("cases", "cases"),
        ("manager", "manager"),
    ):
        made.add_page(name, Desk(place))
    qtbot.addWidget(made)
    made.resize(1366, 768)
    made.show_person(PersonFace("李婷", "客服", "1027"))
    made.show()
    made.start()
    made.show_page("home")
    made.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is made and made.page.act.hasFocus())
    made.page.heard.clear()
    yield made
    made.stop()


def press(key: Qt.Key, modifiers: Qt.KeyboardModifier = NO) -> None:
    keys.strike(key, modifiers)


def settle() -> None:
    """Until the scanner knows the last keys as a hand's and has given them on."""
    window = QApplication.activeWindow()
    assert isinstance(window, Window)
    while window.scanner.holding:
        QTest.qWait(5)


# -- keys ------------------------------------------------------------------------------------------------------------


def test_a_function_key_is_offered_to_the_page_and_then_does_its_global_act(window):
    done = []
    window.on_key("F3", lambda: done.append("F3"))
    press(Qt.Key.Key_F3)
    assert (window.page.heard, done) == (["F3"], ["F3"])


def test_a_page_that_uses_a_key_keeps_it(window):
    done = []
    window.on_key("F4", lambda: done.append("F4"))
    window.page.eager = True
    press(Qt.Key.Key_F4)
    assert (window.page.heard, done) == (["F4"], [])


@pytest.mark.parametrize("number", range(1, 13))
def test_every_function_key_works_while_text_is_typed(window, number):
    done = []
    name = f"F{number}"
    window.on_key(name, lambda: done.append(name))
    window.page.first.setFocus()
    press(getattr(Qt.Key, f"Key_F{number}"))
    assert done == [name] or window.page.heard[-1] == "primary"


def test_f9_locks_even_where_a_page_would_take_it(window):
    locked = []
    window.on_key("F9", lambda: locked.append(1))
    window.page.eager = True
    press(Qt.Key.Key_F9)
    assert (locked, window.page.heard) == ([1], [])


def test_f9_locks_from_within_a_dialog(window):
    locked = []
    window.on_key("F9", lambda: locked.append(1))
    window.open_layer(ModalDialog("问", V(TextLine("甲", name="甲"))))
    press(Qt.Key.Key_F9)
    assert locked == [1]


def test_digits_and_letters_come_to_the_page_only_outside_text_fields(window, qtbot):
    page = window.page
    press(Qt.Key.Key_4)
    qtbot.waitUntil(lambda: page.heard == ["4"])
    page.first.setFocus()
    press(Qt.Key.Key_5)
    qtbot.waitUntil(lambda: page.first.text() == "5")
    assert page.heard == ["4"]


def test_alt_and_a_letter_come_to_the_page_from_a_text_field_too(window):
    window.page.first.setFocus()
    press(Qt.Key.Key_G, ALT)
    assert window.page.heard == ["Alt+G"]
    assert window.page.first.text() == ""


def test_space_is_offered_to_the_page_before_it_presses_the_focused_button(window):
    window.page.eager = True
    press(Qt.Key.Key_Space)
    assert window.page.heard == ["Space"]
    window.page.eager = False
    press(Qt.Key.Key_Space)
    assert window.page.heard == ["Space", "Space", "clicked"]


def test_enter_presses_the_focused_button(window):
    press(Qt.Key.Key_Return)
    assert window.page.heard == ["clicked"]


def test_enter_goes_through_the_fields_and_ends_in_the_box(window):
    page = window.page
    page.first.setFocus()
    press(Qt.Key.Key_Return)
    assert page.second.hasFocus()
    press(Qt.Key.Key_Return)
    assert page.box.hasFocus()
    press(Qt.Key.Key_Return)
    assert page.box.toPlainText() == "\n"
    press(Qt.Key.Key_Return, CTRL)
    assert page.heard == ["Return", "primary"]


def test_enter_in_the_last_line_is_the_primary_act(window):
    page = window.page
    page.box.hide()
    page.second.setFocus()
    press(Qt.Key.Key_Return)
    assert page.heard[-1] == "primary"


def test_f10_is_the_primary_act_wherever_the_focus_is(window):
    window.page.box.setFocus()
    press(Qt.Key.Key_F10)
    assert window.page.heard == ["F10", "primary"]


def test_escape_goes_back_and_loses_nothing(window):
    window.show_page("returns", "RM01")
    page = window.page
    page.first.setText("壶底渗水")
    press(Qt.Key.Key_Escape)
    assert window.navigation.name == "home"
    window.show_page("returns")
    assert page.first.text() == "壶底渗水"


def test_escape_closes_one_thing_at_a_time(window):
    window.show_page("returns")
    window.say(Toast("打印机没有纸了。", "bad"))
    window.open_layer(ModalDialog("问", V(TextLine("甲", name="甲"))))
    press(Qt.Key.Key_Escape)
    assert (window.layer, window.toasts.texts(), window.navigation.name) == (None, ["打印机没有纸了。"], "returns")
    press(Qt.Key.Key_Escape)
    assert (window.toasts.texts(), window.navigation.name) == ([], "returns")
    press(Qt.Key.Key_Escape)
    assert window.navigation.name == "home"


def test_a_key_in_a_dialog_never_reaches_the_page_below(window):
    done = []
    page = window.page
    window.on_key("F3", lambda: done.append("F3"))
    dialog = ModalDialog("问", V(TextLine("甲", name="甲")))
    window.open_layer(dialog)
    for key, modifiers in ((Qt.Key.Key_F3, NO), (Qt.Key.Key_F10, NO), (Qt.Key.Key_H, ALT), (Qt.Key.Key_K, CTRL)):
        press(key, modifiers)
    assert (page.heard, done, window.layer) == ([], [], dialog)


def test_f10_in_a_dialog_is_the_dialogs_primary(window):
    agreed = []
    dialog = ModalDialog("批准", V(TextLine("理由", name="理由")))
    dialog.add_act(KeyButton("同意", "Enter", kind="primary", on=lambda: agreed.append(1)), primary=True)
    window.open_layer(dialog)
    press(Qt.Key.Key_F10)
    press(Qt.Key.Key_Return)
    assert agreed == [1, 1]


def test_control_and_a_digit_opens_a_place_and_the_managers_only_for_a_manager(window):
    press(Qt.Key.Key_3, CTRL)
    assert window.navigation.name == "cases"
    press(Qt.Key.Key_4, CTRL)
    assert window.navigation.name == "cases"
    window.show_person(PersonFace("周建国", "店长", "1001", manager=True))
    press(Qt.Key.Key_4, CTRL)
    assert window.navigation.name == "manager"


def test_a_place_opens_the_unfinished_work_that_was_left_there(window):
    window.show_page("returns")
    window.page.busy = True
    window.show_page("home")
    window.show_place("visit")
    assert window.navigation.name == "returns"
    window.page.busy = False
    window.show_page("home")
    window.show_place("visit")
    assert window.navigation.name == "visit"


# -- navigation ------------------------------------------------------------------------------------------------------


def test_a_page_asks_for_another_with_a_request_and_the_frame_follows(window, qtbot):
    window.page.wanted.emit("returns", "RM01-1117-0456")
    assert window.page.heard[0] == "activated RM01-1117-0456"
    assert window.windowTitle() == "visit·服务台"
    assert window.keybar.shown() == ["F10", "Esc"]
    assert window.rail._buttons["visit"].isChecked()
    assert window.rail._buttons["visit"].accessibleName() == "接待，现在在这里，快捷键 Ctrl+2"
    qtbot.waitUntil(window.page.act.hasFocus)


def test_a_page_nobody_added_is_a_bug(window):
    with pytest.raises(BugError, match="no page"):
        window.show_page("nowhere")


def test_a_page_refreshes_when_its_topic_is_touched_or_when_it_is_next_shown(window):
    window.touched(frozenset({"slips"}))
    assert window.page.heard == []
    window.touched(frozenset({"visits", "slips"}))
    assert window.page.heard == ["refreshed"]
    window.show_page("cases")
    assert window.page.heard == ["refreshed", "activated None"]


def test_the_same_page_twice_is_left_by_one_escape(window):
    window.show_page("returns", 1)
    window.show_page("returns", 2)
    window.go_back()
    assert window.navigation.name == "home"


# -- scans -----------------------------------------------------------------------------------------------------------


def test_a_scan_goes_to_the_page_and_then_to_the_router(window):
    routed = []
    window.on_scan(lambda scan: routed.append(scan.text) is None)
    window.page.takes = {ScanKind.ITEM}
    window.scanned("6901234567892")
    window.scanned("RM01-1117-0456")
    assert [scan.kind for scan in window.page.scans] == [ScanKind.ITEM, ScanKind.RECEIPT]
    assert routed == ["RM01-1117-0456"]


def test_a_code_nobody_knows_is_said_with_its_middle_left_out(window):
    window.scanned("6921234509178")
    assert window.toasts.texts() == ["不认识这个码：6921…178。按 Ctrl+K 查一下。"]


def test_a_staff_badge_does_nothing_but_say_so(window):
    window.scanned("B1027")
    assert window.toasts.texts() == ["这是工牌，登录和批准时才用。"]


def test_a_code_of_two_kinds_is_asked_and_the_digit_answers(window):
    window._scans.patterns = ScanPatterns(receipts=(r"\d{8}",))
    window.page.takes = {ScanKind.ITEM}
    window.scanned("96385074")
    assert window.page.scans == []
    press(Qt.Key.Key_2)
    settle()
    assert window.page.scans == [Scan(ScanKind.ITEM, "96385074")]
    assert window.layer is None


def test_a_question_on_top_keeps_a_scan_from_the_work_below(window):
    window.open_layer(ModalDialog("问", V(TextLine("甲", name="甲"))))
    window.scanned("RM01-1117-0456")
    assert window.page.scans == []
    assert window.toasts.texts() == ["先办完这一步，或按 Esc 关掉，再扫一次。"]


def test_a_drawer_gives_way_to_a_scan(window):
    window.page.takes = {ScanKind.RECEIPT}
    window.open_layer(Drawer("话术", TextLine("搜", name="搜")))
    window.scanned("RM01-1117-0456")
    assert (window.layer, len(window.page.scans)) == (None, 1)


def test_a_scanner_at_the_keyboard_reaches_the_page_and_presses_nothing(window, qtbot):
    window.page.takes = {ScanKind.RECEIPT}
    keys.burst("RM01-1117-0456")
    qtbot.waitUntil(lambda: len(window.page.scans) == 1)
    assert window.page.scans[0] == Scan(ScanKind.RECEIPT, "RM01-1117-0456")
    assert window.page.heard == []


def seen(widget: QWidget) -> set[str]:
    return {label.text() for label in widget.findChildren(Label) if label.isVisible()}


# -- palette ---------------------------------------------------------------------------------------------------------


def groups(*titles: str, done: list[str] | None = None) -> list[PaletteGroup]:
    def opener(title: str):
        return lambda: done.append(title) if done is not None else None

    more = (("显示号码", lambda: done.append("more") if done is not None else None),)
    return [PaletteGroup("顾客", tuple(PaletteItem("user", title, opener(title), more=more) for title in titles))]


def test_the_palette_opens_what_the_arrows_chose(window):
    done: list[str] = []
    window.find_with(lambda text, deliver: deliver(groups("吴女士", "张先生", "李女士", done=done)))
    press(Qt.Key.Key_K, CTRL)
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_Return):
        press(key)
    assert (done, window.layer) == (["李女士"], None)


def test_an_answer_to_older_words_is_put_aside(window):
    waiting = []
    window.find_with(lambda text, deliver: waiting.append((text, deliver)))
    palette = window.open_palette()
    palette.set_text("22")
    palette.set_text("2203")
    waiting[2][1](groups("吴女士"))
    waiting[1][1](groups("别人"))
    assert ([text for text, _deliver in waiting], [item.title for item in palette._items]) == (
        ["", "22", "2203"],
        ["吴女士"],
    )


def test_the_palette_shows_eight_rows_and_says_how_many_more(window, qtbot):
    window.find_with(lambda text, deliver: deliver(groups(*(f"顾客 {n}" for n in range(30)))))
    palette = window.open_palette("顾客")
    assert len(palette._rows) == 8
    qtbot.waitUntil(lambda: "还有 22 条。再多打几个字。" in seen(palette))


def test_tab_shows_further_acts_of_the_row(window):
    done: list[str] = []
    window.find_with(lambda text, deliver: deliver(groups("吴女士", done=done)))
    window.open_palette()
    press(Qt.Key.Key_Tab)
    press(Qt.Key.Key_Return)
    assert done == ["more"]


def test_nothing_found_says_what_to_try(window, qtbot):
    window.open_palette("2203")
    qtbot.waitUntil(lambda: "没找到「2203」。试试完整手机号，或者扫小票。" in seen(window.layer))
    press(Qt.Key.Key_Return)
    assert window.layer is not None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("2203", "手机尾号 2203"),
        ("13800002203", "手机号"),
        ("188.18", "金额"),
        ("RM01-1117-0456", "小票"),
        ("wu", None),
    ],
)
def test_what_is_typed_is_recognised_at_once(look, text, words):
    look()
    found = recognised(text, ScanPatterns())
    assert (found[0] if found else None) == words


# -- covers, time, idleness ------------------------------------------------------------------------------------------


def test_the_customers_page_shows_only_what_is_the_customers_and_f11_ends_it(window, qtbot):
    window.page.faced.emit(FACE)
    qtbot.waitUntil(lambda: {"可以退", "¥188.18", "小熊电热水壶 1.7L"} <= seen(window))
    assert not {"客服·1027", "人民路店·1 号台"} & seen(window)
    press(Qt.Key.Key_F3)
    assert window.covered()
    press(Qt.Key.Key_F11)
    assert not window.covered()


def test_the_customers_page_turns_back_by_itself(window, qtbot, monkeypatch):
    monkeypatch.setattr("servicedesk.ui.shell.customer.STAYS_MS", 30)
    window.show_customer(FACE)
    qtbot.waitUntil(lambda: not window.covered())


def test_a_cover_keeps_the_work_and_gives_the_focus_back(window, qtbot):
    window.page.first.setText("没写完")
    cover = SignInPage()
    window.cover(cover)
    press(Qt.Key.Key_F2)
    assert window.page.heard == []
    window.uncover()
    assert window.page.first.text() == "没写完"
    qtbot.waitUntil(window.page.act.hasFocus)


def test_the_clock_shows_the_shops_time_whatever_the_machines_zone(window):
    assert window.topbar._time.text() == "10:42"
    assert window.topbar._day.text() == "11月22日 周日"


def test_a_wall_clock_that_jumps_is_said_and_told(window, clock, qtbot):
    with qtbot.waitSignal(window.clock_jumped) as told:
        clock.jump(3600)
        window._watch.tick()
    assert told.args[0] == pytest.approx(3600, abs=2)
    assert window.toasts.texts() == ["电脑时间变了，请核对日期和时间。"]


def test_a_counter_left_alone_locks_itself_and_later_when_work_is_open(window, qtbot):
    locked = []
    window.on_key("F9", lambda: locked.append(1))
    window.lock_when_idle(0.05, 60)
    qtbot.waitUntil(lambda: locked == [1])
    window.page.busy = True
    window.stirred()
    assert window._watch.waits_ms() > 50_000


def test_a_press_of_the_mouse_is_a_sign_of_life_like_a_key(window, qtbot):
    """As the window system delivers it: to the window, not to a part of it."""
    window.lock_when_idle(60, 60)
    window._watch._idle.start(30_000)
    QTest.mouseClick(window.windowHandle(), Qt.MouseButton.LeftButton, pos=window.rect().center())
    assert window._watch.waits_ms() > 50_000


def test_a_counter_that_is_locked_is_not_locked_again(window, qtbot):
    locked = []
    window.on_key("F9", lambda: locked.append(1))
    window.cover(SignInPage())
    window.lock_when_idle(0.02, 60)
    qtbot.waitUntil(lambda: window._watch.waits_ms() == -1)
    assert locked == []


def test_the_bar_says_whose_counter_it_is_once_that_is_known(window):
    window.show_counter(CounterFace("Harbour Street Living", "Portland Road", "Desk 2"), "Europe/London")
    assert {"Harbour Street Living", "Portland Road·Desk 2"} <= seen(window)
    assert window.topbar._time.text() == "02:42"


# -- the frame as it looks -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["zh_CN", "en"])
@pytest.mark.parametrize("name", ["light", "dark", "high"])
@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def test_the_frame_fits_every_screen_look_and_language(look, qtbot, clock, size, name, language):
    width, height, scale = size
    look(name, scale, language)
    face = (
        CounterFace("禾木生活馆", "人民路店", "1 号台")
        if language == "zh_CN"
        else CounterFace("Harbour Street Living", "Portland Road", "Desk 1")
    )
    made = Window(face, now=clock.now, zone="Asia/Shanghai")
    made.add_page("home", Desk("home"))
    qtbot.addWidget(made)
    made.show_person(
        PersonFace(
            "Elizabeth Ashworth" if language == "en" else "李婷",
            "Customer service" if language == "en" else "客服",
            "1027",
            manager=True,
        )
    )
    made.topbar.line.show_state("Online, everything is sent" if language == "en" else "在线·已全部上传", "ok", "cloud")
    made.topbar.printer.show_state("Printer is ready" if language == "en" else "打印机 正常", "mute", "print")
    made.resize(width, height)
    made.show()
    made.topbar.show_time(AT)
    made.show_page("home")
    assert (made.width(), made.height()) == (width, height)
    assert audit(made) == []
    made.say(Toast("The receipt is not known here." * 3, "bad", "SD-3001"))
    made.open_palette("2203")
    assert audit(made) == []
    made.layer.dismiss()
    made.show_customer(FACE)
    assert audit(made) == []


def test_the_key_bar_leaves_out_the_last_keys_when_the_place_is_short(look, qtbot):
    from servicedesk.ui.shell.keybar import KeyBar

    look()
    bar = KeyBar()
    qtbot.addWidget(bar)
    bar.resize(500, 36)
    bar.show()
    bar.show_hints([KeyHint(f"F{n}", "Returns and repairs") for n in range(1, 10)])
    few = bar.shown()
    assert few == ["F1", "F2"]
    bar.resize(1900, 36)
    assert len(bar.shown()) == 9


def test_tab_follows_the_reading_order(window):
    window.topbar.search.setFocus(Qt.FocusReason.TabFocusReason)
    seen = []
    for _ in range(5):
        widget = QApplication.focusWidget()
        seen.append(widget.mapTo(window, QPoint(0, 0)).x())
        press(Qt.Key.Key_Tab)
    assert seen == sorted(seen)


def test_the_screens_need_no_database_no_paper_and_no_pictures_to_be_imported():
    probe = (
        "import sys, servicedesk.ui.shell.window, servicedesk.ui.staff.signin\n"
        "heavy = {'sqlalchemy', 'alembic', 'reportlab', 'PIL', 'pypdfium2', 'sqlcipher3'} & set(sys.modules)\n"
        "print(sorted(heavy))"
    )
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


# -- sign-in ---------------------------------------------------------------------------------------------------------

STAFF = [
    StaffTile("1027", "李婷", "客服"),
    StaffTile("1031", "王小满", "客服", "ok"),
    StaffTile("1003", "陈敏", "主管", "vio"),
]


@pytest.fixture
def signin(window, qtbot) -> SignInPage:
    page = SignInPage()
    page.show_counter("禾木生活馆·人民路店", "版本 1.0.0")
    page.show_staff(STAFF)
    window.cover(page)
    qtbot.waitUntil(lambda: page.isAncestorOf(QApplication.focusWidget() or window))
    return page


def type_digits(digits: str) -> None:
    for digit in digits:
        keys.strike(digit)
        settle()


def test_a_digit_chooses_a_person_and_the_next_six_are_the_pin(signin, qtbot):
    handed = []
    signin.submitted.connect(lambda number, pin: handed.append((number, pin)))
    type_digits("2481590")
    assert handed == [("1031", "481590")]


def test_a_badge_says_who_and_the_pin_is_still_needed(signin, window):
    handed = []
    signin.submitted.connect(lambda number, pin: handed.append((number, pin)))
    window.scanned("B1003")
    assert (signin.chosen(), handed) == ("1003", [])
    assert signin._entry.hasFocus()


def test_a_receipt_scanned_before_signing_in_goes_nowhere(signin, window):
    window.scanned("RM01-1117-0456")
    assert signin._message.text() == "先登录，再扫。"
    assert window.page.scans == []


def test_a_number_without_a_tile_can_be_typed(signin, qtbot):
    handed = []
    signin.submitted.connect(lambda number, pin: handed.append((number, pin)))
    type_digits("0")
    assert signin._number_line.hasFocus()
    type_digits("1044")
    press(Qt.Key.Key_Return)
    type_digits("481590")
    assert handed == [("1044", "481590")]


def test_a_refusal_empties_the_pin_keeps_the_person_and_takes_digits_again(signin):
    type_digits("1481590")
    assert not signin._entry.isEnabled()
    signin.show_refusal("密码不对，还可以试 3 次")
    assert (signin._message.text(), signin._entry.digits(), signin.chosen()) == ("密码不对，还可以试 3 次", "", "1027")
    type_digits("48")
    assert (signin._entry.digits(), signin._message.text()) == ("48", "")


def test_during_a_waiting_time_no_digit_is_taken(signin):
    signin.choose("1027")
    signin.show_refusal("连错 5 次，30 秒后再试", wait=True)
    type_digits("481590")
    assert signin._entry.digits() == ""
    signin.ready()
    type_digits("48")
    assert signin._entry.digits() == "48"


def test_enter_says_how_many_digits_are_missing(signin):
    type_digits("1481")
    press(Qt.Key.Key_Return)
    assert signin._message.text() == "还差 3 位。"


@pytest.mark.parametrize("gap_ms", [30, 80])
def test_a_quick_hand_loses_no_digit_when_the_first_one_moves_the_focus(signin, gap_ms):
    for digit in "148":
        keys.strike(digit, after_ms=gap_ms)
    settle()
    assert (signin.chosen(), signin._entry.digits()) == ("1027", "48")


def test_escape_on_a_locked_counter_keeps_saying_whose_work_waits(signin):
    signin.show_unfinished("李婷有 1 件没办完。")
    type_digits("1481")
    press(Qt.Key.Key_Escape)
    assert {"已锁屏", "李婷有 1 件没办完。"} <= seen(signin)
    signin.reset()
    assert "今天谁在台上？" in seen(signin)


def test_who_chose_the_wrong_name_is_told_how_to_choose_again_and_backspace_does_it_too(signin):
    type_digits("2")
    assert "选错人了？按 Esc 重选。" in seen(signin)
    type_digits("7")
    press(Qt.Key.Key_Backspace)
    assert signin.chosen() is not None, "that was a digit of the PIN"
    press(Qt.Key.Key_Backspace)
    assert signin.chosen() is None
    assert "点名字、输工号，或扫一下工牌" in seen(signin)


def test_escape_begins_anew_and_forgets_what_was_typed(signin):
    type_digits("1481")
    press(Qt.Key.Key_Escape)
    assert (signin.chosen(), signin._entry.digits()) == (None, "")


@pytest.mark.parametrize("language", ["zh_CN", "en"])
@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("people", [2, 6])
def test_signing_in_fits_every_screen(look, qtbot, clock, size, language, people):
    width, height, scale = size
    look("light", scale, language)
    made = Window(CounterFace("禾木生活馆", "人民路店", "1 号台"), now=clock.now, zone="Asia/Shanghai")
    made.add_page("home", Desk("home"))
    qtbot.addWidget(made)
    page = SignInPage()
    page.show_counter("禾木生活馆·人民路店·1 号服务台", "版本 1.0.0")
    page.show_staff([StaffTile(str(1000 + n), "Elizabeth Ashworth", "Customer service") for n in range(people)])
    made.resize(width, height)
    made.show()
    made.cover(page)
    page.show_unfinished("李婷有 1 件没办完：接着办，或者挂起。")
    page.choose("1001")
    page.show_refusal("密码不对，还可以试 3 次")
    assert (made.width(), made.height()) == (width, height)
    assert audit(made) == []
