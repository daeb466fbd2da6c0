"""Which of HTML's elements are blocks, have a style, or are not for reading."""

UNSEEN = frozenset(
    ["script", "style", "template", "iframe", "noembed", "noframes", "svg", "title", "datalist"]
)
APART = frozenset(["p", "figure", "fieldset", "address", "dl", "hgroup"])
BLOCKS = APART | frozenset({
    "article", "aside", "body", "caption", "center", "details", "div", "dt", "figcaption",
    "footer", "header", "html", "legend", "main", "nav", "section", "summary",
})  # fmt: skip
HEADINGS = {"h1": "━", "h2": "─", "h3": "", "h4": "", "h5": "", "h6": ""}
STYLES = {
    **dict.fromkeys(("b", "strong", "th", "dt", "summary", "legend"), "strong"),
    **dict.fromkeys(("i", "em", "cite", "dfn", "var", "caption", "figcaption"), "stress"),
    **dict.fromkeys(("code", "kbd", "samp", "tt"), "string"),
    **dict.fromkeys(("del", "s", "small"), "faint"),
    **dict.fromkeys(HEADINGS, "title"),
}
