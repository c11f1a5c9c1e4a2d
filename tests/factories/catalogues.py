"""Random catalogues that are in order: graphs, conditions, alternatives, questions asked only if, roles, repeats, money."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

import yaml

from portal.catalogue import files
from portal.catalogue.patterns import add_english

Entry = dict[str, Any]
ZH = files.SOURCE_LOCALE
TYPES = ("text", "name", "address", "date", "integer", "decimal", "choice", "choices", "region")
DEPARTMENT = "zwfw"


@dataclass
class Made:
    """Entries as an author writes them, by id; items all of one department."""

    elements: Entry = field(default_factory=dict)
    materials: Entry = field(default_factory=dict)
    registries: Entry = field(default_factory=dict)
    conditions: Entry = field(default_factory=dict)
    items: Entry = field(default_factory=dict)
    bundles: Entry = field(default_factory=dict)

    def content(self) -> Entry:
        """The content of a release, as reading the files gives it."""
        words: dict[str, str] = {}
        plain: dict[str, str] = {}
        found: Entry = {"templates": {"certificate": "<p></p>"}}
        for kind, prefix in (
            ("elements", "element"),
            ("materials", "material"),
            ("registries", "registry"),
            ("conditions", "condition"),
            ("items", "item"),
            ("bundles", "bundle"),
        ):
            found[kind] = {
                key: files._take_words(
                    {**entry, "department": DEPARTMENT} if prefix == "item" else entry,
                    f"{prefix}.{key}",
                    words,
                    plain,
                )
                for key, entry in getattr(self, kind).items()
            }
        found["words"] = {ZH: words, f"{ZH}_plain": plain}
        return found

    def write(self, services: Path, translations: Path) -> None:
        """Write it as a services folder, with English for every word."""
        for kind in ("elements", "materials", "registries", "conditions"):
            _dump(services / f"{kind}.yaml", getattr(self, kind))
        for key, entry in self.items.items():
            _dump(services / "items" / DEPARTMENT / f"{key}.yaml", entry)
        for key, entry in self.bundles.items():
            _dump(services / "bundles" / f"{key}.yaml", entry)
        (services / "documents").mkdir()
        (services / "documents" / "certificate.html").write_text("<p></p>", encoding="utf-8")
        words = self.content()["words"]
        add_english({word: (word, word) for word in words[ZH]}, services, translations)


def _dump(path: Path, entry: Entry) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(yaml.dump(entry, Dumper=yaml.CSafeDumper, allow_unicode=True), encoding="utf-8")


def make(
    random: Random, bundles: int = 1, items: int = 6, elements: int = 24, *, wordy: bool = False
) -> Made:
    """A catalogue in order, of ``bundles`` with ``items`` each; ``wordy``: each words its facts anew, as real ones do."""
    made = Made()
    for n in range(elements):
        made.elements[f"fact.e{n}"] = _element(TYPES[n % len(TYPES)])
    made.elements["person.name"] = {**_element("name"), "identity": "name"}
    made.materials = {f"paper{n}": {"name": "纸", "plain": "纸"} for n in range(4)}
    registry = {"name": "库", "how": "查", "basis": "法", "authority": DEPARTMENT}
    made.registries = {"store": {**registry, "ground": "statutory_duty"}}
    for n in range(bundles):
        _Bundle(random, made, f"b{n}", items).put()
        if wordy:
            asked = [key for page in made.bundles[f"b{n}"]["sections"] for key in page["asks"]]
            made.bundles[f"b{n}"]["facts"] = {key: dict(_WORDS) for key in asked}
    return made


def drawn(
    seed: int, bundles: int = 1, items: int = 6, elements: int = 24, *, wordy: bool = False
) -> Made:
    """The same catalogue for the same seed."""
    return make(Random(seed), bundles, items, elements, wordy=wordy)  # noqa: S311 no secret is drawn


_WORDS = {
    "label": "这一项在这件事里怎么问更自然",
    "plain": {"label": "怎么问老人听得懂", "hint": "照证件上写的抄下来，一个字一个字对。"},
    "hint": "照证件上写的填，写到门牌号；拿不准的，先打12345问一问再填。",
    "purpose": "知道该由哪个窗口来办，也用来核对是不是本人。",
}


def _element(kind: str) -> Entry:
    entry: Entry = {"type": kind, "label": "信息", "plain": "信息", "purpose": "要用"}
    return entry | ({"options": {"a": "甲", "b": "乙", "c": "丙"}} if "choice" in kind else {})


class _Bundle:
    """One bundle being made."""

    def __init__(self, random: Random, made: Made, name: str, items: int) -> None:
        self.random, self.made, self.name, self.size = random, made, name, items
        self.situations: list[Entry] = []
        self.ways: list[dict[str, str]] = [{}]
        self.places: list[Entry] = []
        self.needed: set[str] = set()
        self.outputs: dict[str, str] = {}
        self.roles: list[Entry] = []

    def put(self) -> None:
        for n in range(self.random.randint(0, 4)):
            self._ask(f"q{n}")
        self.roles = self._same()
        for n in range(self.size):
            self._item(f"{self.name}_i{n}")
        one_of = self._alternatives() if self.situations else []
        keys = sorted(self.needed - self.outputs.keys())
        entry: Entry = {
            "name": "一件事",
            "summary": "一起办",
            "plain": {"name": "办事", "summary": "一起办"},
            "keywords": ["办事"],
            "audience": "person",
            "life_event": "home",
            "lead_department": DEPARTMENT,
            "promised_days": 60,
            "parties": self._parties(),
            "situations": self.situations,
            "items": self.places,
            "sources": [
                {
                    "registry": "store",
                    "about": "applicant",
                    "gives": {key: "value" for key in keys[:2] if key.startswith("applicant.")},
                }
            ],
            "sections": [
                {"id": f"page{n}", "name": "填写", "plain": "填写", "asks": keys[n::3]}
                for n in range(3)
                if keys[n::3]
            ],
        }
        if one_of:
            entry["one_of"] = [one_of]
        if self.random.random() < 0.3:
            entry |= {"window": {"opens": "05-10", "closes": "07-31"}, "window_note": "开放时间"}
        self.made.bundles[self.name] = entry

    def _parties(self) -> Entry:
        subject: Entry = {"name": "本人", "plain": "本人", "kind": "person", "subject": True}
        if self.random.random() < 0.4:
            subject |= {"one_case_each": True, "one_more": "还有吗", "papers": ["paper0"]}
        role: Entry = {"name": "角色", "plain": "角色", "kind": "person", "same_as": self.roles}
        applicant: Entry = {"name": "申请人", "plain": "来办的人", "kind": "person"}
        return {"applicant": applicant, "subject": subject, "holder": role}

    def _same(self) -> list[Entry]:
        """Who a role is: one of the two, or one of them on some ways only."""
        one, other = self.random.sample(["applicant", "subject"], 2)
        rule = self._rule()
        return [{"party": one, "when": rule}, {"party": other}] if rule else [{"party": one}]

    def _ask(self, name: str) -> None:
        """One more question, perhaps asked only after an answer that some way really gives."""
        codes = [f"c{n}" for n in range(self.random.randint(1, 3))]
        entry: Entry = {"id": name, "question": "问什么", "plain": "问什么", "answers": []}
        entry["answers"] = [{"code": code, "label": "答", "plain": "答"} for code in codes]
        if self.random.random() < 0.5:
            away: Entry = {"code": "away", "label": "别的", "plain": "别的", "fast_path": False}
            advice = {"id": "there", "name": "去那里", "advice_text": "带身份证"}
            entry["answers"].append({**away, "advice": [advice]})
        asked_if = self.random.choice(self.ways)
        if asked_if and self.random.random() < 0.5:
            question = self.random.choice(sorted(asked_if))
            entry["when"] = f"situation.{question} == '{asked_if[question]}'"
            on = (question, asked_if[question])
            self.ways = [
                longer
                for way in self.ways
                for longer in ([{**way, name: c} for c in codes] if on in way.items() else [way])
            ]
        else:
            self.ways = [{**way, name: code} for way in self.ways for code in codes]
        self.situations.append(entry)

    def _rule(self) -> str | None:
        """A condition that holds on some way; now and then over a fact, or by name."""
        way = self.random.choice(self.ways)
        named = self.random.sample(sorted(way), min(len(way), self.random.randint(0, 2)))
        if not named:
            return None
        rule = " && ".join(f"situation.{question} == '{way[question]}'" for question in named)
        if self.random.random() < 0.2:
            rule = f"({rule}) && !(situation.{named[0]} != '{way[named[0]]}')"
        if self.random.random() < 0.2:
            name = f"{self.name}_rule{len(self.made.conditions)}"
            self.made.conditions[name] = {"when": rule, "name": "因为这样"}
            return name
        return rule

    def _item(self, name: str) -> None:
        random, parties = self.random, ["applicant", "subject", "holder"]
        plain = [key for key in self.made.elements if key.startswith("fact.e")]
        keys = [f"{random.choice(parties)}.{key}" for key in random.sample(plain, 4)]
        needs: list[Any] = ["applicant.person.name", *dict.fromkeys(keys)]
        taken = [key for key in self.outputs if random.random() < 0.3]
        needs += taken
        asked = keys[0]
        rule = self._fact_rule(asked)
        if rule is not None and keys[1] != asked:
            needs[needs.index(keys[1])] = {"key": keys[1], "when": rule, "required": False}
        entry: Entry = {
            "name": "单项",
            "summary": "办一件",
            "result_name": "办好",
            "plain": {"name": "一样", "summary": "办", "result_name": "好了"},
            "type": "20",
            "regime": "public_service",
            "decided_at": random.choice(["portal", "department_system", "by_hand"]),
            "level": "district",
            "routing": {"by": "anywhere"},
            "promised_days": random.randint(1, 3),
            "statutory_days": None,
            "needs": needs,
            "materials": random.sample(sorted(self.made.materials), random.randint(0, 2)),
            "stages": [{"id": "check", "name": "看", "plain": "看", "role": "clerk"}],
            "result": {"kind": "registry_entry"},
        }
        if random.random() < 0.3:
            entry["result"] = {"kind": "payment"}
            amount = {"id": "all", "yuan": "100.00", "name": "每人"}
            entry["benefit"] = {"every": "month", "amounts": [amount], "as_of": "2026-01"}
            entry["benefit"]["source"] = "云江市示例标准"
        if random.random() < 0.3:
            element = f"made.{name}"
            self.made.elements[element] = _element("document_number")
            entry["result"]["outputs"] = [f"subject.{element}"]
            # Only a number that comes back from elsewhere comes by itself.
            if entry["result"]["kind"] != "registry_entry":
                entry["decided_at"] = "by_hand"
            self.outputs[f"subject.{element}"] = name
        self.made.items[name] = entry
        self._need(needs)
        self._place(name, [self.outputs[key] for key in taken])

    def _need(self, needs: list[Any]) -> None:
        """Note every fact that must be on a page: those of a role on the pages of all whom it can be."""
        holders = {"holder": [one["party"] for one in self.roles]}
        for need in needs:
            key = need if isinstance(need, str) else need["key"]
            party, _, element = key.partition(".")
            self.needed |= {f"{one}.{element}" for one in holders.get(party, [party])}

    def _fact_rule(self, key: str) -> str | None:
        element = self.made.elements[key.partition(".")[2]]["type"]
        return {
            "choice": f"{key} == 'a'",
            "choices": f"{key}.contains('b')",
            "integer": f"int({key}) > 5",
            "decimal": f"double({key}) > 5.5",
            "date": f"{key} >= '2026-01-01'",
        }.get(element)

    def _place(self, name: str, makers: list[str]) -> None:
        """Put an item into the bundle: after ``makers``, whose outputs it takes, and now and then after others."""
        place: Entry = {"item": name}
        earlier = [one["item"] for one in self.places]
        after: list[Any] = list(makers)
        for one in self.random.sample(earlier, min(len(earlier), self.random.randint(0, 3))):
            other = self.random.choice(earlier)
            after.append(
                self.random.choice([one, {"any_of": [one, other]}, {"any_of": [one], "soft": True}])
            )
        if after:
            place["after"] = after
        rule = self._rule()
        if rule is not None:
            place["when"] = rule
        if self.random.random() < 0.2:
            place |= {"optional": True, "chosen_at_first": False}
        self.places.append(place)

    def _alternatives(self) -> list[str]:
        """Two items of which every case has exactly one."""
        always = [one for one in self.situations if "when" not in one]
        question = always[0]["id"]
        codes = sorted({way[question] for way in self.ways})
        if len(codes) < 2 or len(self.places) < 2:
            return []
        group = []
        for sign, n in (("==", 0), ("!=", 1)):
            name = f"{self.name}_either{n}"
            item = {**self.made.items[f"{self.name}_i0"], "result": {"kind": "registry_entry"}}
            item.pop("benefit", None)
            self.made.items[name] = item
            self.places.append({"item": name, "when": f"situation.{question} {sign} '{codes[0]}'"})
            group.append(name)
        return group
