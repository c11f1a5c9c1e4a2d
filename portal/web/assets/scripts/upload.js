// Sends a chosen file at once: input[type=file][data-upload=url]. Without this it goes with the form.
//
// Asked: POST multipart, the file under the input's name, header X-CSRFToken.
// Answered: 2xx {text} with the words to show (name, size), and `next`, if there is one, the page to open then;
// 4xx {error} with the words that say what is wrong.
// Any file input with data-max-bytes is checked for size before anything is sent.

import { tokenOf } from "./token.js";

export function startUploads(root) {
  for (const input of root.querySelectorAll("input[type=file]")) {
    const said = document.getElementById(input.dataset.said);
    if (said) input.addEventListener("change", () => choose(input, said));
  }
}

function choose(input, said) {
  const file = input.files[0];
  said.textContent = "";
  said.classList.remove("govuk-error-message");
  if (!file) return;
  const most = Number(input.dataset.maxBytes);
  if (most && file.size > most) {
    input.value = "";
    complain(said, input.dataset.textTooBig);
    return;
  }
  if (input.dataset.upload) send(input, said, file);
}

function send(input, said, file) {
  const bar = document.createElement("progress");
  bar.className = "upload__bar";
  bar.max = 100;
  bar.setAttribute("aria-label", input.dataset.textSending);
  said.before(bar);

  const request = new XMLHttpRequest();
  request.open("POST", input.dataset.upload);
  request.setRequestHeader("X-CSRFToken", tokenOf(input.form));
  request.setRequestHeader("Accept", "application/json");
  request.responseType = "json";

  // Told in quarters, so that a reader of the page is not talked to without end.
  let told = -1;
  request.upload.addEventListener("progress", (event) => {
    if (!event.lengthComputable) return;
    const percent = Math.floor((100 * event.loaded) / event.total);
    bar.value = percent;
    const quarter = Math.floor(percent / 25) * 25;
    if (quarter > told) {
      told = quarter;
      said.textContent = `${input.dataset.textSending}${quarter}%`;
    }
  });
  request.addEventListener("loadend", () => {
    bar.remove();
    const answer = request.response;
    if (request.status >= 200 && request.status < 300 && answer?.text) {
      said.textContent = answer.text;
      if (answer.next) location.assign(answer.next);
    } else {
      complain(said, answer?.error?.message ?? answer?.error ?? input.dataset.textFailed);
    }
    // Sent or refused, the form need not carry it; on a lost network it still does.
    if (request.status) input.value = "";
    input.disabled = false;
  });

  const body = new FormData();
  body.append(input.name, file);
  request.send(body);
  input.disabled = true;
}

function complain(said, words) {
  said.classList.add("govuk-error-message");
  said.textContent = words;
}
