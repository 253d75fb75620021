/* Conveniences only: every page works without this file. */
(function () {
  "use strict";

  var REENABLE_MS = 8000; // a form that answers with a file leaves the page standing

  function submitters(form) {
    return form.querySelectorAll("button:not([type=button]), input[type=submit]");
  }

  function release(form) {
    submitters(form).forEach(function (button) { button.disabled = false; });
  }

  document.addEventListener("submit", function (event) {
    var form = event.target;
    var button = event.submitter;
    var question = (button && button.dataset.confirm) || form.dataset.confirm;
    if (question && !window.confirm(question)) {
      event.preventDefault();
      event.stopPropagation();
      return;
    }
    delete form.dataset.dirty;
    if (form.method !== "post") return;
    // After this turn of the loop, or the pressed button's own value would not be sent.
    window.setTimeout(function () {
      submitters(form).forEach(function (each) { each.disabled = true; });
    }, 0);
    window.setTimeout(release, REENABLE_MS, form);
  }, true);

  // Coming back by the browser's Back button shows the page as it was left: buttons disabled.
  window.addEventListener("pageshow", function () { Array.from(document.forms).forEach(release); });

  document.addEventListener("input", function (event) {
    var form = event.target.form;
    if (form && "unsaved" in form.dataset) form.dataset.dirty = "yes";
  });

  window.addEventListener("beforeunload", function (event) {
    if (document.querySelector("form[data-dirty]")) event.preventDefault();
  });

  document.querySelectorAll("[data-print]").forEach(function (button) {
    button.hidden = false;
    button.addEventListener("click", function () { window.print(); });
  });
})();
