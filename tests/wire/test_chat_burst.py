"""A burst is heard as each of its messages would have been."""

from hypothesis import given
from hypothesis import strategies as st

from servers.chat.burst import Burst
from servers.chat.news import CAPABILITIES, IRC
from servers.chat.posts import Post

FORMS = st.integers(0, 2 ** len(CAPABILITIES) - 1).map(lambda bits: bits << 1 | IRC)
TEXT = st.text(
    st.characters(exclude_characters="\0\r\n", exclude_categories=["Cs"]), min_size=1, max_size=20
)


@given(st.lists(TEXT, min_size=1, max_size=5), FORMS, st.floats(0, 4e9))
def test_each_form_of_client_hears_the_same_bytes(
    texts: list[str], form: int, moment: float
) -> None:
    source, identities = "manu!~manu@127.0.0.1", [f"ab12-{one:x}" for one in range(len(texts))]
    posts = [
        Post(identity, moment, source, "PRIVMSG", "#lobby", text)
        for identity, text in zip(identities, texts, strict=True)
    ]
    expected = b"".join(post.news().heard_by(form) for post in posts)
    assert expected == Burst(source, "#lobby", texts, identities, moment).heard_by(form)
