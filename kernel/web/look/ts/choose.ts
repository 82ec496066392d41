// A long list of places to choose from becomes a field in which one types (combobox with a list, WAI-ARIA). The
// select stays in the form and carries the value; without script it is the field itself.

/** So many choices are still read at a glance. */
const few = 3;

/** Letters without their marks, as people type them. */
function fold(text: string): string {
  return text.toLocaleLowerCase().replaceAll("ł", "l").replaceAll("đ", "d").replaceAll("ø", "o").normalize("NFD").replace(/\p{M}/gu, "");
}

/** Puts a field before the select; none is what is said where nothing fits. */
export function choose(select: HTMLSelectElement, none: string): void {
  if (select.options.length <= few) return;
  const frame = document.createElement("div");
  frame.className = "rv-select";
  const input = document.createElement("input");
  const box = document.createElement("div");
  const list = document.createElement("ul");
  const missing = document.createElement("p");
  input.className = "ds-input";
  input.type = "text";
  input.autocomplete = "off";
  input.id = select.id;
  select.id += "-select";
  select.hidden = true;
  list.id = `${input.id}-list`;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", input.id === "" ? "" : (document.querySelector(`label[for="${input.id}"]`)?.textContent ?? ""));
  for (const [name, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id })) input.setAttribute(name, value);
  box.className = "rv-suggest";
  box.hidden = true;
  missing.className = "rv-suggest__none";
  missing.setAttribute("role", "status");
  select.before(frame);
  box.append(list, missing);
  frame.append(input, box, select);

  let at = -1;
  let shown: HTMLOptionElement[] = [];
  const word = (o: HTMLOptionElement | undefined): string => o?.text ?? "";
  const rest = () => {
    input.value = word(select.selectedOptions[0]);
    show(false);
  };
  const show = (on: boolean) => {
    box.hidden = !on;
    input.setAttribute("aria-expanded", String(on && shown.length > 0));
    if (!on) point(-1);
  };
  const point = (i: number) => {
    at = i;
    for (const [k, line] of Array.from(list.children).entries()) line.setAttribute("aria-selected", String(k === i));
    const line = list.children[i];
    if (line) {
      input.setAttribute("aria-activedescendant", line.id);
      line.scrollIntoView({ block: "nearest" });
    } else input.removeAttribute("aria-activedescendant");
  };
  const take = (i: number) => {
    const option = shown[i];
    if (!option) return;
    const changed = !option.selected;
    option.selected = true;
    rest();
    if (changed) select.dispatchEvent(new Event("change", { bubbles: true }));
  };
  const find = (typed: string) => {
    const wanted = fold(typed.trim());
    const all = Array.from(select.options);
    const begins = all.filter((o) => fold(o.text).startsWith(wanted));
    shown = wanted === "" ? all : [...begins, ...all.filter((o) => !begins.includes(o) && fold(o.text).includes(wanted))];
    list.replaceChildren(...shown.map((o, i) => {
      const line = document.createElement("li");
      line.id = `${list.id}-${String(i)}`;
      line.setAttribute("role", "option");
      line.setAttribute("aria-selected", "false");
      line.textContent = o.text;
      line.addEventListener("pointerdown", (event) => event.preventDefault()); // the focus stays in the field
      line.addEventListener("click", () => take(i));
      return line;
    }));
    list.hidden = shown.length === 0;
    missing.hidden = shown.length > 0;
    missing.textContent = shown.length > 0 ? "" : none;
    show(true);
    point(wanted === "" ? -1 : Math.min(0, shown.length - 1));
  };
  rest();
  input.addEventListener("change", (event) => event.stopPropagation()); // what is typed is no choice yet
  input.addEventListener("click", () => {
    if (!box.hidden) return;
    input.select();
    find("");
  });
  input.addEventListener("input", () => find(input.value));
  input.addEventListener("blur", rest);
  input.addEventListener("keydown", (event) => {
    const n = shown.length;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (box.hidden) find("");
      else if (n > 0) point(event.key === "ArrowDown" ? (at + 1) % n : (at + n - 1 + (at < 0 ? 1 : 0)) % n);
    } else if (event.key === "Enter" && !box.hidden && at >= 0) take(at);
    else if (event.key === "Escape" && !box.hidden) rest();
    else return;
    event.preventDefault();
  });
  // The page may set the select itself.
  select.form?.addEventListener("reset", () => window.setTimeout(rest));
}
