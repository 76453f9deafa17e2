// SPDX-License-Identifier: Apache-2.0
// What another threshold would mean: alerts a day against attacks found.
import type { ThresholdPoint } from '../api/types';

export interface Workload {
  flowsPerDay: number;
  /** Share of flows that are attacks, as one expects it in operation. */
  prevalence: number;
}

export interface Operating {
  threshold: number;
  recall: number;
  fpr: number;
  alertsPerDay: number;
  falseAlertsPerDay: number;
  missedPerDay: number;
  /** Share of alerts that are attacks; null without alerts. */
  precision: number | null;
}

function share(part: number, whole: number): number {
  return whole > 0 ? part / whole : 0;
}

/**
 * Rates measured on test rows, applied to a day of traffic: recall and false-positive rate do not
 * depend on how common attacks are, alerts and precision do.
 */
export function operate(point: ThresholdPoint, load: Workload): Operating {
  const recall = share(point.tp, point.tp + point.fn);
  const fpr = share(point.fp, point.fp + point.tn);
  const attacks = load.flowsPerDay * load.prevalence;
  const found = attacks * recall;
  const falseAlerts = (load.flowsPerDay - attacks) * fpr;
  const alerts = found + falseAlerts;
  return {
    threshold: point.threshold,
    recall,
    fpr,
    alertsPerDay: alerts,
    falseAlertsPerDay: falseAlerts,
    missedPerDay: attacks - found,
    precision: alerts > 0 ? found / alerts : null,
  };
}

/** Points by rising threshold. */
export function sortedPoints(points: ThresholdPoint[]): ThresholdPoint[] {
  return [...points].sort((a, b) => a.threshold - b.threshold);
}

/** Index of the point whose decisions a threshold shares: the lowest one that is not below it. */
export function pointAt(points: ThresholdPoint[], threshold: number): number {
  const index = points.findIndex((point) => point.threshold >= threshold - 1e-9);
  return index < 0 ? points.length - 1 : index;
}

/** The lowest threshold that stays within a budget of alerts a day; null when none does. */
export function withinBudget(points: ThresholdPoint[], load: Workload, alertsPerDay: number): number | null {
  const index = points.findIndex((point) => operate(point, load).alertsPerDay <= alertsPerDay);
  return index < 0 ? null : index;
}

/** How common attacks were among the test rows. */
export function measuredPrevalence(point: ThresholdPoint): number {
  return share(point.tp + point.fn, point.tp + point.fn + point.fp + point.tn);
}
