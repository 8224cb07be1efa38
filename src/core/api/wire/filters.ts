/**
 * What `filters={…}` of a list request asks for: for each key the wanted values, sorted. Values of one key are
 * alternatives, keys are joined by AND. (On the wire {"key":{"value":true}}, before 1.10 {"key":["value"]}.)
 */
export type Filters = Readonly<Record<string, readonly string[]>>;
