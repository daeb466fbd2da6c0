"""The chat's client: one set of events and deeds, over IRC or in the classic dialect.

`events` says what a chat tells, `session` what it can be told; nobody outside needs to know the
dialect.
"""
