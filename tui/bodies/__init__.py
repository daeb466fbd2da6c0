"""What is in a body: codings taken off, its kind and charset found, rows made of what is seen.

Nothing in here knows a screen or a network. Bytes come from a `Source`, of which only what is
needed is read; what strangers can make endless has a bound, and what is left out is said.
"""
