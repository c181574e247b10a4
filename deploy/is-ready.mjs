// The health check of a container, worker or sandbox: exit code 0 if the part says that it is ready.
const answer = await fetch(`http://127.0.0.1:${process.env.PORT}/readyz`).catch(() => undefined);
process.exit(answer?.ok ? 0 : 1);
