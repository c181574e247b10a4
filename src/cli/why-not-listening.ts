import { NotPossible } from './not-possible.ts';

/** Where a server was to listen, and the variable that says so. */
export interface WantedPort {
  variable: string;
  host: string;
  port: number;
}

/**
 * What to throw where listening has failed: a `NotPossible` that says what to do, if the port or the address is to blame,
 * and otherwise the error as it is.
 */
export function whyNotListening(error: unknown, { variable, host, port }: WantedPort): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  const at = `${host.includes(':') ? `[${host}]` : host}:${port}`;
  switch (code) {
    case 'EADDRINUSE':
      return new NotPossible(
        `${variable} names a port that is taken, ${at}: end the program that has it, or set ${variable} to another port.`,
        { cause: error },
      );
    case 'EACCES':
      return new NotPossible(
        `${variable} names a port that this user may not listen on, ${at}: set ${variable} to one from 1024 on.`,
        { cause: error },
      );
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return new NotPossible(
        `LISTEN_HOST is no address of this machine, ${at}: correct it, or leave it out for 127.0.0.1.`,
        { cause: error },
      );
    default:
      return error;
  }
}
