// Reads diagrams with Mermaid and prints what it understood: `node mermaid.mjs FILE…`, mermaid and jsdom beside it.
import fs from "node:fs";
import { JSDOM } from "jsdom";

const { window } = new JSDOM("");
globalThis.window = window;
globalThis.document = window.document;
const mermaid = (await import("mermaid")).default;

// Mermaid hides what is escaped as #quot; or #37; from its parser, and shows it in the drawing.
const shown = (text) =>
  text
    .replaceAll(/ﬂ°°(\d+)¶ß/g, (_, code) => String.fromCodePoint(Number(code)))
    .replaceAll("ﬂ°quot¶ß", '"');

for (const file of process.argv.slice(2)) {
  const text = fs.readFileSync(file, "utf8");
  await mermaid.parse(text);
  const { db } = await mermaid.mermaidAPI.getDiagramFromText(text);
  const names = new Map();
  for (const [name, entity] of db.getEntities()) {
    names.set(entity.id, shown(name));
    const attributes = entity.attributes.map((a) => [a.type, a.name, ...a.keys].join(" "));
    console.log(`${shown(name)}: ${attributes.join(", ")}`);
  }
  for (const { entityA, entityB, relSpec, roleA } of db.getRelationships()) {
    const ends = `${relSpec.cardB} to ${relSpec.cardA}`;
    console.log(`${names.get(entityA)} to ${names.get(entityB)}: ${ends} (${shown(roleA)})`);
  }
}
