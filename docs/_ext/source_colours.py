"""The colours of code, those of the quickstart: for light paper and for dark."""

from pygments.style import Style
from pygments.token import Comment, Keyword, Name, Number, Operator, String, Token


def _styles(ink: str, muted: str, key: str, string: str, name: str) -> dict[object, str]:
    return {
        Token: ink,
        Comment: f"italic {muted}",
        Keyword: key,
        Operator.Word: key,
        String: string,
        Number: string,
        Name.Decorator: name,
        Name.Function: name,
        Name.Class: name,
        Name.Tag: name,
        Name.Attribute: key,
    }


class Light(Style):
    background_color = "#f2eee5"
    highlight_color = "#dff0ec"
    styles = _styles("#1f2529", "#5a636b", "#8a2f6c", "#1c6b32", "#1b5a93")


class Dark(Style):
    background_color = "#101314"
    highlight_color = "#173a35"
    styles = _styles("#e9e6df", "#a6afb5", "#e59bcb", "#9ad6a4", "#8fc1ee")
