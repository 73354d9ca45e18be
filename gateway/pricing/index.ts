// What a request costs: everything outside this folder imports from here.
export { costFields, priceUsage } from './price-usage'
export { perToken } from './money'
