/** The 97.5th percentile of the standard normal distribution: two-sided 95%. */
export const Z_95 = 1.959963984540054;
