// Comforts for pages that are complete without them.
(() => {
  const words = document.currentScript.dataset, root = document.documentElement;
  const one = (selector, from = document) => from.querySelector(selector);
  const all = (selector, from = document) => [...from.querySelectorAll(selector)];
  const make = (tag, values) => Object.assign(document.createElement(tag), values);
  const store = (area, key, value) => {
    try { return value == null ? self[area].getItem("guidegen-" + key) : self[area].setItem("guidegen-" + key, value); } catch {}
  };
  const say = (text) => {
    one("#status").textContent = "";
    setTimeout(() => (one("#status").textContent = text), 100);
  };
  const nav = one("#site-nav"), toc = one(".toc"), search = one("#search");

  // Menu of small screens: what lies behind it is inert
  const opener = one(".menu-link");
  const menu = (open) => {
    if (open === nav.classList.contains("open")) return;
    nav.classList.toggle("open", open);
    opener.ariaExpanded = open;
    for (const part of all("main, .bar, .toc, .foot, .skip")) part.inert = open;
    (open ? one("a", nav) : opener).focus();
  };
  matchMedia("(width >= 64rem)").onchange = () => menu(false);

  // Colour scheme
  const theme = one(".theme-button"), schemes = ["auto", "light", "dark"];
  const paint = (scheme) => {
    root.dataset.theme = scheme;
    return (theme.ariaLabel = theme.title = `${words.theme}: ${words[scheme]}`);
  };
  paint(root.dataset.theme || "auto");
  theme.onclick = () => {
    const next = schemes[(schemes.indexOf(root.dataset.theme) + 1) % 3];
    store("localStorage", "theme", next);
    say(paint(next));
  };

  // Copy buttons, without the prompt
  const copy = (text) => navigator.clipboard?.writeText(text).then(() => say(words.copied));
  const icon = (path) => `<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d="${path}"/></svg>`;
  const idle = icon("M9 9h11v11H9zM5 15H4V4h11v1"), done = icon("m5 13 5 5 9-11");
  if (words.copy && navigator.clipboard) for (const box of all(".code")) {
    const button = make("button", { type: "button", className: "copy", innerHTML: idle, ariaLabel: words.copy, title: words.copy });
    button.onclick = async () => {
      const text = one("code", box).textContent;
      await copy(text.startsWith("$ ") ? text.replace(/^[$] /gm, "") : text);
      button.innerHTML = done;
      setTimeout(() => (button.innerHTML = idle), 1500);
    };
    box.append(button);
  }

  // Tabs: groups of one name switch together
  const tabs = all("[role=tab]"), panel = (tab) => document.getElementById(tab.getAttribute("aria-controls"));
  const group = (tab) => tab.parentNode.parentNode.dataset.group;
  const isWith = (tab, other) => group(tab) ? group(tab) === group(other) : tab.parentNode === other.parentNode;
  const choose = (tab) => {
    for (const other of all("[role=tab]", tab.parentNode)) {
      other.ariaSelected = other === tab;
      other.tabIndex = other === tab ? 0 : -1;
      panel(other).hidden = other === tab ? false : "until-found";
    }
  };
  const switchTo = (tab) => {
    const place = tab.getBoundingClientRect().top;
    for (const other of tabs) if (isWith(tab, other) && other.textContent === tab.textContent) choose(other);
    scrollBy({ top: tab.getBoundingClientRect().top - place, behavior: "instant" });
    if (group(tab)) store("localStorage", "tab-" + group(tab), tab.textContent);
    tab.focus();
  };
  for (const tab of tabs) {
    if (group(tab) && store("localStorage", "tab-" + group(tab)) === tab.textContent) choose(tab);
    tab.onclick = () => switchTo(tab);
    panel(tab).onbeforematch = () => choose(tab);
    tab.onkeydown = ({ key }) => {
      const row = all("[role=tab]", tab.parentNode), at = row.indexOf(tab);
      const next = { [forth]: row[(at + 1) % row.length], [back]: row.at(at - 1), Home: row[0], End: row.at(-1) }[key];
      if (next) switchTo(next);
    };
  }

  // Sheets: pictures, search, help
  const zoom = make("dialog", { className: "zoom", innerHTML: `<button type="button" class="close" aria-label="${words.close}">×</button><img alt="">` });
  document.body.append(zoom);
  const enlarge = (link) => {
    const picture = one("img", zoom);
    zoom.classList.remove("full");
    picture.src = link.href;
    zoom.ariaLabel = picture.alt = one("img", link).alt;
    zoom.showModal();
  };
  let client;
  const wanted = () => (client ||= new Promise((onload) => document.head.append(make("script", { src: search.dataset.searchScript, onload, onerror: () => one(".search-form").submit() }))));
  const find = (event) => {
    event.preventDefault();
    if (search.open) return;
    menu(false);
    search.showModal();
    wanted().then(() => guidegenSearch.open(search));
  };
  if (search) {
    one(".search-form").onsubmit = find;
    one(".search-button").onpointerenter = wanted;
    // A page on the disk cannot be fetched for its excerpt: search.js frames and asks it
    if (location.protocol === "file:") addEventListener("message", ({ data, source }) => {
      if (data === "guidegenPage") source.postMessage({ guidegenPage: one("main").outerHTML }, "*");
    });
  }
  addEventListener("click", (event) => {
    const { target } = event, at = (selector) => target.closest(selector);
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (at(".menu-link, .open .nav-close, .lightbox-link")) event.preventDefault();
    if (at(".menu-link")) menu(true);
    else if (at(".nav-close") || !nav.contains(target)) menu(false);
    if (at(".lightbox-link")) enlarge(at(".lightbox-link"));
    if (at(".anchor")) copy(at(".anchor").href);
    if (at(".zoom img")) zoom.classList.toggle("full");
    else if (target.tagName === "DIALOG" || at(".zoom .close")) at("dialog").close();
  });

  // Keys: single ones can be switched off (WCAG 2.1.4)
  const [back, forth] = root.dir === "rtl" ? ["ArrowRight", "ArrowLeft"] : ["ArrowLeft", "ArrowRight"];
  const single = one("#single-keys");
  single.checked = store("localStorage", "keys") !== "off";
  single.onchange = () => store("localStorage", "keys", single.checked ? "on" : "off");
  addEventListener("keydown", (event) => {
    const { key, target, shiftKey, altKey } = event, command = event.ctrlKey || event.metaKey;
    if (search && command && !altKey && !shiftKey && key === "k") find(event);
    if (key === "Escape") menu(false);
    if (command || altKey || !single.checked || target.closest("input, textarea, select, dialog, [contenteditable], [tabindex='0'], [role=tab]")) return;
    if (search && key === "/") find(event);
    if (key === "?") one("#help").showModal();
    if (shiftKey || visualViewport.scale > 1) return;
    if (key === back) one(".pager [rel=prev]")?.click();
    if (key === forth) one(".pager [rel=next]")?.click();
  });

  // Position and open parts of the menu are kept
  const [top, open] = JSON.parse(store("sessionStorage", "nav") || "[0,[]]");
  const name = (box) => box.parentNode.firstElementChild.href;
  for (const box of all("details", nav)) box.open ||= open.includes(name(box));
  nav.scrollTop = top;
  const here = one("[aria-current]", nav), offset = here ? here.getBoundingClientRect().top - nav.getBoundingClientRect().top : 0;
  if (offset < 0 || offset > nav.clientHeight - 40) nav.scrollTop += offset - nav.clientHeight / 3;
  addEventListener("pagehide", () => store("sessionStorage", "nav", JSON.stringify([nav.scrollTop, all("details[open]", nav).map(name)])));

  // Contents: the section in view
  const marks = all(".toc a").map((link) => [link, document.getElementById(decodeURIComponent(link.hash.slice(1)))]);
  const spy = () => {
    const now = marks.findLast(([, head]) => head?.getBoundingClientRect().top < innerHeight * 0.3)?.[0];
    for (const [link] of marks) {
      if (link !== now) link.ariaCurrent = null;
      else if (!link.ariaCurrent) {
        link.ariaCurrent = "location";
        toc.scrollTop = link.offsetTop - toc.clientHeight / 2;
      }
    }
  };
  if (toc) {
    addEventListener("scroll", () => requestAnimationFrame(spy), { passive: true });
    requestAnimationFrame(spy);
  }
})();
