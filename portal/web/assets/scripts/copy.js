// Copy keys: [data-copy] holds the value, [data-text-copied] the word shown for a moment. They are hidden until this runs.

const SHOWN_FOR_MS = 2000;

export function startCopyKeys(root) {
  if (!navigator.clipboard) return;
  for (const key of root.querySelectorAll("[data-copy]")) {
    key.hidden = false;
  }

  const spoken = document.createElement("p");
  spoken.className = "govuk-visually-hidden";
  spoken.setAttribute("role", "status");
  document.body.append(spoken);

  root.addEventListener("click", async (event) => {
    const key = event.target.closest("[data-copy]");
    if (!key) return;
    await navigator.clipboard.writeText(key.dataset.copy);
    const word = key.querySelector("[data-copy-text]") ?? key;
    key.dataset.word ??= word.textContent;
    word.textContent = key.dataset.textCopied;
    spoken.textContent = key.dataset.textCopied;
    key.classList.add("is-copied");
    clearTimeout(Number(key.dataset.timer));
    key.dataset.timer = setTimeout(() => {
      word.textContent = key.dataset.word;
      spoken.textContent = "";
      key.classList.remove("is-copied");
    }, SHOWN_FOR_MS);
  });
}
