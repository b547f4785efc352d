// Where one looks from: turned, moved and brought closer by mouse, fingers, wheel, keys and buttons. Nothing runs while
// nobody touches it; flights are skipped for those who asked for less motion.
import { Vector3 } from "../vendor/three/three.module.min.js";

const FLIGHT = 700; // milliseconds
const STEEPEST = 1.5;
const KEYS = {
  ArrowLeft: "left", ArrowRight: "right", ArrowUp: "up", ArrowDown: "down", "+": "in", "=": "in", "-": "out",
  Home: "whole", PageUp: "in", PageDown: "out",
};

export class Eye {
  // `whole` is the corners of everything; `changed` is called when the picture has to be drawn again.
  constructor(canvas, camera, whole, { calm, changed }) {
    Object.assign(this, { canvas, camera, calm, changed, tapped: () => {} });
    this.size = Math.max(whole.high.distanceTo(whole.low), 1);
    this.middle = whole.low.clone().add(whole.high).multiplyScalar(0.5);
    this.fingers = new Map();
    this.flight = null;
    this.look = this.overview();
    camera.far = this.size * 12;
    camera.near = this.size / 800;
    canvas.addEventListener("pointerdown", (event) => this.down(event));
    canvas.addEventListener("pointermove", (event) => this.move(event));
    for (const end of ["pointerup", "pointercancel"]) canvas.addEventListener(end, (event) => this.up(event));
    canvas.addEventListener("contextmenu", (event) => event.preventDefault());
    canvas.addEventListener("wheel", (event) => { event.preventDefault(); this.zoom(Math.exp(event.deltaY / 600)); }, { passive: false });
    canvas.addEventListener("keydown", (event) => {
      const act = KEYS[event.key];
      if (!act || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      this.act(act, event.shiftKey);
    });
  }

  // The whole from a corner, as far away as a narrow frame needs.
  overview() {
    const narrow = Math.min(this.canvas.clientWidth / Math.max(this.canvas.clientHeight, 1), 1) || 1;
    return { at: this.middle.clone(), turn: -0.7, rise: 0.75, far: (this.size * 1.15) / narrow ** 0.85 };
  }

  act(what, shifted = false) {
    if (what === "whole") { this.fly(this.overview()); return; }
    if (what === "in") { this.zoom(0.8); return; }
    if (what === "out") { this.zoom(1.25); return; }
    const [x, y] = { left: [1, 0], right: [-1, 0], up: [0, 1], down: [0, -1] }[what];
    if (shifted) this.pan(x * 40, y * 40);
    else this.orbit(x * 30, y * 30);
  }

  orbit(x, y) {
    this.flight = null;
    this.look.turn -= x * 0.006;
    this.look.rise = Math.min(Math.max(this.look.rise + y * 0.006, -0.2), STEEPEST);
    this.changed();
  }

  pan(x, y) {
    this.flight = null;
    const metre = (this.look.far * 0.83) / Math.max(this.canvas.clientHeight, 1);
    const right = new Vector3(-Math.sin(this.look.turn), Math.cos(this.look.turn), 0);
    const ahead = new Vector3(-Math.cos(this.look.turn), -Math.sin(this.look.turn), 0);
    this.look.at.addScaledVector(right, -x * metre).addScaledVector(ahead, y * metre);
    this.changed();
  }

  zoom(factor) {
    this.flight = null;
    this.look.far = Math.min(Math.max(this.look.far * factor, this.size / 60), this.size * 5);
    this.changed();
  }

  // To the room these spheres hold, from above.
  flyTo(spheres) {
    const at = new Vector3();
    for (const sphere of spheres) at.addScaledVector(sphere.center, 1 / spheres.length);
    const wide = Math.max(...spheres.map((sphere) => sphere.radius + sphere.center.distanceTo(at)));
    this.fly({ at, turn: this.look.turn, rise: 1, far: Math.min(Math.max(wide * 5, this.size / 12), this.size * 1.15) });
  }

  fly(to) {
    if (this.calm.matches) { this.look = to; this.flight = null; }
    else this.flight = { from: { ...this.look, at: this.look.at.clone() }, to, began: null };
    this.changed();
  }

  // Stands the camera where it belongs at a moment; whether a flight goes on.
  step(moment) {
    if (this.flight) {
      this.flight.began ??= moment;
      const part = Math.min((moment - this.flight.began) / FLIGHT, 1), { from, to } = this.flight;
      const eased = part * part * (3 - 2 * part);
      const between = (a, b) => a + (b - a) * eased;
      this.look = {
        at: from.at.clone().lerp(to.at, eased), turn: between(from.turn, to.turn), rise: between(from.rise, to.rise),
        far: between(from.far, to.far),
      };
      if (part === 1) this.flight = null;
    }
    const { at, turn, rise, far } = this.look;
    this.camera.position.set(
      at.x + Math.cos(turn) * Math.cos(rise) * far, at.y + Math.sin(turn) * Math.cos(rise) * far, at.z + Math.sin(rise) * far,
    );
    this.camera.lookAt(at);
    this.camera.updateProjectionMatrix();
    return Boolean(this.flight);
  }

  down(event) {
    this.canvas.setPointerCapture(event.pointerId);
    this.fingers.set(event.pointerId, { x: event.clientX, y: event.clientY, from: [event.clientX, event.clientY], alone: this.fingers.size === 0 });
    if (this.fingers.size > 1) for (const finger of this.fingers.values()) finger.alone = false;
  }

  move(event) {
    const finger = this.fingers.get(event.pointerId);
    if (!finger) return;
    const x = event.clientX - finger.x, y = event.clientY - finger.y;
    if (this.fingers.size === 2) {
      const other = [...this.fingers.values()].find((one) => one !== finger);
      const before = Math.hypot(finger.x - other.x, finger.y - other.y);
      const after = Math.hypot(event.clientX - other.x, event.clientY - other.y);
      if (before > 8 && after > 8) this.zoom(before / after);
      this.pan(x / 2, y / 2);
    } else if (event.shiftKey || event.buttons === 2 || event.buttons === 4) this.pan(x, y);
    else this.orbit(x, y);
    finger.x = event.clientX;
    finger.y = event.clientY;
  }

  up(event) {
    const finger = this.fingers.get(event.pointerId);
    this.fingers.delete(event.pointerId);
    if (!finger || event.type === "pointercancel") return;
    const far = Math.hypot(event.clientX - finger.from[0], event.clientY - finger.from[1]);
    if (finger.alone && far < 6 && event.button === 0) this.tapped(event.clientX, event.clientY);
  }
}
