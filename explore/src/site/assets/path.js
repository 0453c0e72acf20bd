// The shortest ways between two relations over foreign keys, in either direction.
"use strict";

{
  const PATHS = 10;
  const DETOUR = 1;
  const EFFORT = 50_000;
  const form = document.getElementById("ways");
  const found = document.getElementById("found");

  const loaded = new Promise((resolve) => {
    window.relvarKeys = resolve;
    window.relvar.load("keys.js");
  });

  // Steps from each relation: where to, how, and what to write.
  const graph = ({ rows, keys }) => {
    const steps = rows.map(() => []);
    keys.forEach(([from, to, columns, referenced, name, along, against], key) => {
      steps[from].push({ key, to, near: columns, far: referenced, name, arrow: "→", method: along });
      steps[to].push({ key, to: from, near: referenced, far: columns, name, arrow: "←", method: against });
    });
    return { rows, steps };
  };

  // The cost of a way is its steps, then how many keys the relations on it have: what everything references connects
  // nothing in particular.
  const STEP = 1_000_000;
  const ways = ({ steps }, from, to) => {
    const weight = (at) => (at === to ? 0 : steps[at].length);
    const left = new Map();
    const near = new Heap();
    near.push(0, to);
    for (let item; (item = near.pop()); ) {
      const [cost, at] = item;
      if (left.has(at)) continue;
      left.set(at, cost);
      for (const step of steps[at]) if (!left.has(step.to)) near.push(cost + STEP + weight(at), step.to);
    }
    const firsts = steps[from].filter((step) => left.has(step.to)).map((step) => left.get(step.to) + STEP);
    const least = from === to ? Math.min(...firsts) : left.get(from);
    if (least === undefined || least === Infinity) return [];
    const limit = Math.floor(least / STEP) + DETOUR;
    const open = new Heap();
    open.push(0, { at: from, cost: 0, way: [] });
    const result = [];
    let effort = 0;
    for (let item; (item = open.pop()) && effort < EFFORT; ) {
      const { at, cost, way } = item[1];
      if (at === to && way.length) {
        result.push(way);
        if (result.length === PATHS) break;
        continue;
      }
      for (const step of steps[at]) {
        effort += 1;
        if (!left.has(step.to) || way.at(-1)?.key === step.key) continue;
        const been = step.to !== to && (step.to === from || way.some((other) => other.to === step.to));
        const next = cost + STEP + weight(step.to);
        if (been || Math.floor((next + left.get(step.to)) / STEP) > limit) continue;
        open.push(next + left.get(step.to), { at: step.to, cost: next, way: [...way, step] });
      }
    }
    return result;
  };

  // The least first; of equals, what came first.
  class Heap {
    items = [];
    count = 0;
    before(a, b) {
      return a[0] < b[0] || (a[0] === b[0] && a[2] < b[2]);
    }
    push(cost, value) {
      const { items } = this;
      let at = items.push([cost, value, this.count++]) - 1;
      for (let up; at && this.before(items[at], items[(up = (at - 1) >> 1)]); at = up) {
        [items[at], items[up]] = [items[up], items[at]];
      }
    }
    pop() {
      const { items } = this;
      const first = items[0];
      const last = items.pop();
      if (items.length) {
        items[0] = last;
        for (let at = 0, down; (down = 2 * at + 1) < items.length; at = down) {
          if (down + 1 < items.length && this.before(items[down + 1], items[down])) down += 1;
          if (!this.before(items[down], items[at])) break;
          [items[at], items[down]] = [items[down], items[at]];
        }
      }
      return first;
    }
  }

  const element = (tag, ...children) => {
    const made = document.createElement(tag);
    made.append(...children);
    return made;
  };

  const position = (relations, name) => {
    const exact = relations.findIndex((relation) => relation.name === name);
    if (exact >= 0) return exact;
    const named = relations.flatMap((relation, at) => (relation.name.endsWith(`.${name}`) ? [at] : []));
    const inPublic = named.filter((at) => relations[at].name === `public.${name}`);
    return (inPublic.length ? inPublic : named)[0] ?? -1;
  };

  const link = ({ name, page }) => {
    const made = element("a", name);
    made.href = window.relvar.root + page;
    return made;
  };

  const draw = (relations, { rows }, from, way) => {
    const list = element("ol");
    for (const { to, near, far, name, arrow } of way) {
      const item = element("li", `${arrow} (${near.join(", ")}) = `, link(relations[to]), ` (${far.join(", ")}) `);
      item.append(element("small", name));
      list.append(item);
    }
    const length = `${way.length} step${way.length === 1 ? "" : "s"}: `;
    const names = element("div", element("small", length), link(relations[from]));
    for (const step of way) names.append(` ${step.arrow} `, link(relations[step.to]));
    const box = element("div", names, list);
    box.className = "way";
    if (rows[from] && way.every((step) => step.method)) {
      box.append(element("code", `${rows[from]}::query()${way.map((step) => `.${step.method}()`).join("")}`));
    }
    return box;
  };

  const find = async () => {
    const { relations } = await window.relvar.names();
    const edges = graph(await loaded);
    const [from, to] = [form.elements.from, form.elements.to].map((input) => position(relations, input.value.trim()));
    for (const [at, input] of [[from, form.elements.from], [to, form.elements.to]]) {
      if (at < 0) return found.replaceChildren(element("p", `There is no relation ${input.value}.`));
      input.value = relations[at].name;
    }
    const results = ways(edges, from, to);
    const drawn = results.map((way) => draw(relations, edges, from, way));
    found.replaceChildren(...(drawn.length ? drawn : [element("p", "No foreign keys connect the two.")]));
    const hash = new URLSearchParams({ from: form.elements.from.value, to: form.elements.to.value });
    history.replaceState(null, "", `#${hash}`);
  };

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    find();
  });
  document.getElementById("swap").addEventListener("click", () => {
    const { from, to } = form.elements;
    [from.value, to.value] = [to.value, from.value];
    if (from.value && to.value) find();
  });
  window.relvar.names().then(({ relations }) => {
    document.getElementById("relations").append(...relations.map(({ name }) => Object.assign(element("option"), { value: name })));
  });
  const asked = new URLSearchParams(location.hash.slice(1));
  if (asked.has("from") && asked.has("to")) {
    form.elements.from.value = asked.get("from");
    form.elements.to.value = asked.get("to");
    find();
  }
}
