"""Writes src/gen/field_rules.ts: what the options of imageco.wire.v1 say of each field of a reply."""

import json

from imageco.complaint.v1 import complaint_service_pb2
from imageco.wire.v1 import wire_pb2

HEAD = """// The options of imageco.wire.v1 on the fields of ReplyRequest. Written by generate.sh.

/** Absent: no such rule. */
export interface FieldRule {
  /** As in the proto, and as in a message. */
  readonly name: string;
  readonly member: string;
  readonly required?: true;
  readonly maxChars?: number;
  readonly maxItems?: number;
  /** No item of a repeated field may hold it. */
  readonly separator?: string;
  readonly httpsUrl?: true;
  readonly identifier?: true;
  /** Of the message that the field is. */
  readonly inlined?: readonly FieldRule[];
}

export const replyRules: readonly FieldRule[] ="""

RULES = {
    "required": "required",
    "max_chars": "maxChars",
    "max_items": "maxItems",
    "separator": "separator",
    "https_url": "httpsUrl",
    "identifier": "identifier",
}


def rule(field):
    options = field.GetOptions().Extensions[wire_pb2.field]
    found = {"name": field.name, "member": field.camelcase_name}
    found |= {ours: getattr(options, its) for its, ours in RULES.items() if getattr(options, its)}
    if options.inlined:
        found["inlined"] = [rule(member) for member in field.message_type.fields]
    return found


rules = [rule(field) for field in complaint_service_pb2.ReplyRequest.DESCRIPTOR.fields]
print(HEAD, json.dumps(rules, indent=2) + ";")
