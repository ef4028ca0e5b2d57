/**
 * A B A B ...: the two take turns, so that whatever else the machine does meets both. Answers the figures of each. `limit` is a third who
 * does so little that nobody on this runtime can do less: how far the bound beside the peer can be reached at all.
 */
export async function inTurns(pairs, ours, peer, limit) {
  const figures = { ours: [], peer: [], limit: [] };
  for (let pair = 0; pair < pairs; pair++) {
    figures.ours.push(await ours());
    figures.peer.push(await peer());
    if (limit !== undefined) figures.limit.push(await limit());
  }
  return figures;
}

/** Large transfers that nobody counts, of ours and of each peer: the code is compiled and the memory had from the system meanwhile. */
export const warmUpRounds = 4;

export function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** The figures of two as one line of the table. `must` and `aim` are `>= x`, `<= x` or `< x`. */
export function compared(name, { ours, peer }, { unit, peerName, must, aim }) {
  const ratios = ours.map((value, index) => value / peer[index]);
  return {
    name,
    ours: median(ours),
    peer: median(peer),
    ratio: median(ratios),
    low: Math.min(...ratios),
    high: Math.max(...ratios),
    unit,
    peerName,
    must,
    aim,
  };
}

export function reaches(value, bound) {
  const [operator, limit] = bound.split(' ');
  if (operator === '>=') return value >= Number(limit);
  return operator === '<' ? value < Number(limit) : value <= Number(limit);
}

const plain = (value) => (value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2));

/** One line: the name, our figure, the peer's, their ratio, the bounds and what became of them. */
export function printed({ name, ours, peer, ratio, low, high, unit, peerName, must, aim }) {
  const figures = peer === undefined ? `${plain(ours)} ${unit}` : `${plain(ours)} ${unit}, ${peerName} ${plain(peer)}`;
  const value = ratio ?? ours;
  const spread = ratio === undefined ? '' : ` | ratio ${ratio.toFixed(2)} (${low.toFixed(2)}..${high.toFixed(2)})`;
  if (must === undefined) return `        ${name} | ${figures}${spread}`;
  const mark = reaches(value, must) ? (aim !== undefined && reaches(value, aim) ? 'AIM     ' : 'reached ') : 'MISSED  ';
  return `${mark}${name} | ${figures}${spread} | must ${must}${aim === undefined ? '' : `, aim ${aim}`}`;
}
