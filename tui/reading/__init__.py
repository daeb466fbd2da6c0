"""What the bytes of a connection mean: where each part is, and what is wrong with it; pure.

    talk = Conversation()
    talk.sent(data)         # as often as bytes left
    talk.received(data)     # and came, cut anywhere: marks over the stream of that direction
    talk.hung_up()          # what only the end of a connection tells

Nothing is mended and nothing is refused: readers follow what is there for as long as its framing
can be followed, and say where that ends. They never raise, whatever strangers send, and hold a
bounded part of it.
"""
