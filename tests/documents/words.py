"""Words for the tests, and the templates as a release would hold them."""

import re
from pathlib import Path

TEMPLATES = Path(__file__).parents[2] / "services" / "documents"


class English:
    """The source strings themselves."""

    locale = "en"

    def __init__(self, mode: str = "standard") -> None:
        self.mode = mode

    def gettext(self, msgid: str, /, **params: object) -> str:
        return msgid % params if params else msgid


class PseudoChinese(English):
    """Every Latin letter of the source becomes Chinese: an untranslated word stands out."""

    locale = "zh_Hans_CN"
    letters = "云江市新生儿出生一件事办理政务服务中心受理补正决定书材料期限部门"

    def gettext(self, msgid: str, /, **params: object) -> str:
        text = re.sub(
            r"%\(\w+\)s|[A-Za-z]",
            lambda found: (
                found[0] if len(found[0]) > 1 else self.letters[ord(found[0]) % len(self.letters)]
            ),
            msgid,
        )
        return text % params if params else text


def template(name: str) -> str:
    return (TEMPLATES / f"{name}.html").read_text(encoding="utf-8")
