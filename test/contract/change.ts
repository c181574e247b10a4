type Path = string;

/** A copy of `input` with the field at `path` (`customer.email`, `evidence[0].evidenceId`) set, or removed if `undefined`. */
export function withField(input: unknown, path: Path, value: unknown): unknown {
  if (path === '') return value;
  const copy: unknown = structuredClone(input);
  const steps = path.split(/[.[\]]+/).filter((step) => step !== '');
  const last = steps.pop() ?? '';
  let at = copy as Record<string, unknown>;
  for (const step of steps) at = at[step] as Record<string, unknown>;
  if (value === undefined) delete at[last];
  else at[last] = value;
  return copy;
}

/** The paths of all fields of `input`, inner ones too; the input itself is ''. */
export function pathsOf(input: unknown, at: Path = ''): Path[] {
  if (Array.isArray(input)) return [at, ...input.flatMap((each, n) => pathsOf(each, `${at}[${n}]`))];
  if (typeof input !== 'object' || input === null) return [at];
  const inner = Object.entries(input).flatMap(([name, value]) =>
    pathsOf(value, at === '' ? name : `${at}.${name}`),
  );
  return [at, ...inner];
}
