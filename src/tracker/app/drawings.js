// Drawings on dashboard and screen. Streamlit's sanitiser removes SVG, so that it arrives as the text of an attribute
// (drawings.py). Only elements that draw are taken from it, no handlers, and links to http and https alone.
(() => {
  "use strict";
  if (window.trackerDrawings) return;
  window.trackerDrawings = true;
  const DRAWING = new Set(["svg", "g", "path", "rect", "line", "circle", "ellipse", "polyline", "polygon", "text",
    "tspan", "title", "desc", "a", "defs", "pattern", "clipPath"]);

  function isSafe(attribute) {
    if (/^on/i.test(attribute.name)) return false;
    if (!/(^|:)href$/i.test(attribute.name)) return true;
    try { return /^https?:$/.test(new URL(attribute.value, document.baseURI).protocol); } catch { return false; }
  }

  function draw(placeholder) {
    const template = document.createElement("template"); // inert: nothing in it runs or loads
    template.innerHTML = placeholder.dataset.drawing.replaceAll("⟨", "<").replaceAll("⟩", ">");
    for (const element of template.content.querySelectorAll("*")) {
      if (!DRAWING.has(element.localName)) { element.remove(); continue; }
      for (const attribute of [...element.attributes]) if (!isSafe(attribute)) element.removeAttribute(attribute.name);
    }
    placeholder.replaceWith(template.content);
  }

  function drawAll() {
    for (const placeholder of document.querySelectorAll("[data-drawing]")) draw(placeholder);
  }

  // set up before other scripts, so that these find the drawings in their places
  new MutationObserver(drawAll).observe(document.body, { subtree: true, childList: true });
  drawAll();
})();
