// Keys of the review page.  Everything they do is also a button or a link on the page.
"use strict";
(() => {
  const form = document.getElementById("decision");
  const correct = document.getElementById("correct");
  const note = document.getElementById("note");
  const press = choice => {
    const button = form && form.querySelector(`button[value=${choice}]`);
    if (button) form.requestSubmit(button);
  };
  const follow = id => {
    const link = document.getElementById(id);
    if (link) link.click();
  };
  const does = {
    a: () => press("accept"),
    r: () => press("reject"),
    c: () => {
      if (!correct) return;
      correct.open = true;
      correct.querySelector("select").focus();
    },
    n: () => note && note.focus(),
    j: () => follow("next"),
    k: () => follow("previous"),
  };
  document.addEventListener("keydown", e => {
    const field = e.target.closest("input, select, textarea");
    if (field && e.key === "Escape") field.blur();
    if (field || e.ctrlKey || e.metaKey || e.altKey || e.repeat || !Object.hasOwn(does, e.key)) return;
    e.preventDefault();
    does[e.key]();
  });
  // A form goes out once.
  let gone = false;
  if (form) form.addEventListener("submit", e => {
    if (gone) e.preventDefault();
    gone = true;
  });
  addEventListener("pageshow", () => { gone = false; });
})();
