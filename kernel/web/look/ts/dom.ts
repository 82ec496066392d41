// Helpers for walking the page. Every script here only improves a page that works without it.

/** All elements that match, typed. */
export function all<E extends Element>(selector: string, within: ParentNode = document): E[] {
  return Array.from(within.querySelectorAll<E>(selector));
}

/** The first control whose error is to be mended gets the focus through the summary above the form. */
export function focusErrors(): void {
  document.querySelector<HTMLElement>("[data-errors]")?.focus();
}

/** Shows what makes sense only with script: buttons that copy or print. */
export function revealScripted(): void {
  for (const element of all<HTMLElement>("[data-script]")) element.hidden = false;
}

/** Closes an open sheet when the reader clicks elsewhere, presses Escape, or tabs out of it. */
export function folds(): void {
  const open = () => all<HTMLDetailsElement>("details[data-fold][open]");
  document.addEventListener("click", (event) => {
    for (const fold of open()) if (!fold.contains(event.target as Node)) fold.open = false;
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const fold of open()) {
      fold.open = false;
      fold.querySelector("summary")?.focus();
    }
  });
  document.addEventListener("focusin", (event) => {
    for (const fold of open()) if (!fold.contains(event.target as Node)) fold.open = false;
  });
}
