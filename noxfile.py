"""Every job of the project; continuous integration asks for the ones tagged ``ci``."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import nox

nox.options.sessions = ["tests"]
nox.options.error_on_missing_interpreters = False
nox.needs_version = ">=2025.2"

ROOT = Path(__file__).parent
#: Random tests take the same examples on every run; HYPOTHESIS_PROFILE=dev takes new ones.
SEEDED = {"HYPOTHESIS_PROFILE": "ci"}
#: Two processes; one that has no tests left takes some of the other's.
BY_TWO = ("-n", "2", "--dist", "worksteal")
GUIDES = ROOT / "tests" / "guides"


def groups(*names: str) -> list[str]:
    """Return the requirements of dependency groups."""
    return nox.project.dependency_groups(nox.project.load_toml("pyproject.toml"), *names)


@nox.session(tags=["ci"])
def tests(session: nox.Session) -> None:
    """The test suite, with 100 % branch coverage of condition, content and engine."""
    session.install("-e", ".[cli,testing,fast]", *groups("test"))
    report = ["--cov", "--cov-report=term-missing:skip-covered"]
    session.run("pytest", *BY_TWO, *report, *session.posargs, env=SEEDED)


@nox.session(tags=["ci"])
def lint(session: nox.Session) -> None:
    """Style of the code."""
    session.install(*groups("lint"))
    session.run("ruff", "check", ".")
    session.run("ruff", "format", "--check", ".")


@nox.session(tags=["ci"])
def typing(session: nox.Session) -> None:
    """Types, by two checkers."""
    session.install("-e", ".[cli,testing]", *groups("typing", "test"))
    session.run("mypy")
    session.run("pyright")


@nox.session(tags=["ci"])
def floors(session: nox.Session) -> None:
    """The order of the rooms."""
    session.install("-e", ".", *groups("floors"))
    session.run("lint-imports")


@nox.session(tags=["ci"])
def content(session: nox.Session) -> None:
    """The built-in packs: clean, every clause shown by a case, nothing to be changed unseen, in canonical layout."""
    session.install("-e", ".[cli,testing,fast,prove]")
    session.run("surveymodel", "check", "--pack", "content/core")
    session.run("surveymodel", "test", "--pack", "content/core", "--threshold", "100")
    session.run("surveymodel", "mutate", "--pack", "content/core", "--threshold", "95")
    session.run("surveymodel", "fmt", "--pack", "content/core", "--check")


@nox.session(tags=["ci"])
def guides(session: nox.Session) -> None:
    """The guides marked ``executed``, run against the frameworks they are about."""
    session.install("pytest", "-r", "tests/guides/requirements.txt")
    if shutil.which("npm"):
        session.run(
            "npm", "install", "--prefix", str(GUIDES), "--no-audit", "--no-fund", external=True, silent=True
        )
    session.run("pytest", "-c", str(GUIDES / "pytest.ini"), str(GUIDES), "-q", "-rs")


@nox.session(tags=["ci"])
def docs(session: nox.Session) -> None:
    """The documentation, without a warning."""
    session.install("-e", ".[cli,testing,fast]", *groups("docs"))
    session.run("sphinx-build", "-W", "-b", "dirhtml", "docs", "build/docs", *session.posargs)


@nox.session(tags=["ci"])
def wheel(session: nox.Session) -> None:
    """The tests against the built wheel, from another folder."""
    session.install("build", *groups("test"))
    target = Path(session.create_tmp()).resolve()
    for old in (target / "dist", target / "tests"):
        shutil.rmtree(old, ignore_errors=True)
    session.run("python", "-m", "build", "--outdir", str(target / "dist"), silent=True)
    built = next((target / "dist").glob("*.whl"))
    session.install("--force-reinstall", f"{built}[cli,testing,fast]")
    shutil.copytree(ROOT / "tests", target / "tests")
    for apart in ("guides", "spark"):
        shutil.rmtree(target / "tests" / apart)
    shutil.copy(ROOT / "pyproject.toml", target)
    session.chdir(target)
    session.run("python", "-c", "import surveymodel, sys; sys.exit('src' in surveymodel.__file__)")
    session.run("surveymodel", "tasks", "example:online-shop", silent=True)
    session.run(
        "pytest",
        *BY_TWO,
        "-q",
        "--ignore=tests/test_docs.py",
        "--ignore=tests/test_recording.py",
        "--ignore=tests/test_repository.py",
        env=SEEDED,
    )


@nox.session
def minimums(session: nox.Session) -> None:
    """The test suite against the lowest versions that the project allows."""
    session.install("-e", ".[cli,testing]", *groups("test"))
    session.install(
        "attrs==24.2",
        "cattrs==24.1",
        "ruamel.yaml==0.18.10",
        "jsonschema==4.23",
        "click==8.2",
        "questionary==2.1.0",
    )
    session.run("pytest", "-n", "2", "-q", env=SEEDED)


@nox.session
def properties(session: nox.Session) -> None:
    """The laws, each on 5,000 random examples; a failure prints how to repeat it."""
    session.install("-e", ".[cli,testing,fast]", *groups("test"))
    session.run("pytest", "tests/properties", "-n", "2", *session.posargs, env={"HYPOTHESIS_PROFILE": "long"})


@nox.session
def lanes(session: nox.Session) -> None:
    """100,000 random systems, resolved together and each alone."""
    session.install("-e", ".[cli,testing,fast]", *groups("test"))
    session.run("python", "-m", "tests.lanes", *(session.posargs or ["100000"]))


@nox.session
def solvers(session: nox.Session) -> None:
    """Whatever may hold in the synthetic pack of 2,000 rules, asked of two solvers."""
    session.install("-e", ".[cli,testing,fast]", *groups("test"))
    session.run("python", "-m", "tests.solving", *(session.posargs or ["2000"]))


@nox.session
def durable(session: nox.Session) -> None:
    """1,000 writers killed while they write, as many rounds of rivals, and of editors beside them."""
    session.install("-e", ".[cli,testing,fast]", *groups("test"))
    session.run("python", "-m", "tests.durable", *(session.posargs or ["1000"]))


@nox.session
def fuzz(session: nox.Session) -> None:
    """100,000 mutated inputs to the loader, the system reader and the condition parser."""
    session.install("-e", ".[cli,testing,fast]", *groups("test"))
    session.run("python", "-m", "tests.fuzz", *(session.posargs or ["100000"]))


@nox.session
def spark(session: nox.Session) -> None:
    """The example job, run by Spark on this machine; it needs Java 17."""
    if not (shutil.which("java") or "JAVA_HOME" in session.env):
        session.error("there is no Java: apt-get install openjdk-17-jre-headless")
    session.install("-e", ".[spark]", "pytest")
    session.run("pytest", "-c", "tests/spark/pytest.ini", "tests/spark", "-q")


@nox.session
def record(session: nox.Session) -> None:
    """The picture of the survey in a terminal, which the pages show."""
    session.install("-e", ".[cli,testing,fast]", *groups("test"))
    session.run("python", "-m", "tests.recording")


@nox.session(tags=["ci"])
def peers(session: nox.Session) -> None:
    """Other engines give equal results on small inputs; ratios are printed."""
    session.install(".[cli,testing,fast,arrow]", *groups("bench"))
    session.run("python", "-m", "bench", "peers")


@nox.session
def bench(session: nox.Session) -> None:
    """Speed, as ratios and figures measured in one run; writes the page on performance."""
    session.install(".[cli,testing,fast,arrow]", *groups("bench"))
    session.run("python", "-m", "bench", *session.posargs)
    session.run("python", "-m", "bench", "page")


@nox.session(default=False)
def dev(session: nox.Session) -> None:
    """A virtual environment to work in, at .venv."""
    session.run(sys.executable, "-m", "venv", ".venv", external=True)
    python = str(ROOT / ".venv" / "bin" / "python")
    session.run(
        python, "-m", "pip", "install", "-q", "-e", ".[cli,testing,fast]",
        *groups("test", "lint", "typing", "floors", "docs", "news"), external=True,
    )  # fmt: skip
