// Additions to the theme. Every page can be read without this file.
document.addEventListener("DOMContentLoaded", () => {
  // Furo opens its drawers with labels of hidden checkboxes, which are not accessible by keyboard.
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
      // Elements in the drawer can only be focused once it is visible, which is in the next frame.
      if (box.checked) requestAnimationFrame(() => [...drawer.querySelectorAll("a, input")].find((one) => one.checkVisibility())?.focus());
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

  // Make elements that scroll horizontally accessible by keyboard. Opening a tab also changes the width of its elements.
  const watcher = new ResizeObserver((changes) => {
    for (const { target: box } of changes) {
      const wide = box.scrollWidth > box.clientWidth + 1;
      if (wide === box.hasAttribute("tabindex")) continue;
      const kind = box.matches("pre") ? "Code" : box.matches("figure") ? "Illustration" : "Table";
      const attributes = { tabindex: "0", role: "group", "aria-label": `${kind}, scrolls sideways` };
      if (box.matches("figure")) delete attributes.role;  // a figure with a caption has only its own role
      for (const [name, value] of Object.entries(attributes))
        wide ? box.setAttribute(name, value) : box.removeAttribute(name);
    }
  });
  for (const box of document.querySelectorAll("pre, .table-wrapper, figure.picture")) watcher.observe(box);

  // On a phone, rows of these tables are shown as lists, in which each cell has the heading of its column.
  for (const table of document.querySelectorAll("table.docutils:is(.stacked, :has(th:is(:nth-child(4), :nth-child(5)):last-child))"))
    for (const row of table.tBodies[0].rows)
      for (const cell of row.cells) cell.dataset.head = table.tHead.rows[0].cells[cell.cellIndex].textContent;

  // If a search term is in a closed tab, open the tab. Sphinx highlights search terms shortly after loading.
  setTimeout(() => {
    const hit = document.querySelector("article .highlighted");
    if (!hit || location.hash) return;
    for (let panel = hit.closest(".sd-tab-content"); panel; panel = panel.parentElement.closest(".sd-tab-content"))
      panel.previousElementSibling.previousElementSibling.checked = true;
    hit.scrollIntoView({ block: "center" });
  }, 60);
});
