// For large menus and for marks on pages that were read: loaded only where a site wants one of them.
(() => {
  const { home } = document.currentScript.dataset, nav = document.querySelector("#site-nav");
  const links = (selector) => [...nav.querySelectorAll(selector)];
  // Where links of the site name the file of a folder, that of home does too.
  const file = home.endsWith("index.html") ? "index.html" : "";
  const absolute = (url, above) => new URL(url, above).href.replace(/\/$/, "/" + file);

  // The rest of a large menu stands in one shared file, fetched when a reader first opens a part of it.
  // It sets `guidegenNav` to entries [url seen from the entry above, HTML of the name, entries below].
  let shared;
  const load = () => (shared ||= new Promise((onload) =>
    document.head.append(Object.assign(document.createElement("script"), { src: nav.dataset.shared, onload }))));
  const find = (entries, href, above) => {
    for (const [url, , below = []] of entries) {
      const here = absolute(url, above), found = here === href ? below : find(below, href, here);
      if (found) return found;
    }
  };
  const item = ([url, name, below], above) => {
    const entry = document.createElement("li"), link = document.createElement("a");
    link.href = absolute(url, above);
    link.innerHTML = name;
    entry.append(link);
    if (below?.length) unfold(entry, () => below);
    return entry;
  };
  const unfold = (entry, below) => {
    const link = entry.firstElementChild, box = document.createElement("details");
    box.innerHTML = '<summary><span class="visually-hidden"></span></summary>';
    box.querySelector("span").textContent = link.textContent;
    box.ontoggle = async () => {
      if (box.children[1]) return;
      const list = document.createElement("ul");
      box.append(list);
      list.append(...(await below()).map((it) => item(it, link.href)));
    };
    entry.append(box);
  };
  for (const link of links("[data-more]"))
    unfold(link.parentNode, () => load().then(() => find(window.guidegenNav, link.href, new URL(home, location).href) || []));

  // A long level shows what stands around the open entry; the rest comes in where the reader asks for it.
  for (const link of links("[data-rest]")) link.onclick = async (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    await load();
    const { href, parentNode: { parentNode: list, previousElementSibling: before } } = link;
    const top = new URL(home, location).href, known = new Map([...list.children].map((it) => [it.firstElementChild.href, it]));
    const all = href === top ? window.guidegenNav : find(window.guidegenNav, href, top);
    if (!all) return location.assign(href);
    list.replaceChildren(...all.map((it) => known.get(absolute(it[0], href)) || item(it, href)));
    (before?.nextElementSibling || list.firstElementChild).firstElementChild.focus();
  };

  // Pages that were read in this browser session.
  if ("visited" in nav.dataset) try {
    const read = new Set(JSON.parse(sessionStorage.getItem("guidegen-read"))).add(location.pathname);
    sessionStorage.setItem("guidegen-read", JSON.stringify([...read]));
    for (const link of links("a[href]")) if (read.has(link.pathname)) link.classList.add("read");
  } catch {}
})();
