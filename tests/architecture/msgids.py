"""Every sentence the source says: found in the syntax trees, where a translator's tool would look for it.

A sentence is the first literal of ``t(…)``, ``words(…)``, ``N_(…)``, ``Sentence(…)``, the ``msgid`` of an error class,
what a known error is raised with, or the ``help`` and ``description`` of a command's parser (``cli`` says those). A
choice (``t("a" if x else "b")``) counts as both.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from tests.architecture.trees import Module, package_modules

SPEAKERS = {"t", "words", "_words", "say_words"}
PARSERS = {"add_argument", "add_parser", "add_subparsers"}
MARKERS = {"N_", "Sentence", "_"}
PLACEHOLDER = re.compile(r"\{(\w+)[^{}]*\}")


@dataclass(frozen=True, slots=True)
class Said:
    """One place that says a sentence. ``offered`` are the values given with it; None when they are given elsewhere."""

    msgid: str
    place: str
    offered: frozenset[str] | None


def placeholders(text: str) -> set[str]:
    return set(PLACEHOLDER.findall(text))


def has_words(msgid: str) -> bool:
    """Whether there is anything to translate: ``{reason}`` and ``{day}/{month}`` have nothing."""
    return re.search(r"[^\W\d_]", PLACEHOLDER.sub("", msgid)) is not None


@cache
def sentences() -> tuple[Said, ...]:
    """All of them, once per place."""
    return tuple(said for module in package_modules() for said in _in_module(module))


@cache
def unreadable() -> tuple[str, ...]:
    """Places where a sentence is put together instead of marked, so that no catalogue can know it."""
    return tuple(
        f'{module.place}:{node.lineno} {_called(node)}(f"…")'
        for module in package_modules()
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Call) and _called(node) in SPEAKERS | MARKERS and node.args
        if isinstance(node.args[0], ast.JoinedStr | ast.BinOp)
    )


@cache
def known_errors() -> dict[str, str]:
    """Every class that descends from KnownError -> its own sentence (or the one it inherits)."""
    classes = {
        node.name: node
        for module in package_modules()
        for node in ast.walk(module.tree)
        if isinstance(node, ast.ClassDef)
    }
    found = {"KnownError": _own_msgid(classes["KnownError"]) or ""}
    growing = True
    while growing:
        growing = False
        for name, node in classes.items():
            parents = [base.id for base in node.bases if isinstance(base, ast.Name) and base.id in found]
            if parents and name not in found:
                found[name] = _own_msgid(node) or found[parents[0]]
                growing = True
    return found


def _in_module(module: Module) -> Iterator[Said]:
    for node in ast.walk(module.tree):
        if isinstance(node, ast.ClassDef) and node.name in known_errors() and (msgid := _own_msgid(node)) is not None:
            yield Said(msgid, f"{module.place}:{node.lineno}", None)
        elif isinstance(node, ast.Call):
            place, called = f"{module.place}:{node.lineno}", _called(node)
            literals = _literals(node.args[0]) if node.args else []
            if called in SPEAKERS:
                yield from (Said(msgid, place, _keywords(node)) for msgid in literals)
            elif called in MARKERS:
                yield from (Said(msgid, place, _named_in_dict(node)) for msgid in literals)
            elif called in PARSERS and module.layer == "commands":
                helps = [keyword.value for keyword in node.keywords if keyword.arg in {"help", "description"}]
                yield from (Said(msgid, place, None) for text in helps for msgid in _literals(text))
            elif called in known_errors():
                # A sentence handed in by name was marked where that name is defined.
                msgids = literals if node.args else [known_errors()[called]]
                yield from (Said(msgid, place, _keywords(node)) for msgid in msgids)


def _called(node: ast.Call) -> str:
    """The name that is called: ``t`` in ``t("…")`` and ``self.t("…")``; ``words`` in ``words_of(args)("…")`` too."""
    function = node.func
    if isinstance(function, ast.Call):
        return _called(function).removesuffix("_of")
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def _literals(node: ast.expr) -> list[str]:
    if isinstance(node, ast.IfExp):
        return [*_literals(node.body), *_literals(node.orelse)]
    return [node.value] if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value else []


def _keywords(node: ast.Call) -> frozenset[str] | None:
    if any(keyword.arg is None for keyword in node.keywords):
        return None
    return frozenset(keyword.arg for keyword in node.keywords if keyword.arg)


def _named_in_dict(node: ast.Call) -> frozenset[str] | None:
    """``Sentence("…", {"day": day})`` says its values here; a mark alone says them later."""
    if len(node.args) < 2 or not isinstance(node.args[1], ast.Dict):
        return None
    keys = node.args[1].keys
    literal = [key.value for key in keys if isinstance(key, ast.Constant) and isinstance(key.value, str)]
    return frozenset(literal) if len(literal) == len(keys) else None


def _own_msgid(node: ast.ClassDef) -> str | None:
    for item in node.body:
        if isinstance(item, ast.Assign):
            name, value = item.targets[0], item.value
        elif isinstance(item, ast.AnnAssign) and item.value is not None:
            name, value = item.target, item.value
        else:
            continue
        if isinstance(name, ast.Name) and name.id == "msgid" and isinstance(value, ast.Constant):
            return str(value.value)
    return None
