// SPDX-License-Identifier: Apache-2.0
// Only the rows in view are drawn: TanStack's virtualizer, tied to preact.
import { Virtualizer, elementScroll, observeElementOffset, observeElementRect, type VirtualItem } from '@tanstack/virtual-core';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';

export interface VirtualRows {
  items: VirtualItem[];
  height: number;
  show: (index: number) => void;
}

export function useVirtual(element: () => HTMLElement | null, count: number, rowHeight: number, headHeight: number): VirtualRows {
  const [, redraw] = useState(0);
  const made = useRef<Virtualizer<HTMLElement, Element> | null>(null);
  const options = {
    count,
    getScrollElement: element,
    estimateSize: () => rowHeight,
    overscan: 12,
    scrollToFn: elementScroll,
    observeElementRect,
    observeElementOffset,
    // The head covers the top of the rows when one is scrolled into view.
    scrollPaddingStart: headHeight,
    onChange: () => redraw((n) => n + 1),
  };
  made.current ??= new Virtualizer<HTMLElement, Element>(options);
  const virtual = made.current;
  virtual.setOptions(options);
  useEffect(() => virtual._didMount(), [virtual]);
  useLayoutEffect(() => virtual._willUpdate());
  return {
    items: virtual.getVirtualItems(),
    height: virtual.getTotalSize(),
    show: (index) => virtual.scrollToIndex(index, { align: 'auto' }),
  };
}
