{{/* A proxy beside the server: probes and metrics go past it, it starts first and ends last. Where
Kubernetes knows sidecars, it sees to that; before, the proxy has to. */}}
{{- define "complaint-bridge.meshAnnotations" -}}
{{- $knowsSidecars := include "complaint-bridge.kubernetesHas" (dict "root" . "version" "1.29.0") }}
{{- if .Values.mesh.istio.enabled }}
traffic.sidecar.istio.io/excludeInboundPorts: {{ .Values.operations.port | quote }}
sidecar.istio.io/rewriteAppHTTPProbers: "false"
{{- if $knowsSidecars }}
sidecar.istio.io/nativeSidecar: "true"
{{- else }}
proxy.istio.io/config: |
  holdApplicationUntilProxyStarts: true
  proxyMetadata:
    EXIT_ON_ZERO_ACTIVE_CONNECTIONS: "true"
{{- end }}
{{- end }}
{{- if .Values.mesh.linkerd.enabled }}
linkerd.io/inject: enabled
config.linkerd.io/skip-inbound-ports: {{ .Values.operations.port | quote }}
{{- if $knowsSidecars }}
config.alpha.linkerd.io/proxy-enable-native-sidecar: "true"
config.beta.linkerd.io/proxy-enable-native-sidecar: "true"
{{- else }}
config.linkerd.io/proxy-await: enabled
config.alpha.linkerd.io/proxy-wait-before-exit-seconds: {{ include "complaint-bridge.graceSeconds" . | quote }}
{{- end }}
{{- end }}
{{- end -}}

{{/* Of a pod that asks the operations port, which no proxy stands before: its own would encrypt all the same
(istio/istio issue 30311). */}}
{{- define "complaint-bridge.meshAskerAnnotations" -}}
{{- include "complaint-bridge.meshAnnotations" . }}
{{- if .Values.mesh.istio.enabled }}
traffic.sidecar.istio.io/excludeOutboundPorts: {{ .Values.operations.port | quote }}
{{- end }}
{{- if .Values.mesh.linkerd.enabled }}
config.linkerd.io/skip-outbound-ports: {{ .Values.operations.port | quote }}
{{- end }}
{{- end -}}

{{- define "complaint-bridge.meshLabels" -}}
{{- if .Values.mesh.istio.enabled }}
sidecar.istio.io/inject: "true"
{{- end }}
{{- end -}}
