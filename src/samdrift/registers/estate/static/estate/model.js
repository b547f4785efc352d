// The model of a building: fetches its mesh (docs/rooms/estate.md tells the form), draws it on demand, and lets people
// turn it, choose rooms, switch storeys and colours. The list of rooms in the page is the truth: names, values and
// links are read from it, and every act here has its twin there.
import {
  AmbientLight, BufferAttribute, BufferGeometry, CanvasTexture, Color, DirectionalLight, DoubleSide, EdgesGeometry,
  Group, LineBasicMaterial, LineSegments, Mesh, MeshBasicMaterial, MeshLambertMaterial, PerspectiveCamera, Raycaster,
  RepeatWrapping, Scene, SRGBColorSpace, Vector2, Vector3, WebGLRenderer,
} from "../vendor/three/three.module.min.js";
import { Eye } from "./model_eye.js";

const view = document.getElementById("model");
const canvas = view.querySelector("canvas");
const card = document.getElementById("model-room");
const wait = document.getElementById("model-wait");
const calm = matchMedia("(prefers-reduced-motion: reduce)");
const TILE = 1.2; // metres a pattern takes
const AROUND = { wall: 0.16, window: 0.22, slab: 0.3, roof: 0.12 };
const MARKS = {
  warm1: ["dots", 0], warm2: ["lines", 45], warm3: ["cross", 45], warm4: ["cross", 0],
  cool1: ["dots", 0], cool2: ["lines", 45], cool3: ["cross", 45], cool4: ["cross", 0],
  kind1: ["lines", 90], kind2: ["lines", 45], kind3: ["dots", 0], kind4: ["cross", 45], kind5: ["lines", 0],
};

// A colour of our style sheet as the red, green and blue of a pixel, whatever way it is written there.
const pen = Object.assign(document.createElement("canvas"), { width: 1, height: 1 }).getContext("2d", { willReadFrequently: true });
function pixel(written) {
  pen.fillStyle = "#888";
  pen.fillStyle = written;
  pen.fillRect(0, 0, 1, 1);
  const [r, g, b] = pen.getImageData(0, 0, 1, 1).data;
  return `rgb(${r}, ${g}, ${b})`;
}
function named(name) { return pixel(getComputedStyle(document.documentElement).getPropertyValue(name)); }
function lookColour(look) {
  const probe = Object.assign(document.createElement("span"), { className: `model-probe look-${look}` });
  view.append(probe);
  const found = pixel(getComputedStyle(probe).color);
  probe.remove();
  return found;
}

// The same patterns as on the floor plans, as a tile.
function texture(look) {
  const tile = Object.assign(document.createElement("canvas"), { width: 64, height: 64 });
  const draw = tile.getContext("2d");
  draw.fillStyle = lookColour(look);
  draw.fillRect(0, 0, 64, 64);
  const [kind, turn] = MARKS[look] || ["", 0];
  draw.globalAlpha = 0.5;
  draw.strokeStyle = draw.fillStyle = named("--ink");
  draw.lineWidth = 4;
  const line = (...ends) => { draw.beginPath(); for (let n = 0; n < ends.length; n += 4) { draw.moveTo(ends[n], ends[n + 1]); draw.lineTo(ends[n + 2], ends[n + 3]); } draw.stroke(); };
  if (kind === "dots") { draw.beginPath(); draw.arc(32, 32, 7, 0, 7); draw.fill(); }
  if (kind === "lines") {
    if (turn === 0) line(32, 0, 32, 64);
    if (turn === 90) line(0, 32, 64, 32);
    if (turn === 45) line(0, 0, 64, 64, 32, -32, 96, 32, -32, 32, 32, 96);
  }
  if (kind === "cross" && turn === 0) line(32, 0, 32, 64, 0, 32, 64, 32);
  if (kind === "cross" && turn === 45) line(0, 0, 64, 64, 0, 64, 64, 0);
  const made = new CanvasTexture(tile);
  made.wrapS = made.wrapT = RepeatWrapping;
  made.colorSpace = SRGBColorSpace;
  made.anisotropy = 4;
  return made;
}

// The mesh's file as its head and one geometry for each part, in metres, the middle of the building at nought.
function* partsOf(buffer) {
  const bytes = new DataView(buffer);
  if (bytes.getUint32(0, false) !== 0x53444d31) throw new Error("no mesh");
  const length = bytes.getUint32(4, true);
  const head = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 8, length)));
  const middle = head.size.map((side) => side / 2);
  let at = 8 + length;
  for (const [kind, key, storey, points, triangles] of head.parts) {
    const steps = new Uint16Array(buffer, at, points * 3);
    const faces = new Uint16Array(buffer, at + points * 6, triangles * 3);
    at += 6 * (points + triangles);
    const metres = new Float32Array(steps.length);
    for (let n = 0; n < steps.length; n += 1) metres[n] = steps[n] * head.step - middle[n % 3];
    yield { kind, key, storey: head.storeys[storey] ?? "", metres, faces };
  }
}

