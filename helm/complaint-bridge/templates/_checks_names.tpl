{{/* Names, images and amounts: what the API server would refuse when half is installed, or what keeps a
pod from starting. Each check writes a line for what is wrong, as those of _checks.tpl do. */}}

{{- define "complaint-bridge.checkNames" -}}
{{- $fullname := include "complaint-bridge.fullname" . -}}
{{- if not (regexMatch "^[a-z]([-a-z0-9]*[a-z0-9])?$" $fullname) }}
fullnameOverride: a Service cannot be called {{ $fullname | quote }}: want a small letter first, then small letters, digits and -, which fullnameOverride gives whatever the release is called
{{- end }}
{{- range $at, $name := include "complaint-bridge.objects" . | fromJson -}}
{{- if not (regexMatch `^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$` $name) }}
{{ $at }}: is no name of an object of Kubernetes, which has small letters, digits, - and . alone: give the name; a key or password stands in the object, never here
{{- end }}
{{- end -}}
{{- with .Values.test }}
{{- $ids := list "" -}}
{{- range (include "complaint-bridge.merchants" $ | fromJson).merchants }}{{ $ids = append $ids .isspid }}{{ end -}}
{{- if not (has (default "" .isspid) $ids) }}
test.isspid: {{ .isspid | quote }} is none of config.merchants: leave it empty for the first of them
{{- end }}
{{- end }}
{{- end -}}

{{/* Of all objects that values name, as JSON: the name by where it stands. Nothing where there is none. */}}
{{- define "complaint-bridge.objects" -}}
{{- $all := include "complaint-bridge.references" . | fromJson -}}
{{- range $name := list "clientCertificate" "tokenFile" "caFile" -}}
{{- $_ := set $all (printf "test.%s" $name) (get $.Values.test $name) -}}
{{- end -}}
{{- $names := dict -}}
{{- range $at, $reference := $all -}}
{{- range $kind := list "secret" "configMap" -}}
{{- with get (default dict $reference) $kind }}{{ $_ := set $names (printf "%s.%s" $at $kind) . }}{{ end -}}
{{- end -}}
{{- end -}}
{{- with .Values.ledger.sqlite.volume.existingClaim -}}
{{- $_ := set $names "ledger.sqlite.volume.existingClaim" . -}}
{{- end -}}
{{- with .Values.serviceAccount.name }}{{ $_ := set $names "serviceAccount.name" . }}{{ end -}}
{{- toJson $names -}}
{{- end -}}

{{- define "complaint-bridge.checkImages" -}}
{{- range $name, $image := dict "image" .Values.image "sandbox.image" .Values.sandbox.image -}}
{{- if not (regexMatch `^([A-Za-z0-9.-]+(:[0-9]{1,5})?/)?[a-z0-9]+([._/-]+[a-z0-9]+)*$` $image.repository) }}
{{ $name }}.repository: {{ $image.repository | quote }} is no name of an image: want one such as registry.example/complaint-bridge; its tag stands in {{ $name }}.tag, its digest in {{ $name }}.digest
{{- end }}
{{- if and $image.tag (not (regexMatch `^\w[\w.-]{0,127}$` $image.tag)) }}
{{ $name }}.tag: {{ $image.tag | quote }} is no tag, which has letters, digits, _, . and -: a digest stands in {{ $name }}.digest
{{- end }}
{{- if and $image.digest (not (regexMatch "^sha256:[0-9a-f]{64}$" $image.digest)) }}
{{ $name }}.digest: {{ $image.digest | quote }} is no digest: want sha256: and 64 hex digits
{{- end }}
{{- end -}}
{{- end -}}

{{- define "complaint-bridge.checkAmounts" -}}
{{- $all := dict "resources" .Values.resources "test.resources" .Values.test.resources "sandbox.resources" .Values.sandbox.resources -}}
{{- $amounts := dict "ledger.sqlite.volume.size" .Values.ledger.sqlite.volume.size -}}
{{- range $name, $resources := $all -}}
{{- range $bound := list "requests" "limits" -}}
{{- range $of, $amount := get (default dict $resources) $bound -}}
{{- $_ := set $amounts (printf "%s.%s.%s" $name $bound $of) $amount -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- $bad := dict -}}
{{- range $at, $amount := $amounts -}}
{{- if not (regexMatch (include "complaint-bridge.amountPattern" $) (toString $amount)) }}
{{- $_ := set $bad (toString $amount) true }}
{{ $at }}: {{ $amount | quote }} is no amount: write such as 256Mi or 1Gi of bytes, 500m or 2 of processors
{{- end }}
{{- end -}}
{{- range $name, $resources := $all -}}
{{- $limits := default dict (default dict $resources).limits -}}
{{- range $of, $amount := default dict (default dict $resources).requests -}}
{{- $limit := get $limits $of -}}
{{- $areAmounts := and $limit (not (or (hasKey $bad (toString $limit)) (hasKey $bad (toString $amount)))) -}}
{{- if and $areAmounts (gt (include "complaint-bridge.amount" $amount | float64) (include "complaint-bridge.amount" $limit | float64)) }}
{{ $name }}.requests.{{ $of }}: {{ $amount }} is more than {{ $name }}.limits.{{ $of }}, {{ $limit }}: raise the limit too
{{- end }}
{{- end -}}
{{- end -}}
{{- end -}}

{{- define "complaint-bridge.amountPattern" -}}
^([0-9]+\.?[0-9]*|\.[0-9]+)(n|u|m|k|[MGTPE]|[KMGTPE]i|[eE][-+]?[0-9]+)?$
{{- end -}}

{{/* An amount such as 256Mi, as a number. */}}
{{- define "complaint-bridge.amount" -}}
{{- $units := dict "n" 1e-9 "u" 1e-6 "m" 1e-3 "k" 1e3 "M" 1e6 "G" 1e9 "T" 1e12 "P" 1e15 "E" 1e18 -}}
{{- $_ := set $units "Ki" 1024.0 -}}
{{- range list (list "Mi" "Ki") (list "Gi" "Mi") (list "Ti" "Gi") (list "Pi" "Ti") (list "Ei" "Pi") -}}
{{- $_ := set $units (index . 0) (mulf 1024 (get $units (index . 1))) -}}
{{- end -}}
{{- $unit := toString . | regexFind "[A-Za-z]+$" -}}
{{- mulf (toString . | trimSuffix $unit | float64) (default 1.0 (get $units $unit)) -}}
{{- end -}}

{{- define "complaint-bridge.checkLabels" -}}
{{- $all := dict "commonLabels" .Values.commonLabels "podLabels" .Values.podLabels -}}
{{- range $name := list "service" "headlessService" "grpcRoute" "podMonitor" "serviceMonitor" "prometheusRule" "dashboard" "serviceAccount" -}}
{{- $_ := set $all (printf "%s.labels" $name) (get $.Values $name).labels -}}
{{- end -}}
{{- $_ := set $all "ledger.sqlite.volume.labels" .Values.ledger.sqlite.volume.labels -}}
{{- range $at, $labels := $all -}}
{{- range $label, $value := $labels -}}
{{- if not (regexMatch `^([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?$` $value) }}
{{ $at }}: {{ $value | quote }} cannot be the value of the label {{ $label }}: want 63 letters, digits, -, _ and . at most, the first and last of them a letter or digit
{{- end }}
{{- end -}}
{{- end -}}
{{- end -}}
