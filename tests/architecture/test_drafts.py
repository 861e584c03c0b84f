"""Every line that somebody can type in is kept as a draft, or there is a reason why not."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tests.architecture.trees import Module, dotted, none, package_modules

NOT_BY_FIELDS = {
    "servicedesk.ui.scripts self.search": "a search, nothing is entered",
    "servicedesk.ui.settings.scanner self.field": "a trial of the scanner, nothing is entered",
    "servicedesk.ui.taking self.path": "where a till's file lies; a file is chosen again",
    "servicedesk.ui.staff.signin self._number_line": "who signs in",
    "servicedesk.ui.returns.asking self.note": "kept by ReturnsPage.typed with ticks and answers",
    "servicedesk.ui.visits.panels self.note": "kept by VisitPage's fields",
    "servicedesk.ui.visits.panels self.phone": "kept by VisitPage's fields",
}


def _lines(module: Module) -> Iterator[str]:
    for node in ast.walk(module.tree):
        called = node.value if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call) else None
        if isinstance(node, ast.Assign) and called is not None and dotted(called.func) in {"TextLine", "TextBox"}:
            yield dotted(node.targets[0])


def _kept(module: Module) -> set[str]:
    calls = (node for node in ast.walk(module.tree) if isinstance(node, ast.Call) and dotted(node.func) == "Fields")
    return {dotted(keyword.value) for call in calls for keyword in call.keywords}


def test_every_line_of_a_form_is_kept_as_it_is_typed() -> None:
    none(
        (
            f"{module.place} {line} is not kept"
            for module in package_modules()
            if module.layer == "ui"
            for line in _lines(module)
            if line not in _kept(module) and f"servicedesk.{module.name} {line}" not in NOT_BY_FIELDS
        ),
        "name it in the form's Fields and follow them (ui/drafts)",
    )


def test_no_pin_is_ever_kept() -> None:
    none(
        (f"{module.place} keeps {line}" for module in package_modules() for line in _kept(module) if "pin" in line),
        "a PIN is typed again",
    )
