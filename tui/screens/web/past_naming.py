"""Names in the collection: given, changed, taken away. Each returns the words about what was done,
"" for nothing; what is wrong with a name is said where it is typed.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from textual.app import App

from tui.dialogs import Ask, Confirm
from tui.exchanges.draft import Draft
from tui.exchanges.unfit import Unfit
from tui.printable import printable
from tui.reasons import reason
from tui.words import _

if TYPE_CHECKING:
    from tui.exchanges.collection import Collection


async def give(app: App[None], collection: "Collection", draft: Draft) -> str:
    """Put a draft into the collection, under a name that a person types."""
    label = _("A name, or group/name. Its file is one that git likes.")
    ask = partial(Ask, _("Into the collection"), label)
    return await _until_right(app, ask, draft.name, partial(_save, app, collection, draft))


async def rename(app: App[None], collection: "Collection", name: str) -> str:
    """Give one another name."""
    title = _("Rename {name}").format(name=printable(name))
    ask = partial(Ask, title, _("A name, or group/name."))
    return await _until_right(app, ask, name, partial(_rename, collection, name))


async def remove(app: App[None], collection: "Collection", name: str) -> str:
    """Remove one, after a question."""
    question = _("Remove {name} from the collection?").format(name=printable(name))
    dialog = Confirm(question, _("Its file is removed."), _("Remove"), _("Keep"), careful=True)
    if not await app.push_screen_wait(dialog):
        return ""
    try:
        await asyncio.to_thread(collection.remove, name)
    except (Unfit, OSError) as error:
        return trouble(error)
    return _("{name} was removed.").format(name=printable(name))


def trouble(error: Unfit | OSError) -> str:
    """Say what is wrong with a file, or with a disk."""
    if isinstance(error, Unfit):
        return error.words
    return _("The collection's files cannot be used: {reason}.").format(reason=reason(error))


async def _until_right(
    app: App[None], ask: Callable[..., Ask], value: str, do: Callable[[str], Awaitable[str | None]]
) -> str:
    wrong = ""
    while True:
        name = await app.push_screen_wait(ask(value, _missing, wrong=wrong))
        if name is None:
            return ""
        value, wrong = name.strip(), ""
        try:
            if (words := await do(value)) is not None:
                return words
        except (Unfit, OSError) as error:
            wrong = trouble(error)


async def _save(app: App[None], collection: "Collection", draft: Draft, name: str) -> str | None:
    """Save it; None where the name is taken and stays so."""
    if name in await asyncio.to_thread(collection.names):
        question = _("Replace {name}?").format(name=printable(name))
        detail = _("What has that name now will be gone.")
        dialog = Confirm(question, detail, _("Replace"), _("Cancel"), careful=True)
        if not await app.push_screen_wait(dialog):
            return None
    await asyncio.to_thread(collection.save, replace(draft, name=name))
    return _("It is in the collection: {name}").format(name=printable(name))


async def _rename(collection: "Collection", name: str, new: str) -> str:
    if new == name:
        return ""
    await asyncio.to_thread(collection.rename, name, new)
    return _("Now it is called {name}.").format(name=printable(new))


def _missing(name: str) -> str:
    return "" if name.strip() else _("It needs a name.")
