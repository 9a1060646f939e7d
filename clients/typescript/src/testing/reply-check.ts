import type { Violation } from '../failure-facts.js';
import type { JumpLink, ReplyRequest } from '../gen/imageco/complaint/v1/complaint_service.js';

/** Every field at fault, by the limits of the proto. */
export function violationsIn(request: ReplyRequest): Violation[] {
  return [
    ...identifier('isspid', request.isspid, 8),
    ...identifier('transaction_id', request.transactionId, 32),
    ...identifier('seller_account', request.sellerAccount, 64),
    ...identifier('complaint_id', request.complaintId, 64),
    ...limited('response_content', request.responseContent, 200),
    ...imageViolations(request.responseImages),
    ...linkViolations(request.jumpLink),
  ];
}

/** A character that shows nothing: white space, or zero wide. */
const BLANK = '[\\p{White_Space}\\p{Default_Ignorable_Code_Point}]';
const ONLY_BLANKS = new RegExp(`^${BLANK}+$`, 'u');
const BLANK_END = new RegExp(`^${BLANK}|${BLANK}$`, 'u');
const CONTROL = /\p{Cc}/u;

function identifier(field: string, text: string, charsMax: number): Violation[] {
  const faults = limited(field, text, charsMax);
  return faults.length > 0 ? faults : unseen(field, text);
}

function unseen(field: string, text: string): Violation[] {
  if (CONTROL.test(text)) return [{ field, description: 'holds a control character' }];
  return BLANK_END.test(text) ? [{ field, description: 'begins or ends with a blank' }] : [];
}

function limited(field: string, text: string, charsMax: number): Violation[] {
  if (text === '') return [{ field, description: 'is missing' }];
  if (ONLY_BLANKS.test(text)) return [{ field, description: 'is only blanks' }];
  const chars = Array.from(text).length;
  if (chars <= charsMax) return [];
  return [{ field, description: `has ${chars} characters, at most ${charsMax} are allowed` }];
}

function imageViolations(images: string[]): Violation[] {
  const field = 'response_images';
  const many = images.length > 4 ? [{ field, description: 'at most 4 are allowed' }] : [];
  const bad = images.flatMap((image, index) =>
    image !== '' && !image.includes('|')
      ? unseen(`${field}[${index}]`, image)
      : [{ field: `${field}[${index}]`, description: 'must not be empty nor hold a "|"' }],
  );
  return [...many, ...bad];
}

function linkViolations(link: JumpLink | undefined): Violation[] {
  if (link === undefined) return [];
  const scheme =
    link.url === '' || link.url.startsWith('https://')
      ? []
      : [{ field: 'jump_link.url', description: 'must be an absolute HTTPS URL' }];
  return [...limited('jump_link.url', link.url, 512), ...scheme, ...limited('jump_link.text', link.text, 10)];
}
