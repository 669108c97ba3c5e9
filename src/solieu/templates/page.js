"use strict";
const SVG = "http://www.w3.org/2000/svg";

function clear() {
  for (const lit of document.querySelectorAll(".lit, .end")) lit.classList.remove("lit", "end");
  for (const overlay of document.querySelectorAll("svg.overlay")) overlay.remove();
}

function element(name, attributes, text) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  if (text) made.textContent = text;
  return made;
}

// Middle of a mention's first line, relative to the text that holds it.
function place(mark, text) {
  const box = mark.getClientRects()[0], frame = text.getBoundingClientRect();
  return { x: box.left + box.width / 2 - frame.left, top: box.top - frame.top, bottom: box.bottom - frame.top };
}

function draw(article, links) {
  const text = article.querySelector(".text"), overlay = element("svg", { class: "overlay", "aria-hidden": "true" });
  for (const [head, key, tail] of links) {
    const ends = [head, tail].map((n) => document.getElementById(`${article.id}e${n}`));
    if (ends.includes(null)) continue;
    const [a, b] = ends.map((mark) => place(mark, text));
    const same = Math.abs(a.top - b.top) < 8, y1 = same || a.top > b.top ? a.top : a.bottom;
    const y2 = same || a.top <= b.top ? b.top : b.bottom;
    const bend = same ? -18 - Math.min(30, Math.abs(a.x - b.x) / 12) : 0;
    const middle = (y1 + y2) / 2 + bend;
    overlay.append(element("path", { d: `M${a.x} ${y1} C${a.x} ${middle} ${b.x} ${middle} ${b.x} ${y2}` }));
    overlay.append(element("text", { x: (a.x + b.x) / 2, y: middle + (same ? 2 : 4), "text-anchor": "middle" }, key));
    for (const mark of ends) mark.classList.add("end");
  }
  text.append(overlay);
}

function show(target) {
  clear();
  const article = target.closest("article");
  const links = JSON.parse(article.dataset.links);
  if (target.matches("mark")) {
    const number = Number(target.id.split("e")[1]);
    draw(article, links.filter(([head, , tail]) => head === number || tail === number));
    target.classList.add("lit");
    return;
  }
  const evidence = target.dataset.evidence.split(" ").map(Number);
  const figure = evidence[0];
  draw(article, links.filter(([head, , tail]) => evidence.includes(head) && evidence.includes(tail)));
  target.classList.add("lit");
  for (const number of evidence) document.getElementById(`${article.id}e${number}`)?.classList.add("lit");
  document.getElementById(`${article.id}e${figure}`)?.scrollIntoView({ block: "center" });
}

const chosen = (event) => event.target.closest("mark, tr[data-evidence]");

document.addEventListener("click", (event) => {
  const target = chosen(event);
  if (target) show(target); else clear();
});
document.addEventListener("mouseover", (event) => {
  const mark = event.target.closest("mark");
  if (mark && !document.querySelector("tr.lit")) show(mark);
});
document.addEventListener("keydown", (event) => {
  const target = chosen(event);
  if (event.key === "Escape") clear();
  if (target && (event.key === "Enter" || event.key === " ")) {
    event.preventDefault();
    show(target);
  }
});
window.addEventListener("resize", clear);
