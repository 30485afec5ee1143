"""New entries and packs: which files are written, and how.

A pack as its files stand and an id go in; the files that change come out, or an error that says
why nothing does.
"""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path
from typing import Final

from attrs import field, frozen

from surveymodel.authoring.append import NewFile, appended, modeline, schema_files, schema_home
from surveymodel.authoring.connect import Connections
from surveymodel.authoring.skeleton import (
    case_text,
    countermeasure_text,
    guide_text,
    pack_text,
    question_text,
    rule_text,
    source_text,
    system_text,
    threat_text,
)
from surveymodel.content.draft import Draft
from surveymodel.content.names import Names, define, sections
from surveymodel.content.references import listed
from surveymodel.engine.load import built_in
from surveymodel.engine.reply import id_fault
from surveymodel.errors import SurveyModelError, nearest

__all__ = ["KINDS", "new_entry", "new_pack"]

#: What can be made in a pack, and the folder where it stands.
KINDS: Final = {
    "question": "survey",
    "threat": "threats",
    "rule": "rules",
    "countermeasure": "countermeasures",
    "guide": "guides",
}


def new_entry(draft: Draft, kind: str, id: str, *, topic: str | None = None, today: date) -> list[NewFile]:
    """Return the files with a new entry, the one in which it stands first.

    ``topic`` names the file; without it, it is the only one of its kind. Raises
    :class:`~surveymodel.errors.SurveyModelError` where the id or the place will not do, and
    ``ContentError`` where a file that the entry goes into has errors.
    """
    pack = _Pack(draft, define(draft), schema_home(draft))
    made = pack.guide(id, topic, today) if kind == "guide" else pack.listed(kind, id, topic)
    made += [file for file in schema_files(pack.home) if not (draft.root / file.name).exists()]
    for file in made:
        if not (draft.root / file.name).resolve().is_relative_to(draft.root.resolve()):
            raise SurveyModelError(f"{draft.root / file.name} leads out of the pack")
    return made


