"""How we write. Each rule says what to do instead; the reasons stand in the README."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from tests.architecture.trees import (
    PACKAGE,
    ROOT,
    Module,
    comments,
    dotted,
    none,
    package_modules,
    project_files,
    project_python,
)

BINARY = {".ttf", ".otf", ".png", ".ico", ".db", ".gz", ".zip", ".pdf"}
LONG_MODULE, LONGEST_MODULE = 300, 500
LONG_FUNCTION, LONGEST_FUNCTION = 60, 100
CLOCKS = {"datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time", "datetime.datetime.now"}
CLOCKS |= {"datetime.date.today", "datetime.datetime.utcnow"}
UNFINISHED = re.compile(r"\b(" + "|".join(["TO" + "DO", "FIX" + "ME", "X" + "XX", "HA" + "CK"]) + r")\b")
SUPPRESSION = re.compile(r"#\s*(?:noqa|type:\s*ignore|pragma:\s*no|ruff:\s*noqa|mypy:)")
BARE_SUPPRESSION = re.compile(r"#\s*(?:noqa(?!:)|type:\s*ignore(?!\[)|ruff:\s*noqa)")
SUPPRESSION_CODES = re.compile(r"#\s*(?:noqa:\s*[A-Z]+\d+(?:\s*,\s*[A-Z]+\d+)*|[a-z]+:\s*\w+(?:\[[\w, -]+\])?)")


ALWAYS_FOR_THE_SAME_REASON = {
    "noqa: N802": "Qt calls its virtual methods by Qt's names",
    "type: ignore[import-untyped]": "the library ships no types",
}


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def length(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def test_nine_of_ten_modules_are_under_300_lines_and_none_over_500() -> None:
    sizes = sorted((len(module.text.splitlines()), module.place) for module in package_modules())
    none(
        (f"{place} has {lines} lines" for lines, place in sizes if lines > LONGEST_MODULE),
        "split it by thing of the trade",
    )
    long = [f"{place} has {lines} lines" for lines, place in sizes if lines > LONG_MODULE]
    if len(long) > len(sizes) // 10:
        none(
            long,
            f"at most {len(sizes) // 10} of {len(sizes)} modules may be over {LONG_MODULE} lines; split the largest",
        )


def test_functions_fit_a_screen() -> None:
    sizes = sorted(
        (length(node), f"{module.place}:{node.lineno} {node.name} has {length(node)} lines")
        for module in package_modules()
        for node in functions(module.tree)
    )
    none((told for lines, told in sizes if lines > LONGEST_FUNCTION), "decisions on top, leaves compute and return")
    long = [told for lines, told in sizes if lines >= LONG_FUNCTION]
    if len(long) > len(sizes) // 100:
        none(long, f"at most {len(sizes) // 100} of {len(sizes)} functions may have {LONG_FUNCTION} lines or more")


def test_only_the_clock_of_the_terminal_reads_the_time() -> None:
    """… and the doctor, who examines the machine's clock itself."""
    none(
        (
            f"{module.place}:{node.lineno} calls {dotted(node.func)}()"
            for module in package_modules()
            if module.name not in {"terminal.clock", "commands.doctor"}
            for node in ast.walk(module.tree)
            if isinstance(node, ast.Call) and dotted(node.func) in CLOCKS
        ),
        "take `now` as an argument, or ask the Clock that the terminal hands in",
    )


def test_everything_public_says_what_it_is_for() -> None:
    none(
        (silent for module in package_modules() for silent in _silent(module)),
        "a first line that says what it is for; units, shapes and errors only where the signature cannot",
    )


def _silent(module: Module) -> Iterator[str]:
    """Modules, classes and functions; a method stands in its class's words and adds its own where they help."""
    if ast.get_docstring(module.tree) is None:
        yield f"{module.place} says nothing"
    for node in module.tree.body:
        named = isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) and not node.name.startswith(
            "_"
        )
        if named and ast.get_docstring(node) is None and not _speaks_for_itself(node):
            yield f"{module.place}:{node.lineno} {node.name} says nothing"


