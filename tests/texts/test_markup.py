from __future__ import annotations

import pytest

from bot.texts import plain
from bot.texts.telegram_html import read


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("просто", "просто"),
        ("<b>жирно</b> &lt;и&gt; &amp; &quot;в&quot; &#1179;", 'жирно <и> & "в" қ'),
        ('<a href="https://egov.kz/x">портал</a>.', "портал (https://egov.kz/x)."),
        ('<a href="https://egov.kz/">egov.kz</a>', "egov.kz"),
        ('<a href="https://egov.kz">https://egov.kz</a>', "https://egov.kz"),
        ('<a href="https://egov.kz"><b>egov.kz</b></a>', "egov.kz"),
        (
            "до\n<blockquote expandable>один\n<b>два</b> три</blockquote>\nпосле",
            "до\n  один\n  два три\nпосле",
        ),
        ("до<blockquote>один</blockquote>после", "до\n  один\nпосле"),
        ("<blockquote>а</blockquote><blockquote>б</blockquote>", "  а\n  б"),
        ("<code>112</code>\n\n  <pre>x</pre>", "112\n\n  x"),
    ],
)
def test_plain_text_of_telegram_html(html: str, text: str) -> None:
    assert plain(html) == text


@pytest.mark.parametrize(
    "html",
    [
        "слово",
        "<b>a <i>b <u>c</u></i></b> <s>d</s> <code>e</code>",
        '<a href="https://egov.kz/?a=1&amp;b=2">x</a>',
        "<blockquote>a</blockquote>\n<blockquote expandable>b <b>c</b></blockquote>",
        "<pre>a &lt; b &gt; c &amp; d &quot; &#8376;</pre>",
    ],
)
def test_well_formed(html: str) -> None:
    assert read(html).faults == ()


@pytest.mark.parametrize(
    "html",
    [
        "a < b",
        "a<b",
        "a > b",
        "a & b",
        "R&D",
        "&nbsp;",
        "<b>a",
        "a</b>",
        "<b>a</i>",
        "<b><i>a</b></i>",
        "<br>",
        "<b/>",
        "<B>a</B>",
        "<strong>a</strong>",
        '<b class="x">a</b>',
        "<a>x</a>",
        "<a href='https://egov.kz'>x</a>",
        "<a href=https://egov.kz>x</a>",
        '<a href="">x</a>',
        '<a href="https://egov.kz" title="y">x</a>',
        '<a href="u"><a href="u">x</a></a>',
        "<blockquote><blockquote>a</blockquote></blockquote>",
        "<code><b>a</b></code>",
        "<pre><code>a</code></pre>",
        '<blockquote expandable="">a</blockquote>',
        "<!-- a -->",
        "<!doctype html>",
        "<?php x ?>",
        "<![CDATA[x]]>",
        "<script>x</script>",
        "tail <b",
        "tail </b",
        "tail &",
        "tail <a href=",
    ],
)
def test_what_telegram_would_refuse(html: str) -> None:
    assert read(html).faults


def test_a_reading_shows_text_and_links() -> None:
    reading = read('<b>a</b> &lt; <a href="https://egov.kz/?a=1&amp;b=2">c</a>')
    assert reading.text == "a < c"
    assert reading.links == ("https://egov.kz/?a=1&b=2",)
