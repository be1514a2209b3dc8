// The script of the theme foundation. Every page is complete without it; here are the comforts.
(() => {
  "use strict";
  const words = document.currentScript.dataset, root = document.documentElement;
  const one = (selector, from = document) => from.querySelector(selector);
  const all = (selector, from = document) => [...from.querySelectorAll(selector)];
  const make = (tag, values) => Object.assign(document.createElement(tag), values);
  const read = (store, key) => { try { return store.getItem("guidegen-" + key); } catch {} };
  const keep = (store, key, value) => { try { store.setItem("guidegen-" + key, value); } catch {} };
  const say = (text) => { const status = one("#status"); status.textContent = ""; setTimeout(() => (status.textContent = text), 50); };
  const nav = one("#site-nav");

  // Menu of small screens: what lies behind it is inert, so the focus stays inside.
  const opener = one(".menu-link"), behind = all("main, .bar, .toc, .foot, .skip");
  const menu = (open) => {
    if (open === nav.classList.contains("open")) return;
    nav.classList.toggle("open", open);
    opener.ariaExpanded = open;
    for (const part of behind) part.inert = open;
    (open ? one("a", nav) : opener).focus();
  };
  opener.onclick = (event) => { event.preventDefault(); menu(true); };
  one(".nav-close").onclick = (event) => { event.preventDefault(); menu(false); };
  addEventListener("click", (event) => nav.contains(event.target) || opener.contains(event.target) || menu(false));
  matchMedia("(width >= 64rem)").onchange = () => menu(false);

  // The rest of a large menu stands in one shared file, fetched when a reader first opens a part of it.
  const load = (src) => new Promise((done, fail) => document.head.append(make("script", { src, onload: done, onerror: fail })));
  const branch = (entries) => {
    const list = make("ul");
    for (const [url, title, below] of entries) {
      const item = make("li"), link = make("a", { href: new URL(url, new URL(words.home, location)), innerHTML: title });
      item.append(link);
      if (below) more(item, link, () => below);
      list.append(item);
    }
    return list;
  };
  const more = (item, link, below) => {
    const box = make("details"), label = make("summary");
    label.append(make("span", { className: "visually-hidden", textContent: link.textContent }));
    box.append(label);
    item.append(box);
    box.ontoggle = async () => box.children[1] || box.append(branch(await below()));
  };
  let shared;
  const find = (entries, href) => {
    for (const [url, , below] of entries) {
      const found = new URL(url, new URL(words.home, location)).href === href ? below : below && find(below, href);
      if (found) return found;
    }
  };
  for (const link of all("[data-more]", nav))
    more(link.parentNode, link, async () => find(await (shared ||= load(nav.dataset.shared).then(() => window.guidegenNav)), link.href) || []);

  // Its position and open parts are kept from page to page.
  const href = (box) => box.parentNode.firstElementChild.href;
  const [top, open] = JSON.parse(read(sessionStorage, "nav") || "[]");
  for (const box of all("details", nav)) if (open?.includes(href(box))) box.open = true;
  const here = one("[aria-current]", nav);
  if (top != null) nav.scrollTop = top;
  if (here) {
    const place = here.getBoundingClientRect(), frame = nav.getBoundingClientRect();
    if (place.top < frame.top || place.bottom > frame.bottom) nav.scrollTop += place.top - frame.top - frame.height / 3;
  }
  addEventListener("pagehide", () => keep(sessionStorage, "nav", JSON.stringify([nav.scrollTop, all("details[open]", nav).map(href)])));
  if ("visited" in nav.dataset) {
    const seen = new Set(JSON.parse(read(sessionStorage, "read") || "[]")).add(location.pathname);
    keep(sessionStorage, "read", JSON.stringify([...seen]));
    for (const link of all("a", nav)) if (seen.has(link.pathname)) link.classList.add("read");
  }

  // Contents: marks the section in view.
  const toc = one(".toc"), marks = new Map(all(".toc a").map((link) => [decodeURIComponent(link.hash.slice(1)), link]));
  const heads = [...marks.keys()].map((id) => document.getElementById(id)).filter(Boolean);
  const spy = () => {
    const now = heads.findLast((head) => head.getBoundingClientRect().top < innerHeight * 0.3);
    for (const [id, link] of marks) {
      if (id !== now?.id) link.removeAttribute("aria-current");
      else if (!link.ariaCurrent) {
        link.ariaCurrent = "location";
        toc.scrollTop = link.offsetTop - toc.clientHeight / 2;
      }
    }
  };
  if (heads.length) {
    addEventListener("scroll", () => requestAnimationFrame(spy), { passive: true });
    spy();
  }

  // Colour scheme: automatic, light, dark.
  const theme = one(".theme-button"), schemes = ["auto", "light", "dark"];
  const paint = (scheme) => {
    root.dataset.theme = scheme;
    theme.ariaLabel = theme.title = `${words.theme}: ${words[scheme]}`;
  };
  const scheme = () => root.dataset.theme || "auto";
  paint(scheme());
  theme.onclick = () => {
    paint(schemes[(schemes.indexOf(scheme()) + 1) % 3]);
    keep(localStorage, "theme", scheme());
    say(theme.ariaLabel);
  };

  // Copy buttons; a prompt sign at the start of a line is not copied.
  const copy = async (text) => {
    try { await navigator.clipboard.writeText(text); } catch {
      const field = make("textarea", { value: text });
      one("main").append(field);
      field.select();
      document.execCommand("copy");
      field.remove();
    }
    say(words.copied);
  };
  const icon = (path) => `<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d="${path}"/></svg>`;
  const sheets = icon("M9 9h11v11H9zM5 15H4V4h11v1"), tick = icon("m5 13 5 5 9-11");
  if (words.copy) for (const box of all(".code")) {
    const button = make("button", { type: "button", className: "copy", innerHTML: sheets, ariaLabel: words.copy, title: words.copy });
    button.onclick = async () => {
      const text = one("code", box).textContent;
      await copy(/^[$] /.test(text) ? text.replace(/^[$] /gm, "") : text);
      button.innerHTML = tick;
      setTimeout(() => (button.innerHTML = sheets), 1500);
    };
    box.append(button);
  }

  // Tabs: all groups of one name switch together, and the choice is remembered.
  const tabs = all("[role=tab]");
  const choose = (tab) => {
    const group = tab.closest(".tabs");
    for (const other of all("[role=tab]", group)) {
      const chosen = other === tab;
      other.ariaSelected = chosen;
      other.tabIndex = chosen ? 0 : -1;
      document.getElementById(other.getAttribute("aria-controls")).hidden = chosen ? false : "until-found";
    }
  };
  const group = (tab) => tab.closest(".tabs").dataset.group;
  const chooseAll = (tab) => {
    const top = tab.getBoundingClientRect().top;
    for (const other of tabs) if (group(other) === group(tab) && other.textContent === tab.textContent) choose(other);
    scrollBy({ top: tab.getBoundingClientRect().top - top, behavior: "instant" });
    keep(localStorage, "tab-" + group(tab), tab.textContent);
  };
  for (const tab of tabs) {
    const panel = document.getElementById(tab.getAttribute("aria-controls"));
    if (read(localStorage, "tab-" + group(tab)) === tab.textContent) choose(tab);
    tab.onclick = () => chooseAll(tab);
    panel.addEventListener("beforematch", () => choose(tab));
    tab.onkeydown = ({ key }) => {
      const row = all("[role=tab]", tab.parentNode), at = row.indexOf(tab), step = getComputedStyle(root).direction === "rtl" ? -1 : 1;
      const next = { ArrowRight: row.at((at + step) % row.length), ArrowLeft: row.at((at - step) % row.length), Home: row[0], End: row.at(-1) }[key];
      if (next) { chooseAll(next); next.focus(); }
    };
  }

  // Pictures open in a sheet; a click there shows them in full size.
  let zoom;
  const enlarge = (link) => {
    if (!zoom) {
      zoom = make("dialog", { className: "zoom" });
      zoom.append(make("button", { type: "button", className: "close", ariaLabel: words.close, textContent: "×" }), make("img"));
      zoom.onclick = ({ target }) => (target.tagName === "IMG" ? zoom.classList.toggle("full") : zoom.close());
      document.body.append(zoom);
    }
    zoom.classList.remove("full");
    zoom.ariaLabel = one("img", zoom).alt = one("img", link).alt;
    one("img", zoom).src = link.href;
    zoom.showModal();
  };
  addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    const picture = event.target.closest(".lightbox-link"), anchor = event.target.closest(".anchor");
    if (picture) { event.preventDefault(); enlarge(picture); }
    if (anchor) copy(anchor.href);
  });

  // Search: its script and index are fetched when it is first wanted.
  const search = one("#search"), help = one("#help");
  let client;
  const fetchSearch = () => (client ||= load(search.dataset.searchScript));
  const openSearch = () => {
    if (search.open) return;
    menu(false);
    search.showModal();
    fetchSearch().then(() => window.guidegenSearch.open(search), () => (location.href = one(".search-form").action));
  };
  if (search) {
    const button = one(".search-button");
    button.onpointerenter = fetchSearch;
    one(".search-form").onsubmit = (event) => { event.preventDefault(); openSearch(); };
  }
  for (const sheet of all("dialog")) sheet.onclick = ({ target }) => target === sheet && sheet.close();

  // Keys. Single keys can be switched off in the help sheet (WCAG 2.1.4).
  const single = one("#single-keys");
  single.checked = read(localStorage, "keys") !== "off";
  single.onchange = () => keep(localStorage, "keys", single.checked ? "on" : "off");
  addEventListener("keydown", (event) => {
    const { key, target } = event, command = event.ctrlKey || event.metaKey;
    if (search && command && !event.altKey && !event.shiftKey && key.toLowerCase() === "k") { event.preventDefault(); openSearch(); }
    if (key === "Escape") menu(false);
    if (command || event.altKey || event.defaultPrevented || !single.checked) return;
    if (target.closest("input, textarea, select, dialog, [contenteditable], [role=tab], [tabindex='0']")) return;
    if (key === "/" && search) { event.preventDefault(); openSearch(); }
    if (key === "?") help.showModal();
    if (event.shiftKey || root.scrollWidth > root.clientWidth || visualViewport.scale > 1) return;
    const back = root.dir === "rtl" ? "ArrowRight" : "ArrowLeft";
    if (key === "ArrowLeft" || key === "ArrowRight") one(`.pager [rel=${key === back ? "prev" : "next"}]`)?.click();
  });

  // Paper shows what is folded away.
  let folded = [];
  addEventListener("beforeprint", () => { folded = all("article details:not([open])"); for (const box of folded) box.open = true; });
  addEventListener("afterprint", () => { for (const box of folded) box.open = false; });
})();
