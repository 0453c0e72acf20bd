// The pages that show what is pending, plan it, run it and watch it. All texts are set as texts, never as markup.
"use strict";

const api = "api/v1/";
const page = document.body.dataset.page || location.pathname.split("/").pop().replace(".html", "");
const at = (id) => document.getElementById(id);

// make("li", "a text", {class: "x"}, another, …): an element with attributes, texts and elements in it.
function make(name, ...parts) {
  const element = document.createElement(name);
  for (const part of parts.flat()) {
    if (part == null || part === false) continue;
    if (typeof part === "object" && !(part instanceof Node)) {
      for (const [key, value] of Object.entries(part)) {
        if (key === "onclick") element.addEventListener("click", value);
        else if (value !== false && value != null) element.setAttribute(key, value === true ? "" : value);
      }
    } else element.append(part);
  }
  return element;
}

function say(text, isProblem) {
  const place = at("said");
  if (!place) return;
  place.className = isProblem ? "problem" : "";
  place.replaceChildren(...(text ? [].concat(text) : []));
}

// The token is kept for this tab only.
const token = {
  get: () => { try { return sessionStorage.getItem("relvar-token"); } catch { return null; } },
  set: (text) => { try { text ? sessionStorage.setItem("relvar-token", text) : sessionStorage.removeItem("relvar-token"); } catch { /* Then it is asked for again. */ } },
};

function headers(more) {
  const secret = token.get();
  return secret ? { ...more, authorization: `Bearer ${secret}` } : more;
}

class Refused extends Error {}

async function send(path, body) {
  const options = body === undefined ? { headers: headers({}) }
    : { method: "POST", headers: headers({ "content-type": "application/json" }), body: JSON.stringify(body) };
  const answer = await fetch(api + path, options);
  const data = await answer.json().catch(() => ({}));
  if (!answer.ok) {
    const error = new Refused(data.detail || answer.statusText);
    error.problem = data;
    throw error;
  }
  return data;
}

// Does something, and says what is in the way if there is something.
async function attempt(what) {
  try {
    await what();
  } catch (error) {
    const { hint, status, details } = error.problem || {};
    const more = status === 401 ? "set a token above: “Token” in the head of the page" : hint;
    const holder = details && details.holder;
    say([make("b", error.message), more && make("p", more), holder && make("p", `${holder.application}, process ${holder.pid} of ${holder.user}`)].filter(Boolean), true);
  }
}

function table(head, rows) {
  return make("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": head[0] || "Table" },
    make("table", make("thead", make("tr", head.map((text) => make("th", { scope: "col" }, text)))), make("tbody", rows)));
}

function state(own) {
  return make("span", { class: `state ${own}` }, own);
}

function action({ action, ...rest }) {
  const more = Object.entries(rest).filter(([, value]) => value !== false && !(Array.isArray(value) && !value.length) && value != null);
  return [action, ...more.map(([key, value]) => (value === true ? key : key === "target" || key === "module" || key === "modules" || key === "migration" ? String(value) : `${key} ${value}`))].join(" ");
}

async function plan(wanted) {
  say("Planning…");
  const made = await send("plans", wanted);
  location.href = `plan.html#${made.id}`;
}

function planned(wanted, text) {
  return make("button", { onclick: () => attempt(() => plan(wanted)) }, text);
}

