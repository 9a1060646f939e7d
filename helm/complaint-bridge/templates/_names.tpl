{{- define "complaint-bridge.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" -}}
{{- end -}}

{{/* Short enough for what is put behind it, such as -operations. */}}
{{- define "complaint-bridge.fullname" -}}
{{- $name := include "complaint-bridge.name" . -}}
{{- $fullname := ternary .Release.Name (printf "%s-%s" .Release.Name $name) (contains $name .Release.Name) -}}
{{- default $fullname .Values.fullnameOverride | trunc 50 | trimSuffix "-" -}}
{{- end -}}

{{/* By which pods are found: never changes, since Kubernetes lets it not. */}}
{{- define "complaint-bridge.selectorLabels" -}}
app.kubernetes.io/name: {{ include "complaint-bridge.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/component: server
{{- end -}}

{{- define "complaint-bridge.sandboxLabels" -}}
app.kubernetes.io/name: {{ include "complaint-bridge.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/component: sandbox
{{- end -}}

{{- define "complaint-bridge.testLabels" -}}
app.kubernetes.io/name: {{ include "complaint-bridge.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/component: test
{{- end -}}

{{/* What Prometheus calls the bridge, whatever the release is called: alerts and dashboard select by it. */}}
{{- define "complaint-bridge.job" -}}complaint-bridge{{- end -}}

{{/* metadata of an object: root, suffix of its name, and what it has of its own, selector too. */}}
{{- define "complaint-bridge.metadata" -}}
{{- $root := .root -}}
name: {{ include "complaint-bridge.fullname" $root }}{{ .suffix }}
namespace: {{ $root.Release.Namespace }}
labels:
  {{- $labels := dict "helm.sh/chart" (printf "%s-%s" $root.Chart.Name $root.Chart.Version | replace "+" "_") -}}
  {{- $_ := set $labels "app.kubernetes.io/managed-by" $root.Release.Service -}}
  {{- $_ := set $labels "app.kubernetes.io/version" $root.Chart.AppVersion -}}
  {{- $_ := set $labels "app.kubernetes.io/part-of" (include "complaint-bridge.job" $root) -}}
  {{- $selector := include (printf "complaint-bridge.%s" (default "selectorLabels" .selector)) $root | fromYaml -}}
  {{- toYaml (merge $selector $labels (default dict .labels) (default dict $root.Values.commonLabels)) | nindent 2 }}
{{- with merge (default dict .annotations | deepCopy) (default dict $root.Values.commonAnnotations) }}
annotations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end -}}

{{- define "complaint-bridge.serviceAccountName" -}}
{{- $made := ternary (include "complaint-bridge.fullname" .) "default" .Values.serviceAccount.create -}}
{{- default $made .Values.serviceAccount.name -}}
{{- end -}}

{{/* Of an image: root, image. */}}
{{- define "complaint-bridge.image" -}}
{{- if .image.digest -}}
{{ .image.repository }}@{{ .image.digest }}
{{- else -}}
{{ .image.repository }}:{{ default .root.Chart.AppVersion .image.tag }}
{{- end -}}
{{- end -}}

{{/* Whether Kubernetes is of a version or newer, "true" or "": root, version. */}}
{{- define "complaint-bridge.kubernetesHas" -}}
{{- $version := default .root.Capabilities.KubeVersion.Version .root.Values.kubeVersionOverride -}}
{{- $isVersion := regexMatch (include "complaint-bridge.versionPattern" .) $version -}}
{{- if or (not $isVersion) (semverCompare (printf ">=%s-0" .version) $version) -}}true{{- end -}}
{{- end -}}

{{- define "complaint-bridge.versionPattern" -}}
^v?1\.[0-9]{1,3}(\.[0-9]+([-+][0-9A-Za-z.+-]+)?)?$
{{- end -}}

{{/* How many pods, where nothing scales them. */}}
{{- define "complaint-bridge.replicas" -}}
{{- if kindIs "invalid" .Values.replicas -}}
{{ ternary 2 1 (eq .Values.ledger.kind "postgres") }}
{{- else -}}
{{ int .Values.replicas }}
{{- end -}}
{{- end -}}
