"""Locale folders written for a test."""

from __future__ import annotations

from pathlib import Path

HEADERS = {
    "kk": "nplurals=2; plural=(n != 1);",
    "ru": (
        "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : "
        "n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2);"
    ),
}


def header(language: str) -> str:
    return (
        'msgid ""\nmsgstr ""\n'
        f'"Language: {language}\\n"\n'
        '"Content-Type: text/plain; charset=UTF-8\\n"\n'
        f'"Plural-Forms: {HEADERS[language]}\\n"\n\n'
    )


def message(key: str, *forms: str) -> str:
    """One entry; several forms make it a counted one."""
    escaped = [form.replace("\\", "\\\\").replace('"', '\\"') for form in forms]
    escaped = [form.replace("\n", "\\n") for form in escaped]
    if len(forms) == 1:
        return f'msgid "{key}"\nmsgstr "{escaped[0]}"\n\n'
    numbered = "".join(f'msgstr[{n}] "{form}"\n' for n, form in enumerate(escaped))
    return f'msgid "{key}"\nmsgid_plural "{key}"\n{numbered}\n'


def write(directory: Path, language: str, body: str | bytes, name: str = "messages") -> Path:
    """A file with the usual header before `body`; bytes are written as they are."""
    path = directory / language / "LC_MESSAGES" / f"{name}.po"
    path.parent.mkdir(parents=True, exist_ok=True)
    content = body if isinstance(body, bytes) else (header(language) + body).encode()
    path.write_bytes(content)
    return path


def write_both(directory: Path, kk: str | bytes, ru: str | bytes) -> Path:
    write(directory, "kk", kk)
    write(directory, "ru", ru)
    return directory
