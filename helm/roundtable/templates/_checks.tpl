{{/* What the schema cannot say: values that do not go together. Each line says what to do. */}}
{{- define "roundtable.checks" -}}
{{- include "roundtable.storeChecks" . -}}
{{- include "roundtable.valkeyChecks" . -}}
{{- include "roundtable.variableChecks" . -}}
{{- include "roundtable.settingsChecks" . -}}
{{- include "roundtable.providersFileChecks" . -}}
{{- include "roundtable.mountChecks" . -}}
{{- include "roundtable.resourceChecks" . -}}
{{- include "roundtable.openingChecks" . -}}
{{- include "roundtable.monitoringChecks" . -}}
{{- include "roundtable.poolChecks" . -}}
{{- include "roundtable.scalingChecks" . -}}
{{- if not (regexMatch "^[a-z]" (include "roundtable.fullname" .)) -}}
{{- fail (printf "A Service cannot be called %s-api, which begins with no letter: set fullnameOverride." (include "roundtable.fullname" .)) -}}
{{- end -}}
{{- end -}}

{{- define "roundtable.openingChecks" -}}
{{- range list .Values.image .Values.valkey.image -}}
{{- if and (eq (default "" .tag) "latest") (not .digest) -}}
{{- fail (printf "%s: latest is a different image each time; name a version or a digest." .repository) -}}
{{- end -}}
{{- end -}}
{{- if and .Values.allowAnonymous (or .Values.ingress.enabled (ne .Values.api.service.type "ClusterIP")) -}}
{{- fail "allowAnonymous lets everybody spend your money: it goes with neither an Ingress nor a Service of type NodePort or LoadBalancer." -}}
{{- end -}}
{{- if and .Values.ingress.enabled (not .Values.ingress.hosts) -}}
{{- fail "ingress.hosts is empty: name the host, such as ingress.hosts[0]=debates.example.com." -}}
{{- end -}}
{{- if and .Values.ingress.enabled (not .Values.publicUrl) (hasPrefix "*" (first .Values.ingress.hosts)) -}}
{{- fail (printf "ingress.hosts begins with %s, which is no address: say in publicUrl where clients find the API." (first .Values.ingress.hosts)) -}}
{{- end -}}
{{- if regexMatch "^(127\\.|::1$)" .Values.host -}}
{{- fail (printf "host is %s, where no other pod and no probe reaches a process: use 0.0.0.0 or ::." .Values.host) -}}
{{- end -}}
{{- if eq (int .Values.port) (int .Values.metricsPort) -}}
{{- fail "port and metricsPort are the same: the metrics need a port of their own." -}}
{{- end -}}
{{- end -}}

{{- define "roundtable.monitoringChecks" -}}
{{- if and .Values.monitoring.monitors.enabled .Values.networkPolicy.enabled (not .Values.networkPolicy.metricsFrom) -}}
{{- fail "Prometheus could not reach the pods: say in networkPolicy.metricsFrom where it runs." -}}
{{- end -}}
{{- range $name, $file := dict "rules" "files/alerts.yaml" "dashboard" "files/dashboard.json" -}}
{{- if and (get $.Values.monitoring $name).enabled (not ($.Files.Get $file)) -}}
{{- fail (printf "monitoring.%s needs %s, which this chart lacks." $name $file) -}}
{{- end -}}
{{- end -}}
{{- end -}}
