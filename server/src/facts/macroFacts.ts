/** What names of the preprocessor and of enumerations stand for, as plain data. Shapes only. */

/** A function-like macro that speaks of notifiers, with its body on one line. */
export interface MacroFact {
  readonly name: string;
  readonly parameters: readonly string[];
  readonly body: string;
}

/** A name with a number: a #define or an enumerator that can stand for a priority. */
export interface ConstantFact {
  readonly name: string;
  /** As written: a number, another name, or a sum of the two. */
  readonly value: string;
}
