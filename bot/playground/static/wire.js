// Talking to the endpoint: JSON posts one way, server-sent events the other.

export async function get(path) {
  const answer = await fetch(path);
  return answer.json();
}

/** Do something as the person at `who`; throws with the endpoint's sentence when refused. */
export async function act(who, name, details = {}) {
  const answer = await fetch(`/page/${name}`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ who, ...details }),
  });
  if (!answer.ok) throw new Error((await answer.json().catch(() => ({}))).error ?? answer.statusText);
}

/** Listen to a chat. Gives a function that stops listening. */
export function listen(who, heard, lost) {
  const stream = new EventSource(`/page/events?who=${who}`);
  stream.onmessage = (event) => heard(JSON.parse(event.data));
  stream.onerror = lost;
  return () => stream.close();
}

export async function base64(file) {
  const url = await new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result);
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(file);
  });
  return url.slice(url.indexOf(",") + 1);
}
