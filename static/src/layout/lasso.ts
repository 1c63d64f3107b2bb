/** Points inside a drawn line, and the nearest one to a place. */
export interface Spot {
  x: number;
  y: number;
}

/** Is the point inside the closed polygon? By the even-odd rule. */
export function inside({ x, y }: Spot, polygon: readonly Spot[]): boolean {
  let odd = false;
  polygon.forEach((one, index) => {
    const other = polygon[(index + 1) % polygon.length] as Spot;
    if (one.y > y === other.y > y) return;
    if (x < one.x + ((y - one.y) / (other.y - one.y)) * (other.x - one.x)) odd = !odd;
  });
  return odd;
}

/** Index of the nearest point within `reach`, or null. */
export function nearest(spots: readonly Spot[], { x, y }: Spot, reach: number): number | null {
  let [found, least]: [number | null, number] = [null, reach * reach];
  spots.forEach((spot, index) => {
    const far = (spot.x - x) ** 2 + (spot.y - y) ** 2;
    if (far <= least) [found, least] = [index, far];
  });
  return found;
}

/** The next point from one in a direction of the plane: the nearest within a quarter turn; null: none. */
export function nextIn(spots: readonly Spot[], from: number, [down, right]: [number, number]): number | null {
  const at = spots[from];
  if (!at) return spots.length ? 0 : null;
  let [found, least]: [number | null, number] = [null, Infinity];
  spots.forEach((spot, index) => {
    const [dx, dy] = [spot.x - at.x, spot.y - at.y];
    const along = dx * right + dy * down;
    const across = Math.abs(dx * down) + Math.abs(dy * right);
    if (along <= 0 || across > along) return;
    const far = Math.hypot(dx, dy);
    if (far < least) [found, least] = [index, far];
  });
  return found;
}
