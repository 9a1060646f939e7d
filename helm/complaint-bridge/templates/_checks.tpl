{{/* Each check writes a line for what is wrong, and nothing where all is well. */}}

{{- define "complaint-bridge.faults" -}}
{{- include "complaint-bridge.checkShape" . -}}
{{- include "complaint-bridge.checkLedger" . -}}
{{- include "complaint-bridge.checkMerchants" . -}}
{{- include "complaint-bridge.checkDurations" . -}}
{{- include "complaint-bridge.checkCallers" . -}}
{{- include "complaint-bridge.checkScaling" . -}}
{{- include "complaint-bridge.checkEnding" . -}}
{{- include "complaint-bridge.checkNetwork" . -}}
{{- include "complaint-bridge.checkSeen" . -}}
{{- include "complaint-bridge.checkNames" . -}}
{{- include "complaint-bridge.checkImages" . -}}
{{- include "complaint-bridge.checkAmounts" . -}}
{{- include "complaint-bridge.checkLabels" . -}}
{{- include "complaint-bridge.checkExtras" . -}}
{{- include "complaint-bridge.checkChange" . -}}
{{- end -}}

{{- define "complaint-bridge.checkShape" -}}
{{- $kind := .Values.ledger.kind -}}
{{- $replicas := int (include "complaint-bridge.replicas" .) -}}
{{- if and (eq $kind "memory") (not .Values.trial) }}
ledger.kind: memory forgets at every restart which replies were sent, and would send them again: use sqlite or postgres, or set trial: true to try things out
{{- end }}
{{- if and (eq $kind "sqlite") (gt $replicas 1) }}
replicas: {{ $replicas }} pods cannot share the file of ledger.kind sqlite: leave replicas at 1, or use ledger.kind postgres
{{- end }}
{{- if and (eq $kind "memory") (gt $replicas 1) }}
replicas: {{ $replicas }} pods of ledger.kind memory know nothing of each other, and a reply could be sent twice: leave replicas at 1
{{- end }}
{{- if and .Values.autoscaling.enabled (ne $kind "postgres") }}
autoscaling.enabled: only ledger.kind postgres can have several pods, and ledger.kind is {{ $kind }}: turn autoscaling off, or use postgres
{{- end }}
{{- if and .Values.sandbox.enabled (not .Values.trial) }}
sandbox.enabled: the sandbox only plays a gateway, and nobody sees what is sent there: set trial: true as well, or turn it off
{{- end }}
{{- end -}}

{{- define "complaint-bridge.checkLedger" -}}
{{- with .Values.ledger }}
{{- if and (eq .kind "sqlite") (not .sqlite.volume.enabled) }}
ledger.sqlite.volume.enabled: without a volume the file is gone with the pod, and replies would be sent again: leave it true, or use ledger.kind memory with trial: true
{{- end }}
{{- if and (eq .kind "sqlite") .sqlite.volume.enabled (not .sqlite.volume.existingClaim) (eq .sqlite.volume.accessMode "ReadWriteOncePod") (not (include "complaint-bridge.kubernetesHas" (dict "root" $ "version" "1.27.0"))) }}
ledger.sqlite.volume.accessMode: ReadWriteOncePod needs Kubernetes 1.27: set it to ReadWriteOnce
{{- end }}
{{- if and .identity (not (regexMatch "^[0-9a-f]{32}$" .identity)) }}
ledger.identity: {{ .identity | quote }} is no identity: want the 32 hex digits that the server logs when it opens the ledger
{{- end }}
{{- if and (eq .kind "postgres") (not .postgres.conninfo) }}
ledger.postgres.conninfo: is missing: say where the database is, such as "host=db dbname=complaints user=bridge sslmode=verify-full"
{{- end }}
{{- if and .postgres.conninfo (not (regexMatch `=|^postgres(ql)?://` .postgres.conninfo)) }}
ledger.postgres.conninfo: {{ .postgres.conninfo | quote }} is no connection string: want one such as "host=db dbname=complaints user=bridge sslmode=verify-full"
{{- end }}
{{- if regexMatch `(?i)(^|[\s?&])password\s*=|://[^/@:]*:[^/@]*@` (default "" .postgres.conninfo) }}
ledger.postgres.conninfo: holds a password, which everybody could read who may see this release: put it into a Secret and name that in ledger.postgres.passwordFile.secret
{{- end }}
{{- if and .postgres.caFile.secret .postgres.caFile.configMap }}
ledger.postgres.caFile: names a Secret and a ConfigMap: name one of them
{{- end }}
{{- $lease := int (include "complaint-bridge.seconds" (dict "duration" .postgres.lease "seconds" 120)) -}}
{{- $send := int (include "complaint-bridge.sendSeconds" $) -}}
{{- if and (eq .kind "postgres") (lt $lease (add $send 5 | int)) }}
ledger.postgres.lease: {{ $lease }} s is too short: a reply may take {{ $send }} s to be sent (connectTimeout and exchangeTimeout), and 5 s more are wanted
{{- end }}
{{- end }}
{{- end -}}

