/**
 * Lets what has arrived meanwhile be handled before work goes on, wherever the program runs. A timer will not do: in a
 * browser each of them waits for milliseconds.
 */

/** Set where the program runs on Node. */
const { setImmediate: node } = globalThis as { readonly setImmediate?: (act: () => void) => unknown };

/** Resolves after the messages that are waiting. */
export function turn(): Promise<void> {
  return new Promise((resolve) => {
    if (node) node(resolve);
    else messageToSelf(resolve);
  });
}

function messageToSelf(act: () => void): void {
  const { port1, port2 } = new MessageChannel();
  const onmessage = (): void => {
    port1.close();
    act();
  };
  // The name that browsers call it by.
  Object.assign(port1, { onmessage });
  port2.postMessage(null);
}
