"""The program that people see: Textual screens over asyncio clients.

`clients/` speak and draw nothing; `screens/` and `widgets/` draw and open no socket; `commands/`
are the subcommands for scripts. Nothing in here imports `servers`, but for `embedded`.
"""
