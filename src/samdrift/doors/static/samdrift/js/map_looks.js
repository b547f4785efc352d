/* How the base of a map looks: which kind of thing a feature is, in the words of OpenMapTiles, Protomaps (3 and 4) and
   Shortbread; how wide its line and how large its name is at a size. Colours are names of tokens.css. Sizes count as
   usual for drawings: the world is 512 pixels wide at nought. */

const of = (kinds, name) => Object.fromEntries(kinds.split(" ").map((kind) => [kind, name]));

const GROUND = {
  ...of("wood forest grass grassland park national_park nature_reserve protected_area meadow cemetery grave_yard golf_course"
    + " garden recreation_ground village_green scrub heath wetland swamp orchard vineyard allotments pitch playground"
    + " natural_wood wilderness zoo dog_park greenfield plant_nursery", "green"),
  ...of("residential industrial commercial retail suburb quarter neighbourhood urban_area railway school university"
    + " college hospital kindergarten military garages", "built"),
};
const WAYS = {
  ...of("motorway highway", "motorway"), ...of("trunk primary major_road", "major"),
  ...of("secondary tertiary medium_road busway", "medium"),
  ...of("minor minor_road residential unclassified living_street", "minor"),
  ...of("service track pedestrian raceway", "service"), ...of("path footway cycleway steps bridleway", "path"),
  ...of("rail transit light_rail tram subway narrow_gauge monorail", "rail"),
};
const WATER = { water: 1, ocean: 1, water_polygons: 1, waterway: 1, water_lines: 1, physical_line: 1 };
const LAND = { landcover: 1, landuse: 1, land: 1, park: 1, natural: 1, sites: 1 };
const STREETS = { transportation: 1, roads: 1, streets: 1, transit: 1 };
const BORDERS = { boundary: 1, boundaries: 1 };
const PLACES = { place: 1, places: 1, place_labels: 1, earth: 1 }; // Protomaps names islands beside the land
const SEAS = { water_name: 1, water_polygons_labels: 1, water_lines_labels: 1 };
// Layers that tell what a quiet base leaves out: shops, house numbers, peaks, names along lines.
const LEFT_OUT = /label|^(poi|pois|housenumber|housenumbers|addresses|transportation_name|mountain_peak|physical_point|aerialways|ferries|bridges|dam_lines|dam_polygons|pier_lines|public_transport|street_polygons)/;

const kindOf = (feature) => feature.told("class") ?? feature.told("kind") ?? feature.told("pmap:kind") ?? "";

function border(feature) {
  if (Number(feature.told("maritime") ?? 0) || feature.told("coastline") === true) return "";
  const kind = kindOf(feature);
  const level = Number(feature.told("admin_level") ?? feature.told("pmap:min_admin_level") ?? ({ country: 2, region: 4 })[kind] ?? 9);
  return level <= 2 ? "country" : level <= 4 ? "region" : "";
}

function way(feature) {
  const kind = kindOf(feature);
  if (feature.told("rail") === true) return "rail";
  // Protomaps sorts coarsely and tells the finer kind beside it.
  return WAYS[feature.told("kind_detail") ?? feature.told("pmap:kind_detail")] || WAYS[kind] || "";
}

/* The kind of thing a line or an area is, "" for what is left out. */
export function lookOf(feature) {
  const { name } = feature.layer, area = feature.form === 3;
  if (WATER[name]) return area ? "water" : feature.form === 2 ? "stream" : "";
  if (LAND[name]) return area ? (name === "park" ? "green" : GROUND[kindOf(feature)] || "") : "";
  if (STREETS[name]) return area ? "" : way(feature);
  if (BORDERS[name]) return area ? "" : border(feature);
  if (name === "building" || name === "buildings") return area ? "building" : "";
  if (name === "earth") return area ? "earth" : "";
  if (name === "aeroway") return area ? "built" : "minor";
  if (PLACES[name] || SEAS[name] || LEFT_OUT.test(name)) return "";
  return area ? "area" : "line"; // of a schema that is not known: nothing is empty
}

const TOWNS = {
  ...of("country", "country"), ...of("state province region", "region"), ...of("city capital", "city"), ...of("town", "town"),
  ...of("village", "village"), ...of("suburb quarter borough macrohood", "suburb"), ...of("neighbourhood", "quarter"),
  ...of("hamlet isolated_dwelling locality farm", "hamlet"), ...of("island islet", "island"),
};

