// Explores the charts of a page: what is not wanted is left out, and the value of a mark that is pointed at is written below it.
// Without this script every mark, table and text is there; nothing is asked of any network.
"use strict";
const danish = document.documentElement.lang === "da";
const say = (da, en) => (danish ? da : en);
const all = (selector, of = document) => [...of.querySelectorAll(selector)];
const ROW = 26;
let chosen = "";

function choice(id, name, options, changed) {
  const field = document.createElement("p");
  const label = document.createElement("label");
  const select = document.createElement("select");
  label.htmlFor = select.id = id;
  label.textContent = name;
  for (const [value, text] of options) select.append(new Option(text, value));
  select.addEventListener("change", () => changed(select.value));
  field.append(label, " ", select);
  return field;
}

// A mark or a row of a table that is of another region than the chosen one.
const elsewhere = (series, rows) => chosen !== "" && series === "region" && !rows.split("+").includes(chosen);

function drawn(figure) {
  const off = new Set(all("input", figure).filter((own) => !own.checked).map((own) => own.value));
  const hidden = ({ dataset }) => off.has(dataset.series) || elsewhere(dataset.series, dataset.rows);
  let shown = 0;
  all(".mark", figure).forEach((mark, place) => {
    mark.toggleAttribute("hidden", hidden(mark));
    if (mark.dataset.series === "day") return;
    // What is left moves up.
    mark.setAttribute("transform", `translate(0 ${(shown - place) * ROW})`);
    if (!hidden(mark)) shown += 1;
  });
  const names = new Set(all(".mark", figure).filter(hidden).map((mark) => mark.dataset.name));
  let table = figure.nextElementSibling;
  if (!table?.matches(".scroll")) return;
  for (const row of all("tbody tr", table)) {
    const name = row.firstElementChild.textContent;
    row.hidden = [...names].some((own) => name.endsWith(`: ${own}`));
  }
}

const charts = all("figure").filter((figure) => figure.querySelector(".mark"));
for (const [place, figure] of charts.entries()) {
  const told = document.createElement("p");
  told.className = "told";
  told.setAttribute("role", "status");
  figure.querySelector("figcaption").before(told);
  for (const mark of all(".mark", figure)) {
    for (const event of ["focus", "pointerenter"]) mark.addEventListener(event, () => { told.textContent = mark.getAttribute("aria-label"); });
  }
  const series = [...new Map(all(".mark", figure).map((mark) => [mark.dataset.series, mark.dataset.label])).entries()];
  if (series.length < 2) continue;
  const group = document.createElement("fieldset");
  const legend = document.createElement("legend");
  legend.textContent = say("Vis", "Show");
  group.append(legend);
  for (const [value, name] of series) {
    const label = document.createElement("label");
    const box = document.createElement("input");
    Object.assign(box, { type: "checkbox", checked: true, value, id: `series-${place}-${value}` });
    label.htmlFor = box.id;
    box.addEventListener("change", () => drawn(figure));
    label.append(box, ` ${name}`);
    group.append(label);
  }
  figure.prepend(group);
}

const regions = new Map();
for (const { dataset } of all('.mark[data-series="region"]')) {
  if (!dataset.rows.includes("+")) regions.set(dataset.rows, dataset.name);
}
const indications = ["rr", "mc"].filter((own) => document.querySelector(`section[id^="kpi-${own}-"]`));
if (charts.length > 0) {
  const controls = document.createElement("div");
  controls.className = "explore";
  controls.setAttribute("role", "group");
  controls.setAttribute("aria-label", say("Udvalg af siden", "What of the page is shown"));
  if (indications.length > 1) {
    const options = [["", say("alle", "all")], ...indications.map((own) => [own, own.toUpperCase()])];
    controls.append(choice("explore-indication", say("Indikation", "Indication"), options, (value) => {
      for (const own of indications) {
        for (const section of all(`section[id^="kpi-${own}-"]`)) section.hidden = value !== "" && value !== own;
        for (const link of all(`nav a[href^="#kpi-${own}-"]`)) link.parentElement.hidden = value !== "" && value !== own;
      }
    }));
  }
  if (regions.size > 1) {
    const options = [["", say("alle", "all")], ...[...regions].sort((a, b) => a[1].localeCompare(b[1], document.documentElement.lang))];
    controls.append(choice("explore-region", "Region", options, (value) => { chosen = value; charts.forEach(drawn); }));
  }
  document.querySelector("main").prepend(controls);
}
