import { all } from "./dom.ts";

/** The longest side a photo is sent with: enough to see what it is about, small enough for a slow line. */
const longest = 2048;

/** Shows chosen photos and makes big ones smaller before they are sent. The server decodes them again anyway. */
export function photos(): void {
  for (const input of all<HTMLInputElement>('input[type="file"]')) {
    const list = input.parentElement?.querySelector<HTMLElement>("[data-preview]");
    if (!list) continue;
    input.addEventListener("change", () => void chosen(input, list));
  }
}

async function chosen(input: HTMLInputElement, list: HTMLElement): Promise<void> {
  const files = Array.from(input.files ?? []);
  const small = await Promise.all(files.map(shrink));
  const transfer = new DataTransfer();
  for (const file of small) transfer.items.add(file);
  input.files = transfer.files;
  list.replaceChildren(...small.map(item));
  list.hidden = small.length === 0;
}

/** A canvas forgets where and by what camera the photo was taken, which is what we want. */
export async function shrink(file: File): Promise<File> {
  if (!file.type.startsWith("image/")) return file;
  try {
    const bitmap = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = Math.min(1, longest / Math.max(bitmap.width, bitmap.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(bitmap.width * scale);
    canvas.height = Math.round(bitmap.height * scale);
    canvas.getContext("2d")?.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
    bitmap.close();
    const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, "image/jpeg", 0.85));
    return blob ? new File([blob], file.name.replace(/\.\w+$/, "") + ".jpg", { type: "image/jpeg" }) : file;
  } catch {
    return file; // The server says what is wrong with it.
  }
}

function item(file: File): HTMLElement {
  const li = document.createElement("li");
  if (file.type.startsWith("image/")) {
    const img = document.createElement("img");
    const address = URL.createObjectURL(file);
    img.src = address;
    img.alt = file.name;
    img.addEventListener("load", () => URL.revokeObjectURL(address));
    li.append(img);
  } else {
    li.textContent = file.name;
  }
  return li;
}