/* The kind of name a point is, and how early it comes among those of its kind; null where it is none. */
export function nameOf(feature, language) {
  const { name } = feature.layer, place = PLACES[name];
  if (feature.form !== 1 || !(place || SEAS[name] || name === "water")) return null;
  const kind = kindOf(feature), look = place ? TOWNS[feature.told("kind_detail") ?? feature.told("pmap:kind_detail")] || TOWNS[kind] : /ocean|sea/.test(kind) ? "sea" : "lake";
  const text = feature.told(`name:${language}`) ?? feature.told(`name_${language}`) ?? feature.told("name");
  if (!look || typeof text !== "string" || !text.trim()) return null;
  const crowd = Number(feature.told("population_rank") ?? feature.told("pmap:population_rank"));
  const people = Number(feature.told("population"));
  const rank = Number(feature.told("rank")) || (crowd ? 20 - crowd : people ? 20 - Math.log2(people) : 15);
  return { look, text: text.trim(), rank };
}

/* What is drawn, the lowest first. `stops` are sizes and widths in pixels; below the first there is nothing. */
export const AREAS = [
  { look: "earth", fill: "map-ground", from: 0 }, { look: "built", fill: "map-built", from: 7 },
  { look: "green", fill: "map-green", from: 4 }, { look: "area", fill: "map-built", from: 0 },
  { look: "water", fill: "map-water", from: 0 }, { look: "building", fill: "map-building", from: 13 },
];
export const LINES = [
  { look: "stream", ink: "map-water", stops: [[8, 0.5], [13, 1.4], [16, 4]] },
  { look: "path", ink: "map-rail", stops: [[13.5, 0.7], [16, 1.4]], dash: [3, 2] },
  { look: "service", stops: [[13, 0.5], [14.5, 1.6], [16, 5]] },
  { look: "minor", stops: [[11.5, 0.5], [13, 1.4], [16, 8]] },
  { look: "medium", stops: [[8, 0.5], [12, 1.6], [16, 10]] },
  { look: "major", stops: [[6, 0.5], [9, 1], [12, 2.8], [16, 12]] },
  { look: "motorway", stops: [[4, 0.6], [8, 1.6], [12, 3.6], [16, 14]] },
  { look: "rail", ink: "map-rail", stops: [[8, 0.6], [12, 1], [16, 2]] },
  { look: "line", ink: "map-road-thin", stops: [[0, 0.7], [16, 1.2]] },
  { look: "region", ink: "map-border", stops: [[4, 0.6], [12, 1.2]], dash: [5, 3] },
  { look: "country", ink: "map-border", stops: [[0, 0.8], [8, 1.6], [16, 2.4]] },
];
export const NAMES = {
  country: { from: 0, to: 7, size: 13, weight: 500, first: 0 }, sea: { from: 3, to: 12, size: 12, ink: "map-name-water", slant: true, first: 2 },
  city: { from: 4, to: 15, size: 13, weight: 600, first: 1 }, region: { from: 5, to: 8, size: 11, weight: 500, first: 4 },
  town: { from: 6.8, to: 17, size: 12, weight: 500, first: 3 }, island: { from: 8, to: 14, size: 11, slant: true, first: 6 },
  village: { from: 9.5, to: 17, size: 12, first: 5 }, suburb: { from: 10.5, to: 17, size: 12, first: 6 },
  lake: { from: 10, to: 17, size: 11, ink: "map-name-water", slant: true, first: 8 },
  quarter: { from: 12.5, to: 17, size: 11, first: 8 }, hamlet: { from: 12, to: 17, size: 11, first: 9 },
};
export const COLOURS = ["ground", "built", "green", "water", "building", "road", "road-edge", "road-thin", "rail", "border",
  "name", "name-water"].map((one) => `map-${one}`);

/* How wide a line is at a size, 0 where it is not drawn. */
export function widthAt(stops, size) {
  if (size < stops[0][0]) return 0;
  for (let n = 1; n < stops.length; n += 1) {
    const [[from, less], [to, more]] = [stops[n - 1], stops[n]];
    if (size < to) return less * (more / less) ** ((size - from) / (to - from));
  }
  return stops.at(-1)[1];
}
