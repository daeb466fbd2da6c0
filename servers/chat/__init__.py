"""The chat: who is here and who hears what, a session for each dialect, and what we still owe.

Sessions tell the hub what their client said; the hub decides who hears it and gives bytes to
outboxes; the delivery loop alone sends them. Nobody writes to another session's socket.
"""
