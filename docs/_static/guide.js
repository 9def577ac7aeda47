// What the theme leaves to be desired. Every page can be read without this file.
document.addEventListener("DOMContentLoaded", () => {
  // Furo opens its drawers by labels of hidden boxes, which a keyboard cannot reach.
  for (const label of document.querySelectorAll("label.nav-overlay-icon, label.toc-overlay-icon")) {
    const box = document.getElementById(label.htmlFor);
    const drawer = document.querySelector(box.id === "__navigation" ? ".sidebar-drawer" : ".toc-drawer");
    const button = document.createElement("button");
    button.type = "button";
    button.className = label.className;
    button.append(...label.childNodes);
    button.setAttribute("aria-label", box.id === "__navigation" ? "Pages" : "On this page");
    const tell = () => button.setAttribute("aria-expanded", box.checked);
    const close = () => { box.checked = false; tell(); };
    button.addEventListener("click", () => {
      box.checked = !box.checked;
      tell();
      // The drawer becomes visible with the next frame; only then can something in it hold the focus.
      if (box.checked) requestAnimationFrame(() => drawer.querySelector("a, input")?.focus());
    });
    drawer.addEventListener("click", (event) => { if (event.target.closest("a")) close(); });
    document.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !box.checked) return;
      close();
      if (button.offsetParent) button.focus();
    });
    box.addEventListener("change", tell);
    tell();
    label.replaceWith(button);
  }

  // What scrolls sideways can be scrolled by keyboard too.
  const boxes = document.querySelectorAll("pre, .table-wrapper");
  const reach = () => {
    for (const box of boxes) {
      const wide = box.scrollWidth > box.clientWidth + 1;
      if (wide === box.hasAttribute("tabindex")) continue;
      box.toggleAttribute("tabindex", wide);
      if (!wide) { box.removeAttribute("role"); box.removeAttribute("aria-label"); continue; }
      box.tabIndex = 0;
      box.setAttribute("role", "region");
      box.setAttribute("aria-label", box.matches("pre") ? "Code, scrolls sideways" : "Table, scrolls sideways");
    }
  };
  reach();
  addEventListener("resize", reach);
  document.addEventListener("change", reach);
  document.addEventListener("toggle", reach, true);

  // A word that was searched for may stand in a closed tab: open it. Sphinx marks the words a moment after loading.
  setTimeout(() => {
    const hit = document.querySelector("article .highlighted");
    if (!hit || location.hash) return;
    for (let panel = hit.closest(".sd-tab-content"); panel; panel = panel.parentElement.closest(".sd-tab-content"))
      panel.previousElementSibling.previousElementSibling.checked = true;
    hit.scrollIntoView({ block: "center" });
  }, 60);
});
