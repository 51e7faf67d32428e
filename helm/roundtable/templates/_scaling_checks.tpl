{{/* Whether every shard is served, and by as many workers as are needed. */}}
{{- define "roundtable.poolChecks" -}}
{{- $names := list -}}
{{- $served := list -}}
{{- range .Values.worker.pools -}}
{{- if has .name $names -}}
{{- fail (printf "worker.pools has %s twice." .name) -}}
{{- end -}}
{{- $names = append $names .name -}}
{{- range .shards }}{{ $served = append $served (int .) }}{{ end -}}
{{- end -}}
{{- if $names -}}
{{- $there := include "roundtable.shards" . -}}
{{- $last := int (default "1" $there) -}}
{{- range $served }}{{ $last = max $last . | int }}{{ end -}}
{{- range $shard := untilStep 1 (add1 $last | int) 1 -}}
{{- if and $there (gt $shard (int $there)) -}}
{{- fail (printf "worker.pools serves shard %d, and the store has %s: take it away, or name another address." $shard $there) -}}
{{- else if not (has $shard $served) -}}
{{- fail (printf "worker.pools leaves out shard %d, whose debates nobody would hold: give it to one of them." $shard) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{/* How many shards there are; nothing where a Secret alone knows. */}}
{{- define "roundtable.shards" -}}
{{- if .Values.store.urls -}}
{{- len .Values.store.urls -}}
{{- else if not .Values.store.urlsFrom.name -}}
1
{{- end -}}
{{- end -}}

{{- define "roundtable.scalingChecks" -}}
{{- $worker := .Values.worker.autoscaling -}}
{{- $prometheus := $worker.prometheus -}}
{{- if and (eq $worker.by "keda") (not $prometheus.serverAddress) -}}
{{- fail "KEDA asks Prometheus: set worker.autoscaling.prometheus.serverAddress, such as http://prometheus.monitoring:9090." -}}
{{- end -}}
{{- if and $prometheus.query (gt (len (default list .Values.worker.pools)) 1) -}}
{{- fail "One worker.autoscaling.prometheus.query cannot serve several pools: leave it empty." -}}
{{- end -}}
{{- range $name, $scaling := dict "api" .Values.api.autoscaling "worker" $worker -}}
{{- if gt (int $scaling.minReplicas) (int $scaling.maxReplicas) -}}
{{- fail (printf "%s.autoscaling.minReplicas is more than maxReplicas." $name) -}}
{{- end -}}
{{- end -}}
{{- $concurrency := int (include "roundtable.concurrency" .) -}}
{{- if and (ne $worker.by "none") (ge (int $worker.jobsPerWorker) $concurrency) -}}
{{- fail (printf "worker.autoscaling.jobsPerWorker is %d, and a worker runs %d jobs at a time (ROUNDTABLE_WORKER_CONCURRENCY): with less than that for each, nobody is missed. Make it smaller." (int $worker.jobsPerWorker) $concurrency) -}}
{{- end -}}
{{- end -}}

{{/* ROUNDTABLE_WORKER_CONCURRENCY, as a worker finds it. */}}
{{- define "roundtable.concurrency" -}}
{{- $concurrency := default 100 (get (default dict .Values.settings) "ROUNDTABLE_WORKER_CONCURRENCY") -}}
{{- range .Values.worker.extraEnv -}}
{{- if eq .name "ROUNDTABLE_WORKER_CONCURRENCY" }}{{ $concurrency = default $concurrency .value }}{{ end -}}
{{- end -}}
{{- include "roundtable.text" $concurrency -}}
{{- end -}}
