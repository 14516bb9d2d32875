// Adds to pages that work without it: a theme switch, arrow keys on the years of places, a line when data change.
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

  // The years of all places are one stop: arrows walk from square to square.
  const body = document.querySelector("table.places");
  if (body) {
    const seen = a => a.getClientRects().length > 0;
    const rows = () => [...body.rows].map(r => [...r.querySelectorAll(".strip a")].filter(seen)).filter(r => r.length);
    const stop = a => {
      body.querySelectorAll(".strip a").forEach(other => other.setAttribute("tabindex", other === a ? "0" : "-1"));
    };
    const first = rows().flat()[0];
    if (first) stop(first);
    const near = (row, column) => row.findLast(a => +a.dataset.column <= +column) || row[0];
    body.addEventListener("keydown", e => {
      const all = rows(), y = all.findIndex(r => r.includes(document.activeElement));
      if (y < 0 || !e.key.startsWith("Arrow")) return;
      e.preventDefault();
      const x = all[y].indexOf(document.activeElement), column = document.activeElement.dataset.column;
      const to = { ArrowRight: all[y][x + 1], ArrowLeft: all[y][x - 1], ArrowDown: all[y + 1] && near(all[y + 1], column), ArrowUp: all[y - 1] && near(all[y - 1], column) };
      const next = to[e.key];
      if (next) { stop(next); next.focus(); }
    });
  }

  // Years are chosen by dragging across them; a click on one is its own link.
  const brush = document.querySelector("[data-brush]");
  if (brush) {
    const year = e => { const a = e.target.closest("a[data-year]"); return a ? a.dataset.year : ""; };
    let from = "";
    brush.addEventListener("dragstart", e => e.preventDefault());
    brush.addEventListener("pointerdown", e => { from = year(e); });
    brush.addEventListener("pointerup", e => {
      const to = year(e);
      if (!from || !to || from === to) return;
      const [first, last] = [from, to].sort(), address = new URL(location.href);
      for (const name of ["page", "act"]) address.searchParams.delete(name);
      address.searchParams.set("first", `${first}-01-01`);
      address.searchParams.set("last", `${last}-12-31`);
      location.assign(address);
    });
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
