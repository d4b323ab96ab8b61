// Rotates the scenes of the public screen. Under Streamlit, the server updates a small element `.screen-state` every few seconds,
// which says which step is due; on a published page (data-poll) the script keeps time itself and polls a version file.
// All wording is in data- attributes of the page.
(() => {
  "use strict";
  if (window.__screen) { window.__screen.look(); return; }
  const SILENT = 60_000, ASK = 5_000, PATIENCE = 4_000, PATIENCE_SCENES = 30_000, LATE = 12 * 3_600_000, DEAD = 300;
  const now = () => performance.now();
  const root = () => document.querySelector(".screen");
  const all = (selector, from) => [...(from || document).querySelectorAll(selector)];
  const list = (text) => (text || "").split(",").map((word) => word.trim()).filter(Boolean);
  const asked = (name) => new URLSearchParams(location.search).get(name) || "";

  let drawn = null, step = 0, turned = now(), shown = "", steps = null;
  let beat = { at: now(), key: "", time: "", date: "", stale: "", kind: "" };
  let pulse = { time: 0, watch: false, at: now(), advances: false };
  let reloading = false, answered = now(), asking = false, alive = 0, version = null;

  // Names of scenes until 2026-11, which URLs of screens in use may still have.
  const FORMER = { whole: "headline", themes: "theme", timeline: "coming", projects: "story", done: "lately" };

  // What the URL and the settings ask for.
  function choices(screen) {
    const notes = [];
    const pick = (name, known, fallback) => {
      const words = list(asked(name)).map((word) => (name === "scenes" && FORMER[word]) || word), good = words.filter((word) => known.includes(word));
      const bad = words.filter((word) => !known.includes(word));
      if (bad.length) notes.push(`${name}=${bad.join(",").slice(0, 40)}`);
      return good.length ? good : fallback;
    };
    const scenes = all(".scene", screen), configured = list(screen.dataset.scenes);
    const names = list(screen.dataset.names);
    const themes = [...new Set(scenes.flatMap((one) => list(one.dataset.themes)))];
    const langs = [...new Set(scenes.map((one) => one.dataset.lang))];
    const chosen = {
      names: pick("scenes", names, configured.length ? configured : names), langs: pick("lang", langs, list(screen.dataset.langs)),
      themes: pick("themes", themes, screen.dataset.themes ? list(screen.dataset.themes) : themes),
      palette: pick("palette", ["dark", "light"], [screen.dataset.palette])[0], seconds: Number(screen.dataset.seconds) || 12,
    };
    chosen.langs = chosen.langs.filter((lang) => langs.includes(lang));
    if (!chosen.langs.length) chosen.langs = langs;
    const seconds = asked("seconds").trim();
    if (seconds && /^\d{1,4}$/.test(seconds) && +seconds >= 1 && +seconds <= 3600) chosen.seconds = +seconds;
    else if (seconds) notes.push(`seconds=${seconds.slice(0, 40)}`);
    const known = new RegExp(`^(scenes|lang|themes|palette|seconds|${screen.dataset.ignored})$`);
    for (const [name, value] of new URLSearchParams(location.search))
      if (value.trim() && !known.test(name)) notes.push(`${name.slice(0, 40)}=${value.trim().slice(0, 40)}`);
    chosen.notes = notes;
    return chosen;
  }

  function playlist(screen) {
    const scenes = all(".scene", screen);
    if (!screen.dataset.poll) { // the server sent only the scenes to show
      return { scenes: inTurn(screen, scenes, () => true, list(screen.dataset.langs)), seconds: Number(screen.dataset.seconds) || 12 };
    }
    const chosen = choices(screen);
    if (screen.dataset.palette !== chosen.palette) screen.dataset.palette = chosen.palette;
    for (const place of all(".note", screen))
      write(place, chosen.notes.map((note) => place.dataset.text.replace("{asked}", note)).join(" "));
    const wanted = (one) => chosen.names.includes(one.dataset.scene)
      && (!one.dataset.themes || list(one.dataset.themes).some((theme) => chosen.themes.includes(theme)));
    return { scenes: inTurn(screen, scenes, wanted, chosen.langs), seconds: chosen.seconds };
  }

  // The order of play, without what is not wanted and without repeats in a row; each scene in every language in turn.
  function inTurn(screen, scenes, wanted, langs) {
    const found = new Map(scenes.map((one) => [`${one.dataset.place} ${one.dataset.lang}`, one]));
    const at = (place, lang) => found.get(`${place} ${lang}`), places = [];
    for (const place of list(screen.dataset.order)) {
      const one = at(place, langs[0]);
      if (one && wanted(one) && places.at(-1) !== place) places.push(place);
    }
    if (!places.length && scenes.length) places.push("0");
    return places.flatMap((place) => langs.map((lang) => at(place, lang)).filter(Boolean));
  }

  const write = (place, text) => { if (place.textContent !== text) place.textContent = text; };

  // Makes a scene fit for texts longer than the layout allows: large type shrinks, never below what can be read from afar,
  // and parts that can be spared (data-spare) are left out.
  const slack = () => Math.min(innerWidth, innerHeight) / 100; // glyphs reach a little out of their lines
  const over = (box) => box.scrollHeight > box.clientHeight + slack() || box.scrollWidth > box.clientWidth + slack();
  const isAbove = (row) => row.querySelector("h2").getBoundingClientRect().top < row.getBoundingClientRect().top; // does not scroll
  // Of parts that are left out their number is told.
  function tellRest(scene) {
    for (const place of all(".rest", scene)) {
      const shown = all(".parts > li", scene).filter((part) => part.getClientRects().length).length, left = place.dataset.total - shown;
      write(place, left && shown ? place.dataset.text.replace("{count}", left) : "");
    }
  }
  const tight = (scene) => tellRest(scene) || all(".row", scene).some(isAbove) || [scene, ...all("header, .body, .body > *, .tile, .figure, .row, .tell, .show, figure, li, .words, .name, .gains, .trio, .places", scene)].some(over);
  // What stands below the title for want of room beside it; a wall can spare it.
  function markBelow(scene) {
    const places = all(".name .of", scene);
    for (const place of places) place.classList.remove("below");
    const isBelow = (place) => place.getClientRects().length > 0 && place.getBoundingClientRect().top > place.previousElementSibling.getBoundingClientRect().bottom - 1;
    for (const place of places.filter(isBelow)) place.classList.add("below");
  }
  const ELSEWHERE = "[data-slot] .elsewhere", MOST = 10, GROWTH = [5, 4, 3, 2, 1], LEAVES_OUT = 4, BACK = [4, 3, 2, 1];
  const largest = (scene, name, sizes) => {
    for (const size of sizes) {
      scene.dataset[name] = size;
      if (!tight(scene)) return true;
    }
    delete scene.dataset[name];
    return false;
  };
  function fit(scene) {
    for (const name of ["grow", "lead", "back"]) delete scene.dataset[name];
    arrange(scene);
    if (scene.matches(".headline") && !tight(scene)) largest(scene, "lead", GROWTH); // the answer takes the height that is left
  }

  // In a theme on a wall a figure has its day: fewer targets are shown at a time before one is without.
  const hidesDay = (scene) => scene.dataset.slot === "theme" && all(".row", scene).some((row) => {
    const days = all(".day", row);
    return row.getClientRects().length && days.length && !days.some((day) => day.getClientRects().length);
  });

  function arrange(scene) {
    const items = all(".names > li, .rows > .row, .dates > li, .gains li, .places > li", scene).filter((item) => !item.matches(ELSEWHERE));
    const sizes = scene.matches(".unknown") ? [18, 12, 8, 5] : [2, 1], turn = turnOf(scene, items), rest = items.length - turn.first;
    const parts = [[0, items.length], ...(turn.first ? [[turn.first, rest]] : []), ...sizes.filter((size) => size < rest).map((size) => [turn.first, Math.ceil(rest / Math.ceil(rest / size))])];
    for (const [first, count] of parts) {
      showPart(scene, items, turn, first, count);
      delete scene.dataset.fit;
      if (largest(scene, "grow", GROWTH)) return; // where there is room, the type of the body becomes larger
      for (let step = 1; step <= MOST && tight(scene); step += 1) {
        scene.dataset.fit = step;
        markBelow(scene);
      }
      if (tight(scene) || (count > 1 && hidesDay(scene))) continue;
      if (scene.dataset.fit >= LEAVES_OUT) largest(scene, "back", BACK); // large type takes the room of what was left out
      return;
    }
  }

  // Of a list too long for its place a part at a time: whenever the scene comes round, those that follow the last ones shown.
  // The list of a wall is without those that are shown elsewhere, and not always the same.
  const visits = new WeakMap(), turns = new WeakMap();
  function turnOf(scene, items) {
    const visit = visits.get(scene) || 0;
    let turn = turns.get(scene);
    if (!turn || turn.visit !== visit) turn = { visit, after: turn && turn.last, part: turn ? turn.part + 1 : 0 };
    const next = turn.after ? items.findIndex((item) => turn.after.compareDocumentPosition(item) & Node.DOCUMENT_POSITION_FOLLOWING) : -1;
    turn.first = Math.max(next, 0);
    if (!turn.first) turn.part = 0;
    turns.set(scene, turn);
    return turn;
  }
  function showPart(scene, items, turn, first, count) {
    const end = first + count, parts = count < items.length ? turn.part + Math.ceil((items.length - first) / count) : 1;
    items.forEach((item, n) => { item.hidden = n < first || n >= end; });
    turn.last = items[end - 1];
    scene.dataset.parts = parts;
    scene.toggleAttribute("data-single", count === 1 && parts > 1); // as large as one that is alone
    const place = scene.querySelector(".part");
    if (!place) return;
    const before = Number(place.dataset.first) - 1, { total } = place.dataset, known = { first: before + first + 1, last: before + end, total };
    write(place, count < total ? place.dataset.text.replace(/\{(\w+)\}/g, (_, name) => known[name]) : "");
  }
  const fitted = new WeakMap();
  function fitOnce(scene) {
    // the footer grows with its text
    const size = [scene.clientWidth, scene.clientHeight, ...all(ELSEWHERE, scene).map((place) => place.dataset.target)].join();
    if (fitted.get(scene) === size) return;
    fit(scene);
    fitted.set(scene, size);
  }

  // The contents of a hidden scene have no layout to measure.
  function fitAhead(scene) {
    scene.classList.add("measured");
    fitOnce(scene);
    scene.classList.remove("measured");
  }

  // On a wall of panels one composition: the headline across, a piece of news, a story, a theme, and the next dates below.
  const SLOTS = { head: ["headline"], news: ["lately", "short", "unknown"], story: ["story", "map"], theme: ["theme"], next: ["coming"] };
  function onWall(scenes, langs) {
    const lang = langs[step % langs.length], turn = Math.floor(step / langs.length), shown = new Map();
    const named = (names) => [...new Set(scenes)].filter((one) => one.dataset.lang === lang && names.includes(one.dataset.scene));
    const isUnknown = (one) => one !== null && one.dataset.scene === "unknown";
    const news = named(SLOTS.news), unknown = news.filter(isUnknown);
    // All targets that nothing is known of, beside each other, take the place of the story as well: a story has the other turns.
    if (news.length && unknown.length === news.length && named(SLOTS.story).length) news.push(null);
    const now = news.length ? news[turn % news.length] : null, early = news.slice(0, news.length ? turn % news.length : 0);
    const stories = news.length ? Math.floor(turn / news.length) * (news.length - unknown.length) + early.filter((one) => !isUnknown(one)).length : turn;
    for (const [slot, names] of Object.entries(SLOTS)) {
      const own = slot === "news" ? [] : named(names);
      if (slot === "news" && now) shown.set(now, isUnknown(now) ? "unknown" : "news");
      if (own.length && !(slot === "story" && isUnknown(now))) shown.set(own[(slot === "story" ? stories : turn) % own.length], slot);
    }
    return withoutRepeats(shown, (one) => {
      const like = named([one.dataset.scene]), at = like.indexOf(one);
      return [...like.slice(at + 1), ...like.slice(0, at)];
    });
  }

  // A target stands in one place of the composition: the story comes before the news, the news before the theme. Of a list
  // the others are shown; a list without others gives way to the next one of its kind, or to nothing, but for that of
  // what is new, which still has its counts.
  function withoutRepeats(shown, instead) {
    const taken = new Set(), apart = new Map(), targets = (scene) => all("[data-target]", scene);
    const isNew = (place) => !taken.has(place.dataset.target), isOther = (scene) => scene.matches(".lately") || !targets(scene).length || targets(scene).some(isNew);
    const before = ["head", "unknown", "story", "news", "theme", "next"];
    for (const [scene, slot] of [...shown].sort((one, other) => before.indexOf(one[1]) - before.indexOf(other[1]))) {
      const chosen = isOther(scene) ? scene : instead(scene).find(isOther);
      if (!chosen) continue;
      for (const place of targets(chosen)) place.classList.toggle("elsewhere", !isNew(place));
      for (const place of targets(chosen)) taken.add(place.dataset.target);
      apart.set(chosen, slot);
    }
    return apart;
  }

  function draw() {
    const screen = root();
    if (!screen) return;
    const frame = screen.querySelector(".frame"), play = playlist(screen), count = play.scenes.length;
    if (!count) return;
    const wall = getComputedStyle(frame).getPropertyValue("--wall").trim() === "1";
    const key = `${step}/${count}/${wall}`, langs = [...new Set(play.scenes.map((one) => one.dataset.lang))];
    const slots = wall ? onWall(play.scenes, langs) : new Map([[play.scenes[step % count], ""]]), visible = [...slots.keys()];
    if (drawn === screen && shown === key && visible[0].classList.contains("on")) { visible.forEach(fitOnce); return; }
    for (const foot of all(".foot", screen)) foot.classList.toggle("on", foot.lang === visible[0].lang);
    if (visible[0].lang !== document.documentElement.lang) document.documentElement.lang = visible[0].lang;
    dots(screen, count);
    frame.dataset.slots = [...slots.values()].join(" ");
    for (const scene of all(".scene", screen)) {
      const on = slots.has(scene);
      scene.classList.toggle("on", on);
      scene.setAttribute("aria-hidden", String(!on));
      if (on && slots.get(scene)) scene.dataset.slot = slots.get(scene); else delete scene.dataset.slot;
    }
    for (const scene of visible) { // what is new here, in its next part
      if (drawn === screen) visits.set(scene, (visits.get(scene) ?? -1) + 1);
      if (scene.dataset.parts > 1) fitted.delete(scene);
    }
    frame.classList.add("turning");
    visible.forEach(fitOnce); // last, when the footer has its height
    visible.forEach(fitOnce); // again those whose room another has taken
    drawn = screen; shown = key; steps = count;
    const next = play.scenes[(step + 1) % count];
    if (!wall) setTimeout(() => next.isConnected && fitAhead(next), 1500);
  }

  function dots(screen, count) {
    const at = count ? step % count : 0;
    for (const place of all(".dots", screen)) {
      if (count > 24) { write(place, `${at + 1} / ${count}`); continue; }
      if (place.children.length !== count) place.replaceChildren(...Array.from({ length: count }, () => document.createElement("i")));
      [...place.children].forEach((dot, number) => dot.classList.toggle("on", number === at));
    }
  }

  // When the data were last checked, by the server's clock: the clock of the screen may be wrong.
  function showState() {
    const screen = root();
    if (!screen) return;
    const quiet = now() - beat.at;
    for (const place of all(".beat", screen)) {
      write(place, beat.time ? place.dataset.fresh.replace("{time}", beat.time) : "");
    }
    for (const place of all(".stale", screen)) {
      // the time alone if it was today
      const since = beat.stale.startsWith(beat.date) ? beat.stale.slice(11) : beat.stale;
      write(place, beat.stale ? (place.dataset[beat.kind] || place.dataset.text).replace("{time}", since) : "");
    }
    const lost = screen.querySelector(".lost"), silent = quiet > SILENT;
    if (!lost) return;
    if (lost.hidden === silent) lost.hidden = !silent;
    const since = quiet > LATE ? `${beat.date} ${beat.time}` : beat.time;
    if (silent) write(lost, lost.dataset.text.replaceAll("{time}", since));
  }

  const clock = (date) => {
    const two = (number) => String(number).padStart(2, "0");
    return [`${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`, `${two(date.getHours())}:${two(date.getMinutes())}`];
  };

  // Under Streamlit the state element changes with every run of the fragment.
  function listen() {
    const state = document.querySelector(".screen-state");
    if (!state || state.dataset.clock === beat.key) return;
    const { clock, time, date, stale, partial, step: due } = state.dataset;
    beat = { at: now(), key: clock, time, date, stale: stale || "", kind: partial ? "partial" : "text" };
    alive = 0;
    if (Number(due) !== step) { step = Number(due); turned = now(); }
  }

  async function fetched(url, what, patience = PATIENCE) {
    const stop = new AbortController(), timer = setTimeout(() => stop.abort(), patience);
    try {
      const answer = await fetch(url, { cache: "no-store", signal: stop.signal });
      if (!answer.ok) throw new Error(String(answer.status));
      return { answer, body: what === "text" ? await answer.text() : await answer.json() };
    } finally { clearTimeout(timer); }
  }

  // Reloads the page once its successor has been fetched and recognised with its scripts and styles: a
  // gateway's error page, with whatever status, would stay on the screen until somebody comes.
  async function leave() {
    const { body } = await fetched(location.href.split("#")[0], "text");
    const page = recognised(body);
    const parts = [...page.querySelectorAll("script[src], link[rel=stylesheet]")].map((part) => new URL(part.getAttribute("src") || part.getAttribute("href"), location.href).href);
    for (const { answer } of await Promise.all(parts.map((part) => fetched(part, "text"))))
      if ((answer.headers.get("Content-Type") || "").includes("text/html")) throw new Error(answer.url);
    reloading = true;
    location.reload();
  }

  // A document of ours, complete; an error for any other. \x3c: Streamlit drops a script that contains a tag.
  function recognised(body) {
    const page = new DOMParser().parseFromString(body, "text/html");
    const screen = root(), published = screen && screen.dataset.poll;
    const ours = published ? page.querySelector(".screen[data-version]") && page.querySelector('script[src*="screen.js"]')
      : page.querySelector("#root") && page.querySelector('script[src*="static/js/"]');
    if (!ours || !body.trimEnd().endsWith("\x3c/html>")) throw new Error("not our page");
    return page;
  }

  const health = () => new URL("./_stcore/health", location.href.replace(/[^/]*$/, "")).href;

  // Streamlit reconnects by itself; if it does not although the server answers, reload the page.
  async function seek() {
    if (asking || reloading || now() - beat.at < SILENT) return;
    asking = true;
    try {
      await fetched(health(), "text");
      alive += 1;
      if (alive >= 3) await leave();
    } catch { alive = 0; } finally { asking = false; }
  }

  // On a published page a small file says whether the page has changed.
  async function poll(screen) {
    if (asking || reloading) return;
    asking = true;
    try {
      const { answer, body } = await fetched(new URL(screen.dataset.poll, location.href).href, "json");
      if (typeof body.screen !== "string") throw new Error("not our file"); // a gateway's own JSON is no sign of life
      const here = new Date(answer.headers.get("Date") || Date.now());
      const [date, time] = clock(here); // the server's clock, if the response has it
      beat = { ...beat, at: now(), time, date };
      if (screen.dataset.state) await publisher(screen, +here / 1000);
      showState(); // now, not with the next tick
      if (version === null) version = screen.dataset.version;
      if (body.screen !== version) await swap(screen, body.screen);
      else if (screen.dataset.rest) await complete(screen);
    } catch { /* the last figures stay, and `showState` shows since when */ } finally { asking = false; }
  }

  // The publisher notes every few seconds that it runs, and since when it cannot publish. While its time advances it
  // runs, whatever the clocks say; the web server's clock counts only until then.
  async function publisher(screen, here) {
    let state = {};
    try { state = (await fetched(new URL(screen.dataset.state, location.href).href, "json")).body ?? {}; } catch { /* as if it stood still */ }
    const { time, watch, problem, since } = state;
    if (Number.isFinite(time) && time !== pulse.time) pulse = { time, watch, at: now(), advances: pulse.time > 0 && time > pulse.time };
    const dead = now() - pulse.at > DEAD * 1000 || (!pulse.advances && here - pulse.time > DEAD);
    if (problem) beat = { ...beat, stale: since, kind: problem };
    else if (pulse.watch && dead) beat = { ...beat, stale: clock(new Date(pulse.time * 1000)).join(" "), kind: "dead" };
    else if (Number.isFinite(time)) beat = { ...beat, stale: "", kind: "" };
  }

  // The scenes that the page does not have itself, of its very version.
  async function rest(screen) {
    const { body } = await fetched(new URL(screen.dataset.rest, location.href).href, "json", PATIENCE_SCENES);
    if (body.screen !== screen.dataset.version) throw new Error("not our scenes");
    delete screen.dataset.rest;
    return [...new DOMParser().parseFromString(body.scenes, "text/html").body.children].map((node) => document.adoptNode(node));
  }

  async function complete(screen) {
    screen.querySelector(".frame").append(...await rest(screen));
    shown = ""; // the step is that of all scenes
    look();
  }

  async function swap(screen, wanted) {
    const { body } = await fetched(location.href.split("#")[0], "text");
    const page = recognised(body), fresh = page.querySelector(".screen");
    if (!fresh || fresh.dataset.version !== wanted) return; // the site is being replaced: polled again soon
    if (fresh.dataset.rest) fresh.querySelector(".frame").append(...await rest(fresh));
    for (const { name } of [...screen.attributes]) if (!fresh.hasAttribute(name)) screen.removeAttribute(name);
    for (const { name, value } of [...fresh.attributes]) screen.setAttribute(name, value);
    screen.replaceChildren(...[...fresh.childNodes].map((node) => document.adoptNode(node)));
    document.title = page.title;
    version = wanted; drawn = null;
    look();
  }

  function keepTime() {
    const screen = root();
    if (!screen) return;
    const served = !screen.dataset.poll, seconds = playlist(screen).seconds * 1000;
    // the rotation continues while the server does not answer
    if (served && now() - beat.at < Math.max(20_000, seconds * 1.5)) return;
    if (now() - turned < seconds) return;
    turned = now(); step += 1;
    if (!served) history.replaceState(null, "", `#${step}`);
  }

  // Reload once a night, each screen at a time of its own.
  const night = new Date();
  night.setHours(3, 30, 0, 0);
  night.setTime(+night + Math.random() * 20 * 60_000);
  if (night < new Date()) night.setDate(night.getDate() + 1);
  async function renew() {
    if (reloading || new Date() < night) return;
    night.setTime(Date.now() + 10 * 60_000); // if the server does not answer, again in ten minutes
    try { await leave(); } catch { /* later */ }
  }

  function look() { listen(); draw(); showState(); }

  const first = Number(location.hash.slice(1));
  if (Number.isInteger(first) && first > 0) step = first;
  const observer = new MutationObserver(() => { if (root() && (root() !== drawn || document.querySelector(".screen-state"))) { listen(); draw(); } });
  observer.observe(document.body, { childList: true, subtree: true });
  addEventListener("resize", () => { shown = ""; look(); });
  if (document.fonts && document.fonts.ready) document.fonts.ready.then(() => { shown = ""; look(); });
  setInterval(() => { listen(); keepTime(); draw(); showState(); renew(); }, 250);
  setInterval(() => { const screen = root(); if (screen) { if (screen.dataset.poll) poll(screen); else seek(); } }, ASK);
  if (root() && root().dataset.poll) poll(root());
  const go = (wanted) => { step = wanted; turned = now(); draw(); return steps; }; // for tests and for trying out
  window.__screen = { look, go };
  look();
})();
