#!/usr/bin/env python3
"""Everything a person needs to run servicedesk from its source, on a machine that has only Python and git.

  python3 dev.py run      open the counter on a living practice shop (in .demo)
  python3 dev.py test     lint, types, then every test; more words go to pytest
  python3 dev.py check    lint and types only
  python3 dev.py soak     the same tests with bigger numbers; more words go to pytest
                          it tells its seed; --seed N goes on where a soak of that seed ended
  python3 dev.py bench    the measurements in benchmarks/
  python3 dev.py setup    only make the environment

Each prepares what it needs first: system libraries (as root; otherwise it says the line to run), a .venv with exactly
the versions in requirements/ (hash-checked, from wherever pip or uv are configured to look), and the translations.
"""

from __future__ import annotations

import ctypes
import hashlib
import importlib.util
import os
import secrets
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
VENV_PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
STAMP = VENV / "servicedesk-setup.txt"
REQUIREMENTS = ROOT / "requirements" / "test.txt"
DEMO_HOME = ROOT / ".demo"
SUPPORTED = ((3, 11), (3, 14))

# Shared library -> Debian package. Names hold for Debian 12, 13 and Ubuntu; the newer ones provide the older names.
QT_LIBRARIES = {
    "libglib-2.0.so.0": "libglib2.0-0",
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
}
WINDOW_LIBRARIES = {
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}
TEST_PROGRAMS = {"git": "git", "Xvfb": "xvfb", "cc": "gcc"}
TEST_FILES = {"/usr/include/stdio.h": "libc6-dev"}
"""The tests read the list of tracked files, open one real window on a display of their own, and compile a recorder of
disk calls, for which the compiler alone is not enough."""

PYTEST = ["-m", "pytest"]
CHECKS = {
    "lint": ["-m", "ruff", "check", "--output-format", "concise", "."],
    "format": ["-m", "ruff", "format", "--check", "--output-format", "concise", "."],
    "types": ["-m", "mypy"],
}


def main(arguments: list[str]) -> int:
    command, rest = (arguments[0], arguments[1:]) if arguments else ("", [])
    if command not in COMMANDS:
        print(__doc__.strip() if __doc__ else "")
        return 0 if command in {"-h", "--help", "help"} else 2
    if not SUPPORTED[0] <= sys.version_info[:2] <= SUPPORTED[1]:
        oldest, newest = (".".join(map(str, version)) for version in SUPPORTED)
        print(f"servicedesk needs Python {oldest} to {newest}; this is {sys.version.split()[0]}.")
        return 1
    os.chdir(ROOT)
    set_up(window=command == "run" and has_display(), tests=command in {"test", "soak", "bench"})
    return COMMANDS[command](rest)


# --- the commands ---------------------------------------------------------------------------------------------------


def run(rest: list[str]) -> int:
    """Open the practice shop; on a machine without a screen, fill it and say how to see it."""
    demo = ["-m", "servicedesk", "demo", "--home", str(DEMO_HOME), *rest]
    if has_display():
        return python(demo)
    code = python([*demo, "--no-open"])
    if code == 0:
        print(
            "\nThe practice shop is ready, but this machine has no screen. To see it, run this on a desktop,"
            "\nthrough ssh -X, or on a display of your own:  Xvfb :7 & DISPLAY=:7 python3 dev.py run"
        )
    return code


def test(rest: list[str]) -> int:
    """Everything that must hold at each landing. All parts run, even when an earlier one failed."""
    failed = failed_checks()
    workers = str((os.cpu_count() or 2) + 1)  # a test waits now and then: for the disk, for a key to be let go
    if timed("tests", [*PYTEST, "-n", workers, "--dist", "worksteal", *rest]) != 0:
        failed.append("tests")
    print(f"failed: {', '.join(failed)}" if failed else "all well")
    return 1 if failed else 0


def check(_rest: list[str]) -> int:
    """Only what needs no test to run; a second or two when little has changed."""
    return 1 if failed_checks() else 0


def soak(rest: list[str]) -> int:
    """Every test and those marked soak, properties with many more examples, without a time limit.

    What is done stands in .soak, by seed: tests that passed are not run again, and a harness with a big number goes on
    with the batch it was interrupted in. Another commit begins anew. The seed is drawn unless it is given."""
    seed, words = seed_of(rest)
    progress = ROOT / ".soak" / f"{seed}-{commit()}.jsonl"
    print(f"seed {seed}; to go on after an interruption:  python3 dev.py soak --seed {seed}", flush=True)
    chosen = ["-m", "soak or not soak", "--timeout", "0", "--hypothesis-profile", "soak", "--hypothesis-seed", seed]
    return python([*PYTEST, *chosen, *words], SERVICEDESK_SOAK=str(progress))