{{- define "complaint-bridge.urlPattern" -}}
^https?://(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+)(:[0-9]{1,5})?([/?][!-~]*)?$
{{- end -}}

{{- define "complaint-bridge.checkMerchants" -}}
{{- $merchants := (include "complaint-bridge.merchants" . | fromJson).merchants -}}
{{- if not $merchants }}
config.merchants: there are none: add the merchant whose complaints are answered, with isspid, systemId, gateway.url and signature.keyFile.secret{{ if .Values.trial }}, or set sandbox.enabled: true, which has one{{ end }}
{{- end }}
{{- $seen := list -}}
{{- range $i, $merchant := $merchants -}}
{{- $at := printf "config.merchants[%d]" $i -}}
{{- range $name := list "isspid" "systemId" -}}
{{- $value := get $merchant $name -}}
{{- if kindIs "string" $value | not }}
{{ $at }}.{{ $name }}: is a number, which loses zeros in front: put it in quotes
{{- else if not $value }}
{{ $at }}.{{ $name }}: is empty: Imageco gave you one
{{- end }}
{{- end -}}
{{- if has $merchant.isspid $seen }}
{{ $at }}.isspid: {{ $merchant.isspid | quote }} stands there twice{{ if $.Values.sandbox.enabled }} (39493002 is the sandbox's){{ end }}: leave one out
{{- end }}
{{- $seen = append $seen $merchant.isspid -}}
{{- $url := default "" ($merchant.gateway).url -}}
{{- if not (regexMatch (include "complaint-bridge.urlPattern" $) $url) }}
{{ $at }}.gateway.url: {{ $url | quote }} is no address: want https://HOST/PATH, as Imageco gave it
{{- else if and (hasPrefix "http://" $url) (not $merchant.gateway.allowPlaintext) }}
{{ $at }}.gateway.url: {{ $url }} is not encrypted: use https://, or set gateway.allowPlaintext: true in a trial
{{- end }}
{{- $isXml := eq (default "" ($merchant.wire).format) "FORMAT_XML" -}}
{{- $key := default dict ($merchant.signature).keyFile -}}
{{- if not (or $key.secret $key.configMap (and $isXml (not ($merchant.wire).xmlFormWithMac))) }}
{{ $at }}.signature.keyFile.secret: is missing: put the merchant's key into a Secret and name it here
{{- end }}
{{- $second := default dict ($merchant.signature).secondKeyFile -}}
{{- if and $second.secret (not $second.key) }}
{{ $at }}.signature.secondKeyFile.key: is missing: which key of the Secret {{ $second.secret }} is it?
{{- end }}
{{- $ca := default dict (($merchant.gateway).tls).caFile -}}
{{- if and $ca.secret $ca.configMap }}
{{ $at }}.gateway.tls.caFile: names a Secret and a ConfigMap: name one of them
{{- end }}
{{- end -}}
{{- end -}}

{{/* Those of proto/imageco/bridge/config/v1. */}}
{{- define "complaint-bridge.checkDurations" -}}
{{- $durations := dict "config.limits.drainTimeout" .Values.config.limits.drainTimeout -}}
{{- $_ := set $durations "config.limits.connectionAgeMax" .Values.config.limits.connectionAgeMax -}}
{{- $_ := set $durations "config.limits.listenerSilenceMax" .Values.config.limits.listenerSilenceMax -}}
{{- $_ := set $durations "ledger.retention" .Values.ledger.retention -}}
{{- $_ := set $durations "ledger.postgres.lease" .Values.ledger.postgres.lease -}}
{{- range $i, $merchant := .Values.config.merchants -}}
{{- range $part, $names := dict "gateway" (list "connectTimeout" "exchangeTimeout" "idleConnectionAgeMax" "connectionAgeMax") "results" (list "retryDelay") "admission" (list "waitMax" "breakerPause" "timeToSendMin") -}}
{{- range $name := $names -}}
{{- $_ := set $durations (printf "config.merchants[%d].%s.%s" $i $part $name) (get (default dict (get $merchant $part)) $name) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- range $name, $value := $durations -}}
{{- if and $value (not (regexMatch `^[0-9]{1,10}(\.[0-9]{1,9})?s$` $value)) }}
{{ $name }}: {{ $value | quote }} is no duration: write seconds with an s behind them, such as "30s"
{{- end }}
{{- end -}}
{{- end -}}

{{- define "complaint-bridge.checkCallers" -}}
{{- with .Values.listener }}
{{- if not (or .tls.secret .allowPlaintext $.Values.trial) }}
listener.tls.secret: is missing: name a Secret with a certificate for callers, or set listener.allowPlaintext: true where a mesh encrypts
{{- end }}
{{- if and .tls.secret .allowPlaintext }}
listener.allowPlaintext: does not go with listener.tls.secret: a port has TLS or it has not
{{- end }}
{{- $ca := .tls.clientCaFile -}}
{{- $hasCa := or $ca.secret $ca.configMap -}}
{{- if and $hasCa (not .tls.secret) }}
listener.tls.clientCaFile: asks callers for a certificate, which only TLS can: name the server's own in listener.tls.secret
{{- end }}
{{- if and (or .tls.clientCrlFile.secret .tls.clientCrlFile.configMap) (not $hasCa) }}
listener.tls.clientCrlFile: nobody shows a certificate that could be revoked: name their authority in listener.tls.clientCaFile
{{- end }}
{{- if and .tls.clientCertificateOptional (not $hasCa) }}
listener.tls.clientCertificateOptional: nobody is asked for a certificate: name the authority in listener.tls.clientCaFile, or leave it false
{{- end }}
{{- range $name, $reference := dict "clientCaFile" $ca "clientCrlFile" .tls.clientCrlFile -}}
{{- if and $reference.secret $reference.configMap }}
listener.tls.{{ $name }}: names a Secret and a ConfigMap: name one of them
{{- end }}
{{- end -}}
{{- if not (regexMatch `^([0-9]{1,3}(\.[0-9]{1,3}){3}|\[[0-9A-Fa-f:.]+\])$` .host) }}
listener.host: {{ .host | quote }} is no address of a pod: want 0.0.0.0, or [::] for IPv6 and IPv4
{{- end }}
{{- if eq (int .port) (int $.Values.operations.port) }}
operations.port: {{ .port }} is listener.port too: give each a port of its own
{{- end }}
{{- end }}
{{- $ids := list -}}
{{- range (include "complaint-bridge.merchants" . | fromJson).merchants }}{{ $ids = append $ids .isspid }}{{ end -}}
{{- range $i, $caller := .Values.config.callers -}}
{{- $shows := len (compact (list $caller.identity (include "complaint-bridge.compact" $caller.token) (include "complaint-bridge.compact" $caller.jwt))) -}}
{{- if ne $shows 1 }}
config.callers[{{ $i }}]: shows {{ $shows }} of identity, token and jwt: give it one, by which it is known
{{- end }}
{{- range $caller.isspids -}}
{{- if not (has . $ids) }}
config.callers[{{ $i }}].isspids: {{ . | quote }} is none of config.merchants: add the merchant, or take it out here
{{- end }}
{{- end -}}
{{- range ($caller.token).sha256 -}}
{{- if not (regexMatch "^[0-9a-fA-F]{64}$" .) }}
config.callers[{{ $i }}].token.sha256: this is no SHA-256: want the 64 hex digits that complaintctl token make tells, and never the token itself
{{- end }}
{{- end -}}
{{- $ca := $.Values.listener.tls.clientCaFile -}}
{{- if and $caller.identity (not (or $ca.secret $ca.configMap)) }}
config.callers[{{ $i }}].identity: nobody can show one without a certificate: name the authority of callers' certificates in listener.tls.clientCaFile
{{- end }}
{{- $hasTls := or $.Values.listener.tls.secret $.Values.mesh.istio.enabled $.Values.mesh.linkerd.enabled -}}
{{- if and (not $caller.identity) (not $hasTls) }}
config.callers[{{ $i }}]: its token would travel in the open, and is not taken so: name a certificate in listener.tls.secret
{{- end }}
{{- end -}}
{{- include "complaint-bridge.checkIssuers" . -}}
{{- end -}}

{{- define "complaint-bridge.checkIssuers" -}}
{{- $issuers := list -}}
{{- range $i, $issuer := .Values.config.jwtIssuers -}}
{{- $issuers = append $issuers $issuer.issuer -}}
{{- if eq (empty $issuer.jwksFile.secret) (empty $issuer.jwksFile.configMap) }}
config.jwtIssuers[{{ $i }}].jwksFile: name a Secret or a ConfigMap that holds its public keys, and one of them
{{- end }}
{{- if not $issuer.audiences }}
config.jwtIssuers[{{ $i }}].audiences: is empty: whom are its tokens for?
{{- end }}
{{- end -}}
{{- range $i, $caller := .Values.config.callers -}}
{{- with $caller.jwt -}}
{{- if not (or (has .issuer $issuers) (and (not .issuer) (eq (len $issuers) 1))) }}
config.callers[{{ $i }}].jwt.issuer: {{ default "" .issuer | quote }} is none of config.jwtIssuers: add the issuer with its public keys
{{- end }}
{{- end -}}
{{- end -}}
{{- end -}}

{{- define "complaint-bridge.checkScaling" -}}
{{- with .Values.autoscaling }}
{{- if and .enabled (gt (int .minReplicas) (int .maxReplicas)) }}
autoscaling.minReplicas: {{ .minReplicas }} is more than autoscaling.maxReplicas, {{ .maxReplicas }}
{{- end }}
{{- if and .enabled $.Values.replicas }}
replicas: autoscaling says how many pods there are, from minReplicas to maxReplicas: leave replicas out, or turn autoscaling off
{{- end }}
{{- if and .enabled (not (or .cpuUtilization .slotsInUse)) }}
autoscaling: nothing says when to scale: set cpuUtilization, or slotsInUse
{{- end }}
{{- if and .enabled .cpuUtilization (not (($.Values.resources).requests).cpu) }}
autoscaling.cpuUtilization: is in percent of resources.requests.cpu, which is missing: set it
{{- end }}
{{- end }}
{{- if and (eq (toString .Values.strategy.maxSurge | trimSuffix "%") "0") (eq (toString .Values.strategy.maxUnavailable | trimSuffix "%") "0") }}
strategy: maxSurge and maxUnavailable are both 0, and no pod could ever be replaced: set one of them to 1
{{- end }}
{{- with .Values.podDisruptionBudget }}
{{- if and .enabled (eq (toString .maxUnavailable | trimSuffix "%") "0") }}
podDisruptionBudget.maxUnavailable: with 0 no node could ever be drained: set it to 1
{{- end }}
{{- end }}
{{- end -}}

{{- define "complaint-bridge.checkEnding" -}}
{{- $grace := int (include "complaint-bridge.graceSeconds" .) -}}
{{- with .Values.terminationGracePeriodSeconds -}}
{{- if lt (int .) $grace }}
terminationGracePeriodSeconds: {{ . }} is too short: to end may take {{ $grace }} s by the timeouts that are set, and a pod that is killed before leaves replies of unknown outcome: leave it empty, or lower config.limits.drainTimeout
{{- end }}
{{- end -}}
{{- end -}}

{{- define "complaint-bridge.cidrPattern" -}}
{{- $byte := "(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])" -}}
^({{ $byte }}(\.{{ $byte }}){3}/(3[0-2]|[12]?[0-9])|[0-9A-Fa-f:]*:[0-9A-Fa-f:.]*/(12[0-8]|1[01][0-9]|[1-9]?[0-9]))$
{{- end -}}

{{- define "complaint-bridge.checkNetwork" -}}
{{- $beyondSandbox := .Values.config.merchants -}}
{{- with .Values.networkPolicy }}
{{- if and .enabled $beyondSandbox (not .gatewayCidrs) }}
networkPolicy.gatewayCidrs: is empty, and the pods could reach no gateway: list the addresses of the merchants' gateways, such as 203.0.113.0/24, or set networkPolicy.enabled: false
{{- end }}
{{- range .gatewayCidrs -}}
{{- if not (regexMatch (include "complaint-bridge.cidrPattern" $) .) }}
networkPolicy.gatewayCidrs: {{ . | quote }} is no range of addresses: want one such as 203.0.113.0/24, or 203.0.113.7/32 for one address
{{- end }}
{{- end -}}
{{- range $.Values.service.loadBalancerSourceRanges -}}
{{- if not (regexMatch (include "complaint-bridge.cidrPattern" $) .) }}
service.loadBalancerSourceRanges: {{ . | quote }} is no range of addresses: want one such as 203.0.113.0/24
{{- end }}
{{- end -}}
{{- if and .enabled (ne $.Values.service.type "ClusterIP") (not .callers) }}
networkPolicy.callers: is empty, and lets in pods of this namespace alone, but service.type {{ $.Values.service.type }} is for callers from outside: say where they are, such as [{ipBlock: {cidr: 198.51.100.0/24}}]
{{- end }}
{{- if and .enabled (eq $.Values.ledger.kind "postgres") (not .database) }}
networkPolicy.database: is empty, and the pods could not reach the database: say where it is, such as [{ipBlock: {cidr: 10.0.0.5/32}}], or set networkPolicy.enabled: false
{{- end }}
{{- if and .enabled (or $.Values.podMonitor.enabled $.Values.serviceMonitor.enabled) (not .prometheus) }}
networkPolicy.prometheus: is empty, and Prometheus could not reach the pods: say where it is, such as [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: monitoring}}}]
{{- end }}
{{- end }}
{{- if and .Values.service.nodePort (eq .Values.service.type "ClusterIP") }}
service.nodePort: nodes have no port where service.type is ClusterIP: set service.type to NodePort or LoadBalancer, or leave nodePort out
{{- end }}
{{- if and .Values.grpcRoute.enabled (not .Values.grpcRoute.parentRefs) }}
grpcRoute.parentRefs: is empty: name the Gateway that the route hangs on, such as [{name: gateway}]
{{- end }}
{{- end -}}

