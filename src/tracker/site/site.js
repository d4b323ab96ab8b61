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
    } else if (name === "id" && form) {
      const link = [...document.querySelectorAll("article.row a.name")].find((one) => one.getAttribute("href") === `targets/${value}.html`);
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
  if (!form) return;

  const rows = [...document.querySelectorAll("article.row")].map((row) => ({
    row, words: `${row.textContent} ${row.dataset.more}`.toLowerCase(),
  }));
  const sections = [...document.querySelectorAll("section.list")];
  const fields = FILTERS.filter(field);
  const result = form.querySelector(".found");
  const heading = document.querySelector("h1"), whole = heading.textContent;

  function narrow() {
    const wanted = Object.fromEntries(fields.map((name) => [name, field(name).value]));
    const words = wanted.q.toLowerCase().split(/\s+/).filter(Boolean);
    const chosen = fields.filter((name) => name !== "q" && wanted[name]);
    let count = 0;
    for (const { row, words: text } of rows) {
      const fits = chosen.every((name) => (row.dataset[name] || "none") === wanted[name]) && words.every((word) => text.includes(word));
      row.hidden = !fits;
      if (fits) count += 1;
    }
    for (const section of sections) section.hidden = !section.querySelector("article.row:not([hidden])");
    const narrowed = chosen.length > 0 || words.length > 0;
    const text = count ? result.dataset.found.replace("{count}", count) : result.dataset.none;
    result.textContent = narrowed ? text : "";
    heading.textContent = narrowed ? text : whole; // the headline is that of the filter
    for (const name of fields) {
      if (wanted[name]) unknown.delete(name);
      if (wanted[name]) asked.set(name, wanted[name]); else if (!unknown.has(name)) asked.delete(name);
    }
    keep();
    const query = asked.toString();
    try { history.replaceState(null, "", (query ? `?${query}` : location.pathname) + location.hash); } catch { /* opened as a file */ }
  }

  for (const name of fields) if (asked.get(name) && !unknown.has(name)) field(name).value = asked.get(name);
  form.hidden = false;
  form.addEventListener("input", narrow);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(narrow));
  if (fields.some((name) => asked.has(name))) narrow();
})();
