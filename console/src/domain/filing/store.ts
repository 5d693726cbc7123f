/**
 * The values of a form, and what was found in them, for fields that listen each to its own: typing in one renders no
 * other, however many lines there are.
 */

import type { ExplainedFinding } from "../../api/types";
import { pathsOf } from "./findings";
import { listAt, type Node, put, textAt, valueAt } from "./model";

type Listener = () => void;

/** What whoever shows the details of a line listens to. */
export const LINE = "!line";

const NONE: readonly ExplainedFinding[] = [];

export class FormStore {
  private root: Node;
  private readonly listeners = new Map<string, Set<Listener>>();
  private readonly keys = new WeakMap<Node, string>();
  private readonly lists = new Map<string, readonly string[]>();
  private found = new Map<string, ExplainedFinding[]>();
  private nextKey = 0;
  /** One more with every change of a value. */
  version = 0;
  /** The goods line whose details are open. */
  line: number | null = null;

  constructor(root: Node) {
    this.root = root;
  }

  get values(): Node {
    return this.root;
  }

  text(path: string): string {
    return textAt(this.root, path);
  }

  /** Keys of a list's nodes, the same as long as the nodes are. */
  nodes(list: string): readonly string[] {
    const known = this.lists.get(list);
    if (known !== undefined) return known;
    const keys = listAt(this.root, list).map((it) => this.keyOf(it));
    this.lists.set(list, keys);
    return keys;
  }

  findings(path: string): readonly ExplainedFinding[] {
    return this.found.get(path) ?? NONE;
  }

  /** How many findings point at or below a path. */
  countUnder(path: string): number {
    let count = 0;
    for (const [at, findings] of this.found) {
      if (at === path || at.startsWith(`${path}.`)) count += findings.length;
    }
    return count;
  }

  set(path: string, value: string) {
    if (this.text(path) === value) return;
    put(this.root, path, value);
    this.version += 1;
    this.tell(path);
    this.tell("");
  }

  /** Adds nodes at the end of a list. */
  add(list: string, ...nodes: Node[]) {
    const kept = valueAt(this.root, list);
    put(this.root, list, [...(Array.isArray(kept) ? kept : []), ...nodes]);
    this.restructured(list);
  }

  replace(list: string, nodes: Node[]) {
    put(this.root, list, nodes);
    this.restructured(list);
  }

  remove(list: string, place: number) {
    const kept = valueAt(this.root, list);
    if (!Array.isArray(kept)) return;
    put(
      this.root,
      list,
      kept.filter((_, at) => at !== place),
    );
    this.restructured(list);
  }

  /** Everything anew: another declaration. */
  reset(root: Node) {
    this.root = root;
    this.found = new Map();
    this.restructured("");
  }

  /** What was found takes the place of what was found before; only fields of either are told. */
  showFindings(findings: readonly ExplainedFinding[]) {
    const before = this.found;
    this.found = new Map();
    for (const finding of findings) {
      for (const path of pathsOf(finding.pointer)) {
        const there = this.found.get(path);
        if (there === undefined) this.found.set(path, [finding]);
        else there.push(finding);
      }
    }
    const touched = new Set([...before.keys(), ...this.found.keys()]);
    for (const path of [...touched]) {
      for (const outer of outerOf(path)) touched.add(outer);
    }
    for (const path of touched) this.tell(`?${path}`);
  }

  open(line: number | null) {
    this.line = line;
    this.tell(LINE);
  }

  subscribe(path: string, listener: Listener): () => void {
    const there = this.listeners.get(path);
    if (there === undefined) this.listeners.set(path, new Set([listener]));
    else there.add(listener);
    return () => {
      const listening = this.listeners.get(path);
      listening?.delete(listener);
      if (listening?.size === 0) this.listeners.delete(path);
    };
  }

  private keyOf(node: Node): string {
    const known = this.keys.get(node);
    if (known !== undefined) return known;
    this.nextKey += 1;
    const key = `n${this.nextKey}`;
    this.keys.set(node, key);
    return key;
  }

  private restructured(list: string) {
    for (const known of [...this.lists.keys()]) {
      if (list === "" || known === list || known.startsWith(`${list}.`)) this.lists.delete(known);
    }
    this.version += 1;
    // Places have moved: whoever listens within looks again.
    for (const path of [...this.listeners.keys()]) {
      if (list === "" || path === list || path.startsWith(`${list}.`)) this.tell(path);
    }
    this.tell("");
  }

  private tell(path: string) {
    for (const listener of [...(this.listeners.get(path) ?? [])]) listener();
  }
}

/** `items.0.quantity` → `items.0`, `items`. */
function outerOf(path: string): string[] {
  const steps = path.split(".");
  return steps.slice(1).map((_, place) => steps.slice(0, place + 1).join("."));
}
