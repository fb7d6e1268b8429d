// Keys. Every key presses something that is on the page, so that nothing needs a key and nothing needs this file.
"use strict";
(() => {
  const all = (what) => [...document.querySelectorAll(what)];
  const one = (what) => document.querySelector(what);
  const rows = () => all("ol.queue a.open");
  const boxes = () => all("ol.queue input[type=checkbox]");

  function step(by) {
    const list = rows();
    if (!list.length) return false;
    const at = list.findIndex((a) => a.closest("li").contains(document.activeElement));
    const to = list[Math.min(list.length - 1, Math.max(0, at < 0 ? 0 : at + by))];
    to.focus();
    to.closest("li").scrollIntoView({ block: "nearest" });
    return true;
  }

  function choose() {
    const at = document.activeElement && document.activeElement.closest("ol.queue li");
    const box = at && at.querySelector("input[type=checkbox]");
    if (box) box.checked = !box.checked;
    count();
    return !!box;
  }

  function count() {
    const n = boxes().filter((b) => b.checked).length;
    all("[data-chosen]").forEach((e) => { e.textContent = n; });
  }

  // A decision in the queue without a choice is about the row that one is at.
  function decideHere() {
    if (!boxes().length || boxes().some((b) => b.checked)) return;
    const at = document.activeElement && document.activeElement.closest("ol.queue li");
    const box = at && at.querySelector("input[type=checkbox]");
    if (box) box.checked = true;
  }

  function help() {
    const dialog = one("#keys");
    if (!dialog) return false;
    if (dialog.open) dialog.close(); else dialog.showModal();
    return true;
  }

  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest && event.target.closest("input:not([type=checkbox]), textarea, select");
    if (typing) {
      if (event.key === "Escape") typing.blur();
      return;
    }
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
    const keys = { j: () => step(1), k: () => step(-1), x: choose, "?": help };
    let done = false;
    if (keys[event.key]) {
      done = keys[event.key]();
    } else if (!(one("#keys") && one("#keys").open)) {
      const target = all("[data-key]").find((e) => e.dataset.key === event.key && !e.disabled);
      if (target && target.matches("input, textarea")) {
        target.focus();
        done = true;
      } else if (target) {
        if (target.dataset.bulk !== undefined) decideHere();
        target.click();
        done = true;
      }
    }
    if (done) event.preventDefault();
  });

  document.addEventListener("change", count);
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-help]")) help();
    if (event.target.matches("[data-all]")) {
      const on = boxes().some((b) => !b.checked);
      boxes().forEach((b) => { b.checked = on; });
      count();
    }
  });

  // A file dropped on the desk, or chosen there: the program reads its words into the form.
  const paste = one("textarea.paste");
  const comments = one("[data-comments]");
  let manuscript = null;
  const fault = (read) => new Error(document.documentElement.lang === "en" ? read.error.en : read.error.zh);
  async function take(file) {
    if (!file || !paste) return;
    const said = one("#file");
    said.textContent = file.name + " …";
    try {
      const answer = await fetch("/read", { method: "POST", body: file });
      const read = await answer.json();
      if (!answer.ok) throw fault(read);
      paste.value = read.text;
      [["title", read.title], ["date", read.published], ["publisher", read.publisher]].forEach(([name, value]) => {
        one("form [name=" + name + "]").value = value || "";
      });
      said.textContent = file.name;
      manuscript = file;
      comments.hidden = !file.name.toLowerCase().endsWith(".docx");
      paste.focus();
    } catch (e) {
      said.textContent = file.name + " – " + e.message;
    }
  }

  // The manuscript with a comment at each finding.
  async function download() {
    const said = one("#file");
    const query = new URLSearchParams({ name: manuscript.name });
    ["date", "publisher"].forEach((name) => query.set(name, one("form [name=" + name + "]").value));
    said.textContent = manuscript.name + " …";
    try {
      const answer = await fetch("/comments?" + query, { method: "POST", body: manuscript });
      if (!answer.ok) throw fault(await answer.json());
      const link = document.createElement("a");
      link.href = URL.createObjectURL(await answer.blob());
      link.download = manuscript.name.replace(/\.docx$/i, "") + "-heshu.docx";
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 60000);
      said.textContent = link.download;
    } catch (e) {
      said.textContent = manuscript.name + " – " + e.message;
    }
  }
  if (paste) {
    comments.addEventListener("click", download);
    paste.addEventListener("dragover", (event) => event.preventDefault());
    paste.addEventListener("drop", (event) => {
      if (event.dataTransfer.files.length) {
        event.preventDefault();
        take(event.dataTransfer.files[0]);
      }
    });
    const file = one("input[type=file]");
    if (file) file.addEventListener("change", () => take(file.files[0]));
  }
  const first = one("article.text.long mark.operand");
  if (first) {
    const box = first.closest("article");
    box.scrollTop = Math.max(0, first.offsetTop - box.offsetTop - box.clientHeight / 3);
  }
})();