const pages = {
  async revisions() {
    const status = await send("revisions/status");
    const facts = [["at", status.current], ["pending", status.pending], ["unfinished", status.unfinished], ["failed", status.failed], ["edited", status.edited]];
    at("status").replaceChildren(
      make("ul", { class: "facts" }, facts.filter(([name, ids]) => ids.length || name === "at").map(([name, ids]) => make("li", `${name} `, make("b", ids.join(", ") || "base")))),
      ...(status.drifted.length ? [make("p", make("span", { class: "tag error" }, "drifted"), " these are not what the last run left: ", make("code", status.drifted.map((own) => own.object).join(", ")))] : []));
    const { revisions } = await send("revisions");
    at("list").replaceChildren(...revisions.map((own) => {
      const details = make("details", make("summary", own.applied ? "● " : "○ ", make("code", own.revision), ` ${own.message} `,
        own.labels.map((label) => make("span", { class: "tag" }, label)), own.is_head && make("span", { class: "tag" }, "head"),
        own.parents.length > 1 && make("span", { class: "tag" }, "merge"), " ", make("small", own.parents.length ? `follows ${own.parents.join(", ")}` : "the first")));
      details.addEventListener("toggle", () => attempt(async () => {
        if (!details.open || details.childElementCount > 1) return;
        const whole = await send(`revisions/${encodeURIComponent(own.revision)}`);
        details.append(make("pre", whole.up), whole.down && make("p", "To revert it:"), whole.down && make("pre", whole.down),
          ...whole.runs.map((run) => make("p", `${run.kind}, `, state(run.status), ` by ${run.applied_by} at ${run.started_at}${run.error ? `: ${run.error}` : ""}`)));
      }));
      return details;
    }));
    if (!revisions.length) at("list").replaceChildren(make("p", "There are no revisions."));
  },
  async modules() {
    const { modules } = await send("modules");
    if (!modules.length) return at("list").replaceChildren(make("p", "There are no modules."));
    at("list").replaceChildren(table(["Module", "On disk", "Installed", "What it is"], modules.map((own) => {
      const found = make("div");
      const check = () => attempt(async () => {
        const status = await send(`base/modules/schema/${encodeURIComponent(own.name)}/status`);
        found.replaceChildren(...(status.validation.valid ? [make("p", "It is what its files want.")] : status.validation.issues.map((issue) => make("p", make("span", { class: "tag" }, issue.kind), " ", make("code", issue.object), issue.attributes ? ` ${issue.attributes.join(", ")}` : ""))));
      });
      const buttons = own.installed_version
        ? [make("button", { onclick: check }, "Check"), planned({ action: own.version && own.version !== own.installed_version ? "upgrade" : "sync", modules: [own.name] }, own.version !== own.installed_version ? "Plan upgrade" : "Plan sync"), planned({ action: "uninstall", module: own.name }, "Plan uninstall")]
        : [planned({ action: "install", modules: [own.name] }, "Plan install")];
      return make("tr", make("th", { scope: "row" }, own.name, make("div", { class: "actions" }, own.version ? buttons : "", found)), make("td", own.version || "–"), make("td", own.installed_version || "–"), make("td", own.summary || own.title));
    })));
  },
  async plan() {
    const id = location.hash.slice(1);
    if (!id) {
      const { plans } = await send("plans");
      at("list").replaceChildren(table(["Plan", "By", "Statements", "Hazards"], plans.map((own) => make("tr", make("td", make("a", { href: `#${own.id}` }, action(own.action))), make("td", own.created_by), make("td", { class: "n" }, String(own.statements.length)), make("td", own.hazards.join(", ").toLowerCase().replaceAll("_", " "))))));
      return;
    }
    const own = await send(`plans/${encodeURIComponent(id)}`);
    const accepted = own.needs.map((hazard) => [hazard, make("input", { type: "checkbox", id: `accept-${hazard}` })]);
    const apply = () => attempt(async () => {
      const allow = accepted.filter(([, box]) => box.checked).map(([hazard]) => hazard);
      say("Starting…");
      const job = await send(`plans/${encodeURIComponent(id)}/apply`, { allow });
      location.href = `jobs.html#${job.id}`;
    });
    const words = (hazard) => hazard.toLowerCase().replaceAll("_", " ");
    const steps = own.statements.map((step, number) => make("li",
      make("small", `${number + 1} of ${own.statements.length}, ${step.of}${step.object ? `: ${step.object}` : ""}`),
      make("pre", step.sql),
      step.locks.map((lock) => make("span", { class: "tag" }, `locks ${lock.relation} ${words(lock.lock)}`)),
      step.rewrites && make("span", { class: "tag" }, "writes the table anew"), step.scans && make("span", { class: "tag" }, "reads the whole table"),
      step.hazards.map((hazard) => make("span", { class: hazard === "DELETES_DATA" ? "tag deletes" : "tag" }, words(hazard)))));
    at("list").replaceChildren(
      make("p", make("b", action(own.action)), ` planned by ${own.created_by} for the schema `, make("code", own.fingerprint.split(":").pop().slice(0, 12))),
      own.statements.length ? make("ol", { class: "steps" }, steps) : make("p", "There is nothing to run."),
      make("div", { class: "actions" }, accepted.map(([hazard, box]) => make("label", { for: box.id }, box, `I accept: ${words(hazard)}`)),
        make("button", { class: "main", onclick: apply, disabled: !own.statements.length && own.action.action !== "stamp" }, "Apply")));
  },
  async jobs() {
    const id = location.hash.slice(1);
    at("job").replaceChildren();
    if (id) watch(id);
    const { jobs } = await send("jobs");
    at("list").replaceChildren(make("h2", "All"), table(["Job", "What", "State", "By", "Started", "Ended"], jobs.map((own) => make("tr", make("td", make("a", { href: `#${own.id}` }, String(own.id))), make("td", action(own.action)), make("td", state(own.state)), make("td", own.started_by), make("td", own.started_at), make("td", own.ended_at || "")))));
  },
  async sessions() {
    const { sessions } = await send("sessions");
    at("list").replaceChildren(table(["Process", "Role", "Program", "State", "Waits for", "Statement"], sessions.map((own) => make("tr", make("td", String(own.pid)), make("td", own.role || ""), make("td", own.application || ""), make("td", `${own.state || ""}${own.seconds == null ? "" : `, ${own.seconds} s`}`), make("td", own.blocked_by.length ? make("b", { class: "state failed" }, own.blocked_by.join(", ")) : own.waits_for || ""), make("td", make("code", own.statement || ""))))));
  },
};

