// Lets a compiled program or a test load the payload converter, which the SDK requires by the path of its source. `tsx` does
// so too, and costs each process and each thread of a worker more than it needs for that one file.
const { readFileSync } = require('node:fs');

require.extensions['.ts'] = (module, path) => {
  const { transformSync } = require('esbuild');
  const { code } = transformSync(readFileSync(path, 'utf8'), { loader: 'ts', format: 'cjs' });
  module._compile(code, path);
};