@frozen
class _Pack:
    """A pack that gets a new entry."""

    draft: Draft = field(repr=False)
    names: Names = field(repr=False)
    home: str  #: where its schemas are

    @property
    def waiting(self) -> Connections:
        return Connections(self.draft, self.names)

    def listed(self, kind: str, id: str, topic: str | None) -> list[NewFile]:
        """Return the files for an entry of a list."""
        self.refuse(kind, id)
        name = f"{KINDS[kind]}/{self.topic(kind, topic)}.yaml"
        if kind == "question":
            return [self.added(name, question_text(id))]
        if kind == "threat":
            return [self.added(name, threat_text(id))]
        if kind == "countermeasure":
            return [self.added(name, countermeasure_text(id, self.waiting.threat_to_counter))]
        return self.rule(id, name)

    def rule(self, id: str, name: str) -> list[NewFile]:
        """Return the file of a rule, and that of a case for it."""
        waiting = self.waiting
        threat, countermeasure = waiting.threat_to_raise, waiting.countermeasure_to_require
        if threat is None and countermeasure is None:
            raise SurveyModelError(
                "a rule raises a threat, and the pack has none: surveymodel new threat ID makes one"
            )
        text = rule_text(id, waiting.condition, threat=threat, countermeasure=countermeasure)
        cases = f"{name.removesuffix('.yaml')}.test.yaml"
        taken = {entry["id"] for file in self.draft.of("cases") if file.name == cases
                 for _, entry in file.entries() if isinstance(entry.get("id"), str)}  # fmt: skip
        free = next(name for name in (id, *(f"{id[:74]}-{n}" for n in range(2, 999))) if name not in taken)
        case = case_text(
            free,
            waiting.answers,
            certain=[f"rule:{id}"],
            todo="Say what follows, and in which case nothing does.",
        )
        return [self.added(name, text), self.added(cases, case)]

    def guide(self, id: str, topic: str | None, today: date) -> list[NewFile]:
        """Return the file of a guide, and the sources with one for it."""
        owner, slash, stack = id.partition("/")
        if topic is not None:
            raise SurveyModelError("a guide's file is named for its id: leave --file out")
        if not slash or id_fault(owner) or id_fault(stack):
            raise SurveyModelError(f"a guide's id is countermeasure/stack, not {id[:170]!r}")
        name = f"guides/{id}.md"
        if os.path.lexists(self.draft.root / name):
            raise SurveyModelError(f"the guide {id!r} is there already: {self.draft.root / name}")
        self.refuse_retired("guide", id)
        known = self.names.by["countermeasure"]
        if owner not in known:
            raise SurveyModelError(f"unknown countermeasure {owner!r}{nearest(owner, known)}")
        source = f"{stack[:65]}-documentation"
        condition = self.waiting.technology(stack)
        if condition is None and self.otherwise(owner):
            condition = self.waiting.condition
        made = [NewFile(name, guide_text(owner, stack, condition, source).encode(), 1)]
        if source not in self.names.by["source"]:
            made.append(self.added("sources.yaml", source_text(source, today)))
        return made

    def otherwise(self, owner: str) -> bool:
        """Whether a countermeasure has a guide for whatever has none of its own."""
        guides = (file for file in self.draft.of("guide") if file.stem.startswith(f"{owner}/"))
        return any(entry.get("otherwise") for file in guides for _, entry in file.entries())

    def added(self, name: str, entry: str) -> NewFile:
        path = self.draft.root / name
        known = any(file.name == name for file in self.draft.files)
        if not known and os.path.lexists(path):
            raise SurveyModelError(f"{path} is no file of the pack")
        return appended(str(path), name, path.read_bytes() if known else None, [entry], self.home)

    # -- refusals

    def refuse(self, kind: str, id: str) -> None:
        """Raise where an id is none, is taken or was given up."""
        if fault := id_fault(id):
            raise SurveyModelError(fault)
        space = "name" if kind == "question" else kind
        if id in self.names.by[space]:
            known = self.names.by[space][id]
            raise SurveyModelError(f"the {known.kind} {id!r} is there already: {known.location}")
        self.refuse_retired(kind, id)

    def refuse_retired(self, kind: str, id: str) -> None:
        for file in self.draft.of("pack"):
            for path, entry in listed(file.document.data, "retired"):
                if (entry.get("kind"), entry.get("id")) == (kind, id):
                    place = file.document.at(path)
                    raise SurveyModelError(f"the {kind} {id!r} is retired: choose a new id ({place})")

    def topic(self, kind: str, topic: str | None) -> str:
        """Return the name of the file for an entry, without its folder and ending."""
        known = sections(self.draft) if kind == "question" else self.topics(kind)
        if kind == "question" and not known:
            raise SurveyModelError("a question stands in a section, and pack.yaml has none yet")
        if topic is None:
            if len(known) == 1:
                return known[0]
            one_of = f": {', '.join(known)}" if known else ""
            raise SurveyModelError(f"say with --file in which file of {KINDS[kind]}/ it belongs{one_of}")
        if fault := id_fault(topic):
            raise SurveyModelError(f"--file names a file without its folder and ending: {fault}")
        if kind == "question" and topic not in known:
            raise SurveyModelError(f"pack.yaml has no section {topic!r}{nearest(topic, known)}")
        return topic

    def topics(self, kind: str) -> list[str]:
        """Return the names of the files of a kind, or else of the other kinds, or of the survey."""
        own = [file.stem for file in self.draft.of(f"{kind}s")]
        others = {
            file.stem for kind in ("threats", "rules", "countermeasures") for file in self.draft.of(kind)
        }
        return own or sorted(others) or sections(self.draft)


def new_pack(id: str, *, topic: str | None = None) -> list[NewFile]:
    """Return the files of a small pack that loads: one entry of each kind, for its author to change.

    ``topic`` names its section and its files. Raises ``SurveyModelError`` for what is no id.
    """
    topic = "first" if topic is None else topic
    if id in built_in():
        raise SurveyModelError(f"a built-in pack has the id {id!r}: choose another")
    for fault in (id_fault(id), id_fault(topic)):
        if fault:
            raise SurveyModelError(fault)
    answer = "first-question.first-answer"
    task = "task:first-countermeasure"
    lists = {
        f"survey/{topic}.yaml": question_text("first-question"),
        f"threats/{topic}.yaml": threat_text("first-threat"),
        f"rules/{topic}.yaml": rule_text("first-rule", answer, threat="first-threat"),
        f"rules/{topic}.test.yaml": case_text(
            "first-rule-applies",
            {"answers": {"first-question": "first-answer"}},
            certain=["rule:first-rule", "threat:first-threat", task],
        )
        + case_text(
            "first-rule-nearly-applies",
            {"answers": {"first-question": "second-answer"}},
            excluded=["rule:first-rule", task],
        ),
        f"countermeasures/{topic}.yaml": countermeasure_text("first-countermeasure", "first-threat"),
    }
    home = schema_home(Draft(root=Path(), files=(), diagnostics=()))
    documents = {
        "pack.yaml": pack_text(id, topic),
        "examples/first-system.yaml": system_text("first-system", id, "first-question", "first-answer"),
    }
    made = [NewFile(name, f"{modeline(name, home)}{text}".encode()) for name, text in documents.items()]
    made += [appended(name, name, None, [text], home) for name, text in lists.items()]
    return [*made, *schema_files(home)]
