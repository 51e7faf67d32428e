{{/* Whether there is one store, and what is said of it goes together. */}}
{{- define "roundtable.storeChecks" -}}
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
{{- range $name, $from := dict "store.urlFrom" $store.urlFrom "store.urlsFrom" $store.urlsFrom "test.apiKeyFrom" .Values.test.apiKeyFrom -}}
{{- if and $from.name (not $from.key) -}}
{{- fail (printf "%s names the Secret %s and no key of it: set %s.key." $name $from.name $name) -}}
{{- end -}}
{{- end -}}
{{- range $store.urls -}}
{{- include "roundtable.urlChecks" (dict "root" $ "url" .) -}}
{{- end -}}
{{- if ne (len (default list $store.urls)) (len (uniq (default list $store.urls))) -}}
{{- fail "store.urls has an address twice: each shard is a server of its own." -}}
{{- end -}}
{{- end -}}

{{/* An address of a store: {root, url}. */}}
{{- define "roundtable.urlChecks" -}}
{{- if regexMatch "@|[?&](sentinel_)?password=" .url -}}
{{- fail "store.urls holds a password: put the address into a Secret, and name that in store.urlFrom, or in store.urlsFrom for several." -}}
{{- end -}}
{{- $store := .root.Values.store -}}
{{- $names := contains "/etc/roundtable/store/" .url -}}
{{- if and $store.tlsSecret (not (hasPrefix "rediss" .url)) -}}
{{- fail (printf "store.tlsSecret is for TLS, and %s is none: begin it with rediss." .url) -}}
{{- else if and $store.tlsSecret (not (contains "ssl_ca_certs=/etc/roundtable/store/" .url)) -}}
{{- fail (printf "store.tlsSecret is mounted, but %s does not say so: add ?ssl_ca_certs=/etc/roundtable/store/ca.crt to it." .url) -}}
{{- else if and $names (not $store.tlsSecret) -}}
{{- fail (printf "%s names a file of a Secret: name the Secret in store.tlsSecret." .url) -}}
{{- end -}}
{{- end -}}

{{/* An append-only file is written anew by a copy of the process, which needs memory of its own. */}}
{{- define "roundtable.valkeyChecks" -}}
{{- $limit := (default dict .Values.valkey.resources.limits).memory -}}
{{- if and .Values.valkey.enabled $limit -}}
{{- $needed := mulf 1.5 (include "roundtable.amount" .Values.valkey.maxmemory | float64) -}}
{{- if lt (include "roundtable.amount" $limit | float64) $needed -}}
{{- fail (printf "valkey.maxmemory is %s and valkey.resources.limits.memory %s: it needs half as much again at least, better twice as much, for when its append-only file is written anew." .Values.valkey.maxmemory (toString $limit)) -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{/* An amount as Kubernetes or Valkey writes it, as a number. */}}
{{- define "roundtable.amount" -}}
{{- $text := include "roundtable.text" . -}}
{{- $units := dict "m" 0.001 "k" 1000 "M" 1000000 "G" 1000000000 "T" 1000000000000 "Ki" 1024 "Mi" 1048576 "Gi" 1073741824 "Ti" 1099511627776 "kb" 1024 "mb" 1048576 "gb" 1073741824 -}}
{{- $unit := regexFind "[A-Za-z]+$" $text -}}
{{- mulf (trimSuffix $unit $text | float64) (ternary (get $units $unit) 1 (hasKey $units $unit)) -}}
{{- end -}}

{{- define "roundtable.resourceChecks" -}}
{{- range $name := list "api" "worker" "valkey" -}}
{{- $resources := (get $.Values $name).resources -}}
{{- range $of, $request := $resources.requests -}}
{{- $limit := get (default dict $resources.limits) $of -}}
{{- if and $limit (gt (include "roundtable.amount" $request | float64) (include "roundtable.amount" $limit | float64)) -}}
{{- fail (printf "%s.resources requests more %s (%s) than its limit (%s)." $name $of (toString $request) (toString $limit)) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end -}}
