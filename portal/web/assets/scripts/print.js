// Prints the page: button[data-print hidden]. Without JavaScript the button stays hidden; the browser's own menu prints too.

export function startPrintKeys(root) {
  for (const button of root.querySelectorAll("button[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }
}
