// Finding by a point of the map: the map says where (rv-pick), the interface who answers there, and the officer's page
// opens. Where there is no officer's post the finder's own answer does.
interface Located {
  post: { code: string } | null;
}

/** Takes up [data-officer-map], whose value is the address of the finder. */
export function officerMap(): void {
  const element = document.querySelector<HTMLElement>("[data-officer-map]");
  element?.addEventListener("rv-pick", (event) => {
    const { lat, lon } = (event as CustomEvent<{ lat: number; lon: number }>).detail;
    const finder = element.dataset["officerMap"] ?? "";
    const query = new URLSearchParams({ lat: lat.toFixed(5), lon: lon.toFixed(5) }).toString();
    void go(finder, query);
  });
}

async function go(finder: string, query: string): Promise<void> {
  try {
    const answer = await fetch(`/api/v1/locate?${query}`, { headers: { Accept: "application/json" } });
    const { post } = (await answer.json()) as Located;
    if (answer.ok && post) {
      location.assign(`${finder}/${encodeURIComponent(post.code)}`);
      return;
    }
  } catch {
    // The finder asks the same once more, or what the device has kept does.
  }
  location.assign(`${finder}?${query}`);
}
