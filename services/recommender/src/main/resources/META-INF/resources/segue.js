// One page, one state: seeds, title, variety, dismissed. The URL keeps the first three, so a link is a playlist.
const PAGE = 20;
const SUGGESTIONS = 8;
const TYPING_PAUSE = 120;
const STATUS_EVERY = 5000;
const RETRIES = 5;
const VARIETY = ["none", "a little", "some", "much", "most"];

const $ = (id) => document.getElementById(id);
const page = {
  query: $("query"), suggestions: $("suggestions"), queryState: $("query-state"), seeds: $("seeds"),
  title: $("title"), variety: $("variety"), varietyWord: $("variety-word"), continuation: $("continuation"),
  heading: $("continuation-heading"), clear: $("clear"), notice: $("notice"), empty: $("empty"), items: $("items"),
  more: $("more"), light: $("light"), statusText: $("status-text"), announcer: $("announcer"),
};

const state = { seeds: [], title: "", variety: 0.2, dismissed: [], cursor: null, shown: 0, unresolved: new Set() };
let found = [];
let active = -1;
let searching = null;
let continuing = null;
let typing = 0;

// ---- talking to the service ----

class Refused extends Error {
  constructor(problem, status, retryAfter) {
    super(problem.detail ?? "The recommender did not answer");
    this.status = status;
    this.retryAfter = retryAfter;
  }
}

async function call(path, options = {}) {
  const response = await fetch(path, options);
  if (response.ok) {
    return response.json();
  }
  const problem = await response.json().catch(() => ({}));
  throw new Refused(problem, response.status, Number(response.headers.get("Retry-After")) || 0);
}

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

async function recommend(body, signal) {
  for (let attempt = 1; ; attempt++) {
    try {
      return await call("v1/recommendations", {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify(body),
        signal,
      });
    } catch (error) {
      if (!(error instanceof Refused) || error.status !== 503 || attempt === RETRIES) {
        throw error;
      }
      tell("The recommender is getting ready. Trying again…");
      await pause(Math.max(1, error.retryAfter) * 1000);
    }
    signal.throwIfAborted();
  }
}

// ---- building elements; text only ever enters as text ----

function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== null && value !== false) {
      made.setAttribute(key, value === true ? "" : value);
    }
  }
  made.append(...children.filter((child) => child !== null));
  return made;
}

const artists = (track) => track.artists.join(", ");
const named = (track) => (track.title || track.id);
const plural = (n, one, many) => `${n.toLocaleString("en")} ${n === 1 ? one : many}`;