def seed_of(rest: list[str]) -> tuple[str, list[str]]:
    """The seed after ``--seed``, or one that is drawn; and the other words."""
    if "--seed" not in rest:
        return str(secrets.randbelow(2**32)), rest
    place = rest.index("--seed")
    if not rest[place + 1 : place + 2] or not rest[place + 1].isdigit():
        raise SystemExit("--seed needs a number:  python3 dev.py soak --seed 12345")
    return rest[place + 1], rest[:place] + rest[place + 2 :]


def commit() -> str:
    """The commit that is checked out, short; changes that are not committed are the caller's to remember."""
    asked = ["git", "rev-parse", "--short", "HEAD"]
    answer = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=False)
    return answer.stdout.strip() or "no-commit"


def bench(rest: list[str]) -> int:
    """Run each measurement in benchmarks/ (or those named) as a program of its own."""
    scripts = sorted((ROOT / "benchmarks").glob("bench_*.py"))
    chosen = [script for script in scripts if not rest or any(word in script.stem for word in rest)]
    if not chosen:
        print(f"no measurement of that name; there are: {', '.join(script.stem for script in scripts) or 'none'}")
        return 2
    return max([timed(script.stem, ["-m", f"benchmarks.{script.stem}"]) for script in chosen])


def setup(_rest: list[str]) -> int:
    print(f"ready: {VENV_PYTHON}")
    return 0


COMMANDS = {"run": run, "test": test, "check": check, "soak": soak, "bench": bench, "setup": setup}


def failed_checks() -> list[str]:
    """The names of the checks that failed. Each prints its own findings."""
    return [name for name, words in CHECKS.items() if timed(name, words) != 0]


def timed(name: str, words: list[str]) -> int:
    started = time.monotonic()
    code = python(words)
    print(f"-- {name}: {'well' if code == 0 else 'FAILED'}, {time.monotonic() - started:.0f} s", flush=True)
    return code


def python(words: list[str], **more: str) -> int:
    """Run the environment's Python; its output is ours, and nothing of the caller's Python leaks into it. ``more`` are
    variables for it."""
    env = {name: value for name, value in os.environ.items() if name not in {"PYTHONHOME", "PYTHONPATH"}} | more
    if not has_display():
        env.setdefault("QT_QPA_PLATFORM", "offscreen")
    sys.stdout.flush()
    try:
        return subprocess.run([str(VENV_PYTHON), *words], env=env, cwd=ROOT, check=False).returncode
    except KeyboardInterrupt:
        return 130


def has_display() -> bool:
    """Whether a person could see a window: always but on Linux without X, Wayland or a Qt platform of one's choice."""
    platform = os.environ.get("QT_QPA_PLATFORM", "")
    if platform:
        return platform.split(":")[0] not in {"offscreen", "minimal"}
    wanted = ("DISPLAY", "WAYLAND_DISPLAY")
    return not sys.platform.startswith("linux") or any(os.environ.get(name) for name in wanted)


# --- the environment ------------------------------------------------------------------------------------------------


def set_up(*, window: bool, tests: bool) -> None:
    """Make the machine ready; quick when it is. Exits with one clear line when a person has to do something."""
    wanted = stamp()
    fresh = not STAMP.is_file() or STAMP.read_text() != wanted or not VENV_PYTHON.exists()
    uv = usable_uv() if fresh else None
    install_system_packages(missing_packages(window=window or tests, tests=tests, pip_needed=fresh and uv is None))
    if fresh:
        print("preparing .venv ...", flush=True)
        STAMP.unlink(missing_ok=True)
        make_venv(uv)
        install_requirements(uv)
        write_source_path()
        STAMP.write_text(wanted)
    compile_catalogues()


def stamp() -> str:
    """What .venv must have been made from to be used as it is."""
    content = REQUIREMENTS.read_bytes() + Path(__file__).read_bytes()
    return f"{sys.version_info[0]}.{sys.version_info[1]} {ROOT} {hashlib.sha256(content).hexdigest()}\n"


def usable_uv() -> str | None:
    """uv is five times faster than pip; one on PATH may still be a shim that leads nowhere."""
    found = shutil.which("uv")
    if found and subprocess.run([found, "--version"], capture_output=True, check=False).returncode == 0:
        return found
    return None


def missing_packages(*, window: bool, tests: bool, pip_needed: bool) -> list[str]:
    """The Debian packages this machine lacks for what is asked of it; none on other systems."""
    if not sys.platform.startswith("linux"):
        return []
    libraries = {**QT_LIBRARIES, **(WINDOW_LIBRARIES if window else {})}
    missing = {package for library, package in libraries.items() if not loads(library)}
    if tests:
        missing |= {package for program, package in TEST_PROGRAMS.items() if shutil.which(program) is None}
        missing |= {package for file, package in TEST_FILES.items() if not is_there(file)}
    if pip_needed and not (importable("venv") and (importable("ensurepip") or importable("pip"))):
        missing.add(f"python3.{sys.version_info[1]}-venv")
    return sorted(missing)


def loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def is_there(file: str) -> bool:
    return Path(file).exists()


def importable(module: str) -> bool:
    return importlib.util.find_spec(module) is not None


def install_system_packages(packages: list[str]) -> None:
    """Install them as root; otherwise print the line that does, and stop."""
    if not packages:
        return
    install = ["apt-get", "install", "-y", "--no-install-recommends", *packages]
    if shutil.which("apt-get") is None:
        raise SystemExit(f"System packages are missing; install what Debian calls:\n  {' '.join(packages)}")
    if os.geteuid() != 0:
        sudo, who = ("sudo ", "") if shutil.which("sudo") else ("", " as root")
        line = f"{sudo}apt-get update && {sudo}{' '.join(install)}"
        raise SystemExit(f"System packages are missing. Run this line{who}, then try again:\n  {line}")
    print(f"installing system packages: {' '.join(packages)}", flush=True)
    env = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
    subprocess.run(["apt-get", "update", "-qq"], env=env, check=False, stdin=subprocess.DEVNULL)
    done = subprocess.run(install, env=env, check=False, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    if done.returncode != 0:
        raise SystemExit(f"apt-get could not install them:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")


def make_venv(uv: str | None) -> None:
    """An environment of the interpreter that runs us; one of another version is replaced."""
    if VENV_PYTHON.exists() and venv_version() == sys.version_info[:2]:
        return
    if VENV.exists():
        shutil.rmtree(VENV)
    if uv and called([uv, "venv", "--quiet", "--python", base_python(), str(VENV)]):
        return
    must([base_python(), "-m", "venv", "--without-pip", str(VENV)])


def venv_version() -> tuple[int, ...] | None:
    asked = [str(VENV_PYTHON), "-c", "import sys; print(*sys.version_info[:2])"]
    answer = subprocess.run(asked, capture_output=True, text=True, check=False)
    return tuple(int(part) for part in answer.stdout.split()) if answer.returncode == 0 else None


def base_python() -> str:
    """The interpreter itself, also when dev.py was started by the Python of an environment."""
    return getattr(sys, "_base_executable", None) or sys.executable


def install_requirements(uv: str | None) -> None:
    """Exactly the pinned versions, each file checked against its hash, by uv or else by pip."""
    from_file = ["--require-hashes", "-r", str(REQUIREMENTS)]
    if uv and called([uv, "pip", "install", "--quiet", "--compile-bytecode", "--python", str(VENV_PYTHON), *from_file]):
        return
    if uv:
        print("uv could not; pip, which has settings of its own, tries next", flush=True)
    if called([str(VENV_PYTHON), "-m", "pip", "--version"], errors=False):
        pip = [str(VENV_PYTHON), "-m", "pip"]
    elif importable("ensurepip"):
        must([str(VENV_PYTHON), "-m", "ensurepip"])
        pip = [str(VENV_PYTHON), "-m", "pip"]
    else:
        pip = [base_python(), "-m", "pip", "--python", str(VENV_PYTHON)]
    must([*pip, "install", "--quiet", "--disable-pip-version-check", "--no-input", *from_file])


def write_source_path() -> None:
    """Let the environment import servicedesk from src/, as if it were installed."""
    found = sorted(VENV.glob("lib/python3*/site-packages")) or sorted(VENV.glob("Lib/site-packages"))
    (found[0] / "servicedesk-checkout.pth").write_text(f"{ROOT / 'src'}\n")


def compile_catalogues() -> None:
    """Compile what has changed; the look at the times costs less than starting a Python to take it."""
    locale = ROOT / "resources" / "locale"
    written = {source.with_suffix(".mo"): source.stat().st_mtime_ns for source in locale.glob("*/*.po")}
    compiled = {target: target.stat().st_mtime_ns for target in locale.glob("*/*.mo")}
    if written.keys() != compiled.keys() or any(compiled[target] < time_ns for target, time_ns in written.items()):
        must([str(VENV_PYTHON), str(ROOT / "packaging" / "translations.py")])


def called(words: list[str], *, errors: bool = True) -> bool:
    """Whether a program did what it was started for; ``errors`` shows what it says when it did not."""
    stderr = None if errors else subprocess.DEVNULL
    done = subprocess.run(words, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=stderr, check=False)
    return done.returncode == 0


def must(words: list[str]) -> None:
    if not called(words):
        raise SystemExit(f"this failed, and everything after it needs it:\n  {' '.join(words)}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
