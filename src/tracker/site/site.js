// Filters the list of targets by words, theme, lead and status. The URL holds the filters, so that a link can be shared.
(() => {
  "use strict";
  const form = document.querySelector("form.filters");
  if (!form) return;
  const rows = [...document.querySelectorAll("article.row")].map((row) => ({
    row, words: `${row.textContent} ${row.dataset.more}`.toLowerCase(),
  }));
  const sections = [...document.querySelectorAll("section.list")];
  const fields = ["q", "theme", "lead", "status"];
  const result = form.querySelector(".found");
  const heading = document.querySelector("h1"), whole = heading.textContent;
  const asked = new URLSearchParams(location.search);
  const unknown = new Map(); // what the link asks for and the list does not have

  function narrow() {
    const wanted = Object.fromEntries(fields.map((name) => [name, form.elements[name].value]));
    const words = wanted.q.toLowerCase().split(/\s+/).filter(Boolean);
    let count = 0;
    for (const { row, words: text } of rows) {
      const { theme, lead, status } = row.dataset;
      const fits = (!wanted.theme || theme === wanted.theme) && (!wanted.lead || (lead || "none") === wanted.lead)
        && (!wanted.status || status === wanted.status) && words.every((word) => text.includes(word));
      row.hidden = !fits;
      if (fits) count += 1;
    }
    for (const section of sections) section.hidden = !section.querySelector("article.row:not([hidden])");
    const narrowed = fields.some((name) => wanted[name]);
    const text = count ? result.dataset.found.replace("{count}", count) : result.dataset.none;
    result.textContent = narrowed ? text : "";
    heading.textContent = narrowed ? text : whole; // the headline is that of the filter
    for (const name of fields) {
      if (wanted[name]) unknown.delete(name);
      if (wanted[name]) asked.set(name, wanted[name]); else if (!unknown.has(name)) asked.delete(name);
    }
    tellUnknown();
    const query = asked.toString();
    try { history.replaceState(null, "", (query ? `?${query}` : location.pathname) + location.hash); } catch { /* opened as a file */ }
  }

  function tellUnknown() {
    const place = form.querySelector(".unknown");
    const label = (name) => place.dataset[name] || form.elements[name].closest("label").firstElementChild.textContent;
    const lines = [...unknown].map(([name, value]) => place.dataset.text.replace("{field}", () => label(name)).replace("{asked}", () => value));
    place.textContent = lines.join(" ");
    place.hidden = !lines.length;
  }

  for (const name of fields) {
    const value = asked.get(name);
    if (!value) continue;
    form.elements[name].value = value;
    if (name !== "q" && form.elements[name].value !== value) { form.elements[name].value = ""; unknown.set(name, value); }
  }
  for (const name of ["plan", "id", "asof"]) if (asked.get(name)) unknown.set(name, asked.get(name));
  tellUnknown();
  form.hidden = false;
  form.addEventListener("input", narrow);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(narrow));
  if ([...asked.keys()].some((name) => fields.includes(name))) narrow();
})();
