// Answers are saved as they are given: form[data-autosave=url].
//
// Asked: POST form-encoded, the fields changed since the last save, `version`, and as `was.<key>` what the page had seen of
// them; header X-CSRFToken.
// Answered: 2xx {saved_at_text, version, shown}; 401 when signed out; other 4xx {error} with words for the person. A 409 with
// `shown` means that another window changed the same answer: pressing the form's button shows both.
// Answers never leave the page because saving failed: they stay in their fields and are sent again.
// A form that is sent while a save is under way says as well what that save has sent: its own save is no other window.

import { renewToken, tokenOf } from "./token.js";

const QUIET_MS = 800;
const AGAIN_MS = [3_000, 10_000, 30_000];
const WAIT_MS = 3_000;
// How the server joins the boxes of a date or a moment (see _joined in fields.py).
const BOXES = [["year", ""], ["month", "-"], ["day", "-"], ["hour", "T"], ["minute", ":"]];

export function startAutosave(root) {
  for (const form of root.querySelectorAll("form[data-autosave]")) {
    new Autosave(form);
  }
}

class Autosave {
  constructor(form) {
    this.form = form;
    this.status = form.querySelector("[data-autosave-status]");
    this.banner = form.querySelector("[data-autosave-failed]");
    this.reason = form.querySelector("[data-autosave-reason]");
    this.changed = new Set();
    this.failures = 0;
    this.leaving = false;

    form.addEventListener("input", (event) => this.note(event.target, QUIET_MS));
    form.addEventListener("change", (event) => this.note(event.target, 0));
    form.addEventListener("submit", (event) => this.leave(event));
    // Back from signing in in the other window, or back on the network: try at once.
    window.addEventListener("focus", () => this.failures && this.save());
    window.addEventListener("online", () => this.failures && this.save());
    window.addEventListener("beforeunload", (event) => {
      if (this.changed.size && !this.leaving) event.preventDefault();
    });
    window.addEventListener("pageshow", () => (this.leaving = false));
  }

  note(control, delay) {
    if (!control.name || control.type === "file" || control.type === "hidden") return;
    this.changed.add(control.name);
    this.plan(delay);
  }

