import { useEffect, useRef, type ReactNode } from 'react';
import UPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { texts } from '../texts.ts';
import './plot.css';

export interface PlotLine {
  readonly label: string;
  /** A colour of the tokens, such as `--accent`. */
  readonly colour: `--${string}`;
  /** One for each date. */
  readonly values: readonly number[];
}

export interface PlotProps {
  /** What is plotted; the numbers themselves have to be readable elsewhere on the page. */
  readonly label: string;
  /** Seconds since 1970, at the beginning of days in UTC. */
  readonly dates: readonly number[];
  readonly lines: readonly PlotLine[];
  readonly format: (value: number) => string;
  /** Of which the marks beside the plot are round multiples: 1024 for bytes. Default 10. */
  readonly base?: 10 | 1024;
}

const height = 200;
const day = new Intl.DateTimeFormat('en', { day: 'numeric', month: 'short', timeZone: 'UTC' });

/** Values day by day as lines from zero up. The pointer shows those of a day. */
export function Plot({ label, dates, lines, format, base = 10 }: PlotProps): ReactNode {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = place.current;
    if (element === null) return undefined;
    const colour = (token: string): string => colourOf(element, token);
    const axis = { stroke: () => colour('--soft'), grid: { stroke: () => colour('--line'), width: 1 }, ticks: { show: false } };
    const plot = new UPlot(
      {
        width: element.clientWidth,
        height,
        tzDate: (seconds) => UPlot.tzDate(new Date(seconds * 1000), 'Etc/UTC'),
        cursor: { y: false },
        scales: { y: { range: (_, _least, most) => [0, Math.max(most * 1.05, 1)] } },
        axes: [
          { ...axis, size: 28, values: (_, seconds) => seconds.map((second) => day.format(second * 1000)) },
          {
            ...axis,
            size: 68,
            ...(base === 1024 ? { incrs: binarySteps } : { incrs: decimalSteps }),
            values: (_, values) => values.map(format),
          },
        ],
        series: [
          { label: texts.usage.day, value: (_, seconds) => (seconds === null ? '' : day.format(seconds * 1000)) },
          ...lines.map((line) => ({
            label: line.label,
            stroke: () => colour(line.colour),
            width: 2,
            // Of several, one would hide the other.
            ...(lines.length === 1 ? { fill: () => colour('--tint') } : {}),
            points: { show: dates.length < 3 },
            value: (_: UPlot, value: number | null) => (value === null ? '' : format(value)),
          })),
        ],
      },
      [[...dates], ...lines.map(({ values }) => [...values])],
      element,
    );
    const sizes = new ResizeObserver(() => plot.setSize({ width: element.clientWidth, height }));
    sizes.observe(element);
    // Another scheme, by the system or by the menu, has other colours.
    const redraw = (): void => plot.redraw(false);
    const system = matchMedia('(prefers-color-scheme: dark)');
    system.addEventListener('change', redraw);
    const chosen = new MutationObserver(redraw);
    chosen.observe(document.documentElement, { attributeFilter: ['data-scheme'] });
    return () => {
      sizes.disconnect();
      system.removeEventListener('change', redraw);
      chosen.disconnect();
      plot.destroy();
    };
  }, [dates, lines, format, base]);
  return <div ref={place} className="plot" role="img" aria-label={label} />;
}

/** Whole ones only: there is no half request. */
const decimalSteps = Array.from({ length: 13 }, (_, power) => [1, 2, 5].map((digit) => digit * 10 ** power)).flat();
const binarySteps = Array.from({ length: 50 }, (_, power) => 2 ** power);

/** What a token is in the scheme that holds now; a canvas knows neither tokens nor schemes. */
function colourOf(element: HTMLElement, token: string): string {
  const probe = document.createElement('span');
  probe.style.color = `var(${token})`;
  element.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}
