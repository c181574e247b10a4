import { runForget } from './run-forget.ts';

await runForget();
