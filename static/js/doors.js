/* Entries at the door. Without this file the form is a plain one. With it an entry is kept in the phone until the
   server has it, and is then forgotten there; its key is made here, so that sent twice it is one. */
(function () {
  "use strict";

  var AGAIN_MS = 15000, MOST_PIXELS = 1600, UNSENT = "doors-unsent";
  if (!window.indexedDB || !window.crypto || !window.fetch) return;
  var account = byId("queue").dataset.account;
  var busy = false, sentLast = "";

  // Looked up each time: the list is drawn anew when it is filtered.
  function byId(id) { return document.getElementById(id); }

  // -- the store: one row an entry, gone once it is sent
  function store(mode, act) {
    return new Promise(function (resolve, reject) {
      var opening = indexedDB.open("doors", 1);
      opening.onupgradeneeded = function () { opening.result.createObjectStore("entries", { keyPath: "key" }); };
      opening.onerror = function () { reject(opening.error); };
      opening.onsuccess = function () {
        var database = opening.result;
        var deal = database.transaction("entries", mode);
        var asked = act(deal.objectStore("entries"));
        deal.oncomplete = function () { database.close(); resolve(asked.result); };
        deal.onerror = deal.onabort = function () { database.close(); reject(deal.error); };
      };
    });
  }
  function all() { return store("readonly", function (rows) { return rows.getAll(); }); }
  function put(entry) { return store("readwrite", function (rows) { return rows.put(entry); }); }
  function drop(key) { return store("readwrite", function (rows) { return rows.delete(key); }); }

  function newKey() {
    if (crypto.randomUUID) return crypto.randomUUID();
    var bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 15) | 64;
    bytes[8] = (bytes[8] & 63) | 128;
    var text = Array.from(bytes, function (each) { return each.toString(16).padStart(2, "0"); }).join("");
    return text.replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, "$1-$2-$3-$4-$5");
  }

  // A weak line carries a small picture; drawn anew it also loses what the camera wrote into it.
  async function shrunk(file) {
    if (!file || !file.size) return null;
    try {
      var picture = await createImageBitmap(file);
      var scale = Math.min(1, MOST_PIXELS / Math.max(picture.width, picture.height));
      var canvas = document.createElement("canvas");
      canvas.width = Math.round(picture.width * scale);
      canvas.height = Math.round(picture.height * scale);
      canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
      var made = await new Promise(function (resolve) { canvas.toBlob(resolve, "image/jpeg", 0.85); });
      return made || file;
    } catch (fault) {
      return file; // the server says what is wrong with it
    }
  }

  // -- sending
  async function send(entry) {
    var body = new FormData();
    entry.fields.forEach(function (pair) { body.append(pair[0], pair[1]); });
    body.append("form_key", entry.key);
    if (entry.photo) body.append("photo", entry.photo, "photo.jpg");
    var token = document.querySelector("[name=csrfmiddlewaretoken]");
    var answer = await fetch(entry.url, {
      method: "POST", body: body, redirect: "manual", credentials: "same-origin",
      headers: { "X-Queued": "yes", "X-CSRFToken": token ? token.value : "" }
    });
    if (answer.ok) return "sent";
    if (answer.status !== 400 && answer.status !== 409) return "later";
    var told = await answer.json().catch(function () { return null; });
    if (!told) return "later";
    entry.refused = told.reasons;
    return "refused";
  }

  async function flush() {
    if (busy) return;
    busy = true;
    var state = "";
    try {
      var waiting = (await all()).filter(function (each) { return each.account === account && !each.refused; });
      waiting.sort(function (one, other) { return one.at - other.at; });
      for (var entry of waiting) {
        var came = await send(entry);
        if (came === "later") { state = "login"; break; }
        await (came === "sent" ? drop(entry.key) : put(entry));
        mark(entry.door, came === "sent" ? "已发送" : "未被受理");
        sentLast = came === "sent" ? entry.title : "";
      }
    } catch (fault) {
      state = "offline";
    }
    busy = false;
    await show(state);
  }

  // -- what the page says
  function mark(door, word) {
    document.querySelectorAll("[data-word='" + door + "']").forEach(function (tag) { tag.textContent = word; });
  }

  function line(entry) {
    var item = document.createElement("li");
    var word = document.createElement("span");
    word.className = "tag " + (entry.refused ? "tone--late" : "tone--due");
    word.textContent = entry.refused ? "未被受理" : "待发送";
    item.append(entry.title + " ", word);
    if (!entry.refused) return item;
    var why = document.createElement("small");
    why.textContent = entry.refused.join(" ");
    item.append(why, button("重新填写", function () { again(entry); }), button("删除", function () { forget(entry); }));
    return item;
  }

  function button(label, act) {
    var made = document.createElement("button");
    made.type = "button";
    made.className = "btn btn--quiet";
    made.textContent = label;
    made.addEventListener("click", act);
    return made;
  }

  async function show(state) {
    var rows = await all();
    var mine = rows.filter(function (each) { return each.account === account; });
    var waiting = mine.filter(function (each) { return !each.refused; });
    var words = [];
    if (waiting.length) words.push(waiting.length + "条待发送，线路恢复后自动发送，请不要清除浏览器数据。");
    if (waiting.length && state === "login") words.push("登录可能已经失效，请重新登录，登录后打开“我的入户”自动发送。");
    if (mine.length > waiting.length) words.push(mine.length - waiting.length + "条没有被受理，请查看原因。");
    if (rows.length > mine.length) words.push("另有其他账号" + (rows.length - mine.length) + "条没有发送，请该账号登录后发送。");
    if (sentLast) words.push("“" + sentLast + "”已发送。");
    byId("queue-line").textContent = words.join("");
    byId("queue-list").replaceChildren(...mine.map(line));
    byId("queue").hidden = !words.length;
    if (rows.length) localStorage.setItem(UNSENT, rows.length);
    else localStorage.removeItem(UNSENT);
    waiting.forEach(function (each) { mark(each.door, "待发送"); });
  }

  async function forget(entry) {
    if (!window.confirm("删除“" + entry.title + "”这次没有被受理的登记？")) return;
    await drop(entry.key);
    await show("");
  }

  async function again(entry) {
    var form = offer(entry.door, entry.url, entry.title);
    if (!form) {
      window.location.href = entry.url;
      return;
    }
    entry.fields.forEach(function (pair) {
      if (form.elements[pair[0]]) form.elements[pair[0]].value = pair[1];
    });
    asks(form);
    await drop(entry.key);
    await show("");
  }

  // -- the form
  function asks(form) {
    var said = form.elements.position.value;
    var met = said !== "" && said !== "not_met";
    form.elements.signer.required = form.elements.relation.required = met;
    form.elements.reason.required = said === "against";
  }

  // The form for a door: on the list it is opened for it, on a door's own page it stands there.
  function offer(door, url, title) {
    var form = byId("entry"), card = byId("entry-card");
    if (!form || (!card && form.dataset.door !== door)) return null;
    form.reset();
    if (card) {
      form.action = byId("entry-more").href = url;
      form.dataset.door = door;
      form.dataset.title = byId("entry-title").textContent = title;
      card.hidden = false;
      card.scrollIntoView();
    }
    asks(form);
    return form;
  }

  async function keep(form) {
    var given = new FormData(form), card = byId("entry-card");
    var entry = { key: newKey(), account: account, url: form.getAttribute("action"), at: Date.now() };
    entry.door = form.dataset.door;
    entry.title = form.dataset.title;
    entry.photo = await shrunk(given.get("photo"));
    entry.fields = Array.from(given).filter(function (pair) {
      return typeof pair[1] === "string" && pair[0] !== "csrfmiddlewaretoken" && pair[0] !== "form_key";
    });
    try {
      await put(entry);
    } catch (fault) {
      form.submit(); // no room in the phone: send it as a plain form
      return;
    }
    form.reset();
    asks(form);
    if (card) card.hidden = true;
    await show("");
    byId("queue").scrollIntoView({ block: "nearest" });
    await flush();
    if (card) return;
    var waits = (await all()).some(function (each) { return each.key === entry.key; });
    if (!waits) window.location.reload(); // a door's own page then shows what was kept
  }

  document.addEventListener("submit", function (event) {
    if (event.target.id !== "entry") return;
    event.preventDefault();
    keep(event.target);
  });
  document.addEventListener("change", function (event) {
    if (event.target.form && event.target.form.id === "entry") asks(event.target.form);
  });
  document.addEventListener("click", function (event) {
    var link = event.target.closest("[data-enter]");
    if (!link || event.ctrlKey || event.metaKey) return;
    if (offer(link.dataset.enter, link.getAttribute("href"), link.textContent)) event.preventDefault();
  });
  document.addEventListener("htmx:afterSettle", flush);
  window.addEventListener("online", flush);
  document.addEventListener("visibilitychange", function () { if (!document.hidden) flush(); });
  window.setInterval(function () { if (localStorage.getItem(UNSENT)) flush(); }, AGAIN_MS);
  flush();
})();
