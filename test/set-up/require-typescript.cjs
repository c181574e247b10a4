// Lets a compiled program load the payload converter, which the SDK requires by the path of its source.
const { readFileSync } = require('node:fs');

require.extensions['.ts'] = (module, path) => {
  const { transformSync } = require('esbuild');
  const { code } = transformSync(readFileSync(path, 'utf8'), { loader: 'ts', format: 'cjs' });
  module._compile(code, path);
};
