// Both languages of the page. {name} is filled in.

const EN = {
  title: "Gateway emulator",
  otherLanguage: "中文",
  live: "live",
  away: "the emulator is away",
  reset: "Reset",
  count_received: "Received",
  count_applied: "Shown",
  count_duplicates: "Sent again",
  count_rejected: "Refused",
  count_partial: "Cut off",
  complaints: "Complaints",
  pending: "待处理 pending",
  processing: "处理中 processing",
  replies: "replies: {count}",
  consumer: "What the consumer sees",
  phoneTitle: "Complaint",
  complaintId: "Complaint",
  account: "Account",
  consumerAvatar: "You",
  merchantAvatar: "Shop",
  noText: "I have a complaint about this payment.",
  noComplaint: "The gateway knows no complaint yet.",
  waiting: "No reply yet",
  nowProcessing: "The merchant has replied: the complaint is being processed",
  hidden: "Earlier replies that are not shown here: {count}",
  twice: "The consumer sees this reply again: same transaction_id",
  messages: "What arrived at the gateway",
  noMessages: "Nothing yet. Send a reply, and it shows here.",
  hiddenMessages: "Earlier messages that are not shown here: {count}",
  applied: "shown",
  rejected: "refused",
  dropped: "not shown",
  duplicate: "sent again",
  allKept: "✓ All {count} rules kept",
  someBroken: "✗ {broken} of {count} rules broken: refused, not shown",
  hidden_rules: "What is broken hides the rest of the message, and its rules with it.",
  group_http: "HTTP",
  group_body: "Message",
  group_fields: "Fields",
  group_authentic: "Authenticity",
  group_complaint: "Complaint",
  raw: "Raw request, body of {bytes} bytes in {charset}",
  answer: "The gateway's answer",
  answerUnderFault:
    "Under the fault “{fault}”. Where that ends the connection, the caller got less, or nothing.",
  comma: ", ",
  faults: "Faults",
  faultsHint: "Switch one on, then send a reply. At the right: what its caller hears.",
  once: "next time only",
  always: "until switched off",
  fired: "fired {times}×",
  ownFault: "Write one",
  add: "Switch on",
  notJson: "Not JSON: {error}",
  remove: "remove",
  delivered: "delivered",
  refused: "refused",
  unknown: "unknown",
  notSent: "not sent",
  fault_reset: "Takes it, then resets",
  fault_lost: "Loses it, then closes",
  fault_cut: "Breaks off mid-answer",
  fault_hang: "Never answers",
  fault_unavailable: "503 and an HTML page",
  fault_wrong_sign: "Signs the answer wrongly",
  fault_wrong_echo: "Answers for another id",
  fault_refused: "Refuses it: 9999",
  fault_no_connection: "Resets new connections",
  fault_slow: "Answers after 3 s",
  fault_extra_nodes: "Answers with new nodes",
  rule_path: "The gateway serves this path",
  rule_method: "Method {expected}",
  rule_content_type: "Content-Type {expected}",
  rule_content_length: "Has a Content-Length",
  rule_expect: "Has no Expect",
  rule_form: "Form of {expected}, in this order",
  rule_charset: "Valid {expected}",
  rule_json: "One JSON object",
  rule_strings: "All members are strings",
  rule_xml: "Well-formed XML",
  rule_root: "Root {expected}",
  rule_names: "Documented fields alone, each once, in the documented order",
  rule_cdata: "jump_url stands in CDATA",
  rule_link_pair: "jump_url and jump_url_text both, or neither",
  rule_mac: "mac fits the message",
  rule_sign: "sign fits the message",
  rule_complaint: "The complaint exists, against this account",
  rule_required: "required",
  rule_filled: "absent or not empty",
  rule_characters: "at most {expected} characters",
  rule_equal: "is {expected}",
  rule_images: "at most {expected} ids, none empty",
  rule_https: "https:// and a host",
};

