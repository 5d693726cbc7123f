/** Gives the reader a file of what the page has. */

export function save(name: string, bytes: Blob) {
  const url = URL.createObjectURL(bytes);
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}
