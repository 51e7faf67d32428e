{{/* What the schema cannot say: values that do not go together. Each line says what to do. */}}
{{- define "roundtable.checks" -}}
{{- $store := .Values.store -}}
{{- $stores := list -}}
{{- if .Values.valkey.enabled }}{{ $stores = append $stores "valkey.enabled" }}{{ end -}}
{{- if $store.urls }}{{ $stores = append $stores "store.urls" }}{{ end -}}
{{- if $store.urlFrom.name }}{{ $stores = append $stores "store.urlFrom" }}{{ end -}}
{{- if $store.urlsFrom.name }}{{ $stores = append $stores "store.urlsFrom" }}{{ end -}}
{{- if not $stores -}}
{{- fail "There is no store: set one of store.urls, store.urlFrom and store.urlsFrom, or valkey.enabled=true." -}}
{{- else if gt (len $stores) 1 -}}
{{- fail (printf "One store is needed, and here are %d (%s): keep one of them." (len $stores) (join ", " $stores)) -}}
{{- end -}}
{{- range $store.urls -}}
{{- if regexMatch "@|[?&]password=" . -}}
{{- fail "store.urls holds a password: put the address into a Secret, and name that in store.urlFrom, or in store.urlsFrom for several." -}}
{{- end -}}
{{- if $store.tlsSecret -}}
{{- if not (contains "ssl_ca_certs=/etc/roundtable/store/" .) -}}
{{- fail (printf "store.tlsSecret is mounted, but %s does not say so: add ?ssl_ca_certs=/etc/roundtable/store/ca.crt to it." .) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- range $name, $value := .Values.settings -}}
{{- if hasKey (fromYaml (include "roundtable.elsewhere" $)) $name -}}
{{- fail (printf "settings.%s: this chart sets it itself; use %s." $name (get (fromYaml (include "roundtable.elsewhere" $)) $name)) -}}
{{- else if regexMatch "(KEY|TOKEN|SECRET|PASSWORD|HEADERS)$" $name -}}
{{- fail (printf "settings.%s: secrets are given by reference; use secretEnv." $name) -}}
{{- else if regexMatch "://[^/]*:[^/]*@" (toString $value) -}}
{{- fail (printf "settings.%s holds a password: it is given by reference; use secretEnv." $name) -}}
{{- end -}}
{{- if hasKey $.Values.secretEnv $name -}}
{{- fail (printf "%s is in settings and in secretEnv: keep one of them." $name) -}}
{{- end -}}
{{- end -}}
{{- range $name, $_ := .Values.secretEnv -}}
{{- if hasKey (fromYaml (include "roundtable.elsewhere" $)) $name -}}
{{- fail (printf "secretEnv.%s: this chart sets it itself; use %s." $name (get (fromYaml (include "roundtable.elsewhere" $)) $name)) -}}
{{- end -}}
{{- end -}}
{{- range concat .Values.api.extraEnv .Values.worker.extraEnv -}}
{{- if and (hasKey . "value") (regexMatch "(KEY|TOKEN|SECRET|PASSWORD|HEADERS)$" .name) -}}
{{- fail (printf "extraEnv %s: secrets are given by reference; use valueFrom." .name) -}}
{{- end -}}
{{- end -}}
{{- range list .Values.image .Values.valkey.image -}}
{{- if and (eq .tag "latest") (not .digest) -}}
{{- fail (printf "%s: latest is a different image each time; name a version or a digest." .repository) -}}
{{- end -}}
{{- end -}}
{{- if and .Values.allowAnonymous (or .Values.ingress.enabled (ne .Values.api.service.type "ClusterIP")) -}}
{{- fail "allowAnonymous lets everybody spend your money: it goes with neither an Ingress nor a Service of type NodePort or LoadBalancer." -}}
{{- end -}}
{{- if and .Values.ingress.enabled (not .Values.ingress.hosts) -}}
{{- fail "ingress.hosts is empty: name the host, such as ingress.hosts[0]=debates.example.com." -}}
{{- end -}}
{{- if and .Values.monitoring.monitors.enabled .Values.networkPolicy.enabled (not .Values.networkPolicy.metricsFrom) -}}
{{- fail "Prometheus could not reach the pods: say in networkPolicy.metricsFrom where it runs." -}}
{{- end -}}
{{- if eq (int .Values.port) (int .Values.metricsPort) -}}
{{- fail "port and metricsPort are the same: the metrics need a port of their own." -}}
{{- end -}}
{{- range $name, $file := dict "rules" "files/alerts.yaml" "dashboard" "files/dashboard.json" -}}
{{- if and (get $.Values.monitoring $name).enabled (not ($.Files.Get $file)) -}}
{{- fail (printf "monitoring.%s needs %s, which this chart lacks." $name $file) -}}
{{- end -}}
{{- end -}}
{{- include "roundtable.scalingChecks" . -}}
{{- end -}}

{{- define "roundtable.scalingChecks" -}}
{{- $worker := .Values.worker.autoscaling -}}
{{- $prometheus := $worker.prometheus -}}
{{- if and (eq $worker.by "keda") (not $prometheus.serverAddress) -}}
{{- fail "KEDA asks Prometheus: set worker.autoscaling.prometheus.serverAddress, such as http://prometheus.monitoring:9090." -}}
{{- end -}}
{{- if and $prometheus.query (gt (len .Values.worker.pools) 1) -}}
{{- fail "One worker.autoscaling.prometheus.query cannot serve several pools: leave it empty." -}}
{{- end -}}
{{- range $name, $scaling := dict "api" .Values.api.autoscaling "worker" $worker -}}
{{- if gt (int $scaling.minReplicas) (int $scaling.maxReplicas) -}}
{{- fail (printf "%s.autoscaling.minReplicas is more than maxReplicas." $name) -}}
{{- end -}}
{{- end -}}
{{- $names := list -}}
{{- range .Values.worker.pools -}}
{{- if has .name $names -}}
{{- fail (printf "worker.pools has %s twice." .name) -}}
{{- end -}}
{{- $names = append $names .name -}}
{{- end -}}
{{- end -}}

{{/* Variables that the chart sets, and by which value. */}}
{{- define "roundtable.elsewhere" -}}
ROUNDTABLE_HOST: host
ROUNDTABLE_PORT: port
ROUNDTABLE_METRICS_PORT: metricsPort
ROUNDTABLE_REDIS_URL: store.urls or store.urlFrom
ROUNDTABLE_REDIS_URLS: store.urls or store.urlsFrom
ROUNDTABLE_WORKER_SHARDS: worker.pools
ROUNDTABLE_DRAIN_SECONDS: worker.drainSeconds
ROUNDTABLE_ALLOW_ANONYMOUS: allowAnonymous
ROUNDTABLE_PUBLIC_URL: publicUrl
ROUNDTABLE_PROVIDERS_FILE: providersFile
{{- end -}}
