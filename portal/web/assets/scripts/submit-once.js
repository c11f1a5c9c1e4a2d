// A second press while the first is under way does nothing. The button stays enabled, so its name and value are sent and a
// reader of the page does not lose it; after ten seconds, or on coming back to the page, pressing works again.

const FORGET_AFTER_MS = 10_000;

export function guardAgainstDoubleSubmit(root) {
  const underWay = new Map();

  root.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post") return;
    if (underWay.has(form)) {
      event.preventDefault();
      return;
    }
    event.submitter?.setAttribute("aria-disabled", "true");
    const release = () => {
      event.submitter?.removeAttribute("aria-disabled");
      underWay.delete(form);
    };
    underWay.set(form, { release, timer: setTimeout(release, FORGET_AFTER_MS) });
  });

  window.addEventListener("pageshow", () => {
    for (const { release, timer } of [...underWay.values()]) {
      clearTimeout(timer);
      release();
    }
  });
}
