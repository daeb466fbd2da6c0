"""A form of several parts as it stands in a file, its files named: `< ./photo.jpg`."""

import re

from tui.exchanges import forms

_BOUNDARY = re.compile(r"""boundary=(?:"([^"]+)"|([^\s;"]+))""", re.IGNORECASE)
_PARAMETER = re.compile(r"""(?:\A|;)\s*(name|filename)="([^"]*)"\s*""", re.IGNORECASE)
_INCLUDED = re.compile(r"<\s+(\S.*)")
OURS = "vasistas-boundary"
"""Between the parts of a form that says nothing of it."""


def boundary(media: str) -> str:
    """Return what is between the parts."""
    found = _BOUNDARY.search(media)
    return (found[1] or found[2]) if found else ""


def read(body: list[str], media: str) -> str | None:
    """Return the lines of a form; None where it has parts that these lines cannot say."""
    between = boundary(media)
    if not between or f"--{between}--" not in body or body[0] != f"--{between}":
        return None
    pieces: list[list[str]] = []
    for line in body[: body.index(f"--{between}--")]:
        if line == f"--{between}":
            pieces.append([])
        else:
            pieces[-1].append(line)
    found = [_part(piece) for piece in pieces]
    parts = [part for part in found if part is not None]
    if len(parts) < len(found) or body[-1] != f"--{between}--":
        return None
    content = "\n".join(map(forms.line, parts))
    return content if forms.parts(content) == parts else None


def write(content: str, between: str) -> list[str]:
    """Write the lines of a form as they stand in a file."""
    lines: list[str] = []
    for part in forms.parts(content):
        filename = part.filename or part.value.rpartition("/")[2]
        shown = f'; filename="{filename}"' if part.is_file else ""
        lines += [f"--{between}", f'Content-Disposition: form-data; name="{part.name}"{shown}']
        lines += [f"Content-Type: {part.media}"] if part.media else []
        lines += ["", f"< {part.value}" if part.is_file else part.value]
    return [*lines, f"--{between}--"]


def _part(lines: list[str]) -> forms.Part | None:
    if "" not in lines:
        return None
    end = lines.index("")
    said = dict[str, str]()
    for line in lines[:end]:
        name, _colon, value = line.partition(":")
        said[name.strip().lower()] = value.strip()
    about = {
        name.lower(): value
        for name, value in _PARAMETER.findall(said.pop("content-disposition", ""))
    }
    media, content = said.pop("content-type", ""), lines[end + 1 :]
    if said or "name" not in about or len(content) != 1:
        return None
    if included := _INCLUDED.fullmatch(content[0]):
        path, filename = included[1].rstrip(), about.get("filename", "")
        filename = "" if filename == path.rpartition("/")[2] else filename
        return forms.Part(about["name"], path, True, media, filename)
    plain = "filename" not in about and not media
    return forms.Part(about["name"], content[0]) if plain else None
