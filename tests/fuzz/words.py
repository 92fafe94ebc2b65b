"""Texts out of what people write, and out of what nobody should."""

from hypothesis import strategies as st

from bot.commands.demo import demo_people

FRAGMENTS = (
    *("300 мың", "1,2 млн", "300.000 тг", "85000", "0", "-5", "1e9", "٣٠٠", "½", "9" * 40, "1 000"),
    *("қаңтар", "тамыз 2026", "с мая по август", "январь, февраль", "08.2026", "2026-13", "13 ай"),
    *("25.05.2026", "31.02.2027", "30 маусым", "сегодня", "бүгін", "0001-01-01", "31.12.9999"),
    *("не плачу", "төлемедім", "сколько платить ИП", "мен сақтандырылғанмын ба", "қарыз", "сәлем"),
    *("<b>", "</b>", "<a href='http://x'>", "&amp;", "&#0;", "{code}", "%s", "]]>", "<", "\\"),
    *("/status", "/start faq_debt", "/start " + "x" * 64, "/forget@local_bot", "/", "//", "@all"),
    *(
        "\u202e",
        "\u200b",
        "\u200f",
        "\ufeff",
        "\u00ad",
        "👨‍👩‍👧‍👦",
        "🇰🇿",
        "\x00",
        "\x07",
        "\n\n",
        "\t",
        " ",
    ),
    *("+7 701 000 13 13", "8 (701) 000-13-13", "ИИН", "жсн"),
    *(person.iin for person in demo_people()[:4]),
)

pieces = st.one_of(st.sampled_from(FRAGMENTS), st.text(max_size=12))
sentences = st.builds(
    lambda parts, between: between.join(parts),
    st.lists(pieces, min_size=1, max_size=9),
    st.sampled_from(["", " ", ", ", "\n", " - "]),
)
long_texts = st.builds(lambda piece, times: (piece * times)[:4096], pieces, st.integers(1, 4096))
texts = st.one_of(sentences, sentences, long_texts).filter(str.strip)
"""As long as Telegram lets them be."""
