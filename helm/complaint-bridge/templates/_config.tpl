{{/* A value without what is empty in it, as JSON; nothing where all is. In the server's configuration
what is empty is what is not there. */}}
{{- define "complaint-bridge.compact" -}}
{{- if kindIs "map" . -}}
{{- $kept := dict -}}
{{- range $name, $value := . -}}
{{- with include "complaint-bridge.compact" $value -}}
{{- $_ := set $kept $name (printf `{"is":%s}` . | fromJson).is -}}
{{- end -}}
{{- end -}}
{{- with $kept }}{{ toJson . }}{{ end -}}
{{- else if kindIs "slice" . -}}
{{- $kept := list -}}
{{- range . -}}
{{- $kept = append $kept (printf `{"is":%s}` (include "complaint-bridge.compact" . | default "{}") | fromJson).is -}}
{{- end -}}
{{- with $kept }}{{ toJson . }}{{ end -}}
{{- else if . -}}
{{- toJson . -}}
{{- end -}}
{{- end -}}

{{/* All merchants, as values have them: {"merchants": […]}. */}}
{{- define "complaint-bridge.merchants" -}}
{{- $merchants := default list .Values.config.merchants -}}
{{- if .Values.sandbox.enabled -}}
{{- $name := printf "%s-sandbox" (include "complaint-bridge.fullname" .) -}}
{{- $gateway := dict "url" (printf "http://%s:8080/json" $name) "allowPlaintext" true -}}
{{- $signature := dict "keyFile" (dict "configMap" $name "key" "merchant.key") -}}
{{- $sandbox := dict "isspid" "39493002" "systemId" "8888" "gateway" $gateway "signature" $signature -}}
{{- $merchants = append $merchants $sandbox -}}
{{- end -}}
{{- dict "merchants" $merchants | toJson -}}
{{- end -}}

{{/* One merchant, as the server has it. */}}
{{- define "complaint-bridge.merchant" -}}
{{- $merchant := deepCopy . -}}
{{- with $merchant.signature -}}
{{- $_ := set . "keyFile" (include "complaint-bridge.path" (dict "reference" .keyFile "key" $merchant.isspid)) -}}
{{- $_ := set . "secondKeyFile" (include "complaint-bridge.path" (dict "reference" .secondKeyFile)) -}}
{{- end -}}
{{- with ($merchant.gateway).tls -}}
{{- $own := default dict .clientCertificate -}}
{{- $_ := unset . "clientCertificate" -}}
{{- $certificate := dict "secret" $own.secret "key" (default "tls.crt" $own.certificateKey) -}}
{{- $key := dict "secret" $own.secret "key" (default "tls.key" $own.privateKeyKey) -}}
{{- $_ := set . "clientCertificateFile" (include "complaint-bridge.path" (dict "reference" $certificate)) -}}
{{- $_ := set . "clientKeyFile" (include "complaint-bridge.path" (dict "reference" $key)) -}}
{{- $_ := set . "caFile" (include "complaint-bridge.path" (dict "reference" .caFile "key" "ca.crt")) -}}
{{- end -}}
{{- toJson $merchant -}}
{{- end -}}

{{- define "complaint-bridge.listener" -}}
{{- with .Values.listener -}}
{{- $certificate := dict "secret" .tls.secret "key" .tls.certificateKey -}}
{{- $key := dict "secret" .tls.secret "key" .tls.privateKeyKey -}}
{{- $tls := dict "certificateFile" (include "complaint-bridge.path" (dict "reference" $certificate)) -}}
{{- $_ := set $tls "privateKeyFile" (include "complaint-bridge.path" (dict "reference" $key)) -}}
{{- $_ := set $tls "clientCaFile" (include "complaint-bridge.path" (dict "reference" .tls.clientCaFile)) -}}
{{- $_ := set $tls "clientCrlFile" (include "complaint-bridge.path" (dict "reference" .tls.clientCrlFile)) -}}
{{- $_ := set $tls "clientCertificateOptional" .tls.clientCertificateOptional -}}
{{- $listener := dict "address" (printf "%s:%d" .host (int .port)) "tls" $tls -}}
{{- $_ := set $listener "allowPlaintextBeyondLoopback" (not .tls.secret) -}}
{{- toJson $listener -}}
{{- end -}}
{{- end -}}