{{- define "complaint-bridge.checkSeen" -}}
{{- if and .Values.podMonitor.enabled .Values.serviceMonitor.enabled }}
serviceMonitor.enabled: podMonitor is enabled too, and every figure would be there twice: enable one of them
{{- end }}
{{- if and .Values.prometheusRule.enabled (not (.Files.Get "monitoring/alerts.yaml")) }}
prometheusRule.enabled: this chart was packaged without monitoring/alerts.yaml: turn it off
{{- end }}
{{- if and .Values.dashboard.enabled (not (.Files.Get "monitoring/dashboard.json")) }}
dashboard.enabled: this chart was packaged without monitoring/dashboard.json: turn it off
{{- end }}
{{- if and .Values.kubeVersionOverride (not (regexMatch (include "complaint-bridge.versionPattern" .) .Values.kubeVersionOverride)) }}
kubeVersionOverride: {{ .Values.kubeVersionOverride | quote }} is no version of Kubernetes: want one such as "1.29.3"
{{- end }}
{{- end -}}

{{- define "complaint-bridge.checkExtras" -}}
{{- $own := list (include "complaint-bridge.ledgerFolder" .) (include "complaint-bridge.filesFolder" .) -}}
{{- $volumes := list "config" "ledger" -}}
{{- range .Values.extraVolumes }}{{ $volumes = append $volumes .name }}{{ end -}}
{{- range $i, $mount := .Values.extraVolumeMounts -}}
{{- if not (has $mount.name $volumes) }}
extraVolumeMounts[{{ $i }}].name: {{ $mount.name }} is none of extraVolumes: add the volume there
{{- end }}
{{- $path := printf "%s/" (trimSuffix "/" $mount.mountPath) -}}
{{- range $own -}}
{{- if or (hasPrefix (printf "%s/" .) $path) (hasPrefix $path (printf "%s/" .)) }}
extraVolumeMounts[{{ $i }}].mountPath: {{ $mount.mountPath }} would lie over {{ . }}, which the chart needs: choose another folder
{{- end }}
{{- end -}}
{{- end -}}
{{- range $i, $object := .Values.extraObjects -}}
{{- $text := $object -}}
{{- if not (kindIs "string" $object) }}{{ $text = toYaml $object }}{{ end -}}
{{- if regexMatch `(?m)^\s*"?kind"?:\s*["']?Secret["']?\s*,?$` $text }}
extraObjects[{{ $i }}]: is a Secret, which everybody could read who may see this release: make it beside the chart, with external-secrets for one
{{- end }}
{{- end -}}
{{- end -}}

{{/* Two ledgers at once would both send. Only where a cluster can be asked. */}}
{{- define "complaint-bridge.checkChange" -}}
{{- $other := ternary "StatefulSet" "Deployment" (ne .Values.ledger.kind "sqlite") -}}
{{- $running := lookup "apps/v1" $other .Release.Namespace (include "complaint-bridge.fullname" .) -}}
{{- if and $running (add (int ($running.spec).replicas) (int ($running.status).replicas)) }}
ledger.kind: the {{ $other }} of the ledger of before still runs, and with two ledgers at once a reply could be sent twice: stop it first with helm upgrade --reuse-values --set replicas=0, wait until its pods are gone, then change ledger.kind
{{- end }}
{{- end -}}
