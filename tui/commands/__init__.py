"""The subcommands: data on stdout, words about it on stderr, a result that a script can test.

Each module has `run(arguments, config)`, a coroutine that returns a Result; `tui.__main__` starts
it and puts failures into words. Clients are imported when a command runs, so that `--version` and
`--help` come at once.
"""
