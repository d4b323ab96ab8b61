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

  function narrow() {
    const asked = Object.fromEntries(fields.map((name) => [name, form.elements[name].value]));
    const words = asked.q.toLowerCase().split(/\s+/).filter(Boolean);
    let count = 0;
    for (const { row, words: text } of rows) {
      const { theme, lead, status } = row.dataset;
      const fits = (!asked.theme || theme === asked.theme) && (!asked.lead || (lead || "none") === asked.lead)
        && (!asked.status || status === asked.status) && words.every((word) => text.includes(word));
      row.hidden = !fits;
      if (fits) count += 1;
    }
    for (const section of sections) section.hidden = !section.querySelector("article.row:not([hidden])");
    const narrowed = fields.some((name) => asked[name]);
    const text = count ? result.dataset.found.replace("{count}", count) : result.dataset.none;
    result.textContent = narrowed ? text : "";
    const query = new URLSearchParams(fields.filter((name) => asked[name]).map((name) => [name, asked[name]])).toString();
    try { history.replaceState(null, "", (query ? `?${query}` : location.pathname) + location.hash); } catch { /* opened as a file */ }
  }

  const asked = new URLSearchParams(location.search);
  for (const name of fields) if (asked.has(name)) form.elements[name].value = asked.get(name);
  form.hidden = false;
  form.addEventListener("input", narrow);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(narrow));
  if ([...asked.keys()].some((name) => fields.includes(name))) narrow();
})();
