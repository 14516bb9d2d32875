// Keys of a page: each presses or enters what bears it as data-key; a key of two letters is typed one by one.
"use strict";
(() => {
  let begun = "";
  document.addEventListener("keydown", e => {
    const field = e.target.closest("input, select, textarea");
    if (field && e.key === "Escape") field.blur();
    if (field || e.ctrlKey || e.metaKey || e.altKey || e.repeat || e.key.length > 1) return;
    const of = key => document.querySelector(`[data-key="${CSS.escape(key)}"]`);
    const key = of(begun + e.key) ? begun + e.key : e.key, bearer = of(key);
    begun = !bearer && document.querySelector(`[data-key^="${CSS.escape(key)}"]`) ? key : "";
    if (!bearer) return;
    e.preventDefault();
    if (bearer.matches("input, select, textarea")) bearer.focus();
    else bearer.click();
  });
  // A form goes out once.
  let gone = false;
  document.addEventListener("submit", e => {
    if (gone) e.preventDefault();
    gone = true;
  });
  addEventListener("pageshow", () => { gone = false; });
})();
