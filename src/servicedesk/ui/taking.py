"""Long works a person starts: taking a till's file in, a backup, the check of the records."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import Qt

from servicedesk.desk import backups, checks, sales_files
from servicedesk.desk.context import Desk
from servicedesk.desk.incoming import complete_files
from servicedesk.desk.sales_import.telling import describe
from servicedesk.domain.sales_import import ImportSummary
from servicedesk.ui.background import Counter
from servicedesk.ui.long_work import LongWorks
from servicedesk.ui.parts import Field, H, KeyButton, Label, ModalDialog, Row, RowList, Tabs, TextLine, Toast, V
from servicedesk.ui.words import t, words
from servicedesk.wording import N_

_PROFILES = ("generic", "uci-online-retail")
_IMPORT_SAFE = N_(
    "You may go on working. What is taken is saved batch by batch; "
    "stopped half way, the same file goes on where it was."
)
_IMPORT_STOPPED = N_("Stopped. What was taken is saved; take the same file again and it goes on from there.")
_BACKUP_SAFE = N_(
    "The counter's own file is only read, and a copy that is not whole is thrown away. What you do meanwhile waits."
)
_CHECK_SAFE = N_("Nothing is changed: every record is worked out again beside the tables. What you do meanwhile waits.")
_STOPPED = N_("Stopped. Nothing was changed.")
_CHECK_BAD = N_(
    "The tables differ from the records in {table} ({key}). Every record is safe. Call IT: servicedesk rebuild."
)


class TakeFileDialog(ModalDialog):
    """Which file: one that lies in the watched folder, or any by its path; and which kind of till wrote it."""

    def __init__(self, files: Sequence[Path], chosen: Callable[[Path, str], object]) -> None:
        self._files, self._chosen = files, chosen
        self.path = TextLine(t("/media/till/sales.csv"), chinese=False, name=t("Path of the file"))
        self.path.own_enter = True
        self.path.returnPressed.connect(self._take)
        self._field = Field(t("Path of the file"), self.path)
        self.kinds = Tabs([(_PROFILES[0], t("A till's CSV")), (_PROFILES[1], t("Online Retail (UCI)"))])
        self.list = RowList(t("Files in the watched folder"))
        self.list.set_rows([Row(V(Label(file.name), margins=(16, 4, 8, 4)), file.name, height=40) for file in files])
        self.list.opened.connect(self._take_listed)
        self.list.moved.connect(lambda index: self.path.setText(str(files[index])))
        waiting = Label(t("Files in the watched folder"), "sm strong t2") if files else None
        body = V(self._field, H(Label(t("Written by"), "sm strong t2"), self.kinds, gap=10), waiting,
                 self.list if files else None, gap=12)  # fmt: skip
        told = t("Sales that were taken before are known and not taken twice.")
        super().__init__(t("Take in a till's file"), body, icon="download", explained=told)
        self.take = self.add_act(
            KeyButton(t("Take it in"), "F10", "check", kind="primary", size="big", on=self._take), primary=True
        )

    def first_focus(self) -> None:
        (self.list if self._files else self.path).setFocus(Qt.FocusReason.TabFocusReason)

    def _take_listed(self, index: int) -> None:
        self.path.setText(str(self._files[index]))
        self._take()

    def _take(self) -> None:
        text = self.path.text().strip().strip('"')
        if not text:
            self._field.show_problem(t("This is needed."), take_focus=True)
            return
        self.dismiss()
        self._chosen(Path(text), str(self.kinds.value()))


class Taking:
    """The acts, for keys, buttons and the palette."""

    def __init__(self, counter: Counter, works: LongWorks, open_layer: Callable[[ModalDialog], object]) -> None:
        self._counter, self._works, self._open_layer = counter, works, open_layer

    def ask_for_file(self) -> None:
        """Show what lies in the watched folder and ask which file."""
        if self._works.running:
            self._works.show()
            return
        self._counter.look(_waiting, then=self._ask)

    def _ask(self, files: list[Path]) -> None:
        self._open_layer(TakeFileDialog(files, self.take_file))

    def take_file(self, path: Path, profile: str) -> None:
        self._works.start(
            t("Taking in {file}", file=path.name), t(_IMPORT_SAFE), sales_files.take_file, path, profile,
            done=_taken, stopped=t(_IMPORT_STOPPED),
        )  # fmt: skip

    def back_up(self) -> None:
        self._works.start(
            t("Making a backup"), t(_BACKUP_SAFE), backups.make_in_home, done=_backed_up, stopped=t(_STOPPED)
        )

    def check(self) -> None:
        self._works.start(
            t("Checking the records"), t(_CHECK_SAFE), checks.check_tables, done=_checked, stopped=t(_STOPPED)
        )


def _waiting(desk: Desk) -> list[Path]:
    return complete_files(desk.home.incoming, desk.now(), 0)


def _taken(summary: ImportSummary) -> Toast:
    return Toast(t("{file} is taken in: {counts}", file=summary.file_name, counts=describe(summary, words())))


def _backed_up(made: tuple[str, int]) -> Toast:
    name, facts = made
    return Toast(t("Backup made and checked: {name}, {n} facts.", name=name, n=facts))


def _checked(checked: checks.Checked) -> Toast:
    if checked.table:
        return Toast(t(_CHECK_BAD, table=checked.table, key=checked.key), "bad", code="SD-1107")
    return Toast(t("The tables say what all {n} records say.", n=checked.facts))
