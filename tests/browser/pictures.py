"""Draw the pictures of the README anew: `python -m tests.browser.pictures`."""

from __future__ import annotations

import asyncio
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from PIL import Image
from playwright.async_api import expect as expect_that

from bot.commands.demo import demo_people
from tests.browser.phone import DESKTOP, PHONE, phone_in
from tests.browser.stage import a_browser, a_playground

IMAGES: Final = Path(__file__).parents[2] / "docs" / "images"
COLOURS: Final = 64
IIN: Final = {person.key: person.iin for person in demo_people()}
LOOKS: Final[dict[str, dict[str, Any]]] = {
    "status-kk": {"viewport": PHONE, "device_scale_factor": 2},
    "status-ru": {"viewport": PHONE, "device_scale_factor": 2},
    "playground-kk": {"viewport": DESKTOP, "color_scheme": "dark"},
}


async def draw() -> None:
    with TemporaryDirectory() as folder:
        async with a_browser() as browser, a_playground(Path(folder) / "demo.sqlite3") as app:
            for name, look in LOOKS.items():
                async with phone_in(browser, app, **look) as phone:
                    await phone.opens("citizen", name[-2:])
                    await phone.starts()
                    await phone.says(IIN["seasonal"])
                    await phone.writing.blur()
                    await expect_that(phone.button("view:ways")).to_be_attached()
                    _keep(name, await phone.page.screenshot(animations="disabled"))


def _keep(name: str, png: bytes) -> None:
    with Image.open(BytesIO(png)) as image:
        image.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(
            IMAGES / f"{name}.png", optimize=True
        )


if __name__ == "__main__":
    asyncio.run(draw())
