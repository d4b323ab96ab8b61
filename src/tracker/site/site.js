// Filters the list of targets by words, theme, plan, lead and status, and names what a link asks for and the page does not have.
// The URL holds the filters, so that a link can be shared. All wording is in data- attributes of the page.
(() => {
  "use strict";
  const missing = document.querySelectorAll(".missing");
  if (missing.length) { // the page for an address that does not exist
    let address = location.pathname + location.search;
    try { address = decodeURI(address); } catch { /* shown as it is */ }
    for (const place of missing) place.textContent = address;
    for (const link of document.querySelectorAll("a.whole")) link.search = location.search;
    return;
  }
  const notice = document.querySelector(".unknown"), form = document.querySelector("form.filters");
  const FILTERS = ["q", "theme", "plan", "lead", "status"];
  const ignored = new RegExp(`^(${notice.dataset.ignored})$`);
  const asked = new URLSearchParams(location.search);
  const unknown = new Map(); // a sentence for each parameter that the page cannot show
  const field = (name) => form && form.elements[name];

  function say(key, name, value) {
    const short = value.length > 60 ? `${value.slice(0, 59)}…` : value;
    return notice.dataset[key].replace("{field}", () => notice.dataset[name]).replace("{asked}", () => short);
  }

  function check(name, value) {
    if (FILTERS.includes(name)) {
      if (!field(name)) unknown.set(name, say(form ? "missing" : "unused", name, value));
      else if (field(name).options && ![...field(name).options].some((option) => option.value === value)) unknown.set(name, say("missing", name, value));
    } else if (name === "asof") {
      if (value !== notice.dataset.day) unknown.set(name, say("otherDay", name, value));
    } else if (name === "id" && form && form.dataset.index) {
      fetch(form.dataset.index).then((answer) => answer.json()).then((index) => {
        if (index.targets.some(([id]) => id === value)) location.replace(`targets/${encodeURIComponent(value)}.html`);
        else { unknown.set(name, say("target", name, value)); keep(); }
      }, () => {});
    } else if (name === "id" && form) {
      const link = [...document.querySelectorAll("article a")].find((one) => one.getAttribute("href") === `targets/${value}.html`);
      if (link) location.replace(link.href); else unknown.set(name, say("target", name, value));
    } else {
      unknown.set(name, say("parameter", name, `${name}=${value}`));
    }
  }

  // The language links lead to the same page with the same parameters.
  function keep() {
    notice.textContent = [...unknown.values()].join(" ");
    notice.hidden = !unknown.size;
    for (const link of document.querySelectorAll(".languages a")) link.search = asked.toString();
  }

  for (const name of new Set(asked.keys())) {
    const value = asked.get(name);
    if (value && !ignored.test(name)) check(name, value);
  }
  keep();

  // A chart as PNG, from its SVG file; twice as large, for print. Opened as a file, a page may only show the drawing.
  async function save(link) {
    const image = new Image(), canvas = document.createElement("canvas"), file = document.createElement("a");
    image.src = link.href;
    await image.decode();
    [canvas.width, canvas.height] = [2 * image.naturalWidth, 2 * image.naturalHeight];
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    const picture = await new Promise((made) => canvas.toBlob(made, "image/png"));
    file.href = URL.createObjectURL(picture);
    file.download = link.pathname.split("/").pop().replace(/svg$/, "png");
    file.click();
    setTimeout(() => URL.revokeObjectURL(file.href), 60000);
  }

  for (const link of document.querySelectorAll('.downloads a[href$="#png"]')) {
    link.hidden = false;
    link.addEventListener("click", (event) => {
      event.preventDefault();
      save(link).catch(() => open(link.href));
    });
  }
  if (!form) return;

  const fields = FILTERS.filter(field);
  const result = form.querySelector(".found");
  const heading = document.querySelector("h1"), whole = heading.textContent;
  const sections = [...document.querySelectorAll("section.list")];
  const paged = form.dataset.index, contents = document.querySelector(".contents");
  const matches = document.createElement("section"); // of a list on several pages: the targets that fit
  const most = Number(form.dataset.most); // of them that are shown
  let entries = paged ? null : [...document.querySelectorAll("article")].map((row) => ({
    row, words: `${row.textContent} ${row.dataset.more || ""} ${row.querySelector("a").getAttribute("href").slice(8, -5)}`.toLowerCase(), ...row.dataset,
    theme: row.closest("section").dataset.theme, status: [...row.querySelector(".status").classList].pop(),
  }));
  let loading = null;

  // The targets of all pages, from the search index.
  async function load() {
    const index = await (await fetch(paged)).json();
    entries = index.targets.map(([id, title, more, due, ...keys]) => {
      const [theme, plan, lead, status] = ["theme", "plan", "lead", "status"].map((name, nth) => index.keys[name][keys[nth]]);
      const by = keys[2] < 0 ? index.no_lead : index.leads[keys[2]];
      const [shape, word, kind] = index.statuses[keys[3]];
      const words = `${title} ${more} ${id} ${by} ${due} ${word}`.toLowerCase();
      return { id, title, due, by, shape, word, kind, theme, plan, lead, status, words };
    });
  }

  function element(name, ...inner) {
    const made = document.createElement(name);
    made.append(...inner);
    return made;
  }

  // the separator of parts of a line, as `html.DOT`
  function dot() {
    const made = element("span", element("i", " ·"), " ");
    made.className = "dot";
    return made;
  }

  function show(fitting) {
    matches.className = "card list";
    matches.replaceChildren(element("h2", form.dataset.heading), ...fitting.slice(0, most).map((one) => {
      const link = element("a", one.title);
      link.href = `targets/${one.id}.html`;
      const mark = element("i", one.shape), lamp = element("span", mark, one.word);
      mark.setAttribute("aria-hidden", "true");
      lamp.className = `status ${one.kind}`;
      return element("article", element("div", link), lamp, element("div", element("p", ...[one.by, one.by && one.due && dot(), one.due].filter(Boolean))));
    }));
  }

  function narrow() {
    const wanted = Object.fromEntries(fields.map((name) => [name, field(name).value]));
    const words = wanted.q.toLowerCase().split(/\s+/).filter(Boolean);
    const chosen = fields.filter((name) => name !== "q" && wanted[name]);
    const narrowed = chosen.length > 0 || words.length > 0;
    if (narrowed && !entries) {
      loading ??= load().then(narrow, () => { loading = null; result.textContent = form.dataset.failed; });
      return;
    }
    const fits = (one) => chosen.every((name) => (one[name] || "none") === wanted[name]) && words.every((word) => one.words.includes(word));
    const fitting = narrowed ? entries.filter(fits) : entries || [];
    if (paged) {
      show(narrowed ? fitting : []);
      matches.hidden = !fitting.length || !narrowed;
      for (const section of sections) section.hidden = narrowed;
      contents.hidden = narrowed;
    } else {
      const kept = new Set(fitting);
      for (const one of entries) one.row.hidden = !kept.has(one);
      for (const section of sections) section.hidden = !section.querySelector("article:not([hidden])");
    }
    const text = fitting.length ? result.dataset.found.replace("{count}", fitting.length.toLocaleString(document.documentElement.lang)) : result.dataset.none;
    result.textContent = !narrowed ? "" : paged && fitting.length > most ? `${text} ${form.dataset.first}` : text;
    heading.textContent = narrowed ? text : whole; // the headline is that of the filter
    for (const name of fields) {
      if (wanted[name]) unknown.delete(name);
      if (wanted[name]) asked.set(name, wanted[name]); else if (!unknown.has(name)) asked.delete(name);
    }
    keep();
    const query = asked.toString();
    try { history.replaceState(null, "", (query ? `?${query}` : location.pathname) + location.hash); } catch { /* opened as a file */ }
  }

  if (paged) { matches.hidden = true; form.parentElement.after(matches); }
  if (matchMedia("(max-width: 640px)").matches && !fields.some((name) => name !== "q" && asked.get(name))) form.querySelector("details.narrow").open = false;
  for (const name of fields) if (asked.get(name) && !unknown.has(name)) field(name).value = asked.get(name);
  form.hidden = false;
  form.addEventListener("input", narrow);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(narrow));
  if (fields.some((name) => asked.has(name))) narrow();
})();
