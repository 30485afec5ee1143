"""What a check found, as text, JSON, SARIF and annotations, and the pages on its codes."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from sarif_kit.validate import validation_errors

from surveymodel.content.schema import load_schema
from surveymodel.errors import Diagnostic, Location, Severity, UnknownNameError
from surveymodel.exchange import diagnostic_files
from surveymodel.exchange.diagnostic_files import Findings, findings_github, findings_json, findings_sarif
from surveymodel.exchange.diagnostic_pages import codes, markdown, page, plain, summary
from tests.files import FILES, write_pack
from tests.test_bad_input import call

pytestmark = pytest.mark.untraced


def one(path: str, line: int, code: str, message: str, severity: Severity) -> Diagnostic:
    return Diagnostic(Location(path, line, 7 if line else 0), code, message, severity)


FOUND = (
    one("packs/a b/facts/x.yaml", 3, "SM403", "it always holds, so: 100 %", "warning"),
    one("packs/a b/facts/x.yaml", 4, "SM412", "nothing looks at it", "advice"),
    one("packs/a b/facts/x.yaml", 9, "SM403", "it always holds, so: 100 %", "warning"),
    one("packs/a b/gone.yaml", 0, "SM101", "cannot be read\nat all", "error"),
)


@pytest.fixture(autouse=True)
def home(tmp_path: Path) -> Iterator[Path]:
    """Work in an empty folder."""
    before = Path.cwd()
    os.chdir(tmp_path)
    yield tmp_path
    os.chdir(before)


def findings(advice: bool = False, **more: Any) -> Findings:
    return Findings(Path("packs/a b"), "ab", "1.0.0", 2, FOUND, advice=advice, **more)


# ---------------------------------------------------------------------------------------------
# Findings


def test_advice_is_counted_and_listed_only_where_it_is_asked_for() -> None:
    """A pack is clean with any amount of it."""
    assert findings().counts == {"error": 1, "warning": 2, "advice": 1}
    assert findings().listed == (FOUND[0], FOUND[2], FOUND[3])
    assert findings(advice=True).listed == FOUND
    assert not findings().clean
    assert Findings(Path(), None, None, 1, FOUND[1:2]).clean
    assert not Findings(Path(), None, None, 1, FOUND[:1]).clean


def test_paths_are_relative_to_where_one_works(home: Path) -> None:
    """Or else to the folder that holds the pack, so that no report says where a machine keeps it."""
    assert findings().relative("packs/a b/facts/x.yaml") == "packs/a b/facts/x.yaml"
    assert findings().relative(str(home / "packs" / "x.yaml")) == "packs/x.yaml"
    (home / "inner").mkdir()
    os.chdir(home / "inner")
    away = Findings(home / "packs" / "ab", "ab", "1", 1, ())
    assert away.relative(str(home / "packs" / "ab" / "x.yaml")) == "ab/x.yaml"
    assert away.relative(str(home / "else.yaml")) == "else.yaml"


def test_no_format_says_where_a_machine_keeps_a_pack(home: Path) -> None:
    """Paths are relative in places and messages alike, however the pack was named."""
    root = home / "packs" / "ab"
    again = one(str(root / "b.yaml"), 3, "SM433", f"the same text stands at {root / 'a.yaml'}:9:5", "warning")
    made = Findings(root, "ab", "1", 2, (again,))
    for write in (findings_json, findings_sarif, findings_github):
        text = write(made)
        assert str(home) not in text
        assert "the same text stands at packs/ab/a.yaml:9:5" in text
    here = Findings(Path(), "ab", "1", 2, (one("b.yaml", 3, "SM301", "unknown '../x.yaml'", "error"),))
    assert "unknown '../x.yaml'" in findings_json(here)


ODD_NAME = one("packs/\udcff.yaml", 0, "SM112", "no file of a pack has this place", "error")


@pytest.mark.skipif(os.name != "posix", reason="names of files are bytes on POSIX only")
def test_names_of_files_need_not_be_text() -> None:
    """JSON escapes what is none, an address has its bytes, and a terminal is not given it."""
    made = Findings(Path("packs"), "ab", "1", 1, (ODD_NAME,))
    assert json.loads(findings_json(made).encode())["diagnostics"][0]["path"] == "packs/\udcff.yaml"
    place = json.loads(findings_sarif(made).encode())["runs"][0]["results"][0]["locations"][0]
    assert place["physicalLocation"]["artifactLocation"]["uri"] == "packs/%FF.yaml"
    assert findings_github(made).startswith("::error file=packs/\\udcff.yaml,title=SM112::")


# ---------------------------------------------------------------------------------------------
# JSON


def test_json_has_everything() -> None:
    """Numbers stand for the whole pack; where a file as a whole is meant, no line is named."""
    document = json.loads(findings_json(findings(on="2026-03-02")))
    assert {key: document[key] for key in document if key != "diagnostics"} == {
        "format": "surveymodel-check/1",
        "pack": {"id": "ab", "version": "1.0.0"},
        "on": "2026-03-02",
        "files": 2,
        "counts": {"error": 1, "warning": 2, "advice": 1},
    }
    assert document["diagnostics"][0] == {
        "code": "SM403",
        "severity": "warning",
        "path": "packs/a b/facts/x.yaml",
        "line": 3,
        "column": 7,
        "message": "it always holds, so: 100 %",
    }
    assert (document["diagnostics"][2]["line"], document["diagnostics"][2]["column"]) == (None, None)
    assert len(json.loads(findings_json(findings(advice=True)))["diagnostics"]) == 4


def test_json_fits_its_schema() -> None:
    """And the schema refuses a property too many or too few."""
    from jsonschema import Draft202012Validator

    validator = Draft202012Validator(load_schema("check"))
    document = json.loads(findings_json(findings(advice=True)))
    assert list(validator.iter_errors(document)) == []
    nobody = Findings(Path("x"), None, None, 0, ())
    assert validator.is_valid(json.loads(findings_json(nobody)))
    for owner in (document, document["pack"], document["counts"], document["diagnostics"][0]):
        for key in list(owner):
            kept = owner.pop(key)
            assert not validator.is_valid(document), key
            owner[key] = kept
        owner["more"] = 1
        assert not validator.is_valid(document)
        del owner["more"]


# ---------------------------------------------------------------------------------------------
# SARIF


def test_sarif_fits_the_standards_schema() -> None:
    """With and without results, with and without a place in a file."""
    for made in (findings(advice=True), findings(), Findings(Path("x"), None, None, 0, ())):
        assert validation_errors(json.loads(findings_sarif(made))) == []


def test_sarif_has_a_rule_for_each_code() -> None:
    """A rule has its page as help, and each result leads to its rule."""
    run = json.loads(findings_sarif(findings(advice=True)))["runs"][0]
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == ["SM101", "SM403", "SM412"]
    assert [rule["defaultConfiguration"]["level"] for rule in rules] == ["error", "warning", "note"]
    assert rules[1]["shortDescription"]["text"] == page("SM403").title
    assert rules[1]["fullDescription"]["text"] == summary(page("SM403"))
    assert "## How to fix it" in rules[1]["help"]["markdown"]
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]


def test_sarif_results_have_level_place_and_message() -> None:
    """Columns count characters; a path is a relative address, escaped."""
    run = json.loads(findings_sarif(findings(advice=True)))["runs"][0]
    assert run["columnKind"] == "unicodeCodePoints"
    assert [result["level"] for result in run["results"]] == ["warning", "note", "warning", "error"]
    first, *_, last = run["results"]
    assert first["message"] == {"text": "it always holds, so: 100 %"}
    assert first["locations"] == [
        {
            "physicalLocation": {
                "artifactLocation": {"uri": "packs/a%20b/facts/x.yaml"},
                "region": {"startLine": 3, "startColumn": 7},
            }
        }
    ]
    assert "region" not in last["locations"][0]["physicalLocation"]


def test_sarif_fingerprints_outlive_a_change_of_lines() -> None:
    """The same message in the same file keeps its fingerprint; a second one gets its own."""

    def prints(found: tuple[Diagnostic, ...]) -> list[str]:
        made = Findings(Path("packs/a b"), "ab", "1", 1, found)
        results = json.loads(findings_sarif(made))["runs"][0]["results"]
        return [next(iter(result["partialFingerprints"].values())) for result in results]

    moved = one("packs/a b/facts/x.yaml", 30, "SM403", "it always holds, so: 100 %", "warning")
    assert prints((FOUND[0],)) == prints((moved,))
    assert len(set(prints((FOUND[0], FOUND[2])))) == 2
    assert prints((FOUND[0], FOUND[2])) == prints((FOUND[0], moved))
    assert prints((FOUND[0],)) != prints((FOUND[3],))
    twice = [one("x.yaml", 3, "SM433", f"the same text stands at x.yaml:{n}:5", "warning") for n in (9, 10)]
    assert prints((twice[0],)) == prints((twice[1],))


def test_sarif_names_the_page_where_the_documentation_is_published() -> None:
    """Where the distribution says so."""
    with mock.patch.object(diagnostic_files, "_documentation", return_value="https://example.org/docs/"):
        run = json.loads(findings_sarif(findings()))["runs"][0]
    assert [rule["helpUri"] for rule in run["tool"]["driver"]["rules"]] == [
        f"https://example.org/docs/reference/diagnostics/{code}/" for code in ("SM101", "SM403")
    ]


# ---------------------------------------------------------------------------------------------
# GitHub


def test_annotations_are_workflow_commands() -> None:
    """A colon or comma in a property is escaped, a percent sign or line end everywhere."""
    odd = one("packs/a:b,c%/x.yaml", 3, "SM403", "so: 100 %\r\nor \x1bnot", "advice")
    made = Findings(Path("packs"), "ab", "1", 1, (*FOUND, odd), advice=True)
    assert findings_github(made).splitlines() == [
        "::warning file=packs/a b/facts/x.yaml,line=3,col=7,title=SM403::it always holds, so: 100 %25",
        "::notice file=packs/a b/facts/x.yaml,line=4,col=7,title=SM412::nothing looks at it",
        "::warning file=packs/a b/facts/x.yaml,line=9,col=7,title=SM403::it always holds, so: 100 %25",
        "::error file=packs/a b/gone.yaml,title=SM101::cannot be read%0Aat all",
        "::notice file=packs/a%3Ab%2Cc%25/x.yaml,line=3,col=7,title=SM403::so: 100 %25%0D%0Aor \\x1bnot",
    ]
    assert findings_github(Findings(Path("packs"), "ab", "1", 1, ())) == ""


# ---------------------------------------------------------------------------------------------
# Pages


def test_every_page_can_be_read_in_a_terminal() -> None:
    """Without fences, tables and links."""
    assert len(codes()) > 60
    for code in codes():
        shown = plain(page(code))
        assert shown.startswith(f"{code} ({page(code).severity}): {page(code).title}\n\n")
        assert "\n\nHow to fix it:\n\n" in shown
        assert "```" not in shown
        assert "](" not in shown


def test_a_page_shows_files_and_commands_indented() -> None:
    """A file under its name, a command as it is typed."""
    lines = plain(page("SM110")).splitlines()
    at = lines.index("pack/facts/site.yaml:")
    assert lines[at + 1 : at + 3] == ["", "    facts:"]
    assert "    $ surveymodel check --pack pack" in lines


def test_every_page_is_plain_markdown_for_other_tools() -> None:
    """Without the directives of the documentation and without links into it; its first paragraph is its summary."""
    for code in codes():
        text = markdown(page(code))
        assert [odd for odd in ("{code-block}", ":caption:", "](") if odd in text] == []
        assert text.count("```") == page(code).body.count("```")
        assert summary(page(code)) == " ".join(text.partition("\n\n")[0].split())


def test_plain_markdown_names_a_file_before_its_block() -> None:
    """And keeps the language of the block."""
    lines = markdown(page("SM110")).split("\n")
    at = lines.index("`pack/facts/site.yaml`:")
    assert lines[at + 1 : at + 4] == ["", "```yaml", "facts:"]
    assert "```console" in lines


def test_there_is_no_page_on_a_code_that_is_none() -> None:
    """The nearest code is named."""
    with pytest.raises(UnknownNameError, match="unknown code 'SM42O' \\(did you mean 'SM42"):
        page("SM42O")


# ---------------------------------------------------------------------------------------------
# The command


def test_the_command_lists_warnings_and_counts_advice(home: Path) -> None:
    """Exit code 1 for a warning; advice is listed with --advice."""
    rules = FILES["rules/web.yaml"].replace("everybody can", "Everybody can")
    write_pack(home / "mini", rules__web=rules)
    line = "mini/rules/web.yaml:5:14: SM430 warning: this completes 'this applies because ...', so it begins in lower case"
    advice = "mini/survey/shape.yaml:29:13: SM408 advice: nothing changes where 'stack.flask' is ticked"
    total = "11 files, 0 errors, 1 warning, 1 piece of advice"
    assert call("check", "--pack", "mini") == (1, [line, total])
    assert call("check", "--pack", "mini", "--advice") == (1, [line, advice, total])


@pytest.mark.parametrize("form", ["json", "sarif", "github"])
def test_the_command_writes_other_formats_alone(home: Path, form: str) -> None:
    """Nothing but the document goes out, and the exit code stays."""
    write_pack(home / "mini", rules__web=FILES["rules/web.yaml"].replace("everybody can", "Everybody can"))
    code, lines = call("check", "--pack", "mini", "--format", form)
    assert code == 1
    if form == "github":
        assert [line.partition("::")[2].partition(" ")[0] for line in lines] == ["warning"]
    else:
        document = json.loads("\n".join(lines))
        assert "SM430" in json.dumps(document)
        assert "SM408" not in json.dumps(document)


def test_the_command_tells_what_a_broken_pack_is_called(home: Path) -> None:
    """Where pack.yaml cannot be read, nobody knows."""
    write_pack(home / "mini", pack="id: [")
    code, lines = call("check", "--pack", "mini", "--format", "json")
    assert (code, json.loads("\n".join(lines))["pack"]) == (1, {"id": None, "version": None})


@pytest.mark.parametrize(
    ("day", "code", "said"),
    [
        ("2027-01-01", 1, "SM445"),
        ("2026-12-31", 0, "0 warnings"),
        ("tomorrow", 2, "is no date"),
        ("20", 2, "is no date"),
    ],
)
def test_the_command_takes_a_day(home: Path, day: str, code: int, said: str) -> None:
    """Values are looked at for that day only."""
    write_pack(home / "mini")
    (home / "mini" / "values.yaml").write_text(
        'values:\n  - {id: v, title: V, value: 3, source: manual, until: "2026-12-31"}\n', encoding="utf-8"
    )
    found, lines = call("check", "--pack", "mini", "--on", day)
    assert (code, True) == (found, said in "\n".join(lines))


def test_the_command_takes_today(home: Path) -> None:
    """It is asked of the clock then, and only then."""
    write_pack(home / "mini")
    (home / "mini" / "values.yaml").write_text(
        'values:\n  - {id: v, title: V, value: 3, source: manual, until: "2000-12-31"}\n', encoding="utf-8"
    )
    assert call("check", "--pack", "mini")[0] == 0
    assert call("check", "--pack", "mini", "--on", "today")[0] == 1


def test_the_command_explains_a_code() -> None:
    """In whatever case it is written, without reading a pack."""
    code, lines = call("check", "--pack", "nowhere", "--explain", "sm402")
    assert (code, lines[0]) == (0, f"SM402 (warning): {page('SM402').title}")
    code, lines = call("check", "--explain", "SM999")
    assert code == 2
    assert lines[0].startswith("Error: unknown code 'SM999'")
