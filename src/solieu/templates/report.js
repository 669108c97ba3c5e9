"use strict";
const form = document.getElementById("filters");
const passages = [...document.querySelectorAll("#passages .passage")];

function chosen(passage) {
  const { labels, kinds, article } = form.elements;
  return (!labels.value || passage.dataset.labels.split(" ").includes(labels.value))
    && (!kinds.value || passage.dataset.kinds.split(" ").includes(kinds.value))
    && (!article.value || passage.dataset.article === article.value);
}

form.addEventListener("change", () => {
  let count = 0;
  for (const passage of passages) {
    passage.hidden = !chosen(passage);
    count += !passage.hidden;
  }
  form.querySelector("output").textContent = count;
});
form.addEventListener("submit", (event) => event.preventDefault());
