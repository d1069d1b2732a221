"""Faults of a translation that can be found without reading it: signs, figures, forms of number, words not to use."""

import re
from collections.abc import Iterator, Mapping, Sequence

# One word for one thing (the glossary of docs/ui.md): expressions that were used for the same, or say something else.
REFUSED: Mapping[str, Mapping[str, str]] = {
    "ar": {
        "كلمة المرور": "كلمة السر",
        "كلمة مرور": "كلمة السر",
        "اسم الدخول": "اسم المستخدم",
        "الأسرة": "العائلة",
        r"الأسر\b": "العائلات",
        # « Of the father ».
        "السلطة الأبوية": "السلطة الوالدية",
        "العنوان الاحتياطي": "عنوان الاسترجاع",
        "دفتر التواصل": "دفتر المراسلة",
        "المسؤولين": "أولياء الأمر",
        "المسؤولون": "أولياء الأمر",
        # A nursery.
        "الحضانة": "الرعاية خارج أوقات الدروس (garderie)",
        "الصفّ": "القسم",
        # « The media », « expelling ».
        "الإعلام": "التنبيهات",
        "إخراج": "تسجيل الخروج",
    },
    "en": {
        "academy": "education authority",
        "liaison": "home–school notebook",
        r"\bthe head\b(?! teacher)": "the head teacher",
        "hand in at school": "return to school",
        "Being told": "notified",
        "piece of news": "new item",
        r"\blogin\b": "username",
    },
}
_PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w*\}|\[\w+\]")
_WESTERN_SIGNS = re.compile(r"(?<=[\u0621-\u064a\u064b-\u0652»])\s?[,;?]")
_EASTERN_FIGURES = re.compile(r"[\u0660-\u0669\u06f0-\u06f9]")
_COUNT = re.compile(r"%\((?:n|count|limit_value|max)\)[sd] ")
# Places of the forms of Arabic: of 3 to 10 (a plural) and of 11 to 99 (a singular, accusative).
_FEW, _MANY = 3, 4


def wording(language: str, strings: Sequence[str]) -> Iterator[str]:
    """What is wrong with the words of one text, in all its forms."""
    for string in (_PLACEHOLDER.sub("", one) for one in strings):
        for refused, wanted in REFUSED.get(language, {}).items():
            if found := re.search(refused, string):
                yield f"« {found[0]} » instead of « {wanted} »"
    if language == "ar":
        yield from _arabic(strings)


def _arabic(strings: Sequence[str]) -> Iterator[str]:
    if any(_WESTERN_SIGNS.search(one) for one in strings):
        yield "a Western comma, semicolon or question mark"
    if any(_EASTERN_FIGURES.search(one) for one in strings):
        yield "figures that families here do not use"
    if len(strings) > _MANY and _COUNT.search(strings[_FEW]) and strings[_FEW] == strings[_MANY]:
        yield "three are counted as eleven"
