"""The choice of the dialect, made once by the settings."""

from protocol import sections
from tui.clients.archive.photo import Archive
from tui.clients.wire import Wire


def open_archive(settings: sections.Archive, wire: Wire) -> Archive:
    """Return the archive of the settings. Nothing is sent yet; `aclose` it in the end."""
    if settings.dialect == "classic":
        from tui.clients.archive.classic_archive import Classic

        return Classic(settings, wire)
    from tui.clients.archive.http import Http

    return Http(settings, wire)