const ZH = {
  title: "网关模拟器",
  otherLanguage: "English",
  live: "实时",
  away: "连不上模拟器",
  reset: "清空",
  count_received: "收到",
  count_applied: "已展示",
  count_duplicates: "重复",
  count_rejected: "拒绝",
  count_partial: "残缺",
  complaints: "投诉单",
  pending: "待处理",
  processing: "处理中",
  replies: "回复 {count} 条",
  consumer: "消费者看到的",
  phoneTitle: "投诉详情",
  complaintId: "投诉单号",
  account: "收款账户",
  consumerAvatar: "我",
  merchantAvatar: "商家",
  noText: "我要投诉这笔支付。",
  noComplaint: "网关还没有任何投诉单。",
  waiting: "商家尚未回复",
  nowProcessing: "商家已回复，投诉单进入处理中",
  hidden: "更早的 {count} 条回复未在此显示",
  twice: "消费者又看到一次：流水号相同",
  messages: "网关收到的报文",
  noMessages: "还没有报文。发送一条回复，就会显示在这里。",
  hiddenMessages: "更早的 {count} 条报文未在此显示",
  applied: "已展示",
  rejected: "已拒绝",
  dropped: "未展示",
  duplicate: "重复",
  allKept: "✓ {count} 条规则全部符合",
  someBroken: "✗ {count} 条规则中违反 {broken} 条：已拒绝，不展示",
  hidden_rules: "报文未能解析，其后的规则无法检查。",
  group_http: "HTTP",
  group_body: "报文",
  group_fields: "字段",
  group_authentic: "签名",
  group_complaint: "投诉单",
  raw: "原始请求，报文体 {bytes} 字节，{charset}",
  answer: "网关的应答",
  answerUnderFault:
    "故障“{fault}”之下的应答。若故障断开了连接，调用方只收到一部分，或什么也没有收到。",
  comma: "，",
  faults: "故障",
  faultsHint: "打开一个故障，再发送一条回复。右侧是调用方得到的结果。",
  once: "仅下一次",
  always: "直到关闭",
  fired: "已触发 {times} 次",
  ownFault: "自定义",
  add: "打开",
  notJson: "不是 JSON：{error}",
  remove: "移除",
  delivered: "已送达",
  refused: "被拒绝",
  unknown: "结果未知",
  notSent: "未发出",
  fault_reset: "收下后重置连接",
  fault_lost: "丢失报文，不应答就关闭",
  fault_cut: "应答中途断开",
  fault_hang: "一直不应答",
  fault_unavailable: "503 和一个 HTML 页面",
  fault_wrong_sign: "应答签名错误",
  fault_wrong_echo: "应答的流水号不符",
  fault_refused: "拒绝：9999",
  fault_no_connection: "重置新建的连接",
  fault_slow: "3 秒后才应答",
  fault_extra_nodes: "应答中有未知节点",
  rule_path: "网关有这个路径",
  rule_method: "方法为 {expected}",
  rule_content_type: "Content-Type 为 {expected}",
  rule_content_length: "带有 Content-Length",
  rule_expect: "不带 Expect",
  rule_form: "表单字段依次为 {expected}",
  rule_charset: "合法的 {expected}",
  rule_json: "一个 JSON 对象",
  rule_strings: "成员都是字符串",
  rule_xml: "格式正确的 XML",
  rule_root: "根节点为 {expected}",
  rule_names: "只有文档中的字段，不重复，顺序与文档一致",
  rule_cdata: "jump_url 放在 CDATA 中",
  rule_link_pair: "jump_url 与 jump_url_text 同时出现或同时省略",
  rule_mac: "mac 与报文相符",
  rule_sign: "sign 与报文相符",
  rule_complaint: "投诉单存在，收款账户相符",
  rule_required: "必填",
  rule_filled: "可省略，不可为空",
  rule_characters: "至多 {expected} 个字符",
  rule_equal: "必须是 {expected}",
  rule_images: "至多 {expected} 个 id，不可有空的",
  rule_https: "https:// 开头，并有主机名",
};

// What the emulator says of a violation, in Chinese. What a parser says of JSON or XML stays.
const VIOLATIONS = [
  [/^missing, expected (.*)$/s, "缺少，应为 $1"],
  [/^missing beside (.*)$/s, "缺少，却有 $1"],
  [/^missing$/, "缺少"],
  [/^empty, must be absent instead$/, "为空，应当省略"],
  [/^empty$/, "为空"],
  [/^(\d+) characters, at most (\d+)$/, "有 $1 个字符，至多 $2 个"],
  [/^(\d+) ids, at most (\d+)$/, "有 $1 个 id，至多 $2 个"],
  [/^an empty id$/, "有空的 id"],
  [/^of type (.*), expected string$/s, "类型为 $1，应为 string"],
  [/^(.*), expected https:\/\/ and a host$/s, "$1，应为 https:// 开头并有主机名"],
  [/^(.*), expected (.*)$/s, "$1，应为 $2"],
  [/^(.*), must not be sent$/s, "$1，不应发送"],
  [/^(.*) stands after (.*)$/s, "$1 出现在 $2 之后"],
  [/^(.*) is not (served|known)$/s, "$1 不存在"],
  [/^not in CDATA$/, "不在 CDATA 中"],
  [/^not valid (.*)$/, "不是合法的 $1"],
  [/^unknown$/, "文档中没有这个字段"],
  [/^repeated$/, "重复出现"],
  [/^its fields are not those expected$/, "字段与要求不符"],
  [/^the signed text has characters outside GBK$/, "签名文本含 GBK 以外的字符"],
];

export const WORDS = { en: EN, zh: ZH };
const KEPT = "language";

function kept() {
  try {
    return localStorage.getItem(KEPT);
  } catch {
    return null;
  }
}

let current = kept() ?? (navigator.language.startsWith("zh") ? "zh" : "en");

export const language = () => current;
export const otherLanguage = () => (current === "zh" ? "en" : "zh");

export function setLanguage(name) {
  if (name === current) return;
  current = name;
  try {
    localStorage.setItem(KEPT, name);
  } catch {
    // Then it lasts as long as the page.
  }
}

export function word(name, values = {}) {
  const text = WORDS[current][name] ?? name;
  return text.replace(/\{(\w+)\}/g, (_, value) => values[value]);
}

// A fault that somebody wrote is called by its plan.
export const faultName = (name) => WORDS[current][`fault_${name}`] ?? name;

export function ruleText(check) {
  const expected = current === "zh" ? check.expected.replaceAll(" and ", "、") : check.expected;
  return word(`rule_${check.rule}`, { expected });
}

export function violationText(violation) {
  if (current !== "zh") return violation;
  const colon = violation.indexOf(": ");
  const how = violation.slice(colon + 2);
  const found = VIOLATIONS.find(([pattern]) => pattern.test(how));
  const text = found ? how.replace(found[0], found[1]) : how;
  return `${violation.slice(0, colon)}：${text}`;
}

export function time(milliseconds) {
  return new Date(milliseconds).toLocaleTimeString(current === "zh" ? "zh-CN" : "en-GB");
}
