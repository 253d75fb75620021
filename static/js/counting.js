/* The sum of a count while it is typed; the server stays the judge. */
(function () {
  "use strict";

  document.querySelectorAll("form[data-returned]").forEach(function (form) {
    var told = form.querySelector("[data-sum]");
    var fields = Array.from(form.querySelectorAll("[data-count]"));
    var returned = Number(form.dataset.returned);

    function show() {
      var sum = fields.reduce(function (all, each) { return all + (Number(each.value) || 0); }, 0);
      var apart = returned - sum;
      var whole = fields.every(function (each) { return each.value !== ""; });
      if (apart === 0 && whole) told.textContent = "合计" + sum + "票，与交票数相等。";
      else if (apart > 0) told.textContent = "合计" + sum + "票，还差" + apart + "票。";
      else if (apart < 0) told.textContent = "合计" + sum + "票，多出" + -apart + "票，请核对。";
      else told.textContent = "合计" + sum + "票，请把四项都填上。";
      fields[fields.length - 1].setCustomValidity(whole && apart !== 0 ? told.textContent : "");
      told.className = "tag tone--" + (apart < 0 ? "late" : apart === 0 && whole ? "done" : "due");
    }

    fields.forEach(function (each) { each.addEventListener("input", show); });
    show();
  });
})();
