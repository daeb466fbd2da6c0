"""The chat over IRC: sans-IO nouns that turn messages into events, and one session that owns the
connection. What a server says may be a lie: every noun here holds a bounded amount of it.
"""
