import { builtServer } from '../../../dev/server/build-server.ts';

// One starter as a process of its own: what it says goes to stderr, what it gets to stdout.
const built = await builtServer(process.env, (line) => process.stderr.write(`${line}\n`));
process.stdout.write(JSON.stringify(built));
