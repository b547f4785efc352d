/* Dragging an order onto a person's lane gives it to them: the board's own form is filled in and sent. */
"use strict";
(() => {
  const form = document.querySelector("form[data-dispatch]");
  const person = form && form.querySelector("select[name=person]");
  if (!person) return;
  const lanes = form.querySelectorAll("[data-lane]");
  for (const stop of form.querySelectorAll("[data-order]")) {
    stop.draggable = true;
    for (const link of stop.querySelectorAll("a")) link.draggable = false;
    stop.addEventListener("dragstart", (event) => {
      event.dataTransfer.setData("text/plain", stop.dataset.order);
      event.dataTransfer.effectAllowed = "move";
    });
  }
  for (const lane of lanes) {
    lane.addEventListener("dragover", (event) => { event.preventDefault(); lane.classList.add("over"); });
    lane.addEventListener("dragleave", (event) => { if (!lane.contains(event.relatedTarget)) lane.classList.remove("over"); });
    lane.addEventListener("drop", (event) => {
      event.preventDefault();
      lane.classList.remove("over");
      const dragged = event.dataTransfer.getData("text/plain");
      for (const box of form.querySelectorAll("input[name=order]")) {
        // What is ticked goes along when it was one of the ticked ones that was dragged.
        if (box.value === dragged && !box.checked) {
          for (const other of form.querySelectorAll("input[name=order]")) other.checked = false;
          box.checked = true;
        }
      }
      person.value = lane.dataset.lane;
      form.requestSubmit();
    });
  }
})();
