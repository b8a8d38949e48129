/**
 * Error numbers of Linux by name. Numbers are the generic ones (include/uapi/asm-generic/errno-base.h and errno.h;
 * alpha, mips, parisc and sparc number some differently) and the kernel-internal ones of include/linux/errno.h, as in
 * Linux 6.1. This file must not know notifier chains.
 */

/** One name per number, counting from 1; a dash is a number that the generic table leaves free. */
const GENERIC =
  "EPERM ENOENT ESRCH EINTR EIO ENXIO E2BIG ENOEXEC EBADF ECHILD EAGAIN ENOMEM EACCES EFAULT ENOTBLK EBUSY " +
  "EEXIST EXDEV ENODEV ENOTDIR EISDIR EINVAL ENFILE EMFILE ENOTTY ETXTBSY EFBIG ENOSPC ESPIPE EROFS EMLINK " +
  "EPIPE EDOM ERANGE EDEADLK ENAMETOOLONG ENOLCK ENOSYS ENOTEMPTY ELOOP - ENOMSG EIDRM ECHRNG EL2NSYNC EL3HLT " +
  "EL3RST ELNRNG EUNATCH ENOCSI EL2HLT EBADE EBADR EXFULL ENOANO EBADRQC EBADSLT - EBFONT ENOSTR ENODATA ETIME " +
  "ENOSR ENONET ENOPKG EREMOTE ENOLINK EADV ESRMNT ECOMM EPROTO EMULTIHOP EDOTDOT EBADMSG EOVERFLOW ENOTUNIQ " +
  "EBADFD EREMCHG ELIBACC ELIBBAD ELIBSCN ELIBMAX ELIBEXEC EILSEQ ERESTART ESTRPIPE EUSERS ENOTSOCK " +
  "EDESTADDRREQ EMSGSIZE EPROTOTYPE ENOPROTOOPT EPROTONOSUPPORT ESOCKTNOSUPPORT EOPNOTSUPP EPFNOSUPPORT " +
  "EAFNOSUPPORT EADDRINUSE EADDRNOTAVAIL ENETDOWN ENETUNREACH ENETRESET ECONNABORTED ECONNRESET ENOBUFS EISCONN " +
  "ENOTCONN ESHUTDOWN ETOOMANYREFS ETIMEDOUT ECONNREFUSED EHOSTDOWN EHOSTUNREACH EALREADY EINPROGRESS ESTALE " +
  "EUCLEAN ENOTNAM ENAVAIL EISNAM EREMOTEIO EDQUOT ENOMEDIUM EMEDIUMTYPE ECANCELED ENOKEY EKEYEXPIRED " +
  "EKEYREVOKED EKEYREJECTED EOWNERDEAD ENOTRECOVERABLE ERFKILL EHWPOISON";

/** The same for the kernel's own, counting from 512. */
const INTERNAL =
  "ERESTARTSYS ERESTARTNOINTR ERESTARTNOHAND ENOIOCTLCMD ERESTART_RESTARTBLOCK EPROBE_DEFER EOPENSTALE ENOPARAM - " +
  "EBADHANDLE ENOTSYNC EBADCOOKIE ENOTSUPP ETOOSMALL ESERVERFAULT EBADTYPE EJUKEBOX EIOCBQUEUED ERECALLCONFLICT " +
  "ENOGRACE";

function numbered(names: string, first: number): [number, string][] {
  return names
    .split(" ")
    .map((name, index): [number, string] => [first + index, name])
    .filter(([, name]) => name !== "-");
}

const NAMES: ReadonlyMap<number, string> = new Map([...numbered(GENERIC, 1), ...numbered(INTERNAL, 512)]);

const NUMBERS: ReadonlyMap<string, number> = new Map([
  ...[...NAMES].map(([number, name]): [string, number] => [name, number]),
  ["EWOULDBLOCK", 11],
  ["EDEADLOCK", 35],
]);

/** The positive number of an errno by its name (`EINVAL` gives 22), or undefined for a name that is none. */
export function errnoNumber(name: string): number | undefined {
  return NUMBERS.get(name);
}

/** The name of a positive errno (22 gives `EINVAL`), or undefined. Of two names for one number the first one. */
export function errnoName(number: number): string | undefined {
  return NAMES.get(number);
}

/** A negative errno as kernel sources write it: -22 gives `-EINVAL`, a number without a name stays `-41`. */
export function spellErrno(errno: number): string {
  const name = errno < 0 ? NAMES.get(-errno) : undefined;
  return name === undefined ? String(errno) : `-${name}`;
}

/** The largest errno: the kernel keeps -1 … -4095 for error numbers (MAX_ERRNO in include/linux/err.h). */
export const MAX_ERRNO = 4095;
