// Buttons that copy the address of a feed, and search over all feeds. Pages work without it.
(() => {
  "use strict";

  const MOST = 50;
  const COPIED = 2000; // milliseconds
  const status = document.getElementById("status");

  const create = (name, properties, ...children) => {
    const element = Object.assign(document.createElement(name), properties);
    element.append(...children);
    return element;
  };

  // Buttons

  const copy = async (text) => {
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      // Browsers have no clipboard on pages without https.
      const area = create("textarea", { value: text, readOnly: true, className: "unseen" });
      document.body.append(area);
      area.select();
      document.execCommand("copy");
      area.remove();
    }
  };

  document.addEventListener("click", async (event) => {
    const button = event.target.closest("button[data-copy]");
    if (!button || button.classList.contains("done")) return;
    await copy(button.dataset.copy);
    const label = button.textContent;
    button.focus();
    button.classList.add("done");
    button.textContent = status.textContent = document.body.dataset.copied;
    setTimeout(() => {
      button.classList.remove("done");
      button.textContent = label;
      status.textContent = "";
    }, COPIED);
  });

  for (const button of document.querySelectorAll("button[data-copy]")) button.hidden = false;

  // Search

  const form = document.getElementById("search");
  if (!form) return;
  const box = form.querySelector("input");
  const found = document.getElementById("found");
  const count = found.querySelector("p");
  const list = found.querySelector("ul");
  const lists = document.getElementById("lists");
  const texts = JSON.parse(form.dataset.texts);
  let index; // a promise once the box had the focus
  let feeds = [];
  let announcing;

  // Upper case, because ß and ς have two lower-case forms. Bidi marks and joiners do not count.
  const fold = (text) =>
    text.normalize("NFKC").toUpperCase().normalize("NFKC").replace(/\p{Cf}/gu, "");

  const filled = (text, values) => text.replace(/\{(\w+)\}/g, (all, name) => values[name] ?? all);

  const load = () => {
    index ??= fetch(form.dataset.index)
      .then((answer) => answer.json())
      .then((content) => {
        feeds = content.feeds.map((feed) => ({ feed, key: fold(feed[1]) }));
      });
    return index;
  };

  const matches = (words) => {
    const first = [];
    const others = [];
    for (const one of feeds) {
      if (!words.every((word) => one.key.includes(word))) continue;
      (one.key.startsWith(words[0]) ? first : others).push(one.feed);
    }
    return first.concat(others);
  };

  const row = ([kind, name, page, address]) => {
    const button = create("button", { type: "button" }, texts.copy);
    button.dataset.copy = address;
    button.setAttribute("aria-label", `${texts.copy}: ${name}`);
    return create(
      "li",
      {},
      create("a", { className: "name", href: page || address }, create("bdi", {}, name || texts.untitled)),
      create("p", { className: "facts" }, texts.kinds[kind] ?? kind),
      button,
    );
  };

  const announce = (text) => {
    count.textContent = text;
    clearTimeout(announcing);
    announcing = setTimeout(() => (status.textContent = text), 500);
  };

  const show = () => {
    const words = fold(box.value).split(/\s+/).filter(Boolean);
    found.hidden = !words.length;
    lists.hidden = !found.hidden;
    const all = words.length ? matches(words) : [];
    list.replaceChildren(...all.slice(0, MOST).map(row));
    const text = all.length > MOST ? texts.found_some : texts.found;
    announce(words.length ? filled(text, { n: all.length, shown: MOST }) : "");
  };

  const search = async () => {
    try {
      await load();
    } catch {
      index = undefined;
      found.hidden = false;
      announce(texts.search_failed);
      return;
    }
    show();
  };

  const clear = () => {
    box.value = "";
    show();
    box.focus();
  };

  form.hidden = false;
  form.addEventListener("submit", (event) => event.preventDefault());
  box.addEventListener("focus", () => load().catch(() => (index = undefined)));
  box.addEventListener("compositionend", search);
  box.addEventListener("input", (event) => {
    if (event.isComposing) return;
    if (feeds.length) show();
    else search();
  });
  if (box.value) search(); // after the Back button

  document.addEventListener("keydown", (event) => {
    const { key, target } = event;
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const links = [...list.querySelectorAll("a.name")];
    const at = links.indexOf(target);
    if (key === "/" && !target.closest("input, textarea, select")) box.focus();
    else if (key === "Escape" && !found.hidden) clear();
    else if (key === "ArrowDown" && (at >= 0 || target === box)) links[at + 1]?.focus();
    else if (key === "ArrowUp" && at >= 0) (links[at - 1] ?? box).focus();
    else if (key === "Enter" && target === box) links[0]?.click();
    else return;
    event.preventDefault();
  });
})();
