"""What a form would ask: named, since nothing is sent from a page that is read."""

from tui.words import _

_UNSEEN = frozenset({"hidden"})
_PRESSED = frozenset({"submit", "button", "reset", "image"})


def form(values: dict[str, str], address: str) -> str:
    """Say where a form would be sent, and how."""
    method = values.get("method", "get").upper()
    words = _("Form, not sent from here: {method} {address}")
    return words.format(
        method=method if method in ("GET", "POST", "DIALOG") else "GET", address=address
    )


def entry(name: str, values: dict[str, str]) -> str:
    """Say what stands in a form at this place; `""`: nothing that one sees."""
    if name == "select":
        return f"[{values.get('name', '')} ▾]"
    if name == "textarea":
        return f"[{values.get('name', '')}: …]"
    kind = values.get("type", "text").lower()
    said = values.get("value") or values.get("placeholder") or ""
    if kind in _UNSEEN:
        return ""
    if kind in _PRESSED:
        return f"⟦ {said or values.get('alt') or kind} ⟧"
    if kind in ("checkbox", "radio"):
        return (
            ("☒" if kind == "checkbox" else "◉")
            if "checked" in values
            else ("☐" if kind == "checkbox" else "○")
        )
    named = values.get("name") or kind
    return f"[{named}: {said}]" if said else f"[{named}]"
