{{/* Seconds of a duration such as "1.5s", rounded up: duration, seconds (where there is none). */}}
{{- define "complaint-bridge.seconds" -}}
{{- if .duration -}}
{{ trimSuffix "s" .duration | float64 | ceil | int }}
{{- else -}}
{{ .seconds }}
{{- end -}}
{{- end -}}

{{/* How long one send of any merchant may take, to connect and to be answered. */}}
{{- define "complaint-bridge.sendSeconds" -}}
{{- $longest := 0 -}}
{{- range (include "complaint-bridge.merchants" . | fromJson).merchants -}}
{{- $connect := include "complaint-bridge.seconds" (dict "duration" (.gateway).connectTimeout "seconds" 5) -}}
{{- $exchange := include "complaint-bridge.seconds" (dict "duration" (.gateway).exchangeTimeout "seconds" 20) -}}
{{- $longest = max $longest (add $connect $exchange) -}}
{{- end -}}
{{- $longest -}}
{{- end -}}

{{/* How long a reply of any merchant may take: to wait for its turn, and a send. */}}
{{- define "complaint-bridge.callSeconds" -}}
{{- $longest := 0 -}}
{{- range (include "complaint-bridge.merchants" . | fromJson).merchants -}}
{{- $wait := include "complaint-bridge.seconds" (dict "duration" (.admission).waitMax "seconds" 10) -}}
{{- $longest = max $longest $wait -}}
{{- end -}}
{{- add $longest (include "complaint-bridge.sendSeconds" .) -}}
{{- end -}}

{{/* What the end of a pod may take at most: docs/operations.md, "How it ends". What waits for its turn
longer than the drain timeout is refused, so the merchants' wait has no part in it. 27 s are for
callers to hear of it, the ledger, callers that read slowly and connections that close, 2 s for who reads
the log. */}}
{{- define "complaint-bridge.graceSeconds" -}}
{{- $drain := include "complaint-bridge.seconds" (dict "duration" .Values.config.limits.drainTimeout "seconds" 30) -}}
{{- $send := include "complaint-bridge.sendSeconds" . -}}
{{- add .Values.preStopSleepSeconds (mul 2 $drain) $send 27 2 -}}
{{- end -}}
