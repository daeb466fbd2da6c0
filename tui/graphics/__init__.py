"""The terminal's own graphics, sixel and kitty's, where there are any: real pixels over half-cells.

What is here draws over cells that are there without it. Nothing of it is imported, and nothing is
asked, where the environment names no terminal that has graphics.
"""
