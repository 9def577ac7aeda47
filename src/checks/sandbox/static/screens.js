// The behavior of the real forms: implied checkboxes, tabs, conditional fields, and copy buttons.
"use strict";

// A checkbox that another implies is selected and disabled while the other is selected. Then the user's choice returns.
for (const form of document.querySelectorAll("[data-boxes]")) {
  const boxes = [...form.querySelectorAll("input")];
  const own = new Set(boxes.filter((box) => box.checked && !("gray" in box.dataset)));
  const update = () => {
    const gray = new Set([...own].flatMap((box) => box.dataset.grays.split(" ")));
    for (const box of boxes) {
      box.disabled = gray.has(box.value);
      box.checked = box.disabled || own.has(box);
    }
  };
  form.addEventListener("change", ({ target }) => {
    if (target.checked) own.add(target);
    else own.delete(target);
    update();
  });
  update();
}

for (const form of document.querySelectorAll("[data-tabs]")) {
  const tabs = [...form.querySelectorAll("[role=tab]")];
  const choose = (chosen) => {
    for (const tab of tabs) {
      tab.ariaSelected = String(tab === chosen);
      tab.tabIndex = tab === chosen ? 0 : -1;
      document.getElementById(tab.getAttribute("aria-controls")).hidden = tab !== chosen;
    }
  };
  for (const [place, tab] of tabs.entries()) {
    tab.addEventListener("click", () => choose(tab));
    tab.addEventListener("keydown", ({ key }) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[key];
      if (!step) return;
      const next = tabs[(place + step + tabs.length) % tabs.length];
      choose(next);
      next.focus();
    });
  }
  choose(tabs[0]);

  const code = form.elements.authorization_code;
  const refresh = form.elements.refresh_token;
  const follow = () => {
    document.getElementById("callback").hidden = !code.checked;
    refresh.disabled = code.checked;
    refresh.checked = code.checked || refresh.checked;
  };
  code.addEventListener("change", follow);
  follow();
}

for (const form of document.querySelectorAll("[data-scope]")) {
  const search = form.querySelector("#search");
  const update = () => {
    form.querySelector("[data-when-selected]").hidden = !form.elements.selected.checked;
    const wanted = search.value.trim().toLowerCase();
    for (const row of form.querySelectorAll("[data-found] .tick")) {
      const found = wanted && row.textContent.toLowerCase().includes(wanted);
      row.hidden = !found && !row.querySelector("input").checked;
    }
  };
  form.addEventListener("input", update);
  update();
}

for (const button of document.querySelectorAll("[data-copy]")) {
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(button.dataset.copy);
    const before = button.firstChild.textContent;
    button.firstChild.textContent = "Copied";
    setTimeout(() => { button.firstChild.textContent = before; }, 2000);
  });
}
