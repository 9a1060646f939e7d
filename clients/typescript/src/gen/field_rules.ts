// The options of imageco.wire.v1 on the fields of ReplyRequest. Written by generate.sh.

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

export const replyRules: readonly FieldRule[] = [
  {
    "name": "isspid",
    "member": "isspid",
    "required": true,
    "maxChars": 8,
    "identifier": true
  },
  {
    "name": "transaction_id",
    "member": "transactionId",
    "required": true,
    "maxChars": 32,
    "identifier": true
  },
  {
    "name": "seller_account",
    "member": "sellerAccount",
    "required": true,
    "maxChars": 64,
    "identifier": true
  },
  {
    "name": "complaint_id",
    "member": "complaintId",
    "required": true,
    "maxChars": 64,
    "identifier": true
  },
  {
    "name": "response_content",
    "member": "responseContent",
    "required": true,
    "maxChars": 200
  },
  {
    "name": "response_images",
    "member": "responseImages",
    "maxItems": 4,
    "separator": "|",
    "identifier": true
  },
  {
    "name": "jump_link",
    "member": "jumpLink",
    "inlined": [
      {
        "name": "url",
        "member": "url",
        "required": true,
        "maxChars": 512,
        "httpsUrl": true
      },
      {
        "name": "text",
        "member": "text",
        "required": true,
        "maxChars": 10
      }
    ]
  },
  {
    "name": "validate_only",
    "member": "validateOnly"
  }
];
