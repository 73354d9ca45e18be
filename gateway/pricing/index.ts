// What a request costs: everything outside this folder imports from here.
export { costFields, priceUsage, type PricingBreakdown } from './price-usage'
export { perToken } from './money'
