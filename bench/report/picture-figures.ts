import type { HttpFigure } from './http-figures.ts';
import type { RawResults } from './results-folder.ts';
import { percentile } from './statistics.ts';

/** What large pictures at once cost the API. `undefined`: it was not measured. */
export function pictureFiguresOf({ pictures }: RawResults): HttpFigure[] | undefined {
  if (pictures === undefined) return undefined;
  const { values = {}, sizes } = pictures;
  const { uploads = 0, bytes = 0, width = 0, height = 0 } = sizes;
  const [rest = Number.NaN, peak = Number.NaN, after = Number.NaN] = values['memoryMb'] ?? [];
  const figure = (name: string, unit: string, value: number, atMost?: number): HttpFigure => ({
    name,
    unit,
    value: Number(value.toPrecision(4)),
    ...(atMost === undefined ? {} : { atMost, held: value <= atMost }),
  });
  const each = `${(bytes / 1_000_000).toFixed(1)} MB and ${Math.round((width * height) / 1_000_000)} megapixels`;
  return [
    figure(`${uploads} JPEGs of ${each} at once → last kept`, 's', values['seconds']?.[0] ?? Number.NaN),
    figure('– memory above rest, peak', 'MB', peak - rest, 150),
    figure('– memory above rest, 25 s later', 'MB', after - rest),
    figure('– reading a purchase meanwhile, p99', 'ms', percentile(values['readMs'] ?? [], 99), 250),
    figure('– CPU per megapixel', 'ms', values['cpuMsPerMegapixel']?.[0] ?? Number.NaN),
  ];
}
