// Light and dark, and search as you type: over names first, then columns, then comments.
"use strict";

const { root, relations: count } = document.currentScript.dataset;

try {
  const theme = localStorage.getItem("relvar-theme");
  if (theme) document.documentElement.dataset.theme = theme;
} catch {
  // Pages that are read from a disk may have no storage.
}

// Names are asked for when they are first wanted, and then kept.
let wanted;
window.relvar = {
  root,
  names: () =>
    (wanted ??= new Promise((resolve) => {
      window.relvarNames = (data) => resolve(prepare(data));
      window.relvar.load("data.js");
    })),
  load(file) {
    const script = document.createElement("script");
    script.src = root + file;
    document.head.append(script);
  },
};

function prepare({ relations, others }) {
  const items = [];
  for (const [name, kind, stem, comment, columns] of relations) {
    const page = `r/${stem || name}.html`;
    const rank = kind === "partition" ? 20 : 50;
    items.push({ name, kind, page, comment, rank, low: name.toLowerCase(), said: comment.toLowerCase(), owner: "" });
    for (const column of columns) {
      const [own, text] = Array.isArray(column) ? column : [column, ""];
      const low = own.toLowerCase();
      const owner = name.toLowerCase();
      items.push({ name: `${name}.${own}`, kind: "column", page, comment: text, rank: rank - 20, low, said: text.toLowerCase(), owner });
    }
  }
  for (const [kind, name, comment, page] of others) {
    items.push({ name, kind, page, comment, rank: 30, low: name.toLowerCase(), said: comment.toLowerCase(), owner: "" });
  }
  return { relations: relations.map(([name, , stem]) => ({ name, page: `r/${stem || name}.html` })), items };
}

// How well a word fits a name: all of it, its beginning, the beginning of a word of it, a part of it.
function fit(text, word) {
  let best = 0;
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
    const starts = at === 0 || "._\" ".includes(text[at - 1]);
    const end = at + word.length;
    const ends = end === text.length || "._\" ".includes(text[end]);
    best = Math.max(best, starts && end === text.length ? 100 : starts && ends ? 70 : starts ? 45 : 20);
  }
  return best;
}

function search(items, query) {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  if (!words.length) return [];
  const hits = [];
  for (const item of items) {
    let best = 0;
    let all = true;
    for (const word of words) {
      const score = fit(item.low, word);
      best = Math.max(best, score);
      if (!score && !(item.owner && item.owner.includes(word))) {
        all = false;
        break;
      }
    }
    if (all && best) hits.push([300 + best + item.rank - item.low.length / 8, item]);
    else if (item.said && words.every((word) => item.said.includes(word))) hits.push([item.rank, item]);
  }
  return hits.sort((a, b) => b[0] - a[0]).map(([, item]) => item);
}

const SHOWN = 40;

// Without a script there is nothing to search with.
const SEARCH = `
  <div class="search">
    <input id="search" type="search" aria-label="Search" role="combobox" aria-expanded="false" aria-controls="results"
      aria-autocomplete="list" autocomplete="off" spellcheck="false">
    <kbd aria-hidden="true">/</kbd>
    <div id="results" role="listbox" aria-label="Results" hidden></div>
  </div>
  <button id="theme" type="button" aria-label="Light or dark" title="Light or dark">◐</button>`;

document.addEventListener("DOMContentLoaded", () => {
  document.querySelector("header").insertAdjacentHTML("beforeend", SEARCH);
  const input = document.getElementById("search");
  const list = document.getElementById("results");
  input.placeholder = `Search ${count} relations`;
  let options = [];
  let at = -1;

  const element = (tag, text, className) => {
    const made = document.createElement(tag);
    made.textContent = text;
    if (className) made.className = className;
    return made;
  };

  const close = () => {
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };

  const select = (next) => {
    options[at]?.setAttribute("aria-selected", "false");
    at = next;
    const option = options[at];
    if (!option) return input.removeAttribute("aria-activedescendant");
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", option.id);
  };

  const show = (hits) => {
    options = hits.slice(0, SHOWN).map((hit, number) => {
      const option = element("a", "");
      option.href = root + hit.page;
      option.id = `result-${number}`;
      option.tabIndex = -1;
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
      option.append(element("b", hit.name), " ", element("small", hit.kind));
      if (hit.comment) option.append(" ", element("small", hit.comment.slice(0, 120)));
      return option;
    });
    const more = hits.length > SHOWN ? `${SHOWN} of ${hits.length}` : `${hits.length} found`;
    list.replaceChildren(...options, element("p", more));
    list.hidden = !input.value.trim();
    input.setAttribute("aria-expanded", String(!list.hidden));
    at = -1;
    if (options.length) select(0);
  };

  const answer = ({ items }) => show(search(items, input.value));
  input.addEventListener("focus", () => window.relvar.names());
  input.addEventListener("input", () => {
    // Once the names are there, the answer is in the same frame as the key.
    if (window.relvar.data) answer(window.relvar.data);
    else window.relvar.names().then((data) => answer((window.relvar.data = data)));
  });
  input.addEventListener("keydown", (event) => {
    const steps = { ArrowDown: 1, ArrowUp: -1 };
    if (event.key in steps && options.length) {
      event.preventDefault();
      select((at + steps[event.key] + options.length) % options.length);
    } else if (event.key === "Enter" && !list.hidden && options[at]) {
      location.href = options[at].href;
    } else if (event.key === "Escape") {
      if (list.hidden) input.blur();
      close();
    }
  });
  document.addEventListener("keydown", (event) => {
    const typing = event.target.matches?.("input, textarea, select");
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      input.focus();
      input.select();
    }
  });
  document.addEventListener("click", (event) => {
    if (!event.target.closest(".search")) close();
  });

  document.getElementById("theme").addEventListener("click", () => {
    const dark = matchMedia("(prefers-color-scheme: dark)").matches;
    const now = document.documentElement.dataset.theme || (dark ? "dark" : "light");
    const theme = now === "dark" ? "light" : "dark";
    document.documentElement.dataset.theme = theme;
    try {
      localStorage.setItem("relvar-theme", theme);
    } catch {
      // For this page alone, then.
    }
  });

  // The middle of a picture that is wider or higher than its frame is where it is about.
  for (const figure of document.querySelectorAll("figure")) {
    const focus = figure.querySelector(".focus");
    if (!focus) continue;
    const frame = figure.getBoundingClientRect();
    const box = focus.getBoundingClientRect();
    figure.scrollLeft = box.left - frame.left - (frame.width - box.width) / 2;
    figure.scrollTop = box.top - frame.top - (frame.height - box.height) / 2;
  }

  const query = new URLSearchParams(location.hash.slice(1)).get("q");
  if (query) {
    input.value = query;
    input.dispatchEvent(new Event("input"));
  }
});
