"""A Chromium whose camera sees a QR code."""

from contextlib import contextmanager

import segno

from tests.browsing import CHROMIUM, FLAGS

WIDTH, HEIGHT = 640, 480  # of the camera's picture
MODULE = 8  # pixels of the picture for one of the code
BLACK, WHITE, GREY = 16, 235, 128  # of luma, and of chroma


@contextmanager
def browser_that_sees(chromium, text, folder, module=MODULE):
    """`module` is in pixels: a longer text needs smaller ones."""
    video = folder / "camera.y4m"
    write_video(video, text, module)
    camera = [f"--use-{name}-for-media-stream" for name in ("fake-device", "fake-ui")]
    flags = [*FLAGS, *camera, f"--use-file-for-fake-video-capture={video}"]
    browser = chromium.browser_type.launch(executable_path=CHROMIUM, args=flags)
    yield browser
    browser.close()


def luma_of(text, module):
    """A white picture with the QR code of the text in its middle, a byte per pixel."""
    matrix = [*segno.make(text, error="m", micro=False).matrix_iter(scale=module, border=4)]
    left = (WIDTH - len(matrix[0])) // 2
    above = (HEIGHT - len(matrix)) // 2
    white = bytes([WHITE]) * WIDTH
    rows = [white] * above
    for row in matrix:
        code = bytes(BLACK if dark else WHITE for dark in row)
        rows.append(white[:left] + code + white[: WIDTH - left - len(code)])
    return b"".join([*rows, *[white] * (HEIGHT - len(rows))])


def write_video(path, text, module):
    """A raw video (YUV4MPEG2) of one frame, which Chromium's fake camera repeats."""
    chroma = bytes([GREY]) * (WIDTH // 2 * (HEIGHT // 2) * 2)
    header = f"YUV4MPEG2 W{WIDTH} H{HEIGHT} F30:1 Ip A1:1 C420jpeg\n".encode()
    path.write_bytes(header + b"FRAME\n" + luma_of(text, module) + chroma)
