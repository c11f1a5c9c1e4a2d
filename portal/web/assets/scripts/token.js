// The token that proves a request comes from our own page; every form that changes something carries it.

export function tokenOf(form) {
  return form?.querySelector("input[name=csrf_token]")?.value ?? "";
}

// Signing in again makes the old token void; this page, asked for anew, carries the new one.
export async function renewToken(form) {
  try {
    const response = await fetch(location.href, { credentials: "same-origin" });
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const token = page.querySelector("input[name=csrf_token]")?.value;
    if (token) form.querySelector("input[name=csrf_token]").value = token;
  } catch {
    // Still off the network: the save that follows says so.
  }
}
