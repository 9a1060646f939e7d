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

{{/* Names of all Secrets and ConfigMaps that the server reads, as JSON: secrets, configMaps. */}}
{{- define "complaint-bridge.mounted" -}}
{{- $tls := .Values.listener.tls -}}
{{- $references := list $tls $tls.clientCaFile $tls.clientCrlFile -}}
{{- range .Values.config.jwtIssuers }}{{ $references = append $references .jwksFile }}{{ end -}}
{{- range (include "complaint-bridge.merchants" . | fromJson).merchants -}}
{{- $tls := default dict (.gateway).tls -}}
{{- $references = append $references $tls.caFile -}}
{{- $references = append $references $tls.clientCertificate -}}
{{- $references = append $references (.signature).keyFile -}}
{{- $references = append $references (.signature).secondKeyFile -}}
{{- end -}}
{{- if eq .Values.ledger.kind "postgres" -}}
{{- $references = append $references .Values.ledger.postgres.passwordFile -}}
{{- $references = append $references .Values.ledger.postgres.caFile -}}
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
