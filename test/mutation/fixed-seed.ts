// One seed for all property tests: whether a mutant survives must not depend on luck.
import fc from 'fast-check'

fc.configureGlobal({ seed: 1 })
