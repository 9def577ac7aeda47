// The live layer of the guide. The server decides every verdict and renders every result; this script puts them into
// the page, and marks them as old as soon as the server doesn't respond.
(() => {
  "use strict";

  const RETRY = 2_000; // between attempts to connect
  const SILENCE = 40_000; // the server sends something at least every 15 seconds
  const ASLEEP = 30_000; // a pause of the timer, or a change of the clock, that means that the computer was asleep
  const TICK = 2_000;
  const REPEATED = 1_500; // returning to a tab causes several events
  const NOTICEABLE = 2_500; // how long a change is marked

  const root = document.documentElement;
  const top = new URL(root.dataset.content_root, location.href);
  const page = document.querySelector("meta[name='live-guide']").content;

  const make = (name, className, ...children) => {
    const element = document.createElement(name);
    element.className = className;
    element.append(...children);
    return element;
  };
  const setText = (element, text) => {
    if (element.textContent !== text) element.textContent = text;
  };
  const mark = () => {
    const element = make("span", "live-mark");
    element.setAttribute("aria-hidden", "true");
    return element;
  };
  const button = (text, press) => {
    const element = make("button", "live-again", text);
    element.type = "button";
    element.addEventListener("click", () => live && press());
    return element;
  };
  // 14:03, or 28 Nov 2026, 14:03, in local time and as in the terminal. Both texts have a fixed format. The first
  // Intl.DateTimeFormat of a page would take longer than everything else in this script together.
  const clock = (moment) => {
    const when = new Date(moment);
    const time = when.toTimeString().slice(0, 5);
    if (when.toDateString() === new Date().toDateString()) return time;
    const [, month, , year] = when.toDateString().split(" ");
    return `${when.getDate()} ${month} ${year}, ${time}`;
  };

  // ---- The parts of the page

  const next = make("a", "live-next");
  const status = make("p", "live-status", "Connecting");
  const practice = make("p", "live-practice");
  const terminal = make("p", "live-terminal");
  const chooser = make("select", "");
  const name = make("label", "", "VCS provider");
  chooser.id = name.htmlFor = "live-provider";
  const provider = make("p", "live-provider", name, chooser);
  const region = make("p", "visually-hidden");
  region.setAttribute("role", "status");
  const bar = make("section", "live-bar", make("p", "live-way", next), status, practice, provider, terminal);
  bar.setAttribute("aria-label", "Live guide");
  practice.hidden = provider.hidden = terminal.hidden = true;
  chooser.addEventListener("change", () => post("provider", { id: chooser.value }));

  const cards = new Map();
  for (const group of document.querySelectorAll(".check-card")) {
    const part = { group, mark: mark(), label: make("strong", "live-label"), checked: make("span", "live-checked") };
    part.again = button("Check again", () => check(group.id, true));
    part.again.setAttribute("aria-describedby", `${group.id}-title`);
    part.summary = make("p", "live-summary");
    part.result = make("div", "live-result");
    const line = make("p", "live-line", part.mark, part.label, part.checked, part.again);
    group.querySelector(".check-title").after(make("div", "live-card", line, part.summary, part.result));
    cards.set(group.id, part);
  }

  // A page has a label next to its links and above its cards.
  const labels = [];
  const labelFor = (name) => {
    const label = { name, mark: mark(), text: make("span", "live-label") };
    labels.push(label);
    return label;
  };
  for (const link of document.querySelectorAll(".sidebar-tree a.reference.internal")) {
    const way = link.getAttribute("href") === "#" ? page : new URL(link.href).pathname.slice(top.pathname.length);
    const label = labelFor(way.replace(/\.html$/, ""));
    label.text.classList.add("visually-hidden");
    link.append(label.mark, label.text);
  }
  const [first] = cards.values();
  if (first) {
    const here = labelFor(page);
    here.text = make("strong", "live-label");
    const again = button("Check this page again", () => check(null, true));
    first.group.before(make("p", "live-line live-page", here.mark, here.text, again));
  }
  document.querySelector("article").prepend(bar, region);

  // ---- Display

  let live = false; // whether the server responds, so that its last document is current
  let lost = false; // whether the reader was told that the server doesn't respond
  let seen = null; // the time of the last document
  let known = { cards: {}, pages: {}, next: null, providers: [], simulated: [], terminal: "", values: {} };
  const fresh = (text) => (live || !text ? text : `Earlier: ${text}`);

  const showCard = (part, card = { state: "not-run", label: "", checked: null, summary: "", html: "" }) => {
    part.group.dataset.state = part.mark.dataset.state = card.state;
    setText(part.label, fresh(card.label));
    setText(part.checked, card.checked && card.state !== "running" ? `checked at ${clock(card.checked)}` : "");
    setText(part.summary, card.summary);
    if (part.html !== card.html) {
      const focused = part.result.contains(document.activeElement);
      part.result.innerHTML = part.html = card.html; // rendered and escaped by the server
      if (focused) part.again.focus();
      // The style shows each row as a list, in which each cell has the heading of its column.
      for (const table of part.result.querySelectorAll("table"))
        for (const cell of table.querySelectorAll("td")) cell.dataset.head = table.tHead.rows[0].cells[cell.cellIndex].textContent;
    }
    for (const time of part.result.querySelectorAll("time")) setText(time, clock(time.dateTime));
  };

  const showProviders = () => {
    provider.hidden = known.providers.length < 2;
    const options = known.providers.map(({ id, name }) => new Option(name, id));
    const same = options.length === chooser.length && options.every(({ value, text }, at) => chooser[at].value === value && chooser[at].text === text);
    if (!same) chooser.replaceChildren(...options);
    const chosen = known.providers.find((one) => one.chosen);
    if (chosen) chooser.value = chosen.id;
    else chooser.selectedIndex = -1;
  };

  const showPractice = () => {
    if (!known.simulated.length || !practice.hidden) return;
    const linked = (text, href) => Object.assign(make("a", "", text), { href });
    const links = known.simulated.flatMap(({ name, url }) => [linked(name, url), ", "]);
    practice.append("Practice in the sandbox: ", ...links, linked("values to enter", new URL("sandbox.html#follow-the-steps", top)));
    practice.hidden = false;
  };

  // In practice, the links of the steps lead to the sandbox. A step can get its link later, from the reader's values.
  const lead = ({ target }) => {
    const link = target.closest("article a[href]");
    const simulated = link && known.simulated.find(({ site }) => `${link.href}/`.startsWith(`${site}/`));
    if (simulated) link.href = simulated.url + link.href.slice(simulated.site.length);
  };
  for (const kind of ["click", "auxclick"]) document.addEventListener(kind, lead, true);

  const show = () => {
    root.dataset.live = live ? "on" : "off";
    for (const [id, part] of cards) showCard(part, known.cards[id]);
    for (const { name, mark, text } of labels) {
      const { state = "", label = "" } = known.pages[name] ?? {};
      mark.dataset.state = state;
      setText(text, label && text.matches(".visually-hidden") ? `(${fresh(label)})` : fresh(label));
    }
    // Old advice could be wrong by now, unlike an old verdict with its time.
    const advice = live && known.next;
    setText(next, advice ? known.next.text : "");
    if (advice) next.href = new URL(known.next.href, top);
    else next.removeAttribute("href");
    setText(terminal, live ? known.terminal : "");
    terminal.hidden = !terminal.textContent;
    showPractice();
    showProviders();
    for (const control of document.querySelectorAll(".live-again")) control.setAttribute("aria-disabled", String(!live));
    chooser.disabled = !live;
    if (live) setText(status, known.waiting ? `Live, ${known.waiting}` : "Live");
  };

  const say = (text) => {
    setText(region, "");
    setTimeout(() => setText(region, text), 50); // the same sentence again is a change, too
  };

  // Mark a change briefly.
  const point = (part) => {
    part.group.classList.add("live-changed");
    clearTimeout(part.timer);
    part.timer = setTimeout(() => part.group.classList.remove("live-changed"), NOTICEABLE);
  };

  const receive = (news) => {
    const began = !live;
    const before = known;
    live = true;
    seen = news.time;
    // The first document is whole, and replaces everything from before the interruption.
    known = began ? news : { ...known, ...news, cards: { ...known.cards, ...news.cards }, pages: { ...known.pages, ...news.pages } };
    show();
    for (const [id, part] of cards) if (!began && before.cards[id]?.state !== known.cards[id]?.state) point(part);
    if (began && lost) say("This page is live again.");
    if (!began && news.announce) say(news.announce);
    lost = false;
    if (JSON.stringify(before.values) !== JSON.stringify(known.values))
      document.dispatchEvent(new CustomEvent("your-values", { detail: known.values }));
  };

  const lose = () => {
    const words = seen ? `It shows the results from ${clock(seen)}.` : "It shows no results yet.";
    const notice = `This page is no longer live. ${words} If the server has stopped, start it again, and open the link in the terminal.`;
    live = false;
    lost = true;
    show();
    if (status.textContent === notice) return;
    setText(status, notice);
    say(notice);
  };

  // ---- Connection

  const post = async (path, body) => {
    try {
      const init = { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) };
      const { ok } = await fetch(`/live/${path}`, init);
      if (ok) return;
    } catch {
      // The same as a refusal: only the next document shows whether the server responds.
    }
    lose();
    connect();
  };
  const check = (id, explicit) => post("check", { page, check: id, explicit });

  let stream = null; // of the events; null in a hidden tab, because a browser has few connections for each server
  let heard = 0;
  let retry;

  const listen = async (mine) => {
    const response = await fetch("/live/events", { signal: mine.signal, cache: "no-store" });
    if (!response.ok) throw new Error(response.statusText);
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    for (let rest = "", part = await reader.read(); !part.done; part = await reader.read()) {
      heard = Date.now();
      const events = (rest + part.value).split(/\r?\n\r?\n/);
      rest = events.pop();
      // A comment has no data: it only shows that the server responds.
      for (const event of events)
        for (const line of event.split(/\r?\n/)) if (line.startsWith("data:") && mine === stream) receive(JSON.parse(line.slice(5)));
    }
  };

  const connect = async () => {
    stream?.abort();
    clearTimeout(retry);
    const mine = (stream = new AbortController());
    heard = Date.now();
    await listen(mine).catch(() => {}); // a failure and the end of the stream mean the same
    if (mine !== stream) return;
    lose();
    retry = setTimeout(connect, RETRY);
  };

  const leave = () => {
    clearTimeout(retry);
    stream?.abort();
    stream = null;
    live = false;
    setText(status, "Connecting");
    show();
  };

  let returned = 0;
  let ticked = 0;
  const arrive = () => {
    if (document.hidden) return;
    ticked = Date.now();
    if (!stream) connect();
    if (Math.abs(Date.now() - returned) < REPEATED) return;
    returned = Date.now();
    check(null, false);
  };

  setInterval(() => {
    const now = Date.now();
    const paused = Math.abs(now - ticked - TICK) > ASLEEP;
    if (new Date(now).getDate() !== new Date(ticked).getDate()) show(); // times of yesterday have a date
    ticked = now;
    if (!stream || (!paused && ticked - heard < SILENCE)) return;
    lose();
    connect();
    if (paused) arrive();
  }, TICK);

  document.addEventListener("visibilitychange", () => (document.hidden ? leave() : arrive()));
  addEventListener("focus", arrive);
  addEventListener("pageshow", ({ persisted }) => persisted && arrive()); // from the back-forward cache
  addEventListener("pagehide", leave);
  arrive();
})();
