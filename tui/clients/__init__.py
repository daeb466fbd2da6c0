"""Asyncio clients of every service: they open sockets, feed the wire, and import no widget.

A client returns facts or yields events, and raises `failure.Failure`, which names the step that
failed. All of them run on the event loop of the program; none starts a thread.
"""
