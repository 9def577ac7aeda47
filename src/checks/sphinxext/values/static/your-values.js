// Insert the reader's values into the page. Without this file, the page shows placeholders.
// The script runs in the head and fills each element while the page is parsed, to avoid flicker and layout shifts.
(() => {
  "use strict";

  const fields = JSON.parse(document.currentScript.dataset.fields);
  const byKey = Object.fromEntries(fields.map((field) => [field.key, field]));
  const asked = fields.filter(({ key, source }) => key === source); // the other fields show the value of one of these
  const LONGEST = 200; // characters; also the limit of the fields in the panel
  const STORE = "your-values"; // entered by the reader: in the tab, or on the computer if remembered
  const LINK = "your-values-link"; // from a link: in the tab, with precedence over entered values
  const root = document.documentElement;

  // The whole value must match, without control, format, or unassigned characters, which could hide or break copied text.
  const fits = (field, text) =>
    text.length <= LONGEST && !/\p{C}/u.test(text) && new RegExp(`^(?:${field.pattern})$`, "u").test(text);

  // ---- Quoting of values by context. Values are never parsed as HTML, only set as text.

  const single = (text) => `'${text.replaceAll("'", `'\\''`)}'`;
  const word = (text) => (/^[\w@%+=:,./-]*$/.test(text) ? text : single(text));
  const powershell = (text) => text.replace(/['‘’‚‛]/g, "$&$&");
  const json = (text) => JSON.stringify(text).slice(1, -1);
  const quotes = {
    plain: (text) => text,
    sh: (text) => (text.startsWith("~/") ? `~/${word(text.slice(2))}` : word(text)), // a quoted ~ doesn't expand
    "sh-double": (text) =>
      text.replace(/[\\"$`]/g, "\\$&").replaceAll("!", `"'!'"`).replace(/^~(?=\/)/, "$$HOME"),
    "sh-single": (text) => text.replaceAll("'", `'\\''`),
    "sh-here": (text) => text.replace(/[\\$`]/g, "\\$&"),
    ps: (text) => (/^[\w:.~/\\-]*$/.test(text) ? text : `'${powershell(text)}'`),
    "ps-double": (text) => text.replace(/[`$"“”„]/g, "`$&"),
    "ps-single": powershell,
    json,
    hcl: (text) => json(text).replace(/[$%](?=\{)/g, "$&$&"),
  };

  // ---- Storage. If the browser blocks storage, values are lost when the page is closed.

  const storage = (name) => {
    try {
      return window[name];
    } catch {
      return null;
    }
  };
  const computer = storage("localStorage");
  const tab = storage("sessionStorage");

  const read = (store, name) => {
    try {
      const kept = JSON.parse(store.getItem(name));
      const good = asked.filter(({ key }) => typeof kept[key] === "string" && fits(byKey[key], kept[key]));
      return Object.fromEntries(good.map(({ key }) => [key, kept[key]]));
    } catch {
      return {};
    }
  };
  const write = (store, name, values) => {
    try {
      if (values) store.setItem(name, JSON.stringify(values));
      else store.removeItem(name);
    } catch {
      // storage is blocked: the page still has the values
    }
  };

  let own, linked, remember;
  let given = {}; // by the server of a live guide: shown unless the reader enters another value, and never stored

  const load = () => {
    try {
      remember = computer.getItem(STORE) !== null;
    } catch {
      remember = false;
    }
    own = read(remember ? computer : tab, STORE);
    linked = read(tab, LINK);
  };
  const save = () => {
    write(computer, STORE, remember ? own : null);
    write(tab, STORE, remember ? null : own);
    write(tab, LINK, linked);
  };

  const typed = (key) => linked[byKey[key].source] ?? own[byKey[key].source];
  const known = (key) => typed(key) ?? given[byKey[key].source];
  const defaultOf = (key) => (root.hasAttribute("data-values-no-defaults") ? "" : byKey[key].default);
  const current = (key) => known(key) ?? defaultOf(key);

  // Move values from the URL and the address bar to this tab. Return the labels of invalid values.
  const takeLink = () => {
    const query = new URLSearchParams(location.search);
    const given = asked.filter((field) => query.has(field.query));
    const refused = [];
    for (const field of given) {
      const text = query.get(field.query).trim();
      query.delete(field.query);
      if (!fits(field, text)) refused.push(field.label);
      else if (text !== current(field.key)) linked[field.key] = text;
    }
    if (given.length) {
      const rest = query.toString();
      history.replaceState(history.state, "", location.pathname + (rest && `?${rest}`) + location.hash);
      save();
    }
    return refused;
  };

  // ---- Display

  // Return the URL of a link, or null if a value is missing or would change the target that the author intended.
  const address = (template) => {
    const path = template.indexOf("/", template.indexOf("//") + 2);
    let complete = true;
    const href = template.replace(/\{(\w+)\}/g, (_, key, at) => {
      const text = current(key);
      const inHost = path < 0 || at < path;
      const steps = text.split("/");
      if (!text || (inHost ? !/^[\w.-]+(:\d+)?$/.test(text) : steps.some((step) => /^\.*$/.test(step))))
        complete = false;
      return inHost ? text : steps.map(encodeURIComponent).join("/");
    });
    return complete ? href : null;
  };

  // Replace an element with one of another name. A link without a URL is a span until the URL is complete.
  const as = (name, element) => {
    if (element.localName === name) return element;
    const now = document.createElement(name);
    for (const { name: key, value } of element.attributes) now.setAttribute(key, value);
    now.append(...element.childNodes);
    element.replaceWith(now);
    return now;
  };

  const summary = () => {
    const filled = asked.filter(({ key }) => current(key));
    const missing = asked.length - filled.length;
    if (!asked.some(({ key }) => known(key))) return "Type them once, and every page shows them.";
    return [...filled.map(({ key }) => current(key)), ...(missing ? [`${missing} to fill in`] : [])].join(" · ");
  };

  const setText = (element, text) => {
    if (element.textContent !== text) element.textContent = text;
  };

  const missingIn = (block) => {
    const places = [...block.querySelectorAll("[data-value]:not([data-filled])")];
    return [...new Set(places.map((place) => byKey[place.dataset.value].label))];
  };

  const show = () => {
    for (const place of document.querySelectorAll("[data-value]")) {
      const { value: key, quote } = place.dataset;
      const text = current(key);
      setText(place, text ? quotes[quote](text) : byKey[key].placeholder);
      place.toggleAttribute("data-filled", Boolean(text));
    }
    for (const link of document.querySelectorAll(".value-link")) {
      const href = address(link.dataset.href);
      const now = href ? as("a", link) : as("span", link);
      if (href) now.setAttribute("href", href);
      else now.removeAttribute("href");
    }
    for (const input of document.querySelectorAll("input[data-field]")) {
      input.placeholder = given[input.dataset.field] ?? defaultOf(input.dataset.field);
      if (input !== document.activeElement && !input.hasAttribute("aria-invalid"))
        input.value = typed(input.dataset.field) ?? "";
    }
    for (const line of document.querySelectorAll("[data-values-summary]")) setText(line, summary());
    for (const box of document.querySelectorAll("[data-values-remember]")) box.checked = remember;
    for (const note of document.querySelectorAll(".value-note"))
      if (!missingIn(note.previousElementSibling).length) setText(note, "");
    root.classList.toggle("values-linked", Object.keys(linked).length > 0);
  };

  // ---- Interaction

  const say = (text) => {
    for (const status of document.querySelectorAll(".your-values-status")) setText(status, text);
  };

  const complain = (input, text) => {
    document.getElementById(`${input.id}-error`).textContent = text;
    if (text) input.setAttribute("aria-invalid", "true");
    else input.removeAttribute("aria-invalid");
  };

  const onInput = (input) => {
    const field = byKey[input.dataset.field];
    const text = input.value.trim();
    delete linked[field.key];
    delete own[field.key];
    if (text && fits(field, text)) own[field.key] = text;
    if (!text || own[field.key]) complain(input, "");
    save();
    show();
  };

  const onChange = (input) => {
    const field = byKey[input.dataset.field];
    const text = input.value.trim();
    if (text && !own[field.key]) {
      complain(input, `This value is invalid, so pages still show ${defaultOf(field.key) || field.placeholder}. Compare it with the example.`);
      say("");
    } else {
      const all = [...document.querySelectorAll("[data-value]")];
      const places = all.filter((place) => byKey[place.dataset.value].source === field.key).length;
      const here = places === 1 ? "in 1 place" : `in ${places} places`;
      say(text ? `${field.label} now shows ${here} on this page.` : `${field.label} is empty again.`);
    }
  };

  const onRemember = (box) => {
    remember = box.checked;
    if (remember) {
      own = { ...own, ...linked }; // remember the displayed values
      linked = {};
    }
    save();
    show();
    say(remember ? "Remembered on this computer." : "Kept in this browser tab only.");
  };

  const onForget = () => {
    own = {};
    linked = {};
    remember = false;
    write(computer, STORE, null);
    write(tab, STORE, null);
    write(tab, LINK, null);
    for (const input of document.querySelectorAll("input[data-field]")) complain(input, "");
    show();
    say("Forgotten, in this tab and on this computer.");
  };

  const onUnlink = () => {
    linked = {};
    save();
    show();
    say("The values of the link are gone.");
    document.querySelector("input[data-field]").focus(); // the focused button is hidden now
  };

  // Next to a copied block with missing values: list the values, and link to the panel.
  const onCopy = (button) => {
    const target = document.querySelector(button.dataset.clipboardTarget);
    const missing = target ? missingIn(target) : [];
    if (!missing.length) return;
    const block = target.closest("[class*='highlight-']") ?? target;
    let note = block.nextElementSibling;
    if (!note?.classList.contains("value-note")) {
      note = document.createElement("p");
      note.className = "value-note";
      note.setAttribute("role", "status");
      block.after(note);
    }
    const text = `The copied text still needs: ${missing.join(", ")}.`;
    const way = document.createElement("a");
    way.href = "#your-values-panel";
    way.textContent = "Enter your values";
    // Screen readers announce changes only in regions that already exist.
    setTimeout(() => note.replaceChildren(text, ...(document.getElementById("your-values-panel") ? [" ", way] : [])));
  };

  const openPanel = () => {
    const panel = document.getElementById("your-values-panel");
    if (!panel) return;
    panel.open = true;
    const inputs = [...panel.querySelectorAll("input[data-field]")];
    (inputs.find((input) => !current(input.dataset.field)) ?? inputs[0])?.focus();
  };

  document.addEventListener("input", ({ target }) => {
    if (target.matches("input[data-field]")) onInput(target);
  });
  document.addEventListener("change", ({ target }) => {
    if (target.matches("input[data-field]")) onChange(target);
    if (target.matches("[data-values-remember]")) onRemember(target);
  });
  const onClick = (event) => {
    const on = (selector) => event.target.closest(selector);
    if (on("[data-values-forget]")) onForget();
    if (on("[data-values-unlink]")) onUnlink();
    if (on(".copybtn")) onCopy(on(".copybtn"));
    if (on("a[href='#your-values-panel']")) {
      event.preventDefault();
      openPanel();
    }
  };
  document.addEventListener("click", onClick, true); // capture, because a copy button replaces the clicked icon
  document.addEventListener("submit", (event) => {
    if (event.target.matches(".your-values-form")) event.preventDefault(); // Enter doesn't submit the form
  });
  document.addEventListener("your-values", ({ detail }) => {
    const usable = asked.filter((field) => typeof detail[field.query] === "string" && fits(field, detail[field.query]));
    // Some placeholders have no default on purpose, so the default host doesn't fill them either.
    given = Object.fromEntries(usable.map(({ key, query }) => [key, detail[query]]).filter(([key, text]) => text !== byKey[key].default));
    show();
  });
  addEventListener("storage", ({ storageArea }) => {
    if (storageArea !== computer) return; // another window stored or removed values
    load();
    show();
  });
  addEventListener("pageshow", ({ persisted }) => {
    if (!persisted) return; // a page from the back-forward cache can have outdated values
    load();
    show();
  });

  load();
  const refused = takeLink();
  root.classList.add("values-live");
  new MutationObserver(show).observe(root, { attributeFilter: ["data-values-no-defaults"] });
  const arriving = new MutationObserver(show);
  arriving.observe(root, { childList: true, subtree: true });
  document.addEventListener("DOMContentLoaded", () => {
    arriving.disconnect();
    show();
    if (refused.length) say(`The link contains invalid values, which were ignored: ${refused.join(", ")}.`);
  });
})();
