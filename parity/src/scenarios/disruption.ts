/** Kinds of disruption that recovery figures are told apart by: a figure of one says nothing about another. */
export const DISRUPTIONS = ["availability zone", "hardware", "software", "region"] as const;
export type Disruption = (typeof DISRUPTIONS)[number];