function length(ms) {
  if (!ms) {
    return "";
  }
  const seconds = Math.round(ms / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

// ---- search: a combobox with a list ----

function openSuggestions() {
  page.suggestions.hidden = false;
  page.query.setAttribute("aria-expanded", "true");
}

function closeSuggestions() {
  page.suggestions.hidden = true;
  page.query.setAttribute("aria-expanded", "false");
  page.query.removeAttribute("aria-activedescendant");
  active = -1;
}

function choose(index) {
  active = index;
  [...page.suggestions.children].forEach((option, i) => option.setAttribute("aria-selected", String(i === index)));
  if (index < 0) {
    page.query.removeAttribute("aria-activedescendant");
  } else {
    page.query.setAttribute("aria-activedescendant", `option-${index}`);
    page.suggestions.children[index].scrollIntoView({ block: "nearest" });
  }
}

function showSuggestions(tracks) {
  found = tracks;
  page.suggestions.replaceChildren(...tracks.map((hit, i) => element(
    "li", { role: "option", id: `option-${i}`, "aria-selected": "false", "data-index": i },
    element("span", { class: "name" }, named(hit.track)),
    element("span", { class: "by" }, [artists(hit.track), hit.track.album].filter(Boolean).join(" · ")),
    element("span", { class: "held" }, plural(hit.playlists, "playlist", "playlists")),
  )));
  if (tracks.length === 0) {
    page.suggestions.append(element("li", { class: "nothing", role: "presentation" }, "No song like this is in any playlist here."));
  }
  page.queryState.textContent = tracks.length === 0 ? "Nothing found" : plural(tracks.length, "song found", "songs found");
  openSuggestions();
  choose(tracks.length > 0 ? 0 : -1);
}

async function search() {
  searching?.abort();
  const text = page.query.value.trim();
  if (!text) {
    found = [];
    closeSuggestions();
    return;
  }
  searching = new AbortController();
  try {
    const answer = await call(`v1/tracks/search?q=${encodeURIComponent(text)}&limit=${SUGGESTIONS}`, { signal: searching.signal });
    if (document.activeElement === page.query) {
      showSuggestions(answer.items.filter((hit) => !state.seeds.some((seed) => seed.id === hit.track.id)));
    }
  } catch (error) {
    if (error.name !== "AbortError") {
      closeSuggestions();
      fail(error, search);
    }
  }
}

function pick(index) {
  const hit = found[index];
  if (!hit) {
    return;
  }
  page.query.value = "";
  found = [];
  closeSuggestions();
  addSeed(hit.track);
}

page.query.addEventListener("input", () => {
  clearTimeout(typing);
  typing = setTimeout(search, TYPING_PAUSE);
});

page.query.addEventListener("keydown", (event) => {
  const open = !page.suggestions.hidden && found.length > 0;
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    if (open) {
      const step = event.key === "ArrowDown" ? 1 : -1;
      choose((active + step + found.length) % found.length);
    } else if (found.length > 0) {
      openSuggestions();
      choose(0);
    } else {
      search();
    }
  } else if (event.key === "Enter") {
    event.preventDefault();
    if (open && active >= 0) {
      pick(active);
    }
  } else if (event.key === "Escape") {
    if (page.suggestions.hidden) {
      page.query.value = "";
      found = [];
    }
    closeSuggestions();
  } else if (event.key === "Backspace" && page.query.value === "" && state.seeds.length > 0) {
    removeSeed(state.seeds.at(-1).id);
  } else if (event.key === "/" && page.query.value === "") {
    event.preventDefault(); // the shortcut leads here; pressed here it says nothing more
  } else if (event.key === "Tab") {
    closeSuggestions();
  }
});

page.query.addEventListener("blur", () => setTimeout(closeSuggestions, 150));
page.suggestions.addEventListener("pointerdown", (event) => event.preventDefault());
page.suggestions.addEventListener("click", (event) => {
  const option = event.target.closest("[data-index]");
  if (option) {
    pick(Number(option.dataset.index));
  }
});
page.suggestions.addEventListener("pointermove", (event) => {
  const option = event.target.closest("[data-index]");
  if (option && Number(option.dataset.index) !== active) {
    choose(Number(option.dataset.index));
  }
});

document.addEventListener("keydown", (event) => {
  const typingElsewhere = event.target.matches?.("input, textarea, [contenteditable]");
  if (event.key === "/" && !typingElsewhere && !event.ctrlKey && !event.metaKey && !event.altKey) {
    event.preventDefault();
    page.query.focus();
    page.query.select();
  }
});

// ---- seeds ----

function addSeed(track) {
  if (state.seeds.some((seed) => seed.id === track.id)) {
    return;
  }
  state.seeds.push(track);
  state.dismissed = state.dismissed.filter((id) => id !== track.id);
  announce(`${named(track)} added`);
  changed();
}

function removeSeed(id) {
  const seed = state.seeds.find((candidate) => candidate.id === id);
  state.seeds = state.seeds.filter((candidate) => candidate.id !== id);
  announce(`${seed ? named(seed) : "Song"} removed`);
  changed();
}

function showSeeds() {
  page.seeds.replaceChildren(...state.seeds.map((seed) => {
    const unresolved = state.unresolved.has(seed.id);
    const remove = element("button", { type: "button", "aria-label": `Remove ${named(seed)}` }, "×");
    remove.addEventListener("click", () => {
      removeSeed(seed.id);
      page.query.focus();
    });
    return element(
      "li", { class: unresolved ? "chip unresolved" : "chip", title: unresolved ? "No playlist here holds this song" : null },
      element("span", {}, named(seed), element("span", { class: "by" }, artists(seed))),
      remove,
    );
  }));
}

// ---- the continuation ----

function question() {
  return {
    seeds: state.seeds.map((seed) => seed.id),
    title: state.title || null,
    exclude: state.dismissed,
    limit: PAGE,
    diversity: state.variety,
  };
}

function changed() {
  writeUrl();
  showSeeds();
  refresh();
}

async function refresh() {
  continuing?.abort();
  state.cursor = null;
  const asked = state.seeds.length > 0 || state.title !== "";
  page.clear.hidden = !asked;
  page.empty.hidden = asked;
  page.more.hidden = true;
  if (!asked) {
    quiet();
    page.items.replaceChildren();
    page.heading.textContent = "Continuation";
    page.continuation.setAttribute("aria-busy", "false");
    return;
  }
  continuing = new AbortController();
  const { signal } = continuing;
  page.continuation.setAttribute("aria-busy", "true");
  if (page.items.children.length === 0) {
    page.items.replaceChildren(...Array.from({ length: 6 }, () => element("li", { class: "skeleton", "aria-hidden": "true" }, element("i"), element("i"))));
  }
  try {
    const answer = await recommend(question(), signal);
    page.items.replaceChildren();
    show(answer);
    explainState(answer);
    announce(`${plural(answer.items.length, "song", "songs")} to continue with`);
  } catch (error) {
    if (error.name !== "AbortError") {
      page.items.querySelectorAll(".skeleton").forEach((row) => row.remove());
      fail(error, refresh);
    }
  } finally {
    if (!signal.aborted) {
      page.continuation.setAttribute("aria-busy", "false");
    }
  }
}

function show(answer) {
  state.cursor = answer.nextCursor;
  state.unresolved = new Set(answer.unresolvedSeeds);
  showSeeds();
  for (const entry of answer.items) {
    if (entry.source === "popularity" && !answer.fallback && !page.items.querySelector(".beyond")) {
      page.items.append(element("li", { class: "beyond" }, "Nothing nearer is left. From here on: what most playlists hold."));
    }
    page.items.append(item(entry));
  }
  page.more.hidden = !answer.nextCursor;
  page.heading.textContent = state.title ? `${state.title}, continued` : "Continuation";
}

function explainState(answer) {
  if (answer.fallback) {
    tell(answer.fallback === "no-candidates"
      ? "Nothing else is in a playlist with these. Here is what most playlists hold."
      : "None of this is in any playlist here. Here is what most playlists hold.");
  } else if (answer.items.length === 0) {
    tell("Nothing is left to recommend for this list.");
  } else if (answer.modelVersion === null) {
    tell("No model serves yet: these come from live playlists alone.");
  } else {
    quiet();
  }
}

function item(entry) {
  const { track } = entry;
  const row = element(
    "li", { class: "item", "data-id": track.id },
    element("div", {},
      element("div", { class: "name" }, named(track)),
      element("div", { class: "by" }, [artists(track), track.album].filter(Boolean).join(" · "))),
    element("span", { class: "length" }, length(track.durationMs)),
    actions(track),
    why(entry),
  );
  return row;
}

function actions(track) {
  const add = element("button", { type: "button", "aria-label": `Add ${named(track)} to the playlist`, title: "Add to the playlist" }, "+");
  add.addEventListener("click", () => {
    addSeed(track);
    page.query.focus();
  });
  const dismiss = element("button", { type: "button", "aria-label": `Dismiss ${named(track)}`, title: "Not this one" }, "×");
  dismiss.addEventListener("click", () => {
    const rows = [...page.items.querySelectorAll(".item")];
    const at = rows.indexOf(dismiss.closest(".item"));
    const focused = (rows[at + 1] ?? rows[at - 1])?.dataset.id;
    state.dismissed.push(track.id);
    announce(`${named(track)} dismissed`);
    refresh().then(() => {
      const row = focused && page.items.querySelector(`[data-id="${CSS.escape(focused)}"]`);
      (row?.querySelector(".actions button:last-child") ?? page.query).focus();
    });
  });
  return element("div", { class: "actions" }, add, dismiss);
}

function why(entry) {
  if (entry.source === "popularity" && entry.because.length === 0) {
    return null;
  }
  const said = element("p", { class: "why" });
  const known = entry.because
    .map((because) => ({ seed: state.seeds.find((seed) => seed.id === because.seed), n: because.coPlaylists }))
    .filter((because) => because.seed);
  if (known.length > 0) {
    said.append("because: ");
    known.forEach(({ seed, n }, i) => {
      const count = i === 0 ? plural(n, "playlist", "playlists") : n.toLocaleString("en");
      said.append(i === 0 ? "with " : ", ", element("em", {}, named(seed)), " in ", element("b", {}, count));
    });
  } else {
    said.append({
      "vectors": "because: it lies near your list in the model",
      "titles": "because: playlists with a title like this hold it",
      "playlist-knn": "because: playlists like yours hold it",
    }[entry.source] ?? "");
  }
  return said;
}

page.more.addEventListener("click", async () => {
  page.more.disabled = true;
  const before = page.items.querySelectorAll(".item").length;
  try {
    const answer = await recommend({ ...question(), cursor: state.cursor }, (continuing = new AbortController()).signal);
    show(answer);
    announce(`${plural(answer.items.length, "more song", "more songs")}`);
    page.items.querySelectorAll(".item")[before]?.querySelector("button")?.focus({ preventScroll: true });
  } catch (error) {
    if (error instanceof Refused && error.status === 400) {
      await refresh();
    } else if (error.name !== "AbortError") {
      fail(error, () => page.more.click());
    }
  } finally {
    page.more.disabled = false;
  }
});

page.clear.addEventListener("click", () => {
  Object.assign(state, { seeds: [], title: "", dismissed: [], unresolved: new Set() });
  page.title.value = "";
  changed();
  page.query.focus();
});

page.title.addEventListener("input", () => {
  clearTimeout(typing);
  typing = setTimeout(() => {
    state.title = page.title.value.trim();
    changed();
  }, 2.5 * TYPING_PAUSE);
});

page.variety.addEventListener("input", () => {
  state.variety = Number(page.variety.value);
  showVariety();
  clearTimeout(typing);
  typing = setTimeout(changed, TYPING_PAUSE);
});

function showVariety() {
  page.varietyWord.textContent = VARIETY[Math.round(state.variety * 5)] ?? "";
}

$("composer").addEventListener("submit", (event) => event.preventDefault());

// ---- notices ----

function tell(text) {
  page.notice.replaceChildren(text);
  page.notice.classList.remove("bad");
  page.notice.hidden = false;
}

function fail(error, again) {
  const retry = element("button", { type: "button", class: "quiet" }, "Try again");
  retry.addEventListener("click", again);
  const text = error instanceof Refused ? error.message : "The recommender cannot be reached.";
  page.notice.replaceChildren(text, retry);
  page.notice.classList.add("bad");
  page.notice.hidden = false;
}

function quiet() {
  page.notice.hidden = true;
}

function announce(text) {
  page.announcer.textContent = text;
}

// ---- status ----

function age(seconds) {
  return seconds < 1 ? `${Math.round(seconds * 1000)} ms` : `${seconds.toFixed(1)} s`;
}

async function showStatus() {
  try {
    const status = await call("v1/status");
    const parts = status.ready
      ? [
        status.modelVersion ? `model ${status.modelVersion}` : "no model yet",
        status.indexVersion ? `index ${status.indexVersion}` : null,
        plural(status.playlists, "playlist", "playlists"),
        plural(status.tracks, "song", "songs"),
        status.freshnessSeconds === null ? null : `fresh within ${age(status.freshnessSeconds)}`,
      ]
      : [`Getting ready: ${Object.keys(status.waitingFor).join(", ")}`];
    page.statusText.textContent = parts.filter(Boolean).join(" · ");
    page.light.className = `light ${!status.ready ? "warn" : status.modelVersion ? "good" : "warn"}`;
  } catch {
    page.statusText.textContent = "The recommender cannot be reached";
    page.light.className = "light bad";
  }
}

// ---- deep links ----

function writeUrl() {
  const parameters = new URLSearchParams();
  state.seeds.forEach((seed) => parameters.append("seed", seed.id));
  if (state.title) {
    parameters.set("title", state.title);
  }
  if (state.variety !== 0.2) {
    parameters.set("variety", String(state.variety));
  }
  const query = parameters.toString();
  history.replaceState(null, "", query ? `?${query}` : location.pathname);
}

async function readUrl() {
  const parameters = new URLSearchParams(location.search);
  state.title = (parameters.get("title") ?? "").trim();
  page.title.value = state.title;
  const variety = Number(parameters.get("variety"));
  if (parameters.has("variety") && variety >= 0 && variety <= 0.8) {
    state.variety = variety;
  }
  page.variety.value = String(state.variety);
  showVariety();
  const ids = [...new Set(parameters.getAll("seed"))].slice(0, 1000);
  state.seeds = await Promise.all(ids.map(async (id) => {
    try {
      return (await call(`v1/tracks/${encodeURIComponent(id)}`)).track;
    } catch {
      return { id, title: "", artists: [], album: null, durationMs: null };
    }
  }));
  showSeeds();
  await refresh();
}

showStatus();
setInterval(() => document.hidden || showStatus(), STATUS_EVERY);
readUrl();
