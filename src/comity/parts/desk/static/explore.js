// Swaps a still picture for one to explore, in place.  The library is large and loads only here.
"use strict";
const ink = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

// The page's own colours and letters, whichever theme is on.
const config = () => ({
  background: null, font: "Inter, sans-serif", view: { stroke: null },
  axis: { labelColor: ink("--faint"), titleColor: ink("--soft"), gridColor: ink("--hair"), domain: false, tickColor: ink("--hair"), labelFontSize: 11.5, titleFontSize: 12, titleFontWeight: 400 },
  style: {
    range: { fill: ink("--band") },
    expected: { stroke: ink("--soft"), strokeDash: [3, 3], strokeWidth: 1.4 },
    observed: { stroke: ink("--z"), strokeWidth: 2.2 },
    within: { fill: ink("--z"), stroke: ink("--z") },
    beyond: { fill: ink("--p3"), stroke: ink("--p3") },
    first: { fill: ink("--ink") },
    second: { fill: ink("--z") },
  },
});

export async function explore(place, address, library) {
  const [spec] = await Promise.all([fetch(address).then(r => r.json()), import(library)]);
  spec.config = config();
  spec.width = Math.max(260, place.clientWidth - 70);
  const still = [...place.children];
  const drawn = document.createElement("div");
  place.append(drawn);
  // ast: expressions are read, not evaluated as code; the policy of the page allows no eval.
  await vegaEmbed(drawn, spec, { ast: true, actions: false, defaultStyle: false, renderer: "canvas", tooltip: { disableDefaultStyle: true } });
  still.forEach(e => e.remove());
}
