/* Conveniences only: every page works without this file. */
(function () {
  "use strict";

  var REENABLE_MS = 8000; // a form that answers with a file leaves the page standing

  // Only what this script has held is let go: a button the server drew disabled stays so.
  function hold(form) {
    Array.from(form.elements).forEach(function (each) {
      if (each.type !== "submit" || each.disabled) return;
      each.disabled = true;
      each.dataset.held = "yes";
    });
  }

  function release(form) {
    Array.from(form.elements).forEach(function (each) {
      if (!each.dataset.held) return;
      each.disabled = false;
      delete each.dataset.held;
    });
  }

  // Signing out leaves nothing behind in the phone, what was not sent included (see doors.js).
  function left() {
    var unsent = window.localStorage.getItem("doors-unsent");
    if (unsent && !window.confirm("本机还有" + unsent + "条入户登记没有发送，退出后将删除。确定退出吗？")) return false;
    window.localStorage.removeItem("doors-unsent");
    window.indexedDB.deleteDatabase("doors");
    return true;
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
    if ("leave" in form.dataset && !left()) {
      event.preventDefault();
      return;
    }
    delete form.dataset.dirty;
    if (form.method !== "post" || "queue" in form.dataset) return;
    // After this turn of the loop, or the pressed button's own value would not be sent.
    window.setTimeout(hold, 0, form);
    window.setTimeout(release, REENABLE_MS, form);
  }, true);

  // Coming back by the browser's Back button shows the page as it was left: buttons disabled.
  window.addEventListener("pageshow", function () { Array.from(document.forms).forEach(release); });

  document.addEventListener("htmx:afterRequest", function (event) {
    var form = event.target.closest("form");
    if (form) release(form);
  });

  document.addEventListener("input", function (event) {
    var form = event.target.form;
    if (form && "unsaved" in form.dataset) form.dataset.dirty = "yes";
  });

  window.addEventListener("beforeunload", function (event) {
    if (document.querySelector("form[data-dirty]")) event.preventDefault();
  });

  // A group of the navigation closes when one looks elsewhere.
  function closeGroups(event) {
    document.querySelectorAll(".mast__group[open]").forEach(function (group) {
      if (event.key === "Escape" || !group.contains(event.target)) group.open = false;
    });
  }
  document.addEventListener("click", closeGroups);
  document.addEventListener("keydown", function (event) { if (event.key === "Escape") closeGroups(event); });

  document.querySelectorAll("[data-print]").forEach(function (button) {
    button.hidden = false;
    button.addEventListener("click", function () { window.print(); });
  });
})();
