"""The chat's IRC dialect: a conversation, a table of commands, and what each of them does.

Every command runs on its client's thread with the hub's lock held, and so does memory work only.
"""
