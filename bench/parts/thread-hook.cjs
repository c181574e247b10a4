// A preload of the worker process, and so of each of its threads: tells what the thread has used so far, after
// collecting its garbage if asked to.
const { readFileSync } = require('node:fs');
const { getHeapStatistics } = require('node:v8');
const { BroadcastChannel, threadId } = require('node:worker_threads');

const channel = new BroadcastChannel('bench-account');
channel.addEventListener('message', ({ data }) => {
  if (data !== 'collect' && data !== 'account') return;
  if (data === 'collect') {
    globalThis.gc();
    globalThis.gc();
  }
  // Nanoseconds on a CPU (proc(5), `schedstat`), of the thread that reads it.
  const [cpuNs] = readFileSync('/proc/thread-self/schedstat', 'utf8').split(' ');
  const { used_heap_size: heapBytes, external_memory: externalBytes } = getHeapStatistics();
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- among threads there are no origins
  channel.postMessage({ threadId, cpuMs: Number(cpuNs) / 1e6, heapBytes: heapBytes + externalBytes });
});
channel.unref();
