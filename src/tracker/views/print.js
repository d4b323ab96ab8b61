// The header and footer of printed pages: margin boxes can show no element, but they can show custom properties of the root.
// A browser without margin boxes prints the line `.sheet` at the top of the first page instead.
window.onbeforeprint = () => {
  const root = document.documentElement, sheet = document.querySelector(".sheet");
  if (!sheet) return;
  const line = (text) => text.replace(/\s+/g, " ").trim();
  const short = (text, most) => (Array.from(text).length > most ? `${Array.from(text).slice(0, most - 1).join("")}…` : text);
  const quoted = (text) => `"${text.replace(/[^\p{L}\p{N}]/gu, (sign) => `\\${sign.codePointAt(0).toString(16)} `)}"`;
  const [portfolio, day] = Array.from(sheet.children, (part) => line(part.textContent)), page = line(document.title);
  const title = page.includes(portfolio) ? short(page, 120) : `${short(portfolio, 60)} · ${short(page, 60)}`;
  const [before, between, after] = sheet.dataset.pages.split(/\{\w+\}/);
  for (const [name, text] of Object.entries({ title, day, before, between, after })) {
    root.style.setProperty(`--print-${name}`, quoted(text));
  }
  // a Plotly figure keeps the size and the colours of the screen: here it becomes as wide as A4 upright, and light
  const app = document.querySelector(".stApp"), figure = document.querySelector(".main-svg");
  root.style.setProperty("--print-zoom", figure ? Math.min(1, 660 / figure.getBoundingClientRect().width) : 1);
  root.classList.toggle("from-dark", Boolean(app) && getComputedStyle(app).colorScheme === "dark");
  root.classList.toggle("paged", "CSSMarginRule" in window);
};
