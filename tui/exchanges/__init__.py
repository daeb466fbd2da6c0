"""Requests as people keep them, and what became of them: no screen and no network in here."""
