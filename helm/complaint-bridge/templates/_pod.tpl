{{/* spec.template of the workload. */}}
{{- define "complaint-bridge.pod" -}}
{{- $mounted := include "complaint-bridge.mounted" . | fromJson -}}
metadata:
  labels:
    {{- $labels := include "complaint-bridge.selectorLabels" . | fromYaml -}}
    {{- $_ := set $labels "app.kubernetes.io/part-of" (include "complaint-bridge.job" .) -}}
    {{- $_ := include "complaint-bridge.meshLabels" . | fromYaml | merge $labels -}}
    {{- toYaml (merge $labels (default dict .Values.podLabels) (default dict .Values.commonLabels)) | nindent 4 }}
  annotations:
    # What is fixed at a start; the rest of the configuration is taken over by a running server.
    checksum/fixed-configuration: {{ include "complaint-bridge.fixed" . | sha256sum }}
    kubectl.kubernetes.io/default-container: server
    {{- with merge (include "complaint-bridge.meshAnnotations" . | fromYaml) (default dict .Values.podAnnotations) (default dict .Values.commonAnnotations) }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
spec:
  serviceAccountName: {{ include "complaint-bridge.serviceAccountName" . }}
  automountServiceAccountToken: false
  enableServiceLinks: false
  terminationGracePeriodSeconds: {{ .Values.terminationGracePeriodSeconds | default (include "complaint-bridge.graceSeconds" .) | int }}
  securityContext:
    {{- toYaml .Values.podSecurityContext | nindent 4 }}
  {{- if not (kindIs "invalid" .Values.hostUsers) }}
  hostUsers: {{ .Values.hostUsers }}
  {{- end }}
  {{- include "complaint-bridge.placement" . | nindent 2 }}
  {{- with .Values.initContainers }}
  initContainers:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  containers:
    - {{- include "complaint-bridge.container" . | nindent 6 }}
    {{- with .Values.extraContainers }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
  volumes:
    - name: config
      configMap:
        name: {{ include "complaint-bridge.fullname" . }}
        defaultMode: 0444
    {{- if eq .Values.ledger.kind "sqlite" }}
    - name: ledger
      persistentVolumeClaim:
        claimName: {{ default (printf "%s-ledger" (include "complaint-bridge.fullname" .)) .Values.ledger.sqlite.volume.existingClaim }}
    {{- end }}
    {{- include "complaint-bridge.volumes" $mounted | nindent 4 }}
    {{- with .Values.extraVolumes }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
{{- end -}}

{{- define "complaint-bridge.container" -}}
name: server
image: {{ include "complaint-bridge.image" (dict "root" . "image" .Values.image) }}
imagePullPolicy: {{ .Values.image.pullPolicy }}
command: [/usr/bin/complaint-server]
args:
  - --config
  - {{ include "complaint-bridge.filesFolder" . }}/config/config.json
  {{- with .Values.extraArgs }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
{{- with .Values.extraEnv }}
env:
  {{- toYaml . | nindent 2 }}
{{- end }}
ports:
  - name: grpc
    containerPort: {{ .Values.listener.port }}
  - name: operations
    containerPort: {{ .Values.operations.port }}
startupProbe:
  httpGet: {path: /livez, port: operations}
  {{- toYaml .Values.startupProbe | nindent 2 }}
livenessProbe:
  httpGet: {path: /livez, port: operations}
  {{- toYaml .Values.livenessProbe | nindent 2 }}
readinessProbe:
  httpGet: {path: /readyz, port: operations}
  {{- toYaml .Values.readinessProbe | nindent 2 }}
{{- include "complaint-bridge.lifecycle" . }}
resources:
  {{- toYaml .Values.resources | nindent 2 }}
securityContext:
  {{- toYaml .Values.containerSecurityContext | nindent 2 }}
volumeMounts:
  - name: config
    mountPath: {{ include "complaint-bridge.filesFolder" . }}/config
    readOnly: true
  {{- if eq .Values.ledger.kind "sqlite" }}
  - name: ledger
    mountPath: {{ include "complaint-bridge.ledgerFolder" . }}
  {{- end }}
  {{- include "complaint-bridge.volumeMounts" (include "complaint-bridge.mounted" . | fromJson) | nindent 2 }}
  {{- with .Values.extraVolumeMounts }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
{{- end -}}

{{/* The image has no shell to sleep with, and Kubernetes sleeps by itself from 1.30 on. */}}
{{- define "complaint-bridge.lifecycle" -}}
{{- $seconds := int .Values.preStopSleepSeconds -}}
{{- if $seconds }}
lifecycle:
  preStop:
    {{- if include "complaint-bridge.kubernetesHas" (dict "root" . "version" "1.30.0") }}
    sleep: {seconds: {{ $seconds }}}
    {{- else }}
    exec: {command: [/usr/bin/complaintctl, sleep, {{ $seconds }}s]}
    {{- end }}
{{- end }}
{{- end -}}

{{/* Where pods run, and what they run in. */}}
{{- define "complaint-bridge.placement" -}}
{{- $isReplicated := eq .Values.ledger.kind "postgres" -}}
{{- with .Values.imagePullSecrets }}
imagePullSecrets:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.priorityClassName }}
priorityClassName: {{ . }}
{{- end }}
{{- with .Values.runtimeClassName }}
runtimeClassName: {{ . }}
{{- end }}
{{- with .Values.schedulerName }}
schedulerName: {{ . }}
{{- end }}
{{- with .Values.dnsPolicy }}
dnsPolicy: {{ . }}
{{- end }}
{{- with .Values.dnsConfig }}
dnsConfig:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.hostAliases }}
hostAliases:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.nodeSelector }}
nodeSelector:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.tolerations }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- if .Values.affinity }}
affinity:
  {{- toYaml .Values.affinity | nindent 2 }}
{{- else if $isReplicated }}
affinity:
  podAntiAffinity:
    preferredDuringSchedulingIgnoredDuringExecution:
      - weight: 100
        podAffinityTerm:
          topologyKey: kubernetes.io/hostname
          labelSelector:
            matchLabels:
              {{- include "complaint-bridge.selectorLabels" . | nindent 14 }}
{{- end }}
{{- with include "complaint-bridge.spread" . | trim }}
topologySpreadConstraints:
  {{- . | nindent 2 }}
{{- end }}
{{- end -}}

{{- define "complaint-bridge.spread" -}}
{{- $wanted := default list .Values.topologySpreadConstraints -}}
{{- if and (not $wanted) (eq .Values.ledger.kind "postgres") -}}
{{- range list "topology.kubernetes.io/zone" "kubernetes.io/hostname" -}}
{{- $one := dict "topologyKey" . "maxSkew" 1 "whenUnsatisfiable" "ScheduleAnyway" -}}
{{- if include "complaint-bridge.kubernetesHas" (dict "root" $ "version" "1.27.0") -}}
{{- $_ := set $one "matchLabelKeys" (list "pod-template-hash") -}}
{{- end -}}
{{- $wanted = append $wanted $one -}}
{{- end -}}
{{- end -}}
{{- range $wanted -}}
{{- $one := deepCopy . -}}
{{- if not .labelSelector -}}
{{- $_ := set $one "labelSelector" (dict "matchLabels" (include "complaint-bridge.selectorLabels" $ | fromYaml)) -}}
{{- end -}}
{{- list $one | toYaml | nindent 0 -}}
{{- end -}}
{{- end -}}
