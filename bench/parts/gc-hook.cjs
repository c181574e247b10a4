// Loaded into the worker process and, because it is a preload, into each of its threads: collects garbage when asked.
const { BroadcastChannel, threadId } = require('node:worker_threads');

const channel = new BroadcastChannel('bench-collect');
channel.unref();
channel.onmessage = ({ data }) => {
  if (data !== 'collect' || typeof globalThis.gc !== 'function') return;
  globalThis.gc();
  globalThis.gc();
  channel.postMessage({ collected: threadId });
};
