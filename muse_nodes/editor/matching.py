"""Finding a node type by a few letters: what begins so comes first, typing mistakes are forgiven.

Every word of the query has to be found somewhere: in the title (in the user's language and in
English), the id, the category, the parameters or the description, and counts in that order. Korean
is compared by its letters, so that a syllable that is being typed finds what it will become, and
the first letters alone (ㅋㅁㄹ) find the word (카메라).

This is done here rather than by a package: with some forty nodes there is nothing to be made
faster, and what those packages measure (the likeness of whole texts) is not what typing the
beginning of a word needs.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from muse_nodes.editor import words
from muse_nodes.engine.schema import NodeSchema

_LEADS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
_VOWELS = (
    "ㅏ", "ㅐ", "ㅑ", "ㅒ", "ㅓ", "ㅔ", "ㅕ", "ㅖ", "ㅗ", "ㅗㅏ", "ㅗㅐ", "ㅗㅣ", "ㅛ", "ㅜ",
    "ㅜㅓ", "ㅜㅔ", "ㅜㅣ", "ㅠ", "ㅡ", "ㅡㅣ", "ㅣ",
)  # fmt: skip
_TAILS = (
    "", "ㄱ", "ㄲ", "ㄱㅅ", "ㄴ", "ㄴㅈ", "ㄴㅎ", "ㄷ", "ㄹ", "ㄹㄱ", "ㄹㅁ", "ㄹㅂ", "ㄹㅅ",
    "ㄹㅌ", "ㄹㅍ", "ㄹㅎ", "ㅁ", "ㅂ", "ㅂㅅ", "ㅅ", "ㅆ", "ㅇ", "ㅈ", "ㅊ", "ㅋ", "ㅌ", "ㅍ",
    "ㅎ",
)  # fmt: skip
_HANGUL = 0xAC00


@dataclass(frozen=True, slots=True)
class Entry:
    """A node type with all the words by which it can be found, and how much each counts.

    ``length`` is the number of words in its title: of two that match alike the shorter comes first.
    """

    schema: NodeSchema
    weighed: tuple[tuple[str, float], ...]
    initials: tuple[str, ...]
    length: int


def entry(schema: NodeSchema) -> Entry:
    """What can be searched for in a node type, in the language of the moment."""
    titles = dict.fromkeys((words.node_title(schema), schema.title))
    fields: list[tuple[str, float]] = [(title, 1.0) for title in titles]
    owner, _, rest = schema.id.partition(".")
    fields += [(rest.replace(".", " "), 0.8), (owner, 0.1)]
    fields += [(text, 0.6) for text in {words.category(schema.category), schema.category}]
    fields += [(words.param_label(schema, p), 0.35) for p in schema.params]
    fields += [(words.node_doc(schema), 0.4), (schema.doc.partition("\n")[0], 0.4)]
    fields += [(words.node_help(schema), 0.2), (schema.doc, 0.2)]
    best: dict[str, float] = {}
    for text, weight in fields:
        for place, word in enumerate(_words(text)):
            best[word] = max(best.get(word, 0.0), weight * (0.97 if place and weight == 1 else 1))
    initials = ("".join(w[0] for w in _words(t)) for t in titles)
    leads = ("".join(_leads(t)) for t in titles)
    length = min(len(_words(title)) for title in titles)
    shortcuts = tuple(i for i in (*initials, *leads) if len(i) > 1)
    return Entry(schema, tuple(best.items()), shortcuts, length)


def ranked(query: str, entries: Iterable[Entry]) -> list[NodeSchema]:
    """Those that match, the best first; all of them, as they come, for an empty query."""
    asked = _words(query)
    if not asked:
        return [e.schema for e in entries]
    found = [(-score, e.length, e.schema) for e in entries if (score := _score(asked, e)) > 0]
    return [schema for _, _, schema in sorted(found, key=lambda one: one[:2])]


def _score(asked: list[str], entry: Entry) -> float:
    total = 0.0
    for word in asked:
        best = max((weight * _likeness(word, have) for have, weight in entry.weighed), default=0.0)
        if any(initials.startswith(word) for initials in entry.initials) and len(word) > 1:
            best = max(best, 0.75)
        if not best:
            return 0.0
        total += best
    return total


@lru_cache(maxsize=65536)
def _likeness(asked: str, have: str) -> float:
    """1: the same; less for a beginning, a part, a beginning with a typing mistake; 0: unlike."""
    if asked == have:
        return 1.0
    if have.startswith(asked):
        return 0.9 + 0.08 * len(asked) / len(have)
    if len(asked) >= 3 and asked in have:
        return 0.7
    allowed = 0 if len(asked) < 4 else 1 if len(asked) < 7 else 2
    wrong = _mistakes(asked, have) if asked[0] == have[0] or allowed == 2 else 9
    return 0.6 - 0.1 * wrong if wrong <= allowed else 0.0


def _mistakes(asked: str, have: str) -> int:
    """Letters missing, too many, wrong or swapped between ``asked`` and a beginning of ``have``."""
    before: list[int] = []
    row = list(range(len(have) + 1))
    for i, a in enumerate(asked, 1):
        old, before, row = before, row, [i]
        for j, b in enumerate(have, 1):
            cost = min(before[j] + 1, row[-1] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and a == have[j - 2] and asked[i - 2] == b:
                cost = min(cost, old[j - 2] + 1)
            row.append(cost)
    return min(row)


def _words(text: str) -> list[str]:
    return [_letters(w) for w in re.findall(r"\w+", text.replace("_", " ").casefold())]


def _letters(word: str) -> str:
    """A word with Korean syllables taken apart into the letters that are typed."""
    parts = []
    for sign in unicodedata.normalize("NFC", word):
        number = ord(sign) - _HANGUL
        if 0 <= number < 11172:
            lead, rest = divmod(number, 588)
            parts += [_LEADS[lead], _VOWELS[rest // 28], _TAILS[rest % 28]]
        else:
            parts.append(sign)
    return "".join(parts)


def _leads(text: str) -> list[str]:
    numbers = (ord(sign) - _HANGUL for sign in unicodedata.normalize("NFC", text))
    return [_LEADS[n // 588] for n in numbers if 0 <= n < 11172]
