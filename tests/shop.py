"""A small shop as a pack: every mechanism of the engine once, on plain data."""

from __future__ import annotations

from tests.packs import Plain, model

SHOP: Plain = {
    "questions": [
        {"id": "region", "of": "organisation", "select": "one", "answers": [{"id": "west"}, {"id": "east"}]},
        {
            "id": "kind",
            "select": "one",
            "answers": [
                {"id": "site", "implies": ["hosting.static"]},
                {"id": "shop", "implies": ["login.cookie"]},
            ],
        },
        {
            "id": "features",
            "when": "kind.shop",
            "select": "many",
            "answers": [{"id": "cards"}, {"id": "mail"}, {"id": "demo", "exclusive": True}],
        },
        {"id": "people", "when": "features.cards", "select": "number"},
        {
            "id": "vendor",
            "when": "features.mail",
            "select": "one",
            "answers": [{"id": "own"}, {"id": "suite", "implies": ["login.token"]}],
        },
        {"id": "login", "when": "kind.shop", "select": "one", "answers": [{"id": "cookie"}, {"id": "token"}]},
        {"id": "hosting", "select": "one", "answers": [{"id": "static"}, {"id": "cloud"}, {"id": "own"}]},
        {
            "id": "stack",
            "of": "component",
            "when": "kind.shop",
            "select": "many",
            "answers": [{"id": "django"}, {"id": "flask"}],
        },
    ],
    "values": [{"id": "crowd", "value": 100}],
    "facts": [
        {"id": "takes-cards", "when": "features.cards"},
        {"id": "crowded", "when": "people >= crowd"},
    ],
    "scales": [
        {
            "id": "tier",
            "levels": [
                {"id": "one", "when": "kind"},
                {"id": "two", "when": "takes-cards"},
                {"id": "three", "when": "crowded"},
            ],
        }
    ],
    "adjustments": [
        {"id": "many-people", "when": "crowded", "impact": 1},
        {"id": "westward", "when": "region.west", "likelihood": -1, "threats": ["skimming"]},
    ],
    "threats": [
        {"id": "skimming", "likelihood": 3, "impact": 4},
        {"id": "theft", "likelihood": 2, "impact": 3},
    ],
    "rules": [
        {
            "id": "cards-typed",
            "when": "takes-cards",
            "raises": ["skimming", {"threat": "theft", "impact": 2}],
        },
        {"id": "cookie-used", "when": "login.cookie", "raises": ["theft"]},
        {"id": "west-law", "when": "region.west", "requires": ["notice"], "priority": 8},
        {"id": "always", "requires": ["contact"], "priority": 2},
    ],
    "countermeasures": [
        {
            "id": "watch-page",
            "counters": ["skimming"],
            "after": ["contact"],
            "satisfies": {"std": {"1.10": "full", "1.2": "partial; the page only"}},
        },
        {
            "id": "harden-cookie",
            "counters": ["theft"],
            "when": "login.cookie",
            "phase": "deploy",
            "owner": "operations",
        },
        {
            "id": "notice",
            "kind": "duty",
            "satisfies": {
                "std": {"1.2": {"strength": "supports", "note": "in the west", "when": "people > 5"}}
            },
        },
        {"id": "contact", "kind": "practice"},
    ],
    "guides": [
        {"countermeasure": "harden-cookie", "stack": "django", "when": "stack.django"},
        {"countermeasure": "harden-cookie", "stack": "flask", "when": "stack.flask"},
        {"countermeasure": "harden-cookie", "stack": "other", "otherwise": True},
    ],
    "standards": [{"id": "std", "controls": [{"id": "1.2"}, {"id": "1.10"}, {"id": "9"}]}],
    "interpretations": [{"standard": "std", "scope": "takes-cards", "controls": {"9": {"when": "crowded"}}}],
}

MODEL = model(SHOP)