{{/* libpq's sslrootcert stands in its connection string. */}}
{{- define "complaint-bridge.conninfo" -}}
{{- $conninfo := default "" .Values.ledger.postgres.conninfo -}}
{{- $ca := include "complaint-bridge.path" (dict "reference" .Values.ledger.postgres.caFile) -}}
{{- if not $ca -}}
{{ $conninfo }}
{{- else if contains "://" $conninfo -}}
{{ $conninfo }}{{ ternary "&" "?" (contains "?" $conninfo) }}sslrootcert={{ $ca }}
{{- else -}}
{{ $conninfo }} sslrootcert={{ $ca }}
{{- end -}}
{{- end -}}

{{- define "complaint-bridge.ledger" -}}
{{- $ledger := .Values.ledger -}}
{{- $of := dict "retention" $ledger.retention -}}
{{- if eq $ledger.kind "sqlite" -}}
{{- $_ := set $of "file" (printf "%s/replies.sqlite3" (include "complaint-bridge.ledgerFolder" .)) -}}
{{- else if eq $ledger.kind "postgres" -}}
{{- $_ := set $of "conninfo" (include "complaint-bridge.conninfo" .) -}}
{{- $_ := set $of "passwordFile" (include "complaint-bridge.path" (dict "reference" $ledger.postgres.passwordFile)) -}}
{{- $_ := set $of "lease" $ledger.postgres.lease -}}
{{- else -}}
{{- $_ := set $of "recordsMax" $ledger.memory.recordsMax -}}
{{- end -}}
{{- $kept := dict "identity" $ledger.identity $ledger.kind $of | include "complaint-bridge.compact" | default "{}" | fromJson -}}
{{- if not (hasKey $kept $ledger.kind) -}}
{{- $_ := set $kept $ledger.kind dict -}}
{{- end -}}
{{- toJson $kept -}}
{{- end -}}

{{/* The whole configuration, as the server has it. */}}
{{- define "complaint-bridge.config" -}}
{{- $config := deepCopy .Values.config -}}
{{- $merchants := list -}}
{{- range (include "complaint-bridge.merchants" . | fromJson).merchants -}}
{{- $merchants = append $merchants (include "complaint-bridge.merchant" . | fromJson) -}}
{{- end -}}
{{- $_ := set $config "merchants" $merchants -}}
{{- range $config.jwtIssuers -}}
{{- $_ := set . "jwksFile" (include "complaint-bridge.path" (dict "reference" .jwksFile "key" "jwks.json")) -}}
{{- end -}}
{{- $_ := set $config "listener" (include "complaint-bridge.listener" . | fromJson) -}}
{{- $_ := set $config "operationsAddress" (printf "%s:%d" .Values.listener.host (int .Values.operations.port)) -}}
{{- $compacted := include "complaint-bridge.compact" $config | fromJson -}}
{{- $_ := set $compacted "ledger" (include "complaint-bridge.ledger" . | fromJson) -}}
{{- toPrettyJson $compacted -}}
{{- end -}}

{{/* What a running server does not take over from a changed configuration: its pods are made anew. The
time that a reply may take is fixed at the start too, at five minutes or more. */}}
{{- define "complaint-bridge.fixed" -}}
{{- $config := include "complaint-bridge.config" . | fromJson -}}
{{- $limits := omit (default dict $config.limits) "callsMax" "callsPerIdentityMax" "drainTimeout" -}}
{{- $fixed := dict "limits" $limits "listener" $config.listener "ledger" $config.ledger -}}
{{- $_ := set $fixed "operationsAddress" $config.operationsAddress -}}
{{- $_ := set $fixed "callSeconds" (max 300 (include "complaint-bridge.callSeconds" .)) -}}
{{- toJson $fixed -}}
{{- end -}}
