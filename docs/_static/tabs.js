// Select the open tab: from a link (for this visit), otherwise the reader's last choice, otherwise the first tab.
// A link (?edition=enterprise) never overwrites the reader's choice. sphinx-design synchronizes the tabs of a page.
(() => {
  const groups = {
    edition: { name: "Edition", tabs: ["hcp", "enterprise"] },
    screens: { name: "Bitbucket’s screens", tabs: ["clients", "consumers"] },
    way: { name: "Way of doing it", tabs: ["browser", "curl", "terraform"] },
    pipeline: { name: "Pipeline", tabs: ["bitbucket", "github", "gitlab"] },
  };

  // If the browser blocks storage, a choice is lost when the page is closed.
  const store = (area) => ({
    get: (key) => { try { return window[area].getItem(key); } catch { return null; } },
    set: (key, value) => { try { window[area].setItem(key, value); } catch { /* storage is blocked */ } },
    remove: (key) => { try { window[area].removeItem(key); } catch { /* storage is blocked */ } },
  });
  const visit = store("sessionStorage"), reader = store("localStorage");

  const query = new URLSearchParams(location.search);
  const chosen = {};
  for (const [group, { tabs }] of Object.entries(groups)) {
    const linked = query.get(group), key = `tab.${group}`;
    if (tabs.includes(linked)) visit.set(key, linked);
    chosen[group] = [linked, visit.get(key), reader.get(key)].find((tab) => tabs.includes(tab));
  }

  // The default host is HCP Terraform's: a reader of Terraform Enterprise could send a token there.
  const setDefaults = () => document.documentElement.toggleAttribute("data-values-no-defaults", chosen.edition === "enterprise");
  setDefaults();

  // Tabs are opened while the page is parsed, to avoid layout shifts.
  const open = (label) => {
    const { syncGroup, syncId } = label.dataset;
    if (syncGroup && chosen[syncGroup] === syncId) document.getElementById(label.htmlFor).checked = true;
  };
  const labels = document.getElementsByClassName("sd-tab-label"); // grows with the page
  let read = 0;
  const watcher = new MutationObserver(() => { while (read < labels.length) open(labels[read++]); });
  watcher.observe(document, { childList: true, subtree: true });

  document.addEventListener("DOMContentLoaded", () => {
    watcher.disconnect();
    for (const set of document.querySelectorAll(".sd-tab-set")) {
      const { syncGroup } = set.querySelector(":scope > .sd-tab-label").dataset;
      set.setAttribute("role", "group");
      set.setAttribute("aria-label", groups[syncGroup]?.name ?? "Choose one");
    }
  });

  document.addEventListener("change", ({ target }) => {
    if (!target.matches(".sd-tab-set > input")) return;
    const { syncGroup, syncId } = target.nextElementSibling.dataset;
    if (!(syncGroup in groups)) return;
    reader.set(`tab.${syncGroup}`, syncId);
    visit.remove(`tab.${syncGroup}`);
    chosen[syncGroup] = syncId;
    setDefaults();
  });
})();
