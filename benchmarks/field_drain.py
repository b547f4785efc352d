"""An outbox of 500 pieces with 100 photos, sent while the server is killed twice: nothing lost, nothing twice."""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks._served import free_port, wait_until_up

PIECES, PHOTOS = 500, 100
# Each of 40 orders: accepted, scanned, started, six times time, finished; 100 photos over them.
FILL = """async ([orders, tag, photos]) => {
  const noise = async () => {  // a photo that does not compress away
    const canvas = new OffscreenCanvas(1600, 1200), pen = canvas.getContext("2d");
    const picture = pen.createImageData(1600, 1200);
    const words = new Uint32Array(picture.data.buffer), seed = crypto.getRandomValues(new Uint32Array(256));
    for (let at = 0; at < words.length; at += 1) words[at] = 0xff000000 | seed[(at >> 5) & 255] & 0x3f3f3f;
    pen.putImageData(picture, 0, 0);
    return canvas.convertToBlob({ type: "image/jpeg", quality: 0.82 });
  };
  let bytes = 0, taken = 0;
  const add = (kind, order, body, more) => samdriftField.add(kind, order, body, more);
  for (const [number, order] of orders.entries()) {
    await add("accept", order, {});
    await add("scan", order, { code: tag, matches: true });
    await add("start", order, {});
    for (let line = 1; line <= 6; line += 1) await add("time", order, { minutes: line });
    const here = Math.floor((number + 1) * photos / orders.length) - taken;
    for (let one = 0; one < here; one += 1) {
      const photo = await noise();
      bytes += photo.size; taken += 1;
      await add("photo", order, {}, { photo });
    }
    await add("finish", order, { resolution: "repaired" });
  }
  return bytes;
}"""
WAITING = "samdriftField.queue().then((all) => all.filter((one) => one.state === 'waiting').length)"


def run(migrated: str = "") -> dict[str, Any]:
    """Fill the outbox without signal, send it, kill the server at two thirds and at one third, count what arrived.

    Args:
        migrated: A migrated SQLite file to begin with a copy of, which saves migrating; without it one is made.
    """
    from playwright.sync_api import sync_playwright

    from samdrift.doors.cli.chromium import on_path

    with tempfile.TemporaryDirectory(prefix="samdrift-bench-") as folder:
        port = free_port()
        env = {
            **os.environ, "SAMDRIFT_VAR": folder, "SAMDRIFT_PORT": str(port), "SAMDRIFT_HOSTS": "*",
            "DJANGO_SETTINGS_MODULE": "samdrift.doors.settings", "PYTHONWARNINGS": "ignore",
        }  # fmt: skip
        env.pop("DATABASE_URL", None)
        if migrated:
            shutil.copy(migrated, Path(folder) / "samdrift.sqlite3")
        world = _told(env)
        server = _serve(env, port)
        try:
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(
                    executable_path=os.environ.get("CHROMIUM") or on_path(), args=["--no-sandbox"]
                )
                context = browser.new_context(viewport={"width": 390, "height": 844})
                address = f"http://localhost:{port}"
                context.add_cookies([{"name": "sessionid", "value": world["session"], "url": address}])
                page = context.new_page()
                page.goto(f"{address}/field/")
                page.locator("[data-f=loaded]").wait_for()
                context.set_offline(True)
                begun = time.perf_counter()
                photo_bytes = page.evaluate(FILL, [world["orders"], world["tag"], PHOTOS])
                filled = time.perf_counter() - begun
                context.set_offline(False)
                begun, kills = time.perf_counter(), [PIECES * 2 // 3, PIECES // 3]
                page.evaluate("dispatchEvent(new Event('online'))")
                while (left := page.evaluate(WAITING)) and time.perf_counter() - begun < 600:
                    if kills and left <= kills[0]:
                        kills.pop(0)
                        os.killpg(server.pid, signal.SIGKILL)
                        server.wait(20)
                        page.wait_for_timeout(1500)  # the phone meets a server that is not there
                        server = _serve(env, port)
                        page.evaluate("dispatchEvent(new Event('online'))")
                    page.wait_for_timeout(100)
                drained = time.perf_counter() - begun
                states = page.evaluate("samdriftField.queue().then((all) => all.map((one) => one.state))")
                browser.close()
        finally:
            server.terminate()
            server.wait(20)
        return {
            "pieces": len(states), "kills": 2 - len(kills), "left": states.count("waiting"),
            "refused": states.count("refused"), "photo_kb": round(photo_bytes / PHOTOS / 1000),
            "fill_seconds": round(filled, 1), "drain_seconds": round(drained, 1), **_told(env, "count"),
        }  # fmt: skip


def _told(env: dict[str, str], *words: str) -> dict[str, Any]:
    made = subprocess.run(
        [sys.executable, "-m", "benchmarks._field_world", *words], env=env, check=True, capture_output=True, text=True
    )
    told: dict[str, Any] = json.loads(made.stdout.strip().splitlines()[-1])
    return told


def _serve(env: dict[str, str], port: int) -> "subprocess.Popen[bytes]":
    # A session of its own, so that killing it kills its workers with it.
    server = subprocess.Popen([sys.executable, "-m", "samdrift", "serve"], env=env, process_group=0)
    wait_until_up(port)
    return server


if __name__ == "__main__":
    print(json.dumps(run(*sys.argv[1:])))
