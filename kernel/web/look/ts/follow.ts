/**
 * The follow page is opened as /{lang}/follow#KEY. A fragment never reaches a server or its logs; the key is
 * taken from it into the form's field, the address is cleaned, and the form is sent by POST.
 */
export function followKey(): void {
  const form = document.querySelector<HTMLFormElement>("form[data-follow]");
  const field = form?.querySelector<HTMLInputElement>("input[data-key], input.rv-keyinput");
  if (!form || !field) return;
  const take = () => {
    let key = location.hash.slice(1);
    try {
      key = decodeURIComponent(key);
    } catch {
      // Not an encoded text: taken as it is.
    }
    if (key === "") return;
    history.replaceState(null, "", location.pathname + location.search);
    field.value = key;
    form.requestSubmit();
  };
  window.addEventListener("hashchange", take);
  take();
}
