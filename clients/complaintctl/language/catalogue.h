#ifndef IMAGECO_CLIENTS_COMPLAINTCTL_LANGUAGE_CATALOGUE_H_
#define IMAGECO_CLIENTS_COMPLAINTCTL_LANGUAGE_CATALOGUE_H_

#include <string_view>

namespace imageco::complaintctl {

// A text as the code has it, and in Chinese, with the same places for values ("$0"). Where the
// English changes, its row changes: the build and tests/clients/complaintctl/catalogue_test.py say
// which text has none. One word for each thing: tests/docs/words.zh-CN.txt.
struct CatalogueRow {
  std::string_view english;
  std::string_view chinese;
};

inline constexpr CatalogueRow kCatalogue[] = {
    // The command line.
    {"$0: is missing", "$0: 缺少"},
    {"$0: are missing", "$0: 缺少这几项"},
    {"$0: is one argument too many", "$0: 多余的参数"},
    {"there is no such flag", "没有这个参数"},
    {"is given twice", "重复给出"},
    {"takes no value", "不带值"},
    {"wants a value: $0", "缺少值：$0"},
    {"is empty", "为空"},
    {"$0: there is no such command", "$0: 没有这个命令"},
    {"wants a command", "请给出命令"},
    {"See $0 --help\n", "用法见 $0 --help\n"},
    {"cannot be read", "无法读取"},
    {"is longer than $0 bytes", "超过 $0 字节"},
    {"cannot be opened: $0", "无法打开：$0"},
    {"is not UTF-8, from byte $0 on; where it is GBK, convert it: iconv -f GBK -t UTF-8",
     "从第 $0 个字节起不是 UTF-8；如果是 GBK，请先转换：iconv -f GBK -t UTF-8"},
    // Help.
    {"Usage:", "用法："},
    {"Flags:", "参数："},
    {"Commands:", "命令："},
    {" (repeatable)", "（可重复）"},
    {"Shows this.", "显示本页。"},
    {"`{0} help COMMAND` shows its flags; `{0} --version` shows the version.\n",
     "`{0} help COMMAND` 显示各命令的参数；`{0} --version` 显示版本。\n"},
    {"replies to consumers' complaints through the bridge", "通过投诉回复桥回复消费者的投诉"},
    {"Replies to consumers' complaints through the bridge, and finds out how the gateway\n"
     "signs its messages.\n",
     "通过投诉回复桥回复消费者的投诉，并查明网关怎样签名。\n"},
    // list and settle.
    {"Prints page by page, each asked for with a --deadline of its own; as JSON a record "
     "a line.\n"
     "What was printed before a failure is sound, and not all.\n"
     "\n"
     "Exit codes: 0 done, 1 refused, 2 wrong command line, 4 not done and a retry may work.\n",
     "逐页打印，--deadline 按每页分别计算；JSON 格式每行一条记录。\n"
     "如果中途失败，已打印的内容是正确的，但不完整。\n"
     "\n"
     "退出码：0 完成，1 被拒绝，2 命令行有误，4 没有完成，可以重试。\n"},
    {"Look at the complaint first. If it shows the reply: --delivered; from then on callers "
     "hear OK.\n"
     "If it does not, and the gateway can no longer be working on it: --not-delivered; a "
     "caller who\n"
     "asks again with the same transaction id and the same payload then sends it once more.\n"
     "\n"
     "--all lists the unknown replies of a merchant that were claimed within a time, asks "
     "for their\n"
     "number, and settles each with the same verdict and reason. Where it is ended in the "
     "middle, run\n"
     "it again: it goes on with those that are left.\n"
     "\n"
     "Exit codes: 0 done, 1 refused or not confirmed, 2 wrong command line, 3 perhaps recorded: "
     "ask\n"
     "complaintctl get, or run --all again, 4 not done and a retry may work.\n",
     "请先查看投诉单。如果投诉单上有这条回复，用 --delivered：此后调用方得到 OK。\n"
     "如果没有，而且网关不可能还在处理，用 --not-delivered：调用方用同一流水号、\n"
     "同样内容再次请求时，会再发送一次。\n"
     "\n"
     "--all 列出一个商户在一段时间内登记、结果未知的全部回复，请您输入条数确认，再用同一个"
     "认定、\n"
     "同一个原因逐条认定。中途停下后再执行一次，就会接着处理剩下的。\n"
     "\n"
     "退出码：0 完成，1 被拒绝或未确认，2 命令行有误，3 可能已经记录：用 complaintctl get "
     "查看，\n"
     "或再执行一次 --all，4 没有完成，可以重试。\n"},
    {"Lists replies on record, the oldest first: for operators.",
     "列出台账中的回复，从最早的开始：供运维人员使用。"},
    {"Records whether a reply of unknown outcome was delivered: for operators.",
     "认定结果未知的回复是否已送达：供运维人员使用。"},
    {"$0: wants sending, delivered, rejected, unknown or not-delivered",
     "$0: 应为 sending、delivered、rejected、unknown 或 not-delivered"},
    {"wants a time such as 2024-06-17T09:00:00Z or 2024-06-17T17:00:00+08:00",
     "应为时间，例如 2024-06-17T09:00:00Z 或 2024-06-17T17:00:00+08:00"},
    {"wants 1 to $0", "应为 1 到 $0"},
    {"--delivered or --not-delivered", "--delivered 或 --not-delivered"},
    {"does not go with --not-delivered", "不能与 --not-delivered 同时使用"},
    {"is missing: with --output json nobody is asked", "缺少：使用 --output json 时不会询问"},
    {"wants the number of replies that were listed", "应为所列回复的条数"},
    {"Claimed at this time or later, e.g. 2024-06-17T09:00:00Z.",
     "在这个时间或之后登记，例如 2024-06-17T09:00:00Z。"},
    {"Claimed before this time.", "在这个时间之前登记。"},
    {"How many are asked for at a time; all are shown. Default 500.",
     "每次请求多少条；全部都会列出。默认 500。"},
    {"sending, delivered, rejected, unknown, not-delivered.",
     "sending、delivered、rejected、unknown、not-delivered。"},
    {"Merchant number. Default: all that the caller may administer.",
     "商户号。默认：调用方有权管理的全部商户。"},
    {"Merchant number. May be left out where the bridge serves one.",
     "商户号。投诉回复桥只服务一个商户时可以省略。"},
    {"The reply's serial number.", "回复的流水号。"},
    {"The complaint shows the reply.", "投诉单上有这条回复。"},
    {"It does not, and nobody is working on it any more.",
     "投诉单上没有，而且已经没有谁还在处理它。"},
    {"Who says so.", "由谁认定。"},
    {"How they know. It is kept and logged.", "认定的依据。会随记录保存，并写入日志。"},
    {"All unknown replies of --isspid, from --from to --before.",
     "--isspid 在 --from 到 --before 之间的全部结果未知的回复。"},
    {"Settle them without asking, where they are N at most.", "不多于 N 条时不再询问，直接认定。"},
    {"goes with --all alone", "只能与 --all 一起使用"},
    {"does not go with --all", "不能与 --all 同时使用"},
    {"There are no such replies.\n", "没有这样的回复。\n"},
    {"\n"
     "To settle all of them as DELIVERED, type their number, $0: ",
     "\n"
     "要把它们全部认定为 DELIVERED，请输入条数 $0："},
    {"\n"
     "To settle all of them as NOT_DELIVERED, so that callers may send them again, type their "
     "number, $0: ",
     "\n"
     "要把它们全部认定为 NOT_DELIVERED（调用方可以再次发送），请输入条数 $0："},
    {"Nothing was settled.\n", "什么也没有认定。\n"},
    {"Nothing was settled: there are $0 such replies, more than --yes-settle $1. Look at "
     "the list again.\n",
     "什么也没有认定：这样的回复有 $0 条，多于 --yes-settle $1。请再看一遍列表。\n"},
    {"$0: settled as $1\n", "$0: 已认定为 $1\n"},
    {"$0: skipped, $1", "$0: 跳过，$1"},
    {"it is open no more", "结果已不再是未知"},
    {"it is $0", "现在是 $0"},
    {"it is $0: $1", "现在是 $0：$1"},
    {"\n"
     "Settled $0 of $1.",
     "\n"
     "认定了 $0 条，共 $1 条。"},
    {" Settled meanwhile by others: $0.", " 其间已由他人认定：$0 条。"},
    {" Left: $0. Run it again: it goes on with them.", " 剩下 $0 条，再执行一次就会接着处理。"},
    {"Settled as $0.\n", "已认定为 $0。\n"},
    {"Whoever asks for this reply hears OK from now on; nothing is sent any more.",
     "此后请求这条回复都会得到 OK；不会再发送任何内容。"},
    {"Nothing was sent by this. Whoever asks again with this transaction id and the same "
     "payload sends it once more; another payload takes a new transaction id.",
     "本次没有发送任何内容。用同一流水号、同样内容再次请求，会再发送一次；内容不同则要用新"
     "的流水号。"},
    {"delivered, says $0: $1", "已送达，$0 认定：$1"},
    {"not delivered, says $0: $1", "未送达，$0 认定：$1"},
    // reply and get.
    {"Exit codes: 0 delivered (or valid), 1 refused or failed definitely, 2 wrong command "
     "line,\n"
     "3 outcome unknown or in progress: ask again with the same transaction id, never send "
     "it under\n"
     "a new one, 4 nothing was sent and a retry may work.\n",
     "退出码：0 已送达（或检查通过），1 被拒绝或确定失败，2 命令行有误，3 结果未知或正在处"
     "理：\n"
     "请用同一流水号再次请求，绝不能换新的流水号发送，4 什么都没有发出，可以重试。\n"},
    {"Shows a reply to the consumer who complained.", "把一条回复展示给投诉的消费者。"},
    {"Tells what the bridge knows of a reply. The gateway is not asked.",
     "查询投诉回复桥对一条回复的记录。不会询问网关。"},
    {"transaction id: $0", "流水号：$0"},
    {"Valid. Nothing was sent.", "检查通过。没有发送任何内容。"},
    {"Delivered before. Nothing was sent this time.", "以前已送达。本次没有发送任何内容。"},
    {"Delivered.", "已送达。"},
    {"is no ReplyRequest: $0", "不是 ReplyRequest：$0"},
    {"line $0:$1: $2", "第 $0 行第 $1 列：$2"},
    {"does not go with --content", "不能与 --content 同时使用"},
    {"standard input is --request-file already", "标准输入已用于 --request-file"},
    {"Serial number of the reply. Default: a new one, told on stderr.",
     "回复的流水号。默认：新生成一个，显示在标准错误输出。"},
    {"Receiving account that the complaint is about.", "被投诉的收款账户编号。"},
    {"Complaint number.", "投诉单号。"},
    {"What the consumer reads.", "回复内容，即消费者看到的文字。"},
    {"The same, from a file. A newline at its end does not count.",
     "同上，取自文件。文件末尾的换行不算内容。"},
    {"Media id of a picture, at most 4", "图片的媒体文件 id，最多 4 个"},
    {"HTTPS link.", "HTTPS 链接。"},
    {"Text of the link. They come both or not at all.",
     "链接的文字。链接和文字要么都有，要么都没有。"},
    {"A ReplyRequest in JSON or text format. Flags override it.",
     "JSON 或文本格式的 ReplyRequest。命令行参数优先。"},
    {"Check everything that can be checked, and send nothing.", "只做全部检查，不发送任何内容。"},
    // How a command calls.
    {"wants people or json", "应为 people 或 json"},
    {"How answers and errors are printed. Default people.", "应答和错误的打印格式。默认 people。"},
    {"holds no PEM", "不含 PEM"},
    {"holds no certificate in PEM", "不含 PEM 格式的证书"},
    {"the certificate holds no certificate in PEM", "证书文件不含 PEM 格式的证书"},
    {"the private key is none in PEM that is not encrypted", "不是未加密的 PEM 私钥"},
    {"the private key does not fit the certificate", "私钥与证书不匹配"},
    {"a certificate and its key come both or not at all", "证书和私钥要么都有，要么都没有"},
    {"does not go with --plaintext", "不能与 --plaintext 同时使用"},
    {"the address is empty: give HOST:PORT", "地址为空：请给出 HOST:PORT"},
    {"the address \"$0\"$1", "地址 \"$0\" $1"},
    {" is a URL: give HOST:PORT", "是 URL：请给出 HOST:PORT"},
    {" holds a blank: give HOST:PORT", "含有空白：请给出 HOST:PORT"},
    {" is a list: give HOST:PORT", "是列表：请给出 HOST:PORT"},
    {" has no host: give HOST:PORT", "没有主机：请给出 HOST:PORT"},
    {" has no port of 1 to 65535", "没有 1 到 65535 之间的端口"},
    {"no connection to the bridge: $0", "没有连上投诉回复桥：$0"},
    {"none stood in time", "限定时间内没有连上"},
    {"holds no token", "不含令牌"},
    {"a token is sent over TLS, or to this machine, alone", "令牌只通过 TLS 发送，或只发给本机"},
    {"The bridge, HOST or HOST:PORT. Default 127.0.0.1:50051.",
     "投诉回复桥的地址，HOST 或 HOST:PORT。默认 127.0.0.1:50051。"},
    {"Time for connecting and the call. Default 30s.", "连接和调用的总时间。默认 30s。"},
    {"No TLS. The default on loopback alone.", "不用 TLS。只有回环地址默认如此。"},
    {"Certificate authorities in PEM. Default: the system's.",
     "PEM 格式的 CA 证书。默认：系统自带。"},
    {"Our certificate in PEM, where the server wants one.",
     "PEM 格式的客户端证书，服务端要求时使用。"},
    {"Its private key in PEM.", "该证书的私钥，PEM 格式。"},
    {"The name in the server's certificate. Default: HOST.", "服务端证书中的名称。默认：HOST。"},
    {"Our token, where the server knows its callers by tokens.",
     "令牌，服务端凭令牌识别调用方时使用。"},
    {"wants a duration such as 30s", "应为时长，例如 30s"},
    {"complaintctl: the answer has no JSON: $0\n", "complaintctl: 应答无法写成 JSON：$0\n"},
    // Labels of lines.
    {"transaction id", "流水号"},
    {"result", "响应码"},
    {"settled", "结果时间"},
    {"claimed", "登记时间"},
    {"why", "原因"},
    {"finding", "认定"},
    {"found", "认定时间"},
    {"what it means", "含义"},
    {"message", "消息"},
    {"sent", "是否发出"},
    {"recorded", "是否记录"},
    {"HTTP status", "HTTP 状态"},
    {"field", "字段"},
    {"retry after", "重试等待"},
    {"what to do", "怎么做"},
    {"credential", "凭据"},
    {"expires", "有效期至"},
    {"address", "地址"},
    {"may", "可以"},
    {"gRPC health", "gRPC 健康状态"},
    {"merchant", "商户号"},
    {"gateway", "网关"},
    {"key", "密钥"},
    {"ledger", "台账"},
    {"settings", "设置"},
    {"nothing", "没有"},
    {"perhaps", "可能"},
    {"yes, and refused", "已发出，被拒绝"},
    {"none", "无"},
    {"yes", "是"},
    {"no", "否"},
    {"request", "请求"},
    {"answer", "应答"},
    // What failed, and what to do.
    {"Failed: $0\n", "失败：$0\n"},
    {"Mend every field named above.", "请修正上面列出的字段。"},
    {"Check --isspid, or have the merchant added to the bridge's configuration.",
     "请检查 --isspid，或把该商户加入投诉回复桥的配置。"},
    {"No reply was sent under this id, or its record was purged: check --isspid and "
     "--transaction-id.",
     "没有用这个流水号发送过回复，或其记录已清除：请检查 --isspid 和 --transaction-id。"},
    {"complaintctl whoami tells who the bridge takes you for, and what you may do. Show a "
     "certificate (--certificate-file, --key-file) or a token (--token-file) that may, or "
     "have the caller added to the bridge's configuration; list and settle want `admin` there.",
     "complaintctl whoami "
     "显示投诉回复桥把您识别为谁、您可以做什么。请出示有权限的证书（--certificate-file、"
     "--key-file）或令牌（--token-file），或把该调用方加入配置；list 和 settle 需要其中的"
     " `admin`。"},
    {"Another reply was sent under this id. For a new reply use a new transaction id.",
     "这个流水号已用于另一条回复。新的回复请用新的流水号。"},
    {"Read the comment. A new attempt takes a new transaction id.",
     "请看响应码解释。再次尝试要用新的流水号。"},
    {"Ask again with the same transaction id, or look at the complaint. Never send it under "
     "a new id: the consumer may see it twice.",
     "请用同一流水号再次请求，或查看投诉单。绝不能换新的流水号发送：消费者可能看到两次。"},
    {"Another replica of the bridge is sending this reply. Ask again with the same transaction "
     "id.",
     "另一个副本正在发送这条回复。请用同一流水号再次请求。"},
    {"The bridge cannot reach the gateway. Retry with the same transaction id.",
     "投诉回复桥连不上网关。请用同一流水号重试。"},
    {"The gateway failed too often just now. Retry after the delay, with the same transaction "
     "id.",
     "网关刚才失败次数过多。请等待后用同一流水号重试。"},
    {"The bridge cannot use its ledger. Retry with the same transaction id.",
     "投诉回复桥无法使用台账。请用同一流水号重试。"},
    {"This server is going down. Retry with the same transaction id.",
     "该服务正在退出。请用同一流水号重试。"},
    {"The merchant's rate is used up, or the caller's. Retry after the delay, with the same "
     "transaction id.",
     "超过了商户或调用方的速率。请等待后用同一流水号重试。"},
    {"Too many replies are under way. Retry after the delay, with the same transaction id.",
     "正在处理的回复过多。请等待后用同一流水号重试。"},
    {"Retry with a longer --deadline and the same transaction id.",
     "请延长 --deadline，用同一流水号重试。"},
    {"There is nothing to settle: complaintctl get tells the state of this reply.",
     "没有待认定的结果：请用 complaintctl get 查看这条回复的状态。"},
    {"Check the address, TLS or plaintext, the certificates, the token and what stands in "
     "front of the bridge.",
     "请检查地址、用 TLS 还是明文、证书、令牌，以及投诉回复桥前面的代理等环节。"},
    {"The bridge failed in a way it has no name for: see its log.",
     "投诉回复桥出现了未归类的故障：请查看它的日志。"},
    {"The bridge's word was lost or is not known here. Ask again with the same transaction "
     "id; never send it under a new one.",
     "投诉回复桥的应答丢失或无法识别。请用同一流水号再次请求，绝不能换新的流水号发送。"},
    {"The bridge's word was lost or is not known here: perhaps the finding is recorded. Ask "
     "complaintctl get; settle again only where the state is still UNKNOWN.",
     "投诉回复桥的应答丢失或无法识别：认定可能已经记录。请用 complaintctl get 查看，只有状"
     "态仍为 UNKNOWN 时才再次认定。"},
    // health, whoami, sleep and token make.
    {"no answer: $0", "没有应答：$0"},
    {"The bridge's operations port, HOST:PORT: ask /readyz too.",
     "投诉回复桥的运维端口，HOST:PORT：一并查询 /readyz。"},
    {"Tells whether the bridge can serve, and what is wrong where it cannot.",
     "显示投诉回复桥能否提供服务，不能时说明问题所在。"},
    {"Exit codes: 0 it can, 1 it cannot or gave no answer, 2 wrong command line.\n",
     "退出码：0 可以，1 不可以或没有应答，2 命令行有误。\n"},
    {"$0 for every merchant", "$0（全部商户）"},
    {"$0 for $1", "$0（商户 $1）"},
    {", accounts $0", "，收款账户 $0"},
    {", at most $0 calls a second", "，每秒最多 $0 次调用"},
    {"Nobody the bridge knows", "投诉回复桥不认识的调用方"},
    {"Tells who the bridge takes us for, and what we may do there.",
     "显示投诉回复桥把调用方识别为谁，以及允许做什么。"},
    {"Exit codes: 0 done, 1 what we show counts for nothing, 2 wrong command line,\n"
     "4 no answer.\n",
     "退出码：0 完成，1 出示的凭据无效，2 命令行有误，4 没有应答。\n"},
    {"wants a duration of at most 1h, such as 5s", "应为不超过 1h 的时长，例如 5s"},
    {"Does nothing for a while, for a pod that ends without a shell.",
     "等待一段时间，供退出时没有 shell 的 Pod 使用。"},
    {"No token: the system gives no random numbers, or OpenSSL no digest\n",
     "没有生成令牌：系统无法提供随机数，或 OpenSSL 无法计算摘要\n"},
    {"For the caller, who shows it as \"authorization: Bearer TOKEN\". It is not shown again:\n",
     "交给调用方，以 \"authorization: Bearer TOKEN\" 出示。只显示这一次：\n"},
    {"For the configuration:\n", "写进配置：\n"},
    {"Makes a token for a caller, and what the configuration has of it.",
     "为调用方生成令牌，以及写进配置的内容。"},
    {"The token alone stands on stdout, so that `>FILE` keeps it; the rest on stderr.\n",
     "标准输出只有令牌，可以用 `>FILE` 保存；其余写到标准错误输出。\n"},
    {"What the log and the ledger call the caller.", "日志和台账中对该调用方的称呼。"},
    // The sign commands.
    {"The message is JSON in UTF-8 or GBK, alone or in a field of a form, or XML, alone or "
     "in a\n"
     "form of xml and mac. White space around it does not count.\n",
     "报文可以是 UTF-8 或 GBK 的 JSON，单独或放在表单字段里；也可以是 XML，单独或放在\n"
     "含 xml 和 mac 的表单里。前后的空白不影响结果。\n"},
    {"Best is the message byte by byte as it travelled, in its charset. The doctor also looks "
     "for it\n"
     "in what people paste, and says what it took off: list numbers, wrapped lines, what "
     "curl -v or a\n"
     "proxy shows of an exchange, a curl command, a line of a log, a hex dump (tcpdump -X, "
     "xxd),\n"
     "Base64, the escapes of URLs, JSON, HTML, CSV and nginx, curly and full-width quotes, "
     "a member\n"
     "\"Sign\", a pretty printer's blanks, UTF-16 and text that was read in a wrong charset; "
     "and off\n"
     "the key: quotes, \"key=\". It takes every message that it finds. Try a request and "
     "an answer:\n"
     "each settles what the other leaves open. Exit code 0 where every message fits, else "
     "1.\n",
     "最好提供传输时的原始字节、原来的字符集。粘贴来的内容也可以，会说明去掉了什么：序号、"
     "折行、\n"
     "curl -v 或代理显示的交互、curl 命令、一行日志、十六进制转储（tcpdump -X、xxd）、Base64，"
     "\n"
     "URL、JSON、HTML、CSV 和 nginx 的转义，弯引号和全角引号，名为 \"Sign\" 的节点，格式化"
     "工具\n"
     "加的空白，UTF-16，以及读错字符集的文字；密钥则去掉引号和 \"key=\"。其中的每条报文都"
     "会检查。\n"
     "请求和应答请都试一试：一条决定不了的，另一条可以决定。每条都相符时退出码为 0，否则为"
     " 1。\n"},
    {"The message: $0\n", "报文：$0\n"},
    {"The message: $0.", "报文：$0。"},
    {"wants one of $0", "应为其中之一：$0"},
    {"signature.$0 of the configuration.", "配置中的 signature.$0。"},
    {"does not go with --mac", "不能与 --mac 同时使用"},
    {"XML has no sign; --mac makes the mac of its bytes", "XML 没有签名；--mac 按其字节计算 mac"},
    {"has no sign or mac of its own", "本身没有签名或 mac"},
    {"The mac fits.\n", "mac 相符。\n"},
    {"The sign fits.\n", "签名相符。\n"},
    {"The mac does not fit. ", "mac 不符。"},
    {"The sign does not fit. ", "签名不符。"},
    {"`complaintctl sign doctor` tries them all.\n",
     "`complaintctl sign doctor` 会逐一尝试全部方案。\n"},
    {"The mac of the input's bytes, as they are: MD5 of key, bytes, key.",
     "按输入的原始字节计算 mac：密钥、字节、密钥依次相连，取 MD5。"},
    {"Prints the sign of a message. A sign that it has already does not count.",
     "打印报文的签名。报文中已有的签名不参与计算。"},
    {"Says whether a message's own sign, or its form's mac, fits. Exit code 0 or 1.",
     "检查报文自带的签名或表单的 mac 是否相符。退出码 0 或 1。"},
    {"Names the schemes that fit a real message, as lines for the configuration.",
     "找出与真实报文相符的签名方案，并按配置的格式打印。"},
    {"holds no key", "不含密钥"},
    {"holds a NUL, as a file in UTF-16 does", "含有 NUL，像是 UTF-16 文件"},
    {"holds a second line", "含有第二行"},
    {"The key. A BOM and white space at its end do not count.",
     "密钥文件。BOM 和末尾的空白不算密钥。"},
    {"Of a JSON message. Default: found out.", "JSON 报文的字符集。默认：自动判断。"},
    {"is not in that charset", "不是该字符集"},
    {"neither JSON nor XML, nor a form that holds either",
     "既不是 JSON 或 XML，也不是含有它们的表单"},
    {"sign is not a text", "sign 不是文本"},
    {"sign stands there twice", "sign 出现了两次"},
    {"mac stands there twice or is no text", "mac 出现了两次，或不是文本"},
    // What the doctor sees.
    {"a request with Chinese text", "一条含中文的请求"},
    {"an answer with its result node", "一条带 result 节点的应答"},
    {"a message whose sign has a letter", "一条签名中含字母的报文"},
    {"a message with more members", "一条节点更多的报文"},
    {"This XML has a sign node, which none of the bridge's schemes makes.",
     "这份 XML 有 sign 节点，投诉回复桥的方案都不会这样签名。"},
    {"This XML is no message of the vendor's: it has no request_type or response_type.",
     "这份 XML 不是翼码的报文：没有 request_type 或 response_type。"},
    {"XML carries no signature: TLS alone vouches for it.", "XML 不带签名：真实性只靠 TLS 保证。"},
    {"It is in UTF-8 and signed in GBK: where it was copied as text, GBK may be what travels "
     "(wire.json_charset).",
     "它是 UTF-8 编码，却按 GBK 签名：如果是作为文本复制来的，实际传输的可能是 "
     "GBK（wire.json_charset）。"},
    {"Its letters are in mixed case: the bridge takes either.",
     "签名中的字母大小写混用：投诉回复桥对大小写都接受。"},
    {"The form has no mac beside its xml.", "表单中除 xml 外没有 mac。"},
    {"The message has no sign: take it as it travelled.", "报文没有签名：请取传输时的原文。"},
    {"Fits. The lines for the merchant's configuration:\n"
     "\n",
     "相符。商户配置应写：\n"
     "\n"},
    {"\n"
     "This message cannot tell apart, and above stands the first:\n",
     "\n"
     "这条报文区分不了以下设置，上面写的是第一种：\n"},
    {"$0: $1; try $2\n", "$0: $1；请用$2再试\n"},
    {"Not as it stands there. Taken off:\n", "没有按原样检查，去掉了：\n"},
    {"Not by the key file as it is, but without: $0.\n"
     "Mend the file: the bridge takes all of it for the key.\n",
     "密钥没有按文件的原样使用，去掉了：$0。\n"
     "请修正文件：投诉回复桥会把全部内容当作密钥。\n"},
    {"No scheme fits.\n", "没有相符的方案。\n"},
    {"\n"
     "All of them together:\n",
     "\n"
     "综合全部报文：\n"},
    {"The likeliest causes, in order, and what to do or to ask the vendor:\n",
     "最可能的原因（可能性大的在前），以及该怎么做、该问翼码什么：\n"},
    {"Message $0 of $1 ($2):\n", "第 $0 条报文，共 $1 条（$2）：\n"},
    {"the bytes of a message as they travelled", "报文传输时的原始字节"},
    {"stands in a form whose field has no likely name", "所在表单的字段名不像是报文"},
    {"its UTF-16, made UTF-8", "UTF-16 编码，已转为 UTF-8"},
    {"what stands around it", "前后的内容"},
    {"the lines of HTTP around it", "前后的 HTTP 行"},
    {"its member's name, which is \"sign\" by the vendor's page",
     "签名的节点名，按翼码的文档应为 \"sign\""},
    {"its \\u escapes", "\\u 转义"},
    {"the white space between its members", "节点之间的空白"},
    {"the white space between its members, save a blank behind , and :",
     "节点之间的空白，逗号和冒号后保留一个空格"},
    {"the list numbers in front of the lines", "行首的序号"},
    {"the marks (> < *) of a trace or a quoted mail", "跟踪输出或邮件引用的标记（> < *）"},
    {"the curl command and its quoting", "curl 命令及其引号"},
    {"the hex dump", "十六进制转储"},
    {"the percent-encoding", "百分号编码"},
    {"the percent-encoding, with + for blanks", "百分号编码，+ 代表空格"},
    {"a level of backslashes", "一层反斜杠"},
    {"the entities of HTML, such as &quot;", "HTML 实体，例如 &quot;"},
    {"the doubling of quotes, as in CSV", "双写的引号，如 CSV 那样"},
    {"the hex digits in place of bytes", "用来代替字节的十六进制数字"},
    {"the line breaks within its texts", "文字中的换行"},
    {"full-width, curly or single quotes and full-width marks, made ASCII",
     "全角引号、弯引号、单引号和全角标点，已换成 ASCII"},
    {"the garbling of UTF-8 that was taken for GBK", "把 UTF-8 当作 GBK 造成的乱码"},
    {"the garbling of what was taken for Windows-1252", "当作 Windows-1252 造成的乱码"},
    {"a name in front of it", "前面的名称"},
    {"its quotes", "引号"},
    {"the blanks in it", "其中的空白"},
    {"begins with \"key=\" or the like", "以 \"key=\" 之类开头"},
    {"stands in quotes", "带有引号"},
    {"holds a blank or a control character", "含有空白或控制字符"},
    // What may be behind it, and what to ask the vendor.
    {"The sign is a placeholder of the vendor's page, which no key fits.",
     "这个签名是翼码文档中的占位内容，用任何密钥都算不出来。"},
    {"Please send us one request that your test system took and its answer, byte by byte, "
     "with their real signs.",
     "请提供一条测试环境实际受理的请求报文及其应答报文（原始字节，含真实签名）。"},
    {"The sign is $0.", "这个签名是$0。"},
    {"Which digest makes the sign: MD5, HMAC-MD5, SHA-256 or HMAC-SHA256? Is it written in "
     "hex, and how many digits?",
     "签名用的是哪种摘要算法：MD5、HMAC-MD5、SHA-256 还是 HMAC-SHA256？是否为十六进制，共"
     "多少位？"},
    {"Something masked the message: there are asterisks or dots in place of a text, such "
     "as tcpdump -A puts for Chinese.",
     "报文经过脱敏：有文字被星号或点号代替，例如 tcpdump -A 对中文的处理。"},
    {"Take it from before the logger, or with tcpdump -X. Where that is not to be had, ask: "
     "please send us this message unmasked.",
     "请提供这条报文未脱敏的完整原文。"},
    {"Characters were lost to a change of charset: there are U+FFFD or question marks in "
     "place of a text.",
     "转换字符集时丢失了字符：有文字变成了 U+FFFD 或问号。"},
    {"Take the bytes as they travelled, without any editor or terminal between.",
     "请取传输时的原始字节，中间不经过编辑器或终端。"},
    {"The key file holds more than the key: it $0. What is likely meant was tried too.",
     "密钥文件中不只有密钥：$0。也已按可能的本意尝试过。"},
    {"Please send us the key again, alone, and say how many characters it has.",
     "请重新提供签名密钥（仅密钥本身），并说明共多少个字符。"},
    {"It is the key of another merchant, or of another system (test or production).",
     "这是另一个商户，或另一个系统（测试或生产）的密钥。"},
    {"Which key signs for this merchant number and platform number (isspid, system_id) in "
     "this environment? Has it been changed?",
     "该商户号、系统平台号（isspid、system_id）在此环境（测试/生产）下使用哪个签名密钥？是"
     "否更换过？"},
    {"Something altered the message on its way into the file: a logger that masks, cuts or "
     "escapes, a pretty printer, an editor, a change of charset.",
     "报文存入文件时被改动：脱敏、截断或转义的日志，格式化工具，编辑器，或字符集转换。"},
    {"Take its bytes as they travelled, from the HTTP client or a proxy.",
     "请从 HTTP 客户端或代理取传输时的原始字节。"},
    {"The vendor signs by a rule that the bridge does not have.",
     "翼码的签名规则不在投诉回复桥支持的方案之中。"},
    {"Please send us chapter 2.1 of the manual (how the sign is made) with one worked example: "
     "the message, the text that is digested, the sign.",
     "请提供文档 2.1 章节（签名计算方式），并附一个完整示例：报文原文、参与摘要的字符串、"
     "签名结果。"},
    {"It was written down before it was signed, or by a logger that leaves the sign out.",
     "报文是在签名之前记录的，或者日志省略了签名。"},
    {"Take it as it travelled, from the HTTP client or a proxy.",
     "请从 HTTP 客户端或代理取传输时的原文。"},
    {"Its sign is empty: what made it had no key.", "签名为空：生成它的程序没有密钥。"},
    {"Look how the program that made it finds its key.", "请检查生成它的程序是怎样取得密钥的。"},
    {"It is an answer that the vendor does not sign (signature.answer_sign).",
     "这是翼码不签名的应答（signature.answer_sign）。"},
    {"Are answers always signed, those with an error too?",
     "应答报文是否总有签名？失败的应答是否也有？"},
    {"The sign stands elsewhere: in a header, in the URL, or in a member of another name.",
     "签名在别处：HTTP 头、URL，或其他名称的节点。"},
    {"Where does the sign stand, and under which name?",
     "签名放在哪里、字段名是什么（报文内的 sign 节点、HTTP 头还是 URL 参数）？"},
    {"It is empty: the body was not captured, or another file was meant.",
     "内容为空：没有截取到报文，或者指定错了文件。"},
    {"Take the body from the HTTP client or a proxy.", "请从 HTTP 客户端或代理取报文。"},
    {"16 hex digits, as half an MD5 has", "16 位十六进制，像是半个 MD5"},
    {"40 hex digits, as SHA-1 has, which the bridge does not support",
     "40 位十六进制，像是 SHA-1，投诉回复桥不支持"},
    {"56 hex digits, as SHA-224 has, which the bridge does not support",
     "56 位十六进制，像是 SHA-224，投诉回复桥不支持"},
    {"64 hex digits, as SHA-256 and HMAC-SHA256 have, which were tried, and SM3, which the "
     "bridge does not support",
     "64 位十六进制，像是 SHA-256 或 HMAC-SHA256（已尝试），或 SM3（投诉回复桥不支持）"},
    {"96 hex digits, as SHA-384 has, which the bridge does not support",
     "96 位十六进制，像是 SHA-384，投诉回复桥不支持"},
    {"128 hex digits, as SHA-512 has, which the bridge does not support",
     "128 位十六进制，像是 SHA-512，投诉回复桥不支持"},
    {"$0 hex digits, as an RSA signature has, which the bridge does not support",
     "$0 位十六进制，像是 RSA 签名，投诉回复桥不支持"},
    {"$0 hex digits, which no digest has, as if it were cut",
     "$0 位十六进制，没有哪种摘要是这个长度，像是被截断了"},
    {"Base64 of 16 bytes, as of an MD5; the bridge takes hex digits alone",
     "16 字节的 Base64，像是 MD5；投诉回复桥只接受十六进制"},
    {"Base64 of 20 bytes, as of a SHA-1, which the bridge does not support",
     "20 字节的 Base64，像是 SHA-1，投诉回复桥不支持"},
    {"Base64 of 32 bytes, as of a SHA-256; the bridge takes hex digits alone",
     "32 字节的 Base64，像是 SHA-256；投诉回复桥只接受十六进制"},
    {"Base64, as an RSA signature is, which the bridge does not support",
     "Base64，像是 RSA 签名，投诉回复桥不支持"},
    {"not hex digits alone, as if it were cut or masked", "不全是十六进制数字，像是被截断或脱敏"},
    {"The form holds xml and no mac: it was copied in part.",
     "表单有 xml 而没有 mac：只复制了一部分。"},
    {"Take the whole body, from xml= to the end of mac=.",
     "请取完整的报文，从 xml= 到 mac= 的末尾。"},
    {"The vendor takes XML in a form without a mac.", "翼码接受不带 mac 的 XML 表单。"},
    {"Must the form hold a mac beside xml, and how is it made?",
     "表单中除 xml 外是否必须有 mac？mac 如何计算？"},
    {"It is a page of a proxy or of a servlet container, not of the gateway.",
     "这是代理或 Servlet 容器的页面，不是网关的应答。"},
    {"Which URL takes this interface, and from which addresses may we call it?",
     "该接口的请求地址是什么？是否需要把我方出口 IP 加入白名单？"},
    {"It is name=value pairs and no message: a form, the text that is signed, or a map as "
     "a program prints it.",
     "这是 name=value 形式的内容，不是报文：可能是表单、待签名的文字，或程序打印的键值对。"},
    {"Take the body itself. If it is such pairs: does the interface take JSON or XML too?",
     "该接口除表单参数（name=value）外，是否接受 JSON 或 XML 报文？"},
    {"It was cut, or only a part of it was copied.", "报文被截断，或只复制了一部分。"},
    {"Take it from its first { or < to its last } or >.",
     "请从第一个 { 或 < 取到最后一个 } 或 >。"},
    {"What was copied is not what travelled: it is encrypted, compressed, in Base64, or written "
     "by a program in a way of its own.",
     "复制的不是传输时的内容：经过了加密、压缩或 Base64 编码，或者由程序按自己的格式写出。"},
    {"Take the body from the HTTP client or a proxy. If it is such there: is the message "
     "encrypted or compressed?",
     "报文是否经过加密、压缩或 Base64 编码？"},
    {"It is in another charset than UTF-8 or GBK, as UTF-16, or holds control characters.",
     "字符集不是 UTF-8 或 GBK，例如 UTF-16，或者含有控制字符。"},
    {"Save the file as UTF-8.", "请把文件存为 UTF-8。"},
    // trial.
    {"Needs no running server, and none that has the same SQLite ledger open. Takes the server's\n"
     "configuration, shows the bytes that would go, asks, sends them once through the same "
     "codec,\n"
     "transport and ledger, and shows what came back, what of it was verified, and what to "
     "do next.\n"
     "Where the answer does not verify, the doctor looks at it by itself.\n"
     "A real reply goes to a real consumer. --validate-only stops before that.\n"
     "Exit codes: 0 delivered (or valid), 1 refused or failed definitely, 2 wrong command "
     "line or\n"
     "configuration, 3 outcome unknown: perhaps the consumer sees the reply, 4 nothing was "
     "sent.\n",
     "不需要服务在运行；如果有服务正在使用同一个 SQLite 台账，则无法执行。它读取服务的配置，\n"
     "显示将要发送的字节，经您确认之后，用与服务相同的编码、传输和台账发送一次，\n"
     "再显示收到了什么、其中哪些通过了验证、下一步怎么做。\n"
     "应答没有通过验证时，会自动用 sign doctor 检查。\n"
     "真实的回复会发给真实的消费者。--validate-only 在发送之前停下。\n"
     "退出码：0 已送达（或检查通过），1 被拒绝或确定失败，2 命令行或配置有误，\n"
     "3 结果未知：消费者可能看到了回复，4 什么都没有发出。\n"},
    {"is missing: the configuration has $0 merchants", "缺少：配置中有 $0 个商户"},
    {"is none of the configuration's merchants", "不是配置中的商户"},
    {"The reply cannot be sent:\n", "这条回复不能发送：\n"},
    {"\n"
     "It is sent once, now, to a real gateway, and a consumer may read it.\n"
     "Type $0 to send it, anything else to stop: ",
     "\n"
     "这条报文将立即发送一次，发给真实的网关，消费者可能会看到。\n"
     "输入 $0 即发送，输入其他内容则停止："},
    {"\n"
     "Nothing was sent: --validate-only.\n",
     "\n"
     "没有发送任何内容：--validate-only。\n"},
    {"\n"
     "Nothing was sent.\n",
     "\n"
     "没有发送任何内容。\n"},
    {"The server's configuration.", "服务的配置文件。"},
    {"Send without asking.", "不询问，直接发送。"},
    {"Sends one real reply by the server's configuration, and shows all of it.",
     "按服务的配置发送一条真实的回复，并显示整个过程。"},
    {"in memory: forgotten when this ends", "在内存中：程序结束即丢失"},
    {"  (neither UTF-8 nor GBK: $0 bytes)\n", "  （既不是 UTF-8 也不是 GBK：$0 字节）\n"},
    {"  (in GBK:)\n", "  （GBK 编码：）\n"},
    {"the defaults: JSON in UTF-8, signed as SORTED_PAIRS",
     "默认：UTF-8 的 JSON，按 SORTED_PAIRS 签名"},
    {"\n"
     "The message, $0 bytes:\n",
     "\n"
     "报文，$0 字节：\n"},
    {"\nIts sign is the $0, in $1, of this text in $2, where [key] is the key:\n",
     "\n签名是下面这段文本（$2）的 $0，$1；[key] 处为密钥：\n"},
    {"\nIts sign is the $0 by the key, in $1, of this text in $2:\n",
     "\n签名是下面这段文本（$2）以密钥计算的 $0，$1：\n"},
    {"\nIts mac is the $0, in $1, of this text in $2, where [key] is the key:\n",
     "\nmac 是下面这段文本（$2）的 $0，$1；[key] 处为密钥：\n"},
    {"\nIt carries neither sign nor mac: see wire.xml_form_with_mac.\n",
     "\n报文既没有签名也没有 mac：见 wire.xml_form_with_mac。\n"},
    {"upper case", "大写"},
    {"lower case", "小写"},
    {"is this the whole key and nothing else? It $0", "密钥是否完整，且没有其他内容？它$0"},
    {"\n"
     "What came back:\n",
     "\n"
     "收到的应答：\n"},
    {"\n"
     "What it proves:\n",
     "\n"
     "由此可以确定：\n"},
    {"the message left, or some of it", "报文已全部或部分发出"},
    {"a whole HTTP answer came", "收到了完整的 HTTP 应答"},
    {"it is a message of the vendor's kind", "应答是翼码的报文"},
    {"it is verified: the answer to this request", "已通过验证：是对这次请求的应答"},
    {"it is the answer to this request; it has no sign, and TLS alone vouches for it",
     "是对这次请求的应答；它不带签名，真实性只靠 TLS 保证"},
    {"it is verified: $0", "已通过验证：$0"},
    {"\n"
     "The outcome: $0\n",
     "\n"
     "结果：$0\n"},
    {"\n"
     "The doctor on the answer:\n",
     "\n"
     "对应答的检查：\n"},
    {"It has no sign, and so tells nothing of how messages are signed. Ask the vendor:\n",
     "应答没有签名，看不出报文怎样签名。请询问翼码：\n"},
    {"The answer holds no message of the vendor's: $0\n", "应答中没有翼码的报文：$0\n"},
    {"\n"
     "What to do now:\n",
     "\n"
     "下一步：\n"},
    {"Look at the complaint on the platform: does the consumer see the reply?\n",
     "在平台上查看投诉单：消费者看到这条回复了吗？\n"},
    {"What answered is not the vendor's interface, but a server or a proxy on the way:\n"
     "     compare gateway.url with the contract, to the last letter of its path.\n",
     "应答的不是翼码的接口，而是途中的服务器或代理：\n"
     "     请将 gateway.url 与合同逐字核对，直到路径的最后一个字母。\n"},
    {"Put the lines that the doctor names into the merchant's configuration, those of\n"
     "     signature beside key_file. Where the consumer sees the reply, only its answer wanted "
     "them.\n",
     "如果上面的检查给出了配置，请写进商户的配置，其中 signature 的各项写在 key_file 旁边。\n"
     "     如果消费者已看到这条回复，那么只有验证应答需要这些设置。\n"},
    {"Where the gateway speaks of our sign (签名错误), our scheme or key does not fit: "
     "compare\n"
     "     the text above that is signed with chapter 2.1 of the contract, step by step. Or "
     "ask\n"
     "     the vendor for one signed sample message, and `complaintctl sign doctor` names the\n"
     "     settings. Where it speaks of the message's form (报文格式错误): see wire, JSON or "
     "XML,\n"
     "     its charset, a form.\n",
     "如果网关说“签名错误”，就是我们的签名方案或密钥不符：请将上面的签名原文与合同 2.1\n"
     "     章节逐步对照，或向翼码索取一条带签名的样例报文，用 `complaintctl sign doctor` "
     "找出设置。\n"
     "     如果网关说“报文格式错误”，请检查 wire：JSON 还是 XML、字符集、是否放在表单中。\n"},
    {"Try again, under a new transaction id where the consumer does not see the reply.\n",
     "再试一次；如果消费者没有看到这条回复，要换新的流水号。\n"},
    {"Once the server runs, `complaintctl settle` closes this one in the ledger.\n",
     "服务运行之后，用 `complaintctl settle` 在台账中认定这一条。\n"},
    {"The answer is verified and leaves open what became of the reply: look its id up in\n"
     "     the vendor's table, and see results in the merchant's configuration.\n",
     "应答已通过验证，但没有说明这条回复的结果：请在翼码的响应码表中查找该响应码，\n"
     "     并检查商户配置中的 results。\n"},
    {"  No signature was checked: this answer has none. Where it speaks of our sign or mac\n"
     "  (签名错误), see wire.xml_form_with_mac and signature; else look its id up in the\n"
     "  vendor's table. Where the consumer does not see the reply, try again under a new\n"
     "  transaction id.\n",
     "  没有检查签名：这条应答不带签名。如果它说“签名错误”，请检查 wire.xml_form_with_mac 和 "
     "signature；\n"
     "  否则请在翼码的响应码表中查找该响应码。如果消费者没有看到这条回复，再用新的流水号尝试。\n"},
    {"  The signatures fit: this answer is verified. What it says is about the reply: look its\n"
     "  id up in the vendor's table. Where the consumer does not see the reply, try again "
     "under\n"
     "  a new transaction id.\n",
     "  签名相符：应答已通过验证。问题在这条回复本身：请在翼码的响应码表中查找该响应码；\n"
     "  如果消费者没有看到这条回复，再用新的流水号尝试。\n"},
    {"  Nothing was sent. Check gateway.url, the name, the port, the firewall and the "
     "certificates\n"
     "  (a CA of the vendor's own: gateway.tls.ca_file), and try again with the same transaction "
     "id.\n",
     "  什么都没有发出。请检查 gateway.url、域名、端口、防火墙和证书\n"
     "  （翼码的自有 CA：gateway.tls.ca_file），再用同一流水号尝试。\n"},
    {"  This ledger knows the transaction id, with another text: use a new one.\n",
     "  台账中已有这个流水号，但内容不同：请换新的流水号。\n"},
    {"  Nothing was sent. Mend what it says, and try again.\n",
     "  什么都没有发出。请按提示修正后再试。\n"},
    {"\n"
     "Delivered, by an earlier send: the ledger has it.\n",
     "\n"
     "已送达，是以前发送的：台账中有记录。\n"},
    {"\n"
     "Delivered, and verified: the consumer sees it.\n",
     "\n"
     "已送达，并通过验证：消费者看得到。\n"},
    {"  Start complaint-server with this configuration.\n",
     "  请用这份配置启动 complaint-server。\n"},
};

// Empty where the catalogue lacks the text.
constexpr std::string_view FindChinese(std::string_view english) {
  for (const CatalogueRow& row : kCatalogue) {
    if (row.english == english) return row.chinese;
  }
  return "";
}

}  // namespace imageco::complaintctl

#endif  // IMAGECO_CLIENTS_COMPLAINTCTL_LANGUAGE_CATALOGUE_H_
