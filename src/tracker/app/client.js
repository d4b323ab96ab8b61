// What a page of the dashboard does in the browser. A constant: no data is in it. Streamlit runs it with every
// page that it draws; the parts for the whole window are set up once.
(() => {
  "use strict";
  if (window.trackerClient) return;
  window.trackerClient = true;
  const app = () => document.querySelector('[data-testid="stApp"]');
  const main = () => document.querySelector('[data-testid="stMain"]');
  const heading = () => document.querySelector(".tracker h1");

  // Moving within the dashboard. Streamlit answers a step in the browser's history by running the page for the new
  // address, so that a link makes such a step: the document stays, and Back and Forward work. Without a connection
  // the browser follows the link itself.
  const ADDRESSES = new Set(window.trackerPages);
  const address = () => location.pathname + location.search;
  let shown = address();
  let arrival = null; // what to do once the page of the new address is drawn

  const folder = (url) => url.pathname.slice(0, url.pathname.lastIndexOf("/") + 1);
  const name = (url) => url.pathname.slice(url.pathname.lastIndexOf("/") + 1);

  function isWithin(url) {
    return url.origin === location.origin && folder(url) === folder(location) && ADDRESSES.has(name(url)) && !url.hash
      && app()?.dataset.testConnectionState === "CONNECTED";
  }

  function step(url, from) {
    const here = new URL(location);
    const isOther = name(url) !== name(here)
      || ["id", "page"].some((key) => url.searchParams.get(key) !== here.searchParams.get(key));
    const top = main()?.scrollTop ?? 0, old = heading();
    arrival = isOther ? { old, top: 0, isOther } : { old, top, id: from?.id, label: from?.textContent };
    history.replaceState({ ...history.state, trackerTop: top }, "");
    history.pushState({}, "", url);
    shown = address();
    dispatchEvent(new PopStateEvent("popstate"));
  }

  addEventListener("popstate", (event) => {
    if (!event.isTrusted || address() === shown) return;
    shown = address(); // Back or Forward
    arrival = { old: heading(), top: history.state?.trackerTop ?? 0, isOther: true };
  });

  // Streamlit puts the parts of a page in their places over several frames, also after its script has ended: so
  // position and focus are set again until the reader does something.
  function arrive() {
    const { top, isOther, id, label } = arrival;
    main()?.scrollTo(0, top);
    if (document.activeElement?.isConnected && document.activeElement !== document.body && !isOther) return;
    const links = label ? [...document.querySelectorAll(".tracker a[href]")] : [];
    const target = (id && document.getElementById(id)) || (links.find((link) => link.textContent === label) ?? heading());
    if (target?.localName === "h1") target.tabIndex = -1;
    target?.focus({ preventScroll: true });
  }
  for (const kind of ["pointerdown", "keydown", "wheel", "touchstart"]) {
    addEventListener(kind, () => { if (arrival?.started) arrival = null; }, { capture: true, passive: true });
  }

  document.addEventListener("click", (event) => {
    if (event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const control = event.target.closest?.(".tracker a[href], .tracker button[data-print], .tracker summary");
    if (!control) return;
    if (control.localName === "summary") return fold(control.parentElement);
    if (control.localName === "button") return window.print();
    if (control.dataset.copied) { event.preventDefault(); return copy(control); }
    const url = new URL(control.getAttribute("href"), document.baseURI);
    if ((control.getAttribute("target") ?? "_self") !== "_self" || control.hasAttribute("download") || !isWithin(url)) return;
    event.preventDefault();
    step(url, control);
  });

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.closest(".tracker") || form.method !== "get") return;
    const url = new URL(form.getAttribute("action") || "./", document.baseURI);
    // the prefix of names that the sanitiser would remove (HIDDEN_FIELD_PREFIX)
    for (const [field, value] of new FormData(form)) if (value) url.searchParams.set(field.replace(/^keep_/, ""), value);
    if (!isWithin(url)) return;
    event.preventDefault();
    step(url, form.querySelector(":focus") ?? event.submitter);
  });

  // A form of choices. One made in the open list of a select counts at once; in a closed one each arrow key is a
  // choice, so that Enter or the button says which is meant.
  let isOpened = false;
  const isChoice = (field) => field.localName === "select" && field.form?.dataset.auto !== undefined;
  addEventListener("pointerdown", () => { isOpened = true; }, true);
  addEventListener("keydown", ({ key, altKey, target }) => {
    isOpened = key === " " || altKey;
    if (key === "Enter" && isChoice(target)) target.form.requestSubmit();
  }, true);
  document.addEventListener("change", ({ target }) => {
    if (isOpened && isChoice(target)) target.form.requestSubmit();
  });

  // The parts that a reader has opened or closed are in the address, without asking the server.
  function fold(details) {
    const key = details?.dataset.fold;
    if (!key) return;
    const url = new URL(location), keys = new Set((url.searchParams.get("fold") ?? "").split(",").filter(Boolean));
    if (!keys.delete(key)) keys.add(key);
    if (keys.size) url.searchParams.set("fold", [...keys].join(",")); else url.searchParams.delete("fold");
    history.replaceState(history.state, "", url);
    shown = address();
  }

  // The link to this view. Browsers offer the clipboard on secure addresses alone; elsewhere the old command copies.
  async function copy(link) {
    const text = new URL(link.getAttribute("href"), document.baseURI).href;
    try { await navigator.clipboard.writeText(text); } catch {
      const field = document.createElement("textarea");
      field.value = text;
      field.style.position = "fixed";
      document.body.append(field);
      field.select();
      document.execCommand("copy");
      field.remove();
      link.focus();
    }
    const status = link.parentElement.querySelector('[role="status"]');
    if (status) status.textContent = link.dataset.copied;
  }

  new MutationObserver(() => {
    if (!arrival) return;
    const isRunning = app()?.dataset.testScriptState !== "notRunning";
    arrival.started ||= isRunning || !arrival.old?.isConnected; // a quick run may begin and end between two looks
    if (arrival.started && !isRunning) arrive();
  }).observe(document.body, { subtree: true, childList: true, attributes: true, attributeFilter: ["data-test-script-state"] });
})();