def _speaks_for_itself(node: ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """An error whose sentence is its ``msgid``; a body of one or two statements; what ``commands`` says for all."""
    if isinstance(node, ast.ClassDef):
        return any(isinstance(item, ast.Assign) and dotted(item.targets[0]) == "msgid" for item in node.body)
    return node.name == "add_parsers" or (len(node.body) <= 2 and length(node) <= 6)


def test_nothing_is_left_unfinished() -> None:
    marks = (
        f"{path.relative_to(ROOT)}:{line} {comment.strip()}"
        for path in project_python()
        for line, comment in comments(path.read_text("utf-8")).items()
        if UNFINISHED.search(comment)
    )
    none(marks, "finish it, or say in a sentence what is and why it is enough")
    raised = (
        f"{module.place}:{node.lineno} raises NotImplementedError"
        for module in package_modules()
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Raise) and node.exc is not None and "NotImplementedError" in ast.dump(node.exc)
    )
    none(raised, "write it; a Protocol has no body, and an abstract method needs none")


def test_every_suppression_is_narrow_and_has_its_reason() -> None:
    def unexplained() -> Iterator[str]:
        for path in project_python():
            text = path.read_text("utf-8")
            by_line, lines = comments(text), text.splitlines()
            for line, comment in by_line.items():
                if not SUPPRESSION.search(comment):
                    continue
                said = SUPPRESSION_CODES.sub("", comment).strip(" #-:")
                above = lines[line - 2].strip() if line > 1 else ""
                explained = len(said) >= 6 or any(known in comment for known in ALWAYS_FOR_THE_SAME_REASON)
                explained = explained or (above.startswith("#") and not SUPPRESSION.search(above))
                if BARE_SUPPRESSION.search(comment) or not explained:
                    yield f"{path.relative_to(ROOT)}:{line} {comment}"

    none(unexplained(), "mend the cause; else name the code and say why: `# noqa: N802 - Qt's name`")


def test_every_font_has_its_licence_beside_it() -> None:
    fonts = {path.parent for path in project_files() if path.suffix.lower() in {".ttf", ".otf", ".woff2"}}
    assert fonts, "the program ships the fonts it prints with"
    licensed = {path.parent for path in project_files() if re.match(r"(OFL|LICEN[CS]E)", path.name)}
    none((str(folder.relative_to(ROOT)) for folder in sorted(fonts - licensed)), "put the licence text beside the font")


def test_files_name_no_machine_and_no_registry() -> None:
    hosts = ["py" + "pi.org", "pythonhosted" + ".org", "npm" + "js.org", "deb." + "debian.org", "index" + "-url"]
    places = r"(?<![\w.{}])/(?:root|home|Users|workspace|work|builds?)/[A-Za-z][\w.-]*|[A-Z]:\\\\?Users"
    telling = re.compile("|".join([*map(re.escape, hosts), places]), re.IGNORECASE)
    texts = (path for path in project_files() if path.suffix not in BINARY)
    none(
        (
            f"{path.relative_to(ROOT)}:{number} {found.group()}"
            for path in texts
            for number, line in enumerate(path.read_text("utf-8", errors="replace").splitlines(), 1)
            if (found := telling.search(line)) and "--no-emit-index" not in line
        ),
        "machines and registries are configured where pip and apt are, not here",
    )


def test_the_product_needs_nothing_beside_its_checkout() -> None:
    none(
        (
            f"{path.relative_to(ROOT)}:{number} {line.strip()}"
            for path in project_python()
            if path.is_relative_to(PACKAGE) or path.is_relative_to(ROOT / "packaging")
            for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
            if re.search(r"\bshared/(?:data|spec|ux|design|prototypes)", line)
        ),
        "what the program needs lies in resources/; what a test needs, in tests/fixtures/",
    )
