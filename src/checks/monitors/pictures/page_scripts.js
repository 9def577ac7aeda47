// Functions that run in the page when a picture is taken. capture.py reads them by name.
({
  // Draw a ring and a number at each mark, with the number where it covers no text. The arguments are the marks and the color.
  draw: (element, [marks, ring]) => {
    const taken = [], margin = 14, radius = 13;
    const place = ({left, top, right, bottom}) => ({left: left + scrollX, top: top + scrollY, right: right + scrollX,
      bottom: bottom + scrollY});
    const texts = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
      if (!texts.currentNode.data.trim()) continue;
      const range = document.createRange();
      range.selectNodeContents(texts.currentNode);
      taken.push(...[...range.getClientRects()].map(place));
    }
    const boxes = (selector) => [...element.querySelectorAll(selector)].map((one) => place(one.getBoundingClientRect()));
    taken.push(...boxes("[type=checkbox], [type=radio]"));
    const buttons = boxes("button");
    // The space around the boxes of a mark, so that its ring doesn't touch the ring of a neighbor.
    const whole = (parts) => ({left: Math.min(...parts.map((b) => b.left)), top: Math.min(...parts.map((b) => b.top)),
      right: Math.max(...parts.map((b) => b.right)), bottom: Math.max(...parts.map((b) => b.bottom))});
    const inside = marks.map(({boxes}) => whole(boxes));
    const space = (one) => Math.min(5, ...inside.filter((other) => other.left < one.right && other.right > one.left)
      .map((other) => Math.max(other.top - one.bottom, one.top - other.bottom)).filter((gap) => gap > 0)
      .map((gap) => Math.max(1, Math.floor(gap / 2) - 1)));
    const edge = place(element.getBoundingClientRect());
    const free = ([x, y], ...others) => x + 11 <= edge.right + margin && x - 11 >= edge.left - margin &&
      ![...taken, ...others].some((one) =>
        x + radius > one.left && x - radius < one.right && y + radius > one.top && y - radius < one.bottom);
    const layer = document.createElement("div");
    layer.id = "marks";
    for (const [index, {number, doubtful}] of marks.entries()) {
      const one = inside[index], height = space(one);
      const left = one.left - 5, top = one.top - height, right = one.right + 5, bottom = one.bottom + height;
      const others = buttons.filter(({left, top}) => left < one.left || left > one.right || top < one.top || top > one.bottom);
      const box = document.createElement("div");
      box.style.cssText = `position:absolute;left:${left}px;top:${top}px;width:${right - left}px;` +
        `height:${bottom - top}px;border:2px ${doubtful ? "dashed" : "solid"} ${ring};border-radius:8px;` +
        "pointer-events:none;box-sizing:border-box";
      const middle = (top + bottom) / 2, corner = Math.min(right, edge.right + margin - radius);
      const places = [[right + radius, middle], [corner, top + 3], [corner, bottom - 3], [left - radius, middle],
        [corner - 6, top + 3], [corner - 6, bottom - 3]];
      const found = places.find((one) => free(one, ...others)) ?? places.find((one) => free(one));
      if (!found) throw new Error(`There is no place for the number ${number} without covering a text.`);
      const [x, y] = found;
      taken.push({left: x - radius, top: y - radius, right: x + radius, bottom: y + radius});
      const badge = document.createElement("div");
      badge.textContent = number;
      badge.style.cssText = `position:absolute;left:${x - 11}px;top:${y - 11}px;width:22px;height:22px;border-radius:11px;` +
        `background:${ring};color:#fff;font:700 13px/22px "Source Sans 3",sans-serif;text-align:center;` +
        "box-shadow:0 0 0 2px #fff;pointer-events:none";
      layer.append(box, badge);
    }
    document.body.append(layer);
  },

  // Return the boxes of an element and of its labels, and the box of its surroundings.
  boxes: (element) => {
    const near = element.matches("dt") ? [element.nextElementSibling] : [...(element.labels ?? [])];
    const around = element.closest("fieldset") ?? element.closest(".tick, .field, .pair") ?? element;
    const box = (one) => {
      const {left, top, right, bottom} = one.getBoundingClientRect();
      return {left: left + scrollX, top: top + scrollY, right: right + scrollX, bottom: bottom + scrollY};
    };
    return [[element, ...near].map(box), box(around)];
  },

  // Replace text that must not be visible. Each pair contains the text and its replacement.
  hide: (element, pairs) => {
    const bullets = "\u2022".repeat(16);
    const plain = (text) => pairs.reduce((now, [from, to]) => now.replaceAll(from, to), text);
    const undo = window.undo = [];
    const texts = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
      const node = texts.currentNode, before = node.data;
      if (plain(before) !== before) { undo.push(() => { node.data = before; }); node.data = plain(before); }
    }
    for (const field of element.querySelectorAll("input, textarea")) {
      const before = field.value;
      let after = plain(before).replace(/ssh-rsa \S+/, `ssh-rsa ${bullets}`);
      if (field.type === "date") after = "";  // its suggested date changes every day
      after = after.replace(/(BEGIN [A-Z ]+-----)[^-]+/, `$1\n${bullets}\n`);
      if (after !== before) { undo.push(() => { field.value = before; }); field.value = after; }
    }
    // The ring of the focus would be confused with a mark.
    const focused = document.activeElement, {outline} = focused.style;
    undo.push(() => { focused.style.outline = outline; });
    focused.style.outline = "none";
  },

  // Hide elements outside the vertical range, and the frames of elements that are only partly inside, so that no edge of
  // a picture cuts an element. `restore` undoes it.
  hideNeighbors: (element, [top, bottom]) => {
    const change = (one, property, value) => {
      const before = one.style[property];
      window.undo.push(() => { one.style[property] = before; });
      one.style[property] = value;
    };
    for (const one of element.querySelectorAll("*")) {
      const box = one.getBoundingClientRect(), above = box.top + scrollY, below = box.bottom + scrollY;
      if (!box.height) continue;
      if (below <= top + 1 || above >= bottom - 1) change(one, "visibility", "hidden");
      else if (above < top - 14 || below > bottom + 14) change(one, "borderColor", "transparent");
    }
  },

  // Return the labels that the sandbox page marks as not confirmed, within a part of the page.
  unconfirmed: (element, {y, height}) => [...element.querySelectorAll(".mark")]
    .filter((one) => one.checkVisibility({visibilityProperty: true}) && one.innerText === "not confirmed")
    .filter((one) => one.getBoundingClientRect().top + scrollY >= y)
    .filter((one) => one.getBoundingClientRect().bottom + scrollY <= y + height)
    .map((one) => [one.closest("fieldset")?.querySelector("legend"), one.closest(".tick, .field")?.querySelector("label"),
      one.closest(".row, form")?.querySelector("button")].filter((one) => one).slice(0, 2)
      .map((one) => one.innerText.replace(/\s+/g, " ").trim()).join(": ")),

  // Remove the marks, and undo all changes of the page.
  restore: () => { window.undo.forEach((one) => one()); document.getElementById("marks")?.remove(); },

  // Return the visible labels within a part of the page.
  labels: (element, {y, height}) => {
    const inside = (one) => {
      const {top, bottom} = one.getBoundingClientRect();
      return one.checkVisibility({visibilityProperty: true}) && top + scrollY >= y && bottom + scrollY <= y + height;
    };
    const clean = (one) => one.innerText.replace(/\s+/g, " ").trim();
    const found = [...element.querySelectorAll("label, button, legend, h1, h2, th, dt, summary, a, li")]
      .filter(inside).map(clean);
    for (const group of element.querySelectorAll("fieldset")) {
      if (group.querySelector("legend"))
        for (const one of group.querySelectorAll("label"))
          if (inside(one)) found.push(`${clean(group.querySelector("legend"))}: ${clean(one)}`);
    }
    return [...new Set(found)].filter((one) => one && one.length < 80);
  },

  // Return the text of an element, including the values of its fields.
  text: (element) => element.innerText + [...element.querySelectorAll("input:not([type=password]), textarea")]
    .map((field) => ` ${field.value}`).join(""),
})
