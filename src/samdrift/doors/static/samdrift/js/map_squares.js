/* Squares of drawings as they come: Mapbox Vector Tile 2.1, read straight into whatever takes moveTo, lineTo and
   closePath, such as a Path2D. Bytes that are none raise. Decision 0192 says why these lines are our own. */

const words = new TextDecoder();

class Bytes {
  constructor(bytes, at = 0, end = bytes.length) {
    this.bytes = bytes;
    this.at = at;
    this.end = end;
  }

  number() {
    const from = this.at;
    let value = 0, scale = 1, byte;
    do {
      if (this.at >= this.end || scale > 2 ** 63) throw new RangeError("no square");
      byte = this.bytes[this.at];
      this.at += 1;
      value += (byte & 127) * scale;
      scale *= 128;
    } while (byte > 127);
    return this.at - from === 10 ? this.negative(from) : value;
  }

  // Below nought, in ten bytes: as a sum it would lose its last digits.
  negative(from) {
    let less = 1;
    for (let n = 0; n < 9; n += 1) less += (127 - (this.bytes[from + n] & 127)) * 128 ** n;
    return -less;
  }

  // What is to the left and right of nought takes turns: 0, -1, 1, -2 …
  turned() {
    const value = this.number();
    return value % 2 ? -(value + 1) / 2 : value / 2;
  }

  part(length = this.number()) {
    const from = this.at;
    if (length < 0 || from + length > this.end) throw new RangeError("no square");
    this.at += length;
    return new Bytes(this.bytes, from, this.at);
  }

  text() { return words.decode(this.bytes.subarray(this.at, this.end)); }

  // Every field as its number and what it holds: a number, or its bytes.
  * fields() {
    while (this.at < this.end) {
      const tag = this.number(), form = tag & 7;
      if (form === 0) yield [tag >>> 3, this.number()];
      else if (form === 2) yield [tag >>> 3, this.part()];
      else if (form === 1) yield [tag >>> 3, this.part(8)];
      else if (form === 5) yield [tag >>> 3, this.part(4)];
      else throw new RangeError("no square");
    }
  }
}

function valueOf(part) {
  for (const [field, held] of part.fields()) {
    if (field === 1) return held.text();
    if (field === 2 || field === 3) {
      const { buffer, byteOffset } = held.bytes, seen = new DataView(buffer, byteOffset + held.at, held.end - held.at);
      return field === 2 ? seen.getFloat32(0, true) : seen.getFloat64(0, true);
    }
    if (field === 6) return held % 2 ? -(held + 1) / 2 : held / 2;
    if (field === 7) return held !== 0;
    return held;
  }
  return null;
}

class Feature {
  constructor(layer, part) {
    this.layer = layer;
    this.form = 0; // 1 points, 2 lines, 3 areas
    for (const [field, held] of part.fields()) {
      if (field === 2) this.tags = held;
      else if (field === 3) this.form = held;
      else if (field === 4) this.shape = held;
    }
  }

  // What is told under a key, undefined where nothing is.
  told(key) {
    const wanted = this.layer.places.get(key);
    if (wanted === undefined || !this.tags) return undefined;
    const tags = new Bytes(this.tags.bytes, this.tags.at, this.tags.end);
    while (tags.at < tags.end) {
      const place = tags.number(), value = tags.number();
      if (place === wanted) return this.layer.values[value];
    }
    return undefined;
  }

  // Draws the shape, the square being `side` wide; points as a moveTo each.
  into(path, side) {
    if (!this.shape) return;
    const { bytes, at: from, end } = this.shape, steps = new Bytes(bytes, from, end), scale = side / this.layer.extent;
    let x = 0, y = 0;
    while (steps.at < end) {
      const told = steps.number(), act = told & 7;
      if (act === 7) { path.closePath(); continue; }
      if (act !== 1 && act !== 2) throw new RangeError("no square");
      for (let left = told >>> 3; left > 0; left -= 1) {
        x += steps.turned();
        y += steps.turned();
        if (act === 1) path.moveTo(x * scale, y * scale); else path.lineTo(x * scale, y * scale);
      }
    }
  }
}

function layerOf(part) {
  const layer = { name: "", extent: 4096, places: new Map(), values: [], features: [] };
  for (const [field, held] of part.fields()) {
    if (field === 1) layer.name = held.text();
    else if (field === 2) layer.features.push(held);
    else if (field === 3) layer.places.set(held.text(), layer.places.size);
    else if (field === 4) layer.values.push(valueOf(held));
    else if (field === 5) layer.extent = held || 4096;
  }
  return layer;
}

/* One feature after another, so that whoever asks may rest in between. */
export function* features(buffer) {
  for (const [field, held] of new Bytes(new Uint8Array(buffer)).fields()) {
    if (field !== 3) continue;
    const layer = layerOf(held);
    for (const one of layer.features) yield new Feature(layer, one);
  }
}