  plan(delay) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), delay);
  }

  // An answer that was corrected while it was being saved must reach the server after what it corrects. What was not touched
  // since may arrive in either order.
  leave(event) {
    this.leaving = true;
    clearTimeout(this.timer);
    if (event.defaultPrevented) return;
    if (!this.underWay || !this.changed.size) {
      // Whoever comes back to this very page has seen what they sent from it.
      this.remember(new FormData(this.form).keys());
      return;
    }
    event.preventDefault();
    if (this.waiting) return;
    this.waiting = true;
    const giveUp = setTimeout(() => this.underWay?.abort(), WAIT_MS);
    this.savedOrNot.then(() => {
      clearTimeout(giveUp);
      this.waiting = false;
      this.form.requestSubmit(event.submitter);
    });
  }

  save() {
    if (this.underWay || this.leaving || !this.changed.size) return;
    this.underWay = new AbortController();
    this.savedOrNot = this.send(this.underWay.signal);
  }

  async send(signal) {
    const names = new Set(this.changed);
    this.changed.clear();
    this.say(this.form.dataset.textSaving);
    if (this.signedOut) await renewToken(this.form);
    const body = this.body(names);
    this.remember(names);
    let response;
    try {
      response = await fetch(this.form.dataset.autosave, {
        method: "POST",
        headers: { "X-CSRFToken": tokenOf(this.form), Accept: "application/json" },
        body,
        credentials: "same-origin",
        redirect: "error",
        signal,
      });
    } catch {
      response = null;
    }
    const answer = await response?.json().catch(() => ({}));
    this.underWay = null;
    this.see(answer ?? {});
    if (response?.ok && answer.saved_at_text) {
      this.saved(answer);
    } else {
      for (const name of names) this.changed.add(name);
      const both = response?.status === 409 && answer?.shown !== undefined;
      this.unproven = answer?.error?.kind === "not_proven";
      this.failed(response?.status, answer?.error?.message ?? answer?.error, both);
    }
  }

  // A box that was unticked sends nothing, so its name is sent empty.
  body(names) {
    const all = new FormData(this.form);
    const body = new URLSearchParams();
    for (const name of names) {
      const values = all.getAll(name);
      for (const value of values.length ? values : [""]) body.append(name, value);
    }
    if (all.has("version")) body.append("version", all.get("version"));
    for (const key of this.keysOf(names)) {
      for (const value of all.getAll(`was.${key}`)) body.append(`was.${key}`, value);
    }
    return body;
  }

  // A date has several boxes, named after its key.
  keysOf(given) {
    const names = [...given];
    const keys = new Set();
    for (const hidden of this.form.querySelectorAll('input[type="hidden"][name^="was."]')) {
      const key = hidden.name.slice("was.".length);
      for (const name of names) if (name === key || name.startsWith(`${key}-`)) keys.add(key);
    }
    return keys;
  }

  // If the answer to this save is lost, what was sent may be there already: then it is no other window's.
  remember(names) {
    const all = new FormData(this.form);
    for (const key of this.keysOf(names)) {
      // Boxes of which several are ticked are kept as one answer, their codes joined with commas.
      const sent = all.has(`${key}-year`) ? dateOf(all, key) : all.getAll(key).join(",");
      this.addSeen(key, sent);
    }
  }

  addSeen(key, value) {
    if (new FormData(this.form).getAll(`was.${key}`).includes(value)) return;
    const hidden = document.createElement("input");
    Object.assign(hidden, { type: "hidden", name: `was.${key}`, value });
    this.form.append(hidden);
  }

  see(answer) {
    for (const [key, value] of Object.entries(answer.shown ?? {})) {
      for (const old of this.form.querySelectorAll(`input[name="${CSS.escape(`was.${key}`)}"]`)) old.remove();
      this.addSeen(key, value);
    }
    const version = this.form.elements.namedItem("version");
    if (version && answer.version !== undefined) version.value = answer.version;
  }

  saved(answer) {
    this.failures = 0;
    this.signedOut = false;
    this.banner.hidden = true;
    this.say(answer.saved_at_text);
    if (this.changed.size) this.plan(QUIET_MS);
  }

  failed(status, words, both) {
    const { textSignedOut, textFailed, textSignIn, textSeeBoth, signIn, prove, textProve } = this.form.dataset;
    this.say("");
    this.signedOut = status === 401;
    this.reason.textContent = status === 401 ? textSignedOut : (words ?? textFailed);
    this.banner.querySelector("a")?.remove();
    if (status === 401 || this.unproven) {
      const link = document.createElement("a");
      const [href, textContent] = this.unproven ? [prove, textProve] : [signIn, textSignIn];
      Object.assign(link, { href, textContent, target: "_blank", rel: "noopener", className: "govuk-link" });
      this.banner.append(link);
    }
    if (both) {
      const link = document.createElement("a");
      Object.assign(link, { href: "#go-on", className: "govuk-link", textContent: textSeeBoth });
      link.addEventListener("click", (event) => {
        event.preventDefault();
        this.form.requestSubmit(this.form.querySelector("#go-on"));
      });
      this.banner.append(link);
    }
    this.banner.hidden = false;
    // What the server has understood and refused is not sent again by itself.
    const refused = status >= 400 && status < 500 && status !== 401 && status !== 429;
    const wait = AGAIN_MS[Math.min(this.failures, AGAIN_MS.length - 1)];
    this.failures += 1;
    if (!refused) this.plan(wait);
  }

  say(words) {
    if (this.status) this.status.textContent = words;
  }
}

function dateOf(all, key) {
  const boxes = BOXES.filter(([part]) => all.has(`${key}-${part}`)).map(([part, before]) => {
    const typed = all.get(`${key}-${part}`).trim().replace(/[-:T]/g, "");
    return { before, text: before && typed ? typed.padStart(2, "0") : typed };
  });
  return boxes.some(({ text }) => text) ? boxes.map(({ before, text }) => before + text).join("") : "";
}
