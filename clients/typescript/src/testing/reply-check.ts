import type { Violation } from '../failure-facts.js';
import type { ReplyRequest } from '../gen/imageco/complaint/v1/complaint_service.js';
import { type FieldRule, replyRules } from '../gen/field_rules.js';

/** Every field at fault, by the limits of the proto's options. */
export function violationsIn(request: ReplyRequest): Violation[] {
  return violationsOf(request, replyRules, '');
}

function violationsOf(message: object, rules: readonly FieldRule[], prefix: string): Violation[] {
  return rules.flatMap((rule) => {
    const field = prefix + rule.name;
    const value = (message as Record<string, unknown>)[rule.member];
    if (typeof value === 'string') return ofText(rule, field, value);
    if (Array.isArray(value)) return ofItems(rule, field, value as string[]);
    return rule.inlined && value ? violationsOf(value, rule.inlined, `${field}.`) : [];
  });
}

/** A character that shows nothing: white space, or zero wide. */
const BLANK = '[\\p{White_Space}\\p{Default_Ignorable_Code_Point}]';
const ONLY_BLANKS = new RegExp(`^${BLANK}+$`, 'u');
const BLANK_END = new RegExp(`^${BLANK}|${BLANK}$`, 'u');
const CONTROL = /\p{Cc}/u;

function ofText(rule: FieldRule, field: string, text: string): Violation[] {
  if (rule.required && text === '') return [{ field, description: 'is missing' }];
  if (rule.required && ONLY_BLANKS.test(text)) return [{ field, description: 'is only blanks' }];
  const chars = Array.from(text).length;
  const faults: Violation[] = [];
  if (rule.maxChars !== undefined && chars > rule.maxChars) {
    const description = `has ${chars} characters, at most ${rule.maxChars} are allowed`;
    faults.push({ field, description });
  }
  if (rule.httpsUrl && text !== '' && !text.startsWith('https://')) {
    faults.push({ field, description: 'must be an absolute HTTPS URL' });
  }
  return rule.identifier && faults.length === 0 ? unseen(field, text) : faults;
}

function ofItems(rule: FieldRule, name: string, items: string[]): Violation[] {
  const faults: Violation[] = [];
  if (rule.maxItems !== undefined && items.length > rule.maxItems) {
    faults.push({ field: name, description: `at most ${rule.maxItems} are allowed` });
  }
  for (const [index, item] of items.entries()) {
    const field = `${name}[${index}]`;
    if (item === '') faults.push({ field, description: 'must not be empty' });
    else if (rule.separator !== undefined && item.includes(rule.separator)) {
      faults.push({ field, description: `must not hold a "${rule.separator}"` });
    } else if (rule.identifier) faults.push(...unseen(field, item));
  }
  return faults;
}

function unseen(field: string, text: string): Violation[] {
  if (CONTROL.test(text)) return [{ field, description: 'holds a control character' }];
  return BLANK_END.test(text) ? [{ field, description: 'begins or ends with a blank' }] : [];
}