function show(job) {
  const { progress } = job;
  const act = (what) => () => attempt(async () => {
    const other = await send(`jobs/${job.id}/${what}`, {});
    if (other.id === job.id) show(other); else location.hash = other.id;
  });
  const isEnd = !["waiting", "running"].includes(job.state);
  at("job").replaceChildren(
    make("h2", `Job ${job.id}: ${action(job.action)} `, state(job.state)),
    !isEnd && make("progress", { max: Math.max(progress.of, 1), value: isEnd ? 1 : Math.max(progress.statement - 1, 0), "aria-label": "Statements" }) || "",
    progress.revision && !isEnd ? make("p", `${progress.revision}: statement ${progress.statement} of ${progress.of}`) : "",
    progress.note ? make("p", make("span", { class: "tag warning" }, progress.note)) : "",
    progress.sql && !isEnd ? make("pre", progress.sql) : "",
    progress.done.length ? make("p", `done: ${progress.done.join(", ")}`) : "",
    job.error ? make("div", make("p", make("b", job.error.detail)), job.error.hint ? make("p", job.error.hint) : "") : "",
    make("p", { class: "actions" },
      isEnd ? "" : make("button", { onclick: act("cancel") }, "Cancel"),
      ["failed", "cancelled", "interrupted"].includes(job.state) ? make("button", { onclick: act("resume") }, "Go on with it") : "",
      job.state === "done" && job.action.action === "up" ? planned({ action: "down", target: "-1" }, "Plan to revert the last revision") : ""));
}

// Server-sent events over fetch, which can send a token.
let watched;
async function watch(id) {
  watched?.abort();
  const own = (watched = new AbortController());
  await attempt(async () => {
    const answer = await fetch(`${api}jobs/${encodeURIComponent(id)}/events`, { headers: headers({}), signal: own.signal });
    if (!answer.ok) throw new Refused((await answer.json().catch(() => ({}))).detail || answer.statusText);
    const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
    let text = "";
    for (;;) {
      const { done, value } = await reader.read().catch(() => ({ done: true }));
      if (done) return;
      text += value;
      const events = text.split("\n\n");
      text = events.pop();
      for (const event of events) {
        const data = event.split("\n").find((line) => line.startsWith("data:"));
        if (data) show(JSON.parse(data.slice(5)));
      }
    }
  });
}

function asked() {
  const input = make("input", { type: "password", name: "token", id: "token", autocomplete: "off", spellcheck: "false" });
  const form = make("form", make("label", { for: "token" }, "Token", input), make("button", token.get() ? "Change" : "Set"));
  const own = make("details", { class: "token" }, make("summary", token.get() ? "Token is set" : "Token"), form);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    token.set(input.value.trim());
    location.reload();
  });
  document.querySelector("header nav").after(own);
}

function read() {
  say();
  if (pages[page]) attempt(() => pages[page]());
}

addEventListener("DOMContentLoaded", () => {
  asked();
  for (const button of document.querySelectorAll("[data-plan]")) button.addEventListener("click", () => attempt(() => plan(JSON.parse(button.dataset.plan))));
  at("again")?.addEventListener("click", read);
  read();
});
addEventListener("hashchange", read);
