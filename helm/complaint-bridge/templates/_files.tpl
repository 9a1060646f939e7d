{{/* Where files are in a pod. */}}
{{- define "complaint-bridge.filesFolder" -}}/etc/complaint-bridge{{- end -}}
{{- define "complaint-bridge.ledgerFolder" -}}/var/lib/complaint-bridge{{- end -}}

{{/* The path of what a value refers to, or nothing: reference (secret or configMap, and key), key (its
default). A Secret is mounted as a folder of its name: what is added to it is there without a new pod. */}}
{{- define "complaint-bridge.path" -}}
{{- $reference := default dict .reference -}}
{{- $key := default .key $reference.key -}}
{{- if $reference.secret -}}
{{ include "complaint-bridge.filesFolder" . }}/secrets/{{ $reference.secret }}/{{ $key }}
{{- else if $reference.configMap -}}
{{ include "complaint-bridge.filesFolder" . }}/config-maps/{{ $reference.configMap }}/{{ $key }}
{{- end -}}
{{- end -}}

{{/* Of all that the server may read, as JSON: what names a Secret or ConfigMap, by where it stands. */}}
{{- define "complaint-bridge.references" -}}
{{- $all := dict "listener.tls" .Values.listener.tls -}}
{{- $_ := set $all "listener.tls.clientCaFile" .Values.listener.tls.clientCaFile -}}
{{- $_ := set $all "listener.tls.clientCrlFile" .Values.listener.tls.clientCrlFile -}}
{{- $_ := set $all "ledger.postgres.passwordFile" .Values.ledger.postgres.passwordFile -}}
{{- $_ := set $all "ledger.postgres.caFile" .Values.ledger.postgres.caFile -}}
{{- range $i, $issuer := .Values.config.jwtIssuers -}}
{{- $_ := set $all (printf "config.jwtIssuers[%d].jwksFile" $i) $issuer.jwksFile -}}
{{- end -}}
{{- range $i, $merchant := (include "complaint-bridge.merchants" . | fromJson).merchants -}}
{{- $at := printf "config.merchants[%d]" $i -}}
{{- $_ := set $all (printf "%s.signature.keyFile" $at) ($merchant.signature).keyFile -}}
{{- $_ := set $all (printf "%s.signature.secondKeyFile" $at) ($merchant.signature).secondKeyFile -}}
{{- $_ := set $all (printf "%s.gateway.tls.caFile" $at) (($merchant.gateway).tls).caFile -}}
{{- $_ := set $all (printf "%s.gateway.tls.clientCertificate" $at) (($merchant.gateway).tls).clientCertificate -}}
{{- end -}}
{{- toJson $all -}}
{{- end -}}

{{/* Names of all Secrets and ConfigMaps that the server reads, as JSON: secrets, configMaps. */}}
{{- define "complaint-bridge.mounted" -}}
{{- $references := list -}}
{{- range $at, $reference := include "complaint-bridge.references" . | fromJson -}}
{{- if or (eq $.Values.ledger.kind "postgres") (not (hasPrefix "ledger.postgres." $at)) -}}
{{- $references = append $references $reference -}}
{{- end -}}
{{- end -}}
{{- include "complaint-bridge.namesOf" $references -}}
{{- end -}}

{{/* Of a list of references, as JSON: secrets, configMaps. */}}
{{- define "complaint-bridge.namesOf" -}}
{{- $secrets := list -}}
{{- $configMaps := list -}}
{{- range . -}}
{{- if (.).secret -}}
{{- $secrets = append $secrets .secret -}}
{{- else if (.).configMap -}}
{{- $configMaps = append $configMaps .configMap -}}
{{- end -}}
{{- end -}}
{{- dict "secrets" (uniq $secrets | sortAlpha) "configMaps" (uniq $configMaps | sortAlpha) | toJson -}}
{{- end -}}

{{/* Volumes for such names. A Secret's name may be longer than a volume's. */}}
{{- define "complaint-bridge.volumes" -}}
{{- range .secrets }}
- name: secret-{{ sha256sum . | trunc 10 }}
  secret:
    secretName: {{ . }}
    defaultMode: 0440
{{- end }}
{{- range .configMaps }}
- name: config-map-{{ sha256sum . | trunc 10 }}
  configMap:
    name: {{ . }}
    defaultMode: 0440
{{- end }}
{{- end -}}

{{- define "complaint-bridge.volumeMounts" -}}
{{- $folder := include "complaint-bridge.filesFolder" . -}}
{{- range .secrets }}
- name: secret-{{ sha256sum . | trunc 10 }}
  mountPath: {{ $folder }}/secrets/{{ . }}
  readOnly: true
{{- end }}
{{- range .configMaps }}
- name: config-map-{{ sha256sum . | trunc 10 }}
  mountPath: {{ $folder }}/config-maps/{{ . }}
  readOnly: true
{{- end }}
{{- end -}}
