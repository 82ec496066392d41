// Script of the desk.
import { all, focusErrors, folds, revealScripted } from "./dom.ts";
import { copyAndPrint, counters, drafts, sendOnce } from "./forms.ts";
import { maps } from "./maps.ts";
import { passkeys } from "./passkey.ts";
import { photos } from "./photos.ts";
import { redaction } from "./redact.ts";

/** The key / leads to the search box, unless something is being typed. */
function slashSearch(): void {
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
    const target = event.target as HTMLElement;
    if (target.isContentEditable || target.matches("input, textarea, select")) return;
    const box = all<HTMLInputElement>("input[data-search]").find((input) => input.offsetParent !== null);
    if (!box) return;
    event.preventDefault();
    box.focus();
    box.select();
  });
}

revealScripted();
maps();
folds();
drafts();
counters();
photos();
redaction();
passkeys(); // before sendOnce: a form waits for the passkey first
copyAndPrint();
sendOnce();
slashSearch();
focusErrors();