function plain(part) {
  const geometry = new BufferGeometry();
  geometry.setAttribute("position", new BufferAttribute(part.metres, 3));
  geometry.setIndex(new BufferAttribute(part.faces, 1));
  return geometry;
}

// Each triangle with its own normal, and the pattern laid flat on floors and upright on walls.
function patterned(part) {
  const geometry = plain(part).toNonIndexed();
  geometry.computeVertexNormals();
  const place = geometry.attributes.position, normal = geometry.attributes.normal;
  const laid = new Float32Array(place.count * 2);
  for (let n = 0; n < place.count; n += 1) {
    const flat = Math.abs(normal.getZ(n)) > 0.5;
    const along = Math.abs(normal.getX(n)) > Math.abs(normal.getY(n)) ? place.getY(n) : place.getX(n);
    laid[2 * n] = (flat ? place.getX(n) : along) / TILE;
    laid[2 * n + 1] = (flat ? place.getY(n) : place.getZ(n)) / TILE;
  }
  geometry.setAttribute("uv", new BufferAttribute(laid, 2));
  geometry.computeBoundingSphere();
  return geometry;
}

function begin(renderer, buffer) {
  const scene = new Scene();
  const camera = new PerspectiveCamera(45, 1, 0.1, 4000);
  camera.up.set(0, 0, 1);
  const sun = new DirectionalLight(0xffffff, 1.6);
  sun.position.set(-0.6, -1, 1.4);
  scene.add(new AmbientLight(0xffffff, 1.9), sun);
  const rooms = new Map(), storeys = new Map(), looks = new Map(), around = [];
  const edge = new LineBasicMaterial({ transparent: true, opacity: 0.75 });
  const chosenEdge = new LineBasicMaterial({ depthTest: false });
  const chosenFill = new MeshBasicMaterial({ transparent: true, opacity: 0.45, depthWrite: false, side: DoubleSide });
  const floor = (uid) => {
    if (!storeys.has(uid)) { const group = new Group(); storeys.set(uid, group); scene.add(group); }
    return storeys.get(uid);
  };
  const whole = { low: new Vector3(Infinity, Infinity, Infinity), high: new Vector3(-Infinity, -Infinity, -Infinity) };
  for (const part of partsOf(buffer)) {
    for (let n = 0; n < part.metres.length; n += 3) {
      const here = new Vector3(part.metres[n], part.metres[n + 1], part.metres[n + 2]);
      whole.low.min(here);
      whole.high.max(here);
    }
    if (part.kind === "space") {
      const geometry = patterned(part);
      const solid = new Mesh(geometry);
      solid.userData.room = part.key;
      const lines = new LineSegments(new EdgesGeometry(geometry, 25), edge);
      const group = floor(part.storey);
      group.add(solid, lines);
      const twin = rooms.get(part.key);
      if (twin) { twin.solids.push(solid); twin.lines.push(lines); }
      else rooms.set(part.key, { solids: [solid], lines: [lines], storey: part.storey });
    } else {
      const geometry = plain(part);
      geometry.computeVertexNormals();
      const mesh = new Mesh(geometry, new MeshLambertMaterial({ transparent: true, opacity: AROUND[part.kind] ?? 0.15, depthWrite: false, side: DoubleSide, flatShading: true }));
      mesh.renderOrder = 2;
      around.push(mesh);
      floor(part.storey).add(mesh);
    }
  }

  let chosen = "", asked = false;
  const eye = new Eye(canvas, camera, whole, { calm, changed: () => draw() });
  function draw() {
    if (asked) return;
    asked = true;
    requestAnimationFrame((moment) => {
      asked = false;
      const going = eye.step(moment);
      renderer.render(scene, camera);
      if (!view.dataset.drawn) { view.dataset.drawn = Math.round(performance.now()); }
      if (going) draw();
    });
  }

  // Colours come from the list: each row says its look.
  function paint() {
    for (const material of looks.values()) { material.map.dispose(); material.dispose(); }
    looks.clear();
    scene.background = new Color(named("--sunken"));
    edge.color.set(named("--ink-2"));
    chosenEdge.color.set(named("--focus"));
    chosenFill.color.set(named("--focus"));
    for (const mesh of around) mesh.material.color.set(named("--ink-3"));
    for (const [uid, room] of rooms) {
      const look = rowOf(uid)?.dataset.look ?? "none";
      if (!looks.has(look)) looks.set(look, new MeshLambertMaterial({ map: texture(look), polygonOffset: true, polygonOffsetFactor: 1, polygonOffsetUnits: 1 }));
      for (const solid of room.solids) solid.material = looks.get(look);
    }
    draw();
  }

  const marks = new Group();
  scene.add(marks);
  function choose(uid, { fly = false } = {}) {
    chosen = rooms.has(uid) ? uid : "";
    marks.clear();
    for (const row of document.querySelectorAll("#model-list li.chosen")) row.classList.remove("chosen");
    card.hidden = true;
    const row = chosen && rowOf(chosen);
    if (row) {
      const room = rooms.get(chosen);
      for (const solid of room.solids) {
        const fill = new Mesh(solid.geometry, chosenFill);
        fill.renderOrder = 3;
        const line = new LineSegments(new EdgesGeometry(solid.geometry, 25), chosenEdge);
        line.renderOrder = 4;
        marks.add(fill, line);
      }
      row.classList.add("chosen");
      card.replaceChildren(...[...row.children].map((part) => part.cloneNode(true)));
      card.hidden = false;
      if (fly) {
        uncover(room.storey);
        eye.flyTo(room.solids.map((solid) => solid.geometry.boundingSphere));
      } else {
        row.scrollIntoView?.({ block: "nearest", behavior: calm.matches ? "auto" : "smooth" });
      }
    }
    draw();
  }

  // A room is flown to through the air: the storeys above it are taken off.
  const boxes = [...document.querySelectorAll("#model-storeys input")];
  function uncover(storey) {
    const place = boxes.findIndex((box) => box.value === storey);
    if (place < 0) return;
    boxes.forEach((box, n) => { if (n < place) box.checked = false; });
    boxes[place].checked = true;
    switchStoreys();
  }
  function switchStoreys() {
    for (const box of boxes) { const group = storeys.get(box.value); if (group) group.visible = box.checked; }
    if (chosen && storeys.get(rooms.get(chosen).storey)?.visible === false) choose("");
    draw();
  }
  for (const box of boxes) box.addEventListener("change", switchStoreys);
  document.getElementById("model-storeys").hidden = boxes.length < 2;

  // A tap, not a drag: the room in front.
  const ray = new Raycaster();
  eye.tapped = (x, y) => {
    const frame = canvas.getBoundingClientRect();
    ray.setFromCamera(new Vector2(((x - frame.left) / frame.width) * 2 - 1, 1 - ((y - frame.top) / frame.height) * 2), camera);
    const solids = [...rooms.values()].filter((room) => storeys.get(room.storey)?.visible).flatMap((room) => room.solids);
    choose(ray.intersectObjects(solids, false)[0]?.object.userData.room ?? "");
  };

  new ResizeObserver(() => {
    const { clientWidth: wide, clientHeight: high } = canvas;
    if (!wide || !high) return;
    renderer.setPixelRatio(Math.min(devicePixelRatio, 2));
    renderer.setSize(wide, high, false);
    camera.aspect = wide / high;
    camera.updateProjectionMatrix();
    draw();
  }).observe(canvas);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", paint);
  new MutationObserver(paint).observe(document.documentElement, { attributes: true, attributeFilter: ["class"] });
  canvas.addEventListener("webglcontextrestored", paint);

  for (const button of view.querySelectorAll("[data-step]")) {
    button.addEventListener("click", () => eye.act(button.dataset.step));
  }
  canvas.addEventListener("keydown", (event) => { if (event.key === "Escape") choose(""); });
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-fly]");
    if (button) { choose(button.dataset.fly, { fly: true }); view.scrollIntoView({ block: "nearest" }); }
  });
  return { paint, choose };
}

