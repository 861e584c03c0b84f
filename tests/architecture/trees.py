"""The source as the house rules see it: files, syntax trees, comments, and one way to show offenders."""

from __future__ import annotations

import ast
import io
import subprocess
import tokenize
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "servicedesk"


@dataclass(frozen=True, slots=True)
class Module:
    """One Python file: where it is, its text and its tree."""

    path: Path
    text: str
    tree: ast.Module

    @property
    def place(self) -> str:
        """As a person names it: relative to the checkout."""
        return self.path.relative_to(ROOT).as_posix()

    @property
    def name(self) -> str:
        """Its dotted name below servicedesk: ``records.database``; ``records`` for the package itself."""
        return ".".join(self.path.relative_to(PACKAGE).with_suffix("").parts).removesuffix(".__init__")

    @property
    def layer(self) -> str:
        return self.name.split(".")[0]


def read_module(path: Path) -> Module:
    text = path.read_text("utf-8")
    return Module(path, text, ast.parse(text, str(path)))


@cache
def package_modules() -> tuple[Module, ...]:
    return tuple(read_module(path) for path in sorted(PACKAGE.rglob("*.py")))


@cache
def project_files() -> tuple[Path, ...]:
    """What git tracks, and what it would track: new files are held to the rules before they are added."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    paths = (ROOT / name.decode() for name in listed.stdout.split(b"\0") if name)
    return tuple(sorted(path for path in paths if path.is_file()))


def project_python() -> Iterator[Path]:
    return (path for path in project_files() if path.suffix == ".py")


def comments(text: str) -> dict[int, str]:
    """Line number -> the comment on it."""
    tokens = tokenize.generate_tokens(io.StringIO(text).readline)
    return {token.start[0]: token.string for token in tokens if token.type == tokenize.COMMENT}


def imported(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Every absolute import anywhere in a file, as (line, dotted name); ``from a import b`` counts as ``a.b``."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)


def dotted(node: ast.expr) -> str:
    """``a.b.c`` for a chain of names, else what can be said of its end."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    return ""


def none(offenders: Iterable[str], better: str) -> None:
    """Fail with every offender on a line of its own, and the better way at the end."""
    found = list(offenders)
    assert not found, "\n".join(["", *found, f"-> {better}"])
