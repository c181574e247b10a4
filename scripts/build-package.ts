/** `npm run build:package`: the client as a package for other TypeScript projects, in `dist/client`. */
import process from 'node:process';
import { buildClientPackage } from './client-package.ts';

buildClientPackage('dist/client');
process.stdout.write(
  'dist/client is ready: `npm pack ./dist/client`, or publish it to a registry of yours\n',
);
