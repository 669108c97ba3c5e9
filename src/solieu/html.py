"""Pages: one file each, that needs no network and runs nothing but its own script.

Whatever stands in an article, a label, a file's name or a model's name is escaped, and characters
that turn the direction of writing are shown by their code. The page's Content-Security-Policy
allows its own style and script by their hashes, pictures inside the page, and nothing else.
"""

import base64
import hashlib
import json
import re
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from solieu.chart import Chart, svg, words
from solieu.texts import LANGUAGES

TEMPLATES = Path(__file__).parent / "templates"
_DIRECTED = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
LABELS = 8
"""How many labels have a colour of their own; further ones share them."""


def render(template: str, language: str, **values: Any) -> str:
    """A page from a template of the package.

    Args:
        template: Its name without `.html`.
        language: `en` or `vi`.
        **values: What the template shows.

    Raises:
        ValueError: There is no such language.
    """
    if language not in LANGUAGES:
        raise ValueError(f"language {language!r}; give one of: {', '.join(LANGUAGES)}")
    style = (TEMPLATES / "style.css").read_text(encoding="utf-8")
    script = (TEMPLATES / f"{template}.js").read_text(encoding="utf-8")
    page = _environment().get_template(f"{template}.html")
    return page.render(
        language=language,
        t=LANGUAGES[language],
        style=Markup(style),
        script=Markup(script),
        policy=_policy(style, script),
        **values,
    )


def picture(chart: Chart) -> Markup:
    """A chart as an image inside the page, with what it shows as its text."""
    source = base64.b64encode(svg(chart).encode("utf-8")).decode("ascii")
    return Markup('<img src="data:image/svg+xml;base64,{}" alt="{}">').format(
        source, visible(words(chart))
    )


def visible(text: object) -> str:
    """A text in which nothing hides: controls by their code, no lone surrogates."""
    shown = _DIRECTED.sub(lambda match: f"[U+{ord(match[0]):04X}]", str(text))
    return _CONTROLS.sub("\N{REPLACEMENT CHARACTER}", shown)


def percent(value: float | None) -> str:
    """A share in percent with one decimal; a dash where there is none."""
    return "–" if value is None else f"{100 * value:.1f}"


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_finalize,
    )
    environment.filters |= {"percent": percent, "picture": picture, "as_json": _as_json}
    return environment


def _finalize(value: object) -> object:
    """What a template prints: markup as it is, everything else made visible first."""
    return value if isinstance(value, Markup) else visible(value)


def _as_json(value: object) -> str:
    return json.dumps(value, ensure_ascii=True, allow_nan=False, separators=(",", ":"))


def _policy(style: str, script: str) -> str:
    return (
        f"default-src 'none'; style-src {_hash(style)}; script-src {_hash(script)}; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )


def _hash(content: str) -> str:
    digest = hashlib.sha256(content.encode("utf-8")).digest()
    return f"'sha256-{base64.b64encode(digest).decode('ascii')}'"
