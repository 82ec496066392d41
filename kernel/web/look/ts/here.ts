/** A search by the reader's own position: the position goes into the address of the answer and nowhere else. */
export function here(): void {
  for (const button of document.querySelectorAll<HTMLButtonElement>("[data-here]")) {
    const form = button.form;
    const word = button.querySelector("span");
    if (!form || !word) continue;
    const before = word.textContent ?? "";
    button.addEventListener("click", () => {
      const end = () => {
        word.textContent = before;
        button.removeAttribute("aria-busy");
      };
      word.textContent = button.dataset["asking"] ?? before;
      button.setAttribute("aria-busy", "true");
      navigator.geolocation.getCurrentPosition(
        ({ coords }) => {
          end();
          const to = new URL(form.action, location.href);
          to.search = new URLSearchParams({ lat: coords.latitude.toFixed(5), lon: coords.longitude.toFixed(5) }).toString();
          location.assign(to);
        },
        () => {
          end();
          const note = form.querySelector("[data-here-note]");
          if (note) note.textContent = button.dataset["refused"] ?? "";
        },
        { enableHighAccuracy: true, timeout: 15_000, maximumAge: 30_000 },
      );
    });
  }
}
