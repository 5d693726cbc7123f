/** What another language has to say: every key of the Chinese. */

export type Texts<T> = { [K in keyof T]: T[K] extends string ? string : Texts<T[K]> };
