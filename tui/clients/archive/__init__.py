"""The photo archive's client: one set of questions, asked over HTTP or in the classic dialect.

`photo` says what there is to ask and what comes back; nobody outside needs to know the dialect.
"""
