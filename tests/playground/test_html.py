from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.playground.html import parse
from bot.playground.refusals import Refusal


@pytest.mark.parametrize(
    ("source", "kind"),
    [
        ("<b>x</b>", "bold"),
        ("<strong>x</strong>", "bold"),
        ("<i>x</i>", "italic"),
        ("<em>x</em>", "italic"),
        ("<u>x</u>", "underline"),
        ("<ins>x</ins>", "underline"),
        ("<s>x</s>", "strikethrough"),
        ("<strike>x</strike>", "strikethrough"),
        ("<del>x</del>", "strikethrough"),
        ('<span class="tg-spoiler">x</span>', "spoiler"),
        ("<tg-spoiler>x</tg-spoiler>", "spoiler"),
        ("<code>x</code>", "code"),
        ("<pre>x</pre>", "pre"),
        ("<blockquote>x</blockquote>", "blockquote"),
        ("<blockquote expandable>x</blockquote>", "expandable_blockquote"),
        ("<B>x</B>", "bold"),
        ("<b>x</>", "bold"),
    ],
)
def test_known_tags_become_entities(source: str, kind: str) -> None:
    formatted = parse(source)
    assert formatted.text == "x"
    assert [entity["type"] for entity in formatted.entities] == [kind]


@pytest.mark.parametrize(
    ("source", "description"),
    [
        ("<br>", 'Unsupported start tag "br" at byte offset 0'),
        ("ә<p>x</p>", 'Unsupported start tag "p" at byte offset 2'),
        ("a < b", 'Unsupported start tag "" at byte offset 2'),
        ("<b/>", 'Unsupported start tag "b/" at byte offset 0'),
        ("<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
        ("<b><i>x</b></i>", 'at byte offset 7, expected "</i>", found "</b>"'),
        ("x</b>", "Unexpected end tag at byte offset 1"),
        ("<b>x</b", "Unclosed end tag at byte offset 4"),
        ("x <b", "Unclosed start tag at byte offset 2"),
        ("<a href", 'Unclosed start tag "a" at byte offset 0'),
        ('<a href="x', "Unclosed start tag at byte offset 0"),
        ('<a ="x">y</a>', 'Empty attribute name in the tag "a" at byte offset 0'),
        ("<a href=x/>y</a>", "Unexpected end of name token at byte offset 8"),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ('<tg-emoji emoji-id="x">y</tg-emoji>', "Invalid custom emoji identifier specified"),
    ],
)
def test_faulty_html_is_refused_in_telegrams_words(source: str, description: str) -> None:
    with pytest.raises(Refusal) as refused:
        parse(source)
    assert refused.value.status == 400
    assert refused.value.description.startswith("Bad Request: can't parse entities: ")
    assert description in refused.value.description


def test_offsets_count_utf16_units() -> None:
    (entity,) = parse("👍 <b>ә👍</b>").entities
    assert (entity["offset"], entity["length"]) == (3, 3)


def test_white_space_around_the_text_is_cut_and_entities_follow() -> None:
    formatted = parse("\n  <b> x </b>\n")
    assert formatted.text == "x"
    assert formatted.entities == ({"type": "bold", "offset": 0, "length": 1},)


def test_nothing_is_formatted_inside_code() -> None:
    formatted = parse('<pre><code class="language-sql"><b>x</b></code></pre>')
    assert formatted.entities == ({"type": "pre", "offset": 0, "length": 1, "language": "sql"},)


def test_a_link_keeps_its_address_and_a_faulty_one_is_plain_text() -> None:
    assert parse('<a href="https://fms.kz/?a=1&amp;b=2">x</a>').entities[0]["url"] == (
        "https://fms.kz/?a=1&b=2"
    )
    assert parse('<a href="nowhere">x</a>').entities == ()


def test_only_four_named_references_are_read() -> None:
    assert parse("&lt;&gt;&amp;&quot;&nbsp;&#33;&#x21;").text == '<>&"&nbsp;!!'


@given(st.text())
def test_escaped_text_comes_back_as_it_was(text: str) -> None:
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assert parse(escaped).text == text.strip()


@given(st.text(alphabet="<>/ab =\"'&;=-x"))
def test_any_source_is_read_or_refused(source: str) -> None:
    with suppress(Refusal):
        assert parse(source).text == parse(source).text.strip()