function rowOf(uid) { return document.getElementById(`room-${uid}`); }
function ready() {
  for (const button of document.querySelectorAll(".model-fly")) button.hidden = false;
  const first = document.querySelector("#model-list [data-found]");
  return first ? first.dataset.room : "";
}

// Another colour or search: the page as it would be, of which the list, the legend and the sentence are taken over.
function follow(model) {
  const form = document.querySelector(".filters form");
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const address = `${form.action}?${new URLSearchParams(new FormData(form))}`;
    const answer = await fetch(address, { headers: { Accept: "text/html" } }).catch(() => null);
    if (!answer?.ok) { location.assign(address); return; }
    const other = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const id of ["model-list", "model-legend", "model-found"]) {
      document.getElementById(id).replaceChildren(...other.getElementById(id).childNodes);
    }
    history.replaceState(null, "", address);
    const found = ready();
    model.paint();
    model.choose(found, { fly: true });
  });
}

async function start() {
  const missing = document.getElementById("model-missing");
  // Asked first on a canvas that is thrown away: the library would complain aloud.
  if (!document.createElement("canvas").getContext("webgl2")) { missing.hidden = false; return; }
  wait.hidden = false;
  const answer = await fetch(view.dataset.mesh).catch(() => null);
  wait.hidden = true;
  if (!answer?.ok) { missing.hidden = false; return; }
  view.hidden = false;
  let renderer;
  try {
    renderer = new WebGLRenderer({ canvas, antialias: true, powerPreference: "low-power" });
  } catch {
    view.hidden = true;
    missing.hidden = false;
    return;
  }
  const model = begin(renderer, await answer.arrayBuffer());
  follow(model);
  const found = ready();
  model.paint();
  if (found) model.choose(found, { fly: true });
}

start();
