import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

/** What a service of `docker-compose.yml` has of what is read here. */
export interface ComposeService {
  image: string;
  build?: { context: string; target: string };
  command?: string[];
  environment?: Record<string, string>;
  ports?: string[];
  volumes?: string[];
  healthcheck?: { test: string[] };
  depends_on?: Record<string, { condition: string }>;
  stop_grace_period?: string;
}

export interface ComposeFile {
  services: Record<string, ComposeService>;
  volumes: Record<string, unknown>;
}

export const readComposeFile = (path: string): ComposeFile =>
  parse(readFileSync(path, 'utf8')) as ComposeFile;

/** Throws if there is no such service. */
export function serviceOf(compose: ComposeFile, name: string): ComposeService {
  const service = compose.services[name];
  if (service === undefined) throw new Error(`docker-compose.yml has no service ${name}.`);
  return service;
}

/** A service's environment on a machine where none of the variables that the file refers to is set. */
export function environmentOf({ environment = {} }: ComposeService): Record<string, string> {
  const given = Object.entries(environment).map(([name, value]) => [name, withDefaults(value)]);
  return Object.fromEntries(given) as Record<string, string>;
}

const withDefaults = (value: string): string => value.replace(/\$\{\w+:-([^}]*)\}/g, '$1');
