// Adds to pages that work without it: a theme switch, arrow keys on the matrix, a line when data change.
"use strict";
(() => {
  const root = document.documentElement;
  const kept = localStorage.getItem("theme");
  if (kept) root.dataset.theme = kept;

  const button = document.getElementById("theme");
  if (button) {
    button.hidden = false;
    button.addEventListener("click", () => {
      const dark = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
      root.dataset.theme = (root.dataset.theme || dark) === "dark" ? "light" : "dark";
      localStorage.setItem("theme", root.dataset.theme);
    });
  }

  for (const picker of document.querySelectorAll("form.pick[data-auto]")) {
    picker.addEventListener("change", () => picker.requestSubmit());
  }

  const body = document.querySelector(".matrix tbody");
  if (body) {
    const rows = [...body.rows].map(r => [...r.querySelectorAll("td:not(.words, .arrow)")].map(d => d.firstElementChild));
    rows.flat().forEach(a => { if (a && a.tagName === "A") a.tabIndex = -1; });
    const entry = body.querySelector("a.c.on") || body.querySelector("a.c");
    if (entry) entry.tabIndex = 0;
    const steps = { ArrowRight: [0, 1], ArrowLeft: [0, -1], ArrowDown: [1, 0], ArrowUp: [-1, 0] };
    body.addEventListener("keydown", e => {
      const step = steps[e.key];
      let y = rows.findIndex(r => r.includes(document.activeElement));
      if (!step || y < 0) return;
      let x = rows[y].indexOf(document.activeElement);
      e.preventDefault();
      do { y += step[0]; x += step[1]; } while (rows[y] && rows[y][x] && rows[y][x].tagName !== "A");
      const next = rows[y] && rows[y][x];
      if (next) { document.activeElement.tabIndex = -1; next.tabIndex = 0; next.focus(); }
    });
    const scroll = document.querySelector(".scroll");
    scroll.scrollLeft = scroll.scrollWidth;
  }

  const fresh = document.getElementById("fresh");
  if (fresh) {
    document.addEventListener("visibilitychange", async () => {
      if (document.hidden) return;
      const now = await fetch("/version").then(r => r.ok ? r.text() : "", () => "");
      if (now && now !== fresh.dataset.version) fresh.hidden = false;
    });
  }

  // A page of which something is still being computed loads again when a part of that is done.
  const again = document.querySelector("meta[name=again]");
  if (again) {
    const waits = page => page.querySelectorAll("[data-waits]").length;
    const look = async () => {
      const told = await fetch(location.href).then(r => r.ok ? r.text() : "", () => "");
      const now = told && new DOMParser().parseFromString(told, "text/html");
      if (now && (now.title !== document.title || waits(now) < waits(document))) location.reload();
      else setTimeout(look, 1000 * again.content);
    };
    setTimeout(look, 1000 * again.content);
  }

  for (const asked of document.querySelectorAll("[data-explore]")) {
    asked.hidden = false;
    asked.addEventListener("click", async () => {
      asked.disabled = true;
      const { explore } = await import(asked.dataset.bundle);
      await explore(document.getElementById(asked.dataset.target), asked.dataset.explore, asked.dataset.library);
      asked.remove();
    });
  }
})();
