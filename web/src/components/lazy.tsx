// SPDX-License-Identifier: Apache-2.0
// A part that is fetched when it is first shown; its height is kept free meanwhile.
import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';

export function lazy<P extends object>(load: () => Promise<{ default: ComponentType<P> }>, height: number): ComponentType<P> {
  let Loaded: ComponentType<P> | null = null;
  return function Lazy(props: P) {
    const [, redraw] = useState(0);
    useEffect(() => {
      if (Loaded) return;
      void load().then((module) => {
        Loaded = module.default;
        redraw(1);
      });
    }, []);
    return Loaded ? <Loaded {...props} /> : <div style={{ height: `${height}px` }} />;
  };
}
