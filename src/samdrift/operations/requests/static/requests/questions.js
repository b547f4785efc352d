/* Questions that hang on another answer hide until it is given; without this all of them show. */
"use strict";
(() => {
  const parts = [...document.querySelectorAll("[data-when]")];
  const show = () => {
    for (const part of parts) {
      const other = document.querySelector(`[name="${CSS.escape(part.dataset.when)}"]`);
      const asked = Boolean(other) && part.dataset.is.split("|").includes(other.value);
      part.hidden = !asked;
      for (const field of part.querySelectorAll("input, select, textarea")) field.disabled = !asked;
    }
  };
  document.addEventListener("change", show);
  show();
})();
