"""Films for Chromium's made-up camera: somebody holds one tag after another before it."""

import io
from pathlib import Path

import segno
from PIL import Image

WIDTH, HEIGHT, A_SECOND = 640, 480, 5
FLAGS = ("--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream")


def frame_of(address: str | None) -> bytes:
    """A picture in YUV 4:2:0: the code of an address, a little tilted, as a hand holds it; nothing for None."""
    picture = Image.new("L", (WIDTH, HEIGHT), 255)
    if address:
        drawn = io.BytesIO()
        segno.make(address, micro=False).save(drawn, kind="png", scale=10, border=4)
        tag = Image.open(drawn).convert("L").resize((400, 400)).rotate(7, fillcolor=255)
        picture.paste(tag, (120, 40))
    return picture.tobytes() + bytes([128]) * (WIDTH * HEIGHT // 2)


def film(addresses: list[str], folder: Path, *, seconds: float = 2.0, pause: float = 0.8) -> Path:
    """A Y4M file that shows each address for so long, with nothing between; the browser begins it again at its end."""
    path = folder / "tags.y4m"
    nothing = frame_of(None)
    with path.open("wb") as out:
        out.write(f"YUV4MPEG2 W{WIDTH} H{HEIGHT} F{A_SECOND}:1 Ip A1:1 C420jpeg\n".encode())
        for address in addresses:
            shown = frame_of(address)
            for drawing, long in ((nothing, pause), (shown, seconds)):
                for _each in range(round(long * A_SECOND)):
                    out.write(b"FRAME\n" + drawing)
    return path
