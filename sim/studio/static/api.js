// Speaking with the studio's server: requests, and one connection on which moves go out and bundles come in.

/** What the server refused; `detail` is {message, remedy, file, line, key, value}. */
export class Refusal extends Error {
  constructor(detail) {
    super(detail.message);
    this.detail = detail;
  }
}

/** GET a JSON answer. */
export const get = (path) => ask(path, { method: "GET" });

/** POST a JSON body; the answer is JSON, or text where the server sends text. */
export const post = (path, body, signal) => ask(path, posting(body, signal));

/** What makes a request of a JSON body, which a signal may give up. */
export const posting = (body, signal) => ({ method: "POST", body: JSON.stringify(body), headers: { "Content-Type": "application/json" }, signal });

/**
 * Questions of which only the newest matters: `next()` is a signal for it, aborted by the next `next()` or by `stop()`.
 * Whoever waited for an answer looks at the signal first.
 */
export class Questions {
  next() {
    this.stop();
    this.asking = new AbortController();
    return this.asking.signal;
  }

  stop() {
    this.asking?.abort();
  }
}

async function ask(path, options) {
  const answer = await fetch(path, options);
  const json = (answer.headers.get("Content-Type") ?? "").startsWith("application/json");
  const content = json ? await answer.json() : await answer.text();
  if (!answer.ok) throw new Refusal(content.error ?? { message: content || answer.statusText });
  return content;
}

/**
 * The connection for moves: `send(message)` numbers it and sends it. While moves follow each other the server answers
 * some of them, in order, so that a drag is drawn as it goes; `answer(content, latest)` says whether it is the last's.
 * It comes back by itself after a break and then sends the latest message again.
 */
export function connect(path, { answer, standing }) {
  const url = new URL(path, location.href);
  url.protocol = "ws:";
  let socket = null;
  let latest = null;
  let number = 0;
  let wait = 250;

  function open() {
    socket = new WebSocket(url);
    socket.onopen = () => {
      wait = 250;
      standing(true);
      if (latest) socket.send(latest);
    };
    socket.onmessage = (event) => {
      const content = JSON.parse(event.data);
      answer(content, content.number === number || content.number < 0); // below 0: it was not understood
    };
    socket.onclose = () => {
      standing(false);
      setTimeout(open, wait);
      wait = Math.min(2 * wait, 5000);
    };
  }
  open();

  return {
    send(message) {
      number += 1;
      latest = JSON.stringify({ number, ...message });
      if (socket.readyState === WebSocket.OPEN) socket.send(latest);
      return number;
    },
  };
}
