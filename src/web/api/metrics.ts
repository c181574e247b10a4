import type { RequestSeen } from './api.ts';

/** Upper bounds of the durations that are counted, in seconds. */
const BOUNDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10] as const;

export interface ApiMetrics {
  seen(request: RequestSeen): void;
  /** In Prometheus' text format. */
  text(): string;
}

/** Counts requests by route, method and status, and how long they took by route. Names of routes only, no ids. */
export function apiMetrics(): ApiMetrics {
  const counts = new Map<string, number>();
  const durations = new Map<string, { buckets: number[]; sum: number; count: number }>();
  return {
    seen({ route, method, status, seconds }) {
      const labels = `route="${route}",method="${methodOf(method)}",status="${status}"`;
      counts.set(labels, (counts.get(labels) ?? 0) + 1);
      const name = `route="${route}"`;
      const known = durations.get(name) ?? { buckets: BOUNDS.map(() => 0), sum: 0, count: 0 };
      known.sum += seconds;
      known.count += 1;
      for (const [index, bound] of BOUNDS.entries()) {
        if (seconds <= bound) known.buckets[index] = (known.buckets[index] ?? 0) + 1;
      }
      durations.set(name, known);
    },
    text() {
      const lines = [
        '# HELP returns_api_requests_total Requests that were answered.',
        '# TYPE returns_api_requests_total counter',
        ...Array.from(counts, ([labels, count]) => `returns_api_requests_total{${labels}} ${count}`),
        '# HELP returns_api_request_seconds How long requests took.',
        '# TYPE returns_api_request_seconds histogram',
      ];
      for (const [name, { buckets, sum, count }] of durations) {
        for (const [index, bound] of BOUNDS.entries()) {
          lines.push(`returns_api_request_seconds_bucket{${name},le="${bound}"} ${buckets[index] ?? 0}`);
        }
        lines.push(`returns_api_request_seconds_bucket{${name},le="+Inf"} ${count}`);
        lines.push(
          `returns_api_request_seconds_sum{${name}} ${sum}`,
          `returns_api_request_seconds_count{${name}} ${count}`,
        );
      }
      return `${lines.join('\n')}\n`;
    },
  };
}

const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS']);

/** A sender can make methods up, and each would be a series of its own. */
const methodOf = (method: string): string => (METHODS.has(method) ? method : 'other');
