/** The facts of one file while they are collected. The only mutable data of this layer. */
import type {
  AllowanceFact,
  AssignmentFact,
  BlockFact,
  CallFact,
  ConstantFact,
  ContextFact,
  FunctionFact,
  HeadFact,
  MacroFact,
  SleeperFact,
  StoreFact,
  StructFact,
  SummaryFact,
  TableEntryFact,
} from "./facts";

export interface Draft {
  readonly heads: HeadFact[];
  readonly structs: StructFact[];
  readonly blocks: BlockFact[];
  readonly assignments: AssignmentFact[];
  readonly functions: FunctionFact[];
  readonly summaries: SummaryFact[];
  readonly calls: CallFact[];
  readonly constants: ConstantFact[];
  readonly macros: MacroFact[];
  readonly tableEntries: TableEntryFact[];
  readonly stores: StoreFact[];
  readonly contexts: ContextFact[];
  readonly sleepers: SleeperFact[];
  readonly allowances: AllowanceFact[];
}

export function emptyDraft(): Draft {
  return {
    heads: [],
    structs: [],
    blocks: [],
    assignments: [],
    functions: [],
    summaries: [],
    calls: [],
    constants: [],
    macros: [],
    tableEntries: [],
    stores: [],
    contexts: [],
    sleepers: [],
    allowances: [],
  };
}
