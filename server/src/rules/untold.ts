/** Values by which a callback means to claim an object, whether or not its caller reads them so. */
import { numberOf } from "./claims";

/** NOTIFY_OK and NOTIFY_STOP, and what else has their bit and no errno. */
export function meansClaim(value: string): boolean {
  const number = numberOf(value);
  return number !== null && (number & 0x7fff) === 1;
}
