/** Webpack loader: one text of a module is another one. Fails if it is not there. */
module.exports = function replaceText(source) {
  const { from, to } = this.getOptions();
  if (!source.includes(from)) throw new Error(`${this.resourcePath} does not contain: ${from}`);
  return source.replace(from, to);
};
